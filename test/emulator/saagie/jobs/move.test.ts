import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ANY_TEXT } from "../../matchers.ts";
import {
  bashJob,
  connect,
  CREATE_JOB,
  makeJob,
  NOTHING,
  problems,
  PYTHON,
  readyProject,
  run,
  type Answer,
  type Wire,
} from "../wire.ts";

interface Job {
  readonly id: string;
}

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
});

describe("moving a job", () => {
  const MOVE =
    "mutation ($jobId: UUID!, $targetPlatformId: Int!, $targetProjectId: UUID!, $targetCategory: String) { moveJob(jobId: $jobId, targetPlatformId: $targetPlatformId, targetProjectId: $targetProjectId, targetCategory: $targetCategory) }";

  test("gives it a new id, with its versions and its package; the platform's number may be text", async () => {
    const target = await readyProject(emulator, wire, { name: "Target" });
    const { data } = await wire.upload<{ createJob: Job }>(
      CREATE_JOB,
      bashJob(project),
      new File(["echo hello"], "hello.sh"),
    );
    const jobId = data.createJob.id;
    const moved = await wire.post<{ moveJob: string }>(MOVE, {
      jobId,
      targetPlatformId: "1",
      targetProjectId: target,
      targetCategory: "Extraction",
    });
    expect(moved.data.moveJob).not.toBe(jobId);
    const read = await wire.post<{ job: { versions: [{ packageInfo: { downloadUrl: string } }] } }>(
      "query ($id: UUID!) { job(id: $id) { name category project { id } versions { number packageInfo { name downloadUrl } } } }",
      { id: moved.data.moveJob },
    );
    expect(read.data.job).toMatchObject({
      name: "Daily report",
      category: "Extraction",
      project: { id: target },
    });
    expect(await (await wire.get(read.data.job.versions[0].packageInfo.downloadUrl)).text()).toBe(
      "echo hello",
    );
    expect((await wire.post("query ($id: UUID!) { job(id: $id) { id } }", { id: jobId })).data).toEqual({
      job: null,
    });
  });

  test("works to another platform of the realm", async () => {
    const realm = emulateSaagie({ clock: "manual", platforms: [2] });
    const one = await connect(realm);
    const from = await readyProject(realm, one);
    const jobId = await makeJob(one, from);
    const onTwo: Wire["post"] = async (query, variables) => {
      const answer = await realm.fetch(`${realm.url}/projects/api/platform/2/graphql`, {
        method: "POST",
        headers: { authorization: `Bearer ${one.token}` },
        body: JSON.stringify({ query, variables }),
      });
      return { ...((await answer.json()) as Answer<never>), status: answer.status };
    };
    const to = await readyProject(realm, { ...one, post: onTwo });
    const { data } = await one.post<{ moveJob: string }>(MOVE, {
      jobId,
      targetPlatformId: 2,
      targetProjectId: to,
    });
    expect((await onTwo("query ($id: UUID!) { job(id: $id) { name } }", { id: data.moveJob })).data).toEqual({
      job: { name: "Daily report" },
    });
    expect(
      (await one.post("query ($id: UUID!) { job(id: $id) { name } }", { id: data.moveJob })).data,
    ).toEqual({ job: null });
  });

  test("is refused with the reason, and changes nothing", async () => {
    const jobId = await makeJob(wire, project);
    const target = await readyProject(emulator, wire, {
      name: "Target",
      technologiesByCategory: [{ jobCategory: "Processing", technologies: [{ id: PYTHON }] }],
    });
    const move = async (rest: object): Promise<unknown> =>
      problems(await wire.post(MOVE, { jobId, targetPlatformId: 1, targetProjectId: target, ...rest }));
    expect(await move({})).toEqual({ technology: ANY_TEXT });
    expect(await move({ targetCategory: "Magic" })).toEqual({ targetCategory: "NOT_EXISTS" });
    expect(await move({ targetProjectId: project })).toEqual({ targetProjectId: "must be another project" });
    expect(await move({ targetProjectId: NOTHING })).toEqual({ targetProjectId: "NOT_EXISTS" });
    expect(await move({ targetPlatformId: 9 })).toEqual({ targetPlatformId: "NOT_EXISTS" });
    await run(wire, jobId);
    expect(await move({})).toHaveProperty("job", "HAS_UNFINISHED_INSTANCES");
    await wire.post("mutation ($job: JobEditionInput!) { editJob(job: $job) { id } }", {
      job: { id: jobId, isScheduled: true, cronScheduling: "0 4 * * *", isStreaming: true },
    });
    expect(await move({})).toMatchObject({
      isScheduled: ANY_TEXT,
      isStreaming: ANY_TEXT,
    });
    expect((await wire.post("query ($id: UUID!) { job(id: $id) { id } }", { id: jobId })).data).toEqual({
      job: { id: jobId },
    });
  });

  test("of several jobs at once is there too", async () => {
    const target = await readyProject(emulator, wire, { name: "Target" });
    const jobIds = [await makeJob(wire, project), await makeJob(wire, project, { name: "B" })];
    const { data } = await wire.post(
      'mutation ($jobIds: [UUID!]!, $target: UUID!) { moveJobs(jobIds: $jobIds, projectId: $target, category: "Extraction") }',
      { jobIds, target },
    );
    expect(data).toEqual({ moveJobs: true });
    expect(
      (
        await wire.post('query ($id: UUID!) { jobs(projectId: $id, category: "Extraction") { name } }', {
          id: target,
        })
      ).data,
    ).toEqual({ jobs: [{ name: "Daily report" }, { name: "B" }] });
  });

  test("of jobs to no project, on the versions that allow it, changes their category", async () => {
    emulator = emulateSaagie({ clock: "manual", platformVersion: "2023.03" });
    wire = await connect(emulator);
    project = await readyProject(emulator, wire);
    const jobIds = [await makeJob(wire, project), await makeJob(wire, project, { name: "B" })];
    const moved = await wire.post(
      'mutation ($jobIds: [UUID!]!) { moveJobs(jobIds: $jobIds, category: "Processing") }',
      { jobIds },
    );
    expect(moved.errors).toBeUndefined();
    const { data } = await wire.post("query ($id: UUID!) { jobs(projectId: $id) { category } }", {
      id: project,
    });
    expect(data).toEqual({ jobs: [{ category: "Processing" }, { category: "Processing" }] });
  });
});
