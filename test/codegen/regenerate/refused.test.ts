import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, introspectionFromSchema } from "graphql";
import { describe, expect, test } from "vitest";
import { LIBRARY, NEWEST, successor } from "./library.ts";
import { smallProject, type Outcome } from "./small-project.ts";

const NOTHING = "Nothing was changed.\n";

/** Runs the command with a schema that it has to refuse, and looks that it touches nothing. */
async function refused(text: string, version = "1.2", ...args: readonly string[]): Promise<string> {
  const project = smallProject(LIBRARY);
  const before = project.files();
  const outcome: Outcome = await project.regenerate(text, version, ...args);
  expect(outcome).toMatchObject({ code: 1, stdout: "" });
  expect(project.files()).toEqual(before);
  expect(outcome.stderr.endsWith(NOTHING)).toBe(true);
  return outcome.stderr.slice(0, -NOTHING.length);
}

test.each([
  ["", "new.graphql:1: Syntax Error: Unexpected <EOF>.\n"],
  ["type Query {\n  a: }", 'new.graphql:2: Syntax Error: Expected Name, found "}".\n'],
  [
    "type Query { a: Int }\n\nquery Q { a }",
    "new.graphql:3: this is an operation or a fragment, no schema\n",
  ],
  [
    "type Query { a: Gone }\ntype Other {\n  b: Lost }",
    'new.graphql:1: Unknown type "Gone".\nnew.graphql:3: Unknown type "Lost". Did you mean "Float"?\n',
  ],
  [
    "type Query { a: Int }\ntype A { a: Int }\ntype A { b: Int }",
    'new.graphql:3: There can be only one type named "A".\n',
  ],
  ["type Query {\n a: Int\n a: String }", 'new.graphql:3: Field "Query.a" can only be defined once.\n'],
  ["type Mutation { a: Int }", "new.graphql: Query root type must be provided.\n"],
  [
    "type Query { a: Int }\nenum E {\n  __A\n}",
    'new.graphql:3: Name "__A" must not begin with "__", which is reserved by GraphQL introspection.\n',
  ],
  [
    "interface N { n: Int }\ntype Query implements N {\n  a: Int }",
    "new.graphql:2: Interface field N.n expected but Query does not provide it.\n",
  ],
  ['type Query { a: Int @since(version: "1") }', 'new.graphql:1: Unknown directive "@since".\n'],
  [
    "type Query { a: Int }\nextend type Nobody { a: Int }",
    'new.graphql:2: Cannot extend type "Nobody" because it is not defined.\n',
  ],
])("definitions that are no schema, or none that can be, name their line: %s", async (text, message) => {
  expect(await refused(text)).toBe(message);
});

test("of very many problems the first are told", async () => {
  const fields = Array.from({ length: 30 }, (_, index) => `f${index}: T${index}`).join("\n");
  const lines = (await refused(`type Query {\n${fields} }`)).trimEnd().split("\n");
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe("new.graphql: and 10 problems more");
});

