import { expect, test } from "vitest";
import { bindField, printHttpBindings } from "../../../src/codegen/plugins/bindings/http-bindings.ts";
import { endpoint } from "../small-platform.ts";

/** Answers of which some members come from the head. */
const TYPES = `
  type Page { keys: [String!] next: String @header(name: "X-NEXT") }
  type State { status: Int! @status range: String @header(name: "Range") }
  type Both { keys: [String!] @header(name: "X-Keys") }
  type Deep { id: ID inner: Inner! list: [Inner!]! }
  type Inner { name: String deep: Deep }
  type Half { range: String @header(name: "Range") more: Int }
`;

/** The binding of the first field of a schema's query or mutation type. */
function bind(field: string, root = "Query") {
  const { schema } = endpoint(
    `scalar Upload scalar Stream input In { x: Int } type ${root} { ${field} } ${TYPES}`,
    "{ f }",
  );
  const type = root === "Query" ? schema.getQueryType() : schema.getMutationType();
  const [first] = Object.values(type?.getFields() ?? {});
  return first && bindField(first, schema);
}

const plain = { body: "NONE", response: "JSON", auth: true, headers: [] };

test("what is named in the path goes there, the rest of a GET to the query string", () => {
  expect(bind('f(id: ID!, limit: Int): Int @http(method: GET, path: "/books/{id}")')).toEqual({
    ...plain,
    method: "GET",
    path: "/books/{id}",
    arguments: { id: { place: "PATH", name: "id" }, limit: { place: "QUERY", name: "limit" } },
  });
});

test("the rest of a POST goes to a JSON body, of a DELETE to the query string", () => {
  expect(
    bind('f(id: ID!, name: String): Int @http(method: POST, path: "/books/{id*}")', "Mutation"),
  ).toMatchObject({
    body: "JSON",
    arguments: { id: { place: "PATH" }, name: { place: "BODY", name: "name" } },
  });
  expect(
    bind('f(id: ID!, force: Boolean): Int @http(method: DELETE, path: "/books/{id}")', "Mutation"),
  ).toMatchObject({
    body: "NONE",
    arguments: { force: { place: "QUERY" } },
  });
});

test("a body of another kind takes the rest in its own way", () => {
  expect(bind('f(a: Int): Int @http(method: POST, path: "/", body: FORM)', "Mutation")).toMatchObject({
    arguments: { a: { place: "FORM" } },
  });
  expect(bind('f(a: Upload): Int @http(method: PUT, path: "/", body: BINARY)', "Mutation")).toMatchObject({
    body: "BINARY",
    arguments: { a: { place: "WHOLE_BODY" } },
  });
  expect(
    bind(
      'f(a: Int, b: Upload @in(place: FILE, name: "file")): Int @http(method: POST, path: "/", body: MULTIPART)',
      "Mutation",
    ),
  ).toMatchObject({ arguments: { a: { place: "FORM" }, b: { place: "FILE", name: "file" } } });
});

test("@in places an argument elsewhere, under another name, with a separator", () => {
  const field = `f(
    key: ID! @in(place: PATH, name: "k")
    tags: [String] @in(place: QUERY, name: "tag", separator: ",")
    all: In @in(place: WHOLE_BODY)
    trace: String @in(place: HEADER, name: "X-Trace")
  ): Boolean @http(method: PUT, path: "{+k}", response: NONE, auth: false, headers: ["X-Realm"])`;
  expect(bind(field, "Mutation")).toEqual({
    method: "PUT",
    path: "{+k}",
    arguments: {
      key: { place: "PATH", name: "k" },
      tags: { place: "QUERY", name: "tag", separator: "," },
      all: { place: "WHOLE_BODY", name: "all" },
      trace: { place: "HEADER", name: "X-Trace" },
    },
    body: "JSON",
    response: "NONE",
    auth: false,
    headers: ["X-Realm"],
  });
});

test("@in lets the names of the selected members stand for an argument", () => {
  const field = `f(only: [String] @in(place: QUERY, separator: ",", selection: ALWAYS)): Page @http(method: GET, path: "/", wrap: "keys")`;
  expect(bind(field)).toMatchObject({
    arguments: { only: { place: "QUERY", name: "only", separator: ",", selection: true } },
  });
});

