import { LONGEST_TIMER_MS } from "./clock.ts";
import { DeadlineError, InvalidInputError, isFootbridgeError } from "../errors.ts";
import { onAbort } from "../concurrency/on-abort.ts";
import { milliseconds } from "../options.ts";
import type { WatchOptions, WatchSource } from "./watch-options.ts";

/** One round of reads. */
interface Tick {
  readonly at: number;
  /** What the time to the next one is multiplied by: drawn for all that were read in it, so that they stay in step. */
  readonly jitter: number;
}

/** When something is to be read next. */
interface PollPlan {
  readonly id: string;
  /** From when on it comes along with others that are due. */
  readonly earliestAt: number;
  readonly dueAt: number;
  /** When the wait is to be over. */
  readonly endsAt: number;
  /** What a read has that begins when the wait is to be over. */
  readonly lastLookMs: number;
  /** The error for a deadline that has passed. */
  readonly late: () => DeadlineError;
}

interface Seen<State> {
  readonly state: State;
  readonly tick: Tick;
}

interface Poll<State> extends PollPlan {
  /** Set while it is read: called when nobody waits for it any more. */
  onGone: (() => void) | undefined;
  /** Set while it is read: gives up a read that hangs. */
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly settle: (outcome: Seen<State> | { readonly error: unknown }) => void;
  readonly leave: (reason: unknown) => void;
}

/** One loop for all watchers of a kind: sleeps until the next read is due, then reads everything that is due by then or nearly. */
export class PollScheduler<State> {
  readonly #source: WatchSource<State>;
  readonly #waiting = new Set<Poll<State>>();
  #wake: AbortController | undefined;
  /** Until when the loop sleeps. */
  #wakesAt = Infinity;
  #isRunning = false;

  constructor(source: WatchSource<State>) {
    this.#source = source;
  }

