/** What can go wrong with a storage that is copied. */
export type StorageFailure = "duplication" | "migration";

/** The failures that wait for storages of one emulator. */
export class StorageFailures {
  #waiting: readonly { readonly what: StorageFailure; readonly volume: string }[] = [];

  /** Lets the next duplication or migration of the storage with this id or, in whatever project, this name fail. */
  add(what: StorageFailure, volume: string): void {
    this.#waiting = [...this.#waiting, { what, volume }];
  }

  /** Whether a failure waits for this storage; it waits no longer then. */
  takes(what: StorageFailure, { id, name }: { readonly id: string; readonly name: string }): boolean {
    const found = this.#waiting.find(
      (failure) => failure.what === what && (failure.volume === id || failure.volume === name),
    );
    this.#waiting = this.#waiting.filter((failure) => failure !== found);
    return found !== undefined;
  }
}
