import { expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { supportedVersions } from "../../src/saagie/index.ts";
import { testIo } from "./test-io.ts";

interface Printed {
  readonly versions: readonly string[];
  readonly methods: readonly { readonly method: string; readonly versions: readonly string[] }[];
}

async function printed(...args: readonly string[]): Promise<Printed> {
  const io = testIo();
  expect(await runCommandLine(["compat", ...args, "--json"], io)).toBe(0);
  return JSON.parse(io.stdout.text()) as Printed;
}

test("a pipe gets a line for each limited method, with the versions it works with", async () => {
  const io = testIo();
  expect(await runCommandLine(["compat"], io)).toBe(0);
  const lines = io.stdout.text().trimEnd().split("\n");
  expect(lines).toContain("jobs.generateDescriptionByAi\t2023.04 2023.05 2024.01 2024.02");
  expect(lines.some((line) => line.startsWith("jobs.run\t"))).toBe(false);
});

test("--all shows the methods that all versions have, too", async () => {
  const io = testIo();
  expect(await runCommandLine(["compat", "--all"], io)).toBe(0);
  expect(io.stdout.text()).toContain("jobs.run\t2023.01 2023.02");
});

test("a version tells what works there; a newer one is taken as the newest", async () => {
  const { methods } = await printed("2023.02");
  expect(methods.find(({ method }) => method === "jobs.duplicate")).toMatchObject({ versions: [] });
  expect(methods.find(({ method }) => method === "jobs.run")).toMatchObject({ versions: ["2023.02"] });
  expect((await printed("2031.01")).versions).toEqual(supportedVersions().slice(-1));
});

test("a terminal gets a table", async () => {
  const io = testIo({ isTTY: true, environment: { NO_COLOR: "1" } });
  expect(await runCommandLine(["compat", "2023.04"], io)).toBe(0);
  expect(io.stdout.text()).toMatch(/^ +2023\.04\n/);
  expect(io.stdout.text()).toMatch(/jobs\.duplicate +yes/);
  expect(io.stdout.text()).toMatch(/storages\.duplicate +-/);
});

test("what is not a version is refused in one sentence", async () => {
  const io = testIo();
  expect(await runCommandLine(["compat", "lately"], io)).toBe(2);
  expect(io.stderr.text()).toMatch(/^error: "lately" is not a platform version/);
});

test("a URL is asked for its version, whatever the environment tells of another platform", async () => {
  const emulator = emulateSaagie({ platformVersion: "2023.03" });
  const { url, close } = await emulator.listen();
  const { user, password, realm, platform } = emulator;
  const environment = {
    SAAGIE_USER: user,
    SAAGIE_PASSWORD: password,
    SAAGIE_REALM: realm,
    SAAGIE_PLATFORM_VERSION: "2024.02",
  };
  const io = testIo({ environment });
  const code = await runCommandLine(["compat", `${url}/projects/platform/${platform}`, "--json"], io);
  await close();
  expect(io.stderr.text()).toBe("");
  expect(code).toBe(0);
  expect(JSON.parse(io.stdout.text())).toMatchObject({ versions: ["2023.03"] });
});
