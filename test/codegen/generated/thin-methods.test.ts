import { runInThisContext } from "node:vm";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { printThinMethods } from "../../../src/codegen/plugins/methods/thin-methods.ts";
import { endpoint, references, scalars } from "../small-platform.ts";

const SCHEMA = `
  scalar UUID
  scalar Moment
  type Query {
    book(id: UUID!, pages: Int): Book
    books(shelfId: UUID!, after: Moment, ids: [UUID!]): [Book!]
    bookEdition(bookId: UUID!, number: Int!): BookEdition
    countBooks: Int
    booksByIds(ids: [UUID]!): [Book]!
  }
  type Mutation {
    createBook(book: BookInput!): Book!
    renameBook(id: UUID!, name: String!, force: Boolean): Book
    moveBook(bookId: UUID!, shelfId: UUID!, position: Int!, why: Reason): UUID!
  }
  type Book { id: UUID! name: String! }
  type BookEdition { number: Int! }
  input BookInput { name: String! }
  enum Reason { TIDY SOLD }
`;

const print = (operations: string, schema = SCHEMA) =>
  printThinMethods({ endpoints: [endpoint(schema, operations)], scalars, references });

/** The printed text without its layout. */
const flat = async (operations: string) =>
  (await print(operations))
    .replaceAll(/\s+/g, " ")
    .replaceAll("( ", "(")
    .replaceAll(", )", ")")
    .replaceAll(" )", ")");

interface PrintedModule {
  readonly BooksMethods: new (call: unknown) => Readonly<Record<string, (...given: unknown[]) => void>>;
  readonly booksOperations: Readonly<Record<string, { readonly document: () => Promise<unknown> }>>;
}

/** Runs the printed module and records what its methods hand to `call`. */
async function methodsOf(operations: string) {
  const { code } = await transform(await print(operations), { loader: "ts", format: "cjs" });
  const wrapped = runInThisContext(
    `(function (module, load) { ${code.replaceAll("import(", "load(")} })`,
  ) as (module: { exports?: PrintedModule }, load: (path: string) => Promise<unknown>) => void;
  const module: { exports?: PrintedModule } = {};
  // What it imports are documents: their places stand for them.
  wrapped(module, async (path) => ({
    BooksGetDocument: `${path}#BooksGetDocument`,
    BooksCountDocument: `${path}#BooksCountDocument`,
  }));
  const { BooksMethods, booksOperations } = module.exports ?? expect.unreachable();
  const calls: unknown[] = [];
  const methods = new BooksMethods((...given: unknown[]) => {
    calls.push(given);
    return Promise.resolve();
  });
  return { methods, calls, operations: booksOperations };
}

const GET =
  '"Reads a book." query BooksGet($id: UUID! @names(a: BOOK), $pages: Int) { book(id: $id, pages: $pages) { id } }';

test("the first required variable is the first parameter, what is optional is an option", async () => {
  const text = await flat(GET);
  expect(text).toContain("get(book: BookReference, options: BooksGetOptions = {}): Promise<BooksGetResult>");
  expect(text).toContain(
    "export interface BooksGetOptions extends CallOptions { readonly pages?: number | null | undefined; }",
  );
  expect(text).toContain('export type BooksGetResult = NonNullable<BooksGetQuery["book"]>;');
});

test("one other required variable is the second parameter", async () => {
  const text = await flat(
    '"Reads." query BooksEdition($bookId: UUID! @names(a: BOOK), $number: Int!) { bookEdition(bookId: $bookId, number: $number) { number } }',
  );
  expect(text).toContain(
    "edition(book: BookReference, number: number, options?: CallOptions): Promise<BooksEditionResult>",
  );
});

test("more than one become one object, so that there are never more than three parameters", async () => {
  const text =
    await flat(`"Moves." mutation BooksMove($bookId: UUID! @names(a: BOOK), $shelfId: UUID! @names(a: SHELF), $position: Int!, $why: Reason) {
    moveBook(bookId: $bookId, shelfId: $shelfId, position: $position, why: $why) }`);
  expect(text).toContain("move(book: BookReference, input: BooksMoveInput, options: BooksMoveOptions = {})");
  expect(text).toContain(
    "export interface BooksMoveInput { readonly shelfId: ShelfReference; readonly position: number; }",
  );
  expect(text).toContain("readonly why?: Reason | null | undefined;");
  expect(text).toMatch(/import type \{[^}]*\bReason\b/u);
});

test("no required variable leaves the options alone; a default makes a variable optional", async () => {
  const text = await flat(`
    "Counts." query BooksCount { countBooks }
    "Lists." query BooksByIds($ids: [UUID]! = [] @names(a: BOOK)) { booksByIds(ids: $ids) { id } }`);
  expect(text).toContain("count(options?: CallOptions): Promise<BooksCountResult>");
  expect(text).toContain("readonly ids?: ReadonlyArray<BookReference | null> | undefined;");
});

