import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";
import { testIo } from "../test-io.ts";

// No command without a row: each is tried on a terminal, a pipe, 60 columns, with JSON, with what is missing, and refused.

/** Commands that files of their own try: they have no platform, or more to them than a row holds. */
const APART: Readonly<Record<string, string>> = {
  login: "profiles.test.ts",
  logout: "profiles.test.ts",
  "profile list": "profiles.test.ts",
  "profile use": "profiles.test.ts",
  "profile show": "profiles.test.ts",
  "profile remove": "profiles.test.ts",
  doctor: "profiles.test.ts",
  quickstart: "quickstart.test.ts",
  deploy: "deploy/deploy.test.ts",
  export: "export.test.ts",
  plan: "export.test.ts",
  import: "import.test.ts",
  "project export": "export.test.ts",
  "project plan": "export.test.ts",
  "project import": "import.test.ts",
  emulator: "emulator.test.ts",
  url: "url.test.ts",
  compat: "compat.test.ts",
  completion: "day.test.ts",
};

const here = new URL("./", import.meta.url);
const rows = readdirSync(here)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(new URL(name, here), "utf8"))
  .join("\n")
  // However the formatter has set them.
  .replaceAll(/\[\s+/gu, "[")
  .replaceAll(/,\s+/gu, ", ");

function leaves(command: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  if (command.commands.length === 0) return [path];
  return command.commands.flatMap((inner) => leaves(inner, [...path, inner.name()]));
}

test("every command has a row in test/cli/commands, or a file of its own", async () => {
  const all = leaves(await createProgram("all", testIo())).filter(
    // Another name for what is there.
    ([first, second]) => first !== "saagie" && !(first === "agave" && !["job", "app"].includes(second ?? "")),
  );
  expect(all.length).toBeGreaterThan(70);
  const missing = all.filter((path) => {
    const file = APART[path.join(" ")];
    if (file !== undefined)
      return !readFileSync(new URL(`../${file}`, here), "utf8").includes(path.at(-1) ?? "");
    return !rows.includes(`args: [${path.map((word) => JSON.stringify(word)).join(", ")}`);
  });
  expect(missing.map((path) => path.join(" "))).toEqual([]);
});
