import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../../src/codegen/regenerate/edit/write-files.ts";
import { LIBRARY, NEWEST, successor } from "./library.ts";
import { smallProject } from "./small-project.ts";

/** What stands around the schema of the library: operations, an emulator, and a page. */
const AROUND: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "operations/library/books.graphql": `
"Reads a book."
query BooksGet($id: ID!) { book(id: $id) { ...Cover pages } }
"Lists the books of a shelf."
query BooksList($shelf: Int) { books(shelf: $shelf) { ...Cover } }
"Lends a book."
mutation BooksLend($id: ID!, $to: String) { lendBook(id: $id, to: $to) }
fragment Cover on Book { id name state }
`,
  "operations/library/readers.graphql": `
"Lists readers, as one step of something larger."
query ReadersFind($filter: ReaderFilter) @internal { readers(filter: $filter) { name } }
`,
  "src/emulator/library/books.ts": `
export const bookResolvers = {
  Query: { book: (): null => null, books: (): readonly [] => [] },
  Mutation: { lendBook: (): boolean => true },
  Book: { pages: (): number => 1 },
};
`,
  "test/library/method-calls.json": JSON.stringify({
    BooksLend: ["books.lend", "books.lendAll"],
    ReadersFind: ["readers.named"],
  }),
  "src/library/README.md": `# Library

| \`library.books\`  | What it does | Remote call |
| ---------------- | ------------ | ----------- |
| \`get(book)\`      | one book     | \`book\`      |
| \`lend(book)\`     | lends it     | \`lendBook\`  |
| \`lendAll(books)\` | lends many   | \`lendBook\`  |

| \`library.readers\` | What it does | Remote call |
| ----------------- | ------------ | ----------- |
| \`named(name)\`     | a reader     | \`readers\`   |

| Other  | Thing |
| ------ | ----- |
| \`book\` | \`book\` |
`,
};

const NEXT = successor(
  ["type Query {", "type Query { newest: [Book!]!\n"],
  ["to: String): Boolean!", "to: String!): Boolean!"],
  ["pages: Int", ""],
  ["limit: Int = 10", "limit: Int = 20"],
  ["IN LENT", "IN LENT LOST"],
  ["since: Moment", "since: Moment age(inYears: Boolean): Int"],
);

test("a dry run shows everything and touches nothing", async () => {
  const project = smallProject({ ...LIBRARY, ...AROUND });
  const before = project.files();
  const outcome = await project.regenerate(
    NEXT,
    "1.2",
    "--dry-run",
    "--report",
    join(project.folder, "report.md"),
  );
  expect(project.files()).toEqual(before);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect(outcome.stdout).toMatchInlineSnapshot(`
    "library/desk 1.2, compared with 1.1: 2 breaking, 2 dangerous, 2 safe
    breaking  removed  Book.pages  Int
    breaking  changed  Mutation.lendBook(to:)  String → String!
    dangerous  changed  ReaderFilter.limit  default 10 → 20
    dangerous  added  BookState.LOST
    safe  added  Query.newest  [Book!]!
    safe  added  Reader.age  Int

    4 operations affected
    breaking  BooksGet (books.get)
      goes without book.pages
      removed Book.pages: Int
      added BookState.LOST
    breaking  BooksLend (books.lend, books.lendAll)
      codegen refuses it: Variable "$to" of type "String" used in position expecting type "String!". Give the variable that type in the operation: older versions take it, too.
      changed Mutation.lendBook(to:): String → String!
    dangerous  BooksList (books.list)
      added BookState.LOST
    dangerous  ReadersFind (readers.named)
      changed ReaderFilter.limit: default 10 → 20

    emulator
    Book.pages  src/emulator/library/books.ts  only older versions have it now
    Mutation.lendBook  src/emulator/library/books.ts  argument Mutation.lendBook(to:): String → String!
    Query.newest  new ([Book!]!); refused until something answers it

    pages
    src/library/README.md:5  \`get(book)\`
    src/library/README.md:6  \`lend(book)\`
    src/library/README.md:7  \`lendAll(books)\`
    src/library/README.md:11  \`named(name)\`

    3 schema files to write
    schema/library/desk/book.graphql
    schema/library/desk/reader.graphql
    schema/library/versions.graphql

    --- a/schema/library/desk/book.graphql
    +++ b/schema/library/desk/book.graphql
    @@ -9,11 +9,12 @@
         all: Boolean = false
         shelf: Int
       ): [Book!]!
    +  newest: [Book!]! @since(version: "1.2")
     }
     
     extend type Mutation {
       "Lends a book."
    -  lendBook(id: ID!, to: String): Boolean!
    +  lendBook(id: ID!, to: String! @was(type: "String", until: "1.1")): Boolean!
     }
     
     # ---- Types ----
    @@ -30,7 +31,7 @@
       "In our own words."
       state: BookState
       author: Author
    -  pages: Int @since(version: "1.1")
    +  pages: Int @since(version: "1.1") @until(version: "1.1")
     }
     
     "Who wrote it."
    @@ -44,6 +45,7 @@
       IN
       "With somebody."
       LENT
    +  LOST @since(version: "1.2")
     }
     
     union Thing = Book | Author
    --- a/schema/library/desk/reader.graphql
    +++ b/schema/library/desk/reader.graphql
    @@ -7,10 +7,11 @@
     type Reader {
       name: String!
       since: Moment
    +  age(inYears: Boolean): Int @since(version: "1.2")
     }
     
     input ReaderFilter {
       "A part of it."
       name: String
    -  limit: Int = 10
    +  limit: Int = 20 @was(default: "10", until: "1.1")
     }
    --- a/schema/library/versions.graphql
    +++ b/schema/library/versions.graphql
    @@ -1,2 +1,2 @@
     # The oldest first.
    -extend schema @version(name: "1.0") @version(name: "1.1")
    +extend schema @version(name: "1.0") @version(name: "1.1") @version(name: "1.2")
    "
  `);
});