describe("the answer of a server", () => {
  const answer = (change: (types: Record<string, Loose>, schema: Loose) => void): string => {
    const told = JSON.parse(JSON.stringify(introspectionFromSchema(buildSchema(NEWEST)))) as {
      readonly [member: string]: Loose;
    };
    const schema = told["__schema"] ?? {};
    const types = schema["types"] as readonly Loose[];
    change(Object.fromEntries(types.map((type) => [String(type["name"]), type])), schema);
    return JSON.stringify(told);
  };

  test.each<readonly [string, Parameters<typeof answer>[0], string]>([
    ["a type of no kind", ({ Book }) => set(Book, "kind", "THING"), '].kind: "THING" is not a kind of type'],
    [
      "a name that is none",
      ({ Book }) => set(Book, "name", "My Book"),
      '].name: "My Book" is not a name in GraphQL',
    ],
    ["no name", ({ Book }) => set(Book, "name", 7), "].name: needs a text"],
    ["fields that are no list", ({ Book }) => set(Book, "fields", {}), "].fields: needs a list"],
    [
      "a field that is not an object",
      ({ Book }) => set(Book, "fields", [null]),
      "].fields[0]: needs an object",
    ],
    [
      "an unknown type",
      ({ Book }) => set(at(Book, "fields", 1), "type", { kind: "OBJECT", name: "Gone" }),
      '].fields[1].type: Unknown type "Gone".',
    ],
    [
      "a type reference that was cut off",
      ({ Book }) => set(at(Book, "fields", 0), "type", { kind: "NON_NULL", ofType: null }),
      "].fields[0].type.ofType: is missing: the type is wrapped more often than was asked for",
    ],
    [
      "a field twice",
      ({ Book }) => set(at(Book, "fields", 1), "name", at(Book, "fields", 0)["name"]),
      '].fields[1]: Field "Book.author" can only be defined once.',
    ],
    [
      "a default that is not a value",
      ({ ReaderFilter }) => set(at(ReaderFilter, "inputFields", 0), "defaultValue", "{"),
      '].inputFields[0].defaultValue: "{" is not a value in GraphQL',
    ],
    [
      "an enum value that is none",
      ({ BookState }) => set(at(BookState, "enumValues", 0), "name", "true"),
      "].enumValues[0]: true is not an enum value",
    ],
    [
      "an interface that is none",
      ({ Book }) => set(at(Book, "interfaces", 0), "name", "Author"),
      "].interfaces[0]: Type Book must only implement Interface types, it cannot implement Author.",
    ],
    [
      "no Query",
      (_, schema) => set(schema, "queryType", null),
      "$.__schema: Query root type must be provided.",
    ],
    ["no types", (_, schema) => set(schema, "types", null), "$.__schema.types: is missing"],
  ])("with %s names the way to it", async (_, change, message) => {
    const told = await refused(answer(change));
    expect(told).toMatch(/^new\.graphql \$\.__schema/);
    expect(told).toContain(message);
  });

  test.each([
    ["{", /^new\.graphql(:1)?: this is not JSON: /],
    ['{\n"__schema": 1,,\n}', /^new\.graphql:2: this is not JSON: /],
    ["{}", /^new\.graphql \$\.__schema: is missing: this is not an answer to an introspection query\n$/],
    ['{"data":{"__schema":null}}', /^new\.graphql \$\.data\.__schema: is missing/],
    [
      '{"errors":[{"message":"No."}],"data":null}',
      /^new\.graphql \$\.errors\[0\]: the server answered with an error: No\./,
    ],
  ])("that is none: %s", async (text, message) => {
    expect(await refused(text)).toMatch(message);
  });
});

type Loose = Record<string, unknown>;

function at(owner: Loose | undefined, list: string, index: number): Loose {
  const items = (owner?.[list] ?? []) as readonly Loose[];
  return items[index] ?? {};
}

function set(owner: Loose | undefined, member: string, value: unknown): void {
  if (owner !== undefined) owner[member] = value;
}

test.each([
  ["newest", '--as: "newest" is not a version: write it in numbers, for example 2024.05\n'],
  ["1.2-rc1", '--as: "1.2-rc1" is not a version: write it in numbers, for example 2024.05\n'],
  ["1.0.5", "--as: 1.0.5 lies before 1.1: between known versions nothing is filled in (1.0, 1.1)\n"],
  ["0.9", "--as: 0.9 lies before 1.1: between known versions nothing is filled in (1.0, 1.1)\n"],
])("as version %s is not taken", async (version, message) => {
  expect(await refused(NEWEST, version)).toBe(message);
});

test("a known version is not corrected, and each difference names its place", async () => {
  const other = successor(["pages: Int", "pages: Float"], ["since: Moment", "age: Int"], ["IN LENT", "IN"]);
  expect(await refused(other, "1.1")).toBe(
    `schema/library/desk/book.graphql:45: 1.1 is known, and BookState.LENT is in the schema files for it, but not in the schema given
schema/library/desk/reader.graphql:9: 1.1 is known, and Reader.since is in the schema files for it, but not in the schema given
schema/library/desk/book.graphql:33: 1.1 is known, and Book.pages is otherwise in the schema files
schema/library/desk/reader.graphql:6: 1.1 is known, and Reader.age is not in the schema files for it
`,
  );
  expect(await refused(successor(["state: BookState", "colour: Int"]), "1.0")).toContain("1.0 is known");
});

