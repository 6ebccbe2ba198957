import { Client, fetchExchange } from "@urql/core";
import { Kind, parse, print, visit, type DocumentNode } from "graphql";
import { expect, test } from "vitest";
import { gql } from "../../../generated/saagie/gql.ts";

// The tag answers what GraphQL clients take for a document; codegen says so where it uses it.
const tagged = (...parts: Parameters<typeof gql>): DocumentNode => gql(...parts) as unknown as DocumentNode;

const BOOK = gql`
  fragment BookFields on Book {
    id
    title
  }
`;

const document = (): DocumentNode => tagged`
  query BooksGet($id: ID!) {
    book(id: $id) {
      ...BookFields
      pages
    }
  }
  ${BOOK}
`;

const EXPECTED = print(
  parse(`
    query BooksGet($id: ID!) { book(id: $id) { ...BookFields pages } }
    fragment BookFields on Book { id title }
  `),
);

test("a tagged text is the document that it says, with the fragments after it", () => {
  expect(print(document())).toBe(EXPECTED);
  expect(JSON.parse(JSON.stringify(document()))).toMatchObject({
    kind: Kind.DOCUMENT,
    definitions: [{ kind: Kind.OPERATION_DEFINITION }, { kind: Kind.FRAGMENT_DEFINITION }],
  });
  expect(print(structuredClone(document()))).toBe(EXPECTED);
});

test("nothing is parsed before it is looked at, and then only once", () => {
  const broken = tagged`query {`;
  expect(broken.kind).toBe(Kind.DOCUMENT);
  expect(() => broken.definitions).toThrow(/syntax/iu);
  const whole = document();
  expect(whole.definitions).toBe(whole.definitions);
});

test("documents share the definitions of their fragments", () => {
  const other = tagged`
    query BooksList {
      books {
        ...BookFields
      }
    }
    ${BOOK}
  `;
  expect(document().definitions[1]).toBe(BOOK.definitions[0]);
  expect(other.definitions[1]).toBe(BOOK.definitions[0]);
});

test("programs that change documents can change these, the original stays", () => {
  const original = document();
  const changed = visit(original, {
    Field: ({ name }) => (name.value === "pages" ? null : undefined),
  });
  expect(print(changed)).toBe(EXPECTED.replace("    pages\n", ""));
  // How older releases of graphql-js copy what they are about to change.
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(original)) as DocumentNode;
  expect(print(Object.assign(copy, { definitions: changed.definitions }))).toBe(print(changed));
  expect(print(original)).toBe(EXPECTED);
});

test("another urql client sends them as they are", async () => {
  const sent: unknown[] = [];
  const client = new Client({
    url: "https://books.example.io/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (input, init) => {
      const request = (await new Request(input, init).json()) as { query: string; variables: unknown };
      const { query, variables } = request;
      sent.push({ query: print(parse(query)), variables });
      return Response.json({ data: { book: { id: "1", title: "T", pages: 3 } } });
    },
  });
  const same = document();
  for (const id of ["1", "2"]) {
    const result = await client.query<unknown>(same, { id }).toPromise();
    expect(result.data).toEqual({ book: { id: "1", title: "T", pages: 3 } });
  }
  expect(sent).toEqual([
    { query: EXPECTED, variables: { id: "1" } },
    { query: EXPECTED, variables: { id: "2" } },
  ]);
});
