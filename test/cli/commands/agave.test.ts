import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { Agave } from "../../../src/agave/index.ts";
import { emulateAgave } from "../../../src/emulator/index.ts";
import { describeCommands } from "./command-rows.ts";

const emulator = emulateAgave();
const { user, password, clientKey, clientSecret, fetch } = emulator;
const inside = new Agave({
  baseUrl: emulator.url,
  fetch,
  username: user,
  password,
  apiKey: clientKey,
  apiSecret: clientSecret,
});
const folder = mkdtempSync(join(tmpdir(), "footbridge-commands-"));
const at = (name: string): string => join(folder, name);
const environment: Record<string, string> = {
  TAPIS_USERNAME: user,
  TAPIS_PASSWORD: password,
  TAPIS_API_KEY: clientKey,
  TAPIS_API_SECRET: clientSecret,
  // Nobody's own sessions are looked at.
  TAPIS_CACHE_DIR: at("no-sessions"),
};
const ids = { job: "", actor: "" };

beforeAll(async () => {
  emulator.jobs.script("*", { seconds: 0, stepSeconds: 0 });
  emulator.actors.set("echo", ({ message, log }) => log(`heard ${message}`));
  const { url } = await emulator.listen();
  environment["TAPIS_BASE_URL"] = url;
  environment["TAPIS_TENANTS_URL"] = `${url}/tenants`;
  writeFileSync(at("one.txt"), "one\n");
  mkdirSync(at("folder"));
  writeFileSync(at("folder/two.txt"), "two\n");
  await inside.files.upload({ name: "poem.txt", content: "a\nb\n" }, "agave://data/ann/poem.txt", {
    wait: true,
  });
  const job = await inside.jobs.run({
    appId: "wc-1.0.0",
    name: "count",
    inputs: { input1: "agave://data/ann/poem.txt" },
  });
  ids.job = job.id;
  writeFileSync(
    at("job.json"),
    JSON.stringify({ appId: "wc-1.0.0", name: "from-file", inputs: { input1: "agave://data/ann/poem.txt" } }),
  );
  await inside.meta.create({ name: "run", value: { status: "done" } });
  ids.actor = (await inside.actors.create({ name: "echo", image: "echo:1" })).id;
  await inside.actors.waitUntilReady(ids.actor);
  await inside.actors.run(ids.actor, "first");
});

afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const upload = (): Promise<unknown> =>
  inside.files.upload({ name: "gone.txt", content: "x" }, "agave://data/ann/gone.txt", { wait: true });

