import { expect } from "vitest";
import { pipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import type { Project } from "../../../src/saagie/index.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { collect, makeJob, makeRun, NOBODY } from "../support/things.ts";

const STREAMS = ["STDOUT", "STDERR"] as const;

/** A condition that a run came to. */
export interface MadeCondition {
  readonly project: Project;
  readonly conditionInstanceId: string;
  readonly conditionNodeId: string;
  readonly pipelineInstance: string;
}

/** Runs a pipeline with a condition in it. */
export async function makeCondition(platform: TestPlatform): Promise<MadeCondition> {
  const { pipelines } = platform.saagie;
  const first = await makeJob(platform);
  const graph = pipelineGraph()
    .job("first", { id: first.id })
    .condition("decide", "AllSuccess")
    .job("second", { id: (await makeJob(platform)).id })
    .edge("first", "decide")
    .edge("decide", "second", { on: "success" });
  const { id } = await pipelines.create(first.project.id, { name: platform.unique("pipeline"), graph });
  const run = await pipelines.runAndWait(id, platform.patience);
  const { conditionsInstance } = await pipelines.getInstance(run.id);
  const condition = (conditionsInstance ?? []).find((found) => found !== null);
  return {
    project: first.project,
    conditionInstanceId: condition?.id ?? "",
    conditionNodeId: condition?.conditionNodeId ?? "",
    pipelineInstance: run.id,
  };
}

/** What every public method of conditions promises. */
export const conditionContracts: readonly ContractRow[] = [
  contract({
    method: "conditions.evaluate",
    prepare: (platform: TestPlatform) => platform.project(),
    call: ({ conditions }, { id }) =>
      conditions.evaluate(id, "double(rmse) > 500.0", { variables: { rmse: 512.5 } }),
    check: (holds) => expect(holds).toBe(true),
    missing: ({ conditions }) => conditions.evaluate(NOBODY, "1 + 1 == 2"),
    denied: "outsider",
    refused: {
      call: ({ conditions }, { id }) => conditions.evaluate(id, "1 + 1"),
      fields: { expression: expect.any(String) as string },
    },
  }),
  contract({
    method: "conditions.getInstance",
    prepare: makeCondition,
    call: ({ conditions }, { conditionInstanceId }) => conditions.getInstance(conditionInstanceId),
    check: (answer, { conditionInstanceId, conditionNodeId }) =>
      expect(answer).toMatchObject({ id: conditionInstanceId, conditionNodeId, isSuccess: true }),
    missing: ({ conditions }) => conditions.getInstance(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ConditionsGetInstance" },
  }),
  contract({
    method: "conditions.instanceStatus",
    prepare: makeCondition,
    call: ({ conditions }, { conditionInstanceId }) => conditions.instanceStatus(conditionInstanceId),
    check: ({ history }) => expect(history?.currentStatus.status).toBe("SUCCEEDED"),
    missing: ({ conditions }) => conditions.instanceStatus(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ConditionsInstanceStatus" },
  }),
  contract({
    method: "conditions.countLogs",
    prepare: makeCondition,
    call: ({ conditions }, { conditionInstanceId, project }) =>
      conditions.countLogs(conditionInstanceId, { project: project.id, streams: STREAMS }),
    check: (count) => expect(count).toBe(5),
    missing: ({ conditions }, { project }) =>
      conditions.countLogs(NOBODY, { project: project.id, streams: STREAMS }),
    denied: "outsider",
    refused: { answerTo: "ConditionsCountLogs" },
  }),
  contract({
    method: "conditions.logs",
    prepare: makeCondition,
    call: ({ conditions }, { conditionInstanceId, project }) =>
      collect(conditions.logs({ project: project.id, conditionInstanceId }, { follow: true })),
    check: async (lines, { project, pipelineInstance, conditionNodeId }, { saagie }) => {
      expect(lines).toHaveLength(5);
      const byNode = saagie.conditions.logs(
        { project: project.id, pipelineInstance, conditionNodeId },
        { follow: true, pageSize: 2 },
      );
      expect(await collect(byNode)).toEqual(lines);
    },
    missing: ({ conditions }, { project }) =>
      collect(conditions.logs({ project: project.id, conditionInstanceId: NOBODY })),
    denied: "outsider",
    refused: { answerTo: "ConditionsFilteredLogs" },
  }),
];

/** What every public method of logs promises. Those who may not see something are told that it is not there. */
export const logContracts: readonly ContractRow[] = [
  contract({
    method: "logs.read",
    prepare: makeRun,
    call: ({ logs }, { id, job }) =>
      collect(
        logs.read({ project: job.project.name, kind: "job_instance", id }, { follow: true, pageSize: 1 }),
      ),
    check: async (lines, { id }, { saagie }) => {
      expect(lines.length).toBeGreaterThan(0);
      const known = await collect(saagie.jobs.logs(id));
      expect(lines.map(({ index, stream, value }) => ({ index, stream, value }))).toEqual(known);
    },
    missing: ({ logs }, { job }) =>
      collect(logs.read({ project: job.project.id, kind: "job_instance", id: NOBODY })),
    denied: "outsider",
    refused: "cannot be refused",
  }),
  contract({
    method: "logs.count",
    prepare: makeRun,
    call: ({ logs }, { id, job }) => logs.count({ project: job.project.name, kind: "job_instance", id }),
    check: async (count, { id }, { saagie }) =>
      expect(count).toBe((await collect(saagie.jobs.logs(id))).length),
    missing: ({ logs }, { job }) => logs.count({ project: job.project.id, kind: "job_instance", id: NOBODY }),
    denied: "outsider",
    refused: "cannot be refused",
  }),
  contract({
    method: "logs.download",
    prepare: makeRun,
    call: async ({ logs }, { id, job }) => {
      const { stream } = await logs.download(
        { project: job.project.name, kind: "job_instance", id },
        { streams: STREAMS },
      );
      return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();
    },
    check: async (text, { id }, { saagie }) => {
      const lines = await collect(saagie.jobs.logs(id));
      for (const { value } of lines) expect(text).toContain(value);
    },
    missing: ({ logs }, { job }) =>
      logs.download({ project: job.project.id, kind: "job_instance", id: NOBODY }),
    denied: "outsider",
    refused: "cannot be refused",
  }),
];

/** What every public method of reports promises. */
export const reportContracts: readonly ContractRow[] = [
  contract({
    method: "reports.projects",
    prepare: makeRun,
    call: ({ reports }) => reports.projects(24, { limit: 1_000 }),
    check: ({ projects, countInstances }, { id, job }) => {
      const project = projects.find((found) => found?.id === job.project.id);
      const reported = project?.jobs?.find((found) => found?.id === job.id);
      expect(reported?.jobInstances).toMatchObject([{ id, status: "SUCCEEDED" }]);
      expect(countInstances).toBeGreaterThan(0);
    },
    missing: "cannot be missing",
    denied: "nobody",
    refused: { answerTo: "ReportsProjects" },
  }),
];
