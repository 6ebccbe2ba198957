/** Thrown for what the user can mend: its message is all that is shown. */
export class CliError extends Error {
  override readonly name = "CliError";
  /** Whether the JSON document is printed already, and tells it too. */
  readonly isDocumented: boolean;

  constructor(message: string, { isDocumented = false, ...facts }: CliErrorFacts = {}) {
    super(message, facts);
    this.isDocumented = isDocumented;
  }
}

/** What a {@link CliError} may be given. */
export interface CliErrorFacts extends ErrorOptions {
  readonly isDocumented?: boolean;
}

/** Thrown for a work that failed, or was stopped, and can be gone on with. The message tells how. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";
}