test("on a terminal changes are a table, without colours", async () => {
  const project = smallProject(LIBRARY);
  const from = join(project.folder, "next.graphql");
  writeFileSync(from, successor(["pages: Int", "pages: Float"]));
  const { stdout } = await project.run(["--from", from, "--as", "1.2", "--dry-run"], { isTTY: true });
  const lines = stdout.split("\n").filter((line) => !line.startsWith("note: "));
  expect(lines.slice(0, 6)).toEqual([
    "library/desk 1.2, compared with 1.1: 1 breaking",
    "┌──────────┬─────────┬────────────┬─────────────┐",
    "│ severity │ what    │ where      │ detail      │",
    "├──────────┼─────────┼────────────┼─────────────┤",
    "│ breaking │ changed │ Book.pages │ Int → Float │",
    "└──────────┴─────────┴────────────┴─────────────┘",
  ]);
});

test("the report is for a pull request, and goes to a file, too", async () => {
  const project = smallProject({ ...LIBRARY, ...AROUND });
  const report = join(project.folder, "report.md");
  const { code, stdout } = await project.regenerate(NEXT, "1.2", "--report", report);
  expect(code).toBe(0);
  expect(stdout.endsWith(`\n${project.read("report.md")}`)).toBe(true);
  expect(project.read("report.md")).toMatchInlineSnapshot(`
    "# library/desk 1.2

    Compared with 1.1: 2 breaking, 2 dangerous, 2 safe.

    ## Breaking

    - removed \`Book.pages\`: \`Int\`
    - changed \`Mutation.lendBook(to:)\`: \`String → String!\`

    ## Dangerous

    - changed \`ReaderFilter.limit\`: \`default 10 → 20\`
    - added \`BookState.LOST\`

    ## Safe

    - added \`Query.newest\`: \`[Book!]!\`
    - added \`Reader.age\`: \`Int\`

    ## Operations

    | Operation | Methods | Severity | Effect |
    | --- | --- | --- | --- |
    | \`BooksGet\` | \`books.get\` | breaking | goes without book.pages<br>removed Book.pages: Int<br>added BookState.LOST |
    | \`BooksLend\` | \`books.lend\`, \`books.lendAll\` | breaking | codegen refuses it: Variable "$to" of type "String" used in position expecting type "String!". Give the variable that type in the operation: older versions take it, too.<br>changed Mutation.lendBook(to:): String → String! |
    | \`BooksList\` | \`books.list\` | dangerous | added BookState.LOST |
    | \`ReadersFind\` | \`readers.named\` | dangerous | changed ReaderFilter.limit: default 10 → 20 |

    ## Emulator

    - \`Book.pages\` (src/emulator/library/books.ts): only older versions have it now
    - \`Mutation.lendBook\` (src/emulator/library/books.ts): argument Mutation.lendBook(to:): String → String!
    - \`Query.newest\`: new ([Book!]!); refused until something answers it

    ## Pages

    - src/library/README.md:5: \`get(book)\`
    - src/library/README.md:6: \`lend(book)\`
    - src/library/README.md:7: \`lendAll(books)\`
    - src/library/README.md:11: \`named(name)\`

    ## Schema files

    - \`schema/library/desk/book.graphql\`
    - \`schema/library/desk/reader.graphql\`
    - \`schema/library/versions.graphql\`

    ## To do

    - [ ] Say in the schema files, in own words, what is new; look at where it was put.
    - [ ] Look at 2 operations that the version breaks.
    - [ ] Bring the emulator up to date: 3 fields.
    - [ ] Read 4 rows of the pages again.
    - [ ] Say in CHANGELOG that the version is supported.
    "
  `);
});

