import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compatibility, supportedVersions } from "../../src/saagie/index.ts";
import { withCompatTable } from "./compat-table.ts";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test("the compatibility table is what compatibility() tells: else npm run compat:table", async () => {
  expect(README).toContain("`jobs.duplicate`");
  expect(await withCompatTable(README)).toBe(README);
});

test("the table names a version where something changed with it, and is not padded: its diff is what changed", async () => {
  const [table = ""] = /\| Method [^]*?\n\n/u.exec(await withCompatTable(README)) ?? [];
  const rows = table.trim().split("\n");
  const limited = (await compatibility()).filter(({ since, until, notes }) => since ?? until ?? notes);
  expect(rows.slice(2)).toHaveLength(limited.length);
  expect(rows.filter((row) => row.includes("  "))).toEqual([]);
  const newest = supportedVersions().at(-1) ?? "";
  const ofNewest = limited.filter((row) => JSON.stringify({ ...row, versions: [] }).includes(newest));
  expect(rows.filter((row) => row.includes(newest))).toHaveLength(ofNewest.length);
});
