import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  A,
  ask,
  B,
  C,
  CREATE_PIPELINE,
  graphPipeline,
  jobNode,
  makeLinear,
  makePipeline,
  runPipeline,
  statusNode,
  type Graph,
} from "./wire.ts";
import { ANY_TEXT, having, like } from "../../matchers.ts";
import { connect, makeJob, NOTHING, problems, readyProject, BASH, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;
let graph: Graph;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project);
  graph = { jobNodes: [jobNode(A, job, [B]), jobNode(B, job)] };
});

const create = (fields: object, of: Graph = graph): ReturnType<Wire["post"]> =>
  wire.post(CREATE_PIPELINE, graphPipeline(project, of, fields));

describe("a new pipeline", () => {
  test("is there with everything it was given", async () => {
    const id = await makePipeline(wire, project, graph, {
      alias: "nightly_1",
      description: "every night",
      releaseNote: "first",
      sourceUrl: "https://example.org/x",
      hasExecutionVariablesEnabled: true,
      isScheduled: true,
      cronScheduling: "5 4 * * *",
      scheduleTimezone: "Europe/Paris",
      alerting: { emails: ["ops@example.org"], logins: ["demo"], statusList: ["FAILED"] },
    });
    const data = await ask(
      wire,
      `query ($id: UUID!) { graphPipeline(id: $id) {
        id name alias description creator creationDate projectId project { name } isLegacyPipeline hasExecutionVariablesEnabled
        isScheduled cronScheduling scheduleTimezone scheduleStatus alerting { emails statusList loginEmails { login email } }
        versions { number releaseNote sourceUrl creator creationDate isCurrent isMajor jobs { id } deletableState { deletable reasons } }
        pipelineInstanceCount instances { id } migrationStatus sourcesMigration { projectId } targetMigration { projectId }
        allVersionsJobTechnologiesByCategory { jobCategory technologies { id } }
        movableState { movable reasons { reason offendingId offendingName } }
      } }`,
      { id },
    );
    expect(data).toEqual({
      graphPipeline: {
        id,
        name: "Nightly",
        alias: "nightly_1",
        description: "every night",
        creator: "demo",
        creationDate: "2024-06-03T08:00:02Z",
        projectId: project,
        project: { name: "Sales" },
        isLegacyPipeline: false,
        hasExecutionVariablesEnabled: true,
        isScheduled: true,
        cronScheduling: "5 4 * * *",
        scheduleTimezone: "Europe/Paris",
        scheduleStatus: "READY",
        alerting: {
          emails: ["ops@example.org"],
          statusList: ["FAILED"],
          loginEmails: [{ login: "demo", email: "demo@example.org" }],
        },
        versions: [
          {
            number: 1,
            releaseNote: "first",
            sourceUrl: "https://example.org/x",
            creator: "demo",
            creationDate: "2024-06-03T08:00:02Z",
            isCurrent: true,
            isMajor: false,
            jobs: [{ id: job }],
            deletableState: { deletable: false, reasons: ["CURRENT_VERSION"] },
          },
        ],
        pipelineInstanceCount: 0,
        instances: [],
        migrationStatus: null,
        sourcesMigration: null,
        targetMigration: null,
        allVersionsJobTechnologiesByCategory: [{ jobCategory: "Processing", technologies: [{ id: BASH }] }],
        movableState: {
          movable: false,
          reasons: [{ reason: "PIPELINE_SCHEDULED", offendingId: id, offendingName: "Nightly" }],
        },
      },
    });
  });

  test("has nothing that it was not given", async () => {
    const id = await makePipeline(wire, project, graph);
    const data = await ask(
      wire,
      `query ($id: UUID!) { graphPipeline(id: $id) { description hasExecutionVariablesEnabled isScheduled cronScheduling scheduleTimezone scheduleStatus
        alerting { emails } versions { releaseNote sourceUrl } movableState { movable reasons { reason } } } }`,
      { id },
    );
    expect(data).toEqual({
      graphPipeline: {
        description: null,
        hasExecutionVariablesEnabled: false,
        isScheduled: false,
        cronScheduling: null,
        scheduleTimezone: null,
        scheduleStatus: null,
        alerting: null,
        versions: [{ releaseNote: null, sourceUrl: null }],
        movableState: { movable: true, reasons: [] },
      },
    });
  });

  test("is found by id, by name, by alias, in its project and by its job", async () => {
    const id = await makePipeline(wire, project, graph);
    const linear = await makeLinear(wire, project, [job]);
    const data = await ask(
      wire,
      `query ($project: UUID!, $id: UUID!, $job: UUID!) {
        graphPipeline(id: $id) { id }
        graphPipelineByName(projectId: $project, name: "Nightly") { id }
        graphPipelineByAlias(projectId: $project, alias: "Nightly") { id }
        project(id: $project) { pipelines { id name alias } }
        job(id: $job) { pipelines { id } graphPipelines { id } isDeletable deletableState { deletable reasons } }
        platform { counts { pipelines } }
      }`,
      { project, id, job },
    );
    expect(data).toEqual({
      graphPipeline: { id },
      graphPipelineByName: { id },
      graphPipelineByAlias: { id },
      project: {
        pipelines: [
          { id, name: "Nightly", alias: "Nightly" },
          { id: linear, name: "Linear", alias: "Linear" },
        ],
      },
      job: {
        pipelines: [{ id: linear }],
        graphPipelines: [{ id }],
        isDeletable: false,
        deletableState: { deletable: false, reasons: ["LINKED_TO_PIPELINE"] },
      },
      platform: { counts: { pipelines: 2 } },
    });
  });

  const NAME = "a".repeat(255);

  test.each([
    [{ name: " " }, "name", "must not be empty"],
    [{ name: `${NAME}a` }, "name", "must be shorter than 256 characters"],
    [{ name: "NIGHTLY" }, "name", "already used"],
    [{ alias: "" }, "alias", "must consist of letters, digits and underscores"],
    [{ alias: "a b" }, "alias", "must consist of letters, digits and underscores"],
    [{ alias: "Nightly" }, "alias", "already used"],
    [{ isScheduled: true }, "cronScheduling", "must not be empty when there is a schedule"],
    [{ cronScheduling: "x" }, "cronScheduling", "is not a valid cron expression"],
    [
      { cronScheduling: "* * * * *", scheduleTimezone: "Mars" },
      "scheduleTimezone",
      "is not a valid time zone",
    ],
    [{ alerting: { logins: ["nobody"], statusList: ["FAILED"] } }, "alerting", "NOT_EXISTS: login nobody"],
    [{ alerting: { emails: [], statusList: [] } }, "alerting", "must name at least one status"],
    [{ sourceUrl: "ftp://x" }, "sourceUrl", "must be an http or https URL"],
    [{ environmentVariables: "A=1\n2B=2" }, "environmentVariables", ANY_TEXT],
  ])("with %j is refused for its %s", async (fields, field, problem) => {
    await makePipeline(wire, project, graph);
    const answer = await create({ name: "Other", alias: "Other", ...fields });
    expect(answer).toMatchObject({ data: null, errors: [{ message: "Pipeline not valid" }] });
    expect(problems(answer)).toEqual({ [field]: problem });
    const left = await ask<{ project: { pipelines: readonly object[] } }>(
      wire,
      "query ($project: UUID!) { project(id: $project) { pipelines { id } } }",
      { project },
    );
    expect(left.project.pipelines).toHaveLength(1);
  });

  test("may have a name of 255 characters, and any name of another project", async () => {
    const other = await readyProject(emulator, wire, { name: "Other" });
    const otherJob = await makeJob(wire, other);
    const first = await makePipeline(wire, project, graph, { name: NAME });
    const second = await makePipeline(wire, other, { jobNodes: [jobNode(A, otherJob)] }, { name: NAME });
    expect(second).not.toEqual(first);
  });

  test("needs a project that is there and ready, and an alias", async () => {
    expect(problems(await wire.post(CREATE_PIPELINE, graphPipeline(NOTHING, graph)))).toEqual({
      project: "NOT_EXISTS",
    });
    const { createProject } = await ask<{ createProject: { id: string } }>(
      wire,
      'mutation { createProject(project: { name: "Soon" }) { id } }',
    );
    const early = await wire.post(CREATE_PIPELINE, graphPipeline(createProject.id, graph));
    expect(problems(early)).toMatchObject({ projectId: "is not ready" });
    expect(await wire.post(CREATE_PIPELINE, {})).toMatchObject({
      errors: [{ extensions: { pipeline: "must not be null" } }],
    });
    const { errors } = await create({ alias: null });
    expect(errors).toEqual([
      having({ message: like(/alias/), extensions: { classification: "ValidationError" } }),
    ]);
  });
});

