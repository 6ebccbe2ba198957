import { InvalidInputError } from "../../core/errors.ts";
import { notFoundByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  environmentVariablesOperations,
  type AppReference,
  type EnvironmentVariablesListForProjectResult,
  type PipelineReference,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { EnvVarScope } from "../../../generated/saagie/platform.ts";
import type { SaagieContext } from "../context.ts";

/** Whose variables are meant: the platform's, or those of a project, a pipeline or an app. */
export type EnvironmentVariableOwner =
  | { readonly scope: "GLOBAL" }
  | { readonly project: ProjectReference }
  | { readonly pipeline: PipelineReference }
  | { readonly app: AppReference };

/** A variable by its name and its owner. */
export type NamedEnvironmentVariable = EnvironmentVariableOwner & { readonly name: string };

/** A variable, as lists answer it: `scope` tells where it comes from, `overriddenValues` what it hides. */
export type EnvironmentVariable = Omit<
  EnvironmentVariablesListForProjectResult[number],
  "overriddenValues"
> & {
  readonly overriddenValues: readonly OverriddenValue[];
};

/** The value of a wider scope that a variable hides. */
export type OverriddenValue = NonNullable<
  EnvironmentVariablesListForProjectResult[number]["overriddenValues"][number]
>;

/** An owner whose id is known, as the platform names it. */
export interface ResolvedOwner {
  readonly scope: EnvVarScope;
  /** Absent for the platform. */
  readonly entityId?: string;
}

/** What variables are read with. */
export type VariableContext = Pick<SaagieContext, "call" | "references">;

/**
 * Finds the id of an owner.
 *
 * @throws {@link InvalidInputError} for what names no owner, or more than one.
 */
export async function resolveOwner(
  { references }: VariableContext,
  owner: EnvironmentVariableOwner,
  options: CallOptions,
): Promise<ResolvedOwner> {
  const kinds = ["project", "pipeline", "app"].filter((kind) => kind in owner);
  if (kinds.length > 1 || "scope" in owner === (kinds.length === 1)) throw noOwner();
  if ("project" in owner) {
    return { scope: "PROJECT", entityId: await references.resolve("PROJECT", owner.project, options) };
  }
  if ("pipeline" in owner) {
    return { scope: "PIPELINE", entityId: await references.resolve("PIPELINE", owner.pipeline, options) };
  }
  if ("app" in owner) {
    return { scope: "APP", entityId: await references.resolve("APP", owner.app, options) };
  }
  if (owner.scope !== "GLOBAL") throw noOwner();
  return { scope: "GLOBAL" };
}

/** Lists the variables that an owner sees, inherited ones too: one entry a name. */
export async function visibleVariables(
  { call }: VariableContext,
  { scope, entityId = "" }: ResolvedOwner,
  options: CallOptions,
): Promise<readonly EnvironmentVariable[]> {
  const { listGlobal, listForProject, listForPipeline, listForApp } = environmentVariablesOperations;
  switch (scope) {
    case "PROJECT":
      return (await call(listForProject, { projectId: entityId }, options)).map(visible);
    case "PIPELINE":
      return (await call(listForPipeline, { pipelineId: entityId }, options)).map(visible);
    case "APP":
      return (await call(listForApp, { appId: entityId }, options)).map(visible);
    default:
      // What is widest hides nothing.
      return (await call(listGlobal, {}, options)).map((variable) => ({ ...variable, overriddenValues: [] }));
  }
}

/** Lists the variables that are an owner's own. Told apart here, since not every list of the platform can be asked for them. */
export async function ownVariables(
  context: VariableContext,
  owner: ResolvedOwner,
  options: CallOptions,
): Promise<readonly EnvironmentVariable[]> {
  return (await visibleVariables(context, owner, options)).filter(({ scope }) => scope === owner.scope);
}

/**
 * Finds a variable by its name; programs tell variables apart by letter case, so that it counts.
 *
 * @throws {@link NotFoundError} with near names.
 */
export function variableNamed(variables: readonly EnvironmentVariable[], name: string): EnvironmentVariable {
  const found = variables.find((variable) => variable.name === name);
  if (found === undefined) throw notFoundByName(variables, name, "environment variable");
  return found;
}

function visible(variable: EnvironmentVariablesListForProjectResult[number]): EnvironmentVariable {
  const hidden = variable.overriddenValues.filter((value) => value !== null);
  return { ...variable, overriddenValues: hidden };
}

function noOwner(): InvalidInputError {
  return new InvalidInputError("Nothing, or more than one thing, is named as the owner of variables.", {
    hint: 'Give { scope: "GLOBAL" }, { project }, { pipeline } or { app }.',
  });
}
