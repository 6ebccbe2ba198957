import { Argument, Command, Option } from "commander";
import type { Io } from "../io.ts";
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
} from "./emulator-options.ts";

/** The command that serves emulated platforms. */
export function emulator(io: Io): Command {
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
      const { emulatorCommand } = await import("./emulator-command.ts");
      return emulatorCommand(name, options, io);
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

/** The options that somebody has given, not those that stand by default. */
function givenIn(parsed: Command): readonly string[] {
  return Object.keys(parsed.opts()).filter((option) => parsed.getOptionValueSource(option) === "cli");
}
