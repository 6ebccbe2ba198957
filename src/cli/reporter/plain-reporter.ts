import type { Sink } from "../io.ts";
import { printable, seconds } from "../printable.ts";
import type { Reporter, Report, Step } from "./reporter.ts";
import { tableLines, type Table } from "./table.ts";
import { whileSilent } from "./while-silent.ts";

/** Tells in plain lines, each of which is true for ever: for pipes, files and logs of CI. */
export class PlainReporter implements Reporter {
  readonly #sink: Sink;
  #steps = 0;
  #at = 0;
  /** Whether the last line printed is empty: two in a row look like a hole. */
  #isAfterGap = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  open(title: string, about: readonly string[], steps: number): void {
    this.#steps = steps;
    this.#print([title, ...about, ""]);
  }

  async step<Result>(
    { title, outcome }: Step<Result>,
    work: (report: Report) => Promise<Result>,
  ): Promise<Result> {
    this.#at += 1;
    // A single step is not worth counting.
    const head = this.#steps > 1 ? `[${this.#at}/${this.#steps}] ${title}` : title;
    const started = performance.now();
    let last = "";
    const silence = whileSilent(() =>
      this.#print([`${head}: still at it after ${seconds(performance.now() - started)}`]),
    );
    try {
      const result = await work((status) => {
        if (status !== last) this.#print([`${head}: ${status}`]);
        last = status;
        silence.heard();
      });
      this.#print([`${head}: ${outcome(result)} (${seconds(performance.now() - started)})`]);
      return result;
    } catch (error) {
      this.#print([`${head}: not done`]);
      throw error;
    } finally {
      silence.stop();
    }
  }

  quote(caption: string, lines: readonly string[]): void {
    this.#print(["", `${caption}:`, ...lines.map((line) => `  | ${line}`), ""]);
  }

  table(caption: string, table: Table): void {
    this.lines(caption, tableLines(table));
  }

  lines(caption: string, lines: readonly string[]): void {
    this.#print(["", `${caption}:`, ...lines.map((line) => `  ${line}`), ""]);
  }

  say(lines: readonly string[]): void {
    this.#print(lines);
  }

  #print(lines: readonly string[]): void {
    for (const line of lines) {
      if (line === "" && this.#isAfterGap) continue;
      this.#isAfterGap = line === "";
      this.#sink.write(`${printable(line).trimEnd()}\n`);
    }
  }
}
