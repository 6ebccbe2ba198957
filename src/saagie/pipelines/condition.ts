import { noSuchChoice } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { ConditionInput, ConditionStatusPresetValue } from "../../../generated/saagie/platform.ts";

/** How a condition decides by the outcome of the nodes before it. One of them must have succeeded in any case. */
export type ConditionPreset = ConditionStatusPresetValue;

/** What a condition decides by: the outcome of the nodes before it, or an expression in the Common Expression Language. */
export type PipelineCondition = ConditionPreset | { readonly expression: string };

/** A condition as a platform or a file holds it: typed, or only as the text for people. */
export interface ConditionRecord {
  readonly value?: string | null;
  readonly expression?: string | null;
  /** `ConditionStatus(value=…)` or `ConditionExpression(expression="…")`. */
  readonly toString?: unknown;
}

const PRESETS: Readonly<Record<ConditionPreset, true>> = {
  AllSuccess: true,
  AllSuccessOrSkipped: true,
  AtLeastOneSuccess: true,
};

/** What the web page makes a condition decide by at first: taken where nothing is said. */
export const USUAL_CONDITION: ConditionPreset = "AllSuccessOrSkipped";

const STATUS_TEXT = /^ConditionStatus\(value=(?<value>.*)\)$/su;
// The quotes of an expression are not escaped: the last one is that at the end, wherever else there are some.
const EXPRESSION_TEXT = /^ConditionExpression\(expression="(?<expression>.*)"\)$/su;

/**
 * Checks a condition.
 *
 * @throws {@link InvalidInputError} for an empty expression, or a preset that there is not.
 */
export function checkCondition(condition: PipelineCondition): void {
  if (typeof condition === "string") {
    if (!Object.hasOwn(PRESETS, condition)) throw noSuchChoice(Object.keys(PRESETS), condition, "condition");
  } else if (typeof condition.expression !== "string" || condition.expression.trim() === "") {
    throw new InvalidInputError("The expression of a condition is empty.", {
      hint: `Give one such as "double(rmse) > 500.0", or one of ${Object.keys(PRESETS).join(", ")}.`,
    });
  }
}

/** A condition as the platform takes it. */
export function toConditionInput(condition: PipelineCondition): ConditionInput {
  return typeof condition === "string"
    ? { status: { value: condition } }
    : { custom: { expression: condition.expression } };
}

/**
 * Reads a condition of a platform's answer or of a file; a missing one is what the web page takes at first.
 *
 * @throws {@link InvalidInputError} when it is none that is known.
 */
export function readCondition(record: ConditionRecord | null | undefined): PipelineCondition {
  if (record == null) return USUAL_CONDITION;
  const { value, expression } = record;
  const condition =
    typeof expression === "string" ? { expression } : typeof value === "string" ? value : fromText(record);
  checkCondition(condition as PipelineCondition);
  return condition as PipelineCondition;
}

function fromText(record: ConditionRecord): string | { readonly expression: string } {
  // Every object has a `toString`, if only an inherited one.
  const text = Object.hasOwn(record, "toString") ? record.toString : undefined;
  if (typeof text !== "string") throw new InvalidInputError("A condition of the graph says nothing.");
  const expression = EXPRESSION_TEXT.exec(text)?.groups?.["expression"];
  if (expression !== undefined) return { expression };
  const value = STATUS_TEXT.exec(text)?.groups?.["value"];
  if (value !== undefined) return value;
  throw new InvalidInputError(`The condition ${JSON.stringify(text)} is not understood.`, {
    hint: 'Expected ConditionStatus(value=…) or ConditionExpression(expression="…").',
  });
}
