import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import { makeLinearPipeline, makePipeline, type MadePipeline } from "../support/pipeline-things.ts";
import type { TestPlatform } from "../support/platform.ts";
import { NOBODY } from "../support/things.ts";

const aPipeline = (platform: TestPlatform): Promise<MadePipeline> => makePipeline(platform);
const NOWHERE = "no such pipeline";

/** What any full read answers of a pipeline of {@link aPipeline}. */
const detailsOf = ({ id, name, alias, project, jobs }: MadePipeline): object => ({
  id,
  name,
  alias,
  project: { id: project.id, name: project.name },
  instances: [],
  hasExecutionVariablesEnabled: false,
  isLegacyPipeline: false,
  versions: [
    {
      number: 1,
      isCurrent: true,
      graph: { jobNodes: jobs.map((job) => ({ job: { id: job.id } })), conditionNodes: [] },
    },
  ],
});

/** What reading pipelines and their versions promises. */
export const pipelineReadContracts: readonly ContractRow[] = [
  contract({
    method: "pipelines.list",
    checkSince: "2024.01",
    prepare: aPipeline,
    call: ({ pipelines }, { project }) =>
      pipelines.list(project.id, { instancesLimit: 0, versionsOnlyCurrent: true }),
    check: (list, thing) => expect(list.find(({ id }) => id === thing.id)).toMatchObject(detailsOf(thing)),
    missing: ({ pipelines }) => pipelines.list(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesList" },
  }),
  contract({
    method: "pipelines.listMinimal",
    checkSince: "2024.01",
    prepare: aPipeline,
    call: ({ pipelines }, { project }) => pipelines.listMinimal(project.id),
    check: (list, { id, name }) =>
      expect(list).toContainEqual({ id, name, alias: name.replaceAll(/\W/gu, "_") }),
    missing: ({ pipelines }) => pipelines.listMinimal(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesListMinimal" },
  }),
  contract({
    method: "pipelines.get",
    checkSince: "2024.01",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.get(id, { versionsLimit: 1, instancesLimit: 1 }),
    check: (pipeline, thing) => expect(pipeline).toMatchObject(detailsOf(thing)),
    missing: ({ pipelines }) => pipelines.get(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesGet" },
  }),
  contract({
    method: "pipelines.getByName",
    checkSince: "2024.01",
    prepare: aPipeline,
    call: ({ pipelines }, { project, name }) => pipelines.getByName(project.id, name),
    check: (pipeline, thing) => expect(pipeline).toMatchObject(detailsOf(thing)),
    missing: ({ pipelines }, { project }) => pipelines.getByName(project.id, NOWHERE),
    denied: "outsider",
    refused: { answerTo: "PipelinesGetByName" },
  }),
  contract({
    method: "pipelines.getByAlias",
    prepare: aPipeline,
    call: ({ pipelines }, { project, alias }) => pipelines.getByAlias(project.id, alias),
    check: (pipeline, thing) => expect(pipeline).toMatchObject(detailsOf(thing)),
    missing: ({ pipelines }, { project }) => pipelines.getByAlias(project.id, "no_such_alias"),
    denied: "outsider",
    refused: { answerTo: "PipelinesGetByAlias" },
  }),
  contract({
    method: "pipelines.idOf",
    checkSince: "2024.01",
    prepare: aPipeline,
    call: ({ pipelines }, { name, project }) => pipelines.idOf({ project: project.id, name }),
    check: async (answer, { id, alias, project }, { saagie }) => {
      expect(answer).toBe(id);
      expect(await saagie.pipelines.idOf({ project: project.id, alias })).toBe(id);
    },
    missing: ({ pipelines }, { project }) => pipelines.idOf({ project: project.id, name: NOWHERE }),
    denied: "outsider",
    refused: { answerTo: "PipelinesIdByName" },
  }),
  contract({
    method: "pipelines.version",
    checkSince: "2023.04",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.version(id, 1),
    check: (version) =>
      expect(version).toMatchObject({
        number: 1,
        isCurrent: true,
        isMajor: false,
        deletableState: { deletable: false, reasons: ["CURRENT_VERSION"] },
      }),
    missing: ({ pipelines }, { id }) => pipelines.version(id, 99),
    denied: "outsider",
    refused: { answerTo: "PipelinesVersion" },
  }),
  contract({
    method: "pipelines.movableState",
    checkSince: "2023.05",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.movableState(id),
    check: (state, { id }) =>
      expect(state).toMatchObject({ id, movableState: { movable: true, reasons: [] } }),
    missing: ({ pipelines }) => pipelines.movableState(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesMovableState" },
  }),
  contract({
    method: "pipelines.listLinear",
    prepare: makeLinearPipeline,
    call: ({ pipelines }, { project }) => pipelines.listLinear(project.id),
    check: (list, { id, name }) =>
      expect(list.find((pipeline) => pipeline?.id === id)).toMatchObject({
        id,
        name,
        isLegacyPipeline: true,
      }),
    missing: ({ pipelines }) => pipelines.listLinear(NOBODY),
    denied: "outsider",
    refused: { answerTo: "PipelinesListLinear" },
  }),
  contract({
    method: "pipelines.getLinear",
    prepare: makeLinearPipeline,
    call: ({ pipelines }, { id }) => pipelines.getLinear(id),
    check: (pipeline, { id, jobs }) => {
      expect(pipeline).toMatchObject({ id, versions: [{ number: 1, isCurrent: true }] });
      const ids = (pipeline.versions[0]?.jobs ?? []).map((job) => job.id);
      expect(ids.toSorted()).toEqual(jobs.map((job) => job.id).toSorted());
    },
    missing: async ({ pipelines }, { id, graph }) => {
      await pipelines.upgrade(id, { graph });
      return pipelines.getLinear(id);
    },
    denied: "outsider",
    refused: { answerTo: "PipelinesGetLinear" },
  }),
];
