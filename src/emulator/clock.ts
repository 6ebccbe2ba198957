import { checkChoice } from "./check-members.ts";
import { StandingClock } from "./standing-clock.ts";

/**
 * How an emulator's time passes.
 *
 * - `manual`: only {@link EmulatorClock.advance} moves it.
 * - `auto`: as soon as everybody waits in {@link EmulatorClock.sleep}, it jumps to the end of the shortest wait.
 * - `real`: it runs as fast as the machine's clock; `advance` makes it run ahead.
 */
export type ClockMode = "manual" | "auto" | "real";

/** All of them. */
const CLOCK_MODES: readonly ClockMode[] = ["manual", "auto", "real"];

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
  /**
   * How time passes now. It may be assigned: time goes on from where it is, in another way.
   *
   * @throws RangeError for what is not a mode.
   */
  mode: ClockMode;
}

/** Something that happens at a moment of the emulated time; it is told for which moment it was planned. */
export type Task = (at: number) => void;

interface Timer {
  readonly at: number;
  readonly run: Task;
  /** Whether somebody waits for it: the clock in `auto` mode jumps for sleepers, not for planned tasks. */
  readonly sleeper: boolean;
}

/** The longest wait that the machine's timers take. */
const LONGEST_ALARM_MS = 2 ** 31 - 1;

/** Node's own, also where a test has put another in its place later: nobody would move that one on. */
const { setImmediate: afterThisTurn, setTimeout: later } = globalThis;

/** How many empty turns of the event loop mean that no caller is between two requests. */
const IDLE_TURNS = 3;

/** {@link EmulatorClock} with what only the emulator itself needs: planned tasks, and holding time still. */
export class VirtualClock implements EmulatorClock {
  #mode: ClockMode;
  #time: number;
  /** What `real` mode adds to the machine's clock. */
  #ahead: number;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #holds = 0;
  #pumping = false;
  readonly #timers: Timer[] = [];
  readonly #standing = new StandingClock();

  /** @throws RangeError for what is not a mode */
  constructor(mode: ClockMode, start: number) {
    checkChoice(mode, CLOCK_MODES, "The option clock");
    this.#mode = mode;
    this.#time = start;
    this.#ahead = start - Date.now();
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  set mode(mode: ClockMode) {
    checkChoice(mode, CLOCK_MODES, "How time passes");
    this.#time = this.now();
    this.#ahead = this.#time - Date.now();
    this.#mode = mode;
    this.#standing.moved();
    this.#setAlarm();
    this.#pump();
  }

  get auto(): boolean {
    return this.#mode === "auto";
  }

  set auto(value: boolean) {
    this.mode = value ? "auto" : "manual";
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

  /** Lets everything happen that is due by now. */
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
    this.#setAlarm();
  }

  /** Takes note of a request: who asks again and again for what nobody lets happen is told so. */
  noteRequest(): void {
    const stands = this.#mode !== "real" && !this.#timers.some(({ sleeper }) => sleeper);
    if (stands && this.#timers.length > 0) this.#standing.noteRequest();
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
      const end = (finish: () => void): void => {
        signal?.removeEventListener("abort", onAbort);
        finish();
      };
      const cancel = this.#plan({ at: due, run: () => end(resolve), sleeper: true });
      const onAbort = (): void => {
        cancel();
        end(() => reject(signal?.reason));
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      if (this.#mode === "manual") this.#standing.noteSleep();
      this.#pump();
    });
  }

  #plan(timer: Timer): () => void {
    // Behind the last one that is not later: what was planned first happens first.
    const before = this.#timers.findLastIndex((other) => other.at <= timer.at);
    this.#timers.splice(before + 1, 0, timer);
    this.#setAlarm();
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index < 0) return;
      this.#timers.splice(index, 1);
      if (!this.#timers.some(({ sleeper }) => sleeper)) this.#standing.moved();
      this.#setAlarm();
    };
  }

  /** In `real` mode, has the machine wake what comes next. Tasks alone do not keep the process from ending. */
  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const [next] = this.#timers;
    if (this.#mode !== "real" || next === undefined) return;
    const wait = Math.min(Math.max(next.at - this.now(), 0), LONGEST_ALARM_MS);
    // Up to that moment and not to the present: a test may have stopped the machine's clock.
    const until = Math.min(next.at, this.now() + wait);
    // Timers drop parts of a millisecond: of many short waits, time would run ahead.
    this.#alarm = setTimeout(() => this.#runUntil(until), Math.ceil(wait));
    if (!this.#timers.some(({ sleeper }) => sleeper)) this.#alarm.unref();
  }

  #runUntil(target: number): void {
    if (target > this.#time) this.#standing.moved();
    for (let next = this.#timers[0]; next !== undefined && next.at <= target; next = this.#timers[0]) {
      this.#timers.shift();
      this.#time = Math.max(this.#time, next.at);
      next.run(next.at);
    }
    this.#time = Math.max(this.#time, target);
    this.#setAlarm();
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
  // A page has no setImmediate.
  if (typeof afterThisTurn === "function") afterThisTurn(work);
  else later(work, 0);
}
