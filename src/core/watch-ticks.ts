import { LONGEST_TIMER_MS } from "./clock.ts";
import { deadline } from "./deadline.ts";
import { DeadlineError, InvalidInputError, isFootbridgeError } from "./errors.ts";
import { milliseconds } from "./options.ts";
import type { WatchOptions, WatchSource } from "./watch.ts";

interface Subscriber<State> {
  readonly id: string;
  readonly intervalMs: number;
  readonly dueAt: number;
  /** Called when this subscriber is gone while its read is under way. */
  onGone: (() => void) | undefined;
  readonly settle: (outcome: { readonly state: State } | { readonly error: unknown }) => void;
}

/** One loop for all watchers of a kind: sleeps until the next read is due, then reads everything that is due by then or nearly. */
export class Ticks<State> {
  readonly #source: WatchSource<State>;
  readonly #waiting = new Set<Subscriber<State>>();
  #wake: AbortController | undefined;
  #isRunning = false;

  constructor(source: WatchSource<State>) {
    this.#source = source;
  }

  /** The state at the next read that is due after `delayMs`. */
  next(id: string, { delayMs, intervalMs }: Delays, signal: AbortSignal): Promise<State> {
    return new Promise<State>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(subscriber);
        subscriber.onGone?.();
        this.#wake?.abort();
        reject(signal.reason);
      };
      const subscriber: Subscriber<State> = {
        id,
        intervalMs,
        dueAt: this.#source.clock.now() + delayMs,
        onGone: undefined,
        settle: (outcome) => {
          signal.removeEventListener("abort", onAbort);
          if ("error" in outcome) reject(outcome.error);
          else resolve(outcome.state);
        },
      };
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(subscriber);
      if (this.#isRunning) this.#wake?.abort();
      else void this.#run();
    });
  }

  async #run(): Promise<void> {
    const { clock, batchSize = 100 } = this.#source;
    this.#isRunning = true;
    // Subscriptions made in one go share the first read.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const nextAt = Math.min(...[...this.#waiting].map(({ dueAt }) => dueAt));
      const waitMs = nextAt - clock.now();
      if (waitMs > 0 && !(await this.#slept(waitMs))) continue;
      const now = clock.now();
      // Whoever is due within half an interval comes along: so all watchers soon march in one step.
      const due = [...this.#waiting].filter(({ dueAt, intervalMs }) => dueAt <= now + intervalMs / 2);
      for (const subscriber of due) this.#waiting.delete(subscriber);
      // Not waited for: one that hangs holds up its own watchers, and nobody else. Those that go on subscribe again.
      for (const batch of batches(due, batchSize)) void readBatch(this.#source, batch);
    }
    this.#isRunning = false;
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
    const subscribers = [...this.#waiting];
    this.#waiting.clear();
    for (const { settle } of subscribers) settle({ error });
  }
}

interface Delays {
  readonly delayMs: number;
  readonly intervalMs: number;
}

/** See `Watcher.watch`. */
export async function* watchOne<State>(
  { clock, isFinal, label, mark = label }: WatchSource<State>,
  ticks: Ticks<State>,
  { id, options }: { readonly id: string; readonly options: WatchOptions },
): AsyncGenerator<State, void, void> {
  const intervalMs = milliseconds("intervalMs", options.intervalMs ?? 2_000);
  const { signal, deadlineMs = Infinity } = options;
  if (!(deadlineMs > 0)) throw new InvalidInputError(`deadlineMs must be positive, not ${deadlineMs}.`);
  const endsAt = clock.now() + deadlineMs;
  let last: string | undefined;
  let lastMark: string | undefined;
  for (let delayMs = 0; ;) {
    // A read that hangs is given up: on the machine's time, which is what it hangs in.
    const limit = deadline(
      signal === undefined ? {} : { signal },
      timerMs(endsAt - clock.now() + intervalMs),
    );
    let state: State;
    try {
      state = await ticks.next(id, { delayMs, intervalMs }, limit.signal);
    } catch (error) {
      const isLate = error === limit.signal.reason && !signal?.aborted;
      throw isLate ? stillWaiting(last, deadlineMs) : error;
    } finally {
      limit.end();
    }
    const nowMark = mark(state);
    if (nowMark !== lastMark || isFinal(state)) yield state;
    lastMark = nowMark;
    last = label(state);
    if (isFinal(state)) return;
    const leftMs = endsAt - clock.now();
    if (leftMs <= 0) throw stillWaiting(last, deadlineMs);
    delayMs = Math.min(leftMs, intervalMs * (0.9 + Math.random() / 5));
  }
}

/** A limit that a timer can measure; none otherwise. */
function timerMs(ms: number): number | undefined {
  return ms <= LONGEST_TIMER_MS ? ms : undefined;
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

/** The subscribers of each id. */
type Batch<State> = ReadonlyMap<string, readonly Subscriber<State>[]>;

async function readBatch<State>(source: WatchSource<State>, batch: Batch<State>): Promise<void> {
  const subscribers = [...batch.values()].flat();
  // The read belongs to all of its subscribers: it ends early only when the last of them is gone.
  const reading = new AbortController();
  let left = subscribers.length;
  for (const subscriber of subscribers) {
    subscriber.onGone = () => {
      left -= 1;
      if (left === 0) reading.abort();
    };
  }
  try {
    const states = await source.read([...batch.keys()], reading.signal);
    for (const { id, settle } of subscribers) {
      const state = states.get(id);
      if (state === undefined) settle({ error: source.missing(id) });
      else settle(isFootbridgeError(state) ? { error: state } : { state });
    }
  } catch (error) {
    for (const { settle } of subscribers) settle({ error });
  }
}

/** At most `size` ids together, each once however many watch it. */
function batches<State>(due: readonly Subscriber<State>[], size: number): readonly Batch<State>[] {
  const byId = new Map<string, Subscriber<State>[]>();
  for (const subscriber of due) {
    const others = byId.get(subscriber.id);
    if (others === undefined) byId.set(subscriber.id, [subscriber]);
    else others.push(subscriber);
  }
  const entries = [...byId];
  const count = Math.ceil(entries.length / size);
  return Array.from({ length: count }, (_, at) => new Map(entries.slice(at * size, (at + 1) * size)));
}
