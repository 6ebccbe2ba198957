import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as door from "../../src/descartes/index.ts";
import { quoted, readTable } from "./blocks.ts";
import { manual } from "./pages.ts";
import { calls, sorted } from "./public-methods.ts";

// The tables about Descartes Labs Storage name what exists, and all of it.

/** What the Python client offers. */
const OLD =
  "Storage,get,get_file,set,set_file,exists,delete,list,iter_list,get_signed_url,get_upload_url,Auth,Auth.token,Auth.payload,Auth.namespace,descarteslabs auth login,descarteslabs auth name,auth groups,auth payload,descarteslabs auth token,auth env,auth version";

const storage = new door.DescartesStorage({ token: "none" });
const prototypes = [door.DescartesStorage.prototype, Object.getPrototypeOf(door.DescartesStorage.prototype)];
const methods = new Set(
  prototypes
    .flatMap((prototype: object) => Object.getOwnPropertyNames(prototype))
    .filter((name) => name !== "constructor"),
);

describe("the table of storage", () => {
  const rows = readTable(manual, "`storage`");

  test("names every method, and no other", () => {
    expect(sorted(rows.flatMap(([call = ""]) => calls(call)))).toEqual(sorted([...methods]));
  });

  test("names remote calls that are in the schema", () => {
    const folder = new URL("../../schema/descartes/", import.meta.url);
    const schema = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".graphql"))
      .map((path) => readFileSync(new URL(path, folder), "utf8"))
      .join("\n");
    const told = rows.map(([, , remote = ""]) => remote).filter((remote) => !remote.startsWith("as "));
    for (const call of told.flatMap(quoted)) expect(schema).toMatch(new RegExp(`^ {2}${call}\\(`, "m"));
  });
});

describe("the table of descarteslabs", () => {
  const rows = readTable(manual, "`descarteslabs`");

  test("has every method once, and no other", () => {
    expect(sorted(rows.flatMap(([old = ""]) => quoted(old)))).toEqual(sorted(OLD.split(",")));
  });

  test.each(rows.map(([old = "", now = "", change = ""]) => ({ old, now, change })))(
    "$old has a counterpart",
    ({ now, change }) => {
      expect(quoted(now).length).toBeGreaterThan(0);
      for (const name of quoted(now)) {
        const [owner = "", method] = name.split(".");
        const found: unknown = method === undefined ? Reflect.get(door, owner) : Reflect.get(storage, method);
        expect(typeof found, name).toBe("function");
      }
      expect(change).not.toBe("");
    },
  );
});
