import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configFor } from "../../../codegen.ts";
import { generateFiles, type GeneratedFiles } from "../../../src/codegen/generated-files.ts";

// What codegen makes of the answers of a made-up library.

const SCHEMA = `
type Query {
  "One shelf." shelf: Shelf
  node: Node
  finds: [Find!]
  newest: Item
}
"Where books stand."
type Shelf {
  id: ID!
  "Above the door."
  label: String!
  "Not sorted"
  books: [Book!]! @since(version: "2.0")
  height: Int @since(version: "2.0") @until(version: "2.0")
  "In metres" width: Int @until(version: "2.0")
  room: Room
  "Closes with */ here."
  odd: String
}
type Room { "Of the plan." number: Int door: Door! }
type Door { "Of whoever\\nhas it." key: String colour: Colour }
enum Colour { RED "Of hope." GREEN }
interface Node { "Of any node." id: ID! label: String }
type Book implements Node { "Of a book." id: ID! "On its back." label: String "By whom." author: String @since(version: "2.0") }
type Map implements Node { id: ID! label: String "One to how many." scale: Int }
union Find = Book | Map
type Item { "What it is." find: Find "Again." again: Item }
input Wish { "Asked for." title: String }
`;

const OPERATIONS = `
"Reads a shelf." query ShelvesGet { shelf { ...ShelfFields } }
"Reads it with more." query ShelvesMore { shelf { ...ShelfFields size: width odd room { number } } }
"Reads by aliases." query ShelvesAliased { shelf { label: id id: label } }
"Reads a part of a fragment's type." query ShelvesPart { shelf { id label } }
"Reads a node." query ShelvesNode { node { id label ...BookFields ... on Map { scale } } }
"Reads what is found." query ShelvesFind { finds { __typename ... on Book { author label } ... on Map { scale label } } }
"Reads what is found, unnamed." query ShelvesUnnamed { finds { ... on Book { title: label } ... on Map { label } } }
"Reads all the way down." query ShelvesDeep { newest { find { ...FindFields } again { again { find { ...FindFields } } } } }
fragment ShelfFields on Shelf { id label books { ...BookFields } height room { ...RoomFields } }
fragment RoomFields on Room { number door { key colour } }
fragment BookFields on Book { id author }
fragment FindFields on Find { ... on Book { label author } ... on Map { id } }
`;

let folder: string;
let files: GeneratedFiles;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "footbridge-answers-"));
  mkdirSync(join(folder, "schema"));
  const directives = fileURLToPath(new URL("../../../schema/directives.graphql", import.meta.url));
  cpSync(directives, join(folder, "schema/directives.graphql"));
  write("schema/library/versions.graphql", ["1.0", "2.0", "3.0"].map(declareVersion).join("\n"));
  write("schema/library/catalogue/shelves.graphql", SCHEMA);
  write("operations/library/shelves.graphql", OPERATIONS);
  files = await generateFiles(configFor(folder));
});

afterAll(() => rmSync(folder, { recursive: true }));

function declareVersion(name: string): string {
  return `extend schema @version(name: "${name}")`;
}

/** The text of one generated type, without its indents. */
function typeOf(name: string): string {
  const text = files.get(join(folder, "generated/library/catalogue.ts")) ?? expect.unreachable();
  const found = new RegExp(`^(?:export )?type ${name} =([^;]*);`, "mu").exec(text)?.[1];
  return (found ?? expect.unreachable(`no type ${name}`)).replaceAll(/\s+/gu, " ").trim();
}

