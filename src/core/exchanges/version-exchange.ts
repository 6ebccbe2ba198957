import { createRequest, type Exchange, type Operation as UrqlOperation } from "@urql/core";
import type { DocumentNode } from "graphql";
import { UnsupportedByPlatformError } from "../errors.ts";
import type { OperationFacts } from "../operation.ts";
import { notify, type Warning } from "../options.ts";
import { documentAt } from "../version/document-at.ts";
import type { EndpointHistory, OperationHistory } from "../version/history.ts";
import { hasVersion } from "../version/platform-versions.ts";
import { inWords, variablesAt } from "../version/variables-at.ts";
import { asyncExchange, callOf } from "./call-context.ts";
import { failed } from "./result.ts";

/** What the client knows of the platform's versions. */
export interface VersionGate {
  /** What changed, by endpoint; an endpoint that is not told has one version. */
  readonly history: Readonly<Record<string, EndpointHistory>>;
  /** The version of the platform that is spoken to. */
  readonly version: (signal: AbortSignal) => string | Promise<string>;
}

/** Sends every operation as the platform's version knows it, and stops those that it does not know. */
export function versionExchange(
  { history, version }: VersionGate,
  onWarning: (warning: Warning) => void,
): Exchange {
  // A generated document lives as long as the program: for each version it is cut once.
  const cut = new Map<string, WeakMap<DocumentNode, DocumentNode>>();
  const documentFor = (document: DocumentNode, found: string, endpoint: EndpointHistory): DocumentNode => {
    const known = cut.get(found) ?? new WeakMap<DocumentNode, DocumentNode>();
    cut.set(found, known);
    // Keyed as urql does it: it prints a document that has a key only once.
    const query = known.get(document) ?? createRequest(documentAt(document, found, endpoint), {}).query;
    known.set(document, query);
    return query;
  };
  return asyncExchange(async (operation, next) => {
    const { operation: facts, signal } = callOf(operation);
    const endpoint = history[facts.endpoint];
    const document = operation.query;
    if (endpoint === undefined || !hasHistory(document, endpoint)) return next(operation);
    try {
      const found = await version(signal);
      const own = endpoint.operations[facts.name] ?? {};
      if (!hasVersion(own, found)) throw unsupported(facts, own, found);
      const { variables, leftOut } = variablesAt(variablesOf(operation), found, {
        ...endpoint,
        operation: own,
      });
      for (const { path, range } of leftOut) {
        const message = `${path} is left out: it is there ${inWords(range)}, and the platform has ${found}.`;
        notify(onWarning, { operation: facts.name, message, path });
      }
      return await next({ ...operation, query: documentFor(document, found, endpoint), variables });
    } catch (error) {
      return failed(operation, error);
    }
  });
}

function hasHistory({ definitions }: DocumentNode, { operations, fragments }: EndpointHistory): boolean {
  return definitions.some((node) => {
    if (!("name" in node) || node.name === undefined) return false;
    return (node.kind === "OperationDefinition" ? operations : fragments)[node.name.value] !== undefined;
  });
}

function variablesOf({ variables }: UrqlOperation): Readonly<Record<string, unknown>> {
  return variables ?? {};
}

function unsupported(
  { name }: OperationFacts,
  own: OperationHistory,
  found: string,
): UnsupportedByPlatformError {
  return new UnsupportedByPlatformError(
    `${own.method ?? name} works ${inWords(own)}, and the platform has ${found}.`,
  );
}
