import { Command } from "commander";
import type { CompatOptions } from "./compat-command.ts";
import type { Io } from "../io.ts";
import type { QuickstartOptions } from "../quickstart/quickstart-command.ts";

/** The command that shows what there is. */
export function quickstart(io: Io): Command {
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
      const { quickstartCommand } = await import("../quickstart/quickstart-command.ts");
      return quickstartCommand(options, io);
    });
}

/** The command that reads pasted addresses. */
export function url(io: Io): Command {
  return new Command("url")
    .description("prints the ids in a URL pasted from Saagie's web pages")
    .argument("<url>", "the URL; quote it in a shell")
    .option("--json", "print a JSON document")
    .action(async (pasted: string, { json = false }: { readonly json?: boolean }) => {
      const { urlCommand } = await import("./url-command.ts");
      return urlCommand(pasted, { json }, io);
    });
}

/** The command that tells versions apart. */
export function compat(io: Io): Command {
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
