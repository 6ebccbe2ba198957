import { Command, Option } from "commander";
import type { Io } from "../io.ts";
import {
  toConcurrency,
  toTimeout,
  toVersionsLimit,
  TRANSFER_DEFAULTS,
  type ExportCommandOptions,
  type ImportCommandOptions,
} from "./project-options.ts";

const PLATFORM = `
The platform is that of the profile, or the one that the environment names: SAAGIE_URL, which is the address of its page,
SAAGIE_USER and SAAGIE_PASSWORD (or SAAGIE_TOKEN), and SAAGIE_REALM where the host name does not tell it.`;

/** The command that tells what an import would do. */
export function planProject(io: Io): Command {
  const plan = new Command("plan")
    .description("tells what an import would do, and changes nothing")
    .addHelpText("after", `\nEnds with exit code 1 when something cannot be imported.\n${PLATFORM}`)
    .action(async (archive: string, options: ImportCommandOptions) => {
      const { planCommand } = await import("./import-command.ts");
      return planCommand(archive, options, io);
    });
  return withImportOptions(plan);
}

/** The command that brings a project in. */
export function importProject(io: Io): Command {
  const bring = new Command("import")
    .description("brings a whole project to a platform, from a folder or a zip")
    .option("--dry-run", "tell what would be done, as footbridge plan does, and change nothing")
    .addHelpText(
      "after",
      `\nExports of Footbridge, of the Python client saagieapi and of the Gradle plugin are read. Run again after it was\nstopped, it goes on where it was.\n${PLATFORM}`,
    )
    .action(async (archive: string, options: ImportCommandOptions) => {
      const { importCommand } = await import("./import-command.ts");
      return importCommand(archive, options, io);
    });
  return withImportOptions(bring);
}

/** The command that writes a project out. */
export function exportProject(io: Io): Command {
  const command = new Command("export")
    .description("writes a whole project to a folder or a zip")
    .argument("<project>", "the project: its name, id or URL")
    .argument("<archive>", "a folder, or a zip where the name ends in .zip")
    .option("--overwrite", "replace an export that lies there, whole or not; other files of a folder stay")
    .option(
      "--versions-limit <number>",
      "at most so many versions of each thing, the newest",
      toVersionsLimit,
    );
  return withTransferOptions(command)
    .addHelpText("after", `\nSecrets, runs and the content of storages are in no export.\n${PLATFORM}`)
    .action(async (project: string, path: string, options: ExportCommandOptions) => {
      const { exportCommand } = await import("./export-command.ts");
      return exportCommand({ project, path, options }, io);
    });
}

function withImportOptions(command: Command): Command {
  command
    .argument("<archive>", "a folder or a zip that holds one project")
    .addOption(
      new Option(
        "--project <name>",
        "what the project is to be called (default: as in the archive); one that exists is gone into",
      ).conflicts("into"),
    )
    .option("--into <project>", "go into this project, by name, id or URL, and leave its own settings alone")
    .addOption(
      new Option("--mode <mode>", "what becomes of what exists already")
        .choices(["upgrade", "skip", "fail"])
        .default("upgrade"),
    )
    .option("--secrets <file>", "passwords, as a JSON array of what a plan lists, each with its value")
    .option("--no-rights", "leave out the rights of groups")
    .option("--global-variables", "bring over variables that belong to the platform as a whole")
    .option("--skip-impossible", "import the rest although some things cannot be imported")
    .option("--journal <folder>", "where to note what is done (default: in the folder, or beside the zip)");
  return withTransferOptions(command);
}

function withTransferOptions(command: Command): Command {
  const { versions, timeout } = TRANSFER_DEFAULTS;
  return command
    .addOption(
      new Option("--versions <which>", "all versions of jobs, pipelines and apps, or the current ones alone")
        .choices(["all", "current"])
        .default(versions),
    )
    .option(
      "--concurrency <number>",
      "how many things are handled at once (default: what the platform bears)",
      toConcurrency,
    )
    .option("--timeout <seconds>", "limit for one call; transfers have none", toTimeout, timeout)
    .option("--profile <name>", "profile to go by (default: what the environment names, or the current one)")
    .option("--strict", "fail when the platform answers a read with data and errors together")
    .option("--json", "print one JSON document instead");
}
