import { buildSchema } from "graphql";
import { expect, test } from "vitest";
import { schemaFacts } from "../schema-facts.ts";
import { generatingProject } from "./generating-project.ts";
import { successor } from "./library.ts";

// What a run leaves behind, with codegen and a type check that really run.

const COLOUR = ["scalar Moment", "scalar Moment scalar Colour"] as const;

test("a new scalar that no operation reaches stands in nobody's way", async () => {
  const project = generatingProject();
  const sdl = successor(COLOUR, ["type Reader {", "type Reader { colour: Colour"]);
  const shown = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).not.toContain("codegen will refuse");
  const { code, stderr, stdout } = await project.regenerate(sdl, "1.2");
  expect(stderr).toMatch(/codegen: passed[^]*types: passed/);
  expect(code).toBe(0);
  expect(stdout).toContain("None is affected.");
}, 180_000);

function told(user: string): string {
  return (
    `schema/library/desk/scalars.graphql:1: scalar Colour, which ${user} has, needs a TypeScript type: ` +
    "write it into scalars of codegen.ts"
  );
}

test("a new scalar that an operation reads is foretold with what to write", async () => {
  const project = generatingProject();
  const before = project.files();
  const sdl = successor(COLOUR, ["pages: Int", "pages: Colour"]);
  const { stdout } = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(stdout).toContain(`codegen will refuse the operations: ${told("Book.pages")}\n`);
  expect(project.files()).toEqual(before);
}, 180_000);

test("a new scalar that an operation may send stops codegen with what to do, and either way is open", async () => {
  const project = generatingProject();
  const sdl = successor(COLOUR, ["limit: Int = 10", "limit: Int = 10 colour: Colour"]);
  const before = project.files();
  const { code, stdout } = await project.regenerate(sdl, "1.2");
  expect(code).toBe(1);
  expect(stdout).toContain(
    `- [ ] Mend what codegen refuses, until \`npm run codegen\` passes: ${told("ReaderFilter.colour")}`,
  );
  expect(stdout).toContain("- [ ] Get to pass: codegen, types. Then run the same command again.\n");
  const [, restore = ""] = /- \[ \] Or take the version back: (.*)\n/u.exec(stdout) ?? [];
  const changed = Object.entries(project.files()).filter(([path, text]) => before[path] !== text);
  expect(changed.map(([path]) => path)).toEqual([
    "schema/library/desk/reader.graphql",
    "schema/library/desk/scalars.graphql",
    "schema/library/versions.graphql",
  ]);
  expect(changed.filter(([path]) => !restore.includes(path))).toEqual([]);

  const typed = project.read("codegen.ts").replace("scalars: {", 'scalars: {\n        Colour: "string",');
  project.write("codegen.ts", typed);
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0 });
  expect(project.read("generated/library/desk.ts")).toMatch(/colour\?:[^;]*string/u);
}, 90_000);

test("what may be null no more, a list of what was one, and any legal name pass codegen and the type check", async () => {
  const project = generatingProject();
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf", "class", "new", "this", "type"];
  const members = names.map((name) => `${name}: Int`).join(" ");
  const sdl = successor(
    ["book(id: ID!): Book", "book(id: ID!): Book!"],
    ["pages: Int", `pages: [Int!] ${members}`],
    ["type Query {", `type Query { ${names.map((name) => `${name}(${members}): class`).join("\n")}\n`],
    ["limit: Int = 10", `limit: Int = 10 ${members}`],
    ["IN LENT", `IN LENT ${names.join(" ")}`],
    ["scalar Moment", `scalar Moment type class { ${members} } input new { ${members} }`],
  );
  const asked = names.map((name) => `$${name}: Int`).join(" ");
  const given = names.map((name) => `${name}: $${name}`).join(" ");
  project.write(
    "operations/library/odd.graphql",
    `"Asks." query OddAsk(${asked}) { constructor(${given}) { ${names.join(" ")} } }`,
  );
  project.write(
    "schema/library/desk/odd.graphql",
    `extend type Query { constructor(${members}): class } type class { ${members} }`,
  );
  const { code, stderr } = await project.regenerate(sdl, "1.2", "--endpoint", "library/desk");
  expect(stderr).toMatch(/codegen: passed[^]*types: passed/);
  expect(code).toBe(0);
  expect(project.factsAt("1.2")).toEqual(schemaFacts(buildSchema(sdl)));
  // The version before may answer null.
  expect(project.read("generated/library/desk.ts")).toMatch(/readonly book: \{[^]*?\} \| null/u);
}, 180_000);

test("an argument that became required is mended in the operation, as the report says", async () => {
  const project = generatingProject();
  const sdl = successor(["to: String): Boolean!", "to: String!): Boolean!"]);
  const first = await project.regenerate(sdl, "1.2");
  expect(first.code).toBe(1);
  expect(first.stdout).toContain(
    "Give the variable that type in the operation: older versions take it, too.",
  );
  const operations = "operations/library/books.graphql";
  project.write(operations, project.read(operations).replace("$to: String)", "$to: String!)"));
  expect(await project.regenerate(sdl, "1.2")).toMatchObject({ code: 0 });
}, 180_000);

test("a type of a name that codegen's libraries trip over is refused with its place and what to do", async () => {
  const project = generatingProject();
  const sdl = successor(["scalar Moment", "scalar Moment type toString { a: Int }"]);
  const shown = await project.regenerate(sdl, "1.2", "--dry-run");
  expect(shown.stdout).toMatch(
    /codegen will refuse the operations: schema\/library\/desk\/\S+:\d+: codegen cannot read a type that is called toString: regenerate leaves it out with --without toString\n/u,
  );
  const { stdout } = await project.regenerate(sdl, "1.2", "--dry-run", "--without", "toString");
  expect(stdout).not.toContain("codegen will refuse");
}, 180_000);
