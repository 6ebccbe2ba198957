import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { printable } from "../../src/cli/printable.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { testIo } from "./test-io.ts";

test.each(["--version", "-V"])("%s prints the version of the package", async (option) => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  const io = testIo();
  expect(await runCommandLine([option], io)).toBe(0);
  expect(io.stdout.text()).toBe(`${version}\n`);
});

test.each([[["--help"]], [["-h"]], [[]]])("%j prints help", async (args) => {
  const io = testIo();
  expect(await runCommandLine(args, io)).toBe(0);
  for (const command of ["quickstart", "export", "plan", "import", "emulator", "url"])
    expect(io.stdout.text()).toContain(`  ${command} `);
  expect(io.stderr.text()).toBe("");
});

test.each([
  [["quickstar"], "Did you mean quickstart?"],
  [["quickstart", "--jsn"], "Did you mean --json?"],
  [["quickstart", "more"], "too many arguments"],
  [["url"], "missing required argument 'url'"],
  [["emulator", "tapis"], "Allowed choices are saagie, descartes, agave, all."],
  [["emulator", "saagie", "agave"], "too many arguments"],
  [["emulator", "--port", "65536"], "A port is a number from 0"],
  [["emulator", "--port", "x"], "A port is a number from 0"],
  [["emulator", "--platform", "six"], "A platform is a number."],
  [["emulator", "--realm", "a b"], "A realm consists of"],
  [["emulator", "--user", ""], "It must not be empty."],
  [["emulator", "--executor", "docker"], "Allowed choices are scripted, process."],
  [["emulator", "--seed", ""], "It must not be empty."],
  [["export", "Sales"], "missing required argument 'archive'"],
  [["export", "Sales", "backup", "--versions", "some"], "Allowed choices are all, current."],
  [["export", "Sales", "backup", "--timeout", "soon"], "A call may take from 1 to 86400 seconds."],
  [["plan"], "missing required argument 'archive'"],
  [["plan", "backup", "--dry-run"], "unknown option '--dry-run'"],
  [["plan", "backup", "--concurrency", "0"], "From 1 to 100 things are handled at once."],
  [["import", "backup", "--mode", "merge"], "Allowed choices are upgrade, skip, fail."],
  [["import", "backup", "--project", "A", "--into", "B"], "cannot be used with option '--into <project>'"],
  [["emulator", "--run-seconds", "0"], "A run takes more than 0 seconds"],
  [["emulator", "--clean-seconds", "-1"], "Cleaning takes a number of seconds"],
  [["emulator", "--platform-version", "latest"], "not among the versions that are emulated: 2023.01,"],
  [["emulator", "--executor", "process", "--run-seconds", "3"], "--run-seconds is for scripted runs"],
  [["emulator", "--allow-origin", "localhost:5173"], '"localhost:5173" is not an origin'],
  [["emulator", "--allow-host", "http://x"], '"http://x" is not a host'],
])("%j is refused, and nothing is done", async (args, reason) => {
  const io = testIo();
  expect(await runCommandLine(args, io)).toBe(2);
  expect(io.stdout.text()).toBe("");
  expect(io.stderr.text()).toMatch(/^error: /);
  expect(io.stderr.text()).toContain(reason);
});

test("with --json an error is a document, too", async () => {
  const io = testIo();
  expect(await runCommandLine(["url", "nonsense", "--json"], io)).toBe(2);
  expect(JSON.parse(io.stdout.text())).toMatchObject({ error: { code: "INVALID_INPUT" } });
  expect(io.stderr.text()).toMatch(/^error: /);
});

test("what nobody foresaw is one sentence, and a stack for those who ask", async () => {
  const full = (): never => {
    throw new Error("the disk\nis full");
  };
  const url = ["url", "http://localhost/projects/platform/1"];
  for (const [environment, hasStack] of [
    [{}, false],
    [{ FOOTBRIDGE_DEBUG: "1" }, true],
  ] as const) {
    const io = testIo({ environment });
    expect(await runCommandLine(url, { ...io, stdout: { write: full } })).toBe(1);
    expect(io.stderr.text()).toMatch(/^error: Something unforeseen happened: the disk is full\n/);
    expect(io.stderr.text().includes("\n    at ")).toBe(hasStack);
  }
});

test("what follows -- is a name, whatever it looks like", async () => {
  const io = testIo();
  expect(await runCommandLine(["url", "--", "--json"], io)).toBe(2);
  expect(io.stdout.text()).toBe("");
  expect(io.stderr.text()).toContain("This is not a Saagie URL");
});

test("a text from elsewhere turns no direction of writing", () => {
  expect(printable("report \u202etxt.exe\u2066 \u2069\u200f")).toBe("report txt.exe \u200f");
  expect(printable("\u05e2\u05d1\u05e8\u05d9\u05ea \u{1f469}\u200d\u{1f680}")).toBe(
    "\u05e2\u05d1\u05e8\u05d9\u05ea \u{1f469}\u200d\u{1f680}",
  );
});
