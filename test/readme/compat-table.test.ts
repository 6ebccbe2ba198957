import { expect, test } from "vitest";
import { compatibility, supportedVersions } from "../../src/saagie/index.ts";
import { COMPAT_PAGE, withCompatTable } from "./compat-table.ts";
import { pageAt } from "./pages.ts";

const page = pageAt(COMPAT_PAGE);

test("the compatibility table is what compatibility() tells: else npm run compat:table", async () => {
  expect(page).toContain("`jobs.duplicate`");
  expect(await withCompatTable(page)).toBe(page);
});

test("the table names a version where something changed with it, and is not padded: its diff is what changed", async () => {
  const [table = ""] = /\| Method [^]*?\n\n/u.exec(await withCompatTable(page)) ?? [];
  const rows = table.trim().split("\n");
  const limited = (await compatibility()).filter(({ since, until, notes }) => since ?? until ?? notes);
  expect(rows.slice(2)).toHaveLength(limited.length);
  expect(rows.filter((row) => row.includes("  "))).toEqual([]);
  const newest = supportedVersions().at(-1) ?? "";
  const ofNewest = limited.filter((row) => JSON.stringify({ ...row, versions: [] }).includes(newest));
  expect(rows.filter((row) => row.includes(newest))).toHaveLength(ofNewest.length);
});
