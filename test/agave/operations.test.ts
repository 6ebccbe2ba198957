import { expect, test } from "vitest";
import { httpBindings } from "../../generated/agave/bindings.ts";
import { NICKNAMES } from "./nicknames.ts";

/** A request with its places left blank. */
function shapeOf(method: string, path: string): string {
  const blank = path
    .replace(/\?.*$/u, "")
    .replaceAll(/\{\/\w+\*?\}/gu, "/{}")
    .replaceAll(/\{\w+\*?\}/gu, "{}");
  return `${method} ${blank.replace(/\/$/u, "")}`;
}

const offered = new Set(Object.values(httpBindings).map(({ method, path }) => shapeOf(method, path)));

test("there are all 191 operations that the older tools know", () => {
  expect(NICKNAMES).toHaveLength(191);
  const missing = NICKNAMES.filter((row) => {
    const [, method = "", path = ""] = row.split(" ");
    return !offered.has(shapeOf(method, path));
  });
  expect(missing).toEqual([]);
});