describe("reading what is not there", () => {
  test("is null, but an error by alias and in lists", async () => {
    const { data, errors } = await wire.post(
      `query ($no: UUID!, $project: UUID!) {
        graphPipeline(id: $no) { id }
        byName: graphPipelineByName(projectId: $project, name: "nightly") { id }
        nowhere: graphPipelineByName(projectId: $no, name: "Nightly") { id }
        pipeline(id: $no) { id }
        pipelineVersion(pipelineId: $no, number: 1) { number }
      }`,
      { no: NOTHING, project },
    );
    expect([data, errors]).toEqual([
      { graphPipeline: null, byName: null, nowhere: null, pipeline: null, pipelineVersion: null },
      undefined,
    ]);
    const byAlias = await wire.post(
      'query ($project: UUID!) { graphPipelineByAlias(projectId: $project, alias: "x") { id } }',
      { project },
    );
    expect([byAlias.data, problems(byAlias)]).toEqual([null, { alias: "NOT_EXISTS" }]);
    expect(
      problems(await wire.post("query ($no: UUID!) { pipelines(projectId: $no) { id } }", { no: NOTHING })),
    ).toEqual({ project: "NOT_EXISTS" });
  });
});

describe("editing a pipeline", () => {
  const EDIT = `mutation ($pipeline: PipelineEditionInput) { editPipeline(pipeline: $pipeline) {
    name alias description isScheduled cronScheduling scheduleTimezone hasExecutionVariablesEnabled alerting { emails statusList }
  } }`;
  const FIELDS = {
    description: "d",
    isScheduled: true,
    cronScheduling: "5 4 * * *",
    scheduleTimezone: "Europe/Paris",
    hasExecutionVariablesEnabled: true,
    alerting: { emails: ["a@example.org"], statusList: ["FAILED"] },
  };
  let id: string;

  beforeEach(async () => {
    id = await makePipeline(wire, project, graph, FIELDS);
  });

  const edit = async (fields: object): Promise<unknown> => {
    const { editPipeline } = await ask<{ editPipeline: unknown }>(wire, EDIT, {
      pipeline: { id, ...fields },
    });
    return editPipeline;
  };

  test("changes what is given and nothing else", async () => {
    const before = { name: "Nightly", alias: "Nightly", ...FIELDS };
    expect(await edit({})).toEqual(before);
    expect(await edit({ name: "Daily" })).toEqual({ ...before, name: "Daily" });
    expect(await edit({ scheduleTimezone: "UTC", alias: "daily" })).toEqual({
      ...before,
      name: "Daily",
      alias: "daily",
      scheduleTimezone: "UTC",
    });
  });

  test("empties by null what can be empty", async () => {
    const empty = {
      name: null,
      alias: null,
      description: null,
      alerting: null,
      hasExecutionVariablesEnabled: null,
    };
    expect(await edit(empty)).toEqual({
      ...FIELDS,
      name: "Nightly",
      alias: "Nightly",
      description: null,
      alerting: null,
    });
  });

  test("switches off what it remembers", async () => {
    expect(await edit({ isScheduled: false, hasExecutionVariablesEnabled: false })).toMatchObject({
      isScheduled: false,
      cronScheduling: "5 4 * * *",
      hasExecutionVariablesEnabled: false,
    });
  });

  test("is refused where a new one would be, but for its own names", async () => {
    await makePipeline(wire, project, graph, { name: "Other", alias: "Other" });
    await edit({ name: "nightly", alias: "Nightly" });
    const answer = await wire.post(EDIT, {
      pipeline: { id, name: "Other", alias: "Other", cronScheduling: "x" },
    });
    expect(problems(answer)).toEqual({
      name: "already used",
      alias: "already used",
      cronScheduling: "is not a valid cron expression",
    });
    expect(problems(await wire.post(EDIT, { pipeline: { id: NOTHING } }))).toEqual({
      pipeline: "NOT_EXISTS",
    });
  });
});

