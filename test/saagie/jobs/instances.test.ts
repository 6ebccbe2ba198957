import { describe, expect, test } from "vitest";
import { openPlatform } from "../support/platform.ts";
import { makeJob, NOBODY, runToEnd } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;
const OUTCOMES = ["SUCCEEDED", "FAILED", "KILLED", "UNKNOWN"] as const;

interface Started {
  readonly id: string;
  readonly startTime: string;
}

/** A job and its four runs, one for each outcome, a minute and more apart. */
interface FourRuns {
  readonly job: string;
  readonly runs: readonly [succeeded: Started, failed: Started, killed: Started, unknown: Started];
}

async function fourRuns(): Promise<FourRuns> {
  const job = await makeJob(platform);
  platform.emulator.scripts.set(job.id, ({ number }) => ({ outcome: OUTCOMES[number - 1] ?? "SUCCEEDED" }));
  const run = (): Promise<Started> => runToEnd(platform, job);
  return { job: job.id, runs: [await run(), await run(), await run(), await run()] };
}

async function left(job: string): Promise<readonly string[]> {
  return ((await saagie.jobs.get(job)).instances ?? []).map(({ id }) => id);
}

describe("runs that are over", () => {
  test("are counted by how they ended, and all of them", async () => {
    const { job } = await fourRuns();
    expect(await saagie.jobs.countInstancesBySelector(job)).toEqual([
      { selector: "ALL", count: 4 },
      { selector: "SUCCEEDED", count: 1 },
      { selector: "FAILED", count: 1 },
      { selector: "STOPPED", count: 1 },
      { selector: "UNKNOWN", count: 1 },
    ]);
  });

  test("are counted by when they started", async () => {
    const { job, runs } = await fourRuns();
    expect(await saagie.jobs.countInstancesByDate(job, runs[2].startTime)).toBe(2);
    expect(await saagie.jobs.countInstancesByDate(job, "2020-01-01T00:00:00+01:00")).toBe(0);
  });

  test("come newest first, and can be limited", async () => {
    const { job, runs } = await fourRuns();
    const ids = runs.map(({ id }) => id);
    expect(await left(job)).toEqual(ids.toReversed());
    const { instances } = await saagie.jobs.get(job, { instancesLimit: 1 });
    expect(instances).toMatchObject([{ id: runs[3].id }]);
  });

  test("are deleted by id, each answering for itself", async () => {
    const { job, runs } = await fourRuns();
    const [first, second] = runs;
    expect(await saagie.jobs.deleteInstances(job, [first.id, { id: second.id }, NOBODY])).toEqual([
      { id: first.id, success: true },
      { id: second.id, success: true },
      { id: NOBODY, success: false },
    ]);
    expect(await left(job)).toHaveLength(2);
  });

  test.each([
    ["SUCCEEDED", 0],
    ["FAILED", 1],
    ["STOPPED", 2],
    ["UNKNOWN", 3],
  ] as const)("are deleted by how they ended: %s", async (selector, index) => {
    const { job, runs } = await fourRuns();
    expect(await saagie.jobs.deleteInstancesBySelector(job, selector)).toBe(1);
    expect(await left(job)).not.toContain(runs[index].id);
    expect(await left(job)).toHaveLength(3);
  });

  test("are spared or taken along by exception, and being included wins", async () => {
    const { job, runs } = await fourRuns();
    const [first, second] = runs;
    const spared = { excludeInstanceIds: [first.id, second.id], includeInstanceIds: [second.id] };
    expect(await saagie.jobs.deleteInstancesBySelector(job, "ALL", spared)).toBe(3);
    expect(await left(job)).toEqual([first.id]);
  });

  test("are deleted by when they started, with the same exceptions", async () => {
    const { job, runs } = await fourRuns();
    const [first, , third, fourth] = runs;
    const exceptions = { excludeInstanceIds: [first.id], includeInstanceIds: [fourth.id] };
    expect(await saagie.jobs.deleteInstancesByDate(job, third.startTime, exceptions)).toBe(2);
    expect(await left(job)).toEqual([third.id, first.id]);
  });
});

test("a run that is not over, or not forgotten yet, stays", async () => {
  const { id } = await makeJob(platform);
  const run = await saagie.jobs.run(id);
  expect(await saagie.jobs.deleteInstances(id, [run.id])).toEqual([{ id: run.id, success: false }]);
  expect(await saagie.jobs.deleteInstancesBySelector(id, "ALL")).toBe(0);
  expect(await left(id)).toEqual([run.id]);
});
