import { evaluate, expressionProblem } from "./expression.ts";
import type { Context } from "../services.ts";
import { notValid } from "../shared/errors.ts";
import { pickLines, type Logs, type Streams } from "../jobs/logs.ts";
import type { Page } from "../shared/paging.ts";
import { requireProject } from "../access/permissions.ts";
import { findPipelineInstance } from "../pipelines/instances.ts";
import type { ConditionRunRecord } from "../pipelines/records.ts";
import type { Resolvers } from "../wire/schema.ts";

interface OfCondition {
  readonly conditionInstanceID: string;
  readonly projectID: string;
  readonly streams: Streams;
}

interface OfNode {
  readonly pipelineInstanceID: string;
  readonly conditionNodeID: string;
  readonly projectID: string;
  readonly streams: Streams;
}

interface Trial {
  readonly projectId: string;
  readonly expression: string;
  readonly variables?: readonly { readonly key: string; readonly value: string }[] | null;
}

/** How conditions in runs answer, and expressions that are only tried out. */
export const conditionResolvers: Resolvers = {
  Query: {
    conditionInstance: (_: unknown, { id }: { id: string }, context: Context) =>
      findCondition(context, id) ?? null,
    evaluateConditionExpression: (_: unknown, trial: Trial, context: Context) => tryOut(context, trial),
    conditionPipelineFilteredLogs: (
      _: unknown,
      { conditionInstanceID, projectID, ...filter }: OfCondition & Page,
      context: Context,
    ) => logsOf(findCondition(context, conditionInstanceID, projectID), filter),
    conditionPipelineByNodeIdFilteredLogs: (
      _: unknown,
      { pipelineInstanceID, conditionNodeID, projectID, ...filter }: OfNode & Page,
      context: Context,
    ) => {
      const run = findPipelineInstance(context, pipelineInstanceID);
      const condition = run?.conditions.find(({ nodeId }) => nodeId === conditionNodeID);
      return logsOf(
        condition !== undefined && isIn(context, condition, projectID) ? condition : undefined,
        filter,
      );
    },
    conditionPipelineCountFilteredLogs: (
      _: unknown,
      { conditionInstanceID, projectID, streams }: OfCondition,
      context: Context,
    ) => logsOf(findCondition(context, conditionInstanceID, projectID), { streams })?.count ?? null,
  },
  ConditionInstance: {
    conditionNodeId: ({ nodeId }: ConditionRunRecord) => nodeId,
    history: ({ statuses }: ConditionRunRecord) => ({ currentStatus: statuses.at(-1), statuses }),
  },
};

/**
 * Finds a condition that a run came to, for a reader of one object: undefined stands for a null answer.
 *
 * @param projectId - the project in which it has to be, when the client says so
 * @throws Refusal without the viewer's role
 */
export function findCondition(
  context: Context,
  id: string,
  projectId?: string,
): ConditionRunRecord | undefined {
  const condition = context.world.conditions.get(id);
  if (condition === undefined || findPipelineInstance(context, condition.pipelineInstanceId) === undefined)
    return undefined;
  return projectId === undefined || isIn(context, condition, projectId) ? condition : undefined;
}

function isIn({ world }: Context, { pipelineInstanceId }: ConditionRunRecord, projectId: string): boolean {
  const run = world.pipelineInstances.get(pipelineInstanceId);
  return world.pipelines.get(run?.pipelineId ?? "")?.projectId === projectId;
}

function logsOf(
  condition: ConditionRunRecord | undefined,
  filter: Page & { readonly streams: Streams },
): Logs | null {
  return condition === undefined ? null : pickLines(condition.logs, filter);
}

/** Evaluates an expression. @throws Refusal when it is none, or its variables do not do for it. */
function tryOut(context: Context, { projectId, expression, variables }: Trial): boolean {
  requireProject(context, projectId, "ROLE_PROJECT_VIEWER");
  const problem = expressionProblem(expression);
  if (problem !== undefined) throw notValid("Condition", { expression: problem });
  // Some clients send one variable without a name instead of none: no expression can mean it.
  const { holds, problem: trouble } = evaluate(expression, variables ?? []);
  if (holds === undefined) throw notValid("Condition", { expression: trouble });
  return holds;
}
