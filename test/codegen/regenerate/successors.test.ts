import { buildSchema } from "graphql";
import { check } from "prettier";
import { expect, test } from "vitest";
import { schemaFacts } from "../schema-facts.ts";
import { LIBRARY, NEWEST, successor } from "./library.ts";
import { smallProject, type SmallProject } from "./small-project.ts";

const BOOK = "schema/library/desk/book.graphql";
const READER = "schema/library/desk/reader.graphql";
const VERSIONS = "schema/library/versions.graphql";

/** The lines of the files that are others than before, with the sign of `diff` before them. */
async function changedLines(project: SmallProject, sdl: string): Promise<readonly string[]> {
  const old = ["1.0", "1.1"].map((version) => project.factsAt(version));
  const shown = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0, stderr: "" });
  expect(project.factsAt("1.2")).toEqual(schemaFacts(buildSchema(sdl)));
  expect(["1.0", "1.1"].map((version) => project.factsAt(version))).toEqual(old);
  for (const [path, text] of Object.entries(project.files())) {
    if (path.endsWith("/directives.graphql")) continue;
    expect(await check(text, { parser: "graphql" }), path).toBe(true);
  }
  // What was shown before is what was done.
  return shown.stdout.split("\n").filter((line) => /^[-+](?![-+])/.test(line) && !line.includes("@version"));
}

test.each<readonly [string, string, readonly string[]]>([
  [
    "a root field stands beside those of its type",
    successor(["type Query {", "type Query { newest(limit: Int = 3): [Book!]!"]),
    ['+  newest(limit: Int = 3): [Book!]! @since(version: "1.2")'],
  ],
  [
    "a root field of no type of its own stands where its words are",
    successor(["type Query {", "type Query { countReaders: Int"]),
    ['+  countReaders: Int @since(version: "1.2")'],
  ],
  [
    "a renamed field is one that ended and a new one",
    successor(["pages: Int", "pageCount: Int"]),
    [
      '-  pages: Int @since(version: "1.1")',
      '+  pages: Int @since(version: "1.1") @until(version: "1.1")',
      '+  pageCount: Int @since(version: "1.2")',
    ],
  ],
  [
    "an enum value",
    successor(["IN LENT", 'IN LENT\n "It does not say whose fault." LOST']),
    ['+  "It does not say whose fault."', '+  LOST @since(version: "1.2")'],
  ],
  ["an enum value that is gone", successor(["IN LENT", "IN"]), ["-  LENT", '+  LENT @until(version: "1.1")']],
  [
    "an argument that became required",
    successor(["to: String", "to: String!"]),
    [
      "-  lendBook(id: ID!, to: String): Boolean!",
      '+  lendBook(id: ID!, to: String! @was(type: "String", until: "1.1")): Boolean!',
    ],
  ],
  [
    "a required argument that is gone is required no more of operations, which are written once",
    successor(["id: ID!, to: String", "to: String"]),
    [
      "-  lendBook(id: ID!, to: String): Boolean!",
      "+  lendBook(",
      '+    id: ID @was(type: "ID!", until: "1.1") @until(version: "1.1")',
      "+    to: String",
      "+  ): Boolean!",
    ],
  ],
  [
    "arguments in alphabetical order stay so",
    successor([
      "all: Boolean = false, shelf: Int",
      "all: Boolean = false, newest: Boolean, shelf: Int, year: Int",
    ]),
    ['+    newest: Boolean @since(version: "1.2")', '+    year: Int @since(version: "1.2")'],
  ],
  [
    "the first argument of a field",
    successor(["since: Moment", "since(zone: String): Moment"]),
    ["-  since: Moment", '+  since(zone: String @since(version: "1.2")): Moment'],
  ],
  [
    "a field that may be null no more, with its comment",
    successor(["book(id: ID!): Book", "book(id: ID!): Book!"]),
    [
      "-  book(id: ID!): Book # by its mark",
      '+  book(id: ID!): Book! @was(type: "Book", until: "1.1") # by its mark',
    ],
  ],
  [
    "a default that is another, one that is new and one that is gone",
    successor(["limit: Int = 10 name: String", 'limit: Int name: String = "A"'], ["= false", "= true"]),
    [
      "-    all: Boolean = false",
      '+    all: Boolean = true @was(default: "false", until: "1.1")',
      "-  name: String",
      "-  limit: Int = 10",
      '+  name: String = "A" @was(default: null, until: "1.1")',
      '+  limit: Int @was(default: "10", until: "1.1")',
    ],
  ],
  [
    "a deprecation that is new, and one that was taken back",
    successor(
      ["born: Int @deprecated", "born: Int"],
      ["pages: Int", 'pages: Int @deprecated(reason: "Who counts?")'],
    ),
    [
      '-  pages: Int @since(version: "1.1")',
      "+  pages: Int",
      '+    @since(version: "1.1")',
      '+    @deprecated(reason: "Who counts?")',
      '+    @was(deprecation: null, until: "1.1")',
      '-  born: Int @deprecated(reason: "Ask somebody.")',
      '+  born: Int @was(deprecation: "Ask somebody.", until: "1.1")',
    ],
  ],
  [
    "deprecations of arguments, input fields and enum values",
    successor(
      ["shelf: Int", "shelf: Int @deprecated"],
      ["limit: Int = 10", "limit: Int = 10 @deprecated"],
      ["IN LENT", "IN LENT @deprecated"],
    ),
    [
      '+      @deprecated(reason: "No longer supported")',
      '+      @was(deprecation: null, until: "1.1")',
      '+    @deprecated(reason: "No longer supported")',
      '+    @was(deprecation: null, until: "1.1")',
      '+    @deprecated(reason: "No longer supported")',
      '+    @was(deprecation: null, until: "1.1")',
    ],
  ],
  [
    "several facts of one member at once",
    successor(["limit: Int = 10", "limit: Float = 2.5 @deprecated"]),
    [
      "-  limit: Int = 10",
      "+  limit: Float = 2.5",
      '+    @deprecated(reason: "No longer supported")',
      '+    @was(type: "Int", default: "10", deprecation: null, until: "1.1")',
    ],
  ],
  [
    "a type that is gone, and what it was for",
    successor(
      ["type Reader { name: String! since: Moment }", ""],
      ["input ReaderFilter { limit: Int = 10 name: String }", ""],
      ["  readers(filter: ReaderFilter): [Reader]\n", ""],
      ["scalar Moment", ""],
    ),
    [
      "-scalar Moment",
      '+scalar Moment @until(version: "1.1")',
      "-  readers(filter: ReaderFilter): [Reader]",
      '+  readers(filter: ReaderFilter): [Reader] @until(version: "1.1")',
      "-type Reader {",
      '+type Reader @until(version: "1.1") {',
      "-input ReaderFilter {",
      '+input ReaderFilter @until(version: "1.1") {',
    ],
  ],
  [
    "a type that lives on without what led to it",
    successor(["  search(text: String!): [Thing!]\n", ""]),
    ["-  search(text: String!): [Thing!]", '+  search(text: String!): [Thing!] @until(version: "1.1")'],
  ],
  [
    "an interface that two old types declare, and one that a type does no more",
    successor(
      ["type Reader {", "type Reader implements Named {"],
      ["type Author implements Named", "type Author"],
    ),
    [
      "-type Author implements Named {",
      '+type Author implements Named @with(type: "Named", until: "1.1") {',
      "-type Reader {",
      '+type Reader implements Named @with(type: "Named", since: "1.2") {',
    ],
  ],
  [
    "members of a union that come and go",
    successor(["union Thing = Book | Author", "union Thing = Book | Reader"]),
    [
      "-union Thing = Book | Author",
      "+union Thing",
      '+  @with(type: "Author", until: "1.1")',
      '+  @with(type: "Reader", since: "1.2") =',
      "+  | Book",
      "+  | Author",
      "+  | Reader",
    ],
  ],
])("%s", async (_, sdl, lines) => {
  const project = smallProject(LIBRARY);
  expect(await changedLines(project, sdl)).toEqual(lines);
  expect(project.versions()).toEqual(["1.0", "1.1", "1.2"]);
});

