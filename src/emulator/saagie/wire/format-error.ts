import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { PlatformFault, Refusal } from "../shared/errors.ts";

/** An error of an answer. Unlike GraphQL's own format it may have members that are null. */
export interface PlatformError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | null;
  readonly locations?: GraphQLFormattedError["locations"];
  readonly extensions: Readonly<Record<string, unknown>> | null;
}

/**
 * Writes an error as the platform does.
 *
 * @remarks Errors of resolvers carry their path and no locations. Errors of the document or its variables
 * carry locations and say of which kind they are. Faults of the emulator itself, which no platform has, tell
 * their cause.
 */
export function formatError(error: GraphQLError): PlatformError {
  const { message, path, locations, extensions, originalError } = error;
  if (originalError instanceof PlatformFault)
    return { message: "Unexpected error", extensions: null, path: null };
  if (isFault(error)) return emulatorFault(error);
  if (path !== undefined) return { message, path, extensions };
  const classification = message.startsWith("Syntax Error") ? "InvalidSyntax" : "ValidationError";
  return { message, ...(locations !== undefined && { locations }), extensions: { classification } };
}

/** Whether nobody meant an error: something broke, or an answer is not what the schema promises. */
function isFault({ originalError, path }: GraphQLError): boolean {
  if (originalError === undefined || originalError instanceof Refusal) return false;
  // GraphQL says where in the document an argument is that will not do; about an answer it cannot.
  return (
    !(originalError instanceof GraphQLError) || (path !== undefined && originalError.nodes === undefined)
  );
}

function emulatorFault({ message, path, originalError, stack }: GraphQLError): PlatformError {
  const where = (originalError?.stack ?? stack ?? "").split("\n").slice(1, 6);
  return {
    message: `Unexpected error, a fault of the emulator: ${message}`,
    path: path ?? null,
    extensions: { classification: "EmulatorFault", stack: where.map((line) => line.trim()) },
  };
}
