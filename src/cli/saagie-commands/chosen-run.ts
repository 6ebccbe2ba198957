import type { Option } from "commander";
import { CliError } from "../cli-error.ts";
import { option } from "../frame/command.ts";
import { EXIT } from "../frame/exit-codes.ts";

/** Which run of a job or a pipeline is meant. */
export interface ChosenRun {
  readonly run?: string;
}

/** The option of that. */
export const runOption: Option = option("--run <run>", "id of one run, or its number (default: the newest)");

/** A run among those of a job or a pipeline. */
interface NumberedRun {
  readonly id: string;
  readonly number: number | null;
}

/** What has been run: `job` or `pipeline`, its name, and its runs, the newest first. */
export interface RunOwner<Run> {
  readonly what: "job" | "pipeline";
  readonly name: string;
  readonly runs: readonly Run[] | null;
}

/**
 * Finds the run that is meant: by id, by number, or the newest one.
 *
 * @throws CliError when there is no such run.
 */
export function chosenRun<Run extends NumberedRun>(
  { what, name, runs }: RunOwner<Run>,
  wanted: string | undefined,
): Run {
  const found =
    wanted === undefined
      ? runs?.[0]
      : runs?.find(({ id, number }) => id === wanted.toLowerCase() || String(number) === wanted);
  if (found !== undefined) return found;
  const missing = wanted === undefined ? "has not been run yet" : `has no run ${wanted}`;
  throw new CliError(`The ${what} "${name}" ${missing}.`, { exitCode: EXIT.notFound, code: "NOT_FOUND" });
}

/** The error for stopping what has ended. */
export function notRunning({ what, name }: Omit<RunOwner<unknown>, "runs">, status: string): CliError {
  return new CliError(`The ${what} "${name}" is not running: its run has ended as ${status}.`, {
    exitCode: EXIT.refused,
    code: "NOT_RUNNING",
  });
}
