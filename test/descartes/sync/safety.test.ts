import { mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { allTidiedUp } from "../../../src/core/concurrency/tidy-up.ts";
import { folderArchive, memoryArchive } from "../../../src/archive/index.ts";
import { InvalidInputError, type Archive } from "../../../src/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { openService, type Service } from "../support/service.ts";

type Files = Readonly<Record<string, string>>;

const NAME = ".footbridge-sync.json";
const to = { prefix: "maps" };

async function archiveOf(files: Files): Promise<Archive> {
  const archive = memoryArchive();
  for (const [path, content] of Object.entries(files)) await archive.write(path, content);
  return archive;
}

/** A real folder with files of any name. */
async function folderOf(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function filesOf(archive: Archive): Promise<Files> {
  const files: Record<string, string> = {};
  for await (const { path, open } of archive.entries()) files[path] = await (await open()).text();
  return files;
}

const textOf = async ({ emulator }: Service, key: string): Promise<string> =>
  new TextDecoder().decode(await emulator.blobs.get(key));

interface Steps {
  readonly steps: readonly { readonly action: string; readonly path: string; readonly reason: string }[];
}
const actions = ({ steps }: Steps): readonly string[] => steps.map(({ action, path }) => `${action} ${path}`);
const reasonOf = ({ steps }: Steps, path: string): string =>
  steps.find((step) => step.path === path)?.reason ?? "";
/** So many small files. */
const many = (count: number): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`f${String(at).padStart(3, "0")}`, String(at)]),
  );

describe("a folder that is not there, or empty", () => {
  test.each([{}, { delete: true }, { delete: true, allowEmpty: true }])(
    "is no source where it does not exist: %j",
    async (options) => {
      const service = openService();
      await service.emulator.blobs.put("maps/a", "a");
      const from = folderArchive(join(await temporaryFolder(), "mpas"));
      const error = await failure(service.storage.sync({ from, to }, options));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error.message).toContain("mpas");
      expect(await failure(service.storage.planSync({ from, to }, options))).toBeInstanceOf(
        InvalidInputError,
      );
      expect(service.emulator.blobs.keys()).toEqual(["maps/a"]);
    },
  );

  test("that goes while it is listed is none either", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("maps/a", "a");
    const folder = await temporaryFolder();
    const from = folderArchive(folder);
    const entries = from.entries.bind(from);
    from.entries = async function* () {
      await rm(folder, { recursive: true });
      yield* entries();
    };
    expect(await failure(storage.sync({ from, to }, { delete: true, allowEmpty: true }))).toBeInstanceOf(
      InvalidInputError,
    );
    expect(emulator.blobs.keys()).toEqual(["maps/a"]);
  });

  test("deletes everything only where that is said twice", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("maps/a", "a");
    const from = folderArchive(await temporaryFolder());
    const error = await failure(storage.sync({ from, to }, { delete: true }));
    expect([error.code, error.message]).toEqual(["INVALID_INPUT", expect.stringContaining("allowEmpty")]);
    expect(actions(await storage.sync({ from, to }))).toEqual(["extra a"]);
    expect(emulator.blobs.keys()).toEqual(["maps/a"]);
    await storage.sync({ from, to }, { delete: true, allowEmpty: true });
    expect(emulator.blobs.keys()).toEqual([]);
    // Nothing to delete, nothing to ask.
    await storage.sync({ from, to }, { delete: true });
  });
});

describe("two synchronizations of one prefix at a time", () => {
  /** Two that overlap: the second runs as a whole, after the first has stored its files and before it ends. */
  async function overlap(first: Files, second: Files): Promise<Service> {
    const service = openService();
    let between: Promise<unknown> | undefined;
    await service.storage.sync(
      { from: await archiveOf({ ...first, last: "1" }), to },
      {
        concurrency: 1,
        onProgress: ({ name, phase }) => {
          if (phase !== "upload" || name !== Object.keys(first).at(-1)) return;
          between = (async () => service.client().sync({ from: await archiveOf(second), to }))();
          // The first waits for the second: its next file is slow to be sent.
          service.emulator.faults.add({
            match: { operation: "getUploadUrl", path: /last$/u },
            latencyMs: 60_000,
          });
        },
      },
    );
    await between;
    return service;
  }

  test("keep what each has on record of its own", async () => {
    const { storage } = await overlap({ a: "1" }, { b: "2" });
    const plan = await storage.planSync({ from: await archiveOf({ a: "1", b: "2", last: "1" }), to });
    expect(actions(plan)).toEqual(["unchanged a", "unchanged b", "unchanged last"]);
  });

  test("have nothing on record of what both have changed", async () => {
    const service = await overlap({ a: "1" }, { a: "2" });
    expect(await textOf(service, "maps/a")).toBe("2");
    const { storage } = service;
    // The blob is the second's: for neither of them is it known to be the same.
    expect(actions(await storage.planSync({ from: await archiveOf({ a: "1", last: "1" }), to }))[0]).toBe(
      "upload a",
    );
    await storage.sync({ from: await archiveOf({ a: "1", last: "1" }), to });
    expect(await textOf(service, "maps/a")).toBe("1");
  });
});

