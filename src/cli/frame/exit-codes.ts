import { CommanderError } from "commander";
import { isFootbridgeError, type ErrorCode } from "../../index.ts";
import { CliError, UnfinishedError } from "../cli-error.ts";

/** What the process ends with, by what happened. */
export type ExitCodes = Readonly<
  Record<
    | "done"
    | "failed"
    | "usage"
    | "login"
    | "notFound"
    | "refused"
    | "unreachable"
    | "runFailed"
    | "deadline"
    | "stopped",
    number
  >
>;

/** The exit codes of the command line: one for each thing that a script may want to do differently. */
export const EXIT: ExitCodes = Object.freeze({
  done: 0,
  failed: 1,
  usage: 2,
  login: 3,
  notFound: 4,
  refused: 5,
  unreachable: 6,
  runFailed: 7,
  deadline: 8,
  // 128 and the number of SIGINT.
  stopped: 130,
});

/** The exit codes as `--help` tells them. */
export const EXIT_CODES = `
Exit codes: 0 done, 1 something else went wrong, 2 the command line is wrong, 3 not logged in, 4 not found,
5 refused by the platform, 6 the platform cannot be reached, 7 the run failed, 8 not done in time, 130 stopped.`;

const BY_ERROR: Readonly<Record<ErrorCode, number>> = {
  INVALID_INPUT: EXIT.usage,
  AUTHENTICATION: EXIT.login,
  NOT_FOUND: EXIT.notFound,
  AMBIGUOUS_NAME: EXIT.notFound,
  REFUSED: EXIT.refused,
  PERMISSION_DENIED: EXIT.refused,
  UNSUPPORTED: EXIT.refused,
  HTTP_STATUS: EXIT.refused,
  CONNECTION: EXIT.unreachable,
  PROTOCOL: EXIT.unreachable,
  // What a write did that got no answer: the connection is what failed.
  OUTCOME_UNKNOWN: EXIT.unreachable,
  TRANSFER: EXIT.unreachable,
  DEADLINE: EXIT.deadline,
};

const FIRST_SERVER_FAULT = 500;

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UnfinishedError) return exitCodeOf(error.cause);
  if (error instanceof CliError) return error.exitCode;
  // Commander calls a wish for help an error, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (!isFootbridgeError(error)) return EXIT.failed;
  const isServerFault = error.code === "HTTP_STATUS" && (error.status ?? 0) >= FIRST_SERVER_FAULT;
  return isServerFault ? EXIT.unreachable : BY_ERROR[error.code];
}
