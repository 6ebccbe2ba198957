import type { DocumentTypeDecoration, TypedDocumentNode } from "@graphql-typed-document-node/core";

/**
 * How an operation bears being repeated. A `read` and an `idempotent` write may be; a `write` only when it is certain
 * that nothing reached the platform.
 */
export type Safety = "read" | "idempotent" | "write";

/** What the client has to know about an operation. */
export interface OperationFacts {
  /** Its name in the operation file, e.g. `JobsGet`. */
  readonly name: string;
  /** The endpoint it speaks to, e.g. `platform`, `gateway` or `rest`. */
  readonly endpoint: string;
  readonly safety: Safety;
  /** The root field whose value is the result; `undefined` for a document of the caller's own, whose result is all of `data`. */
  readonly field: string | undefined;
  /** Whether the root field is a list: null is then an empty one, where the schema allows it. */
  readonly list: boolean;
  /** Whether the schema says that the list is never null. */
  readonly required?: true;
  /** Whether the schema says that no item of the list is null. */
  readonly requiredItems?: true;
  /** Whether null is an answer: over HTTP, where a status says what does not exist. */
  readonly nullable?: true;
  /** What a null answer says is missing, e.g. `job`. */
  readonly what: string;
  /** Which variables accept a reference, and of what kind. */
  readonly references?: Readonly<Record<string, string>>;
  /** Of a document of the caller's own: what its root fields are called in the answer, of those that are always there. */
  readonly due?: readonly string[];
  /** Of a document of the caller's own: the values that stand in it. Like variables, no message repeats them. */
  readonly literals?: readonly Readonly<Record<string, unknown>>[];
}

/** An operation as generated from its file. The type carries its unwrapped result and its variables. */
export interface Operation<Result, Variables>
  extends OperationFacts, DocumentTypeDecoration<Result, Variables> {
  /** Loads its document, which only calls need. */
  readonly document: () => Promise<TypedDocumentNode<unknown, never>>;
}
