/**
 * How an emulator's time passes.
 *
 * - `manual`: only {@link EmulatorClock.advance} moves it.
 * - `auto`: as soon as everybody waits in {@link EmulatorClock.sleep}, it jumps to the end of the shortest wait.
 * - `real`: it follows the machine's clock; `advance` makes it run ahead.
 */
export type ClockMode = "manual" | "auto" | "real";

/**
 * The time of an emulator. It has the shape of a client's clock, so a client that takes one can live in
 * the same time: `new Saagie({ fetch: emulator.fetch, clock: emulator.clock })`.
 */
export interface EmulatorClock {
  /** The present, in milliseconds since 1970. */
  now(): number;
  /**
   * Lets time pass, and with it everything that is due in that time happen, in order.
   *
   * @throws RangeError when `ms` is negative or no number.
   */
  advance(ms: number): void;
  /**
   * Waits until `ms` milliseconds have passed on this clock.
   *
   * @throws the signal's reason as soon as it is aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Shorthand for the modes `auto` (true) and `manual` (false). */
  auto: boolean;
  /** How time passes now. */
  readonly mode: ClockMode;
}

/** Something that happens at a moment of the emulated time; it is told for which moment it was planned. */
export type Task = (at: number) => void;

interface Timer {
  readonly at: number;
  readonly run: Task;
  /** Whether somebody waits for it: the clock in `auto` mode jumps for sleepers, not for planned tasks. */
  readonly sleeper: boolean;
}

/** How many empty turns of the event loop mean that no caller is between two requests. */
const IDLE_TURNS = 3;

/** {@link EmulatorClock} with what only the emulator itself needs: planned tasks, and holding time still. */
export class VirtualClock implements EmulatorClock {
  #mode: ClockMode;
  #time: number;
  /** What `real` mode adds to the machine's clock. */
  #ahead = 0;
  #holds = 0;
  #pumping = false;
  readonly #timers: Timer[] = [];

  constructor(mode: ClockMode, start: number) {
    this.#mode = mode;
    this.#time = start;
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  get auto(): boolean {
    return this.#mode === "auto";
  }

  set auto(value: boolean) {
    this.#time = this.now();
    this.#mode = value ? "auto" : "manual";
    this.#pump();
  }

  now(): number {
    return this.#mode === "real" ? Math.max(this.#time, Date.now() + this.#ahead) : this.#time;
  }

  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`Time cannot be advanced by ${String(ms)} ms`);
    const target = this.now() + ms;
    if (this.#mode === "real") this.#ahead += ms;
    this.#runUntil(target);
  }

  /** Goes over to the machine's clock, for an emulator that other processes talk to. */
  followMachine(): void {
    this.#mode = "real";
    this.settle();
  }

  /** Lets everything happen that is due by now; in `real` mode nothing else wakes planned tasks. */
  settle(): void {
    this.#runUntil(this.now());
  }

  /**
   * Plans a task for a moment, at the earliest for the present.
   *
   * @returns a function that takes the plan back.
   */
  at(moment: number, run: Task): () => void {
    return this.#plan({ at: Math.max(moment, this.#time), run, sleeper: false });
  }

  /** Takes back all planned tasks; those who sleep go on sleeping. */
  forgetTasks(): void {
    this.#timers.splice(0, this.#timers.length, ...this.#timers.filter((timer) => timer.sleeper));
  }

  /** Keeps `auto` mode from jumping while the emulator works. @returns the function that ends it. */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
    };
  }

  /** Sleeps in the midst of work for which time was held still: while it sleeps, it does not work. */
  async sleepAtWork(ms: number, signal: AbortSignal): Promise<void> {
    this.#holds -= 1;
    try {
      await this.sleep(ms, signal);
    } finally {
      this.#holds += 1;
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const due = this.now() + ms;
      // Up to `due` and not to the present: timers may fire a moment early.
      const alarm = this.#mode === "real" ? setTimeout(() => this.#runUntil(due), ms) : undefined;
      const end = (finish: () => void): void => {
        clearTimeout(alarm);
        signal?.removeEventListener("abort", onAbort);
        finish();
      };
      const cancel = this.#plan({ at: due, run: () => end(resolve), sleeper: true });
      const onAbort = (): void => {
        cancel();
        end(() => reject(signal?.reason));
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#pump();
    });
  }

  #plan(timer: Timer): () => void {
    // Behind the last one that is not later: what was planned first happens first.
    const before = this.#timers.findLastIndex((other) => other.at <= timer.at);
    this.#timers.splice(before + 1, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  #runUntil(target: number): void {
    for (let next = this.#timers[0]; next !== undefined && next.at <= target; next = this.#timers[0]) {
      this.#timers.shift();
      this.#time = Math.max(this.#time, next.at);
      next.run(next.at);
    }
    this.#time = Math.max(this.#time, target);
  }

  #pump(idleTurns = 0): void {
    if (this.#mode !== "auto" || (this.#pumping && idleTurns === 0)) return;
    const sleeper = this.#timers.find((timer) => timer.sleeper);
    this.#pumping = sleeper !== undefined;
    if (sleeper === undefined) return;
    if (idleTurns > IDLE_TURNS) {
      this.#pumping = false;
      this.#runUntil(sleeper.at);
      this.#pump();
      return;
    }
    soon(() => this.#turn(idleTurns));
  }

  #turn(idleTurns: number): void {
    if (this.#mode !== "auto") {
      this.#pumping = false;
      return;
    }
    // Zero would mean "not pumping yet", so a busy turn starts the count again at one.
    this.#pump(this.#holds > 0 ? 1 : idleTurns + 1);
  }
}

/** Lets everything else that can go on do so first. A page has no `setImmediate`. */
function soon(work: () => void): void {
  if (typeof setImmediate === "function") setImmediate(work);
  else setTimeout(work, 0);
}
