import type { Look } from "../paint.ts";
import type { Table } from "./table.ts";

/** Tells what a step is doing; the same status twice is told once. `part` is how much of it is done, from 0 to 1. */
export type Report = (status: string, part?: number) => void;

/** How the first word of a line looks. */
export type LookOf = (word: string) => Look | undefined;

/** One step of a long work. */
export interface Step<Result> {
  /** What is done, e.g. `Create the project`. */
  readonly title: string;
  /** How it went, e.g. `ready`. */
  readonly outcome: (result: Result) => string;
}

/** Tells people, or the reader of a pipe, what goes on. */
export interface Reporter {
  /** Opens: a title, and what the reader should know first. `steps` is how many there will be. */
  open(title: string, about: readonly string[], steps: number): void;
  /** Tells of a step while it goes on, and how it ended. */
  step<Result>(step: Step<Result>, work: (report: Report) => Promise<Result>): Promise<Result>;
  /** Shows lines that somebody else wrote, e.g. a log. */
  quote(caption: string, lines: readonly string[]): void;
  /** Shows a table. */
  table(caption: string, table: Table): void;
  /** Shows a table whose lines are set already, the head first. */
  lines(caption: string, lines: readonly string[], lookOf?: LookOf): void;
  /** Shows a paragraph. */
  say(lines: readonly string[]): void;
}
