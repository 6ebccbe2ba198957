import type { Services } from "./context.ts";
import type { VolumeFailure } from "./volume-failures.ts";

/**
 * What may happen to storages.
 *
 * @example
 * ```ts
 * emulator.volumes.fail("duplication", "Notebooks");
 * ```
 */
export interface VolumeHappenings {
  /** Lets the next duplication or migration of the storage with this id or, in whatever project, this name fail. */
  fail(what: VolumeFailure, volume: string): void;
}

/** {@link VolumeHappenings} of one emulator. */
export class VolumeDoor implements VolumeHappenings {
  readonly #services: () => Services;

  constructor(services: () => Services) {
    this.#services = services;
  }

  fail(what: VolumeFailure, volume: string): void {
    this.#services().volumeFailures.add(what, volume);
  }
}
