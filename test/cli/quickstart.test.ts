import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { DemoRecord } from "../../src/cli/quickstart/record.ts";
import { emulateSaagie, type EmulatedSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { eventsOf, hasControls, testIo } from "./test-io.ts";

// The demonstration runs in the machine's time, as users see it; so its tests run side by side.

const folder = mkdtempSync(join(tmpdir(), "footbridge-quickstart-test-"));
const out = (name: string): string => join(folder, name);
const SLOW = 60_000;

/** The platform that stands for a live one: on a socket, and named by the environment. */
let platform: EmulatedSaagie;
let environment: Readonly<Record<string, string>>;
let saagie: Saagie;

beforeAll(async () => {
  platform = emulateSaagie({ projectSeconds: 0.1, runSeconds: 0.1, user: "ann", password: "s3cret" });
  const { url } = await platform.listen();
  environment = {
    SAAGIE_URL: `${url}/projects/platform/1`,
    SAAGIE_REALM: "demo",
    SAAGIE_USER: "ann",
    SAAGIE_PASSWORD: "s3cret",
  };
  saagie = Saagie.fromEnvironment({}, environment);
});

afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

const names = async (): Promise<readonly string[]> => (await saagie.projects.list()).map(({ name }) => name);

describe.concurrent("the demonstration", () => {
  test(
    "is told in plain lines to a pipe",
    async ({ expect: local }) => {
      const io = testIo();
      local(await runCommandLine(["quickstart", "--out", out("plain")], io)).toBe(0);
      const text = io.stdout.text();
      local(hasControls(text)).toBe(false);
      local(io.stderr.text()).toBe("");
      const ends = [...text.matchAll(/^\[(\d+\/12)\] (.*): (.*) \(\d+\.\d s\)$/gm)];
      local(ends.map(([, at, title, outcome]) => `${at} ${title}: ${outcome}`)).toEqual([
        '1/12 Create project "Footbridge quickstart": ready',
        "2/12 Upload two scripts as jobs: 2 jobs",
        "3/12 Run both jobs: 2 succeeded",
        '4/12 Upgrade "Summarise orders": version 2',
        "5/12 Run version 2: 1 succeeded",
        "6/12 Roll it back: version 1 again",
        local.stringMatching(/^7\/12 Export the project to a folder: \d files, \d+\.\d kB$/),
        '8/12 Create project "Footbridge quickstart, copy": ready',
        "9/12 Plan the import: nothing changed yet",
        "10/12 Import it: 2 created",
        "11/12 Run both jobs in the copy: 2 succeeded",
        "12/12 Import it again: 2 unchanged",
      ]);
      // The scripts have really run, each version as it should.
      local(text).toContain("  | 2024-06-01,Centre,127\n");
      local(text).toMatch(/Summarise orders, version 2:\n {2}\| Centre {2}402 #{40}\n/);
      local(text.split("Summarise orders, version 1:\n  | Centre  402\n")).toHaveLength(3);
      local(text).toContain(`The export lies in\n  ${out("plain")}\n`);
      local(existsSync(join(out("plain"), "footbridge.json"))).toBe(true);
    },
    SLOW,
  );

  test(
    "is one document with --json",
    async ({ expect: local }) => {
      const io = testIo();
      local(await runCommandLine(["quickstart", "--json", "--out", out("json")], io)).toBe(0);
      local(eventsOf(io).at(-1)).toBe("done");
      const record = JSON.parse(io.stdout.text()) as DemoRecord;
      local(record).toMatchObject({
        platform: { kind: "emulator", realm: "demo", platform: 1 },
        upgraded: { job: "Summarise orders", version: 2 },
        rolledBackTo: 1,
        export: { folder: out("json"), warnings: [] },
        projectsDeleted: false,
      });
      local(record.runs.map(({ project, job, version, status }) => [project, job, version, status])).toEqual([
        ["Footbridge quickstart", "Make orders", 1, "SUCCEEDED"],
        ["Footbridge quickstart", "Summarise orders", 1, "SUCCEEDED"],
        ["Footbridge quickstart", "Summarise orders", 2, "SUCCEEDED"],
        ["Footbridge quickstart, copy", "Make orders", 1, "SUCCEEDED"],
        ["Footbridge quickstart, copy", "Summarise orders", 1, "SUCCEEDED"],
      ]);
      local(record.plan.map(({ action }) => action)).toEqual(["create", "create"]);
      local(record.imported.map(({ action }) => action)).toEqual(["created", "created"]);
      local(record.importedAgain.map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
    },
    SLOW,
  );

  test(
    "is told on the platform that the environment names, and leaves nothing there",
    async ({ expect: local }) => {
      const io = testIo({ environment });
      local(await runCommandLine(["quickstart", "--out", out("live")], io)).toBe(0);
      const text = io.stdout.text();
      const [, name = ""] = /Create project "(Footbridge quickstart [^"]+)": ready/.exec(text) ?? [];
      local(text).toMatch(/^Footbridge quickstart\nLive platform 1 of realm demo, http:/);
      local(text).toMatch(/^\[13\/13\] Delete 2 projects: gone/m);
      local(name).toMatch(/^Footbridge quickstart \d{8}-\d{6}-[\da-f]{4}$/);
      local(await names()).not.toContain(name);
      local(text).not.toContain("s3cret");
    },
    SLOW,
  );

  test(
    "leaves the projects in place with --keep",
    async ({ expect: local }) => {
      const io = testIo({ environment });
      local(await runCommandLine(["quickstart", "--keep", "--json", "--out", out("kept")], io)).toBe(0);
      const { project, copy } = JSON.parse(io.stdout.text()) as DemoRecord;
      local(await names()).toEqual(local.arrayContaining([project.name, copy.name]));
    },
    SLOW,
  );

  test(
    "ends when it is asked to, and takes away what it has made",
    async ({ expect: local }) => {
      const stop = new AbortController();
      const onWrite = (text: string): void => {
        if (text.includes("Run both jobs:")) stop.abort(new Error("Ctrl-C"));
      };
      const io = testIo({ environment, stop: stop.signal, onWrite });
      local(await runCommandLine(["quickstart", "--out", out("stopped")], io)).toBe(130);
      local(io.stderr.text()).toBe("Stopped.\n");
      const [, name = ""] = /Create project "([^"]+)": ready/.exec(io.stdout.text()) ?? [];
      local(io.stdout.text()).toContain("Delete 1 project: gone");
      local(await names()).not.toContain(name);
    },
    SLOW,
  );

  test(
    "ends with one sentence when a run fails",
    async ({ expect: local }) => {
      const failing = emulateSaagie({ projectSeconds: 0.1, runSeconds: 0.1 });
      failing.scripts.set("Make orders", { outcome: "FAILED", lines: ["no such table: orders"] });
      const { url } = await failing.listen();
      const where = { SAAGIE_URL: url, SAAGIE_PLATFORM: "1", SAAGIE_REALM: "demo" };
      const io = testIo({ environment: { ...where, SAAGIE_USER: "demo", SAAGIE_PASSWORD: "demo" } });
      local(await runCommandLine(["quickstart", "--out", out("failed")], io)).toBe(1);
      local(io.stderr.text()).toBe(
        'error: The run of "Make orders" ended as FAILED: no such table: orders\n',
      );
      await failing.close();
    },
    SLOW,
  );
});

