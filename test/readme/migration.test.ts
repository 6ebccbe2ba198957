import { describe, expect, test } from "vitest";
import * as saagieDoor from "../../src/saagie/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { quoted, readTable } from "./blocks.ts";
import { manual } from "./pages.ts";
import { SAAGIEAPI } from "./saagieapi-names.ts";
import { partsOf, sorted } from "./public-methods.ts";

// Whoever comes from another client finds each method of it, and what is named for it is there.

const parts = partsOf(new Saagie({ url: "https://acme-workspace.example.io", platform: 1, token: "none" }));
const methods = new Set(
  parts.flatMap(({ name, methods: names }) => names.map((method) => `${name}.${method}`)),
);
const heads = Object.keys(SAAGIEAPI);

/** Whether a counterpart is in the code: a method of a client, or what the door hands out. */
function exists(name: string): boolean {
  if (methods.has(name)) return true;
  const [owner = "", member] = name.split(".");
  const exported: unknown = Reflect.get(saagieDoor, owner);
  if (typeof exported !== "function") return false;
  return member === undefined || typeof Reflect.get(exported, member) === "function";
}

const counterparts = (rows: readonly (readonly string[])[]): readonly string[] =>
  rows.flatMap(([, names = ""]) => quoted(names));

describe.each([...heads, "Gradle plugin"])("the table of %s", (head) => {
  const rows = readTable(manual, head);

  test.each(rows.map(([old = "", now = "", change = ""]) => ({ old, now, change })))(
    "$old has a counterpart",
    ({ now, change }) => {
      expect(quoted(now).length).toBeGreaterThan(0);
      expect(quoted(now).filter((name) => !exists(name))).toEqual([]);
      expect(change).not.toBe("");
    },
  );
});

test.each(heads)("the table of %s has every method once, and no other", (head) => {
  const named = readTable(manual, head).flatMap(([old = ""]) => quoted(old));
  expect(sorted(named)).toEqual(sorted(SAAGIEAPI[head] ?? []));
});

test("the Gradle plugin's tasks are all there", () => {
  const named = readTable(manual, "Gradle plugin").flatMap(([old = ""]) => quoted(old));
  const tasks = ["platformList", "groupList", "technologyList", "projectsListTechnologies", "projectsCreate"];
  const more = ["projectsUpdate", "projectsDelete", "projectsExport", "projectsImport"];
  expect(named).toEqual(expect.arrayContaining([...tasks, ...more]));
});

test('every public method has a row in a table "coming from", or is listed there in the table "New in Footbridge"', () => {
  const known = new Set(heads.flatMap((head) => counterparts(readTable(manual, head))));
  const unknown = [...methods].filter((name) => !known.has(name));
  const fresh = readTable(manual, "New in").flatMap(([part = "", names = ""]) =>
    quoted(names).map((name) => `${(quoted(part)[0] ?? "").replace("saagie.", "")}.${name}`),
  );
  const where =
    'src/saagie/coming-from-saagieapi.md wants a row for each in a table, or its name in the table "New in Footbridge"';
  expect(sorted(fresh), where).toEqual(sorted(unknown));
});
