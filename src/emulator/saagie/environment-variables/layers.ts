import { isOwnedBy, type VariableOwner, type VariableRecord, type VariableScope } from "./records.ts";
import type { VariableValue } from "../runs/records.ts";
import type { ProjectRecord } from "../projects/records.ts";
import type { World } from "../world.ts";

/** The one variable of a name that counts somewhere, and those of wider scopes that it hides. */
export interface EffectiveVariable {
  readonly variable: VariableRecord;
  /** The narrowest scope first. In which order platforms have them is not known. */
  readonly hidden: readonly VariableRecord[];
}

/** The owner that a platform as a whole is. */
export function platformOwner(platformId: number): VariableOwner {
  return { scope: "GLOBAL", platformId, entityId: null };
}

/** The owner that a project is, or something in it. */
export function ownerIn(
  { platformId }: Pick<ProjectRecord, "platformId">,
  scope: VariableScope,
  entityId: string,
): VariableOwner {
  return { scope, platformId, entityId };
}

/** The variables of one owner, in the order in which they came. */
export function variablesOf(world: World, owner: VariableOwner): readonly VariableRecord[] {
  return [...world.variables.values()].filter((variable) => isOwnedBy(variable, owner));
}

/**
 * The variables that can be seen from somewhere: one for each name.
 *
 * @param owners - the scopes that are seen from there, the narrowest first
 */
export function effectiveVariables(
  world: World,
  owners: readonly VariableOwner[],
): readonly EffectiveVariable[] {
  const byName = new Map<string, VariableRecord[]>();
  for (const variable of owners.flatMap((owner) => variablesOf(world, owner))) {
    byName.set(variable.name, [...(byName.get(variable.name) ?? []), variable]);
  }
  return [...byName.values()].flatMap(([variable, ...hidden]) =>
    variable === undefined ? [] : [{ variable, hidden }],
  );
}

/** Something in a project of which variables are asked for; the project itself when nothing is named. */
export interface Place {
  readonly project: Pick<ProjectRecord, "id" | "platformId">;
  readonly owner?: { readonly scope: "PIPELINE" | "APP" | "JOB"; readonly id: string };
}

/**
 * The scopes that are seen from a place, the narrowest first.
 *
 * @remarks That an app sees those of its project and of the platform is not said anywhere, and only likely.
 */
export function ownersSeenFrom({ project, owner }: Place): readonly VariableOwner[] {
  return [
    ...(owner === undefined ? [] : [ownerIn(project, owner.scope, owner.id)]),
    ownerIn(project, "PROJECT", project.id),
    platformOwner(project.platformId),
  ];
}

/** What a run finds in its environment. The values are all there, also those of passwords. */
export function variablesSeenFrom(world: World, place: Place): readonly VariableValue[] {
  return effectiveVariables(world, ownersSeenFrom(place)).flatMap(({ variable }) => {
    const { name: key, value, isPassword } = variable;
    return value === null ? [] : [{ key, value, isPassword }];
  });
}

/** Takes the variables of something that goes out of the world. */
export function removeVariablesOf(world: World, entityId: string): void {
  for (const { id, entityId: owner } of world.variables.values()) {
    if (owner === entityId) world.variables.delete(id);
  }
}
