import { awaitingCondition, decide, passOver } from "../conditions/run.ts";
import type { Context, Services } from "../services.ts";
import { currentStatus, isFinal } from "../runs/executor.ts";
import { makeInstance, reach, startRun, stopRun } from "../jobs/run.ts";
import { inflow, isAfterFailure, mayRun, type Inflow } from "./flow.ts";
import { edgesInto, inOrder, isConditionNode, type EdgesInto, type GraphNode } from "./graph.ts";
import { currentPipelineVersion } from "./lookups.ts";
import type { ConditionRunRecord, PipelineInstanceRecord, PipelineRecord } from "./records.ts";
import { effectiveVariables, initialVariables, outputOf, variableInput } from "./variables.ts";
import type { InstanceRecord, JobRecord } from "../jobs/records.ts";
import type { InstanceStatus } from "../runs/records.ts";
import type { Moment } from "../shared/records.ts";

/**
 * Runs the current version of a pipeline.
 *
 * @remarks Every job node has its run from the beginning, `AWAITING` until its turn comes or is passed over.
 */
export function startPipelineRun(
  context: Context,
  pipeline: PipelineRecord,
  { byCron = false }: { readonly byCron?: boolean } = {},
): PipelineInstanceRecord {
  const { world, ids, clock, user } = context;
  const at = clock.now();
  const id = ids.uuid();
  const author = user.login;
  const version = currentPipelineVersion(pipeline);
  const { jobNodes, conditionNodes } = version.graph;
  pipeline.runs += 1;
  const run: PipelineInstanceRecord = {
    id,
    number: pipeline.runs,
    pipelineId: pipeline.id,
    version,
    startTime: at,
    author,
    statuses: [{ status: "REQUESTED", recordAt: at, reason: null, details: null }],
    runWithExecutionVariables: pipeline.hasExecutionVariablesEnabled,
    variables: initialVariables(world, pipeline),
    jobRuns: jobNodes.map((node) =>
      makeInstance(context, jobOf(context, node.jobId), {
        author,
        at,
        status: "AWAITING",
        pipelineInstanceId: id,
        jobNodeId: node.id,
        byCron,
      }),
    ),
    conditions: conditionNodes.map((node) => awaitingCondition(node.id, id, at)),
    byCron,
    endTime: null,
    stoppedBy: null,
  };
  pipeline.instances.push(run);
  world.pipelineInstances.set(id, run);
  proceed(context, run, at);
  return run;
}

function jobOf({ world }: Services, id: string): JobRecord {
  const job = world.jobs.get(id);
  if (job === undefined) throw new RangeError("a pipeline always has its jobs");
  return job;
}

/**
 * Asks for the end of a run: what runs is stopped, and what has not begun never does.
 *
 * @remarks A run that has failed already stays so, but whatever of it still runs is stopped all the same.
 */
export function stopPipelineRun(context: Context, run: PipelineInstanceRecord): void {
  if (run.endTime !== null || currentStatus(run) === "KILLING") return;
  const at = context.clock.now();
  run.stoppedBy = context.user.login;
  if (!isFinal(currentStatus(run))) record(run, "KILLING", at);
  for (const condition of run.conditions)
    if (currentStatus(condition) === "AWAITING") passOver(condition, at);
  for (const instance of run.jobRuns) {
    if (currentStatus(instance) === "AWAITING") reach(instance, "SKIPPED", { at });
    else stopRun(context, instance, context.user.login);
  }
  conclude(run, at);
}

/** Asks for the end of a run of a job. In a pipeline, one that has not begun yet is over at once. */
export function stopJobRun(context: Context, instance: InstanceRecord): void {
  const at = context.clock.now();
  if (currentStatus(instance) !== "AWAITING") {
    stopRun(context, instance, context.user.login);
    return;
  }
  instance.stoppedBy = context.user.login;
  reach(instance, "KILLED", { at });
  const run = context.world.pipelineInstances.get(instance.pipelineInstanceId ?? "");
  if (run !== undefined) proceed(context, run, at);
}

/** Starts what can start by now, passes over what is not to start, and finds out whether the run is over. */
function proceed(services: Services, run: PipelineInstanceRecord, at: Moment): void {
  // A run that was deleted, with its project or by a reset, does not go on.
  if (services.world.pipelineInstances.get(run.id) !== run) return;
  const { edges, order } = planOf(run);
  const states = nodeStates(run);
  const afterFailure = new Set<string>();
  for (const node of order) {
    const inflows = inflowsOf(edges.get(node.id) ?? [], states, afterFailure);
    if (inflows === undefined) continue;
    const state = states.get(node.id);
    if (state === undefined) continue;
    if (currentStatus(state) === "AWAITING") act(services, { run, node, state, inflows, at });
    if (currentStatus(state) === "SKIPPED" && isAfterFailure(inflows)) afterFailure.add(node.id);
  }
  conclude(run, at);
}

