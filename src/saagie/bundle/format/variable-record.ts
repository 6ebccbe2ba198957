import { omitUndefined } from "../../../core/omit-undefined.ts";
import type { JsonReader } from "../../../core/json/reader.ts";

const SCOPES = ["GLOBAL", "PROJECT", "PIPELINE", "APP"] as const;

/** The scopes that variables are carried in. */
export type VariableScope = (typeof SCOPES)[number];

/** A variable, as an archive holds it. */
export interface VariableRecord {
  readonly name: string;
  readonly scope: VariableScope;
  /** `undefined` for a password, which no export holds. */
  readonly value: string | undefined;
  readonly description?: string | null;
  readonly isPassword: boolean;
}

/**
 * Reads a variable: `variable.json` and `env_var.json` of every client.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readVariable(json: JsonReader): VariableRecord {
  const told = json.text("scope")?.toUpperCase() ?? "PROJECT";
  const scope = SCOPES.find((candidate) => candidate === told);
  if (scope === undefined) throw json.invalid(`"scope" should be one of ${SCOPES.join(", ")}`);
  const isPassword = json.boolean("isPassword") ?? false;
  const value = json.text("value");
  return {
    name: json.requiredText("name"),
    scope,
    value: isPassword ? value || undefined : (value ?? ""),
    ...omitUndefined({ description: json.isNull("description") ? null : json.text("description") }),
    isPassword,
  };
}
