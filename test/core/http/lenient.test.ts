import { expect, test } from "vitest";
import { binding, madeUpPlatform, operation } from "../support/made-up-platform.ts";
import { instantClock } from "../support/clock.ts";
import { failure } from "../support/rejection.ts";
import { json, wire } from "../support/wire.ts";

/** Asks for `value` of a type, once it has come as this. */
async function read(value: unknown, type: string): Promise<unknown> {
  const bindings = { ask: binding({ path: "/a", lenient: { "rows.value": type } }) };
  const { fetch } = wire(() => json({ rows: [{ value }] }));
  const { call } = madeUpPlatform({ fetch, clock: instantClock(), bindings });
  const ask = operation("query Q { ask { rows { called: value } } }", { endpoint: "rest" });
  const { rows } = (await call(ask, {})) as { readonly rows: readonly { readonly called: unknown }[] };
  return rows[0]?.called;
}

test.each<[unknown, string, unknown]>([
  [3600, "LenientInt!", 3600],
  ["3600", "LenientInt!", 3600],
  [" -1 ", "LenientInt", -1],
  ["1.5", "LenientInt", null],
  [1.5, "LenientInt", null],
  ["9007199254740993", "LenientInt", null],
  ["unlimited", "LenientInt", null],
  ["", "LenientInt", null],
  ["0x10", "LenientInt", null],
  [null, "LenientInt", null],
  [{}, "LenientInt", null],
  [true, "LenientInt", null],
  ["1.5e3", "LenientFloat", 1500],
  ["NaN", "LenientFloat", null],
  ["Infinity", "LenientFloat", null],
  ["True", "LenientBoolean!", true],
  ["0", "LenientBoolean", false],
  [1, "LenientBoolean", true],
  [false, "LenientBoolean", false],
  ["maybe", "LenientBoolean", null],
  [["1", 2, "x"], "[LenientInt]!", [1, 2, null]],
  ["1", "[LenientInt]", null],
])("%j as %s is %j", async (value, type, expected) => {
  expect(await read(value, type)).toEqual(expected);
});

test.each<[unknown, string]>([
  ["soon", "LenientInt!"],
  [undefined, "LenientFloat!"],
  ["maybe", "LenientBoolean!"],
  [["1", "soon"], "[LenientInt!]"],
])("%j for %s, which may not be null, is refused without repeating it", async (value, type) => {
  const error = await failure(read(value, type));
  expect(error).toMatchObject({ code: "PROTOCOL", operation: "Q" });
  expect(error.message).toMatch(/^What came for rows\.value is not a (?:number|truth value)\.$/u);
});
