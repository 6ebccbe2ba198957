import type { Services } from "../services.ts";
import { giveVariables } from "./changes.ts";
import { ownerIn, platformOwner } from "./layers.ts";
import type { VariableScope } from "./records.ts";
import type { Seeder } from "../users/controls.ts";

/** A variable to add. */
export interface VariableOptions {
  readonly name: string;
  /** Null breaks a rule, as a name with spaces does. */
  readonly value: string | null;
  /** @defaultValue "GLOBAL" */
  readonly scope?: VariableScope;
  /** The id of the project, pipeline, app or job that owns it; needed for every scope but `GLOBAL`. */
  readonly entityId?: string;
  /** @defaultValue null */
  readonly description?: string | null;
  /** @defaultValue false */
  readonly isPassword?: boolean;
}

/**
 * The door to variables that were there before the rules which they break: whatever is added is kept.
 *
 * @remarks They are of the platform that clients of the emulator speak to.
 */
export class EmulatedVariables implements Seeder<VariableOptions> {
  readonly #services: () => Services;
  readonly #platformId: number;

  constructor(services: () => Services, platformId: number) {
    this.#services = services;
    this.#platformId = platformId;
  }

  add(options: VariableOptions): void {
    const { name, value, scope = "GLOBAL", entityId, description = null, isPassword = false } = options;
    if ((scope === "GLOBAL") !== (entityId === undefined))
      throw new RangeError("Every scope but GLOBAL needs an entity, and GLOBAL has none");
    const platformId = this.#platformId;
    const owner =
      entityId === undefined ? platformOwner(platformId) : ownerIn({ platformId }, scope, entityId);
    giveVariables(this.#services(), owner, [{ name, value, description, isPassword }]);
  }
}
