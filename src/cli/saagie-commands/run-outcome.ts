import { CliError } from "../cli-error.ts";
import type { Task } from "../frame/command.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { duration } from "../frame/formats.ts";

/** A run that is over, whatever it is of. */
export interface EndedRun {
  readonly id: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
}

/** How a run ended. */
export interface RunOutcome {
  /** What ran, e.g. `Daily report`. */
  readonly name: string;
  readonly status: string;
  readonly run: EndedRun;
  /** What the platform says about it. */
  readonly reason?: string | null | undefined;
}

/**
 * Tells how a run ended.
 *
 * @throws CliError with the exit code of a failed run when it did not succeed; JSON tells it already.
 */
export function reportOutcome(
  { print }: Pick<Task, "print">,
  { name, status, run, reason }: RunOutcome,
): void {
  const took = duration(run.startTime, run.endTime);
  const told = `The run of "${name}" ended as ${status}${took === "" ? "" : ` after ${took}`}`;
  const isGood = status === "SUCCEEDED";
  if (isGood || print.isJson) print.done(run, `${told}.`, run.id);
  if (isGood) return;
  throw new CliError(`${told}${reason ? `: ${reason}` : "."}`, {
    exitCode: EXIT.runFailed,
    code: "RUN_FAILED",
    isDocumented: print.isJson,
  });
}