test("a list of ids takes references, and is named in the plural", async () => {
  const text = await flat(
    '"Lists." query BooksByIds($ids: [UUID!]! @names(a: BOOK)) { booksByIds(ids: $ids) { id } }',
  );
  expect(text).toContain("byIds(books: ReadonlyArray<BookReference>, options?: CallOptions)");
});

test("only the reference types that are needed are declared, with those that they need", async () => {
  const shelf =
    '"Lists." query BooksList($shelfId: UUID! @names(a: SHELF)) { books(shelfId: $shelfId) { id } }';
  expect(await print(shelf)).toContain("export type ShelfReference");
  expect(await print(shelf)).not.toContain("BookReference");
  expect(await print(GET)).toContain("export type ShelfReference");
  expect(await print('"Counts." query BooksCount { countBooks }')).toContain(
    "export type ReferenceKind = never;",
  );
});

test("the description becomes the documentation, with the remote call and what can go wrong", async () => {
  const text = await print(
    '"Reads */ a book." query BooksGet("Which book." $id: UUID! @names(a: BOOK)) { book(id: $id) { id } }',
  );
  expect(text).toContain(`  /**
   * Reads *\\/ a book.
   *
   * Remote call: library \`book\`.
   *
   * @param book - Which book.
   * @throws NotFoundError when there is no such book
   * @throws RefusedError when the platform refuses
   */`);
});

test("an @internal operation has metadata, but no method; a file of such has no class", async () => {
  const text = await print(
    '"Creates." mutation BooksCreate($book: BookInput!) @internal { createBook(book: $book) { id } }',
  );
  expect(text).toContain("readonly create: Operation<BooksCreateResult, BooksCreateVariables>;");
  expect(text).not.toContain("class BooksMethods");
});

test("metadata tells how safe a call is, what its root field is and what null means", async () => {
  const { operations } = await methodsOf(`${GET}
    "Lists." query BooksList($shelfId: UUID! @names(a: SHELF), $after: Moment) { books(shelfId: $shelfId, after: $after) { id } }
    "Reads." query BooksEdition($bookId: UUID! @names(a: BOOK), $number: Int!) { bookEdition(bookId: $bookId, number: $number) { number } }
    "Reads." query BooksByIds($ids: [UUID]! @names(a: BOOK)) { booksByIds(ids: $ids) { id } }
    "Counts." query BooksCount { countBooks }
    "Renames." mutation BooksRename($id: UUID!, $name: String!) @idempotent { renameBook(id: $id, name: $name) { id } }
    "Moves." mutation BooksMove($id: UUID! @names(a: BOOK), $to: UUID! @names(a: SHELF), $at: Int!) { moveBook(bookId: $id, shelfId: $to, position: $at) }`);
  const base = { endpoint: "library", list: false, what: "book", document: expect.any(Function) as unknown };
  expect(operations).toEqual({
    get: {
      ...base,
      name: "BooksGet",
      safety: "read",
      field: "book",
      references: { id: "BOOK" },
    },
    list: {
      ...base,
      name: "BooksList",
      safety: "read",
      field: "books",
      list: true,
      requiredItems: true,
      what: "shelf",
      references: { shelfId: "SHELF" },
    },
    byIds: {
      ...base,
      name: "BooksByIds",
      safety: "read",
      field: "booksByIds",
      list: true,
      required: true,
      references: { ids: "BOOK" },
    },
    edition: {
      ...base,
      name: "BooksEdition",
      safety: "read",
      field: "bookEdition",
      what: "book edition",
      references: { bookId: "BOOK" },
    },
    count: {
      ...base,
      name: "BooksCount",
      safety: "read",
      field: "countBooks",
    },
    rename: {
      ...base,
      name: "BooksRename",
      safety: "idempotent",
      field: "renameBook",
    },
    move: {
      ...base,
      name: "BooksMove",
      safety: "write",
      field: "moveBook",
      references: { id: "BOOK", to: "SHELF" },
    },
  });
});

test("metadata loads the document of its operation, from the file of its endpoint", async () => {
  const { operations } = await methodsOf(`${GET} "Counts." query BooksCount { countBooks }`);
  expect(await operations["get"]?.document()).toBe("./library.ts#BooksGetDocument");
  expect(await operations["count"]?.document()).toBe("./library.ts#BooksCountDocument");
});

