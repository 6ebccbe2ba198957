import type { Sink } from "../io.ts";
import type { Paint } from "../paint.ts";
import { printable, seconds } from "../printable.ts";
import { bar, cut, LiveLine } from "./live-line.ts";
import type { LookOf, Reporter, Report, Step } from "./reporter.ts";
import { tableLines, type Table } from "./table.ts";

const BAR_WIDTH = 12;
const TITLE_WIDTH = 44;
const OUTCOME_WIDTH = 20;
/** What stands left of a table, and is kept free right of it. */
const MARGIN = 6;

/** Tells on a terminal: finished steps stand still, and one live line below them shows what goes on. */
export class TerminalReporter implements Reporter {
  readonly #sink: Sink;
  readonly #paint: Paint;
  readonly #live: LiveLine;
  #steps = 0;
  #at = 0;
  /** Whether the last line printed is empty: two in a row look like a hole. */
  #isAfterGap = false;

  constructor(sink: Sink, paint: Paint) {
    this.#sink = sink;
    this.#paint = paint;
    this.#live = new LiveLine(sink);
  }

  open(title: string, about: readonly string[], steps: number): void {
    this.#steps = steps;
    this.#print(["", this.#paint("bold", title), ...about.map((line) => this.#paint("dim", line)), ""]);
  }

  async step<Result>(
    { title, outcome }: Step<Result>,
    work: (report: Report) => Promise<Result>,
  ): Promise<Result> {
    this.#at += 1;
    const started = performance.now();
    let [status, part] = ["", 0];
    this.#live.start((spinner) =>
      this.#frame(spinner, title, { status, part, ms: performance.now() - started }),
    );
    try {
      const result = await work((news, done) => {
        status = printable(news);
        part = done ?? part;
      });
      this.#live.clear();
      const time = seconds(performance.now() - started).padStart(7);
      const told = `${title.padEnd(TITLE_WIDTH)} ${outcome(result).padEnd(OUTCOME_WIDTH)}`;
      this.#print([`${this.#paint("green", "✔")} ${printable(told)} ${this.#paint("dim", time)}`]);
      return result;
    } catch (error) {
      this.#live.clear();
      this.#print([`${this.#paint("red", "✖")} ${printable(title)}`]);
      throw error;
    }
  }

  quote(caption: string, lines: readonly string[]): void {
    const edge = this.#paint("dim", "│");
    this.#print([
      "",
      this.#paint("dim", `  ${caption}`),
      ...lines.map((line) => `  ${edge} ${printable(line)}`),
      "",
    ]);
  }

  table(caption: string, table: Table): void {
    this.lines(caption, tableLines(table));
  }

  lines(caption: string, lines: readonly string[], lookOf: LookOf = () => undefined): void {
    const [head = "", ...rows] = lines.map(printable);
    const room = Math.max(0, (this.#sink.columns ?? Infinity) - MARGIN);
    const width = Math.min(room, Math.max(...[head, ...rows].map((line) => line.length)));
    const rule = this.#paint("dim", "─".repeat(width));
    const painted = rows.map((row) =>
      row.replace(/^\S+/u, (word) => {
        const look = lookOf(word);
        return look === undefined ? word : this.#paint(look, word);
      }),
    );
    this.#print([
      "",
      this.#paint("bold", printable(caption)),
      "",
      ...[this.#paint("dim", head), rule, ...painted].map((line) => `  ${line}`),
      "",
    ]);
  }

  say(lines: readonly string[]): void {
    this.#print(lines.map(printable));
  }

  #frame(
    spinner: string,
    title: string,
    { status, part, ms }: { readonly status: string; readonly part: number; readonly ms: number },
  ): string {
    const { filled, rest } = bar(this.#at - 1 + part, this.#steps, BAR_WIDTH);
    const room = (this.#sink.columns ?? 80) - BAR_WIDTH - 8;
    const news = cut([`${printable(title)} ${seconds(ms)}`, status].filter(Boolean).join(" · "), room);
    const paint = this.#paint;
    return `  ${paint("cyan", spinner)} ${paint("cyan", filled)}${paint("dim", rest)}  ${news}`;
  }

  #print(lines: readonly string[]): void {
    for (const line of lines) {
      if (line === "" && this.#isAfterGap) continue;
      this.#isAfterGap = line === "";
      this.#sink.write(line === "" ? "\n" : `  ${line.trimEnd()}\n`);
    }
  }
}