test("another endpoint's schema is not taken for this one", async () => {
  expect(await refused("type Query { weather: Int }")).toBe(
    "--endpoint: the schema does not tell which endpoint it is of: give one, for example saagie/platform\n",
  );
  expect(await refused("type Query { weather: Int }", "1.2", "--endpoint", "library/desk")).toBe(
    "library/desk: the schema has none of its root fields: is --endpoint right?\n",
  );
  expect(await refused(NEWEST, "1.2", "--endpoint", "library/door")).toBe(
    "--endpoint: there is no library/door, but library/desk\n",
  );
  expect(
    await refused(
      `schema { query: Root }\n${NEWEST.replace("type Query", "type Root")}`,
      "1.2",
      "--endpoint",
      "library/desk",
    ),
  ).toBe("library/desk: the query type is Root, and not Query: the schema files cannot tell that\n");
});

test("REST that is described here, and a platform without versions, have no new versions", async () => {
  const rest = {
    "schema/library/desk/book.graphql": 'type Query { book: Int @http(method: GET, path: "/") }',
  };
  const project = smallProject({
    ...rest,
    "schema/library/versions.graphql": LIBRARY["schema/library/versions.graphql"] ?? "",
  });
  expect(
    (await project.regenerate("type Query { book: Int }", "1.2", "--endpoint", "library/desk")).stderr,
  ).toBe(
    `library/desk: it is REST, described here by hand: no platform publishes a schema of it\n${NOTHING}`,
  );
  const unversioned = smallProject({ "schema/library/desk/book.graphql": "type Query { book: Int }" });
  expect(
    (await unversioned.regenerate("type Query { book: Int }", "1.2", "--endpoint", "library/desk")).stderr,
  ).toBe(`library/desk: its schema files declare no versions\n${NOTHING}`);
});

test.each([
  [["--as", "1.2"], "--from is missing"],
  [["--from", "x"], "--as is missing"],
  [["--from", "x", "--as", "1.2", "--force"], "Unknown option '--force'"],
  [["x"], "Unexpected argument 'x'"],
])("%s is no command line", async (args, message) => {
  const project = smallProject(LIBRARY);
  const { code, stderr } = await project.run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain("usage: npm run -s regenerate -- --from");
});

test("a file that cannot be read is named", async () => {
  const project = smallProject(LIBRARY);
  const run = (name: string) => project.run(["--from", join(project.folder, name), "--as", "1.2"]);
  mkdirSync(join(project.folder, "folder"));
  writeFileSync(join(project.folder, "bytes"), Buffer.from([0x74, 0xff, 0xfe]));
  expect((await run("nowhere")).stderr).toMatch(/^project\/nowhere: cannot be read: ENOENT/);
  expect((await run("folder")).stderr).toMatch(/^project\/folder: cannot be read: EISDIR/);
  expect((await run("bytes")).stderr).toMatch(/^project\/bytes: cannot be read: it is not a UTF-8 text/);
});

test("what all versions together cannot be is refused", async () => {
  const project = smallProject(LIBRARY);
  await project.regenerate(successor(["type Author implements Named", "type Author"]), "1.2");
  const before = project.files();
  // An author of old was named, and would have to have a short name, which no author ever had.
  const sdl = successor(
    ["type Author implements Named", "type Author"],
    ["interface Named {", "interface Named { short: String"],
    ["type Book implements Named {", "type Book implements Named { short: String"],
  );
  expect(await project.regenerate(sdl, "1.3")).toMatchObject({
    code: 1,
    stderr: `1.3: all versions together would be no schema: Interface field Named.short expected but Author does not provide it.\n${NOTHING}`,
  });
  expect(project.files()).toEqual(before);
});

test("files that contradict each other already are named", async () => {
  const project = smallProject({ ...LIBRARY, "schema/library/desk/x.graphql": "type Book { a: Int }" });
  expect((await project.regenerate(NEWEST, "1.2")).stderr).toBe(
    `schema/library/desk/x.graphql:1: type Book is already declared at schema/library/desk/book.graphql:26\n${NOTHING}`,
  );
});
