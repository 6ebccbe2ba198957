import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import { emulateAgave } from "../../../src/emulator/index.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("./one-renewal.ts", import.meta.url));

test("processes that share a session renew it once, and none loses its token", async () => {
  const emulator = emulateAgave({ clock: "manual" });
  onTestFinished(() => emulator.close());
  const { url } = await emulator.listen({ port: 0 });
  const cacheDir = await mkdtemp(join(tmpdir(), "agave-shared-"));
  onTestFinished(() => rm(cacheDir, { recursive: true }));
  const { user, password, clientKey, clientSecret } = emulator;
  const login = { username: user, password, apiKey: clientKey, apiSecret: clientSecret };
  const agave = new Agave({ baseUrl: url, tenantId: emulator.tenant, ...login });
  await agave.profiles.me();
  await agave.save({ cacheDir, clientName: "laptop" });
  // As if it had been handed out long ago: whoever comes first renews it.
  const config = await readFile(join(cacheDir, "config.json"), "utf8");
  const aged = config.replace(/"created_at": "\d+"/gu, '"created_at": "1000"');
  await writeFile(join(cacheDir, "config.json"), aged);
  const current = await readFile(join(cacheDir, "current"), "utf8");
  await writeFile(join(cacheDir, "current"), current.replace(/"created_at":"\d+"/u, '"created_at":"1000"'));
  const before = emulator.requests.filter(({ path }) => path.startsWith("/token")).length;
  const answers = await Promise.all(
    Array.from({ length: 3 }, () => run(process.execPath, ["--import", "tsx", script, cacheDir])),
  );
  const told = answers.map(({ stdout }) => JSON.parse(stdout) as { username: string; token: string });
  expect(told.map(({ username }) => username)).toEqual([user, user, user]);
  expect(new Set(told.map(({ token }) => token)).size).toBe(1);
  expect(emulator.requests.filter(({ path }) => path.startsWith("/token")).length - before).toBe(1);
  await expect(readFile(join(cacheDir, "current"), "utf8")).resolves.toContain(told[0]?.token);
}, 60_000);