test("methods hand on variables and call options apart; what is absent stays absent, null is sent", async () => {
  const { methods, calls, operations } = await methodsOf(`${GET}
    "Counts." query BooksCount { countBooks }
    "Moves." mutation BooksMove($bookId: UUID! @names(a: BOOK), $shelfId: UUID!, $position: Int!, $why: Reason) { moveBook(bookId: $bookId, shelfId: $shelfId, position: $position, why: $why) }`);
  const { signal } = new AbortController();
  methods["get"]?.("b1");
  methods["get"]?.("b1", { pages: 3, timeoutMs: 5, signal });
  methods["get"]?.({ shelf: "s" }, { pages: null });
  methods["get"]?.("b1", { pages: undefined });
  methods["count"]?.({ strict: true });
  methods["move"]?.("b1", { shelfId: "s1", position: 0 }, { why: "TIDY" });
  expect(calls).toStrictEqual([
    [operations["get"], { id: "b1" }, {}],
    [operations["get"], { id: "b1", pages: 3 }, { timeoutMs: 5, signal }],
    [operations["get"], { id: { shelf: "s" }, pages: null }, {}],
    [operations["get"], { id: "b1" }, {}],
    [operations["count"], {}, { strict: true }],
    [operations["move"], { bookId: "b1", shelfId: "s1", position: 0, why: "TIDY" }, {}],
  ]);
});

test.each([
  [
    '"D." query JobsGet { countBooks }',
    'operations/books.graphql:1: the operations of books.graphql are named Books…, not "JobsGet"',
  ],
  [
    '"D." query Booksget { countBooks }',
    'operations/books.graphql:1: the operations of books.graphql are named Books…, not "Booksget"',
  ],
  [
    "\nquery BooksCount { countBooks }",
    "operations/books.graphql:2: BooksCount has no description: it becomes the method's own",
  ],
  [
    '"D." query BooksCount {\n countBooks\n book(id: "1") { id } }',
    "operations/books.graphql:3: an operation asks for exactly one root field, outside of any fragment",
  ],
  [
    '"D." query BooksCount {\n ...F } fragment F on Query { countBooks }',
    "operations/books.graphql:1: an operation asks for exactly one root field, outside of any fragment",
  ],
  [
    '"D." query BooksCount {\n total: countBooks }',
    "operations/books.graphql:2: the root field keeps its own name",
  ],
  ['"D." query BooksCount {\n nothing }', "operations/books.graphql:2: the schema has no query nothing"],
])("a rule of operation files that is broken is told with its place: %s", async (operations, message) => {
  await expect(print(operations)).rejects.toThrow(expect.objectContaining({ name: "SchemaError", message }));
});

test("a variable that is called as an option of every call is an option of another name", async () => {
  const schema = "type Query { countBooks(strict: Boolean): Int }";
  const text = await print('"D." query BooksCount($strict: Boolean) { countBooks(strict: $strict) }', schema);
  expect(text).toContain("readonly strictValue?: boolean | null | undefined;");
});

test("null is an answer over HTTP where the field may be null; what is missing has a status there", async () => {
  const schema = `type Query { countBooks: Int @http(method: GET, path: "/a") listBooks: [Int] @http(method: GET, path: "/b") }`;
  const text = await print('"D." query BooksCount { countBooks } "D." query BooksList { listBooks }', schema);
  expect(text.match(/nullable: true/gu)).toHaveLength(1);
  expect(text).toContain('export type BooksCountResult = BooksCountQuery["countBooks"];');
  expect(text).toContain('export type BooksListResult = NonNullable<BooksListQuery["listBooks"]>;');
});

test("a scalar or a kind of reference without a TypeScript type is an error", async () => {
  const schema = "scalar Colour type Query { countBooks(colour: Colour): Int }";
  const operations = '"D." query BooksCount($colour: Colour) { countBooks(colour: $colour) }';
  await expect(print(operations, schema)).rejects.toThrow("no TypeScript type for the scalar Colour");
  const config = { endpoints: [endpoint(SCHEMA, GET)], scalars, references: {} };
  await expect(printThinMethods(config)).rejects.toThrow("no reference type for BOOK");
});

test("types of one name from two endpoints are told apart by nobody, so they are refused", async () => {
  const named = (resource: string) =>
    endpoint(
      `type Query { ${resource}(why: Reason): Int } enum Reason { TIDY }`,
      `"D." query ${resource}Count($why: Reason) { ${resource}(why: $why) }`,
      resource,
    );
  const endpoints = [named("Books"), { ...named("Shelves"), endpoint: "store" }];
  await expect(printThinMethods({ endpoints, scalars, references })).rejects.toThrow(
    "ShelvesCount: library and store both have a type Reason",
  );
  const together = [named("Books"), named("Shelves")];
  await expect(printThinMethods({ endpoints: together, scalars, references })).resolves.toMatch(
    /import type \{[^}]*\bReason\b/u,
  );
});
