import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { SCRIPTS, type Shell } from "./scripts.ts";

/** Prints the script that completes command lines in a shell. */
export function completion(io: Io): Command {
  return new Command("completion")
    .description("prints a script that completes command lines, names of projects and jobs too")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SCRIPTS)))
    .addHelpText(
      "after",
      "\nExamples:\n  $ source <(footbridge completion bash)\n  $ footbridge completion fish > ~/.config/fish/completions/footbridge.fish",
    )
    .action((shell: Shell) => {
      io.stdout.write(SCRIPTS[shell]);
    });
}
