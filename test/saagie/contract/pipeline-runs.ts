import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import {
  makeEndlessPipelineRun,
  makePipeline,
  makePipelineRun,
  type MadePipeline,
} from "../support/pipeline-things.ts";
import type { TestPlatform } from "../support/platform.ts";
import { collect, NOBODY } from "../support/things.ts";

const aPipeline = (platform: TestPlatform): Promise<MadePipeline> => makePipeline(platform);
const UNCLEANED = "how soon a run that is over can be deleted is the platform's business";
const TOMORROW = "2999-01-01T00:00:00Z";
const BOTH_SUCCEEDED = [{ status: "SUCCEEDED" }, { status: "SUCCEEDED" }];

/** What starting and following runs promises. */
const running: readonly ContractRow[] = [
  contract({
    method: "pipelines.run",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.run(id),
    check: (run, { id }) => expect(run).toMatchObject({ number: 1, status: "REQUESTED", pipelineId: id }),
    missing: ({ pipelines }) => pipelines.run(NOBODY),
    denied: "viewer",
    refused: { answerTo: "PipelinesRun" },
  }),
  contract({
    method: "pipelines.runAndWait",
    prepare: aPipeline,
    call: ({ pipelines }, { id }, { patience }) => pipelines.runAndWait(id, patience),
    check: async (run, { id }, { saagie }) => {
      expect(run).toMatchObject({ status: "SUCCEEDED", nodeStatuses: BOTH_SUCCEEDED });
      expect(await saagie.pipelines.get(id)).toMatchObject({ pipelineInstanceCount: 1 });
    },
    missing: ({ pipelines }) => pipelines.runAndWait(NOBODY),
    denied: "viewer",
    refused: { answerTo: "PipelinesRun" },
  }),
  contract({
    method: "pipelines.wait",
    prepare: makePipelineRun,
    call: ({ pipelines }, { id }, { patience }) => pipelines.wait(id, patience),
    check: (run, { id }) => expect(run).toMatchObject({ id, status: "SUCCEEDED" }),
    missing: ({ pipelines }) => pipelines.wait(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesInstanceStatus" },
  }),
  contract({
    method: "pipelines.watch",
    prepare: makePipelineRun,
    call: ({ pipelines }, { id }, { patience }) => collect(pipelines.watch(id, patience)),
    check: (states, { id }) => expect(states).toMatchObject([{ id, status: "SUCCEEDED" }]),
    missing: ({ pipelines }) => collect(pipelines.watch(NOBODY)),
    denied: "outsider",
    refused: { answerTo: "PipelinesInstanceStatus" },
  }),
  contract({
    method: "pipelines.stop",
    prepare: makeEndlessPipelineRun,
    call: ({ pipelines }, { id }) => pipelines.stop(id),
    check: async ({ id }, thing, { saagie, patience }) => {
      expect(id).toBe(thing.id);
      expect(["KILLING", "KILLED"]).toContain((await saagie.pipelines.instanceStatus(id)).status);
      expect((await saagie.pipelines.wait(id, patience)).status).toBe("KILLED");
    },
    missing: ({ pipelines }) => pipelines.stop(NOBODY),
    denied: "viewer",
    refused: { answerTo: "PipelinesStop" },
  }),
  contract({
    method: "pipelines.instanceStatus",
    prepare: makePipelineRun,
    call: ({ pipelines }, { id }) => pipelines.instanceStatus(id),
    check: (run, { id }) =>
      expect(run).toMatchObject({ id, status: "SUCCEEDED", nodeStatuses: BOTH_SUCCEEDED }),
    missing: ({ pipelines }) => pipelines.instanceStatus(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesInstanceStatus" },
  }),
  contract({
    method: "pipelines.getInstance",
    prepare: makePipelineRun,
    call: ({ pipelines }, { id }) => pipelines.getInstance(id, { jobsLimit: 1 }),
    check: (run, { id, pipeline }) => {
      expect(run).toMatchObject({
        id,
        number: 1,
        pipelineId: pipeline.id,
        version: { number: 1, isCurrent: true },
      });
      expect(run.jobsInstance).toHaveLength(1);
    },
    missing: ({ pipelines }) => pipelines.getInstance(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesGetInstance" },
  }),
];

/** What counting and deleting runs promises. */
const deleting: readonly ContractRow[] = [
  contract({
    method: "pipelines.countInstancesBySelector",
    prepare: makePipelineRun,
    call: ({ pipelines }, { pipeline }) => pipelines.countInstancesBySelector(pipeline.id),
    check: (counts, _, { isLive }) => {
      const selectors = counts.map(({ selector }) => selector);
      expect(selectors.toSorted()).toEqual(["ALL", "FAILED", "STOPPED", "SUCCEEDED", "UNKNOWN"]);
      if (!isLive) expect(counts).toContainEqual({ selector: "SUCCEEDED", count: 1 });
    },
    missing: ({ pipelines }) => pipelines.countInstancesBySelector(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesCountInstancesBySelector" },
  }),
  contract({
    method: "pipelines.countInstancesByDate",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.countInstancesByDate(id, "2020-01-01T00:00:00Z"),
    check: (count) => expect(count).toBe(0),
    missing: ({ pipelines }) => pipelines.countInstancesByDate(NOBODY, TOMORROW),
    denied: "outsider",
    refused: { answerTo: "PipelinesCountInstancesByDate" },
  }),
  contract({
    method: "pipelines.deleteInstances",
    prepare: makePipelineRun,
    call: ({ pipelines }, { id, pipeline }) => pipelines.deleteInstances(pipeline.id, [id, NOBODY]),
    check: async (answer, { id, pipeline }, { saagie }) => {
      expect(answer).toEqual([
        { id, success: true },
        { id: NOBODY, success: false },
      ]);
      expect((await saagie.pipelines.get(pipeline.id)).instances).toEqual([]);
    },
    missing: ({ pipelines }, { id }) => pipelines.deleteInstances(NOBODY, [id]),
    denied: "viewer",
    refused: { answerTo: "PipelinesDeleteInstances" },
    emulatorOnly: UNCLEANED,
  }),
  contract({
    method: "pipelines.deleteInstancesBySelector",
    prepare: makePipelineRun,
    call: ({ pipelines }, { pipeline }) => pipelines.deleteInstancesBySelector(pipeline.id, "SUCCEEDED"),
    check: (count) => expect(count).toBe(1),
    missing: ({ pipelines }) => pipelines.deleteInstancesBySelector(NOBODY, "ALL"),
    denied: "viewer",
    refused: { answerTo: "PipelinesDeleteInstancesBySelector" },
    emulatorOnly: UNCLEANED,
  }),
  contract({
    method: "pipelines.deleteInstancesByDate",
    prepare: makePipelineRun,
    call: ({ pipelines }, { pipeline }) => pipelines.deleteInstancesByDate(pipeline.id, TOMORROW),
    check: (count) => expect(count).toBe(1),
    missing: ({ pipelines }) => pipelines.deleteInstancesByDate(NOBODY, TOMORROW),
    denied: "viewer",
    refused: { answerTo: "PipelinesDeleteInstancesByDate" },
    emulatorOnly: UNCLEANED,
  }),
];

/** What every public method about runs of pipelines promises. */
export const pipelineRunContracts: readonly ContractRow[] = [...running, ...deleting];