test.each([
  [{ SAAGIE_URL: "https://acme-workspace.example.io/projects/platform/6" }, "SAAGIE_USER, SAAGIE_PASSWORD"],
  [{ SAAGIE_USER: "ann", SAAGIE_PASSWORD: "s3cret" }, "SAAGIE_URL"],
  [{ SAAGIE_TOKEN: "t0ken" }, "SAAGIE_URL"],
])("an environment that names a platform by halves is told what it lacks: %j", async (halves, lacking) => {
  const io = testIo({ environment: halves });
  expect(await runCommandLine(["quickstart"], io)).toBe(2);
  expect(io.stderr.text()).toContain(`error: The environment lacks ${lacking}.`);
  expect(io.stdout.text()).toBe("");
});

test("credentials that are refused end it before anything is made", async () => {
  const io = testIo({ environment: { ...environment, SAAGIE_PASSWORD: "wr0ng" } });
  expect(await runCommandLine(["quickstart", "--out", out("refused")], io)).toBe(3);
  expect(io.stderr.text()).toMatch(/^error: Saagie refuses these credentials\..*\n$/);
  expect(readdirSync(out("refused"))).toEqual([]);
});

test("an export goes into no folder that holds something", async () => {
  writeFileSync(join(folder, "something"), "");
  for (const path of [folder, join(folder, "something")]) {
    const io = testIo();
    expect(await runCommandLine(["quickstart", "--out", path], io)).toBe(1);
    expect(io.stderr.text()).toMatch(/^error: .*(?:is not empty|cannot be used).*\n$/);
    expect(io.stdout.text()).toBe("");
  }
});
