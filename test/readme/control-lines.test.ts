import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { emulateAgave, emulateDescartes, emulateSaagie } from "../../src/emulator/index.ts";
import { quoted, readTable } from "./blocks.ts";
import { blocks, manual } from "./pages.ts";

// The lines with curl are run as they stand there, by a shell, against each platform.

const lines = blocks
  .filter(({ language, text }) => language === "bash" && text.includes("$FOOTBRIDGE_CONTROL"))
  .flatMap(({ text }) => text.trimEnd().split("\n"));

test.each([
  ["saagie", emulateSaagie],
  ["descartes", emulateDescartes],
  ["agave", emulateAgave],
] as const)("every curl line works against %s", async (platform, emulate) => {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  const emulator = emulate();
  const { control } = await emulator.listen();
  const env = { PATH: process.env["PATH"], FOOTBRIDGE_CONTROL: control.url, FOOTBRIDGE_KEY: control.key };
  const run = async (line: string): Promise<string> =>
    (await promisify(execFile)("sh", ["-c", line], { cwd: folder, env })).stdout;
  try {
    const [health, ...others] = lines;
    expect(JSON.parse(await run(health ?? ""))).toMatchObject({
      status: "ok",
      emulator: platform,
      mode: "real",
    });
    const before = emulator.clock.now();
    // `-f` lets curl fail where the answer is a refusal.
    for (const line of others) await run(line);
    expect(emulator.clock.mode).toBe("manual");
    expect(emulator.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
    expect(emulator.faults.list()).toEqual([]);
    expect(others).toHaveLength(8);
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test("the table of the control API names what there is", async () => {
  const emulator = emulateSaagie();
  const { control } = await emulator.listen();
  const named = readTable(manual, "Request below `/_footbridge`").flatMap(([request = ""]) =>
    quoted(request),
  );
  expect(named).toHaveLength(13);
  for (const request of named) {
    const [method = "", path = ""] = request.split(" ");
    const answer = await fetch(control.url + path.replace("{id}", "1"), {
      method,
      headers: { authorization: `Bearer ${control.key}` },
    });
    const text = await answer.text();
    // Without a body some are refused, but each is known.
    expect([request, text]).not.toEqual([request, expect.stringContaining("There is no " + method)]);
  }
  await emulator.close();
});
