/** How long nobody may move a clock that somebody needs, by the machine's clock, before that is said. */
const PATIENCE_MS = 8_000;

/** How many requests meanwhile mean that somebody asks again and again for what cannot happen. */
const PATIENT_REQUESTS = 3;

const HINT =
  'Give the emulator clock: "real", give the client clock: emulator.clock with clock: "auto", or call emulator.clock.advance(ms).';

/** Says, once, that somebody waits for a clock that nobody moves: without that, a program only hangs. */
export class StandingClock {
  #isTold = false;
  #requests = 0;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A request came while something is planned that only a moving clock can bring about. */
  noteRequest(): void {
    if (this.#isTold) return;
    if (this.#requests === 0) this.#since = Date.now();
    this.#requests += 1;
    const isLong = Date.now() - this.#since >= PATIENCE_MS;
    if (isLong && this.#requests > PATIENT_REQUESTS)
      this.#tell("something is asked for again and again that its time would bring");
  }

  /** Somebody sleeps on the clock, and only a call of `advance` can wake them. */
  noteSleep(): void {
    if (this.#isTold || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#tell("somebody sleeps on it"), PATIENCE_MS);
    // A page's timers are numbers, and keep nothing open.
    if (typeof this.#timer === "object") this.#timer.unref();
  }

  /** The clock has moved, or nobody needs it to. */
  moved(): void {
    this.#requests = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(why: string): void {
    this.#isTold = true;
    const words = `The emulator's time stands still, and ${why}. ${HINT}`;
    const { process } = globalThis as {
      readonly process?: { readonly emitWarning?: (words: string) => void };
    };
    if (process?.emitWarning !== undefined) return process.emitWarning(words);
    // oxlint-disable-next-line no-console -- in a page there is no other place for it
    console.warn(words);
  }
}
