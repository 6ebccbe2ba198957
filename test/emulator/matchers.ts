import { expect } from "vitest";

// The matchers of vitest are of the type `any`, which spreads; these are the same and do not.

export const ANY_TEXT: unknown = expect.any(String);

export const ANY_NUMBER: unknown = expect.any(Number);

export function like(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

export function having(members: object): unknown {
  return expect.objectContaining(members);
}

export function including(members: readonly unknown[]): unknown {
  return expect.arrayContaining([...members]);
}