  /** The state at the next read. */
  next(plan: PollPlan, signal: AbortSignal | undefined): Promise<Seen<State>> {
    return new Promise<Seen<State>>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const end = (): void => {
        clearTimeout(poll.timer);
        release?.();
      };
      const poll: Poll<State> = {
        ...plan,
        onGone: undefined,
        timer: undefined,
        settle: (outcome) => {
          end();
          if ("error" in outcome) reject(outcome.error);
          else resolve(outcome);
        },
        leave: (reason) => {
          end();
          reject(reason);
          this.#waiting.delete(poll);
          poll.onGone?.();
          // The loop need not be told: who is gone is not read. The last one lets it end.
          if (this.#waiting.size === 0) this.#wake?.abort();
        },
      };
      const release = signal && onAbort(signal, () => poll.leave(signal.reason));
      this.#waiting.add(poll);
      if (!this.#isRunning) void this.#run();
      else if (poll.dueAt < this.#wakesAt) this.#wake?.abort();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Subscriptions made in one go share the first read.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      this.#wakesAt = earliestOf(this.#waiting);
      const waitMs = this.#wakesAt - this.#source.clock.now();
      if (waitMs <= 0 || (await this.#slept(waitMs))) this.#tick();
    }
    this.#isRunning = false;
  }

  /** Reads whatever is due, and whoever has waited for half of the time: so all watchers soon march in one step. */
  #tick(): void {
    const { clock, batchSize = 100 } = this.#source;
    const tick = { at: clock.now(), jitter: 0.9 + Math.random() / 5 };
    const due = [...this.#waiting].filter(({ earliestAt }) => earliestAt <= tick.at);
    for (const poll of due) {
      this.#waiting.delete(poll);
      const leftMs = poll.endsAt - tick.at;
      const limitMs = leftMs > 0 ? leftMs : poll.lastLookMs;
      // On the machine's time, which is what a read hangs in.
      if (limitMs <= LONGEST_TIMER_MS) poll.timer = setTimeout(() => poll.leave(poll.late()), limitMs);
    }
    // Not waited for: one that hangs holds up its own watchers, and nobody else. Those that go on subscribe again.
    for (const batch of batches(due, batchSize)) void readBatch(this.#source, batch, tick);
  }

  /** Whether the time has passed; not, when there is something new to plan for. */
  async #slept(ms: number): Promise<boolean> {
    const wake = new AbortController();
    this.#wake = wake;
    try {
      await this.#source.clock.sleep(ms, wake.signal);
      return true;
    } catch (error) {
      // A clock that fails would be asked again and again.
      if (!wake.signal.aborted) this.#fail(error);
      return false;
    } finally {
      this.#wake = undefined;
    }
  }

  #fail(error: unknown): void {
    const polls = [...this.#waiting];
    this.#waiting.clear();
    for (const { settle } of polls) settle({ error });
  }
}

/** When the first is due. Without spreading: there may be more of them than a call has room for. */
function earliestOf(polls: Iterable<PollPlan>): number {
  let earliest = Infinity;
  for (const { dueAt } of polls) earliest = Math.min(earliest, dueAt);
  return earliest;
}

/** One wait: see `Watcher.watch`. */
export class Wait<State> {
  readonly #source: WatchSource<State>;
  readonly #scheduler: PollScheduler<State>;
  readonly #signal: AbortSignal | undefined;
  readonly #pace: (waitedMs: number) => number;
  #plan: PollPlan;
  readonly #beganAt: number;
  #last: string | undefined;
  #lastMark: string | undefined;
  #lastTick: Tick | undefined;
  #isOver = false;

  constructor(
    source: WatchSource<State>,
    scheduler: PollScheduler<State>,
    { id, options }: { readonly id: string; readonly options: WatchOptions },
  ) {
    const { signal, deadlineMs = Infinity } = options;
    this.#pace = paceOf(options);
    if (!(deadlineMs > 0)) throw new InvalidInputError(`deadlineMs must be positive, not ${deadlineMs}.`);
    const now = source.clock.now();
    this.#source = source;
    this.#scheduler = scheduler;
    this.#signal = signal;
    this.#beganAt = now;
    const lastLookMs = Math.min(1_000, deadlineMs / 10);
    const late = (): DeadlineError => stillWaiting(this.#last, deadlineMs);
    this.#plan = { id, endsAt: now + deadlineMs, lastLookMs, late, earliestAt: now, dueAt: now };
  }

  /** Whether the last state has been told. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for the next read; `undefined` when nothing has changed. */
  async next(): Promise<State | undefined> {
    const { isFinal, label, mark = label } = this.#source;
    this.#plan = this.#nextPlan(this.#lastTick);
    const { state, tick } = await this.#scheduler.next(this.#plan, this.#signal);
    const seen = mark(state);
    const isNew = seen !== this.#lastMark;
    this.#lastMark = seen;
    this.#last = label(state);
    this.#lastTick = tick;
    this.#isOver = isFinal(state);
    return isNew || this.#isOver ? state : undefined;
  }

  /** Counts from when the last read began, however long it took: those that were read together stay together. */
  #nextPlan(tick: Tick | undefined): PollPlan {
    const plan = this.#plan;
    if (tick === undefined) return plan;
    const now = this.#source.clock.now();
    if (now >= plan.endsAt) throw plan.late();
    const intervalMs = this.#pace(now - this.#beganAt);
    // A platform that takes longer for an answer than the interval is given some time between two reads nevertheless.
    const dueAt = Math.min(
      plan.endsAt,
      Math.max(now + 1, Math.round(Math.max(tick.at + intervalMs * tick.jitter, now + intervalMs / 2))),
    );
    return { ...plan, dueAt, earliestAt: now + (dueAt - now) / 2 };
  }
}

/** The time between two reads, by how long the wait has lasted. */
function paceOf(options: WatchOptions): (waitedMs: number) => number {
  const longestMs = milliseconds("maxIntervalMs", options.maxIntervalMs ?? 60_000);
  if (options.intervalMs === undefined) {
    return (waitedMs) => Math.min(longestMs, Math.max(1_000, waitedMs / 7));
  }
  const intervalMs = milliseconds("intervalMs", options.intervalMs);
  return () => intervalMs;
}

function stillWaiting(last: string | undefined, deadlineMs: number): DeadlineError {
  return new DeadlineError(
    `${last === undefined ? "Nothing was seen" : `Still ${last}`} after ${deadlineMs} ms.`,
    {
      ...(last === undefined ? {} : { lastState: last }),
      hint: "The work goes on at the platform; wait again with its id, or stop it.",
    },
  );
}

/** The polls of each id. */
type Batch<State> = ReadonlyMap<string, readonly Poll<State>[]>;

async function readBatch<State>(source: WatchSource<State>, batch: Batch<State>, tick: Tick): Promise<void> {
  const polls = [...batch.values()].flat();
  // The read belongs to all of them: it ends early only when the last one is gone.
  const reading = new AbortController();
  let left = polls.length;
  for (const poll of polls) {
    poll.onGone = () => {
      left -= 1;
      if (left === 0) reading.abort();
    };
  }
  try {
    const states = await source.read([...batch.keys()], reading.signal);
    for (const { id, settle } of polls) {
      const state = states.get(id);
      if (state === undefined) settle({ error: source.missing(id) });
      else settle(isFootbridgeError(state) ? { error: state } : { state, tick });
    }
  } catch (error) {
    for (const { settle } of polls) settle({ error });
  }
}

/** At most `size` ids together, each once however many watch it. */
function batches<State>(due: readonly Poll<State>[], size: number): readonly Batch<State>[] {
  const byId = new Map<string, Poll<State>[]>();
  for (const poll of due) {
    const others = byId.get(poll.id);
    if (others === undefined) byId.set(poll.id, [poll]);
    else others.push(poll);
  }
  const entries = [...byId];
  const count = Math.ceil(entries.length / size);
  return Array.from({ length: count }, (_, at) => new Map(entries.slice(at * size, (at + 1) * size)));
}
