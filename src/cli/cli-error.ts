/** Thrown for what the user can mend: its message is all that is shown. */
export class CliError extends Error {
  override readonly name = "CliError";
  /** Whether the JSON document is printed already, and tells it too. */
  readonly isDocumented: boolean;
  /** What the process ends with. */
  readonly exitCode: number;
  /** What JSON calls it. */
  readonly code: string;

  constructor(
    message: string,
    { isDocumented = false, exitCode = 1, code = "COMMAND_FAILED", ...facts }: CliErrorFacts = {},
  ) {
    super(message, facts);
    this.isDocumented = isDocumented;
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** What a {@link CliError} may be given. */
export interface CliErrorFacts extends ErrorOptions {
  readonly isDocumented?: boolean;
  /** @defaultValue 1 */
  readonly exitCode?: number;
  /** @defaultValue "COMMAND_FAILED" */
  readonly code?: string;
}

/** Thrown for a command line that asks for what does not go: what commander cannot see. */
export class UsageError extends CliError {
  constructor(message: string) {
    super(message, { exitCode: 2, code: "USAGE" });
  }
}

/** Thrown for a work that failed, or was stopped, and can be gone on with. The message tells how. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";
}
