/** An answer, as the platform that it came from can judge it. */
export interface PlatformAnswer {
  readonly status: number;
  /** Its media type, as the header has it. */
  readonly contentType: string | null;
  readonly text: string;
  /** What the text says as JSON; `undefined` where it is none. */
  readonly json: unknown;
}

/**
 * What a failure is about: the log-in, a right that the user lacks, something that does not exist, a request that the
 * platform will not do, or anything else.
 */
export type FailureKind = "login" | "permission" | "missing" | "refused" | "other";

/** What a platform says with an answer that is a failure. */
export interface Failure {
  /** Absent: what the status says. */
  readonly kind?: FailureKind;
  /** The platform's own words, which go into the error: up to 1,000 characters, without what was sent. */
  readonly message?: string;
}

/**
 * Tells whether an answer is a failure, and of what. Asked of each answer outside of 200 to 299, before anything is
 * concluded from its status, and of each JSON answer within.
 *
 * @returns undefined where there is nothing to tell: then the status decides
 */
export type FailureReader = (answer: PlatformAnswer) => Failure | undefined;

/** What a text says as JSON; `undefined` where it is none. */
export function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
