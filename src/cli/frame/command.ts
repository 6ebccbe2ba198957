import { Command, InvalidArgumentError, Option } from "commander";
import type { Io } from "../io.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { Printer } from "./printer.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: true;
  readonly quiet?: true;
  /** In seconds. */
  readonly timeout?: number;
  /** The name of the profile to go by. */
  readonly profile?: string;
  /** The project that names are looked for in: its name, id or URL. */
  readonly project?: string;
}

/** What a command works with. */
export interface Task<Options = object> {
  /** The operands, in their order. */
  readonly args: readonly string[];
  readonly options: Options & CommonOptions;
  readonly io: Io;
  readonly print: Printer;
  /** For calls of the library: ended by a signal, and limited where `--timeout` says so. */
  readonly call: { readonly signal: AbortSignal; readonly timeoutMs?: number };
  /** The same for waits, which have no limit of their own. */
  readonly wait: { readonly signal: AbortSignal; readonly deadlineMs?: number };
}

/** What a command speaks to: it decides which options there are. */
export type CommandScope = "saagie" | "descartes" | "agave" | "nothing";

/** A command as data. */
export interface CommandSpec<Options extends object> {
  /** The verb with its operands, e.g. `show <job>`. */
  readonly usage: string;
  readonly summary: string;
  readonly scope: CommandScope;
  /** Command lines without the program's name; the first is the plainest. */
  readonly examples: readonly string[];
  /** What else a person should know, as sentences. */
  readonly about?: string;
  readonly options?: readonly Option[];
  readonly run: (task: Task<Options>) => Promise<void>;
}

/** A command, ready to be given a world. */
export type CommandMaker = (io: Io) => Command;

const LONGEST_TIMEOUT_SECONDS = 7 * 86_400;

/** Makes a command of what is told about it. */
export function command<Options extends object = object>(spec: CommandSpec<Options>): CommandMaker {
  return (io) => {
    const [verb, ...operands] = spec.usage.split(" ");
    const made = new Command(verb).description(spec.summary);
    for (const operand of operands) made.argument(operand);
    for (const one of [...(spec.options ?? []), ...commonOptions(spec.scope)]) made.addOption(one);
    const examples = spec.examples.map((example) => `  $ footbridge ${example}`);
    const about = spec.about === undefined ? [] : [spec.about, ""];
    made.addHelpText("after", ["", ...about, "Examples:", ...examples, EXIT_CODES].join("\n"));
    return made.action(async () => {
      // What commander has read fits the options that it was told of.
      const options = made.opts() as Options & CommonOptions;
      const signal = io.stop;
      const limit = options.timeout === undefined ? undefined : options.timeout * 1000;
      await spec.run({
        args: made.args,
        options,
        io,
        print: new Printer(io, options),
        call: { signal, ...(limit === undefined ? {} : { timeoutMs: limit }) },
        wait: { signal, ...(limit === undefined ? {} : { deadlineMs: limit }) },
      });
    });
  };
}

/** An option, as commander takes it. */
export function option(flags: string, description: string): Option {
  return new Option(flags, description);
}

/** An option that may be given several times; the values come in their order. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be given several times`).argParser(
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  );
}

/** An option that takes a whole number in a range. */
export function numberOption(
  flags: string,
  description: string,
  { from, to }: { readonly from: number; readonly to: number },
): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (/^\d{1,12}$/u.test(text) && Number(text) >= from && Number(text) <= to) return Number(text);
    throw new InvalidArgumentError(`It is a whole number from ${from} to ${to}.`);
  });
}

function commonOptions(scope: CommandScope): readonly Option[] {
  const project = option(
    "--project <project>",
    "project that names are looked for in: its name, id or URL (default: FOOTBRIDGE_PROJECT, or the profile's)",
  );
  return [
    ...(scope === "saagie" ? [project] : []),
    ...(scope === "nothing"
      ? []
      : [
          option(
            "--profile <name>",
            "profile to go by (default: what the environment names, or the current one)",
          ),
          numberOption("--timeout <seconds>", "limit for each call, or for the wait", {
            from: 1,
            to: LONGEST_TIMEOUT_SECONDS,
          }),
        ]),
    option("--json", "print JSON"),
    option("--quiet", "print only what a script needs: ids"),
  ];
}
