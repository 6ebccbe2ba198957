import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode, type Encoded } from "../../src/emulator/state/encoding.ts";

/** Writes a value, as text too, and reads it again. */
function through(value: unknown): unknown {
  const { files, ...written } = encode(value);
  const read = JSON.parse(JSON.stringify(written)) as Encoded;
  return decode({ ...read, files });
}

describe("what is written is read as it was", () => {
  test.each([
    ["maps and sets", new Map([["a", new Set([1, 2])]])],
    ["numbers that JSON lacks", [Infinity, -Infinity, Number.NaN, 1e300, -1.5]],
    ["names that look like marks", { $ref: 1, $map: [], $: { $id: 3 } }],
    [
      "names that objects have",
      JSON.parse('{ "__proto__": { "x": 1 }, "constructor": 2, "toString": null }'),
    ],
    [
      "keys that are no texts",
      new Map<unknown, unknown>([
        [1, "one"],
        [null, "none"],
      ]),
    ],
    [
      "the order of a map",
      new Map([
        ["2", {}],
        ["1", {}],
      ]),
    ],
    ["nothing", null],
  ])("%s", (_, value) => {
    expect(through(value)).toStrictEqual(value);
    expect(Object.prototype).not.toHaveProperty("x");
  });

  test("whatever JSON can hold", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(through(value)).toStrictEqual(through(JSON.parse(JSON.stringify(value))));
        expect(JSON.stringify(through(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  test("and whatever has maps, sets and unusual names in it", () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        tie("map"),
        tie("set"),
        tie("object"),
        tie("list"),
      ),
      map: fc.array(fc.tuple(fc.string(), tie("tree"))).map((entries) => new Map(entries)),
      set: fc.array(tie("tree")).map((members) => new Set(members)),
      object: fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom("$ref", "$id", "$list", "__proto__")),
        tie("tree"),
      ),
      list: fc.array(tie("tree")),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(through(value)).toEqual(value);
      }),
    );
  });
});

test("what is in two places is one thing again, also when it contains itself", () => {
  const shared = { name: "shared" };
  const list = [shared];
  const self: { me?: unknown } = {};
  self.me = self;
  const value = { a: shared, b: new Map([["x", shared]]), list, again: list, self };
  const read = through(value) as typeof value;
  expect(read).toEqual(value);
  expect(read.b.get("x")).toBe(read.a);
  expect(read.again).toBe(read.list);
  expect(read.list[0]).toBe(read.a);
  expect(read.self.me).toBe(read.self);
});

test("files stay apart, each of them once", () => {
  const file = new Blob(["x"]);
  const { value, files } = encode({ a: file, b: [file, new Blob(["y"])] });
  expect(files).toHaveLength(2);
  expect(files[0]).toBe(file);
  expect(value).toEqual({ a: { $file: 0 }, b: [{ $file: 0 }, { $file: 1 }] });
});

test("what is undefined is left out", () => {
  expect(through({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
});

test("objects of GraphQL, which have no prototype, are objects like others", () => {
  expect(through(Object.assign(Object.create(null) as object, { a: 1 }))).toStrictEqual({ a: 1 });
});

test.each([
  ["a function", { jobs: { x: [() => 1] } }, /^\.jobs\.x\[0\] is a function/],
  ["an object of a class", new Map([["a", { at: new Date(0) }]]), /^\.a\.at is a Date/],
  ["a big number", { n: 1n }, /^\.n is a bigint/],
  ["undefined in a list", [undefined], /^\[0\] is a undefined/],
])("%s cannot be saved, and it is told where it is", (_, value, message) => {
  expect(() => encode(value)).toThrow(message);
});

test("very many things are no trouble", () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => ({ index }));
  expect((through({ lines }) as { lines: readonly object[] }).lines).toHaveLength(200_000);
});