describeCommands(
  {
    environment,
    whileRefusing: async (work) => {
      emulator.faults.add({ match: { path: /^(?!.*\/token)/u }, status: 403, times: Infinity });
      try {
        return await work();
      } finally {
        emulator.faults.clear();
      }
    },
    replace: { "{job}": () => ids.job, "{actor}": () => ids.actor },
  },
  [
    { args: ["whoami", "agave"], prints: /ann@example\.com/u },
    { args: ["tenants"], missing: "none", prints: /tacc\.prod/u },
    { args: ["system", "list"], prints: /Community data/u },
    { args: ["system", "show", "data"], missing: ["system", "show", "nope"], prints: /storage/u },
    { args: ["agave", "app", "list"], prints: /wc-1\.0\.0/u },
    {
      args: ["agave", "app", "show", "wc-1.0.0"],
      missing: ["agave", "app", "show", "nope-1.0"],
      prints: /wc-1\.0\.0/u,
    },
    {
      args: ["files", "list", "agave://data/ann"],
      missing: ["files", "list", "agave://data/nope"],
      prints: /poem\.txt/u,
    },
    {
      args: ["files", "stat", "agave://data/ann/poem.txt"],
      missing: ["files", "stat", "agave://data/nope"],
      prints: /4 bytes/u,
    },
    {
      args: ["files", "cat", "agave://data/ann/poem.txt"],
      missing: ["files", "cat", "agave://data/nope"],
      prints: /^a\nb\n$/u,
      json: "none",
    },
    {
      args: ["files", "get", "agave://data/ann/poem.txt", at("poem.txt")],
      missing: ["files", "get", "agave://data/nope", at("nope.txt")],
      before: () => Promise.resolve(),
      prints: /4 B/u,
    },
    {
      args: ["files", "put", at("one.txt"), "agave://data/ann/one.txt", "--wait"],
      missing: ["files", "put", at("one.txt"), "agave://nope/one.txt"],
      before: () => Promise.resolve(),
      prints: /Sent /u,
    },
    {
      args: ["files", "sync", at("folder"), "agave://data/ann/folder"],
      missing: ["files", "sync", "agave://data/nope", at("back")],
      before: () => Promise.resolve(),
      prints: /Moved 1 file, 4 B/u,
    },
    {
      args: ["files", "copy", "agave://data/ann/poem.txt", "agave://data/ann/copy.txt"],
      missing: ["files", "copy", "agave://data/nope", "agave://data/ann/copy.txt"],
      before: () => Promise.resolve(),
      prints: /Copied /u,
    },
    {
      args: ["files", "move", "agave://data/ann/gone.txt", "agave://data/ann/moved.txt"],
      missing: ["files", "move", "agave://data/nope", "agave://data/ann/moved.txt"],
      before: upload,
      prints: /Moved /u,
    },
    {
      args: ["files", "mkdir", "agave://data/ann/made"],
      missing: ["files", "mkdir", "agave://nope/made"],
      before: () => Promise.resolve(),
      prints: /Made /u,
    },
    {
      args: ["files", "delete", "agave://data/ann/gone.txt", "--yes"],
      missing: ["files", "delete", "agave://data/nope", "--yes"],
      before: upload,
      prints: /Deleted /u,
    },
    {
      args: ["files", "url", "agave://data/ann/poem.txt"],
      before: () => Promise.resolve(),
      prints: /\/postits\/v2\//u,
    },
    {
      args: ["agave", "job", "submit", at("job.json"), "--wait"],
      missing: ["agave", "job", "submit", at("nope.json")],
      before: () => Promise.resolve(),
      prints: /ended as FINISHED/u,
    },
    {
      args: ["agave", "job", "submit", "wc-1.0.0", "--input", "input1=agave://data/ann/poem.txt"],
      missing: ["agave", "job", "submit", "nope-1.0", "--input", "input1=agave://data/ann/poem.txt"],
      before: () => Promise.resolve(),
      prints: /has been submitted/u,
    },
    {
      args: ["agave", "job", "list", "--limit", "3"],
      before: () => Promise.resolve(),
      prints: /wc-1\.0\.0/u,
    },
    {
      args: ["agave", "job", "status", "{job}"],
      missing: ["agave", "job", "status", "1-242ac113-0001-007"],
      prints: /FINISHED/u,
    },
    {
      args: ["agave", "job", "stop", "{job}"],
      missing: ["agave", "job", "stop", "1-242ac113-0001-007"],
      prints: /is FINISHED/u,
    },
    {
      args: ["agave", "job", "logs", "{job}"],
      missing: ["agave", "job", "logs", "1-242ac113-0001-007"],
      prints: /^/u,
      isText: true,
    },
    {
      args: ["agave", "job", "outputs", "{job}"],
      missing: ["agave", "job", "outputs", "1-242ac113-0001-007"],
      prints: /\.out/u,
    },
    { args: ["meta", "query", '{"name":"run"}'], prints: /"status":"done"/u },
    { args: ["actor", "list"], prints: /echo:1/u },
    {
      args: ["actor", "send", "{actor}", "hello", "--wait"],
      missing: ["actor", "send", "nope", "hello"],
      before: () => Promise.resolve(),
      prints: /heard hello/u,
      isText: true,
    },
    {
      args: ["actor", "logs", "{actor}"],
      missing: ["actor", "logs", "nope"],
      before: () => Promise.resolve(),
      prints: /heard /u,
      isText: true,
    },
  ],
);
