import { expect, test } from "vitest";
import type { ZipOptions } from "../../src/archive/index.ts";
import type { ConnectionOptions } from "../../src/index.ts";
import { connectionFromEnvironment } from "../../src/core/transport/connection-options.ts";
import { CHANNELS } from "../core/observe/listening.ts";
import { quoted, readTable } from "./blocks.ts";
import { manual } from "./pages.ts";
import { sorted } from "./public-methods.ts";

// Tables of options and names that belong to all clients have all of them, and no other.

const CONNECTION: Readonly<Record<keyof ConnectionOptions, true>> = {
  ca: true,
  cert: true,
  keepAliveMs: true,
  key: true,
  maxConnections: true,
  passphrase: true,
  proxy: true,
};

const ZIP: Readonly<Record<keyof ZipOptions, true>> = {
  maxEntries: true,
  maxRatio: true,
  maxUnpackedBytes: true,
  overwrite: true,
  resume: true,
  stripRoot: true,
};

test.each([
  ["Member of `connection`", Object.keys(CONNECTION)],
  ["Option of a zip", Object.keys(ZIP)],
  ["Channel", CHANNELS],
])("%s: the table has every one once, and no other", (head, names) => {
  expect(sorted(readTable(manual, head).flatMap(([name = ""]) => quoted(name)))).toEqual(sorted(names));
});

test("each variable of the environment stands for the member that the table names", () => {
  const rows = readTable(manual, "Variable");
  const environment = Object.fromEntries(
    rows.map(([name = ""], at) => [quoted(name)[0] ?? "", String(at + 1)]),
  );
  const told = rows.map(([, member = ""], at): readonly [string, unknown] => {
    const name = quoted(member)[0]?.replace("connection.", "") ?? "";
    if (name === "maxConnections") return [name, at + 1];
    return [name, name === "passphrase" ? String(at + 1) : { file: String(at + 1) }];
  });
  expect(connectionFromEnvironment(environment, {})).toEqual({
    connection: Object.fromEntries<unknown>(told),
  });
});
