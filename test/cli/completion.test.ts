import { beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { commandPlatform } from "./project-platform.ts";
import { testIo } from "./test-io.ts";

const BREAKS = " \t\n\"'><=;|&(:";
const NAMES = ["Daily report", 'it\'s $(id); "so"!', "a:b", "日本語 ジョブ", "-lead", "tab\tred\u001b[31m"];
const { saagie, environment } = commandPlatform();

beforeAll(async () => {
  await saagie.projects.ensure({ name: "North sales" });
  for (const name of NAMES) {
    await saagie.jobs.create("North sales", { name, technology: "Bash", commandLine: "echo" });
  }
});

async function complete(...args: readonly string[]): Promise<readonly string[]> {
  const io = testIo({ environment: { FOOTBRIDGE_PROJECT: "North sales", ...environment } });
  expect(await runCommandLine(["complete", ...args], io)).toBe(0);
  return io.stdout.text().split("\n").slice(0, -1);
}

describe("completion in bash writes a name as the line takes it", () => {
  test.each([
    ["footbridge job show Da", "Daily\\ report"],
    ["footbridge job show Daily\\ r", "Daily\\ report"],
    ['footbridge job show "Daily r', "Daily report"],
    ["footbridge job show 'Daily r", "Daily report"],
    ["footbridge job show it", 'it\\\'s\\ \\$\\(id\\)\\;\\ \\"so\\"\\!'],
    // Bash replaces what follows the colon alone.
    ["footbridge job show a:", "b"],
    ["footbridge job show a\\:", "a:b"],
    ["footbridge job show 'a:", "a:b"],
    ["footbridge job show 日", "日本語\\ ジョブ"],
    ["footbridge job list --project 'N", "North sales"],
    ['footbridge job show --project "North sales" Da', "Daily\\ report"],
    ["footbridge job sho", "show"],
    ["footbridge job show --qu", "--quiet"],
  ])("%s", async (line, written) => {
    expect(await complete("--bash", BREAKS, "--", line)).toEqual([written]);
  });

  test.each([
    // Neither can be written between such quotes.
    "footbridge job show 'it",
    'footbridge job show "it',
    'footbridge job show "Daily "re',
  ])("or not at all: %s", async (line) => {
    expect(await complete("--bash", BREAKS, "--", line)).toEqual([]);
  });
});

test("names that cannot be typed are not offered", async () => {
  const names = await complete("--", "job", "show", "");
  expect(names).toContain("Daily report");
  expect(names.filter((name) => name.startsWith("-") || name.startsWith("tab"))).toEqual([]);
});
