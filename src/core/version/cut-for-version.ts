import { createRequest } from "@urql/core";
import type { DocumentNode } from "graphql";
import { UnsupportedByPlatformError } from "../errors.ts";
import type { OperationFacts } from "../operation.ts";
import { documentAt } from "./document-at.ts";
import type { EndpointHistory, OperationHistory } from "./history.ts";
import { hasVersion } from "./platform-versions.ts";
import { inWords, variablesAt } from "./variables-at.ts";

/** An operation as the client has it. */
export interface Uncut {
  readonly facts: OperationFacts;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation as one version of the platform knows it. */
export interface Cut {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What was given but had to be left out, and why. */
  readonly leftOut: readonly { readonly path: string; readonly message: string }[];
}

// A generated document lives as long as the program: for each version it is cut once.
const cut = new Map<string, WeakMap<DocumentNode, DocumentNode>>();

/**
 * Leaves out of an operation what a version lacks.
 *
 * @throws {@link UnsupportedByPlatformError} when that is the operation itself, or a value that was given
 */
export function cutForVersion(
  { facts, document, variables }: Uncut,
  version: string,
  endpoint: EndpointHistory,
): Cut {
  const operation = endpoint.operations[facts.name] ?? {};
  if (!hasVersion(operation, version)) throw unsupported(facts, operation, version);
  const known = cut.get(version) ?? new WeakMap<DocumentNode, DocumentNode>();
  cut.set(version, known);
  // Keyed as urql does it: it prints a document that has a key only once.
  const query = known.get(document) ?? createRequest(documentAt(document, version, endpoint), {}).query;
  known.set(document, query);
  const at = variablesAt(variables, version, { ...endpoint, operation });
  const leftOut = at.leftOut.map(({ path, range }) => {
    const message = `${path} is left out: it is there ${inWords(range)}, and the platform has ${version}.`;
    return { path, message };
  });
  return { document: query, variables: at.variables, leftOut };
}

function unsupported(
  { name }: OperationFacts,
  own: OperationHistory,
  version: string,
): UnsupportedByPlatformError {
  return new UnsupportedByPlatformError(
    `${own.method ?? name} works ${inWords(own)}, and the platform has ${version}.`,
  );
}
