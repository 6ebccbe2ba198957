import { CliError, UsageError } from "../cli-error.ts";
import type { Task } from "./command.ts";

/** The option of commands that ask before they act. */
export interface ConfirmOptions {
  readonly yes?: true;
}

/**
 * Asks a person whether to go on.
 *
 * @throws CliError when the answer is not yes; UsageError when nobody is there to answer, and `--yes` is not given.
 */
export async function confirm({ options, io }: Task<ConfirmOptions>, question: string): Promise<void> {
  if (options.yes) return;
  if (!io.stdin.isTTY) {
    throw new UsageError(`${question} Nobody is there to answer: give --yes where that is meant.`);
  }
  const answer = await io.stdin.ask(`${question} [y/N] `, { signal: io.stop });
  if (/^y(?:es)?$/iu.test(answer.trim())) return;
  throw new CliError("Nothing was done.", { code: "NOT_CONFIRMED" });
}
