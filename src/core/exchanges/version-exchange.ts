import type { Exchange } from "@urql/core";
import type { DocumentNode } from "graphql";
import { lazy } from "../concurrency/lazy.ts";
import { notify, type Warning } from "../options.ts";
import type { EndpointHistory } from "../version/history.ts";
import { asyncExchange, callOf } from "./call-context.ts";
import { failed } from "./result.ts";

/** What the client knows of the platform's versions. */
export interface VersionGate {
  /** Loads what changed, by endpoint; an endpoint that is not told has one version. */
  readonly history: () => Promise<Readonly<Record<string, EndpointHistory>>>;
  /** The version of the platform that is spoken to. */
  readonly version: (signal: AbortSignal) => string | Promise<string>;
}

/** Sends every operation as the platform's version knows it, and stops those that it does not know. */
export function versionExchange(
  { history, version }: VersionGate,
  onWarning: (warning: Warning) => void,
): Exchange {
  // Most operations are the same in all versions.
  const loadCut = lazy(() => import("../version/cut-for-version.ts"));
  return asyncExchange(async (operation, next) => {
    const { operation: facts, signal } = callOf(operation);
    // Nothing is known of a document of the caller's own: by chance it may be called as one of ours.
    if (facts.field === undefined) return next(operation);
    try {
      const endpoint = (await history())[facts.endpoint];
      if (endpoint === undefined || !hasHistory(operation.query, endpoint)) return await next(operation);
      const found = await version(signal);
      const { cutForVersion } = await loadCut();
      const uncut = { facts, document: operation.query, variables: variablesOf(operation) };
      const { document, variables, leftOut } = cutForVersion(uncut, found, endpoint);
      for (const { path, message } of leftOut) notify(onWarning, { operation: facts.name, message, path });
      return await next({ ...operation, query: document, variables });
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

function variablesOf({ variables }: { readonly variables?: unknown }): Readonly<Record<string, unknown>> {
  return (variables ?? {}) as Readonly<Record<string, unknown>>;
}
