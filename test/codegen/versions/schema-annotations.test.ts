import { expect, test } from "vitest";
import { readSuperset } from "../../../src/codegen/schema/versioned-schema.ts";
import { superset, VERSIONS } from "../superset.ts";

const KNOWN = VERSIONS.join(", ");

const refused = (text: string, message: string) => {
  expect(() => superset(text)).toThrow(expect.objectContaining({ name: "SchemaError", message }));
};

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
])("what is declared twice names both places: %s", refused);

test.each([
  ['type Query {\n a: Int @since(version: "2024.1") }', `@since needs a known version, not 2024.1: ${KNOWN}`],
  [
    'type Query {\n a: Int @until(version: "2023.04") }',
    `@until needs a known version, not 2023.04: ${KNOWN}`,
  ],
  ["type Query {\n a: Int @since(version: null) }", `@since needs a known version, not none: ${KNOWN}`],
  ["type Query {\n a: Int @since(version: 2024) }", "@since needs a text as version"],
  [
    'type Query {\n a: Int @until(version: "2024.02") }',
    "@until 2024.02 ends nothing: that is the newest version",
  ],
  ['type Query {\n a: Int @since(version: "2024.01") @since(version: "2024.02") }', "@since is given twice"],
  [
    'type Query {\n a: Int @until(version: "2023.01") @since(version: "2023.02") }',
    "@since 2023.02 is later than @until 2023.01: no version has it",
  ],
])("a range that cannot be names its line: %s", (text, message) => {
  refused(text, `file0.graphql:2: ${message}`);
});

test.each([
  [
    'type Query { a: T @since(version: "2023.03") b: Int }\ntype T @since(version: "2023.03") {\n b: Int @since(version: "2023.02") }',
    "file0.graphql:3: T.b has @since 2023.02, but T came with 2023.03",
  ],
  [
    'type Query { a: Int }\ntype T @until(version: "2023.03") {\n b: Int @until(version: "2024.01") }',
    "file0.graphql:3: T.b has @until 2024.01, but T ended with 2023.03",
  ],
  [
    'type Query { a: Int\n b(\n x: Int @since(version: "2023.02")): Int @since(version: "2023.03") }',
    "file0.graphql:3: Query.b(x) has @since 2023.02, but b came with 2023.03",
  ],
  [
    'type Query {\n a: T @since(version: "2023.02") b: Int }\ntype T @since(version: "2023.03") { b: Int }',
    "file0.graphql:2: Query.a is there in 2023.02, but T came with 2023.03",
  ],
  [
    'type Query {\n a: T }\ntype T @until(version: "2023.03") { b: Int }',
    "file0.graphql:2: Query.a is there in 2024.01, but T ended with 2023.03",
  ],
  [
    'type Query { a(\n x: In): Int }\ninput In @since(version: "2023.03") { b: Int }',
    "file0.graphql:2: Query.a(x) is there in 2023.01, but In came with 2023.03",
  ],
  [
    "type Query {\n a: Nothing }",
    "file0.graphql:2: Query.a is of type Nothing in 2023.01, but nothing declares that",
  ],
  [
    'type Query { a: Int }\ntype T { a: Int @until(version: "2023.01") b: Int @since(version: "2023.03") }',
    "file0.graphql:2: T is there in 2023.02, but has no member then",
  ],
  [
    'type Query { a: Int }\nunion U = T\ntype T @until(version: "2023.01") { a: Int }',
    "file0.graphql:2: U is there in 2023.02, but has no member then",
  ],
])("nothing outlives what it is part of, or needs, without saying so: %s", refused);

