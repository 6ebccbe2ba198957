import { conditionText } from "../conditions/run.ts";
import { currentStatus, isFinal } from "../runs/executor.ts";
import type { InstanceStatus } from "../runs/records.ts";
import type { World } from "../world.ts";
import { edgesInto, type EdgeKind } from "./graph.ts";
import { currentPipelineVersion } from "./lookups.ts";
import type { PipelineInstanceRecord, PipelineRecord, PipelineVersionRecord } from "./records.ts";

/** A node of a pipeline as people see it. */
export interface NodeOverview {
  readonly id: string;
  readonly kind: "JOB" | "CONDITION";
  /** The job's name, or what the condition says. */
  readonly label: string;
  readonly jobId?: string;
  /** In the run that is told of. */
  readonly status?: InstanceStatus;
  /** The job's run there, once it is asked for. */
  readonly runId?: string;
  readonly startTime?: number;
  readonly endTime?: number;
}

/** A way from one node to another. */
export interface EdgeOverview {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
}

/** The nodes of a version of a pipeline, and the ways between them. */
export interface GraphOverview {
  readonly version: number;
  readonly nodes: readonly NodeOverview[];
  readonly edges: readonly EdgeOverview[];
}

/** A run of a pipeline as people see it in a list. */
export interface PipelineRunOverview {
  readonly id: string;
  readonly number: number;
  readonly pipelineId: string;
  readonly pipeline: string;
  readonly version: number;
  readonly status: InstanceStatus;
  readonly isOver: boolean;
  readonly startTime: number;
  readonly endTime?: number;
  readonly author?: string;
}

/** A run of a pipeline with its nodes. */
export interface PipelineRunDetail extends PipelineRunOverview {
  readonly graph: GraphOverview;
}

/** A pipeline as people see it in a list. */
export interface PipelineOverview {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly project: string;
  readonly version: number;
  readonly nodes: number;
  readonly schedule?: string;
  readonly runs: number;
  readonly lastRun?: PipelineRunOverview;
}

/** A pipeline with all that is told of it. */
export interface PipelineDetail extends PipelineOverview {
  readonly description?: string;
  /** The graph of the newest run, as it stands there; that of the current version before there is any. */
  readonly graph: GraphOverview;
  /** The newest, the newest first. */
  readonly newestRuns: readonly PipelineRunOverview[];
}

/** How many runs are told of with a pipeline. */
const SHOWN_RUNS = 50;

/** Tells of a run of a pipeline. */
export function pipelineRunOverview(world: World, run: PipelineInstanceRecord): PipelineRunOverview {
  const { id, number, pipelineId, version, startTime, endTime, author, byCron } = run;
  const status = currentStatus(run);
  return {
    id,
    number,
    pipelineId,
    pipeline: world.pipelines.get(pipelineId)?.name ?? pipelineId,
    version: version.number,
    status,
    isOver: isFinal(status),
    startTime,
    ...(endTime !== null && { endTime }),
    ...(byCron !== true && { author }),
  };
}

/** Tells all of a run of a pipeline. */
export function pipelineRunDetail(world: World, run: PipelineInstanceRecord): PipelineRunDetail {
  return { ...pipelineRunOverview(world, run), graph: graphOverview(world, run.version, run) };
}

/** Tells of a pipeline. */
export function pipelineOverview(world: World, pipeline: PipelineRecord): PipelineOverview {
  const { id, name, projectId, currentVersion, schedule, runs, instances } = pipeline;
  const { graph } = currentPipelineVersion(pipeline);
  const last = instances.at(-1);
  return {
    id,
    name,
    projectId,
    project: world.projects.get(projectId)?.name ?? projectId,
    version: currentVersion,
    nodes: graph.jobNodes.length + graph.conditionNodes.length,
    ...(schedule.isScheduled && { schedule: schedule.cronScheduling ?? "" }),
    runs,
    ...(last !== undefined && { lastRun: pipelineRunOverview(world, last) }),
  };
}

/** Tells all of a pipeline. */
export function pipelineDetail(world: World, pipeline: PipelineRecord): PipelineDetail {
  const { description, instances } = pipeline;
  const last = instances.at(-1);
  return {
    ...pipelineOverview(world, pipeline),
    ...(description !== null && description !== "" && { description }),
    graph: graphOverview(world, last?.version ?? currentPipelineVersion(pipeline), last),
    newestRuns: instances
      .slice(-SHOWN_RUNS)
      .toReversed()
      .map((run) => pipelineRunOverview(world, run)),
  };
}

function graphOverview(
  world: World,
  { number, graph }: PipelineVersionRecord,
  run: PipelineInstanceRecord | undefined,
): GraphOverview {
  const jobs = graph.jobNodes.map(({ id, jobId }): NodeOverview => {
    const label = world.jobs.get(jobId)?.name ?? "A job that is gone";
    const jobRun = run?.jobRuns.find(({ jobNodeId }) => jobNodeId === id);
    const isKept = jobRun !== undefined && world.instances.has(jobRun.id);
    return { id, kind: "JOB", label, jobId, ...stateOf(jobRun), ...(isKept && { runId: jobRun.id }) };
  });
  const conditions = graph.conditionNodes.map(({ id, condition }): NodeOverview => {
    const decided = run?.conditions.find(({ nodeId }) => nodeId === id);
    return { id, kind: "CONDITION", label: conditionLabel(conditionText(condition)), ...stateOf(decided) };
  });
  const edges = [...edgesInto(graph)].flatMap(([to, ways]) =>
    ways.map(({ from, kind }) => ({ from, to, kind })),
  );
  return { version: number, nodes: [...jobs, ...conditions], edges };
}

/** What is between the brackets: `ConditionStatus(value=AllSuccess)` is for machines. */
function conditionLabel(text: string): string {
  return /^\w+\((?:value|expression)="?(.*?)"?\)$/s.exec(text)?.[1] ?? text;
}

type Stated = Pick<PipelineInstanceRecord["conditions"][number], "statuses" | "startTime" | "endTime">;

function stateOf(part: Stated | undefined): Pick<NodeOverview, "status" | "startTime" | "endTime"> {
  if (part === undefined) return {};
  const status = currentStatus(part);
  const { startTime, endTime } = part;
  const hasBegun = status !== "AWAITING" && status !== "SKIPPED";
  return {
    status,
    ...(hasBegun && startTime !== null && { startTime }),
    ...(hasBegun && endTime !== null && { endTime }),
  };
}
