import { isFootbridgeError, type FootbridgeError } from "../../core/errors.ts";

/**
 * The same error, saying what it is about: of a hundred jobs, which one.
 *
 * @remarks A copy, since several callers may be told of one failure (a refused log-in) by one error. What is no error of
 * this library, such as the reason of an abort, stays as it is.
 */
export function withSubject(subject: string, error: unknown): unknown {
  if (!isFootbridgeError(error)) return error;
  const { hint, ...facts } = error;
  const Kind = error.constructor as new (message: string, facts: object) => FootbridgeError;
  // The hint is a part of the message already.
  const named = new Kind(`${subject}: ${error.message}`, { ...facts, cause: error });
  return Object.assign(named, { hint });
}
