import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { having } from "../../matchers.ts";
import {
  A,
  ask,
  CREATE_PIPELINE,
  E,
  graphPipeline,
  jobNode,
  makePipeline,
  runPipeline,
  statusNode,
} from "./wire.ts";
import { connect, makeJob, readyProject, type Answer, type Wire } from "../wire.ts";

const FORBIDDEN = [having({ message: "Forbidden", extensions: { classification: "FORBIDDEN" } })];

let emulator: EmulatedSaagie;
let admin: Wire;
let ids: Readonly<Record<"project" | "job" | "pipeline" | "run" | "condition", string>>;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  admin = await connect(emulator);
  for (const login of ["viewer", "editor", "stranger"])
    emulator.users.add({ login, password: "secret", groups: [`${login}s`] });
  const project = await readyProject(emulator, admin, {
    authorizedGroups: ["viewer", "editor"].map((role) => ({
      name: `${role}s`,
      role: `ROLE_PROJECT_${role.toUpperCase()}`,
    })),
  });
  const job = await makeJob(admin, project);
  const pipeline = await makePipeline(admin, project, {
    jobNodes: [jobNode(A, job, [E])],
    conditionNodes: [statusNode(E, "AllSuccess", {})],
  });
  const run = await runPipeline(admin, pipeline);
  emulator.clock.advance(3000);
  const { pipelineInstance } = await ask<{
    pipelineInstance: { conditionsInstance: readonly [{ id: string }] };
  }>(admin, "query ($run: UUID!) { pipelineInstance(id: $run) { conditionsInstance { id } } }", { run });
  ids = { project, job, pipeline, run, condition: pipelineInstance.conditionsInstance[0].id };
});

const READS = [
  "graphPipeline(id: $pipeline) { id }",
  'graphPipelineByName(projectId: $project, name: "Nightly") { id }',
  'graphPipelineByAlias(projectId: $project, alias: "Nightly") { id }',
  "pipelines(projectId: $project) { id }",
  "pipeline(id: $pipeline) { id }",
  "pipelineVersion(pipelineId: $pipeline, number: 1) { number }",
  "pipelineInstance(id: $run) { id }",
  "countDeletablePipelineInstancesByStatus(pipelineId: $pipeline) { count }",
  'countDeletablePipelineInstancesByDate(pipelineId: $pipeline, beforeAt: "2030-01-01T00:00:00Z")',
  "conditionInstance(id: $condition) { id }",
  'evaluateConditionExpression(projectId: $project, expression: "true")',
  "conditionPipelineFilteredLogs(projectID: $project, conditionInstanceID: $condition, streams: [STDOUT]) { count }",
  `conditionPipelineByNodeIdFilteredLogs(projectID: $project, pipelineInstanceID: $run, conditionNodeID: "${E}", streams: [STDOUT]) { count }`,
  "conditionPipelineCountFilteredLogs(projectID: $project, conditionInstanceID: $condition, streams: [STDOUT])",
];

/** Last comes that after which the pipeline is gone: an editor may do that, too. */
const EDITS = [
  'editPipeline(pipeline: { id: $pipeline, description: "d" }) { id }',
  `addGraphPipelineVersion(pipelineId: $pipeline, graph: { jobNodes: [{ id: "${A}", job: { id: $job } }] }) { number }`,
  "rollbackPipelineVersion(pipelineId: $pipeline, versionNumber: 1) { id }",
  "setMajorPipelineVersion(pipelineId: $pipeline, versionNumber: 1, isMajor: true) { number }",
  "deletePipelineVersions(pipelineId: $pipeline, pipelineVersionNumbers: [2]) { success }",
  "duplicatePipeline(originalPipelineId: $pipeline, duplicateJobs: true) { id }",
  "runPipeline(pipelineId: $pipeline) { id }",
  "stopPipelineInstance(pipelineInstanceId: $run) { id }",
  "deletePipelineInstances(pipelineId: $pipeline, pipelineInstanceIds: [$run]) { success }",
  "deletePipelineInstancesByStatusSelector(pipelineId: $pipeline, selector: ALL)",
  'deletePipelineInstancesByDateSelector(pipelineId: $pipeline, beforeAt: "2000-01-01T00:00:00Z")',
  "deletePipeline(id: $pipeline)",
];

