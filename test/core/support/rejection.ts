import { expect } from "vitest";
import { isFootbridgeError, type FootbridgeError } from "../../../src/index.ts";

/** What a promise was rejected with. @throws Error when it was not */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It should have been rejected.");
    },
    (reason: unknown) => reason,
  );
}

/** The error of this library that a promise was rejected with. */
export async function failure(promise: Promise<unknown>): Promise<FootbridgeError> {
  const error = await rejection(promise);
  if (isFootbridgeError(error)) return error;
  throw new Error("It should be an error of this library.", { cause: error });
}

/** Lets everything go on that waits for nothing but its turn. */
export async function idle(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets input and output happen until a condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await idle(1);
}

/** Turns of the event loop within which an abort is answered: no wait, and no answer of the other side, comes between. */
const SOON = 50;

/** Expects a promise to be rejected with exactly this reason, and soon: counted in turns, which a busy machine does not change. */
export async function expectReason(promise: Promise<unknown>, reason: unknown): Promise<void> {
  const late = idle(SOON).then(() => {
    throw new Error(`It was not rejected within ${SOON} turns.`);
  });
  expect(await Promise.race([rejection(promise), late.catch((error: unknown) => error)])).toBe(reason);
}
