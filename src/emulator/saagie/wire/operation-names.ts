import { Kind, parse } from "graphql";
import { LIMITS } from "./document-limits.ts";
import type { GraphQLRequest } from "./graphql.ts";

/** The names by which a GraphQL request is known: its operation's, and those of its root fields. */
export function operationNames({ query, operationName }: GraphQLRequest): readonly string[] {
  try {
    const operations = parse(query, { noLocation: true, maxLexicalTokens: LIMITS.tokens }).definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const operation = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
    const fields = (operation?.selectionSet.selections ?? []).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    );
    return [...(operation?.name === undefined ? [] : [operation.name.value]), ...new Set(fields)];
  } catch {
    // Not GraphQL: the executor says so.
    return [];
  }
}
