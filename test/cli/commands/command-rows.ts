import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/run-command-line.ts";
import { hasControls, testIo, type TestIo, type TestIoOptions } from "../test-io.ts";

/** A command with what it does in each of the circumstances that every command has to bear. */
export interface CommandRow {
  /** The command line that succeeds; `{n}` becomes another number each time, for names that may be used once. */
  readonly args: readonly string[];
  /** A command line that names something that does not exist. Default: a profile that does not exist; some can name nothing. */
  readonly missing?: readonly string[] | "none";
  /** What standard input holds. */
  readonly input?: string;
  /** Makes what the command consumes; called before each run. */
  readonly before?: () => Promise<unknown>;
  /** What success prints, somewhere. */
  readonly prints: RegExp;
  /** What JSON it prints: one document, lines of it, or the bytes of something else. @defaultValue "document" */
  readonly json?: "document" | "lines" | "none";
  /** Whether it prints a text as it is, however wide. @defaultValue false */
  readonly isText?: boolean;
  /** The exit code of success, where what succeeds is to tell of a failure. @defaultValue 0 */
  readonly code?: number;
  /** Whether the platform is not asked: it cannot refuse. @defaultValue false */
  readonly isLocal?: boolean;
}

/** The world of the commands of one file. */
export interface CommandWorld {
  readonly environment: Readonly<Record<string, string>>;
  /** Lets the platform refuse everything but log-ins while something is done. */
  readonly whileRefusing: <T>(work: () => Promise<T>) => Promise<T>;
  /** What stands in command lines for what is known when they run, by itself. */
  readonly replace?: Readonly<Record<string, () => string>>;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly io: TestIo;
}

let count = 0;

/** Tests each command in each circumstance. */
export function describeCommands(world: CommandWorld, rows: readonly CommandRow[]): void {
  const run = async (
    row: CommandRow,
    args: readonly string[],
    options: TestIoOptions = {},
  ): Promise<Outcome> => {
    count += 1;
    await row.before?.();
    const io = testIo({ environment: world.environment, input: row.input ?? "", ...options });
    const places = { "{n}": () => String(count), ...world.replace };
    const code = await runCommandLine(
      args.map((arg) =>
        Object.entries(places).reduce((text, [place, value]) => text.replaceAll(place, value()), arg),
      ),
      io,
    );
    return { code, out: io.stdout.text(), err: io.stderr.text(), io };
  };

  describe.each(rows.map((row) => [row.args.join(" "), row] as const))("%s", (_, row) => {
    const code = row.code ?? 0;

    test("a terminal is told", async () => {
      const told = await run(row, row.args, {
        isTTY: true,
        isErrorTTY: true,
        columns: 110,
        environment: plain(world),
      });
      expect(told, told.err).toMatchObject({ code });
      expect(told.out + told.err).toMatch(row.prints);
    });

    test("a pipe gets plain lines, and nobody is asked", async () => {
      const told = await run(row, row.args);
      expect(told, told.err).toMatchObject({ code });
      expect(told.out + told.err).toMatch(row.prints);
      if (row.json !== "none") expect(hasControls(told.out.replaceAll("\t", " "))).toBe(false);
    });

    test("60 columns are enough, and no word is broken", async () => {
      const wide = await run(row, row.args, { isTTY: true, columns: 400, environment: plain(world) });
      const narrow = await run(row, row.args, { isTTY: true, columns: 60, environment: plain(world) });
      expect(narrow.code, narrow.err).toBe(code);
      if (row.json === "none" || row.isText) return;
      for (const line of narrow.out.split("\n")) {
        const isOneWord = !/\S\s+\S/u.test(line.slice(labelWidth(line)));
        if (!isOneWord) expect(line.length, line).toBeLessThanOrEqual(60);
      }
      // Where nothing was made, both tell the same, word for word.
      if (row.before === undefined && !row.args.join(" ").includes("{n}"))
        expectSameWords(narrow.out, wide.out);
    });

    test("--json is JSON, and nothing but JSON", async () => {
      const told = await run(row, [...row.args, "--json"]);
      expect(told.code, told.err).toBe(code);
      if (row.json === "none") return;
      if (row.json === "lines") {
        for (const document of documents(told.out))
          expect(() => JSON.parse(document) as unknown).not.toThrow();
      } else expect(() => JSON.parse(told.out) as unknown, told.out).not.toThrow();
    });

    if (row.missing !== "none")
      test("what is missing is told with exit code 4", async () => {
        const missing =
          row.missing === undefined || row.missing === "none"
            ? [...row.args, "--profile", "nobody"]
            : row.missing;
        const told = await run(row, [...missing, "--json"]);
        expect(told.code, told.err).toBe(4);
        expect(told.err).toMatch(/^error: .+\n$/mu);
        expect(JSON.parse(told.out.slice(told.out.lastIndexOf('{\n  "error"')))).toMatchObject({
          error: { code: "NOT_FOUND" },
        });
      });

    if (row.isLocal !== true)
      test("a refusal is told with exit code 5", async () => {
        await row.before?.();
        const silent = { ...row, before: () => Promise.resolve() };
        const told = await world.whileRefusing(() => run(silent, [...row.args, "--json"]));
        expect(told.code, told.err).toBe(5);
        expect(told.err).toMatch(/error: .+\n$/u);
        expect(JSON.parse(told.out)).toHaveProperty("error.code");
      });
  });
}

function plain({ environment }: CommandWorld): Readonly<Record<string, string>> {
  return { ...environment, NO_COLOR: "1" };
}

/** Where the value of a line `name  value` begins. */
function labelWidth(line: string): number {
  return /^\S+(?: \S+)*\s{2,}/u.exec(line)?.[0].length ?? 0;
}

/** What stands in a narrow terminal is what stands in a wide one; heads of empty columns apart. */
function expectSameWords(narrow: string, wide: string): void {
  expect(words(wide)).toEqual(expect.arrayContaining([...words(narrow)]));
  expect(words(narrow)).toEqual(expect.arrayContaining([...words(wide.slice(wide.indexOf("\n") + 1))]));
}

function words(text: string): readonly string[] {
  return [...new Set(text.split(/\s+/u))].toSorted();
}

/** The documents of a stream of JSON: lines, and what is printed on several. */
function documents(text: string): readonly string[] {
  return text.split(/\n(?=[{[])/u).filter((document) => document.trim() !== "");
}
