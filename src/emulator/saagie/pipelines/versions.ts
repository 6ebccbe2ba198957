import { conditionText } from "../conditions/run.ts";
import type { Context } from "../services.ts";
import { notValid, refuseIf, unknownId, type Problems } from "../shared/errors.ts";
import { findPipeline, requirePipeline } from "../access/permissions.ts";
import { sourceOf } from "./changes.ts";
import { pipelineVersionDeletable } from "./deletable.ts";
import { chain, jobIdsOf } from "./graph.ts";
import { graphProblems, linearProblems } from "./graph-rules.ts";
import { graphRecord, type GraphInput } from "./inputs.ts";
import { isLinear, pipelineVersionOf } from "./lookups.ts";
import type {
  ConditionNodeRecord,
  ConditionRecord,
  GraphRecord,
  JobNodeRecord,
  PipelineRecord,
  PipelineVersionRecord,
} from "./records.ts";
import { sourceProblems } from "./rules.ts";
import type { Resolvers } from "../wire/schema.ts";

interface ByPipeline {
  readonly pipelineId: string;
}

interface VersionId extends ByPipeline {
  readonly versionNumber: number;
}

interface NewVersion extends ByPipeline {
  readonly releaseNote?: string | null;
  readonly sourceUrl?: string | null;
}

/** How the versions of pipelines answer. */
export const pipelineVersionResolvers: Resolvers = {
  Query: {
    pipelineVersion: (
      _: unknown,
      { pipelineId, number }: ByPipeline & { number: number },
      context: Context,
    ) => {
      const pipeline = findPipeline(context, pipelineId);
      return pipeline === undefined ? null : (pipelineVersionOf(pipeline, number) ?? null);
    },
  },
  Mutation: {
    addGraphPipelineVersion: (
      _: unknown,
      { graph, ...args }: NewVersion & { graph: GraphInput },
      context: Context,
    ) => {
      const version = addGraphVersion(context, args, graph);
      return { ...version, creationDate: oddDate(version.creationDate) };
    },
    addPipelineVersion: (
      _: unknown,
      { jobsId, ...args }: NewVersion & { jobsId: readonly string[] },
      context: Context,
    ) => addLinearVersion(context, args, jobsId),
    rollbackPipelineVersion: (_: unknown, { pipelineId, versionNumber }: VersionId, context: Context) => {
      const pipeline = requirePipeline(context, pipelineId, "ROLE_PROJECT_EDITOR");
      pipeline.currentVersion = requireVersion(pipeline, versionNumber).number;
      return pipeline;
    },
    setMajorPipelineVersion: (
      _: unknown,
      { pipelineId, versionNumber, isMajor }: VersionId & { isMajor: boolean },
      context: Context,
    ) => {
      const version = requireVersion(
        requirePipeline(context, pipelineId, "ROLE_PROJECT_EDITOR"),
        versionNumber,
      );
      version.isMajor = isMajor;
      return version;
    },
    deletePipelineVersions: (
      _: unknown,
      { pipelineId, pipelineVersionNumbers }: ByPipeline & { pipelineVersionNumbers: readonly number[] },
      context: Context,
    ) => deleteVersions(context, pipelineId, pipelineVersionNumbers),
  },
  PipelineVersion: {
    isCurrent: ({ pipelineId, number }: PipelineVersionRecord, _args: unknown, { world }: Context) =>
      world.pipelines.get(pipelineId)?.currentVersion === number,
    // They are a set. Turned round, as those of linear versions were seen, so that nobody trusts their order.
    jobs: ({ graph }: PipelineVersionRecord, _args: unknown, { world }: Context) =>
      jobIdsOf(graph)
        .map((id) => world.jobs.get(id))
        .toReversed(),
    deletableState: (version: PipelineVersionRecord, _args: unknown, context: Context) => {
      const pipeline = context.world.pipelines.get(version.pipelineId);
      return pipeline === undefined ? null : pipelineVersionDeletable(context, pipeline, version);
    },
  },
  JobNode: {
    job: ({ jobId }: JobNodeRecord, _args: unknown, { world }: Context) => world.jobs.get(jobId),
  },
  ConditionNode: {
    condition: ({ condition }: ConditionNodeRecord) => ({
      ...condition,
      __typename: condition.kind === "STATUS" ? "ConditionStatus" : "ConditionExpression",
    }),
  },
  ConditionStatus: { toString: (condition: ConditionRecord) => conditionText(condition) },
  ConditionExpression: { toString: (condition: ConditionRecord) => conditionText(condition) },
};

/**
 * The form of date that the answer with a new version has, and no other: microseconds, and the zone once more.
 *
 * @param at - the moment, in milliseconds
 */
function oddDate(at: number): string {
  return new Date(at).toISOString().replace("Z", "000Z[UTC]");
}

function requireVersion(pipeline: PipelineRecord, number: number): PipelineVersionRecord {
  const version = pipelineVersionOf(pipeline, number);
  if (version === undefined) throw unknownId("Pipeline", "versionNumber");
  return version;
}

function addGraphVersion(context: Context, args: NewVersion, input: GraphInput): PipelineVersionRecord {
  const pipeline = requirePipeline(context, args.pipelineId, "ROLE_PROJECT_EDITOR");
  refuse(args, graphProblems(context.world, pipeline.projectId, input));
  return addVersion(context, pipeline, { ...args, graph: graphRecord(input), isLinear: false });
}

/** Only a linear pipeline goes on being linear: the reads of such pipelines would not show the version. */
function addLinearVersion(
  context: Context,
  args: NewVersion,
  jobsId: readonly string[],
): PipelineVersionRecord {
  const pipeline = requirePipeline(context, args.pipelineId, "ROLE_PROJECT_EDITOR");
  if (!isLinear(pipeline)) throw notValid("Pipeline", { pipeline: "has versions with a graph" });
  refuse(args, linearProblems(context.world, pipeline.projectId, jobsId));
  const graph = chain(jobsId, () => context.ids.uuid());
  return addVersion(context, pipeline, { ...args, graph, isLinear: true });
}

function refuse({ sourceUrl }: NewVersion, problems: Problems): void {
  refuseIf("Pipeline", { ...problems, ...sourceProblems(sourceUrl) });
}

function addVersion(
  context: Context,
  pipeline: PipelineRecord,
  source: NewVersion & { readonly graph: GraphRecord; readonly isLinear: boolean },
): PipelineVersionRecord {
  const version: PipelineVersionRecord = {
    pipelineId: pipeline.id,
    // Also after a rollback no number is used twice.
    number: Math.max(...pipeline.versions.map(({ number }) => number)) + 1,
    creationDate: context.clock.now(),
    creator: context.user.login,
    releaseNote: source.releaseNote ?? null,
    sourceUrl: sourceOf(source.sourceUrl),
    graph: source.graph,
    isLinear: source.isLinear,
    isMajor: false,
  };
  pipeline.versions.push(version);
  pipeline.currentVersion = version.number;
  return version;
}

function deleteVersions(context: Context, pipelineId: string, numbers: readonly number[]): readonly object[] {
  const pipeline = requirePipeline(context, pipelineId, "ROLE_PROJECT_EDITOR");
  return numbers.map((number) => {
    const version = pipelineVersionOf(pipeline, number);
    const success = version !== undefined && pipelineVersionDeletable(context, pipeline, version).deletable;
    if (success) pipeline.versions = pipeline.versions.filter((other) => other !== version);
    return { number, success };
  });
}