const as = (login: string): Promise<Wire> => connect(emulator, { login, password: "secret" });

function send(wire: Wire, kind: "query" | "mutation", field: string): Promise<Answer<unknown>> {
  const uses = Object.keys(ids).filter((name) => field.includes(`$${name}`));
  return wire.post(`${kind} (${uses.map((name) => `$${name}: UUID!`).join(", ")}) { ${field} }`, ids);
}

describe.each([
  ["viewer", { read: true, edit: false }],
  ["editor", { read: true, edit: true }],
  ["stranger", { read: false, edit: false }],
])("a %s", (login, may) => {
  const cases = [
    ...READS.map((field) => ["query", field, may.read] as const),
    ...EDITS.map((field) => ["mutation", field, may.edit] as const),
  ];

  test.each(cases)("%s %s: %s", async (kind, field, allowed) => {
    const answer = await send(await as(login), kind, field);
    expect([answer.status, answer.errors]).toEqual([200, allowed ? undefined : FORBIDDEN]);
  });

  test("makes pipelines only with the right to", async () => {
    const wire = await as(login);
    const graph = { jobNodes: [jobNode(A, ids.job)] };
    const answers = [
      await wire.post(CREATE_PIPELINE, graphPipeline(ids.project, graph, { name: "G", alias: "G" })),
      await wire.post("mutation ($pipeline: PipelineInput) { createPipeline(pipeline: $pipeline) { id } }", {
        pipeline: { projectId: ids.project, name: "L", alias: "L", isScheduled: false, jobsId: [ids.job] },
      }),
    ];
    for (const { errors } of answers) expect(errors).toEqual(may.edit ? undefined : FORBIDDEN);
  });
});

test("a move needs the editor's role on both sides", async () => {
  const target = await readyProject(emulator, admin, {
    name: "Target",
    authorizedGroups: [{ name: "editors", role: "ROLE_PROJECT_VIEWER" }],
  });
  const move =
    "mutation ($pipeline: UUID!, $target: UUID!) { movePipeline(pipelineId: $pipeline, targetPlatformId: 1, targetProjectId: $target) }";
  expect((await (await as("editor")).post(move, { ...ids, target })).errors).toEqual(FORBIDDEN);
});

test("the log of a condition, or of a job in a pipeline, is not there for a stranger", async () => {
  const path = (kind: string, id: string): string =>
    `/log-proxy/api/logs/demo/platform/1/project/${ids.project}/${kind}/${id}`;
  const { pipelineInstance } = await ask<{ pipelineInstance: { jobsInstance: readonly [{ id: string }] } }>(
    admin,
    "query ($run: UUID!) { pipelineInstance(id: $run) { jobsInstance { id } } }",
    ids,
  );
  for (const [login, status] of [
    ["viewer", 200],
    ["stranger", 404],
  ] as const) {
    const wire = await as(login);
    expect((await wire.get(path("condition_instance", ids.condition))).status).toBe(status);
    expect((await wire.get(path("job_instance", pipelineInstance.jobsInstance[0].id))).status).toBe(status);
  }
});

test("reports are of the projects that one sees", async () => {
  const report = "{ projectReports(timeSlot: 1, limit: 10, skip: 0) { countInstances projects { id } } }";
  expect(await ask(await as("viewer"), report)).toEqual({
    projectReports: { countInstances: 1, projects: [{ id: ids.project }] },
  });
  expect(await ask(await as("stranger"), report)).toEqual({
    projectReports: { countInstances: 0, projects: [] },
  });
});
