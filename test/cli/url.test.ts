import { expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { hasControls, testIo } from "./test-io.ts";

const project = "0db6d0a7-ad4b-45cd-8082-913a192daa25";
const run = "1bf79f1d-7e2d-4daf-976d-8702114ab507";
const pasted = `https://acme-workspace.example.io/projects/platform/6/project/${project}/job/${run}/instances/${run}`;

test("a pipe gets a line for each part", async () => {
  const io = testIo();
  expect(await runCommandLine(["url", pasted], io)).toBe(0);
  expect(io.stdout.text().trimEnd().split("\n")).toEqual([
    "url=https://acme-workspace.example.io",
    "realm=acme",
    "platform=6",
    `projectId=${project}`,
    `jobId=${run}`,
    `jobInstanceId=${run}`,
  ]);
});

test("--json gives the same as a document", async () => {
  const io = testIo();
  expect(await runCommandLine(["url", pasted, "--json"], io)).toBe(0);
  expect(JSON.parse(io.stdout.text())).toEqual({
    url: "https://acme-workspace.example.io",
    realm: "acme",
    platform: 6,
    projectId: project,
    jobId: run,
    jobInstanceId: run,
  });
});

test("a terminal gets words", async () => {
  const io = testIo({ isTTY: true, environment: { NO_COLOR: "1" } });
  expect(await runCommandLine(["url", "http://localhost:4010/projects/platform/1"], io)).toBe(0);
  expect(io.stdout.text()).toBe("  URL       http://localhost:4010\n  Platform  1\n");
});

test.each(["nonsense", "https://acme-workspace.example.io/", "https://user:secret@acme.example.io/login"])(
  "%s is refused in one sentence",
  async (text) => {
    const io = testIo();
    expect(await runCommandLine(["url", text], io)).toBe(2);
    expect(io.stdout.text()).toBe("");
    expect(io.stderr.text()).toMatch(/^error: .* is not a Saagie URL: .*\n$/);
    expect(io.stderr.text()).not.toContain("secret");
    expect(hasControls(io.stderr.text())).toBe(false);
  },
);
