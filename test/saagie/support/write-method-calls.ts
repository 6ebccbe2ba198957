// npm run record:calls: runs the tests of Saagie with clients recorded, and writes method-calls.json out of what they saw.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { RECORD_VARIABLE } from "./record-calls.ts";

const folder = mkdtempSync(join(tmpdir(), "footbridge-calls-"));
try {
  const run = spawnSync(
    "npx",
    ["vitest", "run", "--typecheck.enabled=false", "test/saagie", "--exclude", "**/method-calls.test.ts"],
    {
      env: { ...process.env, [RECORD_VARIABLE]: folder },
      stdio: "inherit",
      shell: process.platform === "win32",
    },
  );
  const pairs = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  );
  const calls = new Map<string, Set<string>>();
  for (const pair of pairs) {
    const [operation = "", method = ""] = pair.split(" ");
    // Every method logs in.
    if (operation === "SessionAuthenticate") continue;
    calls.set(operation, (calls.get(operation) ?? new Set()).add(method));
  }
  const record = Object.fromEntries(
    [...calls]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([operation, methods]) => [operation, [...methods].toSorted()]),
  );
  const text = await format(JSON.stringify(record), { parser: "json", printWidth: 110 });
  writeFileSync(new URL("../method-calls.json", import.meta.url), text);
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
