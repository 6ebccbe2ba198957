import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";

/** Codegen plugin: the tag before the text of every document of a platform. */
export const documentTag: CodegenPlugin = { plugin: () => DOCUMENT_TAG };

// urql's own tag parses, prints and hashes at once: all documents of a platform, for a program that uses three.
const DOCUMENT_TAG = `import { createRequest } from "@urql/core";

/** A document as GraphQL clients take it, parsed when its definitions are first looked at. */
export interface LazyDocument {
  readonly kind: "Document";
  readonly definitions: readonly unknown[];
}

/** Tags the text of an operation or a fragment; the documents of the fragments that it uses follow it. */
export function gql(
  text: TemplateStringsArray,
  ...fragments: readonly Pick<LazyDocument, "definitions">[]
): LazyDocument {
  return {
    kind: "Document",
    get definitions() {
      const own = createRequest(text.join(""), {}).query.definitions;
      const value = [...own, ...fragments.flatMap(({ definitions }) => definitions)];
      // From now on a plain member: programs that change documents copy them member by member, and set this one.
      Object.defineProperty(this, "definitions", {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
      return value;
    },
  };
}
`;
