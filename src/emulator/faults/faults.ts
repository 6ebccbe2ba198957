import { seededRandom } from "../ids.ts";
import { checkFault, type FaultNames } from "./check-fault.ts";
import type { FaultMatch, Fault } from "./fault.ts";

/** A fault that was added. */
export interface InjectedFault {
  /** What it is called in the control API. */
  readonly id: string;
  readonly fault: Fault;
  /** How many requests it has struck. */
  readonly struck: number;
  /** Whether it will strike no more. */
  readonly isSpent: boolean;
  /** Takes it back. */
  remove(): void;
}

/** What a request is, as far as faults can be matched to it. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly operations: readonly string[];
  /** By which name it stands in the log of requests. */
  readonly operationName?: string;
}

/**
 * The faults that an emulator will commit.
 *
 * @example
 * ```ts
 * // The job is created, but nobody hears of it.
 * emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
 * ```
 * @example At the end of a test: every fault has struck
 * ```ts
 * expect(emulator.faults.unused()).toEqual([]);
 * ```
 */
export interface FaultInjection {
  /**
   * Adds a fault; of several that match a request, the one added first strikes.
   *
   * @throws TypeError for a member that faults do not have or that is of another type; RangeError for a value that cannot be,
   * such as an operation that the platform does not have. Both name what was probably meant.
   */
  add(fault: Fault): InjectedFault;
  /** All faults since the beginning or the last `clear()`, also those that will strike no more. */
  list(): readonly InjectedFault[];
  /** Those that have not struck a single request. */
  unused(): readonly InjectedFault[];
  /** Takes back all faults, and forgets those that have struck. */
  clear(): void;
}

/** How many faults that will strike no more are remembered. */
const REMEMBERED = 1000;

/** The faults of one emulator, as it takes them itself. */
export class Faults implements FaultInjection {
  #entries: readonly Entry[] = [];
  #count = 0;
  readonly #names: FaultNames;

  /** @param names - the operations that a fault can mean */
  constructor(names: FaultNames) {
    this.#names = names;
  }

  add(fault: Fault): InjectedFault {
    checkFault(fault, this.#names);
    this.#count += 1;
    const entry = new Entry(String(this.#count), fault, () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    });
    const spent = this.#entries.filter(({ isSpent }) => isSpent);
    const forgotten = new Set(spent.slice(0, Math.max(0, spent.length - REMEMBERED)));
    this.#entries = [...this.#entries.filter((other) => !forgotten.has(other)), entry];
    return entry;
  }

  list(): readonly InjectedFault[] {
    return this.#entries;
  }

  unused(): readonly InjectedFault[] {
    return this.#entries.filter(({ struck }) => struck === 0);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Takes the fault that strikes this request, if there is one. */
  take(target: FaultTarget): Fault | undefined {
    return this.#entries.find((entry) => entry.strikes(target))?.fault;
  }
}

class Entry implements InjectedFault {
  readonly id: string;
  readonly fault: Fault;
  readonly remove: () => void;
  readonly #times: number;
  readonly #random: () => number;
  #skip: number;
  #struck = 0;

  constructor(id: string, fault: Fault, remove: () => void) {
    this.id = id;
    this.fault = fault;
    this.remove = remove;
    this.#times = fault.times ?? (fault.chance === undefined ? 1 : Infinity);
    this.#skip = fault.skip ?? 0;
    this.#random = seededRandom(fault.seed ?? 1);
  }

  get struck(): number {
    return this.#struck;
  }

  get isSpent(): boolean {
    return this.#struck >= this.#times;
  }

  /** Whether it strikes this request, which is then counted. */
  strikes(target: FaultTarget): boolean {
    if (this.isSpent || !matches(this.fault.match ?? {}, target)) return false;
    if (this.#skip > 0) {
      this.#skip -= 1;
      return false;
    }
    if (this.#random() >= (this.fault.chance ?? 1)) return false;
    this.#struck += 1;
    return true;
  }
}

function matches(match: FaultMatch, target: FaultTarget): boolean {
  const { operation, operationName, path, method } = match;
  if (operation !== undefined && !target.operations.includes(operation)) return false;
  if (operationName !== undefined && operationName !== target.operationName) return false;
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (path === undefined) return true;
  return typeof path === "string"
    ? path === target.path
    : new RegExp(path.source, path.flags.replace(/[gy]/g, "")).test(target.path);
}
