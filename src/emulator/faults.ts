/** Which requests a fault strikes: those that meet every condition given. */
export interface FaultMatch {
  /** A GraphQL operation's name, one of its root fields, or the name that the emulator gives a REST call. */
  readonly operation?: string;
  /** The path without the query: all of it as a string, or a pattern somewhere in it. */
  readonly path?: string | RegExp;
  /** The HTTP method, in any letter case. */
  readonly method?: string;
}

/** Something that goes wrong with a request. Several members may be combined. */
export interface Fault {
  /** Which requests it strikes. @defaultValue every request */
  readonly match?: FaultMatch;
  /** How many requests it strikes; `Infinity` for all. @defaultValue 1 */
  readonly times?: number;
  /** The answer comes this much later, in milliseconds of the emulator's clock. */
  readonly latencyMs?: number;
  /** The request is refused with this HTTP status and has no effect. */
  readonly status?: number;
  /** The body that goes with `status`. @defaultValue a short plain text */
  readonly body?: string;
  /** A `Retry-After` header for the answer: seconds, or a date as the header writes it. */
  readonly retryAfter?: number | string;
  /** The connection breaks: `before` the request has had any effect, or `after`, when only its answer is lost. */
  readonly reset?: "before" | "after";
  /** The connection breaks after this many bytes of the answer's body; the request has had its effect. */
  readonly tear?: number;
  /** Every piece of the answer's body comes this much later, in milliseconds of the emulator's clock. */
  readonly slowMs?: number;
  /** The connection breaks when this many bytes of the request's body have arrived. What becomes of them is the platform's. */
  readonly cutUpload?: number;
  /** Headers of the answer: of that with `status`, or beside those of the platform's own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request is, as far as faults can be matched to it. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly operations: readonly string[];
}

/**
 * The faults that an emulator will commit.
 *
 * @example
 * ```ts
 * // The job is created, but nobody hears of it.
 * emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
 * ```
 */
export interface FaultInjection {
  /** Adds a fault; of several that match a request, the one added first strikes. */
  add(fault: Fault): void;
  /** Takes back all faults that have not struck yet. */
  clear(): void;
}

/** The faults of one emulator, as it takes them itself. */
export class Faults implements FaultInjection {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** Takes the fault that strikes this request, if there is one. */
  take(target: FaultTarget): Fault | undefined {
    const index = this.#waiting.findIndex(({ fault }) => matches(fault.match ?? {}, target));
    const found = this.#waiting[index];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting.splice(index, 1);
    return found.fault;
  }
}

function matches(match: FaultMatch, target: FaultTarget): boolean {
  const { operation, path, method } = match;
  if (operation !== undefined && !target.operations.includes(operation)) return false;
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (path === undefined) return true;
  return typeof path === "string"
    ? path === target.path
    : new RegExp(path.source, path.flags.replace(/[gy]/g, "")).test(target.path);
}
