import { inspect } from "node:util";
import { CommanderError } from "commander";
import { isFootbridgeError } from "../index.ts";
import { inCommandWords } from "./command-words.ts";
import { CliError, UnfinishedError } from "./cli-error.ts";
import { EXIT, exitCodeOf } from "./frame/exit-codes.ts";
import type { Io } from "./io.ts";
import { paintFor } from "./paint.ts";
import { printable } from "./printable.ts";
import { createProgram } from "./program.ts";

/**
 * Carries out a command line and returns the exit code: 0, one by the class of the error, 130 when stopped.
 *
 * @remarks `args` are what follows the program's name. Nothing is thrown: what went wrong is told on standard error.
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  try {
    if (args[0] === "complete") return await complete(args.slice(args[1] === "--" ? 2 : 1), io);
    const program = await createProgram(args, io);
    // Alone it says what it can do.
    await program.parseAsync(args.length === 0 ? ["--help"] : [...args], { from: "user" });
    return EXIT.done;
  } catch (error) {
    // What follows "--" is a name, whatever it looks like.
    const end = args.indexOf("--");
    const json = args.slice(0, end < 0 ? args.length : end).includes("--json");
    // Commander has told people already.
    if (error instanceof CommanderError) return reportUsage(error, { json, io });
    const advice = error instanceof UnfinishedError ? `${printable(error.message)}\n` : "";
    if (io.stop.aborted) io.stderr.write("Stopped.\n");
    else report(advice === "" ? error : (error as Error).cause, { json, io });
    io.stderr.write(advice);
    return io.stop.aborted ? EXIT.stopped : exitCodeOf(error);
  }
}

/** Prints what may come next in a command line, for the scripts of `footbridge completion`. */
async function complete(words: readonly string[], io: Io): Promise<number> {
  const { candidates } = await import("./completion/candidates.ts");
  // What is named is loaded, and nothing else.
  const program = await createProgram(words, io);
  for (const word of await candidates(program, words, io)) io.stdout.write(`${word}\n`);
  return EXIT.done;
}

interface Reporting {
  readonly json: boolean;
  readonly io: Io;
}

function reportUsage(error: CommanderError, { json, io }: Reporting): number {
  const code = exitCodeOf(error);
  if (json && code !== EXIT.done) document({ code: "USAGE", message: bare(error.message) }, io);
  return code;
}

/** Tells what went wrong in one sentence; the stack is for `FOOTBRIDGE_DEBUG`. */
function report(error: unknown, { json, io }: Reporting): void {
  const isOurs = isFootbridgeError(error) || error instanceof CliError;
  const told = error instanceof Error ? error.message : String(error);
  const text = isFootbridgeError(error) ? inCommandWords(told) : told;
  const message = bare(isOurs ? text : `Something unforeseen happened: ${text}`);
  io.stderr.write(`${paintFor(io.stderr, io)("red", "error:")} ${message}\n`);
  if (json && !(error instanceof CliError && error.isDocumented)) {
    document({ code: isOurs ? error.code : "UNFORESEEN", message }, io);
  }
  if (io.environment["FOOTBRIDGE_DEBUG"]) io.stderr.write(`${detailed(error)}\n`);
}

function document(error: { readonly code: string; readonly message: string }, io: Io): void {
  io.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
}

function bare(text: string): string {
  return printable(text.replace(/^error: /u, "").replaceAll(/\s*\n\s*/gu, " "));
}

function detailed(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${detailed(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
