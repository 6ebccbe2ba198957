import { RefusedError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  environmentVariablesOperations,
  EnvironmentVariablesMethods,
  type EnvironmentVariableReference,
  type EnvironmentVariablesReplaceAllResult,
} from "../../../generated/saagie/methods.ts";
import type { SaagieContext } from "../context.ts";
import type {
  EnvironmentVariableChanges,
  EnvironmentVariableDefinition,
  EnvironmentVariableEditor,
  EnvironmentVariableUpsert,
  EnvironmentVariableWish,
  SavedEnvironmentVariable,
} from "./changes.ts";
import type { EnvironmentVariable, EnvironmentVariableOwner, NamedEnvironmentVariable } from "./owners.ts";

/** Which variables to read. */
export interface EnvironmentVariableFilter extends CallOptions {
  /** Only the owner's own variables, no inherited ones. @defaultValue false */
  readonly scopeOnly?: boolean;
}

/**
 * Environment variables of the platform, of projects, pipelines and apps.
 *
 * @remarks An owner is `{ scope: "GLOBAL" }`, `{ project }`, `{ pipeline }` or `{ app }`; a variable is its owner and its name.
 * Reads see inherited variables too, changes only the owner's own.
 */
export class EnvironmentVariables extends EnvironmentVariablesMethods {
  readonly #context: SaagieContext;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
  }

  /**
   * Lists the variables that an owner sees: one entry a name, with the scope that it comes from and the values that it hides.
   *
   * @remarks Remote call: platform `globalEnvironmentVariables`, `projectEnvironmentVariables`, `pipelineEnvironmentVariables`
   * or `appEnvironmentVariables`. The values of passwords are null.
   * @example
   * ```ts
   * const own = await saagie.environmentVariables.list({ project: "Sales" }, { scopeOnly: true });
   * ```
   */
  async list(
    owner: EnvironmentVariableOwner,
    { scopeOnly = false, ...options }: EnvironmentVariableFilter = {},
  ): Promise<readonly EnvironmentVariable[]> {
    const { resolveOwner, visibleVariables } = await import("./owners.ts");
    const resolved = await resolveOwner(this.#context, owner, options);
    const variables = await visibleVariables(this.#context, resolved, options);
    return scopeOnly ? variables.filter(({ scope }) => scope === resolved.scope) : variables;
  }

  /**
   * Reads the variable of a name that counts for an owner, inherited or not.
   *
   * @remarks Remote call: as {@link EnvironmentVariables.list}.
   * @throws {@link NotFoundError} with near names.
   */
  async get(
    { name, ...owner }: NamedEnvironmentVariable,
    options: EnvironmentVariableFilter = {},
  ): Promise<EnvironmentVariable> {
    const { variableNamed } = await import("./owners.ts");
    return variableNamed(await this.list(owner, options), name);
  }

  /**
   * Tells a variable's id from its owner and name; only the owner's own variables are looked at.
   *
   * @remarks Remote call: none for an id; else as {@link EnvironmentVariables.list}.
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(variable: EnvironmentVariableReference, options: CallOptions = {}): Promise<string> {
    return this.#context.references.resolve("ENVIRONMENT_VARIABLE", variable, options);
  }

  /**
   * Creates a variable.
   *
   * @remarks Remote call: platform `saveEnvironmentVariable`. When the answer is lost, the variable is looked up by name before
   * anything is repeated.
   * @throws {@link InvalidInputError} naming the rule that is broken; {@link RefusedError} when the name is taken;
   * {@link OutcomeUnknownError} for a password whose answer was lost: nobody can see whether its value is the one given.
   * @example
   * ```ts
   * await saagie.environmentVariables.create({ project: "Sales" }, { name: "REGION", value: "north" });
   * ```
   */
  async create(
    owner: EnvironmentVariableOwner,
    definition: EnvironmentVariableDefinition,
    options: CallOptions = {},
  ): Promise<SavedEnvironmentVariable> {
    return (await this.#editor()).create(owner, definition, options);
  }

  /**
   * Changes a variable of the owner's own; nothing is sent where nothing differs, and an untouched password stays.
   *
   * @remarks Remote calls: as {@link EnvironmentVariables.list}, and platform `saveEnvironmentVariable` if anything differs.
   * @throws {@link InvalidInputError} for a password that is to be readable and has no new value.
   */
  async update(
    variable: NamedEnvironmentVariable,
    wanted: EnvironmentVariableChanges,
    options: CallOptions = {},
  ): Promise<SavedEnvironmentVariable> {
    return (await this.#editor()).update(variable, wanted, options);
  }

  /**
   * Brings a variable to the given state: creates it, or changes what differs, or nothing.
   *
   * @remarks Remote calls: as {@link EnvironmentVariables.list}, and platform `saveEnvironmentVariable`. The value of a password
   * cannot be compared: given one, it is always sent.
   * @returns what was done: `created`, `updated` or `unchanged`.
   * @example
   * ```ts
   * const { action } = await saagie.environmentVariables.createOrUpdate({ scope: "GLOBAL" }, { name: "REGION", value: "north" });
   * ```
   */
  async createOrUpdate(
    owner: EnvironmentVariableOwner,
    wish: EnvironmentVariableWish,
    options: CallOptions = {},
  ): Promise<EnvironmentVariableUpsert> {
    return (await this.#editor()).createOrUpdate(owner, wish, options);
  }

  /**
   * Makes the variables of an owner those given: others are deleted, but for passwords, which stay.
   *
   * @remarks Remote call: platform `replaceEnvironmentVariablesByRawForScope`.
   * @throws {@link InvalidInputError} before anything is sent, naming the variable that breaks a rule or has a line break.
   * @returns the variables that the owner has now, as the platform answers them.
   * @example
   * ```ts
   * await saagie.environmentVariables.replaceAll({ project: "Sales" }, { REGION: "north", LEVEL: "debug" });
   * ```
   */
  async replaceAll(
    owner: EnvironmentVariableOwner,
    values: Readonly<Record<string, string>>,
    options: CallOptions = {},
  ): Promise<EnvironmentVariablesReplaceAllResult> {
    return (await this.#editor()).replaceAll(owner, values, options);
  }

  /**
   * Deletes a variable of the owner's own.
   *
   * @remarks Remote calls: as {@link EnvironmentVariables.idOf}, and platform `deleteEnvironmentVariable`.
   * @throws {@link NotFoundError} with near names.
   */
  async delete(variable: EnvironmentVariableReference, options: CallOptions = {}): Promise<void> {
    const done = await this.call(environmentVariablesOperations.delete, { id: variable }, options);
    if (!done) throw new RefusedError("The platform did not delete the environment variable.");
  }

  /** Changing is loaded when it is first asked for. */
  async #editor(): Promise<EnvironmentVariableEditor> {
    const { EnvironmentVariableEditor } = await import("./changes.ts");
    return new EnvironmentVariableEditor(this.#context);
  }
}
