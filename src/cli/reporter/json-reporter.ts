import type { Sink } from "../io.ts";
import type { Reporter, Report, Step } from "./reporter.ts";
import { whileSilent } from "./while-silent.ts";

/** One line of what a {@link JsonReporter} tells. */
export interface ProgressLine {
  readonly event: "started" | "progress" | "done" | "failed";
  /** The title of the step. */
  readonly step: string;
  /** What it is doing; it is told again after half a minute of silence. */
  readonly status?: string;
  /** How much of it is done, from 0 to 1. */
  readonly part?: number;
  /** How it went. */
  readonly outcome?: string;
  /** Since it started. */
  readonly seconds?: number;
}

/** Tells of steps as lines of JSON, beside a document that comes at the end. */
export class JsonReporter implements Reporter {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  // What is set for people to read is in the document, too.
  open(): void {}
  quote(): void {}
  table(): void {}
  lines(): void {}
  say(): void {}

  async step<Result>(
    { title, outcome }: Step<Result>,
    work: (report: Report) => Promise<Result>,
  ): Promise<Result> {
    const begun = performance.now();
    const seconds = (): number => Math.round((performance.now() - begun) / 100) / 10;
    let last: Pick<ProgressLine, "status" | "part"> = {};
    const tell = (line: Omit<ProgressLine, "step">): void => this.#print({ ...line, step: title });
    const silence = whileSilent(() => tell({ event: "progress", ...last, seconds: seconds() }));
    tell({ event: "started" });
    try {
      const result = await work((status, share) => {
        const part = share === undefined ? undefined : Math.round(share * 1000) / 1000;
        const isNews = status !== last.status;
        last = { status, ...(part === undefined ? {} : { part }) };
        if (!isNews) return;
        tell({ event: "progress", ...last });
        silence.heard();
      });
      tell({ event: "done", outcome: outcome(result), seconds: seconds() });
      return result;
    } catch (error) {
      tell({ event: "failed", seconds: seconds() });
      throw error;
    } finally {
      silence.stop();
    }
  }

  #print({ event, step, ...more }: ProgressLine): void {
    this.#sink.write(`${JSON.stringify({ event, step, ...more })}\n`);
  }
}
