import type { Sink } from "../io.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;
/** Goes to the start of the line and clears it. */
const AGAIN = "\r\u001b[2K";

/** What a live line shows at one moment. */
export type Frame = (spinner: string) => string;

/** One line at the bottom of a terminal that is written again and again, until it is cleared. */
export class LiveLine {
  readonly #sink: Sink;
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Shows the line from now on. */
  start(frame: Frame): void {
    const draw = (): void => {
      this.#sink.write(`${AGAIN}${frame(FRAMES[this.#turn % FRAMES.length] ?? "")}`);
      this.#turn += 1;
    };
    draw();
    // It must not be what keeps the process alive.
    this.#timer = setInterval(draw, FRAME_MS).unref();
  }

  /** Takes the line away. */
  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#sink.write(AGAIN);
  }
}

/** The first characters of a text, with an ellipsis where it was longer. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** A bar that is filled as far as the work is done. */
export function bar(
  done: number,
  total: number,
  width: number,
): { readonly filled: string; readonly rest: string } {
  const filled = total === 0 ? width : Math.round((Math.min(done, total) / total) * width);
  return { filled: "━".repeat(filled), rest: "─".repeat(width - filled) };
}
