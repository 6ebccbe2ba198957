import type { ConditionInput } from "../../../../generated/saagie/platform.ts";
import type { JsonReader } from "../../../core/json/reader.ts";

const PRESETS = ["AllSuccess", "AllSuccessOrSkipped", "AtLeastOneSuccess"] as const;

/**
 * Reads the condition of a node; `undefined` where the file tells none, as exports of older clients: the platform then
 * takes its own.
 *
 * @throws {@link InvalidInputError} when it is none that platforms know.
 */
export function readCondition(json: JsonReader | undefined): ConditionInput | undefined {
  if (json === undefined) return undefined;
  const expression = json.text("expression");
  if (expression !== undefined) return { custom: { expression } };
  const text = json.text("value") ?? json.text("toString");
  if (text === undefined) return undefined;
  const read = parseCondition(text);
  if (read !== undefined) return read;
  throw json.invalid(`${JSON.stringify(text)} is not a condition`);
}

/**
 * Reads the text that platforms write for a condition.
 *
 * @remarks Quotes inside an expression are not escaped in it: what counts is the first one and the last.
 */
export function parseCondition(text: string): ConditionInput | undefined {
  const expression = /^ConditionExpression\(expression="(.*)"\)$/su.exec(text)?.[1];
  if (expression !== undefined) return { custom: { expression } };
  const word = /^ConditionStatus\(value=(\w+)\)$/u.exec(text)?.[1] ?? text;
  const value = PRESETS.find((preset) => preset === word);
  return value && { status: { value } };
}
