import type { Services } from "../services.ts";
import type { StorageFailure } from "./failures.ts";

/**
 * What may happen to storages.
 *
 * @example
 * ```ts
 * emulator.storages.fail("duplication", "Notebooks");
 * ```
 */
export interface StorageControls {
  /** Lets the next duplication or migration of the storage with this id or, in whatever project, this name fail. */
  fail(what: StorageFailure, volume: string): void;
}

/** {@link StorageControls} of one emulator. */
export class EmulatedStorages implements StorageControls {
  readonly #services: () => Services;

  constructor(services: () => Services) {
    this.#services = services;
  }

  fail(what: StorageFailure, volume: string): void {
    this.#services().storageFailures.add(what, volume);
  }
}
