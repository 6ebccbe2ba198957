import type { EnvironmentVariablesListForProjectResult } from "../../../generated/saagie/methods.ts";
import { isFileName } from "../../core/archive.ts";
import { defined } from "../../core/changes.ts";
import { fold } from "../../core/lookup.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { WrittenThing } from "./export-apps.ts";
import type { WriteContext } from "./export-jobs.ts";
import { toJson } from "./manifest.ts";
import type { SecretRequest } from "./secrets.ts";
import { checkId } from "./export-resources.ts";

/** Whose variables to write, and below which folder. */
export interface VariablesOf {
  readonly scope: "PROJECT" | "PIPELINE" | "APP";
  /** The name of the pipeline or app. */
  readonly owner?: string;
  /** With a slash at its end, or empty. */
  readonly folder: string;
}

/** What was written of variables. */
export interface WrittenVariables {
  readonly things: readonly WrittenThing[];
  readonly secrets: readonly SecretRequest[];
}

/**
 * Writes variables that were read as `env_vars/<name>/variable.json`.
 *
 * @remarks Those of a project include those of the platform that it sees, as in exports of the Python client; those of
 * pipelines and apps are their own alone. The platform tells no value of a password.
 */
export async function writeVariables(
  { writer }: Pick<WriteContext, "writer">,
  { scope, owner, folder }: VariablesOf,
  list: EnvironmentVariablesListForProjectResult,
): Promise<WrittenVariables> {
  const variables = list.filter((variable) => scope === "PROJECT" || variable.scope === scope);
  const taken = new Set<string>();
  for (const variable of variables) {
    const { name } = variable;
    checkId(variable.id, "variable");
    // A name that is none is kept by some platforms, and two may be one to a file system.
    const isPlain = isFileName(name) && !taken.has(fold(name));
    taken.add(fold(name));
    await writer.write(`${folder}env_vars/${isPlain ? name : variable.id}/variable.json`, toJson(variable));
  }
  const secrets = variables.flatMap(({ isPassword, name, scope: own }): readonly SecretRequest[] =>
    isPassword && own !== "JOB" ? [{ what: "variable", scope: own, name, ...defined({ owner }) }] : [],
  );
  return { things: variables.map(({ id: variableId, name }) => ({ id: variableId, name })), secrets };
}

/** A platform whose version knows no variables of apps has none. */
export function noneBefore(error: unknown): readonly never[] {
  if (isFootbridgeError(error, "UNSUPPORTED")) return [];
  throw error;
}
