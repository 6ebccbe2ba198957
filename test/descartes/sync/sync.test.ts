import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folderArchive, memoryArchive } from "../../../src/archive/index.ts";
import { InvalidInputError, type Archive, type ProgressEvent } from "../../../src/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { openService } from "../support/service.ts";
import { samples } from "../../support/thorough.ts";

type Files = Readonly<Record<string, string>>;

async function archiveOf(files: Files): Promise<Archive> {
  const archive = memoryArchive();
  for (const [path, content] of Object.entries(files)) await archive.write(path, content);
  return archive;
}

async function filesOf(archive: Archive): Promise<Files> {
  const files: Record<string, string> = {};
  for await (const { path, open } of archive.entries())
    if (path !== ".footbridge-sync.json") files[path] = await (await open()).text();
  return files;
}

const RECORD = "maps/.footbridge-sync.json";
const to = { prefix: "maps" };
const FILES = { "a.txt": "a", "b/c.txt": "c", "b/d.txt": "d" };
const actions = ({
  steps,
}: {
  readonly steps: readonly { readonly action: string; readonly path: string }[];
}) => steps.map(({ action, path }) => `${action} ${path}`);

describe("a folder to a prefix", () => {
  test("is uploaded once, and afterwards only what has changed", async () => {
    const { storage, emulator, count } = openService();
    const plan = await storage.planSync({ from: await archiveOf(FILES), to });
    expect(actions(plan)).toEqual(["upload a.txt", "upload b/c.txt", "upload b/d.txt"]);
    expect(emulator.blobs.keys()).toEqual([]);
    const told: ProgressEvent[] = [];
    const first = await storage.sync(
      { from: await archiveOf(FILES), to },
      { onProgress: (event) => told.push(event) },
    );
    expect([first.bytes, first.steps]).toEqual([3, plan.steps]);
    expect(told.map(({ phase, done, total }) => [phase, done, total])).toEqual([
      ["upload", 1, 3],
      ["upload", 2, 3],
      ["upload", 3, 3],
      ["done", 3, 3],
    ]);
    expect(emulator.blobs.keys()).toEqual([RECORD, "maps/a.txt", "maps/b/c.txt", "maps/b/d.txt"]);
    const uploads = count("upload");
    const changed = await archiveOf({ ...FILES, "b/c.txt": "changed" });
    const { "a.txt": _, ...fewer } = await filesOf(changed);
    const second = await storage.sync({ from: await archiveOf(fewer), to });
    expect(actions(second)).toEqual(["extra a.txt", "upload b/c.txt", "unchanged b/d.txt"]);
    // The record twice: before, without what is about to change, and after.
    expect(count("upload")).toBe(uploads + 3);
    const idle = await storage.sync({ from: await archiveOf(fewer), to });
    expect([idle.bytes, count("upload")]).toEqual([0, uploads + 3]);
  });

  test("deletes what has no file only where it is asked to", async () => {
    const { storage, emulator } = openService();
    await storage.sync({ from: await archiveOf(FILES), to });
    const fewer = await archiveOf({ "a.txt": "a" });
    const result = await storage.sync({ from: fewer, to }, { delete: true });
    expect(actions(result)).toEqual(["unchanged a.txt", "delete b/c.txt", "delete b/d.txt"]);
    expect(emulator.blobs.keys()).toEqual([RECORD, "maps/a.txt"]);
  });

  test("sees what others have changed where it compares contents", async () => {
    const { storage, emulator } = openService();
    await storage.sync({ from: await archiveOf(FILES), to });
    await emulator.blobs.put("maps/a.txt", "another");
    expect(actions(await storage.planSync({ from: await archiveOf(FILES), to }))).toContain(
      "unchanged a.txt",
    );
    const plan = await storage.planSync({ from: await archiveOf(FILES), to }, { compare: "content" });
    expect(actions(plan)).toEqual(["upload a.txt", "unchanged b/c.txt", "unchanged b/d.txt"]);
  });

  test("uploads everything where the record is none", async () => {
    const { storage, emulator } = openService();
    await storage.sync({ from: await archiveOf(FILES), to });
    for (const record of [
      "",
      "{",
      "[]",
      '{"format":"other"}',
      '{"format":"footbridge-sync","sha256":null}',
    ]) {
      await emulator.blobs.put(RECORD, record);
      const plan = await storage.planSync({ from: await archiveOf(FILES), to });
      expect(new Set(plan.steps.map(({ action }) => action))).toEqual(new Set(["upload"]));
    }
  });

  test("goes on after a failure where it was, and never trusts what it does not know", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom("before" as const, "after" as const),
        fc.dictionary(fc.constantFrom("a", "b", "c", "d/e"), fc.constantFrom("1", "2"), { minKeys: 1 }),
        async (at, reset, next) => {
          const { storage, emulator, client } = openService();
          await storage.sync({ from: await archiveOf({ a: "1", b: "1", c: "2" }), to });
          const before = emulator.requests.filter(({ operation }) => operation === "upload").length;
          emulator.faults.clear();
          for (let passed = 0; passed < at; passed += 1)
            emulator.faults.add({ match: { operation: "upload" }, latencyMs: 1 });
          emulator.faults.add({ match: { operation: "upload" }, reset, times: Infinity });
          const impatient = client({ retry: { retries: 0 } });
          await impatient.sync({ from: await archiveOf(next), to }).catch(() => undefined);
          emulator.faults.clear();
          await storage.sync({ from: await archiveOf(next), to }, { delete: true });
          const down = memoryArchive();
          await storage.sync({ from: to, to: down });
          expect(await filesOf(down)).toEqual(next);
          expect(before).toBeGreaterThan(0);
        },
      ),
      { numRuns: samples(60) },
    );
  });
});