test("@in lets such names stand where they are fewer than all members, which it tells", () => {
  const field = `f(only: [String] @in(place: QUERY, selection: NARROWER)): [Deep!] @http(method: GET, path: "/")`;
  // Not into lists, nor without end.
  expect(bind(field)).toMatchObject({
    arguments: { only: { selection: ["id", "inner.name", "inner.deep", "list"] } },
  });
  const given = field.replace("NARROWER", "NEVER");
  expect(bind(given)?.arguments["only"]).toEqual({ place: "QUERY", name: "only" });
});

test("an envelope is unwrapped at the path that is given", () => {
  expect(bind('f: Int @http(method: GET, path: "/", unwrap: "result.value")')).toMatchObject({
    unwrap: "result.value",
  });
});

test("members of the answer come from its head, beside a body that has a member of its own", () => {
  expect(bind('f: Page @http(method: GET, path: "/", wrap: "keys", accept: [404])')).toMatchObject({
    wrap: "keys",
    accept: [404],
    fromHead: { next: "x-next" },
  });
  const state = 'f: State @http(method: PUT, path: "/", response: HEAD, accept: [308])';
  expect(bind(state, "Mutation")).toMatchObject({
    response: "HEAD",
    fromHead: { status: ":status", range: "range" },
  });
});

test("a signed URL is reached without the token; redirects are followed where that is said", () => {
  const field = 'f(url: String!): Stream @http(method: GET, path: "{+url}", signed: true, response: STREAM)';
  expect(bind(field)).toMatchObject({ signed: true, auth: false, path: "{+url}" });
  expect(bind('f: Stream @http(method: GET, path: "/", response: STREAM, follow: true)')).toMatchObject({
    follow: true,
    auth: true,
  });
});

test("a field without @http has no binding", () => {
  expect(bind("f(a: Int): Int")).toBeUndefined();
});

test.each([
  ['f: Int @http(method: GET, path: "books")', 'its path "books" does not start with "/"'],
  ['f: Int @http(method: GET, path: "{+a}/more")', 'its path "{+a}/more" does not start with "/"'],
  ['f: Int @http(method: GET, path: "/{id}")', "no argument fills {id} of its path"],
  [
    'f(id: ID @in(place: QUERY)): Int @http(method: GET, path: "/{id}")',
    "no argument fills {id} of its path",
  ],
  [
    'f(u: ID!): Int @http(method: GET, path: "{+u}", signed: true, query: ["n"])',
    "it takes a signed URL, to whose query nothing of the client goes",
  ],
  ['f(id: ID): Int @http(method: GET, path: "/{id}")', "id is in its path and may not be null"],
  ['f(id: ID! @in(place: PATH)): Int @http(method: GET, path: "/")', "its path has no place for id"],
  ['f: Int @http(method: GET, path: "/", body: JSON)', "a GET request has no body"],
  ['f(a: Int @in(place: BODY)): Int @http(method: HEAD, path: "/")', "a HEAD request has no body"],
  ['f(a: Int @in(place: FORM)): Int @http(method: POST, path: "/")', "a goes to FORM, but its body is NONE"],
  [
    'f(a: Int @in(place: FILE)): Int @http(method: POST, path: "/", body: FORM)',
    "a goes to FILE, but its body is FORM",
  ],
  [
    'f(a: Int, b: In @in(place: WHOLE_BODY)): Int @http(method: POST, path: "/")',
    "one argument is its whole body, so no other can go there",
  ],
  [
    'f(a: Int, b: Int): Int @http(method: POST, path: "/", body: BINARY)',
    "one argument is its whole body, so no other can go there",
  ],
  ['f: Int @http(method: POST, path: "/", body: BINARY)', "no argument is its body"],
  ['f: Int @http(method: GET, path: "/{a-b}")', 'its path "/{a-b}" has a brace that belongs to no place'],
  ['f: Int @http(method: GET, path: "/{?a}")', 'its path "/{?a}" has a brace that belongs to no place'],
  [
    'f(a: [Int] @in(place: BODY, separator: ",")): Int @http(method: POST, path: "/")',
    "nothing is joined in BODY, where a goes",
  ],
  [
    'f(a: [String] @in(place: QUERY, selection: ALWAYS)): Int @http(method: GET, path: "/")',
    "a stands for the selected members, and its type has none",
  ],
  [
    'f(a: In @in(place: HEADER, name: "*")): Int @http(method: GET, path: "/")',
    'a goes to HEADER, where "*" stands for no members',
  ],
  [
    'f(a: Int, b: Int @in(place: QUERY, name: "a")): Int @http(method: GET, path: "/")',
    "a and b have one name in QUERY",
  ],
  [
    'f(a: Int @in(place: HEADER, name: "X-A"), b: Int @in(place: HEADER, name: "x-a")): Int @http(method: GET, path: "/")',
    "a and b have one name in HEADER",
  ],
  [
    'f: String @http(method: GET, path: "/", response: TEXT, unwrap: "a")',
    "a TEXT answer has no member to unwrap",
  ],
  ['f: Int @http(method: GET, path: "/", response: NONE)', "its answer is not read, so it is a Boolean"],
  ['f: Page @http(method: GET, path: "/", wrap: "key")', "Page has no member key to take its answer"],
  ['f: Both @http(method: GET, path: "/", wrap: "keys")', "keys takes its answer, and a header too"],
  ['f: Page @http(method: GET, path: "/")', "it has members from the head, but no wrap for its answer"],
  [
    'f: Half @http(method: GET, path: "/", response: HEAD)',
    "only its head is read, and nothing there fills more",
  ],
  ['f: Int @http(method: GET, path: "/", response: HEAD)', "only its head is read, so it is an object"],
  [
    'f(u: ID!): Int @http(method: GET, path: "/{u}", signed: true)',
    "it takes a signed URL, so its path is one {+argument} alone",
  ],
  [
    'f(u: ID!): Int @http(method: GET, path: "{+u}", signed: true, headers: ["X"])',
    "it takes a signed URL, to which no header of the client goes",
  ],
  ...["POST", "PUT", "PATCH", "DELETE"].map((method): [string, string] => [
    `f: Int @http(method: ${method}, path: "/", follow: true)`,
    `redirects are followed for GET and HEAD alone, not for ${method}`,
  ]),
  [
    'f: Both @http(method: GET, path: "/", response: HEAD, wrap: "keys")',
    "only its head is read: there is no answer for keys to take",
  ],
])("a binding that contradicts its field is refused: %s", (field, problem) => {
  const refusal = { name: "SchemaError", message: `schema.graphql:1: f: ${problem}` };
  expect(() => bind(field)).toThrow(expect.objectContaining(refusal));
});

