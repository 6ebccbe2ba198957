import fc from "fast-check";
import { buildASTSchema, parse, print, validateSchema } from "graphql";
import { expect, test } from "vitest";
import { readSuperset, schemaAt, versionsIn } from "../../../src/codegen/schema/versioned-schema.ts";
import { superset, VERSIONS } from "../superset.ts";

const at = (version: string, ...texts: readonly string[]) => print(schemaAt(superset(...texts), version));

/** The same SDL, whatever its layout. */
const sdl = (text: string) => print(parse(text));

test("root fields of several files become one type, in the order of the files", () => {
  const printed = at(
    "2024.02",
    "extend type Query { a: Int }",
    "type Query { b: Int }",
    "extend type Query { c: Int }",
  );
  expect(printed).toBe(sdl("type Query { b: Int a: Int c: Int }"));
});

test("the versions are those that the files declare, the oldest first", () => {
  expect(versionsIn(superset("type Query { a: Int }"))).toEqual(VERSIONS);
  expect(versionsIn(readSuperset([{ name: "a", text: "type Query { a: Int }" }]))).toEqual([]);
  const declared =
    'schema @version(name: "1") { query: Root } extend schema @version(name: "2.0") type Root { a: Int }';
  const document = readSuperset([{ name: "a", text: declared }]);
  expect(versionsIn(document)).toEqual(["1", "2.0"]);
  expect(print(schemaAt(document, "1"))).toBe(sdl("schema { query: Root } type Root { a: Int }"));
});

test.each([
  ["2023.01", "type Query { old: Int always: Int }"],
  ["2023.02", "type Query { old: Int new: Int always: Int }"],
  ["2023.03", "type Query { old: Int new: Int always: Int }"],
  ["2024.01", "type Query { new: Int always: Int }"],
  ["2024.02", "type Query { new: Int always: Int }"],
])("in %s a field is there from its @since to its @until, both included", (version, expected) => {
  const text =
    'type Query { old: Int @until(version: "2023.03") new: Int @since(version: "2023.02") always: Int }';
  expect(at(version, text)).toBe(sdl(expected));
});

test("arguments, enum values and input fields have versions, too", () => {
  const text = `
    type Query { a(x: Int, y: In @since(version: "2024.01")): Colour }
    enum Colour { RED GREEN @until(version: "2023.03") }
    input In { p: Int q: Int @since(version: "2024.02") }
  `;
  expect(at("2023.03", text)).toBe(
    sdl("type Query { a(x: Int): Colour } enum Colour { RED GREEN } input In { p: Int }"),
  );
  expect(at("2024.02", text)).toBe(
    sdl("type Query { a(x: Int, y: In): Colour } enum Colour { RED } input In { p: Int q: Int }"),
  );
});

test.each([
  ["2023.02", 'type Query { a(x: [Int] = 1): [ID!]! @deprecated(reason: "Wait.") b: On } enum On { ON }'],
  ["2023.03", 'type Query { a(x: Int! = 1): [ID!]! @deprecated(reason: "Wait.") b: On } enum On { ON }'],
  ["2024.01", "type Query { a(x: Int! = 2): ID b: On } enum On { ON @deprecated }"],
  ["2024.02", "type Query { a(x: Int!): ID b: On } enum On { ON @deprecated }"],
])("in %s facts that have changed are what @was says, each up to its own version", (version, expected) => {
  const text = `
    type Query {
      a(
        x: Int!
          @was(default: "2", until: "2024.01")
          @was(type: "[Int]", until: "2023.02")
          @was(default: "1", until: "2023.03")
      ): ID @was(type: "[ID!]!", deprecation: "Wait.", until: "2023.03")
      b: On
    }
    enum On { ON @deprecated @was(deprecation: null, until: "2023.03") }
  `;
  expect(at(version, text)).toBe(sdl(expected));
});

test("a default value that came later is null before", () => {
  const text = 'type Query { a(x: Int = 1 @was(default: null, until: "2023.01")): Int }';
  expect(at("2023.01", text)).toBe(sdl("type Query { a(x: Int): Int }"));
  expect(at("2023.02", text)).toBe(sdl("type Query { a(x: Int = 1): Int }"));
});

test("an argument that was required and has ended is required where it is there, and optional for operations", () => {
  const text =
    'type Query { a(x: ID @was(type: "ID!", until: "2023.02") @until(version: "2023.02") y: ID): Int }';
  expect(at("2023.02", text)).toBe(sdl("type Query { a(x: ID!, y: ID): Int }"));
  expect(at("2023.03", text)).toBe(sdl("type Query { a(y: ID): Int }"));
  expect(print(superset(text))).toContain("x: ID @was");
});

