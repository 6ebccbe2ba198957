import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ANY_TEXT } from "../../matchers.ts";
import { A, ask, B, C, jobNode, makePipeline, runPipeline, statusNode } from "./wire.ts";
import { connect, makeJob, NOTHING, problems, readyProject, run, SPARK, type Wire } from "../wire.ts";

const MOVE = `mutation ($id: UUID!, $platform: Int!, $target: UUID!) {
  movePipeline(pipelineId: $id, targetPlatformId: $platform, targetProjectId: $target)
}`;

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let target: string;
let job: string;
let id: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  target = await readyProject(emulator, wire, { name: "Target" });
  job = await makeJob(wire, project, { name: "job" });
  id = await makePipeline(wire, project, {
    jobNodes: [jobNode(A, job, [C]), jobNode(B, job)],
    conditionNodes: [statusNode(C, "AllSuccess", { yes: [B] })],
  });
});

const move = (to: string = target, platform: number | string = 1): ReturnType<Wire["post"]> =>
  wire.post(MOVE, { id, platform, target: to });

async function movableState(): Promise<unknown> {
  const { graphPipeline } = await ask<{ graphPipeline: { movableState: unknown } }>(
    wire,
    `query ($id: UUID!) { graphPipeline(id: $id) { movableState { movable reasons { reason offendingId offendingName
      sharedJobInManyPipelinesError { jobId jobName otherPipelinesLinked { pipelineId pipelineName pipelineVersions } } } } } }`,
    { id },
  );
  return graphPipeline.movableState;
}

const obstacle = (reason: string, of: string, name: string): object => ({
  reason,
  offendingId: of,
  offendingName: name,
  sharedJobInManyPipelinesError: null,
});

describe("a pipeline that is moved", () => {
  test("goes on in the other project, with its versions and jobs, under new ids", async () => {
    await ask(
      wire,
      "mutation ($id: UUID!, $graph: PipelineGraphInput!) { addGraphPipelineVersion(pipelineId: $id, graph: $graph) { number } }",
      { id, graph: { jobNodes: [jobNode(B, await makeJob(wire, project, { name: "other" }))] } },
    );
    await makePipeline(
      wire,
      target,
      { jobNodes: [jobNode(A, await makeJob(wire, target))] },
      { name: "There" },
    );
    const { data, errors } = await move(target, "1");
    expect(errors).toBeUndefined();
    const { movePipeline: newId } = data as { movePipeline: string };
    expect(newId).not.toBe(id);
    const read = await ask(
      wire,
      `query ($old: UUID!, $id: UUID!, $job: UUID!, $target: UUID!) {
        old: graphPipeline(id: $old) { id }
        oldJob: job(id: $job) { id }
        graphPipeline(id: $id) {
          name alias project { id } creationDate versions { number isCurrent graph { jobNodes { id job { name project { id } } nextNodes } conditionNodes { id nextNodesSuccess } } }
          sourcesMigration { platformId projectId pipelineId migrationDate } targetMigration { projectId } migrationStatus
        }
        project(id: $target) { jobs { name } }
      }`,
      { old: id, id: newId, job, target },
    );
    const named = (name: string): object => ({ name, project: { id: target } });
    expect(read).toEqual({
      old: null,
      oldJob: null,
      graphPipeline: {
        name: "Nightly",
        // Another one there has it already.
        alias: "Nightly_2",
        project: { id: target },
        creationDate: ANY_TEXT,
        versions: [
          {
            number: 2,
            isCurrent: true,
            graph: { jobNodes: [{ id: B, job: named("other"), nextNodes: [] }], conditionNodes: [] },
          },
          {
            number: 1,
            isCurrent: false,
            graph: {
              jobNodes: [
                { id: A, job: named("job"), nextNodes: [C] },
                { id: B, job: named("job"), nextNodes: [] },
              ],
              conditionNodes: [{ id: C, nextNodesSuccess: [B] }],
            },
          },
        ],
        sourcesMigration: [
          { platformId: 1, projectId: project, pipelineId: id, migrationDate: "2024-06-03T08:00:04Z" },
        ],
        targetMigration: null,
        migrationStatus: null,
      },
      project: { jobs: [{ name: "Daily report" }, { name: "job" }, { name: "other" }] },
    });
    const started = await runPipeline(wire, newId);
    emulator.clock.advance(3000);
    expect(
      await ask(wire, "query ($id: UUID!) { pipelineInstance(id: $id) { number status } }", { id: started }),
    ).toEqual({ pipelineInstance: { number: 1, status: "SUCCEEDED" } });
  });

  test("may go to another platform", async () => {
    emulator = emulateSaagie({ clock: "manual", platforms: [2] });
    wire = await connect(emulator);
    project = await readyProject(emulator, wire);
    job = await makeJob(wire, project);
    id = await makePipeline(wire, project, { jobNodes: [jobNode(A, job)] });
    expect(problems(await move(NOTHING, 2))).toEqual({ targetProjectId: "NOT_EXISTS" });
    expect(problems(await move(project, 3))).toEqual({ targetPlatformId: "NOT_EXISTS" });
  });
});

