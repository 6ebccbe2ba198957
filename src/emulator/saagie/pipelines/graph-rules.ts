import { expressionProblem } from "../conditions/expression.ts";
import { NOT_EXISTS, type Problems } from "../shared/errors.ts";
import { findCycle, jobIdsOf } from "./graph.ts";
import { graphRecord, type ConditionInput, type GraphInput } from "./inputs.ts";
import { jobsOf } from "../jobs/lookups.ts";
import type { World } from "../world.ts";

/**
 * Finds what is wrong with a graph.
 *
 * @remarks A single job is enough, and a condition may stand at the beginning or the end: the web page asks
 * for more, and whether the platform does too is not known. A graph without any job is refused, since it can
 * only be a mistake.
 */
export function graphProblems(world: World, projectId: string, input: GraphInput): Problems {
  const places = placesOf(input);
  const found: Record<string, string> = {};
  if ((input.jobNodes ?? []).length === 0) found["graph"] = "must have at least one job";
  const ids = places.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) found["graph"] = `has two nodes with the id ${twice}`;
  Object.assign(
    found,
    danglingProblems(places),
    jobProblems(world, projectId, input),
    conditionProblems(input),
  );
  // With ids that name two nodes or none, what leads where cannot be told.
  if (Object.keys(found).length > 0) return found;
  const cycle = findCycle(graphRecord(input));
  return cycle === undefined ? {} : { graph: `has a cycle: ${cycle.join(" -> ")}` };
}

/** Finds jobs that a linear pipeline cannot run. */
export function linearProblems(world: World, projectId: string, jobIds: readonly string[]): Problems {
  if (jobIds.length === 0) return { jobsId: "must not be empty" };
  const unknown = jobIds.find((id) => world.jobs.get(id)?.projectId !== projectId);
  return unknown === undefined ? {} : { jobsId: `${NOT_EXISTS}: ${unknown}` };
}

/** A node with its place in the input, and what it points to. */
interface Place {
  readonly id: string;
  readonly next: Readonly<Record<string, readonly string[]>>;
}

function placesOf({ jobNodes, conditionNodes }: GraphInput): readonly Place[] {
  return [
    ...(jobNodes ?? []).map(({ id, nextNodes }, index) => ({
      id,
      next: { [`graph.jobNodes[${String(index)}].nextNodes`]: nextNodes ?? [] },
    })),
    ...(conditionNodes ?? []).map(({ id, nextNodesSuccess, nextNodesFailure }, index) => ({
      id,
      next: {
        [`graph.conditionNodes[${String(index)}].nextNodesSuccess`]: nextNodesSuccess ?? [],
        [`graph.conditionNodes[${String(index)}].nextNodesFailure`]: nextNodesFailure ?? [],
      },
    })),
  ];
}

function danglingProblems(places: readonly Place[]): Problems {
  const known = new Set(places.map(({ id }) => id));
  const ways = places.flatMap(({ next }) => Object.entries(next));
  return Object.fromEntries(
    ways.flatMap(([field, ids]) => {
      const unknown = ids.find((id) => !known.has(id));
      return unknown === undefined ? [] : [[field, `${NOT_EXISTS}: ${unknown}`]];
    }),
  );
}

function jobProblems(world: World, projectId: string, input: GraphInput): Problems {
  const known = new Set(jobsOf(world, projectId).map(({ id }) => id));
  if (jobIdsOf(graphRecord(input)).every((id) => known.has(id))) return {};
  return Object.fromEntries(
    (input.jobNodes ?? []).flatMap(({ job }, index) =>
      known.has(job.id) ? [] : [[`graph.jobNodes[${String(index)}].job`, NOT_EXISTS]],
    ),
  );
}

function conditionProblems({ conditionNodes }: GraphInput): Problems {
  return Object.fromEntries(
    (conditionNodes ?? []).flatMap(({ condition }, index) => {
      const problem = condition == null ? undefined : conditionProblem(condition);
      return problem === undefined ? [] : [[`graph.conditionNodes[${String(index)}].condition`, problem]];
    }),
  );
}

function conditionProblem({ status, custom }: ConditionInput): string | undefined {
  if ((status == null) === (custom == null)) return "must have either a status or an expression";
  return custom == null ? undefined : expressionProblem(custom.expression);
}
