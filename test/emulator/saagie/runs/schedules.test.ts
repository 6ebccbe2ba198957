import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { connect, makeJob, readyProject, type Wire } from "../wire.ts";

interface Run {
  readonly startTime: string;
  readonly runTrigger: {
    readonly __typename: string;
    readonly triggerType: string;
  };
}

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

const begin = async (startMs: number): Promise<void> => {
  emulator = emulateSaagie({ clock: "manual", start: new Date(startMs), tokenLifetimeSeconds: 1e9 });
  onTestFinished(() => emulator.close());
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
};

beforeEach(() => begin(Date.parse("2024-03-29T12:00:00Z")));

const edit = async (id: string, fields: object): Promise<void> => {
  await wire.post("mutation ($job: JobEditionInput!) { editJob(job: $job) { id } }", {
    job: { id, ...fields },
  });
};

async function runsOf(id: string): Promise<readonly Run[]> {
  const query =
    "query ($id: UUID!) { job(id: $id) { instances { startTime runTrigger { __typename triggerType } } } }";
  const { data } = await wire.post<{ job: { instances: readonly Run[] } }>(query, { id });
  return data.job.instances.toSorted((left, right) => (left.startTime < right.startTime ? -1 : 1));
}

const times = async (id: string): Promise<readonly string[]> =>
  (await runsOf(id)).map(({ startTime }) => new Date(startTime).toISOString().slice(5, 16));

const HOUR_MS = 3_600_000;
const schedule = (cronScheduling: string, scheduleTimezone = "UTC"): object => ({
  isScheduled: true,
  cronScheduling,
  scheduleTimezone,
});

describe("a job with a schedule", () => {
  test("runs whenever the clock passes, begun by nobody", async () => {
    const job = await makeJob(wire, project);
    await edit(job, schedule("30 */8 * * *"));
    expect(await runsOf(job)).toEqual([]);
    emulator.clock.advance(24 * HOUR_MS);
    expect(await times(job)).toEqual(["03-29T16:30", "03-30T00:30", "03-30T08:30"]);
    expect((await runsOf(job))[0]?.runTrigger).toEqual({
      __typename: "AnonymousTrigger",
      triggerType: "CRON_JOB",
    });
  });

  test("runs in its own time zone, over the change of the clocks, too", async () => {
    const job = await makeJob(wire, project);
    await edit(job, schedule("0 9 * * *", "Europe/Paris"));
    // Summer time begins on 31 March.
    emulator.clock.advance(4 * 24 * HOUR_MS);
    expect(await times(job)).toEqual(["03-30T08:00", "03-31T07:00", "04-01T07:00", "04-02T07:00"]);
  });

  test("runs a year long", async () => {
    const job = await makeJob(wire, project);
    await edit(job, schedule("0 0 29 * *"));
    emulator.clock.advance(365 * 24 * HOUR_MS);
    const found = await times(job);
    // Not in February 2025, which has no such day.
    expect(found).toHaveLength(11);
    expect(found[0]).toBe("04-29T00:00");
  });

  test("goes by its new schedule once that is changed, and by none once it is off or deleted", async () => {
    const job = await makeJob(wire, project);
    await edit(job, schedule("0 * * * *"));
    emulator.clock.advance(1.5 * HOUR_MS);
    await edit(job, schedule("45 * * * *"));
    emulator.clock.advance(HOUR_MS);
    expect(await times(job)).toEqual(["03-29T13:00", "03-29T13:45"]);
    await edit(job, { isScheduled: false });
    emulator.clock.advance(24 * HOUR_MS);
    expect(await times(job)).toHaveLength(2);
    await edit(job, schedule("45 * * * *"));
    await wire.post("mutation ($id: UUID!) { deleteJob(jobId: $id) }", { id: job });
    emulator.clock.advance(24 * HOUR_MS);
    expect(
      (await wire.post<{ job: unknown }>("query ($id: UUID!) { job(id: $id) { id } }", { id: job })).data.job,
    ).toBeNull();
  });

  test("goes on after its state was saved and loaded, and begins anew with a reset", async () => {
    const job = await makeJob(wire, project);
    await edit(job, schedule("0 13 * * *"));
    const state = await emulator.save();
    await emulator.reset();
    emulator.clock.advance(24 * HOUR_MS);
    await emulator.load(state);
    wire = await connect(emulator);
    expect(await times(job)).toEqual([]);
    emulator.clock.advance(24 * HOUR_MS);
    expect(await times(job)).toEqual(["03-30T13:00"]);
  });

  test.each(["0 0 30 2 *"])("%s never runs, and that is no error", async (cron) => {
    const job = await makeJob(wire, project);
    await edit(job, schedule(cron));
    emulator.clock.advance(366 * 24 * HOUR_MS);
    expect(await times(job)).toEqual([]);
  });

  test.each([
    ["0/30 13 * * *", ["03-29T13:00", "03-29T13:30"]],
    ["*/90 13 * * *", ["03-29T13:00"]],
    ["0 13 * * SAT-SUN", ["03-30T13:00", "03-31T13:00"]],
    ["0 13 30 * 5", ["03-29T13:00", "03-30T13:00"]],
  ])("%s is read as other clients write it", async (cron, expected) => {
    const job = await makeJob(wire, project);
    await edit(job, schedule(cron));
    emulator.clock.advance(3 * 24 * HOUR_MS);
    expect((await times(job)).slice(0, expected.length)).toEqual(expected);
  });
});

test("a pipeline with a schedule runs with all its jobs, begun by nobody", async () => {
  const job = await makeJob(wire, project);
  const { data } = await wire.post<{ createGraphPipeline: { id: string } }>(
    "mutation ($pipeline: GraphPipelineInput!) { createGraphPipeline(pipeline: $pipeline) { id } }",
    {
      pipeline: {
        projectId: project,
        name: "Nightly",
        alias: "nightly",
        description: "",
        releaseNote: "",
        ...schedule("0 2 * * *"),
        graph: {
          jobNodes: [{ id: "00000000-0000-4000-8000-000000000001", job: { id: job }, nextNodes: [] }],
          conditionNodes: [],
        },
      },
    },
  );
  emulator.clock.advance(24 * HOUR_MS);
  const answer = await wire.post<{ graphPipeline: { instances: readonly (Run & { status: string })[] } }>(
    "query ($id: UUID!) { graphPipeline(id: $id) { instances { startTime status runTrigger { __typename triggerType } } } }",
    { id: data.createGraphPipeline.id },
  );
  const runTrigger = { __typename: "AnonymousTrigger", triggerType: "CRON_PIPELINE" };
  expect(answer.data.graphPipeline.instances).toMatchObject([{ status: "SUCCEEDED", runTrigger }]);
  expect(await runsOf(job)).toMatchObject([{ runTrigger }]);
});
