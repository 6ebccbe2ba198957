import { createRequire } from "node:module";
import { inspect } from "node:util";
import { Argument, Command, CommanderError, Option } from "commander";
import { isFootbridgeError } from "../index.ts";
import { inCommandWords } from "./command-words.ts";
import { CliError, UnfinishedError } from "./cli-error.ts";
import type { CompatOptions } from "./compat-command.ts";
import {
  checkGiven,
  EMULATOR_DEFAULTS,
  toPlatform,
  toBytes,
  toPort,
  toRealm,
  toList,
  toCleanSeconds,
  toRunSeconds,
  toRuntime,
  toText,
  toWebAddress,
  type EmulatorCommandOptions,
  type EmulatorName,
} from "./serve/emulator-options.ts";
import type { Io } from "./io.ts";
import { paintFor } from "./paint.ts";
import { printable } from "./printable.ts";
import { projectCommands } from "./project/project-commands.ts";
import type { QuickstartOptions } from "./quickstart/quickstart-command.ts";

/** The exit code of a process that was asked to stop before it was done: 128 and the number of SIGINT. */
const STOPPED = 130;

/** The width of help where the stream has none. */
const HELP_WIDTH = 110;

/**
 * Carries out a command line and returns the exit code: 0, 1 for anything wrong, 130 when stopped.
 *
 * @remarks `args` are what follows the program's name. Nothing is thrown: what went wrong is told on standard error.
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  try {
    // Alone it says what it can do.
    await program(io).parseAsync(args.length === 0 ? ["--help"] : [...args], { from: "user" });
    return 0;
  } catch (error) {
    // Commander has told it already, and calls a wish for help an error, too.
    if (error instanceof CommanderError) return error.exitCode;
    const advice = error instanceof UnfinishedError ? `${printable(error.message)}\n` : "";
    if (io.stop.aborted) io.stderr.write("Stopped.\n");
    else report(advice === "" ? error : (error as Error).cause, { json: args.includes("--json"), io });
    io.stderr.write(advice);
    return io.stop.aborted ? STOPPED : 1;
  }
}

/** Each command loads what it runs with when it is run: a start waits for nothing else. */
function program(io: Io): Command {
  const footbridge = new Command("footbridge")
    .description("Moves whole projects of Saagie DataOps in and out of folders, and emulates the platform.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? HELP_WIDTH,
    })
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      "\nBegin with: footbridge quickstart\nSet FOOTBRIDGE_DEBUG=1 to see where an error comes from, NO_COLOR=1 for no colours.",
    );
  for (const command of [quickstart(io), ...projectCommands(io), emulator(io), url(io), compat(io)]) {
    footbridge.addCommand(inherit(footbridge, command));
  }
  return footbridge;
}

/** Commands that are added whole do not take over what their parent is set to. */
function inherit(parent: Command, command: Command): Command {
  return command
    .copyInheritedSettings(parent)
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
}

function quickstart(io: Io): Command {
  return new Command("quickstart")
    .description("shows what Footbridge does, on an emulator of its own or on a live platform")
    .option("--json", "print one JSON document instead")
    .option("--out <folder>", "where to put the export (default: a temporary folder)")
    .option("--keep", "on a live platform, leave the projects in place")
    .addHelpText(
      "after",
      "\nWith SAAGIE_URL, SAAGIE_USER and SAAGIE_PASSWORD set it runs on that platform, in two projects of its own.",
    )
    .action(async (options: QuickstartOptions) => {
      const { quickstartCommand } = await import("./quickstart/quickstart-command.ts");
      return quickstartCommand(options, io);
    });
}

/** Who may come, and with which key. */
function accessOptions(command: Command): Command {
  return command
    .option(
      "--allow-host <name>",
      "name by which clients may reach it, beside those of this machine; may be given several times",
      toList,
    )
    .option(
      "--allow-origin <origin>",
      "origin whose web pages may use it; may be given several times",
      toList,
    )
    .option(
      "--max-body-bytes <number>",
      "what the body of a request may hold at most (default: 2147483648)",
      toBytes,
    )
    .option("--control-key <text>", "key of the control API (default: a random one)", toText);
}

function durationOptions(command: Command): Command {
  return command
    .option("--run-seconds <seconds>", "how long a scripted run takes (default: 3)", toRunSeconds)
    .option(
      "--clean-seconds <seconds>",
      "how long a run that is over cannot be deleted (default: 5)",
      toCleanSeconds,
    );
}

/** What it begins with. */
function beginningOptions(command: Command): Command {
  return command
    .option(
      "--runtime <technology=runtime>",
      "runtime that the catalogue has besides, for clients of an older version; may be given several times",
      toRuntime,
    )
    .option("--state <file>", "start from the state in this file, and keep it there at the end", toText)
    .option("--seed <archive>", "import this export first; may be given several times", toList);
}

