import { OutcomeUnknownError, type FootbridgeError } from "../../core/errors.ts";

/** A lost write whose look-up failed as well. It tells of both: why the look-up failed, and then how the answer was lost. */
export function stillUnknown(lost: FootbridgeError, failure: FootbridgeError): FootbridgeError {
  const { platform, operation, status, requestId, attempts } = lost;
  if (failure.cause === undefined && failure !== lost)
    Object.defineProperty(failure, "cause", { value: lost, writable: true, configurable: true });
  return new OutcomeUnknownError(
    `The answer to ${operation ?? "a write"} was lost, and what it did could not be looked up.`,
    {
      attempts,
      ...(platform === undefined ? {} : { platform }),
      ...(operation === undefined ? {} : { operation }),
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      cause: failure,
      hint: "It may have taken effect: look before you repeat it.",
    },
  );
}
