import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkValue } from "../../../src/cli/deploy/check-value.ts";
import { FILE_SCHEMA } from "../../../src/cli/deploy/file-schema.ts";
import { samples } from "../../support/thorough.ts";
import { projectFiles } from "./files.ts";

// What editors say of a file, by somebody else's reading of the schema, is what the command line says.

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false });
const validate = ajv.compile(FILE_SCHEMA);

test("the schema is a schema", () => {
  expect(ajv.validateSchema(FILE_SCHEMA)).toBe(true);
});

test("files that are right are right to both", () => {
  fc.assert(
    fc.property(projectFiles, (file) => {
      expect(checkValue(file)).toEqual([]);
      expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
    }),
    { numRuns: samples(600) },
  );
});

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    0,
    -1,
    1.5,
    70_000,
    true,
    [],
    {},
    "x",
    ["x"],
    [1, 2],
    { job: "x" },
    { secret: 1 },
  ),
  fc.jsonValue(),
);

/** Puts something else somewhere into a value. */
function spoiled(value: unknown, path: readonly number[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(keys.length, 1)];
  if (key === undefined || first % 7 === 0)
    return Array.isArray(value) ? [...(value as unknown[]), other] : { ...value, odd: other };
  const inner = spoiled(Reflect.get(value, key), rest, other);
  return Array.isArray(value)
    ? value.map((item: unknown, at) => (String(at) === key ? inner : item))
    : { ...value, [key]: inner };
}

test("what is wrong is wrong to both", () => {
  fc.assert(
    fc.property(projectFiles, fc.array(fc.nat(), { maxLength: 5 }), junk, (file, path, other) => {
      const value = JSON.parse(JSON.stringify(spoiled(file, path, other))) as unknown;
      expect(checkValue(value).length === 0, JSON.stringify(value)).toBe(validate(value));
    }),
    { numRuns: samples(6000) },
  );
});