describe("a prefix to a folder", () => {
  test("is downloaded once, and afterwards only what differs", async () => {
    const { storage, count } = openService();
    await storage.sync({ from: await archiveOf(FILES), to });
    const target = folderArchive(await temporaryFolder());
    const result = await storage.sync({ from: to, to: target });
    expect([await filesOf(target), result.bytes]).toEqual([FILES, 3]);
    await target.write("a.txt", "changed here");
    await target.write("own.txt", "x");
    const gets = count("get");
    const again = await storage.sync({ from: to, to: target });
    expect(actions(again)).toEqual([
      "download a.txt",
      "unchanged b/c.txt",
      "unchanged b/d.txt",
      "extra own.txt",
    ]);
    // The record, and the one that differs.
    expect(count("get")).toBe(gets + 2);
    expect(await filesOf(target)).toEqual({ ...FILES, "own.txt": "x" });
  });

  test.each(["../x", "a:b", "aux", "a//b", "a/", "x\\y", "dot.", "nul.txt", `${"d/".repeat(1100)}x`])(
    "refuses the key %#, which could be no file everywhere, before anything is done",
    async (path) => {
      const { storage, emulator } = openService();
      await emulator.blobs.put(`maps/${path}`, "x");
      await emulator.blobs.put("maps/good", "x");
      const target = memoryArchive();
      const error = await failure(storage.sync({ from: to, to: target }));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error.message).toContain(JSON.stringify(path));
      expect(await filesOf(target)).toEqual({});
      await storage.sync({ from: to, to: target }, { skipImpossible: true });
      expect(await filesOf(target)).toEqual({ good: "x" });
    },
  );

  test("refuses a key that other keys need a folder for", async () => {
    const { storage, emulator } = openService();
    for (const key of ["maps/a", "maps/a/b"]) await emulator.blobs.put(key, key);
    expect(actions(await storage.planSync({ from: to, to: memoryArchive() }))).toEqual([
      "cannot a",
      "download a/b",
    ]);
  });
});

test("two folders, or two prefixes, are no way", async () => {
  const { storage } = openService();
  const folder = memoryArchive();
  for (const way of [
    { from: folder, to: folder },
    { from: to, to },
  ])
    expect(await failure(storage.planSync(way as never))).toBeInstanceOf(InvalidInputError);
});
