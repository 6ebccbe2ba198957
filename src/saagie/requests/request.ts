import type { DocumentTypeDecoration, TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { DocumentNode } from "graphql";
import type { Caller } from "../../core/client.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { ownOperation } from "../../core/graphql/own-document.ts";
import { createCallGuard } from "../../core/guard/checked-call.ts";
import type { Parameter } from "../../core/guard/shape.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { CallOptions } from "../../core/options.ts";

/** Options of `saagie.request`. */
export interface RequestOptions extends CallOptions {
  /** Where the document is sent: projects and what is in them, or users, groups and the catalogue. @defaultValue "platform" */
  readonly endpoint?: "platform" | "gateway";
  /** Which operation of the document is run; needed where it has several. */
  readonly operationName?: string;
}

/** A document of one's own: as codegen writes it, with the types of its result and its variables, or a text. */
export type RequestDocument<Result, Variables> =
  | TypedDocumentNode<Result, Variables>
  | (DocumentTypeDecoration<Result, Variables> & { toString(): string })
  | DocumentNode
  | string;

/** What follows the document: its variables, which may be absent where none is required, and options. */
export type RequestArguments<Variables> =
  Readonly<Record<string, never>> extends Variables
    ? readonly [variables?: Variables, options?: RequestOptions]
    : readonly [variables: Variables, options?: RequestOptions];

const PARAMETERS: readonly Parameter[] = [
  { name: "document", shape: { or: ["string", "object"] } },
  { name: "variables", shape: { map: "any" }, optional: true },
  {
    name: "options",
    optional: true,
    shape: {
      members: {
        endpoint: { in: ["platform", "gateway"] },
        operationName: "string",
        signal: "AbortSignal",
        timeoutMs: "number",
        strict: "boolean",
      },
      optional: ["endpoint", "operationName", "signal", "timeoutMs", "strict"],
    },
  },
];

const guard = createCallGuard({ methods: { request: [PARAMETERS] }, shapes: {} }, "saagie");

/** One call of `saagie.request`, as it was made. */
export interface RequestCall {
  readonly given: readonly unknown[];
  readonly calledAt: Error;
}

/** Runs a document of the caller's own. */
export function request(call: Caller, { given, calledAt }: RequestCall): Promise<unknown> {
  return guard.call({ method: "request", given, calledAt, isOwn: true }, async () => {
    const [document, variables = {}, options = {}] = given as readonly [unknown, object?, RequestOptions?];
    const { endpoint = "platform", operationName, ...callOptions } = options;
    const operation = ownOperation(document, { endpoint, operationName });
    // Like the transfers of methods, a request with a file takes as long as it takes.
    const transfer = hasFile(variables);
    return call(operation, variables, { ...omitUndefined(callOptions), ...(transfer ? { transfer } : {}) });
  });
}

/**
 * Whether a file is in variables that can be sent.
 *
 * @throws {@link InvalidInputError} when they cannot be written as JSON
 */
function hasFile(variables: object): boolean {
  let found = false;
  try {
    JSON.stringify(variables, (_, value: unknown) => {
      if (!(value instanceof Blob)) return value;
      found = true;
      return null;
    });
  } catch (cause) {
    throw new InvalidInputError("The variables cannot be written as JSON.", {
      hint: "They are texts, numbers, booleans, lists and objects of these, null, and files.",
      cause,
    });
  }
  return found;
}
