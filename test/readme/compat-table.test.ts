import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withCompatTable } from "./compat-table.ts";

test("the compatibility table is what compatibility() tells: else npm run compat:table", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain("`jobs.duplicate`");
  expect(await withCompatTable(readme)).toBe(readme);
});
