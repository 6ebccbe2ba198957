import { buildSchema } from "graphql";
import { expect, test } from "vitest";
import { versionMarks } from "../../../src/codegen/history/version-marks.ts";

/** Schemas of versions 1, 2, 3 …, each with a query of its own type beside what is given. */
function versions(...texts: readonly string[]) {
  return new Map(
    texts.map((text, index) => [
      `${index + 1}`,
      buildSchema(text.includes("type Query") ? text : `type Query { a: Int } ${text}`),
    ]),
  );
}

/** The marks of the endpoint `desk`, whose root fields clients ask for, and of another one. */
function marks(desk: ReturnType<typeof versions>, door = new Map()) {
  const endpoints = new Map([
    ["door", door],
    ["desk", desk],
  ]);
  return Object.fromEntries(versionMarks("desk", endpoints));
}

test.each([
  ["a field", "type T { a: Int }", "type T { a: Int b: Int }", "T b", { since: "2" }],
  ["a field that is gone", "type T { a: Int b: Int }", "type T { a: Int }", "T b", { until: "1" }],
  ["non-null", "type T { a: Int }", "type T { a: Int! }", "T a: Int", { until: "1" }],
  ["a list", "type T { a: Int }", "type T { a: [Int] }", "T a: Int", { until: "1" }],
  ["an argument", "type T { a: Int }", "type T { a(b: Int): Int }", "T a(b)", { since: "2" }],
  [
    "a required argument",
    "type T { a(b: Int): Int }",
    "type T { a(b: Int!): Int }",
    "T a(b): Int",
    { until: "1" },
  ],
  ["an input field", "input T { a: Int }", "input T { a: Int b: Int }", "T b", { since: "2" }],
  ["an enum value", "enum T { A }", "enum T { A B }", "T B", { since: "2" }],
  ["a type", "enum T { A }", "enum T { A } enum S { A }", "S = ENUM", { since: "2" }],
  ["a kind", "scalar T", "enum T { A }", "T = SCALAR", { until: "1" }],
  [
    "a union",
    "type T { a: Int } type S { a: Int } union U = T",
    "type T { a: Int } type S { a: Int } union U = T | S",
    "U | S",
    { since: "2" },
  ],
  [
    "an interface",
    "interface I { a: Int } type T { a: Int }",
    "interface I { a: Int } type T implements I { a: Int }",
    "T & I",
    { since: "2" },
  ],
])("%s tells versions apart", (_, before, after, fact, range) => {
  expect(marks(versions(before, after))).toEqual({ desk: { [fact]: range } });
});

test("nothing is asked for where root fields tell versions apart, or where nothing can be seen", () => {
  expect(marks(versions("type Query { a: Int }", "type Query { a: Int b: Int }"))).toEqual({});
  expect(marks(versions("enum T { A }", "enum T { A @deprecated }"))).toEqual({});
  expect(
    marks(versions("input T { a: Int }", "input T { a: Int b: Int @deprecated }")),
    "some servers hide it",
  ).toEqual({});
});

test("another endpoint is asked where this one tells nothing, and few types are", () => {
  const [two, three] = ["enum T { A B }", "enum S { A } enum T { A B C }"];
  const desk = versions("enum T { A }", "enum T { A }", two, three);
  const door = versions("enum D { A }", "enum D { A B }", "enum D { A B }", "enum D { A B }");
  expect(marks(desk, door)).toEqual({
    desk: { "T B": { since: "3" }, "T C": { since: "4" } },
    door: { "D B": { since: "2" } },
  });
});

test("what went and came back tells nothing for sure, and root fields that did are told apart by something else", () => {
  const gone = versions("enum T { A B }", "enum T { A }", "enum T { A B }");
  expect(marks(gone)).toEqual({});
  const roots = versions(
    "type Query { a: Int }",
    "type Query { a: Int b: Int }",
    "type Query { a: Int } enum T { A }",
  );
  expect(marks(roots)).toEqual({ desk: { "T = ENUM": { since: "3" } } });
});
