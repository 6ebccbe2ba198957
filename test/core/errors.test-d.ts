import { describe, expectTypeOf, test } from "vitest";
import {
  isFootbridgeError,
  type AmbiguousNameError,
  type ErrorByCode,
  type ErrorCode,
  type FootbridgeError,
  type NotFoundError,
  type OutcomeUnknownError,
} from "../../src/index.ts";

declare const error: unknown;

describe("the guard of errors", () => {
  test("narrows to the class of a code", () => {
    if (isFootbridgeError(error, "NOT_FOUND")) {
      expectTypeOf(error).toEqualTypeOf<NotFoundError>();
      expectTypeOf(error.near).toEqualTypeOf<NotFoundError["near"]>();
    }
    if (isFootbridgeError(error, "AMBIGUOUS_NAME")) expectTypeOf(error).toEqualTypeOf<AmbiguousNameError>();
    if (isFootbridgeError(error, "OUTCOME_UNKNOWN")) expectTypeOf(error).toEqualTypeOf<OutcomeUnknownError>();
    if (isFootbridgeError(error)) expectTypeOf(error).toEqualTypeOf<FootbridgeError>();
  });

  test("knows every code, and no other", () => {
    expectTypeOf<keyof ErrorByCode>().toEqualTypeOf<ErrorCode>();
    // @ts-expect-error -- there is no such code
    isFootbridgeError(error, "NOTHING");
  });
});
