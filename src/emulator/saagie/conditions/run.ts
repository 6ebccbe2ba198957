import { evaluate, type Evaluation } from "./expression.ts";
import type { Services } from "../services.ts";
import { holds, isDecidable, type Inflow } from "../pipelines/flow.ts";
import type {
  ConditionNodeRecord,
  ConditionRecord,
  ConditionRunRecord,
  PipelineInstanceRecord,
} from "../pipelines/records.ts";
import { effectiveVariables, variableInput } from "../pipelines/variables.ts";
import type { InstanceStatus, LogLine } from "../runs/records.ts";
import type { Moment } from "../shared/records.ts";

/** Makes the record of a condition to which a run has not come yet. */
export function awaitingCondition(
  nodeId: string,
  pipelineInstanceId: string,
  at: Moment,
): ConditionRunRecord {
  return {
    nodeId,
    pipelineInstanceId,
    statuses: [{ status: "AWAITING", recordAt: at, reason: null, details: null }],
    logs: [],
    id: null,
    isSuccess: null,
    startTime: null,
    endTime: null,
  };
}

/** A condition in a run, about to be decided. */
export interface Decision {
  readonly run: PipelineInstanceRecord;
  readonly node: ConditionNodeRecord;
  readonly condition: ConditionRunRecord;
  readonly inflows: readonly Inflow[];
  readonly at: Moment;
}

/**
 * Decides a condition, or passes it over when there is nothing to decide by. It takes no time.
 *
 * @remarks An expression that cannot be evaluated, say since a variable is missing, ends as `ERROR` and neither
 * branch is taken: which one the platform takes then is not known, and the wrong one may do harm.
 */
export function decide(services: Services, decision: Decision): void {
  const { condition, inflows, at } = decision;
  if (!isDecidable(inflows)) {
    passOver(condition, at);
    return;
  }
  condition.id = services.ids.uuid();
  condition.startTime = at;
  services.world.conditions.set(condition.id, condition);
  record(condition, at, { status: "REQUESTED" });
  record(condition, at, { status: "QUEUED" });
  record(condition, at, { status: "RUNNING" });
  const { evaluation, names } = evaluationOf(decision);
  condition.logs.push(...logLines(decision, evaluation, names));
  condition.endTime = at;
  if (evaluation.holds === undefined) {
    record(condition, at, { status: "ERROR", details: evaluation.problem });
    return;
  }
  condition.isSuccess = evaluation.holds;
  record(condition, at, { status: evaluation.holds ? "SUCCEEDED" : "FAILED" });
}

/** Ends a condition to which a run does not come. */
export function passOver(condition: ConditionRunRecord, at: Moment): void {
  record(condition, at, { status: "SKIPPED" });
}

function record(
  { statuses }: ConditionRunRecord,
  recordAt: Moment,
  { status, details = null }: { readonly status: InstanceStatus; readonly details?: string | null },
): void {
  statuses.push({ status, recordAt, reason: null, details });
}

function evaluationOf({ run, node, inflows }: Decision): {
  readonly evaluation: Evaluation;
  readonly names: readonly string[];
} {
  const variables = effectiveVariables(variableInput(run, node.id));
  const names = variables.map(({ key }) => key);
  const { condition } = node;
  return condition.kind === "STATUS"
    ? { evaluation: { holds: holds(condition.value, inflows) }, names }
    : { evaluation: evaluate(condition.expression, variables), names };
}

/** The text by which a condition is told to people. Quotes in an expression stay as they are. */
export function conditionText(condition: ConditionRecord): string {
  return condition.kind === "STATUS"
    ? `ConditionStatus(value=${condition.value})`
    : `ConditionExpression(expression="${condition.expression}")`;
}

/** What a condition prints: five lines, as on the platform, with the names of variables and not their values. */
function logLines(
  { run, node, inflows }: Decision,
  { holds: result, problem }: Evaluation,
  names: readonly string[],
): readonly LogLine[] {
  const stdout = (value: string): LogLine => ({ stream: "STDOUT", value });
  return [
    { stream: "STDERR", value: `Condition ${node.id} in run ${String(run.number)}` },
    // Log lines have no line breaks; expressions may.
    stdout(conditionText(node.condition).replace(/\s*[\r\n]+\s*/g, " ")),
    stdout(`Nodes before: ${inflows.join(", ")}`),
    stdout(`Variables: ${names.length === 0 ? "none" : names.join(", ")}`),
    stdout(`Result: ${problem ?? String(result)}`),
  ];
}
