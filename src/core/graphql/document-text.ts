import { stringifyDocument } from "@urql/core";
import type { DocumentNode } from "graphql";

// urql keeps every document that it has written out, for ever: well for ours, too much for those made at run time.
const texts = new WeakMap<DocumentNode, string>();

/** Says which text a document of the caller's own is sent as. */
export function setText(document: DocumentNode, text: string): void {
  texts.set(document, text);
}

/** The text of a document, as it is sent. */
export function textOf(document: DocumentNode): string {
  return texts.get(document) ?? stringifyDocument(document);
}