type NodeState = InstanceRecord | ConditionRunRecord;
type NodeStates = ReadonlyMap<string, NodeState>;

function nodeStates({ jobRuns, conditions }: PipelineInstanceRecord): NodeStates {
  return new Map<string, NodeState>([
    ...jobRuns.map((instance) => [instance.jobNodeId ?? "", instance] as const),
    ...conditions.map((condition) => [condition.nodeId, condition] as const),
  ]);
}

interface Plan {
  readonly edges: EdgesInto;
  readonly order: readonly GraphNode[];
}

const plans = new WeakMap<object, Plan>();

/** A run asks for this whenever a state of a job changes, and the graph of a version never does. */
function planOf({ version: { graph } }: PipelineInstanceRecord): Plan {
  const plan = plans.get(graph) ?? { edges: edgesInto(graph), order: inOrder(graph) };
  plans.set(graph, plan);
  return plan;
}

/** What comes into a node; undefined as long as not everything before it is over. */
function inflowsOf(
  edges: NonNullable<ReturnType<EdgesInto["get"]>>,
  states: NodeStates,
  afterFailure: ReadonlySet<string>,
): readonly Inflow[] | undefined {
  const inflows = edges.map((edge) => {
    const before = states.get(edge.from);
    return before === undefined
      ? undefined
      : inflow(edge, currentStatus(before), afterFailure.has(edge.from));
  });
  return inflows.every((way) => way !== undefined) ? inflows : undefined;
}

interface Turn {
  readonly run: PipelineInstanceRecord;
  readonly node: GraphNode;
  readonly state: NodeState;
  readonly inflows: readonly Inflow[];
  readonly at: Moment;
}

function act(services: Services, { run, node, state, inflows, at }: Turn): void {
  if ("nodeId" in state) {
    if (isConditionNode(node)) decide(services, { run, node, condition: state, inflows, at });
  } else if (mayRun(inflows)) begin(services, { run, instance: state, at });
  else reach(state, "SKIPPED", { at });
}

function begin(
  services: Services,
  {
    run,
    instance,
    at,
  }: { readonly run: PipelineInstanceRecord; readonly instance: InstanceRecord; readonly at: Moment },
): void {
  const variables = effectiveVariables(variableInput(run, instance.jobNodeId ?? ""));
  instance.startTime = at;
  reach(instance, "REQUESTED", { at });
  startRun(services, instance, {
    variables,
    onReached: (_status, reachedAt) => proceed(services, run, reachedAt),
    onHandOn: (given) => {
      if (run.runWithExecutionVariables) instance.variablesOutput = outputOf(given, variables);
    },
  });
}

/** Finds out what the states of the nodes make of the run as a whole. */
function conclude(run: PipelineInstanceRecord, at: Moment): void {
  const jobs = run.jobRuns.map(currentStatus);
  const conditions = run.conditions.map(currentStatus);
  if (currentStatus(run) === "REQUESTED" && jobs.includes("RUNNING")) record(run, "RUNNING", at);
  const isFailed = jobs.includes("FAILED") || jobs.includes("ERROR") || conditions.includes("ERROR");
  const isUnderWay = !isFinal(currentStatus(run)) && currentStatus(run) !== "KILLING";
  // The platform says so as soon as one job has failed, whatever else goes on.
  if (isUnderWay && isFailed) record(run, "FAILED", at);
  if (run.endTime !== null || ![...jobs, ...conditions].every(isFinal)) return;
  run.endTime = at;
  if (!isFinal(currentStatus(run))) record(run, outcome(run, jobs), at);
}

/** How a run ends that has not failed. */
function outcome(run: PipelineInstanceRecord, jobs: readonly InstanceStatus[]): InstanceStatus {
  if (currentStatus(run) === "KILLING" || jobs.includes("KILLED")) return "KILLED";
  return jobs.includes("UNKNOWN") ? "UNKNOWN" : "SUCCEEDED";
}

function record({ statuses }: PipelineInstanceRecord, status: InstanceStatus, recordAt: Moment): void {
  statuses.push({ status, recordAt, reason: null, details: null });
}