test("unions and interfaces lack what is not there, or not theirs, in a version", () => {
  const text = `
    type Query { a: Both b: Node }
    type New implements Node @since(version: "2024.01") { id: ID }
    type Old implements Node & Gone & Late @with(type: "Late", since: "2024.02") { id: ID }
    interface Node { id: ID }
    interface Late { id: ID }
    interface Gone implements Node @until(version: "2023.02") { id: ID }
    union Both @with(type: "Old", until: "2024.01") = New | Old
  `;
  const always = "type Query { a: Both b: Node }";
  const faces = "interface Node { id: ID } interface Late { id: ID }";
  expect(at("2023.02", text)).toBe(
    sdl(
      `${always} type Old implements Node & Gone { id: ID } ${faces} interface Gone implements Node { id: ID } union Both = Old`,
    ),
  );
  expect(at("2024.02", text)).toBe(
    sdl(
      `${always} type New implements Node { id: ID } type Old implements Node & Late { id: ID } ${faces} union Both = New`,
    ),
  );
});

test("a type that nothing refers to any more stays, as it does in published schemas", () => {
  const text = 'type Query { a: Int b: State @until(version: "2023.03") } enum State { ON }';
  expect(at("2024.01", text)).toBe(sdl("type Query { a: Int } enum State { ON }"));
});

test("nothing of this project is left, @deprecated and descriptions are", () => {
  const text =
    '"Doc." type Query { a: Int @http(method: GET) @deprecated(reason: "Use b.") b: Int @since(version: "2023.01") }';
  expect(at("2024.02", text)).toBe(sdl('"Doc." type Query { a: Int @deprecated(reason: "Use b.") b: Int }'));
});

test("the superset is a schema, and so is what is derived from it", () => {
  const document = superset('type Query { a: Int @since(version: "2023.02") b: Int }');
  expect(validateSchema(buildASTSchema(document))).toEqual([]);
  const schema = buildASTSchema(schemaAt(document, "2023.01"));
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(["b"]);
  expect(schema.getDirective("since")).toBeUndefined();
});

test("a version that is not declared is refused, and the declared ones are named", () => {
  const document = superset("type Query { a: Int }");
  for (const version of ["2023.04", "2024.2", "latest", ""]) {
    expect(() => schemaAt(document, version)).toThrow(
      new RangeError(`"${version}" is not among the known platform versions: ${VERSIONS.join(", ")}`),
    );
  }
});

/** What an input field is in one version. */
interface State {
  readonly type: string;
  readonly default: string | null;
  readonly deprecation: string | null;
}

const state = fc.record<State>({
  type: fc.constantFrom("Int", "String", "[Int!]"),
  default: fc.constantFrom(null, "null", "1", '"a \\"b\\""'),
  deprecation: fc.constantFrom(null, "Use b.", 'Say "no".'),
});

/** States of a field in versions that follow each other, and the first of these. */
const history = fc
  .integer({ min: 0, max: VERSIONS.length - 1 })
  .chain((first) =>
    fc.tuple(fc.constant(first), fc.array(state, { minLength: 1, maxLength: VERSIONS.length - first })),
  );

const FACTS = ["type", "default", "deprecation"] as const;

function written({ type, default: value, deprecation }: State): string {
  const reason = deprecation === null ? "" : ` @deprecated(reason: ${JSON.stringify(deprecation)})`;
  return `a: ${type}${value === null ? "" : ` = ${value}`}${reason}`;
}

/** Annotates as a program would that meets one version after the other. */
function annotated([first, states]: readonly [first: number, states: readonly State[]]): string {
  const last = first + states.length - 1;
  const pasts = states.slice(0, -1).flatMap((then, index) => {
    const next = states[index + 1] ?? then;
    const facts = FACTS.filter((fact) => then[fact] !== next[fact]);
    if (facts.length === 0) return [];
    const old = facts.map((fact) => `${fact}: ${JSON.stringify(then[fact])}`).join(" ");
    return [`@was(${old} until: "${VERSIONS[first + index] ?? ""}")`];
  });
  const since = first === 0 ? [] : [`@since(version: "${VERSIONS[first] ?? ""}")`];
  const until = last === VERSIONS.length - 1 ? [] : [`@until(version: "${VERSIONS[last] ?? ""}")`];
  const present = states.at(-1);
  return [present === undefined ? "" : written(present), ...since, ...until, ...pasts].join(" ");
}

test("whatever a field goes through, its annotations tell each version what it was then", () => {
  fc.assert(
    fc.property(history, ([first, states]) => {
      const document = superset(
        `type Query { q(in: In): Int } input In { ${annotated([first, states])} b: Int }`,
      );
      for (const [index, version] of VERSIONS.entries()) {
        const then = states[index - first];
        const field = index < first || then === undefined ? "" : written(then);
        expect(print(schemaAt(document, version))).toBe(
          sdl(`type Query { q(in: In): Int } input In { ${field} b: Int }`),
        );
      }
    }),
  );
});
