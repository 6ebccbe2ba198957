import { describe, expect, test } from "vitest";
import * as door from "../../src/agave/index.ts";
import { NICKNAMES } from "../agave/nicknames.ts";
import { quoted, readTable } from "./blocks.ts";
import { manual } from "./pages.ts";
import { sorted } from "./public-methods.ts";

// The tables about Agave name what exists, and all of it.

const agave = new door.Agave({ token: "none" });

function methodsOf(value: object): readonly string[] {
  const names: string[] = [];
  for (
    let prototype: unknown = Object.getPrototypeOf(value);
    typeof prototype === "object" && prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  )
    names.push(...Object.getOwnPropertyNames(prototype));
  return sorted([...new Set(names)].filter((name) => name !== "constructor" && name !== "raw"));
}

const services = Object.entries(agave).filter(
  (entry): entry is [string, object] => typeof entry[1] === "object" && entry[1] !== null,
);

/** Whether a dotted name is something of the client, of its class, or of the door. */
function exists(name: string): boolean {
  const [first = "", ...rest] = name.split(".");
  if (first === "AgaveOptions") return true;
  const path = first === "agave" || services.some(([service]) => service === first) ? rest : [first, ...rest];
  const root: unknown =
    first === "agave" ? agave : (services.find(([service]) => service === first)?.[1] ?? door);
  let at: unknown = root;
  for (const [depth, part] of path.entries()) {
    if (typeof at !== "object" && typeof at !== "function") return false;
    if (at === null || !(part in at)) return false;
    if (depth < path.length - 1) at = Reflect.get(at, part);
  }
  return true;
}

describe("the table of the services", () => {
  const rows = readTable(manual, "Property");

  test("names every service, and every method of each once, and no other", () => {
    const told = Object.fromEntries(
      rows.map(([service = "", methods = ""]) => [
        (quoted(service)[0] ?? "").replace("agave.", ""),
        sorted(quoted(methods)),
      ]),
    );
    expect(told).toEqual(Object.fromEntries(services.map(([name, value]) => [name, methodsOf(value)])));
  });
});

describe("the table of agavepy", () => {
  const rows = readTable(manual, "`agavepy`");

  test("has every operation once, and no other", () => {
    const known = NICKNAMES.map((row) => row.split(" ")[0] ?? "");
    expect(sorted(rows.flatMap(([old = ""]) => quoted(old)))).toEqual(sorted([...new Set(known)]));
  });

  test.each(
    [...rows, ...readTable(manual, "`agavepy`, sessions and helpers")].map(
      ([old = "", now = "", change = ""]) => ({ old, now, change }),
    ),
  )("$old has a counterpart", ({ old, now, change }) => {
    const names = quoted(now === "the same" ? old : now);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(exists(name), name).toBe(true);
    expect(change).not.toBe("");
  });
});
