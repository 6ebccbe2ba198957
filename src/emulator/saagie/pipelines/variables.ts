import { variablesSeenFrom } from "../environment-variables/layers.ts";
import { allJobNodesBefore, edgesInto, jobNodesBefore } from "./graph.ts";
import type { PipelineInstanceRecord, PipelineRecord } from "./records.ts";
import type { VariableValue, StatusRecord } from "../runs/records.ts";
import type { InstanceRecord } from "../jobs/records.ts";
import type { World } from "../world.ts";

/** The variables that one earlier job handed on. */
export interface VariableSource {
  readonly run: InstanceRecord;
  /** Whether nothing but conditions is between that job and the node. */
  readonly isDirectParent: boolean;
}

/** The variables that a node of a run sees, and where they come from. */
export interface VariableInput {
  /** Those that the pipeline started with. */
  readonly initial: readonly VariableValue[];
  /** The earlier jobs that handed any on, the one that ended last at the end. */
  readonly sources: readonly VariableSource[];
}

/** The variables with which a run of a pipeline starts: its own, and those of wider scopes that it sees. */
export function initialVariables(world: World, { id, projectId }: PipelineRecord): readonly VariableValue[] {
  const project = world.projects.get(projectId);
  return project === undefined ? [] : variablesSeenFrom(world, { project, owner: { scope: "PIPELINE", id } });
}

/** Finds the variables that come into a node. A run without execution variables has none that come from jobs. */
export function variableInput(run: PipelineInstanceRecord, nodeId: string): VariableInput {
  const initial = run.variables;
  if (!run.runWithExecutionVariables) return { initial, sources: [] };
  const edges = edgesInto(run.version.graph);
  const jobNodes = new Set(run.version.graph.jobNodes.map(({ id }) => id));
  const direct = jobNodesBefore(edges, jobNodes, nodeId);
  const all = allJobNodesBefore(edges, jobNodes, nodeId);
  const sources = run.jobRuns
    .filter(({ jobNodeId, variablesOutput }) => variablesOutput.length > 0 && all.has(jobNodeId ?? ""))
    .toSorted((left, right) => (left.endTime ?? 0) - (right.endTime ?? 0))
    .map((source) => ({ run: source, isDirectParent: direct.has(source.jobNodeId ?? "") }));
  return { initial, sources };
}

/**
 * The value that each variable has in the end.
 *
 * @remarks A job's value goes before the pipeline's, and a later job's before an earlier one's. Of jobs side by
 * side the one that ended last counts: what the platform does there is not known.
 */
export function effectiveVariables({ initial, sources }: VariableInput): readonly VariableValue[] {
  const all = [initial, ...sources.map(({ run }) => run.variablesOutput)].flat();
  return [...new Map(all.map((variable) => [variable.key, variable])).values()];
}

/** What a job hands on: a variable that came in as a password does not go out as anything else. */
export function outputOf(
  given: readonly VariableValue[],
  seen: readonly VariableValue[],
): readonly VariableValue[] {
  const secrets = new Set(seen.filter(({ isPassword }) => isPassword).map(({ key }) => key));
  return given.map((variable) => ({
    ...variable,
    isPassword: variable.isPassword || secrets.has(variable.key),
  }));
}

/** Whether a node was reached, so that variables came into it. */
export function wasReached({ statuses }: { readonly statuses: readonly StatusRecord[] }): boolean {
  return statuses.some(({ status }) => status === "REQUESTED");
}

/** How a variable is read: the value of a password is nobody's business. */
export function shown({ key, value, isPassword }: VariableValue): {
  readonly key: string;
  readonly value: string | null;
  readonly isPassword: boolean;
} {
  return { key, value: isPassword ? null : value, isPassword };
}