describe("a record is never content", () => {
  test("on its way up, at any depth, nor deleted", async () => {
    const { storage, emulator } = openService();
    await storage.sync({ from: await archiveOf({ x: "1" }), to: { prefix: "maps/sub" } });
    const record = await emulator.blobs.get(`maps/sub/${NAME}`);
    const folder = await folderOf({ [NAME]: "own", [`sub/${NAME}`]: "old", "a.txt": "a", "sub/x": "1" });
    const result = await storage.sync({ from: folderArchive(folder), to }, { delete: true });
    expect(actions(result)).toEqual(["upload a.txt", "upload sub/x"]);
    expect(await emulator.blobs.get(`maps/sub/${NAME}`)).toEqual(record);
    const again = await storage.sync({ from: await archiveOf({ "a.txt": "a" }), to }, { delete: true });
    expect(actions(again)).toEqual(["unchanged a.txt", "delete sub/x"]);
    expect(emulator.blobs.keys()).toContain(`maps/sub/${NAME}`);
  });

  test("on its way down", async () => {
    const { storage, emulator } = openService();
    await storage.sync({ from: await archiveOf({ x: "1" }), to: { prefix: "maps/sub" } });
    await storage.sync({ from: await archiveOf({ a: "1", "sub/x": "1" }), to });
    const target = memoryArchive();
    const result = await storage.sync({ from: to, to: target });
    expect(actions(result)).toEqual(["download a", "download sub/x"]);
    expect(await filesOf(target)).toEqual({ a: "1", "sub/x": "1" });
    expect(emulator.blobs.keys()).toContain(`maps/sub/${NAME}`);
  });
});

test("an abort is told at once, although the disk takes its time", async () => {
  const { storage, emulator } = openService();
  await emulator.blobs.put("maps/a", "a");
  const target = memoryArchive();
  const controller = new AbortController();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow: Archive = {
    location: target.location,
    entries: (prefix) => target.entries(prefix),
    entry: (path) => target.entry(path),
    write: async (path, content) => {
      controller.abort(new Error("enough"));
      await held;
      return target.write(path, content);
    },
  };
  const syncing = storage.sync({ from: to, to: slow }, { signal: controller.signal });
  await expect(syncing).rejects.toThrow("enough");
  release();
  await allTidiedUp();
});

