import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { DescartesStorage } from "../../../src/descartes/index.ts";
import { emulateDescartes } from "../../../src/emulator/index.ts";
import { describeCommands } from "./command-rows.ts";

const emulator = emulateDescartes();
const folder = mkdtempSync(join(tmpdir(), "footbridge-commands-"));
const at = (name: string): string => join(folder, name);
const environment: Record<string, string> = {
  DESCARTESLABS_CLIENT_ID: emulator.clientId,
  DESCARTESLABS_CLIENT_SECRET: emulator.refreshToken,
  DESCARTESLABS_NO_JWT_CACHE: "true",
};
const inside = new DescartesStorage({
  url: emulator.url,
  iamUrl: emulator.iamUrl,
  fetch: emulator.fetch,
  clientId: emulator.clientId,
  refreshToken: emulator.refreshToken,
});

beforeAll(async () => {
  const { url } = await emulator.listen();
  environment["DESCARTESLABS_STORAGE_URL"] = `${url}/storage/v1`;
  environment["DESCARTESLABS_IAM_URL"] = url;
  await inside.set("notes/today", "Rain.\n");
  mkdirSync(at("maps"));
  writeFileSync(at("maps/one.txt"), "one\n");
});

afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

describeCommands(
  {
    environment,
    whileRefusing: async (work) => {
      emulator.faults.add({ match: { path: /^(?!.*token)/u }, status: 403, times: Infinity });
      try {
        return await work();
      } finally {
        emulator.faults.clear();
      }
    },
  },
  [
    { args: ["whoami", "descartes"], isLocal: true, prints: /demo@example\.com/u },
    { args: ["ds", "list", "notes/"], prints: /notes\/today/u },
    {
      args: ["ds", "cat", "notes/today"],
      missing: ["ds", "cat", "nope"],
      prints: /^Rain\.\n$/u,
      json: "none",
    },
    {
      args: ["ds", "get", "notes/today", at("today.txt")],
      missing: ["ds", "get", "nope", at("nope.txt")],
      before: () => Promise.resolve(),
      prints: /6 B/u,
    },
    {
      args: ["ds", "put", "-", "notes/tomorrow"],
      input: "Sun.\n",
      before: () => Promise.resolve(),
      prints: /Stored notes\/tomorrow, 5 B/u,
    },
    {
      args: ["ds", "put", at("maps/one.txt"), "maps/one"],
      before: () => Promise.resolve(),
      prints: /4 B/u,
    },
    {
      args: ["ds", "copy", "notes/today", "notes/copy"],
      missing: ["ds", "copy", "nope", "notes/copy"],
      before: () => Promise.resolve(),
      prints: /Copied /u,
    },
    {
      args: ["ds", "move", "notes/gone", "notes/moved"],
      missing: ["ds", "move", "nope", "notes/moved"],
      before: () => inside.set("notes/gone", "x"),
      prints: /Moved /u,
    },
    {
      args: ["ds", "delete", "notes/gone", "--yes"],
      missing: ["ds", "delete", "nope", "--yes"],
      before: () => inside.set("notes/gone", "x"),
      prints: /Deleted /u,
    },
    {
      args: ["ds", "sync", at("maps"), "ds://maps"],
      before: () => Promise.resolve(),
      prints: /moved/u,
    },
    { args: ["ds", "url", "notes/today"], before: () => Promise.resolve(), prints: /signature=/u },
    { args: ["ds", "stat", "notes/today"], missing: ["ds", "stat", "nope"], prints: /6 bytes/u },
  ],
);
