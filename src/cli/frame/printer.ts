import type { Io } from "../io.ts";
import { isTerminal, paintFor, type Look, type Paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { fitTable, wrap } from "../reporter/fit-table.ts";

/** One column of a list. */
export interface Column<Item> {
  readonly head: string;
  readonly of: (item: Item) => string | number | null | undefined;
  /** A status is coloured by what it says. */
  readonly isStatus?: true;
}

/** How a list is shown. */
export interface ListView<Item> {
  readonly columns: readonly Column<Item>[];
  /** What a script needs of one: its id. */
  readonly quiet: (item: Item) => string;
  /** What a person is told where there is none, e.g. `The project has no jobs.` */
  readonly empty: string;
}

/** A name and what stands for it; `undefined` and `null` are left out. */
export type Fact = readonly [name: string, value: string | number | boolean | null | undefined];

/** How what a command says is to look. */
export interface PrintOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const LEAST_WIDTH = 60;
const USUAL_WIDTH = 110;

/** A status, painted by what it means: good, bad, or under way. */
const LOOKS: readonly (readonly [RegExp, Look])[] = [
  [/^(?:SUCCEEDED|STARTED|READY|FINISHED|created|yes|ok|OK|UP|COMPLETE)$/u, "green"],
  [/^(?:FAILED|KILLED|ERROR|no|DOWN)$/u, "red"],
  [/^(?:RUNNING|QUEUED|REQUESTED|STARTING|STOPPING|PENDING|CREATING|updated|upgraded)$/u, "cyan"],
];

/** Says what a command has to say: a person gets tables, a pipe lines of values parted by tabs, `--json` gets JSON. */
export class Printer {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Whether a person reads it. */
  readonly isSeen: boolean;
  readonly #io: Io;
  readonly #paint: Paint;

  constructor(io: Io, { json = false, quiet = false }: PrintOptions) {
    this.#io = io;
    this.isJson = json;
    this.isQuiet = quiet;
    this.isSeen = isTerminal(io.stdout, io);
    this.#paint = paintFor(io.stdout, io);
  }

  /** Columns that a line may have. */
  get width(): number {
    return Math.max(LEAST_WIDTH, this.#io.stdout.columns ?? USUAL_WIDTH);
  }

  /** A list: a table, a line of values each, a JSON array, or the ids alone. */
  list<Item>(items: readonly Item[], { columns, quiet, empty }: ListView<Item>): void {
    if (this.isJson) return this.#json(items);
    if (this.isQuiet) return this.#lines(items.map((item) => printable(quiet(item))));
    const rows = items.map((item) => columns.map(({ of }) => shown(of(item))));
    if (!this.isSeen) return this.#lines(rows.map((row) => row.join("\t")));
    if (items.length === 0) return this.#lines([this.#paint("dim", empty)]);
    const painted = rows.map((row) =>
      row.map((cell, column) => (columns[column]?.isStatus ? this.status(cell) : cell)),
    );
    const head = columns.map((column) => this.#paint("dim", column.head));
    this.#lines(fitTable({ head, rows: painted }, this.width));
  }

  /** One thing: a line for each of its facts, JSON of all of it, or its id. */
  record(value: unknown, facts: readonly Fact[], quiet = ""): void {
    if (this.isJson) return this.#json(value);
    if (this.isQuiet) return this.#lines(quiet === "" ? [] : [printable(quiet)]);
    const told = facts.flatMap(([name, fact]) =>
      fact === undefined || fact === null || fact === "" ? [] : [[name, multiline(String(fact))] as const],
    );
    if (!this.isSeen) {
      return this.#lines(told.map(([name, fact]) => `${name}\t${fact.replaceAll("\n", " ")}`));
    }
    const label = Math.max(0, ...told.map(([name]) => name.length)) + 2;
    const lines = told.flatMap(([name, fact]) => {
      const [first = "", ...more] = wrap(fact, this.width - label);
      const start = this.#paint("dim", name.padEnd(label));
      return [start + this.status(first), ...more.map((line) => " ".repeat(label) + line)];
    });
    this.#lines(lines);
  }

  /** What was done: a sentence, JSON, or the id of what was made. */
  done(value: unknown, sentence: string, quiet = ""): void {
    if (this.isJson) return this.#json(value);
    if (this.isQuiet) return this.#lines(quiet === "" ? [] : [printable(quiet)]);
    this.#lines(this.isSeen ? wrap(printable(sentence), this.width) : [printable(sentence)]);
  }

  /** One piece of what comes bit by bit, e.g. a line of a log: with `--json` a line of JSON. */
  piece(value: unknown, text: string): void {
    this.#lines([this.isJson ? JSON.stringify(value) : printable(text)]);
  }

  /** A text as it is, e.g. a schema; with `--json` what stands for it. */
  text(text: string, value: unknown): void {
    if (this.isJson) return this.#json(value);
    this.#io.stdout.write(text.endsWith("\n") || text === "" ? text : `${text}\n`);
  }

  /** A remark beside the result: to standard error, unless nobody wants one. */
  note(text: string): void {
    if (!this.isQuiet) this.#io.stderr.write(`${printable(text)}\n`);
  }

  /** A status in the look of what it means. */
  status(word: string): string {
    const look = LOOKS.find(([pattern]) => pattern.test(word))?.[1];
    return look === undefined ? word : this.#paint(look, word);
  }

  #json(value: unknown): void {
    this.#io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  #lines(lines: readonly string[]): void {
    for (const line of lines) this.#io.stdout.write(`${line.trimEnd()}\n`);
  }
}

/** A cell: one line, nothing that steers a terminal or parts columns. */
function shown(value: string | number | null | undefined): string {
  return printable(String(value ?? "").replaceAll(/[\t\n\r]+/gu, " "));
}

function multiline(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
