import { afterEach, beforeEach, expect, test } from "vitest";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { emulateAgave, emulateDescartes } from "../../src/emulator/index.ts";
import { memoryArchive } from "../../src/archive/index.ts";
import { Agave } from "../../src/agave/index.ts";
import { emulatedPlatform } from "../saagie/support/platform.ts";
import { makeJob } from "../saagie/support/things.ts";

// What a callback throws is its program's own fault. It is told as an event listener's would be, and decides about no call.

const OWN = "ann.storage";
const mistake = new Error("my mistake");
const fail = (): never => {
  throw mistake;
};

let uncaught: unknown[] = [];
let listeners: NodeJS.UncaughtExceptionListener[] = [];

beforeEach(() => {
  uncaught = [];
  listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => void uncaught.push(error));
});

afterEach(() => {
  process.removeAllListeners("uncaughtException");
  for (const listener of listeners) process.on("uncaughtException", listener);
});

async function told(): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  return uncaught.length > 0 && uncaught.every((error) => error === mistake);
}

test("a wait of Saagie ends as it would without its callbacks", async () => {
  const platform = emulatedPlatform();
  const job = await makeJob(platform);
  const run = await platform.saagie.jobs.runAndWait(job.id, { onStatus: fail });
  expect(run.status).toBe("SUCCEEDED");
  expect(await told()).toBe(true);
  await platform.saagie.projects.export(job.project.id, memoryArchive(), { onProgress: fail });
  expect(await told()).toBe(true);
  await platform.close();
});

test("an upload and a download of Descartes end as they would", async () => {
  const emulator = emulateDescartes();
  const { clientId, refreshToken, fetch, clock, url, iamUrl } = emulator;
  const storage = new DescartesStorage({ url, iamUrl, clientId, refreshToken, fetch, clock });
  await storage.set("k", "value", { onProgress: fail });
  expect(await told()).toBe(true);
  uncaught = [];
  expect(await storage.getText("k", { onProgress: fail })).toBe("value");
  expect(await told()).toBe(true);
  await emulator.close();
});

test("a wait of Agave ends as it would", async () => {
  const emulator = emulateAgave({ clock: "auto" });
  const { url, user, password, clientKey, clientSecret, fetch, clock } = emulator;
  const agave = new Agave({
    baseUrl: url,
    username: user,
    password,
    apiKey: clientKey,
    apiSecret: clientSecret,
    fetch,
    clock,
  });
  emulator.files.put({ system: "data", path: "/ann/x.txt" }, "from afar");
  await agave.files.copy("agave://data//ann/x.txt", `${OWN}/copy.txt`);
  await agave.files.waitUntilStaged(`${OWN}/copy.txt`, { onStatus: fail });
  expect(await told()).toBe(true);
  await emulator.close();
});
