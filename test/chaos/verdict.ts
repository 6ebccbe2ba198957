import { isFootbridgeError } from "../../src/index.ts";

/** What became of one operation, as the client told it: its result, or its error. */
export type Told<T> = { readonly value: T } | { readonly error: unknown };

/** Runs an operation of the client. */
export async function told<T>(work: () => Promise<T>): Promise<Told<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

/** How an operation ended, or which lie was told about it. */
export type Verdict = "done" | "not done, and said so" | "unknown, and said so" | Lie;

/** The lies that there are. */
export interface Lie {
  readonly lie: "lost" | "doubled" | "false success" | "false failure" | "strange error";
  readonly about: string;
}

/** The errors that say of a write that it may have taken effect. */
function isUnknown(error: unknown): boolean {
  if (isFootbridgeError(error, "OUTCOME_UNKNOWN")) return true;
  // An idempotent write says so in its words, and may simply be repeated.
  return isFootbridgeError(error) && /may have taken effect/u.test(error.message);
}

/** What is found on the platform when everything has come to rest. */
export interface Found {
  /** How often the effect is there: 0, 1, or more. */
  readonly times: number;
  /** What is wrong with it, where it is not what was wanted. */
  readonly fault?: string | undefined;
}

/** Judges a write by what the client said and what the platform has. */
export function judgeWrite(outcome: Told<unknown>, { times, fault }: Found, about: string): Verdict {
  if (times > 1) return { lie: "doubled", about: `${about}: ${times} times` };
  if ("value" in outcome) {
    if (times === 0) return { lie: "lost", about };
    return fault === undefined ? "done" : { lie: "false success", about: `${about}: ${fault}` };
  }
  const { error } = outcome;
  if (!isFootbridgeError(error)) return { lie: "strange error", about: `${about}: ${String(error)}` };
  if (isUnknown(error)) return "unknown, and said so";
  if (times === 1) return { lie: "false failure", about: `${about}: ${error.code} ${error.message}` };
  return "not done, and said so";
}

/** Judges a read by what the client said and what is true. */
export function judgeRead<T>(outcome: Told<T>, isTrue: (value: T) => boolean, about: string): Verdict {
  if ("value" in outcome) return isTrue(outcome.value) ? "done" : { lie: "false success", about };
  const { error } = outcome;
  if (!isFootbridgeError(error)) return { lie: "strange error", about: `${about}: ${String(error)}` };
  const isDenial = ["NOT_FOUND", "PERMISSION_DENIED", "AUTHENTICATION", "INVALID_INPUT"].includes(error.code);
  return isDenial
    ? { lie: "false failure", about: `${about}: ${error.code} ${error.message}` }
    : "not done, and said so";
}
