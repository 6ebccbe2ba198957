import type { Context, Services } from "../services.ts";
import { variablesOf } from "./layers.ts";
import { lineBreaches, readVariableLines } from "./lines.ts";
import { requireOwner } from "./owners.ts";
import { isOwnedBy, type VariableOwner, type VariableRecord, type VariableScope } from "./records.ts";
import { breachesOf, refuseBreaches } from "./rules.ts";
import { notValid, unknownId } from "../shared/errors.ts";

/** The `EnvironmentVariableInput` of the schema. */
export interface VariableInput {
  readonly id?: string | null;
  readonly name: string;
  readonly scope: VariableScope;
  readonly value?: string | null;
  readonly description?: string | null;
  readonly isPassword: boolean;
}

/** Creates a variable, or changes the one whose id is given. @throws Refusal when it breaks a rule */
export function saveVariable(
  context: Context,
  entityId: string | null | undefined,
  input: VariableInput,
): VariableRecord {
  const owner = requireOwner(context, input.scope, entityId);
  const existing = input.id == null ? undefined : requireOwned(context, input.id, owner);
  const { name, description, isPassword } = input;
  const value = input.value ?? keptValue(existing, isPassword);
  const others = variablesOf(context.world, owner).filter((variable) => variable !== existing);
  refuseBreaches(breachesOf({ name, value, others: others.map((other) => other.name) }));
  const saved: VariableRecord = {
    ...owner,
    id: existing?.id ?? context.ids.uuid(),
    name,
    value,
    description: description === undefined ? (existing?.description ?? null) : description,
    isPassword,
  };
  context.world.variables.set(saved.id, saved);
  return saved;
}

/**
 * The value of what is saved without one.
 *
 * @remarks A password keeps its own, and so does what becomes one: nothing is given away by it. A password that
 * becomes an ordinary variable needs a value, or everybody could read it that way.
 */
function keptValue(existing: VariableRecord | undefined, isPassword: boolean): string | null {
  return isPassword ? (existing?.value ?? null) : null;
}

/** A variable stays with its owner: whether platforms would hand it over is not known. */
function requireOwned({ world, platformId }: Context, id: string, owner: VariableOwner): VariableRecord {
  const variable = world.variables.get(id);
  if (variable === undefined || variable.platformId !== platformId)
    throw unknownId("EnvironmentVariable", "id");
  if (variable.scope !== owner.scope) throw notValid("EnvironmentVariable", { scope: "cannot change" });
  if (!isOwnedBy(variable, owner)) throw notValid("EnvironmentVariable", { entityId: "cannot change" });
  return variable;
}

/** Gives an owner that is new variables: those it is made with, or those of what it is made from. */
export function giveVariables(
  { world, ids }: Services,
  owner: VariableOwner,
  variables: readonly Pick<VariableRecord, "name" | "value" | "description" | "isPassword">[],
): void {
  for (const { name, value, description, isPassword } of variables) {
    const id = ids.uuid();
    world.variables.set(id, { ...owner, id, name, value, description, isPassword });
  }
}

/** Deletes a variable. @throws Refusal when there is none, or the caller may not change its owner's */
export function deleteVariable(context: Context, id: string): void {
  const variable = context.world.variables.get(id);
  if (variable === undefined || variable.platformId !== context.platformId)
    throw unknownId("EnvironmentVariable", "id");
  requireOwner(context, variable.scope, variable.entityId);
  context.world.variables.delete(id);
}

/**
 * Makes the variables of an owner what lines `NAME=value` say. Passwords that are not named stay.
 *
 * @returns all variables that the owner has then
 * @throws Refusal when a line is none, or breaks a rule; then nothing is changed
 */
export function replaceVariables(
  context: Context,
  owner: VariableOwner,
  raw: string,
): readonly VariableRecord[] {
  const { world, ids } = context;
  const { lines, problem } = readVariableLines(raw);
  if (problem !== undefined) throw notValid("EnvironmentVariable", { rawEnvironmentVariables: problem });
  const before = variablesOf(world, owner);
  const kept = before.filter(
    ({ isPassword, name }) => isPassword && !lines.some((line) => line.name === name),
  );
  const keptNames = kept.map(({ name }) => name);
  refuseBreaches(lineBreaches(lines, keptNames));
  const named = lines.map(({ name, value }): VariableRecord => {
    const existing = before.find((variable) => variable.name === name);
    return existing === undefined
      ? { ...owner, id: ids.uuid(), name, value, description: null, isPassword: false }
      : { ...existing, value };
  });
  const after = [...kept, ...named];
  for (const { id } of before) if (!after.some((variable) => variable.id === id)) world.variables.delete(id);
  for (const variable of after) world.variables.set(variable.id, variable);
  return variablesOf(world, owner);
}