/** What only Agave has. */
function agaveOptions(command: Command): Command {
  return command
    .option(
      "--public-url <url>",
      "address by which programs reach Agave, for its tenants and links",
      toWebAddress,
    )
    .addOption(
      new Option("--jobs <kind>", "jobs service of Agave: that of its release, or the newer one, called Aloe")
        .choices(["classic", "aloe"])
        .default(EMULATOR_DEFAULTS.jobs),
    );
}

function emulator(io: Io): Command {
  const { port, host, realm, platform, user, executor } = EMULATOR_DEFAULTS;
  const platformOptions = new Command("emulator")
    .description("serves an emulated platform, or all of them, until it is stopped")
    .addArgument(
      new Argument("[name]", "which platform to emulate")
        .choices(["saagie", "descartes", "agave", "all"])
        .default("saagie"),
    )
    .option(
      "--port <number>",
      "port to listen on (with all, each further platform: 10 above); 0 takes a free one",
      toPort,
      port,
    )
    .option("--host <address>", "address to listen on", toText, host)
    .option("--realm <name>", "realm that clients have to name", toRealm, realm)
    .option("--platform <number>", "number of the platform", toPlatform, platform)
    .option("--user <login>", "login of the first user, who may do everything", toText, user)
    .option(
      "--password <text>",
      "that user's password (default: demo; with --executor process a random one)",
      toText,
    )
    .addOption(
      new Option("--executor <kind>", "whether runs only pretend, or run their command line on this machine")
        .choices(["scripted", "process"])
        .default(executor),
    );
  const timed = durationOptions(platformOptions).option(
    "--platform-version <version>",
    "Saagie version to emulate (default: the newest)",
    toText,
  );
  return accessOptions(agaveOptions(beginningOptions(timed)))
    .option("--json", "print one line of JSON with the address, and nothing else")
    .action(async (name: EmulatorName, options: EmulatorCommandOptions, parsed: Command) => {
      checkGiven(name, givenIn(parsed));
      const { emulatorCommand } = await import("./serve/emulator-command.ts");
      return emulatorCommand(name, options, io);
    });
}

/** The options that somebody has given, not those that stand by default. */
function givenIn(parsed: Command): readonly string[] {
  return Object.keys(parsed.opts()).filter((option) => parsed.getOptionValueSource(option) === "cli");
}

function url(io: Io): Command {
  return new Command("url")
    .description("prints the ids in a URL pasted from Saagie's web pages")
    .argument("<url>", "the URL; quote it in a shell")
    .option("--json", "print a JSON document")
    .action(async (pasted: string, { json = false }: { readonly json?: boolean }) => {
      const { urlCommand } = await import("./url-command.ts");
      return urlCommand(pasted, { json }, io);
    });
}

function compat(io: Io): Command {
  return new Command("compat")
    .description("shows which methods of the client work with which platform versions")
    .argument("[version]", "a version, or the URL of a live platform (default: all versions)")
    .option("--all", "show the methods that all versions have, too")
    .option("--json", "print a JSON document")
    .addHelpText("after", "\nA live platform is asked with SAAGIE_USER and SAAGIE_PASSWORD, or SAAGIE_TOKEN.")
    .action(async (target: string | undefined, options: CompatOptions) => {
      const { compatCommand } = await import("./compat-command.ts");
      return compatCommand(target, options, io);
    });
}

function version(): string {
  // By its own name: sources and built files lie at different depths.
  const load = createRequire(import.meta.url);
  return (load("footbridge/package.json") as { readonly version: string }).version;
}

/** Tells what went wrong in one sentence; the stack is for `FOOTBRIDGE_DEBUG`. */
function report(error: unknown, { json, io }: { readonly json: boolean; readonly io: Io }): void {
  const isOurs = isFootbridgeError(error) || error instanceof CliError;
  const told = error instanceof Error ? error.message : String(error);
  const text = isFootbridgeError(error) ? inCommandWords(told) : told;
  const message = printable(
    (isOurs ? text : `Something unforeseen happened: ${text}`).replaceAll(/\s*\n\s*/gu, " "),
  );
  io.stderr.write(`${paintFor(io.stderr, io)("red", "error:")} ${message}\n`);
  if (json && !(error instanceof CliError && error.isDocumented)) {
    const code = isFootbridgeError(error) ? error.code : isOurs ? "COMMAND_FAILED" : "UNFORESEEN";
    io.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  }
  if (io.environment["FOOTBRIDGE_DEBUG"]) io.stderr.write(`${detailed(error)}\n`);
}

function detailed(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${detailed(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
