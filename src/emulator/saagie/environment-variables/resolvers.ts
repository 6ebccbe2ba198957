import { requireApp } from "../projects/access.ts";
import type { Context } from "../services.ts";
import {
  effectiveVariables,
  ownersSeenFrom,
  platformOwner,
  variablesOf,
  type EffectiveVariable,
  type Place,
} from "./layers.ts";
import { deleteVariable, replaceVariables, saveVariable, type VariableInput } from "./changes.ts";
import { requireOwner } from "./owners.ts";
import type { VariableRecord, VariableScope } from "./records.ts";
import { breachesOf } from "./rules.ts";
import { requireJob, requirePipeline, requireProject, requireVariableEditor } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { World } from "../world.ts";

const VIEWER = "ROLE_PROJECT_VIEWER";

/** How variables answer. The platform declares search, first and skip and does not implement them. */
export const environmentVariableResolvers: Resolvers = {
  Query: {
    globalEnvironmentVariables: (_: unknown, _args: unknown, context: Context) => {
      requireVariableEditor(context);
      return effectiveVariables(context.world, [platformOwner(context.platformId)]);
    },
    projectEnvironmentVariables: (_: unknown, { projectId }: { projectId: string }, context: Context) =>
      seenFrom(context, { project: requireProject(context, projectId, VIEWER) }),
    pipelineEnvironmentVariables: (
      _: unknown,
      { pipelineId, scope }: { pipelineId: string } & Filter,
      context: Context,
    ) => {
      const { projectId, id } = requirePipeline(context, pipelineId, VIEWER);
      return seenFrom(context, { ...placeIn(context, projectId), owner: { scope: "PIPELINE", id } }, scope);
    },
    appEnvironmentVariables: (_: unknown, { appId, scope }: { appId: string } & Filter, context: Context) => {
      const { projectId, id } = requireApp(context, appId, VIEWER);
      return seenFrom(context, { ...placeIn(context, projectId), owner: { scope: "APP", id } }, scope);
    },
    jobEnvironmentVariables: (_: unknown, { jobId }: { jobId: string }, context: Context) => {
      const { projectId, id } = requireJob(context, jobId, VIEWER);
      return seenFrom(context, { ...placeIn(context, projectId), owner: { scope: "JOB", id } });
    },
  },
  Mutation: {
    saveEnvironmentVariable: (
      _: unknown,
      { entityId, environmentVariable }: { entityId?: string | null; environmentVariable: VariableInput },
      context: Context,
    ) => {
      const variable = saveVariable(context, entityId, environmentVariable);
      return { variable, hidden: hiddenBy(context, variable) };
    },
    deleteEnvironmentVariable: (_: unknown, { id }: { id: string }, context: Context) => {
      deleteVariable(context, id);
      return true;
    },
    replaceEnvironmentVariablesByRawForScope: (
      _: unknown,
      { entityId, scope, rawEnvironmentVariables }: ReplaceArguments,
      context: Context,
    ) => {
      const owner = requireOwner(context, scope, entityId);
      return replaceVariables(context, owner, rawEnvironmentVariables).map((variable) => ({
        variable,
        hidden: hiddenBy(context, variable),
      }));
    },
  },
  EnvironmentVariable: {
    id: ({ variable }: EffectiveVariable) => variable.id,
    name: ({ variable }: EffectiveVariable) => variable.name,
    scope: ({ variable }: EffectiveVariable) => variable.scope,
    description: ({ variable }: EffectiveVariable) => variable.description,
    isPassword: ({ variable }: EffectiveVariable) => variable.isPassword,
    value: ({ variable }: EffectiveVariable) => shownValue(variable),
    overriddenValues: ({ hidden }: EffectiveVariable) =>
      hidden.map((variable) => ({ ...variable, value: shownValue(variable) })),
    isValid: ({ variable }: EffectiveVariable, _args: unknown, { world }: Context) =>
      reasonsOf(world, variable).length === 0,
    invalidReasons: ({ variable }: EffectiveVariable, _args: unknown, { world }: Context) =>
      reasonsOf(world, variable),
  },
};

interface Filter {
  readonly scope?: VariableScope | null;
}

interface ReplaceArguments {
  readonly entityId?: string | null;
  readonly scope: VariableScope;
  readonly rawEnvironmentVariables: string;
}

/** What is seen from a place. A scope leaves out the others after it was found which variable of a name counts. */
function seenFrom(
  { world }: Context,
  place: Place,
  scope?: VariableScope | null,
): readonly EffectiveVariable[] {
  return effectiveVariables(world, ownersSeenFrom(place)).filter(
    ({ variable }) => scope == null || variable.scope === scope,
  );
}

function placeIn({ platformId }: Context, projectId: string): Place {
  return { project: { id: projectId, platformId } };
}

/** Nobody is ever told a password. */
function shownValue({ isPassword, value }: VariableRecord): string | null {
  return isPassword ? null : value;
}

/** What a variable hides that was just saved. */
function hiddenBy(context: Context, variable: VariableRecord): readonly VariableRecord[] {
  const { scope, entityId } = variable;
  if (scope === "GLOBAL" || entityId === null) return [];
  const place =
    scope === "PROJECT"
      ? placeIn(context, entityId)
      : { ...placeIn(context, projectOf(context.world, entityId)), owner: { scope, id: entityId } };
  const seen = effectiveVariables(context.world, ownersSeenFrom(place));
  return seen.find((candidate) => candidate.variable === variable)?.hidden ?? [];
}

function projectOf({ pipelines, apps, jobs }: World, entityId: string): string {
  return (pipelines.get(entityId) ?? apps.get(entityId) ?? jobs.get(entityId))?.projectId ?? "";
}

/** A variable that was saved before the rules can break them. */
function reasonsOf(world: World, variable: VariableRecord): readonly object[] {
  const neighbours = variablesOf(world, variable);
  const others = neighbours.slice(0, neighbours.indexOf(variable)).map(({ name }) => name);
  return breachesOf({ name: variable.name, value: variable.value, others });
}