describe("duplicating a pipeline", () => {
  const DUPLICATE = `mutation ($id: UUID!, $jobs: Boolean) { duplicatePipeline(originalPipelineId: $id, duplicateJobs: $jobs) {
    id name alias isScheduled cronScheduling versions { number releaseNote isCurrent graph { jobNodes { id job { id name } nextNodes position { x y } } conditionNodes { id } } } pipelineInstanceCount
  } }`;

  interface Copy {
    readonly duplicatePipeline: {
      readonly id: string;
      readonly name: string;
      readonly alias: string;
      readonly versions: readonly { graph: { jobNodes: readonly { job: { id: string; name: string } }[] } }[];
    };
  }

  test("copies its current version, and shares its jobs", async () => {
    const id = await makePipeline(
      wire,
      project,
      {
        jobNodes: [jobNode(A, job, [C], { position: { x: 1.5, y: 2 } })],
        conditionNodes: [statusNode(C, "AllSuccess", {})],
      },
      { releaseNote: "first", isScheduled: true, cronScheduling: "5 4 * * *" },
    );
    const { duplicatePipeline } = await ask<Copy>(wire, DUPLICATE, { id });
    expect(duplicatePipeline).toMatchObject({
      name: "Copy of Nightly",
      alias: "Copy_of_Nightly",
      isScheduled: false,
      cronScheduling: "5 4 * * *",
      pipelineInstanceCount: 0,
      versions: [
        {
          number: 1,
          releaseNote: "first",
          isCurrent: true,
          graph: {
            jobNodes: [{ id: A, job: { id: job }, nextNodes: [C], position: { x: 1.5, y: 2 } }],
            conditionNodes: [{ id: C }],
          },
        },
      ],
    });
    const again = await ask<Copy>(wire, DUPLICATE, { id });
    expect(again.duplicatePipeline).toMatchObject({ name: "Copy of Nightly 2", alias: "Copy_of_Nightly_2" });
    expect(
      await ask(wire, "mutation ($id: UUID!) { deletePipeline(id: $id) }", { id: duplicatePipeline.id }),
    ).toEqual({ deletePipeline: true });
  });

  test("copies its jobs too when asked to, each once", async () => {
    const id = await makePipeline(wire, project, graph);
    const { duplicatePipeline } = await ask<Copy>(wire, DUPLICATE, { id, jobs: true });
    const nodes = duplicatePipeline.versions[0]?.graph.jobNodes.map((node) => node.job);
    expect(nodes).toEqual([nodes?.[0], nodes?.[0]]);
    expect(nodes?.[0]).toMatchObject({ name: "Copy of Daily report" });
    expect(nodes?.[0]?.id).not.toBe(job);
  });

  test("waits until its runs are over", async () => {
    const id = await makePipeline(wire, project, graph);
    await runPipeline(wire, id);
    expect(problems(await wire.post(DUPLICATE, { id }))).toEqual({ pipeline: "HAS_UNFINISHED_INSTANCES" });
    emulator.clock.advance(6000);
    await ask(wire, DUPLICATE, { id });
  });
});