test("with --json a program can read everything", async () => {
  const project = smallProject({ ...LIBRARY, ...AROUND });
  const { stdout } = await project.regenerate(NEXT, "1.2", "--json");
  const told = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  expect(told).toMatchObject({
    endpoint: "library/desk",
    version: "1.2",
    base: "1.1",
    notes: [],
    files: [
      { path: "schema/library/desk/book.graphql", isNew: false },
      { path: "schema/library/desk/reader.graphql", isNew: false },
      { path: "schema/library/versions.graphql", isNew: false },
    ],
    checks: [],
  });
  expect(told["changes"]).toContainEqual({
    severity: "breaking",
    action: "changed",
    coordinate: "Mutation.lendBook(to:)",
    detail: "String → String!",
  });
  expect(told["report"]).toMatch(/^# library\/desk 1\.2\n/);
});

// As graphql-inspector rates them, where it does.
test.each([
  [
    "breaking",
    "Book.name",
    successor(
      ["interface Named { name: String! }", "interface Named { name: String }"],
      ["name: String! pages", "name: String pages"],
    ),
  ],
  ["safe", "Query.book", successor(["book(id: ID!): Book", "book(id: ID!): Book!"])],
  ["breaking", "Query.book", successor(["book(id: ID!): Book", "book(id: ID!): [Book]"])],
  ["safe", "Query.search", successor(["(text: String!): [Thing!]", "(text: String!): [Thing!]!"])],
  ["breaking", "Query.search", successor(["(text: String!): [Thing!]", "(text: String!): [Thing]"])],
  ["breaking", "Query.search", successor(["(text: String!): [Thing!]", "(text: String!): Thing!"])],
  ["breaking", "Query.book(id:)", successor(["book(id: ID!)", "book(id: Int!)"])],
  ["breaking", "Query.book(id:)", successor(["book(id: ID!)", "book(id: [ID!]!)"])],
  ["safe", "Query.book(id:)", successor(["book(id: ID!)", "book(id: ID)"])],
  ["dangerous", "Query.books(all:)", successor(["all: Boolean = false", "all: Boolean = true"])],
  ["dangerous", "Query.books(year:)", successor(["shelf: Int", "shelf: Int year: Int"])],
  ["breaking", "Query.books(year:)", successor(["shelf: Int", "shelf: Int year: Int!"])],
  ["dangerous", "Query.books(year:)", successor(["shelf: Int", "shelf: Int year: Int! = 1"])],
  ["breaking", "Query.books(shelf:)", successor([", shelf: Int", ""])],
  ["safe", "Query.books(shelf:)", successor(["shelf: Int", "shelf: Int @deprecated"])],
  ["breaking", "ReaderFilter.limit", successor(["limit: Int = 10", "limit: Int! = 10"])],
  ["dangerous", "ReaderFilter.limit", successor(["limit: Int = 10", "limit: Int"])],
  ["safe", "ReaderFilter.limit", successor(["limit: Int = 10", "limit: Int = 10 @deprecated"])],
  ["breaking", "ReaderFilter.name", successor(["limit: Int = 10 name: String", "limit: Int = 10"])],
  ["safe", "ReaderFilter.age", successor(["limit: Int = 10", "limit: Int = 10 age: Int"])],
  ["breaking", "ReaderFilter.age", successor(["limit: Int = 10", "limit: Int = 10 age: Int!"])],
  ["dangerous", "ReaderFilter.age", successor(["limit: Int = 10", "limit: Int = 10 age: Int! = 1"])],
  ["dangerous", "BookState.LOST", successor(["IN LENT", "IN LENT LOST"])],
  ["breaking", "BookState.LENT", successor(["IN LENT", "IN"])],
  ["safe", "BookState.LENT", successor(["IN LENT", "IN LENT @deprecated"])],
  ["safe", "Author.born", successor(["born: Int @deprecated", "born: Int"])],
  ["dangerous", "Thing | Reader", successor(["Book | Author", "Book | Author | Reader"])],
  ["breaking", "Thing | Author", successor(["Book | Author", "Book"])],
  ["dangerous", "Reader implements Named", successor(["type Reader {", "type Reader implements Named {"])],
  ["breaking", "Author implements Named", successor(["Author implements Named", "Author"])],
  ["safe", "Room", successor(["scalar Moment", "scalar Moment type Room { id: ID }"])],
  ["breaking", "Query.search", successor(["  search(text: String!): [Thing!]\n", ""])],
])("%s is what becomes of %s", async (severity, coordinate, sdl) => {
  const project = smallProject(LIBRARY);
  const { stdout } = await project.regenerate(sdl, "1.2", "--dry-run", "--json");
  const { changes } = JSON.parse(stdout) as { readonly changes: readonly Record<string, string>[] };
  expect(changes).toContainEqual(expect.objectContaining({ severity, coordinate }));
});

test("what a schema says of itself cannot steer a terminal or break the report", async () => {
  const project = smallProject(LIBRARY);
  const sdl = successor(["pages: Int", 'pages: Int @deprecated(reason: "Red\\u001b[31m\\n# `Title` | <b>")']);
  const report = join(project.folder, "report.md");
  const { stdout } = await project.regenerate(sdl, "1.2", "--report", report);
  expect(stdout).not.toMatch(/\u001b/);
  expect(project.read("report.md")).toContain(
    "- changed `Book.pages`: `` deprecated: Red [31m # `Title` \\| <b> ``\n",
  );
  expect(project.factsAt("1.2")).toContain("Book.pages: Int @deprecated");
});

test("run once more nothing changes, and everything is told again", async () => {
  const project = smallProject({ ...LIBRARY, ...AROUND });
  const first = await project.regenerate(NEXT, "1.2", "--json");
  const after = project.files();
  const again = await project.regenerate(NEXT, "1.2", "--json");
  expect(again.code).toBe(0);
  expect(project.files()).toEqual(after);
  const [told, toldAgain] = [first, again].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
  expect(toldAgain).toEqual({ ...told, files: [], report: toldAgain?.["report"] });
});

test("of a platform's endpoints each is brought to the new version by itself", async () => {
  const cellar = "schema/library/cellar/barrel.graphql";
  const project = smallProject({
    ...LIBRARY,
    [cellar]: "type Query {\n  barrels: Int\n}\n",
  });
  const { stdout } = await project.regenerate(NEXT, "1.2");
  expect(stdout).toContain("library/desk 1.2");
  expect(project.factsAt("1.2", "cellar")).toEqual(project.factsAt("1.1", "cellar"));
  const filled = await project.regenerate("type Query { barrels: Int! }", "1.2");
  expect(filled.stdout).toContain("library/cellar 1.2, compared with 1.1: 1 safe");
  expect(project.read(cellar)).toBe('type Query {\n  barrels: Int! @was(type: "Int", until: "1.1")\n}\n');
  expect(project.versions()).toEqual(["1.0", "1.1", "1.2"]);
  // Now it has something of its own for the version.
  expect(await project.regenerate("type Query { barrels: Float }", "1.2")).toMatchObject({ code: 1 });
});

test("codegen, types, the compatibility table and tests run afterwards; what fails is told and leaves the schema written", async () => {
  const script = (name: string, code = 0) =>
    `node -e "console.log('${name} speaks'); process.exitCode = ${code}"`;
  const scripts = {
    codegen: script("codegen"),
    "check:types": script("types", 3),
    // As ours does, it writes a file from what codegen has just made.
    "compat:table":
      "node -e \"fs.writeFileSync('README.md', fs.readFileSync('schema/library/versions.graphql'))\"",
    test: script("tests"),
  };
  const project = smallProject({
    ...LIBRARY,
    "package.json": JSON.stringify({ scripts }),
    "test/library/books.test.ts": "",
  });
  const outcome = await project.regenerate(NEXT, "1.2");
  expect(outcome.code).toBe(1);
  expect(outcome.stderr.replaceAll(/\d+\.\d s/g, "… s")).toBe(`codegen …
codegen: passed (… s)
types …
types: failed (… s)
types speaks
ended with code 3
compatibility table …
compatibility table: passed (… s)
contract tests …
contract tests: passed (… s)
`);
  expect(outcome.stdout).toContain("| types | `npm run -s check:types` | failed |");
  expect(outcome.stdout).toContain("types:\n\n~~~text\ntypes speaks\nended with code 3\n~~~");
  expect(outcome.stdout).toContain("- [ ] Get to pass: types. Then run the same command again.");
  expect(project.versions()).toContain("1.2");
  expect(project.read("README.md")).toBe(project.read("schema/library/versions.graphql"));
  const from = join(project.folder, "next.graphql");
  writeFileSync(from, NEXT);
  const watched = await project.run(["--from", from, "--as", "1.2"], { isTTY: true });
  expect(watched.stderr).toMatch(/^codegen …\ncodegen speaks\ncodegen: passed/);
  const untested = await project.regenerate(NEXT, "1.2", "--no-tests");
  expect(untested.stderr).not.toContain("contract tests");
});

test("after a failed codegen the rest would tell of old code", async () => {
  const scripts = {
    codegen: "node -e process.exit(1)",
    "check:types": "node -e 0",
    "compat:table": "node -e 0",
  };
  const project = smallProject({ ...LIBRARY, "package.json": JSON.stringify({ scripts }) });
  const { code, stdout } = await project.regenerate(NEXT, "1.2");
  expect(code).toBe(1);
  expect(stdout).toContain("| types | `npm run -s check:types` | left out | 0.0 s |");
  expect(stdout).toContain("| compatibility table | `npm run -s compat:table` | left out | 0.0 s |");
});

test("an operation that codegen would refuse is foretold", async () => {
  const project = smallProject({ ...LIBRARY, ...AROUND });
  const sdl = successor(["lendBook(id: ID!", "lendBook(until: Moment! id: ID!"]);
  const { stdout } = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(stdout).toContain(`breaking  BooksLend (books.lend, books.lendAll)
  codegen refuses it: Field "lendBook" argument "until" of type "Moment!" is required, but it was not provided. Give it in the operation: for older versions it is left out.
  added Mutation.lendBook(until:): Moment!`);
});

test("an operation of what is gone works no more, and is left to older versions", async () => {
  const project = smallProject({ ...LIBRARY, ...AROUND });
  const sdl = successor(["  book(id: ID!): Book\n", ""]);
  const { stdout } = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(stdout).toContain(`breaking  BooksGet (books.get)
  does not work: there is no query book
  removed Query.book: Book`);
  expect(stdout).toContain("Query.book  src/emulator/library/books.ts  only older versions have it now\n");
});

test("an emulator that cannot be loaded is told, and nothing is touched", async () => {
  const project = smallProject({
    ...LIBRARY,
    ...AROUND,
    "src/emulator/library/books.ts": 'throw new Error("Broken.");',
  });
  const before = project.files();
  const { code, stderr } = await project.regenerate(NEXT, "1.2");
  expect(code).toBe(1);
  expect(stderr).toContain("the emulator's resolvers cannot be read:");
  expect(stderr).toContain("Broken.");
  expect(project.files()).toEqual(before);
});

test("when one file cannot be written, none is", async () => {
  const project = smallProject(LIBRARY);
  const taken = `schema/library/versions.graphql.${process.pid}.tmp`;
  mkdirSync(join(project.folder, taken));
  const before = project.files();
  const { code, stderr } = await project.regenerate(NEXT, "1.2");
  expect(code).toBe(1);
  expect(stderr).toMatch(/Nothing was changed\.\n$/);
  expect(project.files()).toEqual(before);
});

test("when one file cannot be moved to its place, those before it are taken back", () => {
  const project = smallProject({ ...LIBRARY, "taken.graphql/inside": "here" });
  const before = project.files();
  const texts = new Map([
    ["schema/library/versions.graphql", "new"],
    ["schema/library/desk/other.graphql", "new"],
    ["taken.graphql", "new"],
  ]);
  expect(() => writeFiles(project.folder, texts)).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(project.files()).toEqual(before);
});

test("help is no mistake", async () => {
  const project = smallProject(LIBRARY);
  const { code, stdout } = await project.run(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^usage: npm run -s regenerate -- --from/);
  expect(await project.regenerate(NEWEST, "1.1")).toMatchObject({ code: 0 });
});
