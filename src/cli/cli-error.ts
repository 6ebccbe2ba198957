/** Thrown for what the user can mend: its message is all that is shown. */
export class CliError extends Error {
  override readonly name = "CliError";
}
