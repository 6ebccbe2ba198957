import { pipelineGraph, type PipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import type { PipelineDefinition } from "../../../src/saagie/pipelines/definition.ts";
import type { PipelineRun } from "../../../src/saagie/pipelines/runs.ts";
import type { JobDefinition, Project } from "../../../src/saagie/index.ts";
import type { TestPlatform } from "./platform.ts";
import { endlessJob, hasEnded, makeJob, type MadeJob } from "./things.ts";

/** Longer than a run that was over is still known to the orchestrator, and so cannot be deleted. */
const CLEANED_MS = 60_000;

/** A pipeline that was made for a test: two jobs, one after the other. */
export interface MadePipeline {
  readonly id: string;
  readonly name: string;
  readonly alias: string;
  readonly project: Project;
  readonly jobs: readonly [MadeJob, MadeJob];
  readonly graph: PipelineGraph;
}

/** A run that was made for a test, and its pipeline. */
export interface MadePipelineRun {
  readonly id: string;
  readonly pipeline: MadePipeline;
}

/** Makes two jobs, and the graph that runs one after the other. */
export async function makeGraph(
  platform: TestPlatform,
  more: Partial<JobDefinition> = {},
): Promise<{ readonly graph: PipelineGraph; readonly jobs: readonly [MadeJob, MadeJob] }> {
  const jobs = [await makeJob(platform, more), await makeJob(platform)] as const;
  const [{ id: first }, { id: second }] = jobs;
  const graph = pipelineGraph().job("first", first).job("second", second).edge("first", "second");
  return { graph, jobs };
}

/** Makes a pipeline in the project that the tests share. */
export async function makePipeline(
  platform: TestPlatform,
  more: Partial<PipelineDefinition> = {},
  job: Partial<JobDefinition> = {},
): Promise<MadePipeline> {
  const project = await platform.project();
  const { graph, jobs } = await makeGraph(platform, job);
  const definition = { name: platform.unique("pipeline"), graph, ...more };
  const { id, name, alias = name } = await platform.saagie.pipelines.create(project.id, definition);
  return { id, name, alias, project, jobs, graph: definition.graph };
}

/** Makes a linear pipeline of two jobs. */
export async function makeLinearPipeline(platform: TestPlatform): Promise<MadePipeline> {
  const project = await platform.project();
  const { graph, jobs } = await makeGraph(platform);
  const definition = { name: platform.unique("pipeline"), jobs: jobs.map(({ id }) => ({ id })) };
  const { id, name, alias = name } = await platform.saagie.pipelines.createLinear(project.id, definition);
  return { id, name, alias, project, jobs, graph };
}

/** Runs a pipeline to its end, and lets the orchestrator forget it where time can be moved. */
async function runPipelineToEnd(
  platform: TestPlatform,
  { id }: { readonly id: string },
): Promise<PipelineRun> {
  const run = await platform.saagie.pipelines.runAndWait(id, platform.patience);
  if (!platform.isLive) platform.emulator.clock.advance(CLEANED_MS);
  return run;
}

/** Makes a pipeline with a run that is over. */
export async function makePipelineRun(platform: TestPlatform): Promise<MadePipelineRun> {
  const pipeline = await makePipeline(platform);
  return { id: (await runPipelineToEnd(platform, pipeline)).id, pipeline };
}

/** Makes a pipeline with a run that does not end by itself. */
export async function makeEndlessPipelineRun(platform: TestPlatform): Promise<MadePipelineRun> {
  const { pipelines } = platform.saagie;
  const pipeline = await makePipeline(platform, {}, endlessJob(platform));
  if (!platform.isLive) platform.emulator.scripts.set(pipeline.jobs[0].id, { seconds: Infinity });
  const { id } = await pipelines.run(pipeline.id);
  platform.afterwards(async () => {
    if (!hasEnded(await pipelines.instanceStatus(id))) await pipelines.stop(id);
  });
  return { id, pipeline };
}