describe("after an abort, the next call goes on", () => {
  test("up", async () => {
    const { storage, count } = openService();
    const from = await archiveOf(many(100));
    const controller = new AbortController();
    const onProgress = ({ done }: { readonly done: number }): void => {
      if (done === 80) controller.abort(new Error("enough"));
    };
    await expect(storage.sync({ from, to }, { signal: controller.signal, onProgress })).rejects.toThrow(
      "enough",
    );
    const asked = count("getUploadUrl");
    const { steps } = await storage.sync({ from, to });
    expect(steps.filter(({ action }) => action === "upload").length).toBeLessThan(50);
    expect(count("getUploadUrl") - asked).toBeLessThan(55);
  });

  test.each([true, false])("down (the prefix has a record: %s)", async (hasRecord) => {
    const { storage, emulator, count } = openService();
    if (hasRecord) await storage.sync({ from: await archiveOf(many(100)), to });
    else
      for (const [path, content] of Object.entries(many(100)))
        await emulator.blobs.put(`maps/${path}`, content);
    const target = folderArchive(await temporaryFolder());
    const controller = new AbortController();
    const onProgress = ({ done }: { readonly done: number }): void => {
      if (done === 80) controller.abort(new Error("enough"));
    };
    const way = { from: to, to: target };
    await expect(storage.sync(way, { signal: controller.signal, onProgress })).rejects.toThrow("enough");
    // What was under way ends behind the caller.
    await allTidiedUp();
    const gets = count("get");
    await storage.sync(way);
    expect(count("get") - gets).toBeLessThan(50);
    const { [NAME]: record, ...files } = await filesOf(target);
    expect(files).toEqual(many(100));
    // What the uploads have on record is not told twice.
    expect(record === undefined).toBe(hasRecord);
    const idle = count("get");
    const result = await storage.sync(way);
    expect([result.bytes, count("get") - idle]).toEqual([0, 1]);
  });

  test("down, and sees what has changed on either side since", async () => {
    const { storage, emulator } = openService();
    for (const key of ["a", "b", "c"]) await emulator.blobs.put(`maps/${key}`, key);
    const target = memoryArchive();
    await storage.sync({ from: to, to: target });
    await emulator.blobs.put("maps/a", "other");
    await target.write("b", "other");
    const result = await storage.sync({ from: to, to: target });
    expect(actions(result)).toEqual(["download a", "download b", "unchanged c"]);
    // Of another prefix it tells nothing.
    for (const key of ["a", "b", "c"]) await emulator.blobs.put(`more/${key}`, "x");
    expect(actions(await storage.planSync({ from: { prefix: "more" }, to: target }))[2]).toBe("download c");
  });

  test("down, from a service that names no contents, transfers again what it cannot know", async () => {
    const { storage, emulator } = openService({ ranges: false });
    await emulator.blobs.put("maps/a", "1");
    const target = memoryArchive();
    await storage.sync({ from: to, to: target });
    expect(actions(await storage.sync({ from: to, to: target }))).toEqual(["download a"]);
  });

  test("a download that is cut begins again, where the service gives no parts", async () => {
    const { storage, emulator } = openService({ ranges: false });
    await emulator.blobs.put("maps/a", "123456789");
    emulator.faults.add({ match: { operation: "get", path: /a$/u }, tear: 4 });
    const target = folderArchive(await temporaryFolder());
    const { bytes } = await storage.sync({ from: to, to: target });
    expect([bytes, await filesOf(target)]).toEqual([9, { a: "123456789" }]);
    emulator.faults.add({ match: { operation: "get", path: /a$/u }, tear: 4 });
    expect(actions(await storage.planSync({ from: to, to: target }, { compare: "content" }))).toEqual([
      "unchanged a",
    ]);
  });
});

describe("a file that cannot be", () => {
  test.each<[string, (folder: string) => Promise<void>]>([
    ["a:b.txt", (folder) => writeFile(join(folder, "a:b.txt"), "x")],
    ["CON", (folder) => writeFile(join(folder, "CON"), "x")],
    ["gone", (folder) => symlink(join(folder, "nowhere"), join(folder, "gone"))],
    [
      "d:",
      async (folder) => {
        await mkdir(join(folder, "d:"));
        await writeFile(join(folder, "d:", "inside"), "x");
      },
    ],
  ])("uploaded, %s, is named beforehand, can be left out, and is never deleted", async (path, make) => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("maps/d:/inside", "there");
    await emulator.blobs.put(`maps/${path}`, "there");
    const folder = await folderOf({ good: "good" });
    await make(folder);
    const way = { from: folderArchive(folder), to };
    const error = await failure(storage.sync(way));
    expect([error.code, error.message]).toEqual([
      "INVALID_INPUT",
      expect.stringContaining(JSON.stringify(path)),
    ]);
    const before = emulator.blobs.keys();
    const result = await storage.sync(way, { skipImpossible: true, delete: true });
    expect(actions(result)).toContain(`cannot ${path}`);
    expect(await textOf({ emulator } as Service, `maps/${path}`)).toBe("there");
    if (path === "d:") expect(emulator.blobs.keys()).toEqual(expect.arrayContaining([...before]));
    expect(await textOf({ emulator } as Service, "maps/good")).toBe("good");
  });

  test("read to its end is named, can be left out, and is told of at the end", async () => {
    const folder = await folderOf({ a: "aaaa", b: "bbbb" });
    const archive = folderArchive(folder);
    /** The file changes between being listed and being read. */
    const changing = (): Archive => ({
      location: folder,
      entry: (path) => archive.entry(path),
      write: (path, content) => archive.write(path, content),
      async *entries() {
        for await (const entry of archive.entries()) {
          const open = async (): Promise<Blob> => {
            const blob = await entry.open();
            if (entry.path === "a") await truncate(join(folder, "a"), 2);
            return blob;
          };
          yield { ...entry, open };
        }
      },
    });
    const { storage, emulator } = openService();
    const error = await failure(storage.sync({ from: changing(), to }));
    expect([error.code, error.message]).toEqual(["INVALID_INPUT", expect.stringContaining('"a"')]);
    await writeFile(join(folder, "a"), "aaaa");
    const result = await storage.sync({ from: changing(), to }, { skipImpossible: true });
    expect(actions(result)).toEqual(expect.arrayContaining(["cannot a"]));
    expect(reasonOf(result, "a")).toContain("changed");
    expect(emulator.blobs.keys()).toEqual([`maps/${NAME}`, "maps/b"]);
  });

  test("downloaded, because a folder or a file is in its way, is named and can be left out", async () => {
    const { storage, emulator } = openService();
    for (const key of ["a", "b/c", "d", "good"]) await emulator.blobs.put(`maps/${key}`, key);
    const folder = await folderOf({ "a/own": "own", b: "file" });
    // Nothing lies in it: the listing does not show it.
    await mkdir(join(folder, "d"));
    const way = { from: to, to: folderArchive(folder) };
    expect(actions(await storage.planSync(way)).slice(0, 4)).toEqual([
      "cannot a",
      "extra a/own",
      "extra b",
      "cannot b/c",
    ]);
    expect((await failure(storage.sync(way))).code).toBe("INVALID_INPUT");
    const result = await storage.sync(way, { skipImpossible: true });
    expect(actions(result)).toEqual(expect.arrayContaining(["cannot d", "download good"]));
    expect(await filesOf(folderArchive(folder))).toMatchObject({ "a/own": "own", b: "file", good: "good" });
  });
});

