import type { EnvironmentVariablesListForProjectResult } from "../../../../generated/saagie/methods.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { isFootbridgeError } from "../../../core/errors.ts";
import { toDefinition, type DefinitionForm } from "../format/definition.ts";
import { FolderNames } from "../format/folder-names.ts";
import { toJson } from "../format/manifest.ts";
import type { SecretRequest } from "../format/secrets.ts";
import type { WrittenThing } from "./written-thing.ts";
import type { WriteContext } from "./context.ts";
import { checkId } from "./resources.ts";

/** The scopes of variables that exports hold. */
export type ExportedScope = "GLOBAL" | "PROJECT" | "PIPELINE" | "APP";

/** Whose variables to write, and below which folder. */
export interface VariablesOf {
  /** Which of those that are visible there. */
  readonly scopes: readonly ExportedScope[];
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

const FORM: DefinitionForm = {
  members: ["id", "name", "scope", "value", "description", "isPassword"],
  // What follows from the rest, or from what other scopes have.
  observed: ["isValid", "invalidReasons", "overriddenValues"],
};

/**
 * Writes variables that were read as `env_vars/<name>/variable.json`.
 *
 * @remarks Those of a project include those of the platform that it sees, as in exports of the Python client; those of
 * pipelines and apps are their own alone. The platform tells no value of a password.
 */
export async function writeVariables(
  { writer }: Pick<WriteContext, "writer">,
  { scopes, owner, folder }: VariablesOf,
  list: EnvironmentVariablesListForProjectResult,
): Promise<WrittenVariables> {
  const variables = list.filter(({ scope }) => scopes.some((one) => one === scope));
  const isGlobal = (variable: (typeof variables)[number]): boolean => variable.scope === "GLOBAL";
  const names = new FolderNames(variables.filter((variable) => !isGlobal(variable)));
  for (const variable of variables.filter(isGlobal).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    names.of(variable);
  for (const variable of variables) {
    checkId(variable.id, "variable");
    const own = `${folder}env_vars/${names.of(variable)}/`;
    await writer.write(`${own}variable.json`, toJson(toDefinition(variable, FORM)));
    // Those of a pipeline or an app are parts of it.
    if (owner === undefined) await writer.finishFolder(own);
  }
  const secrets = variables.flatMap(({ isPassword, name, scope: own }): readonly SecretRequest[] =>
    isPassword && own !== "JOB"
      ? [{ what: "variable", scope: own, name, ...omitUndefined({ owner: ownerOf(own, owner) }) }]
      : [],
  );
  return { things: variables.map(({ id: variableId, name }) => ({ id: variableId, name })), secrets };
}

/** What a pipeline or an app sees of others is not its own. */
function ownerOf(scope: ExportedScope, owner: string | undefined): string | undefined {
  return scope === "PIPELINE" || scope === "APP" ? owner : undefined;
}

/** A platform whose version knows no variables of apps has none. */
export function noneBefore(error: unknown): readonly never[] {
  if (isFootbridgeError(error, "UNSUPPORTED")) return [];
  throw error;
}
