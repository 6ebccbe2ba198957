import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderArchive, memoryArchive, zipArchive, type Archive } from "../../src/archive/index.ts";
import { InvalidInputError } from "../../src/core/errors.ts";
import { rejection } from "../node/loopback.ts";

const sha = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function paths(archive: Archive, prefix?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of archive.entries(prefix)) found.push(path);
  return found;
}

async function text(archive: Archive, path: string): Promise<string | undefined> {
  return (await (await archive.entry(path))?.open())?.text();
}

let parent = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "footbridge-test-"));
});
afterEach(() => rm(parent, { recursive: true }));

let made = 0;
const backends = [
  { name: "folder", create: (): Archive => folderArchive(join(parent, `archive-${(made += 1)}`)) },
  { name: "memory", create: memoryArchive },
  { name: "zip", create: (): Archive => zipArchive(join(parent, `archive-${(made += 1)}.zip`)) },
];

describe.each(backends)("$name archive", ({ create }) => {
  test("is empty before the first write", async () => {
    const archive = create();
    expect(await paths(archive)).toEqual([]);
    expect(await paths(archive, "jobs")).toEqual([]);
    expect(await archive.entry("jobs/42/job.json")).toBeUndefined();
  });

  test("keeps texts, blobs and streams, and tells their size and checksum", async () => {
    const archive = create();
    const bytes = randomBytes(2_500_000);
    expect(await archive.write("a.txt", "ü")).toEqual({ size: 2, sha256: sha("ü") });
    expect(await archive.write("deep/er/b.bin", new Blob([bytes]))).toEqual({
      size: 2_500_000,
      sha256: sha(bytes),
    });
    expect(await archive.write("deep/c.bin", new Blob([bytes]).stream())).toEqual({
      size: 2_500_000,
      sha256: sha(bytes),
    });
    expect(await archive.write("empty", "")).toEqual({ size: 0, sha256: sha("") });
    expect(await text(archive, "a.txt")).toBe("ü");
    for (const path of ["deep/er/b.bin", "deep/c.bin"]) {
      const entry = await archive.entry(path);
      expect([entry?.path, entry?.size]).toEqual([path, 2_500_000]);
      expect(sha(new Uint8Array((await (await entry?.open())?.arrayBuffer()) ?? []))).toBe(sha(bytes));
    }
  });

  test("a second write replaces the first", async () => {
    const archive = create();
    await archive.write("a.txt", "long ago");
    await archive.write("a.txt", "now");
    expect(await text(archive, "a.txt")).toBe("now");
    expect(await paths(archive)).toEqual(["a.txt"]);
  });

  test("lists what lies below a folder, sorted by path", async () => {
    const archive = create();
    for (const path of ["b/2.txt", "b.txt", "b/10.txt", "a", "b-1/x", "B", "bb/x", "b/c/d"])
      await archive.write(path, path);
    expect(await paths(archive)).toEqual([
      "B",
      "a",
      "b-1/x",
      "b.txt",
      "b/10.txt",
      "b/2.txt",
      "b/c/d",
      "bb/x",
    ]);
    expect(await paths(archive, "b")).toEqual(["b/10.txt", "b/2.txt", "b/c/d"]);
    expect(await paths(archive, "b/")).toEqual(["b/10.txt", "b/2.txt", "b/c/d"]);
    expect(await paths(archive, "b/c")).toEqual(["b/c/d"]);
    expect(await paths(archive, "a")).toEqual([]);
    expect(await paths(archive, "absent/folder")).toEqual([]);
    expect(await archive.entry("b")).toBeUndefined();
  });

  test("many files may be written at once", async () => {
    const archive = create();
    const names = Array.from({ length: 50 }, (_, index) => `folder-${index % 5}/${index}.txt`);
    await Promise.all(names.map((name) => archive.write(name, name)));
    expect(await paths(archive)).toEqual(names.toSorted());
    for (const name of names) expect(await text(archive, name)).toBe(name);
  });

  test.each(["before the first byte", "in the middle"])(
    "a content that breaks %s leaves what was there",
    async (when) => {
      const archive = create();
      await archive.write("a/old.txt", "old");
      const cause = new Error("torn");
      let pulls = 0;
      const torn = (): ReadableStream<Uint8Array> =>
        new ReadableStream({
          pull: (controller) => {
            pulls += 1;
            if (when === "in the middle" && pulls % 10 !== 0) controller.enqueue(randomBytes(300_000));
            else controller.error(cause);
          },
        });
      expect(await rejection(archive.write("a/old.txt", torn()))).toBe(cause);
      expect(await rejection(archive.write("a/new.txt", torn()))).toBe(cause);
      expect(await paths(archive)).toEqual(["a/old.txt"]);
      expect(await text(archive, "a/old.txt")).toBe("old");
    },
  );

  test("a file is no folder, and a folder no file", async () => {
    const archive = create();
    await archive.write("a/b", "x");
    let cancelled = false;
    const content = (): ReadableStream<Uint8Array> =>
      new ReadableStream({ cancel: () => void (cancelled = true) });
    expect(await rejection(archive.write("a", content()))).toBeInstanceOf(InvalidInputError);
    expect(cancelled).toBe(true);
    cancelled = false;
    expect(await rejection(archive.write("a/b/c", content()))).toBeInstanceOf(InvalidInputError);
    expect(cancelled).toBe(true);
    expect(await archive.entry("a/b/c")).toBeUndefined();
    expect(await paths(archive)).toEqual(["a/b"]);
  });

  test.each([
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/./b",
    ".",
    "..",
    "a//b",
    "a/",
    "a\\..\\b",
    "C:/x",
    "c:x",
    "a\0b",
    "aux",
    "jobs/CON.txt",
    "a/lpt1.log",
    "a/.. /b",
    "a/b.",
    "a/\ud800",
    `a/${"ü".repeat(128)}`,
    "a/.footbridge-0123456789abcdef01234567.part",
  ])("the path %j is refused", async (path) => {
    const archive = create();
    let cancelled = false;
    const content = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    expect(await rejection(archive.write(path, content))).toBeInstanceOf(InvalidInputError);
    expect(cancelled).toBe(true);
    expect(await rejection(archive.entry(path))).toBeInstanceOf(InvalidInputError);
    if (path !== "" && path !== "a/")
      expect(await rejection(paths(archive, path))).toBeInstanceOf(InvalidInputError);
  });

  test("no path leaves the archive: each is kept under its own name, or refused", async () => {
    const segment = fc.oneof(
      fc.constantFrom("..", ".", "", "a", "b", "..\\..", "C:", "nul", "~", "%2e%2e", "a.", "ä", "-"),
      fc.string({ unit: "binary", maxLength: 8 }),
    );
    const anyPath = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join("/"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyPath, { maxLength: 8 }), async (wanted) => {
        const archive = create();
        const before = await readdir(parent);
        const kept = new Map<string, string>();
        for (const [index, path] of wanted.entries()) {
          const error = await archive.write(path, `content ${index}`).then(
            () => undefined,
            (reason: unknown) => reason,
          );
          if (error === undefined) kept.set(path, `content ${index}`);
          else expect(error).toBeInstanceOf(InvalidInputError);
        }
        expect(await paths(archive)).toEqual([...kept.keys()].toSorted());
        for (const [path, content] of kept) expect(await text(archive, path)).toBe(content);
        const added = (await readdir(parent)).filter((name) => !before.includes(name));
        // A zip collects its files beside itself.
        const own = new Set([archive.location, `${archive.location}.part`]);
        expect(added.every((name) => own.has(join(parent, name)))).toBe(true);
      }),
    );
  });
});
