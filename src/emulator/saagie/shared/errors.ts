/** What is wrong with each field of an input, in a few words. */
export type Problems = Readonly<Record<string, string>>;

/** The word with which the platform says that an id names nothing. */
export const NOT_EXISTS = "NOT_EXISTS";

/**
 * An error that the platform has words for.
 *
 * @remarks GraphQL takes `extensions` over from whatever a resolver throws. It is no `GraphQLError`, so that a
 * program that only starts an emulator need not load GraphQL.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(message: string, extensions: Readonly<Record<string, unknown>>) {
    super(message);
    this.extensions = extensions;
  }
}

/** Where the real platform fails and says no more than that it does. */
export class PlatformFault extends Error {
  override readonly name = "PlatformFault";
}

/**
 * The platform's refusal of an input: one entry per offending field.
 *
 * @param entity - what was refused, capitalised as the platform does, for example "Job"
 */
export function notValid(entity: string, problems: Problems): Refusal {
  return new Refusal(`${entity} not valid`, { ...problems, classification: "ValidationError" });
}

/** Leaves out the fields that have no problem. */
export function collect(problems: Readonly<Record<string, string | undefined>>): Problems {
  return Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Refuses an input that has problems. @throws Refusal when there are any. */
export function refuseIf(entity: string, problems: Problems): void {
  if (Object.keys(problems).length > 0) throw notValid(entity, problems);
}

/** The platform's answer to a mutation, or to the reading of a list, that is about an unknown id. */
export function unknownId(entity: string, field: string): Refusal {
  return notValid(entity, { [field]: NOT_EXISTS });
}

/**
 * The answer to a user who lacks a right.
 *
 * @remarks How the platform words this is not known. The words are those of the framework that its other
 * errors point to; a client should go by neither.
 */
export function forbidden(): Refusal {
  return new Refusal("Forbidden", { classification: "FORBIDDEN" });
}

/** The answer of every root field that the schema has and this emulator does not play yet. */
export function notEmulated(field: string): Refusal {
  return new Refusal(`not emulated yet: ${field}`, { classification: "NotEmulated" });
}