describe("what stands against a move", () => {
  test("is nothing at first, then its runs and their jobs", async () => {
    expect(await movableState()).toEqual({ movable: true, reasons: [] });
    await runPipeline(wire, id);
    expect(await movableState()).toEqual({
      movable: false,
      reasons: [
        obstacle("PIPELINE_HAS_UNFINISHED_INSTANCES", id, "Nightly"),
        obstacle("JOB_HAS_UNFINISHED_INSTANCES", job, "job"),
      ],
    });
    emulator.clock.advance(6000);
    expect(await movableState()).toEqual({
      movable: false,
      reasons: [
        obstacle("PIPELINE_HAS_INSTANCES_NOT_YET_CLEANED", id, "Nightly"),
        obstacle("JOB_HAS_INSTANCES_NOT_YET_CLEANED", job, "job"),
      ],
    });
    expect(problems(await move())).toEqual({ pipeline: "PIPELINE_HAS_INSTANCES_NOT_YET_CLEANED" });
    emulator.clock.advance(60_000);
    expect((await move()).errors).toBeUndefined();
  });

  test("are schedules, its own and those of its jobs", async () => {
    const schedule = { isScheduled: true, cronScheduling: "* * * * *" };
    await ask(
      wire,
      "mutation ($pipeline: PipelineEditionInput) { editPipeline(pipeline: $pipeline) { id } }",
      {
        pipeline: { id, ...schedule },
      },
    );
    await ask(wire, "mutation ($job: JobEditionInput!) { editJob(job: $job) { id } }", {
      job: { id: job, ...schedule },
    });
    expect(await movableState()).toEqual({
      movable: false,
      reasons: [obstacle("PIPELINE_SCHEDULED", id, "Nightly"), obstacle("JOB_SCHEDULED", job, "job")],
    });
  });

  test("is a run that one of its jobs makes by itself", async () => {
    await run(wire, job);
    expect(await movableState()).toEqual({
      movable: false,
      reasons: [obstacle("JOB_HAS_UNFINISHED_INSTANCES", job, "job")],
    });
  });

  test("is another pipeline that uses one of its jobs", async () => {
    const pipelineId = await makePipeline(
      wire,
      project,
      { jobNodes: [jobNode(A, job)] },
      { name: "Weekly", alias: "Weekly" },
    );
    expect(await movableState()).toEqual({
      movable: false,
      reasons: [
        {
          ...obstacle("JOBS_EXISTS_IN_MANY_PIPELINES", job, "job"),
          sharedJobInManyPipelinesError: {
            jobId: job,
            jobName: "job",
            otherPipelinesLinked: [{ pipelineId, pipelineName: "Weekly", pipelineVersions: [1] }],
          },
        },
      ],
    });
    expect(problems(await move())).toEqual({ pipeline: "JOBS_EXISTS_IN_MANY_PIPELINES" });
  });

  test("is the target: itself, one that is not there or not ready, names in use, or technologies missing", async () => {
    expect(problems(await move(project))).toMatchObject({ targetProjectId: "must be another project" });
    expect(problems(await move(NOTHING))).toEqual({ targetProjectId: "NOT_EXISTS" });
    await makePipeline(
      wire,
      target,
      { jobNodes: [jobNode(A, await makeJob(wire, target, { name: "JOB" }))] },
      { name: "nightly" },
    );
    expect(problems(await move())).toEqual({ name: "already used", [`jobs.${job}.name`]: "already used" });
    const narrow = await readyProject(emulator, wire, {
      name: "Narrow",
      technologiesByCategory: [{ jobCategory: "Processing", technologies: [{ id: SPARK }] }],
    });
    expect(problems(await move(narrow))).toEqual({
      [`jobs.${job}.technology`]: "is not enabled in the target project",
    });
    const { createProject } = await ask<{ createProject: { id: string } }>(
      wire,
      'mutation { createProject(project: { name: "Soon" }) { id } }',
    );
    expect(problems(await move(createProject.id))).toEqual({
      targetProjectId: "is not ready",
      [`jobs.${job}.targetCategory`]: "NOT_EXISTS",
    });
    // Nothing has been moved by any of these.
    expect(await movableState()).toEqual({ movable: true, reasons: [] });
  });
});