test("an argument of a path may be null where the template lets it be left out", () => {
  expect(bind('f(id: ID!, path: String): Int @http(method: GET, path: "/s/{id}{/path*}")')).toMatchObject({
    path: "/s/{id}{/path*}",
    arguments: { id: { place: "PATH" }, path: { place: "PATH" } },
  });
  expect(bind('f(path: String): Int @http(method: GET, path: "{/path*}")')).toMatchObject({
    path: "{/path*}",
  });
});

test("parameters of the query that the client fills are named", () => {
  expect(bind('f: Int @http(method: GET, path: "/", query: ["x-nonce"])')).toMatchObject({
    query: ["x-nonce"],
  });
});

test("members that are read leniently are told by their paths, of all operations that ask for the field", async () => {
  const from = endpoint(
    `scalar LenientInt scalar LenientBoolean
    interface Part { size: LenientInt! }
    type Queue implements Part { size: LenientInt! open: LenientBoolean }
    type Box { id: LenientInt name: String parts: [Part!] sizes: [LenientInt!]! }
    type Query { box: Box @http(method: GET, path: "/") count: LenientInt! @http(method: GET, path: "/") }`,
    `"D." query BooksBox { box { name key: id parts { ...P ... on Queue { open } } } }
    fragment P on Part { size }
    "D." query BooksSizes { box { sizes } }
    "D." query BooksCount { count }`,
  );
  const text = await printHttpBindings({ endpoints: [from] });
  expect(text.replaceAll(/\s+/gu, " ")).toContain(
    'lenient: { id: "LenientInt", "parts.size": "LenientInt!", "parts.open": "LenientBoolean", sizes: "[LenientInt!]!", }',
  );
  expect(text).toContain('lenient: { "": "LenientInt!" }');
});

test("only fields that an operation uses are printed, as plain data", async () => {
  const from = endpoint(
    'type Query { used(id: ID!): Int @http(method: GET, path: "/used/{id}") spare: Int @http(method: GET, path: "/spare") local: Int }',
    '"D." query BooksUsed($id: ID!) { used(id: $id) } "D." query BooksLocal { local }',
  );
  const text = await printHttpBindings({ endpoints: [from] });
  expect(text).toContain(`export const httpBindings: { readonly [field: string]: HttpBinding } = {
  used: {
    method: "GET",
    path: "/used/{id}",
    arguments: { id: { place: "PATH", name: "id" } },
    body: "NONE",
    response: "JSON",
    auth: true,
    headers: [],
  },
};
`);
});
