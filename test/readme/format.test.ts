import { expect, test } from "vitest";
import { formatPage } from "./format-page.ts";
import { pages } from "./pages.ts";

test.each(pages)("$path is formatted: else npm run format", async ({ text }) => {
  expect(await formatPage(text)).toBe(text);
});

test("a padded table is not, and a table in a block of code is left alone", async () => {
  const table = "| a | b |\n| --- | --- |\n| longer | |\n";
  expect(await formatPage("| a      | b |\n| :----- | - |\n| longer |   |\n")).toBe(table);
  const code = "```text\n| a      | b |\n```\n";
  expect(await formatPage(code)).toBe(code);
});

test("README is read in minutes", () => {
  const [readme] = pages;
  expect(Buffer.byteLength(readme?.text ?? "")).toBeLessThanOrEqual(20_000);
});

test("no other page is longer than anybody scrolls", () => {
  expect(pages.filter(({ text }) => Buffer.byteLength(text) > 40_000).map(({ path }) => path)).toEqual([]);
});
