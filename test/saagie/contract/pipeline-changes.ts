import { expect } from "vitest";
import { pipelineGraph, type PipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { contract, type ContractRow } from "./contract.ts";
import {
  makeGraph,
  makeLinearPipeline,
  makePipeline,
  type MadePipeline,
} from "../support/pipeline-things.ts";
import type { TestPlatform } from "../support/platform.ts";
import { NOBODY } from "../support/things.ts";

const aPipeline = (platform: TestPlatform): Promise<MadePipeline> => makePipeline(platform);

/** A pipeline whose second version is the current one. */
async function twoVersions(platform: TestPlatform): Promise<MadePipeline> {
  const pipeline = await makePipeline(platform);
  await platform.saagie.pipelines.upgrade(pipeline.id, { releaseNote: "second" });
  return pipeline;
}

/** A graph with an expression that only the platform can tell to be none. */
function brokenGraph({ jobs: [first, second] }: Pick<MadePipeline, "jobs">): PipelineGraph {
  return pipelineGraph()
    .job("first", first.id)
    .condition("broken", { expression: "1 +" })
    .job("second", second.id)
    .edge("first", "broken")
    .edge("broken", "second");
}

const BROKEN_FIELDS = { "graph.conditionNodes[0].condition": expect.any(String) as string };

/** What making and changing pipelines promises. */
const changes: readonly ContractRow[] = [
  contract({
    method: "pipelines.create",
    prepare: async (platform) => ({
      project: await platform.project(),
      ...(await makeGraph(platform)),
      name: platform.unique("pipeline"),
    }),
    call: ({ pipelines }, { project, name, graph }) =>
      pipelines.create(project.id, { name, graph, description: "made by a test" }),
    check: async ({ id, versions }, { name, jobs: [first, second] }, { saagie }) => {
      expect(versions).toEqual([{ number: 1, isCurrent: true }]);
      const pipeline = await saagie.pipelines.get(id);
      expect(pipeline).toMatchObject({ name, description: "made by a test", isScheduled: false });
      const nodes = pipeline.versions[0]?.graph?.jobNodes ?? [];
      expect(nodes.map(({ job }) => job.id)).toEqual([first.id, second.id]);
      expect(nodes[0]?.nextNodes).toEqual([nodes[1]?.id]);
    },
    missing: ({ pipelines }, { name, graph }) => pipelines.create(NOBODY, { name, graph }),
    denied: "viewer",
    refused: {
      call: async ({ pipelines }, { project, graph }, platform) => {
        const { name } = await makePipeline(platform);
        return pipelines.create(project.id, { name: name.toUpperCase(), graph });
      },
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "pipelines.createLinear",
    prepare: async (platform) => ({
      project: await platform.project(),
      ...(await makeGraph(platform)),
      name: platform.unique("pipeline"),
    }),
    call: ({ pipelines }, { project, name, jobs: [first, second] }) =>
      pipelines.createLinear(project.id, { name, jobs: [{ name: second.name }, first.id] }),
    check: async ({ id }, { jobs: [first, second] }, { saagie }) => {
      const { isLegacyPipeline, versions } = await saagie.pipelines.get(id);
      expect(isLegacyPipeline).toBe(true);
      const nodes = versions[0]?.graph?.jobNodes ?? [];
      const start = nodes.find(({ nextNodes }) => nextNodes?.length === 1);
      const end = nodes.find((node) => node.id === start?.nextNodes?.[0]);
      expect([start?.job.id, end?.job.id]).toEqual([second.id, first.id]);
    },
    missing: ({ pipelines }, { name, jobs: [first] }) =>
      pipelines.createLinear(NOBODY, { name, jobs: [first.id] }),
    denied: "viewer",
    refused: {
      call: async ({ pipelines }, { project, jobs: [first] }, platform) => {
        const { name } = await makePipeline(platform);
        return pipelines.createLinear(project.id, { name, jobs: [first.id] });
      },
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "pipelines.edit",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.edit(id, { description: "edited" }),
    check: async (answer, { id, name }, { saagie }) => {
      expect(answer).toMatchObject({ id, name, description: "edited" });
      expect(await saagie.pipelines.get(id)).toMatchObject({ name, description: "edited", alerting: null });
    },
    missing: ({ pipelines }) => pipelines.edit(NOBODY, { description: "edited" }),
    denied: "viewer",
    refused: {
      call: async ({ pipelines }, { id }, platform) =>
        pipelines.edit(id, { name: (await makePipeline(platform)).name }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "pipelines.upgrade",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.upgrade(id, { releaseNote: "second" }),
    check: async (version, { id }, { saagie }) => {
      const { versions } = await saagie.pipelines.get(id);
      const expected = { number: 2, isCurrent: true, releaseNote: "second", graph: versions[1]?.graph };
      expect(version).toMatchObject(expected);
      expect(versions[0]).toMatchObject(expected);
    },
    missing: ({ pipelines }) => pipelines.upgrade(NOBODY, { releaseNote: "second" }),
    denied: "viewer",
    refused: {
      call: ({ pipelines }, thing) => pipelines.upgrade(thing.id, { graph: brokenGraph(thing) }),
      fields: BROKEN_FIELDS,
      isOwnWording: true,
    },
  }),
  contract({
    method: "pipelines.addLinearVersion",
    prepare: makeLinearPipeline,
    call: ({ pipelines }, { id, jobs: [first] }) =>
      pipelines.addLinearVersion(id, [first.id], { releaseNote: "short" }),
    check: async (version, { id, jobs: [first] }, { saagie }) => {
      const expected = { number: 2, isCurrent: true, releaseNote: "short", jobs: [{ id: first.id }] };
      expect(version).toMatchObject(expected);
      expect((await saagie.pipelines.getLinear(id)).versions[0]).toMatchObject(expected);
    },
    missing: ({ pipelines }, { jobs: [first] }) => pipelines.addLinearVersion(NOBODY, [first.id]),
    denied: "viewer",
    refused: {
      call: async ({ pipelines }, { jobs: [first] }, platform) =>
        pipelines.addLinearVersion((await makePipeline(platform)).id, [first.id]),
      fields: { pipeline: "has versions with a graph" },
      isOwnWording: true,
    },
  }),
  contract({
    method: "pipelines.createOrUpgrade",
    prepare: aPipeline,
    call: ({ pipelines }, { name, project, graph, jobs: [first] }) =>
      pipelines.createOrUpgrade(project.id, { name, graph: graph.job("third", first.id) }),
    check: (answer, { id, name }) =>
      expect(answer).toEqual({
        action: "upgraded",
        id,
        name,
        version: 2,
        changed: ["version"],
        notApplied: [],
      }),
    missing: ({ pipelines }, { graph }) => pipelines.createOrUpgrade(NOBODY, { name: "x", graph }),
    denied: "viewer",
    refused: {
      call: ({ pipelines }, thing) =>
        pipelines.createOrUpgrade(thing.project.id, { name: thing.name, graph: brokenGraph(thing) }),
      fields: BROKEN_FIELDS,
      isOwnWording: true,
    },
  }),
  contract({
    method: "pipelines.delete",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.delete(id),
    check: async (_, { id, project }, { saagie }) => {
      expect(await saagie.pipelines.listMinimal(project.id)).not.toContainEqual(
        expect.objectContaining({ id }),
      );
    },
    missing: ({ pipelines }) => pipelines.delete(NOBODY),
    denied: "viewer",
    refused: { answerTo: "PipelinesDelete" },
  }),
];

/** What versions, copies and moves promise. */
const versionsAndPlaces: readonly ContractRow[] = [
  contract({
    method: "pipelines.rollback",
    prepare: twoVersions,
    call: ({ pipelines }, { id }) => pipelines.rollback(id, 1),
    check: async ({ id, versions }, thing, { saagie }) => {
      expect(id).toBe(thing.id);
      const current = versions.filter(({ isCurrent }) => isCurrent).map(({ number }) => number);
      expect(current).toEqual([1]);
      const answer = await saagie.pipelines.get(id, { versionsOnlyCurrent: true });
      expect(answer.versions).toMatchObject([{ number: 1 }]);
    },
    missing: ({ pipelines }, { id }) => pipelines.rollback(id, 99),
    denied: "viewer",
    refused: { answerTo: "PipelinesRollback" },
  }),
  contract({
    method: "pipelines.setMajorVersion",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.setMajorVersion(id, { versionNumber: 1, isMajor: true }),
    check: async (version, { id }, { saagie }) => {
      expect(version).toMatchObject({ number: 1, isMajor: true });
      expect(await saagie.pipelines.version(id, 1)).toMatchObject({ isMajor: true });
    },
    missing: ({ pipelines }) => pipelines.setMajorVersion(NOBODY, { versionNumber: 1, isMajor: true }),
    denied: "viewer",
    refused: { answerTo: "PipelinesSetMajorVersion" },
  }),
  contract({
    method: "pipelines.deleteVersions",
    prepare: twoVersions,
    call: ({ pipelines }, { id }) => pipelines.deleteVersions(id, [1, 2]),
    check: async (answer, { id }, { saagie }) => {
      expect(answer).toEqual([
        { number: 1, success: true },
        { number: 2, success: false },
      ]);
      expect((await saagie.pipelines.get(id)).versions).toMatchObject([{ number: 2 }]);
    },
    missing: ({ pipelines }) => pipelines.deleteVersions(NOBODY, [1]),
    denied: "viewer",
    refused: { answerTo: "PipelinesDeleteVersions" },
  }),
  contract({
    method: "pipelines.duplicate",
    needs: "2024.01",
    prepare: aPipeline,
    call: ({ pipelines }, { id }) => pipelines.duplicate(id, { duplicateJobs: true }),
    check: async (copy, { name, jobs: [first, second] }, { saagie }) => {
      expect(copy.name).toBe(`Copy of ${name}`);
      const { versions } = await saagie.pipelines.get(copy.id);
      const names = (versions[0]?.graph?.jobNodes ?? []).map(({ job }) => job.name);
      expect(names).toEqual([`Copy of ${first.name}`, `Copy of ${second.name}`]);
    },
    missing: ({ pipelines }) => pipelines.duplicate(NOBODY),
    denied: "viewer",
    refused: { answerTo: "PipelinesDuplicate" },
  }),
  contract({
    method: "pipelines.move",
    prepare: async (platform) => {
      const target = await platform.makeProject();
      return {
        pipeline: await makePipeline(platform),
        target: { targetProjectId: target.id, targetPlatformId: platform.saagie.platform },
      };
    },
    call: ({ pipelines }, { pipeline, target }) => pipelines.move(pipeline.id, target),
    check: async (id, { pipeline, target }, { saagie }) => {
      expect(await saagie.pipelines.get(id)).toMatchObject({
        name: pipeline.name,
        project: { id: target.targetProjectId },
      });
    },
    missing: ({ pipelines }, { target }) => pipelines.move(NOBODY, target),
    denied: "viewer",
    refused: {
      call: async ({ pipelines }, { target }, platform) =>
        pipelines.move((await makePipeline(platform, { cronScheduling: "0 5 * * *" })).id, target),
      fields: { pipeline: expect.stringContaining("PIPELINE_SCHEDULED") as string },
      isOwnWording: true,
    },
  }),
];

/** What every public method of pipelines that changes something promises. */
export const pipelineChangeContracts: readonly ContractRow[] = [...changes, ...versionsAndPlaces];