test("new types go to what refers to them, and new resources get a file", async () => {
  const project = smallProject(LIBRARY);
  const sdl = successor(
    ["type Query {", "type Query { rooms(floor: Int): [Room!]! room(where: RoomKey!): Room\n"],
    ["type Mutation {", "type Mutation { closeRoom(number: Int!): Boolean!\n"],
    ["state: BookState", "state: BookState binding: Binding"],
    [
      "scalar Moment",
      `scalar Moment
       scalar Colour
       input RoomKey { number: Int! kind: RoomKind = QUIET }
       enum RoomKind { QUIET LOUD }
       """
       Where one "reads".
       """
       type Room implements Placed { floor: Int! kind: RoomKind! colour: Colour doors: [Door!] }
       union Door = Exit | Gate
       type Exit { id: Int }
       type Gate { id: Int }
       interface Placed { floor: Int! }
       type Binding { colour: Colour of: Material }
       enum Material { PAPER LEATHER }`,
    ],
  );
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0, stderr: "" });
  expect(project.factsAt("1.2")).toEqual(schemaFacts(buildSchema(sdl)));
  expect(project.read("schema/library/desk/room.graphql")).toMatchInlineSnapshot(`
    "extend type Query {
      rooms(floor: Int): [Room!]! @since(version: "1.2")
      room(where: RoomKey!): Room @since(version: "1.2")
    }

    extend type Mutation {
      closeRoom(number: Int!): Boolean! @since(version: "1.2")
    }

    input RoomKey @since(version: "1.2") {
      number: Int!
      kind: RoomKind = QUIET
    }

    enum RoomKind @since(version: "1.2") {
      QUIET
      LOUD
    }

    """
    Where one "reads".
    """
    type Room implements Placed @since(version: "1.2") {
      floor: Int!
      kind: RoomKind!
      colour: Colour
      doors: [Door!]
    }

    union Door @since(version: "1.2") = Exit | Gate

    type Exit @since(version: "1.2") {
      id: Int
    }

    type Gate @since(version: "1.2") {
      id: Int
    }

    interface Placed @since(version: "1.2") {
      floor: Int!
    }
    "
  `);
  expect(project.read("schema/library/desk/scalars.graphql")).toBe('scalar Colour @since(version: "1.2")\n');
  expect(project.read(BOOK).slice(project.read(BOOK).indexOf("scalar"))).toMatchInlineSnapshot(`
    "scalar Moment

    type Binding @since(version: "1.2") {
      colour: Colour
      of: Material
    }

    enum Material @since(version: "1.2") {
      PAPER
      LEATHER
    }
    "
  `);
  expect(project.read(READER)).toBe(LIBRARY[READER]);
});

