import { buildASTSchema, OperationTypeNode, validateSchema } from "graphql";
import { schemaAt } from "../../schema/versioned-schema.ts";
import { compareFacts, type Change } from "../facts/compare-facts.ts";
import { factsOf, type Facts } from "../facts/facts-of.ts";
import { rootsOf, type Roots } from "../facts/roots-of.ts";
import { RegenerateError } from "../regenerate-error.ts";
import type { SchemaText } from "./schema-text.ts";

/** What edited schema files have to be. */
export interface Expectation {
  /** The files as they were. */
  readonly before: SchemaText;
  readonly version: string;
  /** The facts of the new version, and its root types. */
  readonly facts: Facts;
  readonly roots: Roots;
}

/**
 * Checks that edited schema files give the new version exactly, and every older one what they gave before.
 *
 * @throws {@link RegenerateError} when they do not, or are no schema that operations can be written against
 */
export function checkEdition(edited: SchemaText, { before, version, facts, roots }: Expectation): void {
  const [invalid] = validateSchema(buildASTSchema(edited.superset));
  if (invalid !== undefined) {
    const message = `all versions together would be no schema: ${invalid.message}`;
    throw new RegenerateError({ place: version, message });
  }
  demand(version, compareFacts(facts, factsAt(edited, version)));
  const found = rootsOf(schemaAt(edited.superset, version));
  for (const operation of Object.values(OperationTypeNode)) {
    if (found.get(operation) === roots.get(operation)) continue;
    const message = `the schema files cannot tell that the ${operation} type is ${roots.get(operation) ?? "gone"}`;
    throw new RegenerateError({ place: version, message });
  }
  for (const old of before.versions) {
    if (old !== version) demand(old, compareFacts(factsAt(before, old), factsAt(edited, old)));
  }
}

/** The facts of one version. */
export function factsAt({ superset }: SchemaText, version: string): Facts {
  return factsOf(schemaAt(superset, version));
}

function demand(version: string, differences: readonly Change[]): void {
  const [first] = differences;
  if (first === undefined) return;
  const message = `the edited files would say otherwise about ${first.fact.coordinate}: a mistake of this command`;
  throw new RegenerateError({ place: version, message });
}
