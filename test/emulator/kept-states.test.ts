import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Agave } from "../../src/agave/index.ts";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { emulateAgave, emulateDescartes } from "../../src/emulator/index.ts";

// What the emulators of Descartes and Agave know goes into a file, and out of it into another emulator.

function agaveOf(emulator: ReturnType<typeof emulateAgave>): Agave {
  const { url: baseUrl, user: username, password, clientKey, clientSecret, fetch, clock } = emulator;
  return new Agave({ baseUrl, username, password, apiKey: clientKey, apiSecret: clientSecret, fetch, clock });
}

function storageOf(emulator: ReturnType<typeof emulateDescartes>): DescartesStorage {
  const { url, iamUrl, clientId, refreshToken, fetch, clock } = emulator;
  return new DescartesStorage({ url, iamUrl, clientId, refreshToken, fetch, clock });
}

test("blobs, large and small, and users", async () => {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  const file = join(folder, "state.json");
  const [one, other] = [emulateDescartes({ clock: "auto" }), emulateDescartes({ clock: "auto" })];
  one.users.add({ sub: "eve", clientId: "eve-client", refreshToken: "eve-secret" });
  await storageOf(one).set("notes/today", "Rain.");
  await storageOf(one).set("big", new Uint8Array(3_000_000).fill(7));
  one.clock.advance(3_600_000);
  await one.saveFile(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await other.loadFile(file);
  // Not of both texts, which would fill the screen where they differ.
  expect(JSON.stringify(await other.save()) === JSON.stringify(await one.save())).toBe(true);
  expect(await storageOf(other).getText("notes/today")).toBe("Rain.");
  expect((await other.blobs.get("big"))?.every((byte) => byte === 7)).toBe(true);
  expect(other.clock.now()).toBeGreaterThanOrEqual(one.clock.now());
  await Promise.all([one.close(), other.close(), rm(folder, { recursive: true })]);
});

test("systems, files, metadata and jobs; a job that was under way has failed", async () => {
  const one = emulateAgave({ clock: "manual" });
  const agave = agaveOf(one);
  one.files.put({ system: "data", path: "/ann/more/words.txt" }, "three words here");
  const { uuid } = await agave.meta.create({ name: "sample", value: { depth: 3 } });
  const request = { name: "count", appId: "wc-1.0.0", inputs: { input1: "agave://data/ann/words.txt" } };
  const job = await agave.jobs.submit(request);
  const state: unknown = JSON.parse(JSON.stringify(await one.save()));

  const other = emulateAgave({ clock: "manual" });
  await other.load(state);
  const loaded = agaveOf(other);
  expect(new TextDecoder().decode(other.files.get({ system: "data", path: "/ann/more/words.txt" }))).toBe(
    "three words here",
  );
  expect(await loaded.meta.get(uuid)).toMatchObject({ value: { depth: 3 } });
  expect(await loaded.jobs.get(job.id)).toMatchObject({ status: "FAILED" });
});

test("one of another platform, or a damaged one, is refused, and nothing changes", async () => {
  const agave = emulateAgave({ clock: "manual" });
  const before = await agave.save();
  await expect(agave.load(await emulateDescartes().save())).rejects.toThrow(
    "one of descartes, and not of agave",
  );
  await expect(agave.load({ ...before, world: { $map: [["nowhere", {}]] } })).rejects.toThrow(
    "the tenant nowhere, which is not emulated",
  );
  await expect(agave.load({ ...before, files: [1] })).rejects.toThrow("The state is damaged");
  await expect(emulateDescartes().load({ ...before, platform: "descartes" })).rejects.toThrow("has no users");
  expect(await agave.save()).toEqual(before);
});
