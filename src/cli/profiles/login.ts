import type { Task } from "../frame/command.ts";

/** Options of `footbridge login`. */
export interface LoginOptions {
  /** The name of the profile. */
  readonly as?: string;
  readonly user?: string;
  readonly realm?: string;
  readonly passwordStdin?: true;
  readonly tokenStdin?: true;
  readonly clientId?: string;
  readonly secretStdin?: true;
  readonly codeStdin?: true;
  readonly iamUrl?: string;
  readonly insecure?: true;
}

/** What a log-in to one platform is given. */
export interface Login {
  readonly task: Task<LoginOptions>;
  /** Where it is: absent for the usual place. */
  readonly address: string | undefined;
  /** The name of the profile. */
  readonly name: string;
}
