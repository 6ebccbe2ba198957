import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, normalizeVersion } from "../../../src/codegen/schema/versioned-schema.ts";

const KNOWN = ["2023.01", "2023.02", "2023.10", "2024.01"];

test("versions compare number by number, and what goes on is newer", () => {
  const versions = ["2024.05", "2", "2023.10", "2.1", "2024.01", "2023.09", "2.1.3", "2.0"];
  expect(versions.toSorted(compareVersions)).toEqual([
    "2",
    "2.0",
    "2.1",
    "2.1.3",
    "2023.09",
    "2023.10",
    "2024.01",
    "2024.05",
  ]);
  expect(compareVersions("2024.5", "2024.05")).toBe(0);
  expect(() => compareVersions("2024.05", "newest")).toThrow(RangeError);
});

test.each([
  ["2023.02", "2023.02"],
  ["2023.2", "2023.02"],
  ["v2023.2", "2023.02"],
  [" V2023.02 ", "2023.02"],
  ["2023.02.1", "2023.02"],
  ["v2023.10.0.7", "2023.10"],
])("%j means %s", (text, version) => {
  expect(normalizeVersion(text, KNOWN)).toBe(version);
});

test.each([
  "2023.03",
  "2024.02",
  "2022.12",
  "2023",
  "202",
  "2023.02-rc1",
  "2023.02.x",
  "latest",
  "v",
  "",
  "2023,02",
])("%j is refused, and the known versions are named", (text) => {
  expect(() => normalizeVersion(text, KNOWN)).toThrow(
    new RangeError(`"${text}" is not among the known platform versions: 2023.01, 2023.02, 2023.10, 2024.01`),
  );
});

test("of nested versions the closest is meant", () => {
  expect(normalizeVersion("2.1.5", ["2", "2.1", "2.2"])).toBe("2.1");
  expect(normalizeVersion("2.3", ["2", "2.1", "2.2"])).toBe("2");
  expect(() => normalizeVersion("2.3", [])).toThrow("there is none");
});

test("any patch release of a known version is that version, and any other text is never taken for one", () => {
  const patches = fc.array(fc.nat({ max: 999 }), { maxLength: 3 });
  fc.assert(
    fc.property(fc.constantFrom(...KNOWN), patches, (version, patch) => {
      expect(normalizeVersion([version, ...patch].join("."), KNOWN)).toBe(version);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!KNOWN.some((version) => text.includes(version.slice(0, 4))));
      expect(() => normalizeVersion(text, KNOWN)).toThrow(RangeError);
    }),
  );
});
