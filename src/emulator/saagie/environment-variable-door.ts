import type { Services } from "./context.ts";
import { giveVariables } from "./environment-variable-changes.ts";
import { ownerIn, platformOwner } from "./environment-variable-layers.ts";
import type { VariableScope } from "./environment-variable-records.ts";
import type { Adding } from "./people-door.ts";

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
export class VariableDoor implements Adding<VariableOptions> {
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
