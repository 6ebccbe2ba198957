import { expect } from "vitest";
import { isFootbridgeError, type FootbridgeError } from "../../../../src/index.ts";

// What is said of a file that is none: what it lacks, or what it should be.
const PLAIN = [
  /should be (?:a|an|text|true|one|\d)/u,
  / is (?:missing|refused|broken|not valid JSON|not an export|not a condition|not a whole zip archive|too large to be a)/u,
  / holds (?:none|number|half a character|several projects)/u,
  / hold .* of one name/su,
  / marks several as the current one/u,
  / cannot be (?:read|imported|listed|looked at)/u,
];

/** What the platform alone can tell: a refusal, somebody whom it does not know, a word that some version of it may know. */
export function isOfPlatform(error: unknown): error is FootbridgeError {
  if (isFootbridgeError(error, "REFUSED") || isFootbridgeError(error, "NOT_FOUND")) return true;
  return isFootbridgeError(error) && /value that the platform does not know/u.test(error.message);
}

/**
 * Expects an error of bad input that says plainly what is wrong, and with which file: one of the archive, or the archive
 * as a whole.
 */
export function expectPlainRefusal(
  error: unknown,
  { location, paths }: { readonly location: string; readonly paths: readonly string[] },
): void {
  if (!isFootbridgeError(error, "INVALID_INPUT")) throw error;
  const { message } = error;
  const names = paths
    .flatMap((path) => [path, JSON.stringify(path).slice(1, -1)])
    .filter((name) => name !== "");
  const isNamed = [location, 'path ""', ...names].some((name) => message.includes(name));
  expect({ message, isNamed, isPlain: PLAIN.some((words) => words.test(message)) }).toEqual({
    message,
    isNamed: true,
    isPlain: true,
  });
}
