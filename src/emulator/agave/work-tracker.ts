/** Work that goes on after the request that began it has been answered. */
export class WorkTracker {
  readonly #pending = new Set<Promise<void>>();

  /** Watches over some work; how it fails is its own affair. */
  track(work: Promise<unknown>): void {
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    const pending = done.finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
