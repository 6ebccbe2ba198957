import { parse, print } from "graphql";
import { expect, test } from "vitest";
import { stripDocument } from "../../../src/codegen/plugins/documents/strip-documents.ts";

test("descriptions and the directives of this project are taken out, those of GraphQL stay", () => {
  const document = parse(`
    "Reads a book."
    query BooksGet("Which." $id: ID! @names(a: BOOK), $full: Boolean!) @internal {
      book(id: $id) { ...Fields name @include(if: $full) pages @skip(if: $full) @client }
    }
    "What a book has."
    fragment Fields on Book @own { id }
  `);
  expect(print(stripDocument(document))).toBe(
    print(
      parse(`
        query BooksGet($id: ID!, $full: Boolean!) {
          book(id: $id) { ...Fields name @include(if: $full) pages @skip(if: $full) }
        }
        fragment Fields on Book { id }
      `),
    ),
  );
});

test("the document that was given is left as it was", () => {
  const document = parse('"Doc." query Q @internal { a }');
  const before = print(document);
  stripDocument(document);
  expect(print(document)).toBe(before);
});