test.each([
  ['a: Int @was(type: "ID", until: "2023.04")', `@was needs a known version, not 2023.04: ${KNOWN}`],
  [
    'a: Int @was(type: "ID", until: "2024.02")',
    "@was until 2024.02 ends nothing: that is the newest version",
  ],
  [
    'a: Int @since(version: "2023.02") @was(type: "ID", until: "2023.01")',
    "@was until 2023.01 is over before @since 2023.02",
  ],
  [
    'a: Int @until(version: "2023.02") @was(type: "ID", until: "2023.03")',
    "@was until 2023.03 goes on after @until 2023.02",
  ],
  ['a: Int @was(until: "2023.01")', "@was does not say what was different"],
  ['a: Int @was(type: null, until: "2023.01")', "@was needs a text as type"],
  ['a: Int @was(type: 3, until: "2023.01")', "@was needs a text as type"],
  [
    'a: Int @was(type: "[Int", until: "2023.01")',
    '@was has "[Int", which cannot be read: Syntax Error: Expected "]", found <EOF>.',
  ],
  [
    'a(x: Int\n @was(default: "{", until: "2023.01")): Int',
    '@was has "{", which cannot be read: Syntax Error: Expected Name, found <EOF>.',
  ],
  ['a: Int @was(default: "1", until: "2023.01")', "@was states a default, which nothing of this kind has"],
  ['a: Int @was(type: "Int", until: "2023.01")', "@was states the type that holds after 2023.01, too"],
  [
    'a: Int @was(type: "ID", until: "2023.01") @was(type: "ID", until: "2023.02")',
    "@was states the type that holds after 2023.01, too",
  ],
  [
    'a: Int @was(type: "ID", until: "2023.01") @was(type: "Float", until: "2023.01")',
    "@was states the type until 2023.01 twice",
  ],
  [
    'a: Int @deprecated(reason: "No.") @was(deprecation: "No.", until: "2023.01")',
    "@was states the deprecation that holds after 2023.01, too",
  ],
  [
    'a: Int @was(deprecation: null, until: "2023.01")',
    "@was states the deprecation that holds after 2023.01, too",
  ],
  [
    'a: Int @was(type: "Gone", until: "2023.01")',
    "Query.a is of type Gone in 2023.01, but nothing declares that",
  ],
  ['a: Int @was(type: "Late", until: "2023.02")', "Query.a is there in 2023.01, but Late came with 2023.03"],
  [
    'a(\n x: Int! @until(version: "2023.02")): Int',
    'x has ended and cannot be required: write Int @was(type: "Int!", until: "2023.02")',
  ],
])("a past that cannot be names its line: %s", (field, message) => {
  const rest = 'z: Int } enum Late @since(version: "2023.03") { ON }';
  const line = field.includes("\n") ? 3 : 2;
  refused(`type Query {\n ${field} ${rest}`, `file0.graphql:${line}: ${message}`);
});

test("an enum value has no type", () => {
  refused(
    'enum On {\n ON @was(type: "Int", until: "2023.01") } type Query { a: On }',
    "file0.graphql:2: @was states a type, which nothing of this kind has",
  );
});

test.each([
  ['@with(type: "Other", since: "2023.02")', "@with names Other, which T does not list"],
  ['@with(type: "Node")', "@with needs since or until"],
  ['@with(type: "Node", since: "2023.04")', `@with needs a known version, not 2023.04: ${KNOWN}`],
  ['@with(type: "Node", until: "2024.02")', "@with until 2024.02 ends nothing: that is the newest version"],
  [
    '@with(type: "Node", since: "2024.01", until: "2023.02")',
    "@since 2024.01 is later than @until 2023.02: no version has it",
  ],
  [
    '@with(type: "Node", since: "2023.02") @with(type: "Node", since: "2023.03")',
    "@with is given twice for Node",
  ],
  ['@with(type: "Node", since: "2023.01")', "T with Node has @since 2023.01, but Node came with 2023.02"],
  [
    '@until(version: "2023.03") @with(type: "Node", until: "2024.01")',
    "T with Node has @until 2024.01, but T ended with 2023.03",
  ],
])("a membership that cannot be names its line: %s", (annotation, message) => {
  refused(
    `type Query { a: Int } interface Node @since(version: "2023.02") { a: Int } interface Other { a: Int }
     type T implements Node ${annotation} { a: Int }`,
    `file0.graphql:2: ${message}`,
  );
});

test.each([
  [
    '@version(name: "2023.02")\n @version(name: "2023.01")',
    "@version 2023.01 stands after 2023.02: the oldest comes first",
  ],
  [
    '@version(name: "2023.02")\n @version(name: "2023.2")',
    "@version 2023.2 stands after 2023.02: the oldest comes first",
  ],
  [
    '@version(name: "2023.02")\n @version(name: "next")',
    "@version needs a name in numbers, for example 2024.05",
  ],
])("declared versions that have no order name their line: %s", (versions, message) => {
  const files = [{ name: "versions.graphql", text: `extend schema ${versions} type Query { a: Int }` }];
  expect(() => readSuperset(files)).toThrow(`versions.graphql:2: ${message}`);
});

test("an annotation without declared versions is refused", () => {
  const files = [{ name: "a.graphql", text: 'type Query { a: Int @since(version: "2023.01") }' }];
  expect(() => readSuperset(files)).toThrow(
    "a.graphql:1: @since needs a known version, not 2023.01: the schema declares none",
  );
});
