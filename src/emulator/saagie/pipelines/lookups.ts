import type { World } from "../world.ts";
import type { PipelineRecord, PipelineVersionRecord } from "./records.ts";

/** Finds the version with a number. */
export function pipelineVersionOf(
  { versions }: PipelineRecord,
  number: number,
): PipelineVersionRecord | undefined {
  return versions.find((version) => version.number === number);
}

/** The version that runs use. */
export function currentPipelineVersion(pipeline: PipelineRecord): PipelineVersionRecord {
  const version = pipelineVersionOf(pipeline, pipeline.currentVersion);
  if (version === undefined) throw new RangeError("a pipeline always has its current version");
  return version;
}

/** Whether a pipeline is of the kind that was there before graphs: one version with a graph, and it is not. */
export function isLinear({ versions }: PipelineRecord): boolean {
  return versions.every((version) => version.isLinear);
}

/** Whether a version runs a job. */
export function usesJob({ graph }: PipelineVersionRecord, jobId: string): boolean {
  return graph.jobNodes.some((node) => node.jobId === jobId);
}

/** The pipelines of a job's project of which a version runs it, whether or not it is the current one. */
export function pipelinesUsing(
  world: World,
  job: { readonly id: string; readonly projectId: string },
): readonly PipelineRecord[] {
  return pipelinesOf(world, job.projectId).filter(({ versions }) =>
    versions.some((version) => usesJob(version, job.id)),
  );
}

/** The pipelines of a project, in the order in which they came. */
export function pipelinesOf(world: World, projectId: string): readonly PipelineRecord[] {
  return [...world.pipelines.values()].filter((pipeline) => pipeline.projectId === projectId);
}