test("with an interface or a member of a union that is gone no annotation is needed where they are named", async () => {
  const project = smallProject(LIBRARY);
  const sdl = successor(
    ["interface Named { name: String! }", ""],
    ["type Book implements Named {", "type Book {"],
    ["type Author implements Named { name: String! born: Int @deprecated }", "type Author { name: String! }"],
  );
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0, stderr: "" });
  expect(project.factsAt("1.2")).toEqual(schemaFacts(buildSchema(sdl)));
  expect(project.read(BOOK)).toContain('interface Named @until(version: "1.1") {');
  expect(project.read(BOOK)).not.toContain("@with");
});

test("comments stay with what they stand behind, and defaults that are only written otherwise are the same", async () => {
  const odd = `extend type Query {
  pages(page: Page = { from: 1, to: 2 }): Int
}

input Page {
  from: Int = 0
  to: Int # the last
}
`;
  const project = smallProject({ ...LIBRARY, "schema/library/desk/page.graphql": odd });
  const sdl = successor(
    ["type Query {", "type Query { pages(page: Page = {to: 2, from: 1}): Int\n"],
    ["scalar Moment", "scalar Moment input Page { to: Int from: Int = 0 step: Int }"],
  );
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0, stderr: "" });
  expect(project.read("schema/library/desk/page.graphql")).toBe(
    odd.replace("# the last\n", '# the last\n  step: Int @since(version: "1.2")\n'),
  );
});

const NOTHING_CHANGED = "Nothing was changed.\n";

test("a change of kind, and of oneOf, is refused with its place and what to do, and nothing is touched", async () => {
  const project = smallProject(LIBRARY);
  const before = project.files();
  const kind = successor(["scalar Moment", "type Moment { year: Int }"]);
  expect(await project.regenerate(kind, "1.2")).toMatchObject({
    code: 1,
    stderr: `schema/library/desk/book.graphql:51: Moment: up to 1.1 it is scalar, in 1.2 type, and one name is one kind of type. Give --without "Moment": on 1.2 clients then go without it and without what has it (Reader.since)
${NOTHING_CHANGED}`,
  });
  const oneOf = successor(["input ReaderFilter { limit: Int = 10", "input ReaderFilter @oneOf { limit: Int"]);
  expect((await project.regenerate(oneOf, "1.2")).stderr).toBe(
    `schema/library/desk/reader.graphql:12: ReaderFilter: @oneOf comes or goes with 1.2, which the schema files cannot tell. Give --without "ReaderFilter": on 1.2 clients then go without it and without what has it (Query.readers(filter:))
${NOTHING_CHANGED}`,
  );
  expect(project.files()).toEqual(before);
  const { code, stderr, stdout } = await project.regenerate(kind, "1.2", "--without", "Moment");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    "note: Left out by --without, so that clients go without it: Moment, Reader.since.\n",
  );
  expect(project.factsAt("1.2")).toEqual(
    schemaFacts(buildSchema(successor(["since: Moment", ""], ["scalar Moment", ""]))),
  );
  expect(project.factsAt("1.1")).toEqual(schemaFacts(buildSchema(NEWEST)));
});

