import { GraphQLError, type GraphQLFormattedError } from "graphql";

/** What is wrong with each field of an input, in a few words. */
export type Problems = Readonly<Record<string, string>>;

/** The word with which the platform says that an id names nothing. */
export const NOT_EXISTS = "NOT_EXISTS";

/**
 * The platform's refusal of an input: one entry per offending field.
 *
 * @param entity - what was refused, capitalised as the platform does, for example "Job"
 */
export function notValid(entity: string, problems: Problems): GraphQLError {
  return new GraphQLError(`${entity} not valid`, {
    extensions: { ...problems, classification: "ValidationError" },
  });
}

/** Leaves out the fields that have no problem. */
export function collect(problems: Readonly<Record<string, string | undefined>>): Problems {
  return Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Refuses an input that has problems. @throws GraphQLError when there are any. */
export function refuseIf(entity: string, problems: Problems): void {
  if (Object.keys(problems).length > 0) throw notValid(entity, problems);
}

/** The platform's answer to a mutation, or to the reading of a list, that is about an unknown id. */
export function unknownId(entity: string, field: string): GraphQLError {
  return notValid(entity, { [field]: NOT_EXISTS });
}

/**
 * The answer to a user who lacks a right.
 *
 * @remarks How the platform words this is not known. The words are those of the framework that its other
 * errors point to; a client should go by neither.
 */
export function forbidden(): GraphQLError {
  return new GraphQLError("Forbidden", { extensions: { classification: "FORBIDDEN" } });
}

/** The answer of every root field that the schema has and this emulator does not play yet. */
export function notEmulated(field: string): GraphQLError {
  return new GraphQLError(`not emulated yet: ${field}`, { extensions: { classification: "NotEmulated" } });
}

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
 * carry locations and say of which kind they are. Whatever else went wrong is an "Unexpected error".
 */
export function formatError(error: GraphQLError): PlatformError {
  const { message, path, locations, extensions, originalError } = error;
  if (originalError instanceof Error && !(originalError instanceof GraphQLError)) {
    // What really happened is for the emulator's developer; the platform does not tell either.
    return { message: "Unexpected error", extensions: null, path: null };
  }
  if (path !== undefined) return { message, path, extensions };
  const classification = message.startsWith("Syntax Error") ? "InvalidSyntax" : "ValidationError";
  return { message, ...(locations !== undefined && { locations }), extensions: { classification } };
}
