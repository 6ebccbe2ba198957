import { buildSchema, introspectionFromSchema } from "graphql";
import { expect, test } from "vitest";
import { schemaFacts } from "../schema-facts.ts";
import { LIBRARY, NEWEST, successor } from "./library.ts";
import { smallProject } from "./small-project.ts";

// What the command cannot know, and tells people to look at.

interface Told {
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  readonly notes: readonly string[];
}

async function told(sdl: string): Promise<Told> {
  const { stdout, stderr } = await smallProject(LIBRARY).regenerate(sdl, "1.2", "--dry-run", "--json");
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Told;
}

test.each<readonly [string, string, Told["renames"]]>([
  ["a field", successor(["pages: Int", "pageCount: Int"]), [{ from: "Book.pages", to: "Book.pageCount" }]],
  [
    "a root field with its arguments",
    successor(["lendBook(id: ID!, to: String): Boolean!", "giveBook(to: String, id: ID!): Boolean!"]),
    [{ from: "Mutation.lendBook", to: "Mutation.giveBook" }],
  ],
  [
    "an argument",
    successor(["shelf: Int", "board: Int"]),
    [{ from: "Query.books(shelf:)", to: "Query.books(board:)" }],
  ],
  ["an enum value", successor(["IN LENT", "IN AWAY"]), [{ from: "BookState.LENT", to: "BookState.AWAY" }]],
  [
    "an input field with its default",
    successor(["limit: Int = 10", "most: Int = 10"]),
    [{ from: "ReaderFilter.limit", to: "ReaderFilter.most" }],
  ],
  [
    "a type",
    successor(["since: Moment", "since: Instant"], ["scalar Moment", "scalar Instant"]),
    [{ from: "Moment", to: "Instant" }],
  ],
  ["no field of another type", successor(["pages: Int", "pageCount: Float"]), []],
  [
    "no field of another owner",
    successor(["pages: Int", ""], ["since: Moment", "since: Moment pages: Int"]),
    [],
  ],
  [
    "no field with other arguments",
    successor(["(id: ID!, to: String): Boolean!", "(id: ID!): Boolean!"], ["lendBook", "giveBook"]),
    [],
  ],
  ["none of two", successor(["pages: Int", "pageCount: Int lineCount: Int"]), []],
  ["nothing that is there still", successor(["pages: Int", "pages: Int pageCount: Int"]), []],
])("perhaps renamed is %s", async (_, sdl, renames) => {
  expect((await told(sdl)).renames).toEqual(renames);
});

test("a likely rename is told to people, and stays one that ended and a new one", async () => {
  const project = smallProject(LIBRARY);
  const { stdout } = await project.regenerate(successor(["pages: Int", "pageCount: Int"]), "1.2");
  expect(stdout).toContain("perhaps renamed  Book.pages → Book.pageCount\n");
  expect(stdout).toContain("## Perhaps renamed\n\n- `Book.pages` → `Book.pageCount`\n");
  expect(stdout).toContain("- [ ] See whether 1 thing has another name now; operations may ask for both.\n");
});

const DIRECTIVES = successor(
  [
    "scalar Moment",
    "scalar Moment\ndirective @secret(level: Int = 1) repeatable on FIELD_DEFINITION | OBJECT\ndirective @unused on QUERY",
  ],
  ["type Reader {", "type Reader @secret {"],
  ["pages: Int", "pages: Int @secret(level: 2)"],
);

const unkept = (name: string, where = ""): string =>
  `@${name} is a directive of the platform${where}: the schema files do not keep it. See whether it asks something of clients.`;

test("directives of the platform are told, with their uses, and not kept", async () => {
  const project = smallProject(LIBRARY);
  expect((await told(DIRECTIVES)).notes.slice(0, 2)).toEqual([
    unkept("secret", ", on Book.pages, Reader"),
    unkept("unused"),
  ]);
  expect(await project.regenerate(DIRECTIVES, "1.2")).toMatchObject({ code: 0, stderr: "" });
  expect(project.factsAt("1.2")).toEqual(schemaFacts(buildSchema(NEWEST)));
  expect(JSON.stringify(project.files())).not.toContain("@secret");
});

test("an introspection tells which directives there are", async () => {
  const answer = introspectionFromSchema(buildSchema(DIRECTIVES), { inputValueDeprecation: true });
  expect((await told(JSON.stringify(answer))).notes.slice(0, 2)).toEqual([
    unkept("secret"),
    unkept("unused"),
  ]);
  const plain = introspectionFromSchema(buildSchema(NEWEST), { inputValueDeprecation: true });
  expect((await told(JSON.stringify(plain))).notes.filter((note) => note.startsWith("@"))).toEqual([]);
});
