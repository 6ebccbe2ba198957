/** Who logs in: a user with a password, or a token that is there already. */
export interface SaagieCredentials {
  readonly user?: string;
  readonly password?: string;
  /** A token instead of user and password: the text, which cannot be renewed, or a function that gets a fresh one. */
  readonly token?: string | ((signal: AbortSignal) => Promise<string>);
}
