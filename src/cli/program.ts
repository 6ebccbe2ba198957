import { createRequire } from "node:module";
import { Command } from "commander";
import { EXIT_CODES } from "./frame/exit-codes.ts";
import type { Noun } from "./frame/noun.ts";
import type { Io } from "./io.ts";
import { NOUNS } from "./nouns.ts";

/** The width of help where the stream has none. */
const HELP_WIDTH = 110;

/**
 * Makes the program for a command line: all that can be named, but only what is named is loaded.
 *
 * @param args - the command line; with `"all"` everything is loaded, as completion needs it
 */
export async function createProgram(args: readonly string[] | "all", io: Io): Promise<Command> {
  const footbridge = new Command("footbridge")
    .description(
      "The command line of Saagie DataOps, Descartes Labs Storage and Agave: for the day, for whole projects, for tests.",
    )
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? HELP_WIDTH,
    })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `\nBegin with: footbridge quickstart, or footbridge login <address>\n${EXIT_CODES.trim()}\n` +
        "Set FOOTBRIDGE_DEBUG=1 to see where an error comes from, NO_COLOR=1 for no colours.",
    );
  await addNouns(footbridge, NOUNS, { args, io });
  return footbridge;
}

interface Loading {
  readonly args: readonly string[] | "all";
  readonly io: Io;
}

async function addNouns(parent: Command, nouns: readonly Noun[], { args, io }: Loading): Promise<void> {
  for (const noun of nouns) {
    const isNamed = args === "all" || args[0] === noun.name;
    const command = isNamed
      ? await loaded(noun, { args: args === "all" ? args : args.slice(1), io })
      : shell(noun);
    if (noun.heading !== undefined) command.helpGroup(`${noun.heading}:`);
    parent.addCommand(inherit(parent, command), noun.isHidden === true ? { hidden: true } : {});
  }
}

/** What stands in help for what is not loaded. */
function shell({ name, summary }: Noun): Command {
  return new Command(name).description(summary);
}

async function loaded(noun: Noun, { args, io }: Loading): Promise<Command> {
  const content = await noun.load();
  if (typeof content === "function") return content(io);
  const group = shell(noun).usage("<command> [options]");
  for (const maker of content) {
    if (typeof maker === "function") group.addCommand(inherit(group, maker(io)));
    else await addNouns(group, [maker], { args, io });
  }
  return group;
}

/** Commands that are added whole do not take over what their parent is set to. */
function inherit(parent: Command, command: Command): Command {
  command
    .copyInheritedSettings(parent)
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .allowExcessArguments(false);
  for (const inner of command.commands) inherit(command, inner);
  return command;
}

function version(): string {
  // By its own name: sources and built files lie at different depths.
  const load = createRequire(import.meta.url);
  return (load("footbridge/package.json") as { readonly version: string }).version;
}