test("what ended cannot come back, is told with its place and what to do, and either way is open", async () => {
  const project = smallProject(LIBRARY);
  const without = successor(
    ["pages: Int ", ""],
    ["IN LENT", "IN"],
    ["union Thing = Book | Author", "union Thing = Book"],
  );
  expect(await project.regenerate(without, "1.2")).toMatchObject({ code: 0 });
  const before = project.files();
  const again = (place: string, coordinate: string): string =>
    `schema/library/desk/book.graphql:${place}: ${coordinate} is there again, though 1.2 lacks it: @since and @until tell no gap. ` +
    `Give --without "${coordinate}": on 1.3 clients then go without it. Or take its @until away by hand and run this again: ` +
    "1.2 is then taken to have it, too\n";
  const [pages, lent, author] = [
    again("33", "Book.pages"),
    again("45", "BookState.LENT"),
    again("49", "Thing | Author"),
  ];
  expect(await project.regenerate(NEWEST, "1.3")).toEqual({
    code: 1,
    stdout: "",
    stderr: `${pages}${lent}${author}${NOTHING_CHANGED}`,
  });
  expect(project.files()).toEqual(before);

  const book = "schema/library/desk/book.graphql";
  project.write(book, project.read(book).replace('LENT @until(version: "1.1")', "LENT"));
  const args = ["--without", "Book.pages", "--without", "Thing | Author"];
  expect(await project.regenerate(NEWEST, "1.3", ...args)).toMatchObject({ code: 0, stderr: "" });
  expect(project.factsAt("1.3")).toEqual(
    schemaFacts(
      buildSchema(successor(["pages: Int ", ""], ["union Thing = Book | Author", "union Thing = Book"])),
    ),
  );
});

test("with what is left out goes what cannot be without it, and nothing else", async () => {
  const project = smallProject(LIBRARY);
  const sdl = successor(
    ["type Query {", "type Query { colours(of: Paint!): Int mixed(of: Paint, by: ID): Int"],
    [
      "scalar Moment",
      "scalar Moment scalar Colour input Paint { of: Colour! } type Only { colour: [Colour!] }",
    ],
    ["union Thing = Book | Author", "union Thing = Book | Author | Only"],
    ["limit: Int = 10", "limit: Int = 10 colour: Colour"],
  );
  const { stdout, stderr } = await project.regenerate(sdl, "1.2", "--without", "Colour");
  expect(stderr).toBe("");
  expect(stdout).toContain(
    "go without it: Colour, Paint, Only, Query.colours, Query.mixed(of:), ReaderFilter.colour, Thing | Only.\n",
  );
  expect(project.factsAt("1.2")).toEqual(
    schemaFacts(buildSchema(successor(["type Query {", "type Query { mixed(by: ID): Int"]))),
  );
});

test.each([
  ["Colour", "--without: there is no Colour\n"],
  ["Author.name", "--without: Interface field Named.name expected but Author does not provide it.\n"],
])("leaving out %s is refused where it cannot be", async (part, message) => {
  const project = smallProject(LIBRARY);
  const { code, stderr } = await project.regenerate(NEWEST, "1.2", "--without", part);
  expect(code).toBe(1);
  expect(stderr).toBe(`${message}${NOTHING_CHANGED}`);
});

test("a membership that came with a version ends with another", async () => {
  const project = smallProject(LIBRARY);
  const named = successor(["type Reader {", "type Reader implements Named {"]);
  expect(await project.regenerate(named, "1.2")).toMatchObject({ code: 0 });
  expect(await project.regenerate(NEWEST, "1.3")).toMatchObject({ code: 0 });
  expect(project.read(READER)).toContain(
    'type Reader implements Named @with(type: "Named", since: "1.2", until: "1.2") {',
  );
  expect(project.factsAt("1.3")).toEqual(project.factsAt("1.1"));
  expect(project.factsAt("1.2")).toContain("Reader implements Named");
});

test("a file that was laid out by hand stays so", async () => {
  const odd = (LIBRARY[READER] ?? "").replace(
    "type Reader {\n  name: String!\n",
    "type Reader   { name: String!,\n",
  );
  const project = smallProject({ ...LIBRARY, [READER]: odd });
  const sdl = successor(["type Reader {", "type Reader { age: Int"], ["limit: Int = 10", "limit: Int = 20"]);
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0 });
  expect(project.read(READER)).toBe(
    odd
      .replace("  since: Moment", '  since: Moment\n  age: Int @since(version: "1.2")')
      .replace("limit: Int = 10", 'limit: Int = 20 @was(default: "10", until: "1.1")'),
  );
  expect(project.factsAt("1.2")).toEqual(schemaFacts(buildSchema(sdl)));
});

test("a version without any change is a line more", async () => {
  const project = smallProject(LIBRARY);
  const before = project.files();
  const { stdout } = await project.regenerate(NEWEST, "v1.2");
  expect(stdout).toMatch(/^library\/desk 1.2, compared with 1.1: no change\n/);
  expect(project.files()).toEqual({
    ...before,
    [VERSIONS]: `# The oldest first.
extend schema @version(name: "1.0") @version(name: "1.1") @version(name: "1.2")
`,
  });
});
