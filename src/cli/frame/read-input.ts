import { readFile } from "node:fs/promises";
import { CliError, UsageError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { EXIT } from "./exit-codes.ts";

/** Reads all of standard input as text. */
async function readInput({ stdin }: Pick<Io, "stdin">): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stdin.bytes()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/**
 * Reads a text file, or standard input for `-`.
 *
 * @throws CliError when there is no such file, or it cannot be read.
 */
export async function readText(path: string, io: Pick<Io, "stdin">): Promise<string> {
  if (path === "-") return readInput(io);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT") {
      throw new CliError(`There is no file ${path}.`, { exitCode: EXIT.notFound, code: "NOT_FOUND" });
    }
    throw new CliError(`The file ${path} cannot be read (${code}).`);
  }
}

/** What a secret is for, and whether it comes by standard input without being asked for. */
export interface SecretRequest {
  /** What a person is asked, e.g. `Password for ann: `. */
  readonly question: string;
  /** The option that says that standard input has it, e.g. `--password-stdin`. */
  readonly option: string;
  readonly isFromInput: boolean;
}

/**
 * Gets a secret: from standard input where an option says so, or from a person, who does not see what is typed.
 *
 * @throws UsageError when neither is there, or nothing comes.
 */
export async function readSecret({ question, option, isFromInput }: SecretRequest, io: Io): Promise<string> {
  if (!isFromInput && !io.stdin.isTTY) {
    throw new UsageError(`Nobody is there to be asked: pipe the secret in, and give ${option}.`);
  }
  const text = isFromInput
    ? (await readInput(io)).replace(/\r?\n$/u, "")
    : await io.stdin.ask(question, { isSecret: true, signal: io.stop });
  if (text !== "") return text;
  throw new UsageError("The secret is empty.");
}
