import { buildASTSchema, print } from "graphql";
import { expect, test } from "vitest";
import { compareVersions, readSuperset, schemaAt } from "../../src/codegen/versioned-schema.ts";

const DIRECTIVES = `
  directive @since(version: String!) on FIELD_DEFINITION | ARGUMENT_DEFINITION | OBJECT | ENUM_VALUE | INPUT_FIELD_DEFINITION
  directive @until(version: String!) on FIELD_DEFINITION | ARGUMENT_DEFINITION | OBJECT | ENUM_VALUE | INPUT_FIELD_DEFINITION
  directive @http(method: Verb!) on FIELD_DEFINITION
  enum Verb { GET POST }
`;

const superset = (...texts: readonly string[]) =>
  readSuperset([
    { name: "directives.graphql", text: DIRECTIVES },
    ...texts.map((text, index) => ({ name: `file${index}.graphql`, text })),
  ]);

const at = (version: string, ...texts: readonly string[]) => print(schemaAt(superset(...texts), version));

/** The same SDL, whatever its layout. */
const sdl = (text: string) => print(schemaAt(readSuperset([{ name: "expected", text }]), "2024.05"));

test("root fields of several files become one type, in the order of the files", () => {
  const printed = at(
    "2024.05",
    "extend type Query { a: Int }",
    "type Query { b: Int }",
    "extend type Query { c: Int }",
  );
  expect(printed).toBe(sdl("type Query { b: Int a: Int c: Int }"));
});

test.each([
  ["2023.02", "type Query { old: Int always: Int }"],
  ["2023.03", "type Query { old: Int new: Int always: Int }"],
  ["2023.04", "type Query { old: Int new: Int always: Int }"],
  ["2023.05", "type Query { new: Int always: Int }"],
  ["2024.01", "type Query { new: Int always: Int }"],
])("in %s a field is there from its @since to its @until, both included", (version, expected) => {
  const text =
    'type Query { old: Int @until(version: "2023.04") new: Int @since(version: "2023.03") always: Int }';
  expect(at(version, text)).toBe(sdl(expected));
});

test("arguments, enum values and input fields have versions, too", () => {
  const text = `
    type Query { a(x: Int, y: In @since(version: "2024.01")): Colour }
    enum Colour { RED GREEN @until(version: "2023.05") }
    input In { p: Int q: Int @since(version: "2024.05") }
  `;
  expect(at("2023.05", text)).toBe(
    sdl("type Query { a(x: Int): Colour } enum Colour { RED GREEN } input In { p: Int }"),
  );
  expect(at("2024.05", text)).toBe(
    sdl("type Query { a(x: Int, y: In): Colour } enum Colour { RED } input In { p: Int q: Int }"),
  );
});

test("what refers to a type that is left out goes with it: fields, arguments, union members, interfaces", () => {
  const text = `
    type Query { a: New b(input: NewInput, x: Int): Int c: Both d: Node }
    type New implements Node @since(version: "2024.01") { id: ID }
    type Old implements Node & Gone { id: ID }
    interface Node { id: ID }
    interface Gone @since(version: "2024.01") { id: ID }
    input NewInput @since(version: "2024.01") { x: Int }
    union Both = New | Old
  `;
  expect(at("2023.05", text)).toBe(
    sdl(
      "type Query { b(x: Int): Int c: Both d: Node } type Old implements Node { id: ID } interface Node { id: ID } union Both = Old",
    ),
  );
});

test("a type that loses its last member goes, and takes with it what needs it", () => {
  const text = `
    type Query { a: Int b: Outer }
    type Outer { inner: Inner }
    type Inner { x: Int @since(version: "2024.01") }
  `;
  expect(at("2023.05", text)).toBe(sdl("type Query { a: Int }"));
  expect(at("2024.01", text)).toContain("type Inner");
});

test("a type that nothing refers to any more stays, as it does in published schemas", () => {
  const text = 'type Query { a: Int b: State @until(version: "2023.05") } enum State { ON }';
  expect(at("2024.05", text)).toBe(sdl("type Query { a: Int } enum State { ON }"));
});

test("nothing of this project is left, @deprecated and descriptions are", () => {
  const text =
    '"Doc." type Query { a: Int @http(method: GET) @deprecated(reason: "Use b.") b: Int @since(version: "2023.01") }';
  expect(at("2024.05", text)).toBe(sdl('"Doc." type Query { a: Int @deprecated(reason: "Use b.") b: Int }'));
});

test.each([
  [
    "type Query { a: Int }\ntype Query { b: Int }",
    "file0.graphql:2: type Query is already declared at file0.graphql:1",
  ],
  [
    "type Query { a: Int }\nextend type Query {\n a: Int }",
    "file0.graphql:3: Query.a is already declared at file0.graphql:1",
  ],
  [
    "type Query { a: Int }\nextend enum Query { A }",
    "file0.graphql:2: Query is another kind of type at file0.graphql:1",
  ],
  [
    'type Query { a: Int }\nextend type Query @since(version: "2024.01") { b: Int }',
    "file0.graphql:2: @since belongs on the type or on its members",
  ],
  [
    'type Query {\n a: Int @since(version: "2024.1") }',
    'file0.graphql:2: @since needs a version written "YYYY.NN"',
  ],
  [
    'type Query {\n a: Int @since(version: "2024.01") @since(version: "2024.02") }',
    "file0.graphql:2: @since is given twice",
  ],
  [
    'type Query {\n a: Int @until(version: "2023.01") @since(version: "2023.02") }',
    "file0.graphql:2: @since 2023.02 is later than @until 2023.01: no version has it",
  ],
  [
    'type Query { a: T }\ntype T @since(version: "2023.03") {\n b: Int @since(version: "2023.02") }',
    "file0.graphql:3: T.b has @since 2023.02, but T came with 2023.03",
  ],
  [
    'type Query { a: T }\ntype T @until(version: "2023.03") {\n b: Int @until(version: "2023.04") }',
    "file0.graphql:3: T.b has @until 2023.04, but T ended with 2023.03",
  ],
  [
    'type Query {\n a: T @since(version: "2023.02") }\ntype T @since(version: "2023.03") { b: Int }',
    "file0.graphql:2: Query.a has @since 2023.02, but T came with 2023.03",
  ],
  [
    'type Query {\n a: T @since(version: "2024.01") }\ntype T @until(version: "2023.03") { b: Int }',
    "file0.graphql:2: Query.a has @since 2024.01, but T ended with 2023.03",
  ],
  [
    'type Query { a(\n x: T @until(version: "2023.01")): Int }\ninput T @since(version: "2023.03") { b: Int }',
    "file0.graphql:2: Query.a(x) has @until 2023.01, but T came with 2023.03",
  ],
])("a contradiction names its file and line: %s", (text, message) => {
  expect(() => superset(text)).toThrow(expect.objectContaining({ name: "SchemaError", message }));
});

test("versions compare by year, then by release", () => {
  expect(["2024.05", "2023.10", "2024.01", "2023.09"].toSorted(compareVersions)).toEqual([
    "2023.09",
    "2023.10",
    "2024.01",
    "2024.05",
  ]);
  expect(() => compareVersions("2024.05", "newest")).toThrow('"newest" is not a platform version');
  expect(() => schemaAt(superset('type Query { a: Int @since(version: "2023.01") }'), "latest")).toThrow(
    RangeError,
  );
});

test("the derived schema is a schema", () => {
  const schema = buildASTSchema(schemaAt(superset("type Query { a: Int }"), "2024.05"));
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(["a"]);
  expect(schema.getDirective("since")).toBeUndefined();
});
