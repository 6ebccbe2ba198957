import type { Fact } from "../facts/facts-of.ts";

/**
 * Facts that have a clue to their place, to be taken in the order in which the schema tells them.
 *
 * @remarks A binary heap of their positions: taking the first of many must not cost a look at all.
 */
export class ReadyQueue {
  readonly #facts: readonly Fact[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #heap: number[] = [];
  readonly #waiting = new Set<number>();

  /** @param facts - all that may ever become ready, in their order */
  constructor(facts: readonly Fact[]) {
    this.#facts = facts;
    this.#positions = new Map(facts.map(({ coordinate }, position) => [coordinate, position]));
  }

  /** Makes a fact ready. */
  add({ coordinate }: Pick<Fact, "coordinate">): void {
    this.addNamed(coordinate);
  }

  /** Makes the fact with a coordinate ready, if it is one of these. */
  addNamed(coordinate: string): void {
    const position = this.#positions.get(coordinate);
    if (position === undefined || this.#waiting.has(position)) return;
    this.#waiting.add(position);
    this.#heap.push(position);
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the first of those that are ready. */
  take(): Fact | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#waiting.delete(first);
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return this.#facts[first];
  }

  #rise(at: number): void {
    for (let child = at; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfLess(child, parent)) return;
      child = parent;
    }
  }

  #sink(at: number): void {
    for (let parent = at; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const least = this.#at(right) < this.#at(left) ? right : left;
      if (!this.#swapIfLess(least, parent)) return;
      parent = least;
    }
  }

  #at(index: number): number {
    return this.#heap[index] ?? Infinity;
  }

  #swapIfLess(lower: number, upper: number): boolean {
    const [low, up] = [this.#at(lower), this.#at(upper)];
    if (low >= up) return false;
    this.#heap[lower] = up;
    this.#heap[upper] = low;
    return true;
  }
}