describe("keys of every kind", () => {
  test("that differ in letter case or Unicode form only are found beforehand, the first of them is taken", async () => {
    const { storage, emulator } = openService();
    const keys = ["Field", "field", "caf\u00E9", "cafe\u0301", "X", "x/y"];
    for (const key of keys) await emulator.blobs.put(`maps/${key}`, key);
    const plan = await storage.planSync({ from: to, to: memoryArchive() });
    expect(actions(plan)).toEqual([
      "download Field",
      "cannot X",
      "download cafe\u0301",
      "cannot caf\u00E9",
      "cannot field",
      "download x/y",
    ]);
    expect(reasonOf(plan, "field")).toContain("Field");
    expect((await failure(storage.sync({ from: to, to: memoryArchive() }))).code).toBe("INVALID_INPUT");
  });

  test("that only mark a folder are passed over, and not deleted", async () => {
    const { storage, emulator } = openService();
    for (const key of ["maps/", "maps/m/"]) await emulator.blobs.put(key, "");
    await emulator.blobs.put("maps/m/a", "a");
    const target = memoryArchive();
    expect(actions(await storage.sync({ from: to, to: target }))).toEqual([
      "unchanged ",
      "unchanged m/",
      "download m/a",
    ]);
    await storage.sync({ from: await archiveOf({ b: "b" }), to }, { delete: true });
    expect(emulator.blobs.keys()).toEqual(["maps/", `maps/${NAME}`, "maps/b", "maps/m/"]);
  });

  test("of others stay where they are, if the service does not heed the prefix", async () => {
    const { storage, emulator } = openService();
    const keys = ["other/maps/a", "a", "maps/gone", "mapsmaps/a"];
    for (const key of keys) await emulator.blobs.put(key, key);
    const all = JSON.stringify(keys);
    emulator.faults.add({ match: { operation: "list" }, status: 200, body: all, times: Infinity });
    expect(await storage.iterList({ prefix: "maps/" }).first(Infinity)).toEqual(["maps/gone"]);
    await storage.sync({ from: await archiveOf({ b: "b" }), to }, { delete: true });
    expect(emulator.blobs.keys()).toEqual(["a", `maps/${NAME}`, "maps/b", "mapsmaps/a", "other/maps/a"]);
  });

  test("that are gone before their step do not end it", async () => {
    const { storage, emulator } = openService();
    await emulator.blobs.put("maps/a", "a");
    await emulator.blobs.put("maps/b", "b");
    emulator.faults.add({ match: { operation: "delete" }, status: 404 });
    const up = await storage.sync({ from: await archiveOf({ c: "c" }), to }, { delete: true });
    expect(actions(up)).toEqual(["delete a", "delete b", "upload c"]);
    emulator.faults.add({ match: { operation: "get", path: /c$/u }, status: 404 });
    expect(actions(await storage.sync({ from: to, to: memoryArchive() }))).toContain("cannot c");
  });
});
