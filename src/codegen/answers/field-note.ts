import type { GraphQLField } from "graphql";
import { rangeOf } from "../schema/version-annotations.ts";
import type { VersionRange } from "../schema/versions.ts";
import type { SelectedField } from "./selected-fields.ts";

/**
 * What is to be known about a field of an answer: its description, and the versions that have it where not all do. What the
 * object does not say of itself, its interfaces say for it.
 *
 * @returns undefined where there is nothing to tell
 */
export function fieldNote({ own, field, promised }: SelectedField): string | undefined {
  const [description] = [own, field, ...promised].flatMap((one) => descriptionOf(one) ?? []);
  const versions = printRange(rangeIn(own)) ?? printRange(rangeIn(field));
  if (versions === undefined) return description;
  return description === undefined ? versions : `${closed(description)} ${versions}`;
}

/** Not of what GraphQL itself describes, such as `__schema`. */
function descriptionOf({ astNode, description }: GraphQLField<unknown, unknown>): string | undefined {
  return astNode == null || description == null || description === "" ? undefined : description;
}

function rangeIn({ astNode }: GraphQLField<unknown, unknown>): VersionRange {
  return astNode == null ? {} : rangeOf(astNode);
}

function printRange({ since, until }: VersionRange): string | undefined {
  if (since === undefined) return until === undefined ? undefined : `Until ${until}.`;
  return until === undefined ? `Since ${since}.` : `Since ${since}, until ${until}.`;
}

function closed(sentence: string): string {
  return /[.!?]$/u.test(sentence) ? sentence : `${sentence}.`;
}
