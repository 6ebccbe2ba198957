import fc from "fast-check";
import sift from "sift";
import { expect, test } from "vitest";
import { begin } from "./wire.ts";
import { samples } from "../../support/thorough.ts";

// The query language of metadata beside another reader of it, that none of us wrote.

const scalar = fc.constantFrom<unknown>(null, true, false, -1, 0, 1, 2.5, "", "a", "b", "rain", "Rain 1");
const object = fc.dictionary(fc.constantFrom("p", "q"), scalar);
const list = fc.array(fc.oneof(scalar, object), { maxLength: 3 });
const small = fc.oneof(scalar, list, object);
// Members of objects in lists, and lists within lists, are left out: there the other reader does not do what MongoDB does.
const value = fc.record({ a: small, b: small, c: fc.oneof(object, fc.nat()) }, { requiredKeys: [] });

const comparing = fc.record({
  operator: fc.constantFrom("$gt", "$gte", "$lt", "$lte"),
  operand: fc.constantFrom<unknown>(0, 1, 2, "a", "b"),
});
const condition: fc.Arbitrary<unknown> = fc.oneof(
  small,
  comparing.map(({ operator, operand }) => ({ [operator]: operand })),
  small.map((operand) => ({ $eq: operand })),
  small.map((operand) => ({ $ne: operand })),
  fc.array(scalar, { maxLength: 3 }).map((operand) => ({ $in: operand })),
  fc.array(scalar, { maxLength: 3 }).map((operand) => ({ $nin: operand })),
  fc
    .array(
      scalar.filter((one) => one !== null),
      { minLength: 1, maxLength: 3 },
    )
    .map((operand) => ({ $all: operand })),
  fc.boolean().map((operand) => ({ $exists: operand })),
  fc.nat({ max: 3 }).map((operand) => ({ $size: operand })),
  fc.constantFrom("^r", "ain", "^$", "1$").map((operand) => ({ $regex: operand, $options: "i" })),
  fc.constantFrom("^r", "ain").map((operand) => ({ $not: { $regex: operand } })),
  comparing.map(({ operator, operand }) => ({ $elemMatch: { [operator]: operand } })),
  fc.constantFrom(0, "a", true).map((operand) => ({ $elemMatch: { p: operand } })),
);
const member = fc.tuple(fc.constantFrom("value.a", "value.b", "value.c", "value.c.p", "name"), condition);
const plain = fc.array(member, { minLength: 1, maxLength: 2 }).map((members) => Object.fromEntries(members));
const query = fc.oneof(
  plain,
  fc
    .record({
      word: fc.constantFrom("$and", "$or", "$nor"),
      parts: fc.array(plain, { minLength: 1, maxLength: 3 }),
    })
    .map(({ word, parts }) => ({ [word]: parts })),
);

test("queries of metadata mean what they mean elsewhere", async () => {
  const { ask } = await begin();
  const documents = fc
    .sample(value, { numRuns: 40, seed: 7 })
    .map((one, index) => ({ name: `d${index}`, value: one }));
  for (const document of documents) expect((await ask("POST /meta/v2/data", document)).status).toBe(201);
  let found = 0;
  await fc.assert(
    fc.asyncProperty(query, async (asked) => {
      const q = encodeURIComponent(JSON.stringify(asked));
      const { result, message } = await ask(`GET /meta/v2/data?limit=250&q=${q}`);
      expect(message).toBeNull();
      const names = (result as readonly { readonly name: string }[]).map(({ name }) => name);
      const expected = documents.filter(sift.default(asked));
      found += expected.length;
      expect(names.toSorted()).toEqual(expected.map(({ name }) => name).toSorted());
    }),
    { numRuns: samples(400) },
  );
  expect(found).toBeGreaterThan(samples(400));
});
