import { isSame } from "../../core/changes.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { InvalidInputError, isFootbridgeError, OutcomeUnknownError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  environmentVariablesOperations,
  type EnvironmentVariablesCreateResult,
  type EnvironmentVariablesReplaceAllResult,
} from "../../../generated/saagie/methods.ts";
import {
  ownVariables,
  resolveOwner,
  variableNamed,
  type EnvironmentVariable,
  type EnvironmentVariableOwner,
  type NamedEnvironmentVariable,
  type ResolvedOwner,
  type VariableContext,
} from "./owners.ts";
import { checkVariableName, checkVariableValue, toRawVariables } from "./rules.ts";
import { recoverCreation } from "../recovery/creation.ts";

/** A new variable. */
export interface EnvironmentVariableDefinition {
  /** Letters, digits and `_`, the first a letter; unique for its owner, letter case counting. */
  readonly name: string;
  /** At most 2048 characters. */
  readonly value: string;
  readonly description?: string;
  /** Keeps the value from being read again. @defaultValue false */
  readonly isPassword?: boolean;
}

/** What to change of a variable: absent keeps, `null` clears. The value of a password stays unless one is given. */
export interface EnvironmentVariableChanges {
  readonly name?: string;
  readonly value?: string;
  readonly description?: string | null;
  /** A password becomes readable only together with a new value. */
  readonly isPassword?: boolean;
}

/** A variable as it should be; without a value, one that exists keeps its own. */
export type EnvironmentVariableWish = Omit<EnvironmentVariableDefinition, "value"> & {
  readonly value?: string;
};

/** A variable as saving answers it: the value of a password is null. */
export type SavedEnvironmentVariable = EnvironmentVariablesCreateResult;

/** What an upsert of a variable did. */
export interface EnvironmentVariableUpsert {
  readonly action: "created" | "updated" | "unchanged";
  readonly variable: SavedEnvironmentVariable;
}

/** Changes variables: checks first, then sends what differs. */
export class EnvironmentVariableEditor {
  readonly #context: VariableContext;

  constructor(context: VariableContext) {
    this.#context = context;
  }

  /** See `EnvironmentVariables.create`. */
  async create(
    owner: EnvironmentVariableOwner,
    definition: EnvironmentVariableDefinition,
    options: CallOptions,
  ): Promise<SavedEnvironmentVariable> {
    check(definition);
    return this.#create(await resolveOwner(this.#context, owner, options), definition, options);
  }

  /** See `EnvironmentVariables.update`. */
  async update(
    { name, ...owner }: NamedEnvironmentVariable,
    wanted: EnvironmentVariableChanges,
    options: CallOptions,
  ): Promise<SavedEnvironmentVariable> {
    check({ ...wanted, name: wanted.name ?? name });
    const resolved = await resolveOwner(this.#context, owner, options);
    const current = variableNamed(await ownVariables(this.#context, resolved, options), name);
    return (await this.#edit({ owner: resolved, current, wanted }, options)) ?? current;
  }

  /** See `EnvironmentVariables.createOrUpdate`. */
  async createOrUpdate(
    owner: EnvironmentVariableOwner,
    wish: EnvironmentVariableWish,
    options: CallOptions,
  ): Promise<EnvironmentVariableUpsert> {
    check(wish);
    const resolved = await resolveOwner(this.#context, owner, options);
    const find = async (): Promise<EnvironmentVariable | undefined> =>
      (await ownVariables(this.#context, resolved, options)).find(({ name }) => name === wish.name);
    const current = await find();
    if (current !== undefined) return this.#bringTo({ owner: resolved, current, wanted: wish }, options);
    const { value } = wish;
    if (value === undefined) {
      throw new InvalidInputError(`There is no variable ${wish.name} yet, and a new one needs a value.`);
    }
    try {
      const variable = await this.#create(resolved, { ...wish, value }, options);
      return { action: "created", variable };
    } catch (error) {
      if (!isFootbridgeError(error, "OUTCOME_UNKNOWN")) throw error;
      // Whoever's it is that is there now: it is to be as wished.
      const found = await find();
      if (found === undefined) throw error;
      const { variable } = await this.#bringTo({ owner: resolved, current: found, wanted: wish }, options);
      return { action: "created", variable };
    }
  }

  /** See `EnvironmentVariables.replaceAll`. */
  async replaceAll(
    owner: EnvironmentVariableOwner,
    values: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<EnvironmentVariablesReplaceAllResult> {
    const rawEnvironmentVariables = toRawVariables(values);
    const resolved = await resolveOwner(this.#context, owner, options);
    const variables = { ...resolved, rawEnvironmentVariables };
    return this.#context.call(environmentVariablesOperations.replaceAll, variables, options);
  }

  #create(
    owner: ResolvedOwner,
    { name, value, description = "", isPassword = false }: EnvironmentVariableDefinition,
    options: CallOptions,
  ): Promise<SavedEnvironmentVariable> {
    const { scope, ...entity } = owner;
    const environmentVariable = { name, value, description, isPassword, scope };
    return recoverCreation<SavedEnvironmentVariable, SavedEnvironmentVariable>({
      create: () => {
        const variables = { ...entity, environmentVariable };
        return this.#context.call(environmentVariablesOperations.create, variables, options);
      },
      find: async () =>
        (await ownVariables(this.#context, owner, options)).find((found) => found.name === name),
      isOurs: async (found) => {
        // Nobody can see whose value it is that is there: the outcome stays unknown.
        if (found.isPassword && isPassword) throw new OutcomeUnknownError("A password cannot be compared.");
        return (
          found.isPassword === isPassword &&
          found.value === value &&
          (found.description ?? "") === description
        );
      },
    });
  }

  async #bringTo(difference: Difference, options: CallOptions): Promise<EnvironmentVariableUpsert> {
    const variable = await this.#edit(difference, options);
    return variable === undefined
      ? { action: "unchanged", variable: difference.current }
      : { action: "updated", variable };
  }

  /** Sends a variable as it is to be, if that is not as it is. What is not sent could be taken for cleared. */
  async #edit(
    { owner: { scope, ...entity }, current, wanted }: Difference,
    options: CallOptions,
  ): Promise<SavedEnvironmentVariable | undefined> {
    const { id } = current;
    const { name = current.name, isPassword = current.isPassword } = wanted;
    const description = (wanted.description === undefined ? current.description : wanted.description) ?? "";
    if (current.isPassword && !isPassword && wanted.value === undefined) {
      throw new InvalidInputError(`The password ${current.name} can become readable with a new value only.`, {
        hint: "Give its value: nobody can read the present one.",
      });
    }
    // A password that is given a value is sent in any case: there is nothing to compare it with.
    const isKept = wanted.value === undefined || (!current.isPassword && wanted.value === current.value);
    const before = { ...current, description: current.description ?? "" };
    if (isKept && isSame({ ...before, name, isPassword, description }, before)) return undefined;
    // Without a value, a password keeps its own.
    const value = wanted.value ?? current.value ?? undefined;
    const changed = omitUndefined({ id, name, value, description, isPassword, scope });
    const variables = { ...entity, environmentVariable: changed };
    return this.#context.call(environmentVariablesOperations.edit, variables, options);
  }
}

/** A variable as it is, and what is wanted of it. */
interface Difference {
  readonly owner: ResolvedOwner;
  readonly current: EnvironmentVariable;
  readonly wanted: EnvironmentVariableChanges;
}

function check({ name, value }: { readonly name: string; readonly value?: string }): void {
  checkVariableName(name);
  if (value !== undefined) checkVariableValue(name, value);
}