describe("deleting a pipeline", () => {
  const DELETE = "mutation ($id: UUID!) { deletePipeline(id: $id) }";

  const times: readonly (readonly [string, number])[] = [
    ["that has just begun", 0],
    ["under way", 1000],
    ["that is over", 6000],
  ];
  test.each(times)("with a run %s takes it along and leaves its jobs, which can go then", async (_, ms) => {
    const id = await makePipeline(wire, project, graph);
    const run = await runPipeline(wire, id);
    emulator.clock.advance(ms);
    expect(await ask(wire, DELETE, { id })).toEqual({ deletePipeline: true });
    expect(
      await ask(
        wire,
        "query ($id: UUID!, $run: UUID!, $job: UUID!) { graphPipeline(id: $id) { id } pipelineInstance(id: $run) { id } job(id: $job) { countJobInstance } }",
        { id, run, job },
      ),
    ).toEqual({ graphPipeline: null, pipelineInstance: null, job: { countJobInstance: 0 } });
    expect(await ask(wire, "mutation ($id: UUID!) { deleteJob(jobId: $id) }", { id: job })).toEqual({
      deleteJob: true,
    });
  });

  test("that is not there is refused", async () => {
    expect(problems(await wire.post(DELETE, { id: NOTHING }))).toEqual({ pipeline: "NOT_EXISTS" });
  });
});

test("a job that a pipeline uses stays, and stays where it is", async () => {
  await makePipeline(wire, project, graph);
  const target = await readyProject(emulator, wire, { name: "Target" });
  const moved = await wire.post(
    "mutation ($job: UUID!, $target: UUID!) { moveJob(jobId: $job, targetPlatformId: 1, targetProjectId: $target) }",
    { job, target },
  );
  const deleted = await wire.post("mutation ($job: UUID!) { deleteJob(jobId: $job) }", { job });
  for (const answer of [moved, deleted]) expect(problems(answer)).toEqual({ job: "LINKED_TO_PIPELINE" });
});

test("pipelines that used a job before are told apart from those that do now", async () => {
  const other = await makeJob(wire, project, { name: "Other" });
  const id = await makePipeline(wire, project, graph);
  const add =
    "mutation ($id: UUID!, $graph: PipelineGraphInput!) { addGraphPipelineVersion(pipelineId: $id, graph: $graph) { number } }";
  await ask(wire, add, { id, graph: { jobNodes: [jobNode(A, other)] } });
  expect(
    await ask(
      wire,
      "query ($job: UUID!) { job(id: $job) { graphPipelines { id } now: graphPipelines(isCurrent: true) { id } pipelines { id } } }",
      { job },
    ),
  ).toEqual({ job: { graphPipelines: [{ id }], now: [], pipelines: [] } });
});
