import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { installPackage, type InstalledPackage } from "./installed-package.ts";

// What works in a page or a service worker: the built package, bundled as for one, in a world without anything of Node.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let installed: InstalledPackage;

beforeAll(() => {
  installed = installPackage();
});

afterAll(() => installed?.remove());

/** The globals of a page that the doors may use; nothing that only Node has is among them. */
const GLOBALS = `
  AbortController AbortSignal Blob DOMException Event EventTarget File FormData Headers
  ReadableStream Request Response TextDecoder TextEncoder TransformStream TextDecoderStream
  TextEncoderStream URL URLSearchParams WritableStream atob btoa DecompressionStream
  CompressionStream clearInterval clearTimeout crypto fetch performance queueMicrotask
  setInterval setTimeout structuredClone
`
  .trim()
  .split(/\s+/);

/** Bundles a program as for a page; what is not there for one is an error of the bundler. */
async function bundle(source: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: source, resolveDir: join(installed.folder, "../..") },
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2022",
    logLevel: "silent",
  });
  expect(warnings.map(({ text }) => text)).toEqual([]);
  return outputFiles[0]?.text ?? "";
}

/** Runs such a program, and hands back what it calls `done` with. */
async function runInPage(source: string, more: object = {}): Promise<unknown> {
  const text = await bundle(source);
  return new Promise((done, failed) => {
    const world = Object.fromEntries(GLOBALS.map((name) => [name, Reflect.get(globalThis, name)]));
    const context = createContext({ ...world, ...more, done, failed });
    new Script(`globalThis.self = globalThis;\n${text}`).runInContext(context);
  });
}

test("a client, an emulator and archives in memory work in a page", async () => {
  const answer = await runInPage(`
    import { memoryArchive } from "footbridge/archive";
    import { emulateSaagie } from "footbridge/emulator";
    import { Saagie } from "footbridge/saagie";
    (async () => {
      const { url, platform, realm, user, password, fetch, clock } = emulateSaagie({ clock: "auto" });
      const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
      await saagie.projects.ensure({ name: "Sales" });
      await saagie.jobs.create("Sales", {
        name: "Report", technology: "Bash", commandLine: "sh {file}",
        file: { name: "report.sh", content: new Blob(["echo 12"]) },
      });
      const run = await saagie.jobs.runAndWait({ project: "Sales", name: "Report" });
      const archive = memoryArchive();
      const written = await archive.write("a.txt", "text");
      await saagie.projects.export("Sales", archive);
      const paths = [];
      for await (const { path } of archive.entries()) paths.push(path);
      return { status: run.status, sha256: written.sha256, hasFile: paths.some((path) => path.endsWith("report.sh")) };
    })().then(done, failed);
  `);
  expect(answer).toEqual({
    status: "SUCCEEDED",
    sha256: "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1",
    hasFile: true,
  });
});

test("the other emulators answer in a page, large blobs included", async () => {
  const answer = await runInPage(`
    import { emulateAgave, emulateDescartes } from "footbridge/emulator";
    import { Agave } from "footbridge/agave";
    import { DescartesStorage } from "footbridge/descartes";
    (async () => {
      const agave = emulateAgave();
      const answer = await agave.fetch(agave.url + "/tenants");
      const descartes = emulateDescartes();
      await descartes.blobs.put("big", new Uint8Array(3_000_000).fill(7));
      const big = await descartes.blobs.get("big");
      return {
        agave: answer.status,
        big: [big.length, big[0], big.at(-1)],
        doors: [typeof Agave, typeof DescartesStorage],
      };
    })().then(done, failed);
  `);
  expect(answer).toEqual({ agave: 200, big: [3_000_000, 7, 7], doors: ["function", "function"] });
});

test("a bundle for a page works where Node is as well", async () => {
  const answer = await runInPage(
    `
    import { DescartesStorage } from "footbridge/descartes";
    const storage = new DescartesStorage({ url: "https://storage.invalid", token: "t", retry: { retries: 0 } });
    storage.getText("k").catch((error) => done([error.code, error.status]));
  `,
    {
      process: { versions: { node: "20.19.0" }, env: {} },
      fetch: async (url: string) => new Response(url, { status: 418 }),
    },
  );
  expect(answer).toEqual(["HTTP_STATUS", 418]);
});

test("a page has a log, and no channels to listen to", async () => {
  const answer = await runInPage(`
    import { traceFootbridge } from "footbridge";
    import { emulateSaagie } from "footbridge/emulator";
    import { Saagie } from "footbridge/saagie";
    (async () => {
      const told = [];
      const note = (message) => void told.push(message);
      const startSpan = (name) => (note(name), { setAttributes() {}, setStatus() {}, end() {} });
      const trace = { getTracer: () => ({ startSpan }), setSpan: (context) => context };
      const stop = traceFootbridge({ trace, context: { active: () => ({}) } });
      const logger = { debug: note, info: note, warn: note, error: note };
      const { url, platform, realm, user, password, fetch } = emulateSaagie();
      await new Saagie({ url, platform, realm, user, password, fetch, logger }).projects.list();
      stop();
      return told.map((line) => line.replace(/ in .*/, ""));
    })().then(done, failed);
  `);
  expect(answer).toContain("saagie ProjectsList: 200");
  expect(answer).not.toContain("saagie projects.list");
});

test.each([
  ["archive", 'folderArchive("export")', "memoryArchive"],
  ["archive", 'zipArchive("export.zip")', "memoryArchive"],
  ["emulator", 'emulateSaagie({ executor: "process" })', "scripted"],
  ["emulator", "await emulateSaagie().listen()", "fetch"],
  ["emulator", "await emulateSaagie().handlers()", "emulator.handlers(msw)"],
  ["emulator", 'await emulateSaagie().saveFile("state.json")', "save()"],
  ["emulator", 'await emulateSaagie().loadFile("state.json")', "load()"],
])("what needs a disk or a socket says so in a page: %s, %s", async (door, call, instead) => {
  const message = await runInPage(`
    import * as door from "footbridge/${door}";
    const { folderArchive, zipArchive, emulateSaagie } = door;
    (async () => ${call.replace("await ", "")})().then(done, (error) => done(error.message + " " + error.hint));
  `);
  expect(message).toMatch(/needs Node/);
  expect(message).toContain(instead);
});
