import type { World } from "../world.ts";
import type { VariableRecord, VariableScope } from "./records.ts";

/** A variable as people see it. */
export interface VariableOverview {
  readonly id: string;
  readonly name: string;
  readonly scope: VariableScope;
  /** What it belongs to, by name; absent for the platform. */
  readonly owner?: string;
  readonly isSecret: boolean;
  /** Absent for a secret, whose value is nobody's business. */
  readonly value?: string;
  readonly description?: string;
}

/** Tells of a variable. */
export function variableOverview(world: World, variable: VariableRecord): VariableOverview {
  const { id, name, scope, isPassword, value, description } = variable;
  const owner = ownerName(world, variable);
  return {
    id,
    name,
    scope,
    ...(owner !== undefined && { owner }),
    isSecret: isPassword,
    ...(!isPassword && value !== null && { value }),
    ...(description !== null && description !== "" && { description }),
  };
}

function ownerName(world: World, { scope, entityId }: VariableRecord): string | undefined {
  if (entityId === null) return undefined;
  const owners = {
    GLOBAL: undefined,
    PROJECT: world.projects,
    PIPELINE: world.pipelines,
    APP: world.apps,
    JOB: world.jobs,
  } as const;
  return owners[scope]?.get(entityId)?.name ?? entityId;
}