describe("the fields of answers", () => {
  test("carry their descriptions, and from when to when they are there", () => {
    expect(typeOf("ShelfFieldsFragment")).toBe(
      "{ readonly id: string, /** Above the door. */ readonly label: string, " +
        "/** Since 2.0, until 2.0. */ readonly height?: number | null, " +
        "/** Not sorted. Since 2.0. */ readonly books?: ReadonlyArray<BookFieldsFragment>, " +
        "readonly room: RoomFieldsFragment | null }",
    );
    expect(typeOf("RoomFieldsFragment")).toBe(
      "{ /** Of the plan. */ readonly number: number | null, " +
        "readonly door: { /** * Of whoever * has it. */ readonly key: string | null, readonly colour: Colour | null } }",
    );
  });

  test("are of the fragment by name where nothing else is selected, and described once more where something is", () => {
    expect(typeOf("ShelvesGetQuery")).toBe(
      "{ /** One shelf. */ readonly shelf: ShelfFieldsFragment | null }",
    );
    const more = typeOf("ShelvesMoreQuery");
    expect(more).toContain("/** Above the door. */ readonly label: string");
    expect(more).toContain("/** In metres. Until 2.0. */ readonly size?: number | null");
    expect(more).toContain("/** Closes with *\\/ here. */ readonly odd: string | null");
    expect(more).toContain("readonly room: RoomFieldsFragment | null");
    expect(typeOf("ShelvesPartQuery")).toBe(
      "{ /** One shelf. */ readonly shelf: { readonly id: string, /** Above the door. */ readonly label: string } | null }",
    );
  });

  test("are known by what they are, not by what an operation calls them", () => {
    expect(typeOf("ShelvesAliasedQuery")).toBe(
      "{ /** One shelf. */ readonly shelf: { readonly label: string, /** Above the door. */ readonly id: string } | null }",
    );
  });

  test("of an interface are those of each object, or where it says nothing the interface's", () => {
    expect(typeOf("ShelvesNodeQuery")).toBe(
      "{ readonly node: | { /** Of a book. */ readonly id: string, /** On its back. */ readonly label: string | null, " +
        "/** By whom. Since 2.0. */ readonly author?: string | null } " +
        "| { /** One to how many. */ readonly scale: number | null, " +
        "/** Of any node. */ readonly id: string, readonly label: string | null } | null }",
    );
  });

  test("of a union are told apart by their __typename, or by what is selected of each", () => {
    const named = typeOf("ShelvesFindQuery");
    expect(named).toContain(
      "'Book', /** By whom. Since 2.0. */ readonly author?: string | null, /** On its back. */ readonly label",
    );
    expect(named).toContain(
      "'Map', /** One to how many. */ readonly scale: number | null, readonly label: string | null }",
    );
    expect(typeOf("ShelvesUnnamedQuery")).toMatch(
      /\{ \/\*\* On its back\. \*\/ readonly title: string \| null \} \| \{ readonly label: string \| null \}/u,
    );
  });

  test("of the fragment of a union are described in its own types as well as where it is selected", () => {
    expect(typeOf("FindFields_Book_Fragment")).toBe(
      "{ /** On its back. */ readonly label: string | null, /** By whom. Since 2.0. */ readonly author?: string | null }",
    );
    expect(typeOf("FindFields_Map_Fragment")).toBe("{ /** Of any node. */ readonly id: string }");
    const deep = typeOf("ShelvesDeepQuery");
    expect(deep.match(/\/\*\* By whom\. Since 2\.0\. \*\//gu)).toHaveLength(2);
    expect(deep.match(/\/\*\* Again\. \*\//gu)).toHaveLength(2);
  });
});

test("the types of fragments, which doors offer, say what they are", () => {
  const text = files.get(join(folder, "generated/library/catalogue.ts"));
  expect(text).toContain("/** Where books stand. */\nexport type ShelfFieldsFragment = {");
  expect(text).toContain("/** What answers tell of Find. */\nexport type FindFieldsFragment =");
  expect(text).not.toMatch(/\*\/\n(?:export )?type (?:ShelvesGetQuery|FindFields_Book_Fragment)\b/u);
});

test("the documents are what they were: descriptions go to readers of types alone", () => {
  const text = files.get(join(folder, "generated/library/catalogue.ts")) ?? expect.unreachable();
  const documents = text.slice(text.indexOf("Document = "));
  expect(documents).toContain("...ShelfFields");
  expect(documents).not.toContain("/**");
});

test("a door can offer the results with all that they name: fragments, and enums that are answered", () => {
  const text = files.get(join(folder, "generated/library/results.ts"));
  expect(text?.replaceAll(/\s+/gu, " ")).toContain(
    "export type { BookFieldsFragment, Colour, FindFieldsFragment, RoomFieldsFragment, ShelfFieldsFragment, } from",
  );
  expect(text).toContain("ShelvesGetResult");
});

test("two endpoints that answer different types of one name are refused", async () => {
  const colour = (values: string): string => `enum Colour { ${values} } type Query { paint: Colour }`;
  write("schema/library/paints/paints.graphql", colour("BLUE").replace("paint:", "other:"));
  write("operations/library/paints.graphql", '"Reads." query PaintsGet { other }');
  await expect(generateFiles(configFor(folder))).rejects.toThrow(
    "catalogue and paints both answer a type Colour, each its own",
  );
  write("schema/library/paints/paints.graphql", colour("GREEN RED").replace("paint:", "other:"));
  const again = await generateFiles(configFor(folder));
  expect(again.get(join(folder, "generated/library/results.ts"))?.match(/\bColour\b/gu)).toHaveLength(1);
});
