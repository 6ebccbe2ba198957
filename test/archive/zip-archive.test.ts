import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  folderArchive,
  openArchive,
  zipArchive,
  type ReadableArchive,
  type ZipOptions,
} from "../../src/archive/index.ts";
import { InvalidInputError, TransferError } from "../../src/core/errors.ts";
import { rejection, until } from "../node/loopback.ts";
import { samples } from "../support/thorough.ts";

let parent = "";
let place = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  place = join(parent, "sales.zip");
});
afterEach(() => rm(parent, { recursive: true }));

async function contents(archive: ReadableArchive, prefix?: string): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  for await (const entry of archive.entries(prefix))
    found.push([entry.path, await (await entry.open()).text()]);
  return Object.fromEntries(found);
}

async function makeZip(files: Readonly<Record<string, string>>, options?: ZipOptions): Promise<void> {
  const archive = zipArchive(place, options);
  for (const [path, content] of Object.entries(files)) await archive.write(path, content);
  await archive.close();
}

const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("writing", () => {
  test("nothing lies under the final name before the close, and nothing but the zip after it", async () => {
    const archive = zipArchive(place);
    await archive.write("jobs/1/job.json", "{}");
    expect(await readdir(parent)).toEqual(["sales.zip.part"]);
    await archive.close();
    expect(await readdir(parent)).toEqual(["sales.zip"]);
    expect(await contents(archive)).toEqual({ "jobs/1/job.json": "{}" });
    expect(await contents(zipArchive(place))).toEqual({ "jobs/1/job.json": "{}" });
  });

  test("a disposal without a close makes no zip, and what was written can be gone on with", async () => {
    const failed = async (): Promise<void> => {
      await using archive = zipArchive(place);
      await archive.write("a", "1");
      throw new Error("half an export");
    };
    await rejection(failed());
    expect(await readdir(parent)).toEqual(["sales.zip.part"]);
    const attempts = [() => zipArchive(place).entry("a"), () => zipArchive(place).write("b", "2")];
    for (const attempt of attempts) {
      const error = await rejection(attempt());
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as Error).message).toMatch(/sales\.zip\.part.*resume: true/u);
    }
    const archive = zipArchive(place, { resume: true });
    expect(await contents(archive)).toEqual({ a: "1" });
    await archive.write("b", "2");
    await archive.close();
    expect(await contents(zipArchive(place))).toEqual({ a: "1", b: "2" });
  });

  test("a close finishes only what this archive was written to", async () => {
    await zipArchive(place).close();
    expect(await readdir(parent)).toEqual([]);
    await zipArchive(place).write("a", "1");
    const archive = zipArchive(place, { resume: true });
    await archive.close();
    expect(await readdir(parent)).toEqual(["sales.zip.part"]);
  });

  test("an archive whose only write failed is not made", async () => {
    const archive = zipArchive(place);
    const torn = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new Error("torn")),
    });
    await rejection(archive.write("a", torn));
    await archive.close();
    expect(await readdir(parent)).toEqual([]);
  });

  test("an existing zip is not changed without overwrite", async () => {
    await makeZip({ a: "1" });
    const before = await readFile(place);
    let cancelled = false;
    const content = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    const archive = zipArchive(place);
    const error = await rejection(archive.write("b", content));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toMatch(/exists already.*overwrite: true/u);
    expect(cancelled).toBe(true);
    await archive.close();
    expect(await readFile(place)).toEqual(before);
  });

  test("with overwrite the archive starts empty, and replaces the zip with its close", async () => {
    await makeZip({ a: "1" });
    const archive = zipArchive(place, { overwrite: true });
    expect(await contents(archive)).toEqual({});
    await archive.write("b", "2");
    expect(await contents(zipArchive(place))).toEqual({ a: "1" });
    await archive.close();
    expect(await contents(archive)).toEqual({ b: "2" });
    expect(await readdir(parent)).toEqual(["sales.zip"]);
  });

  test("a zip that appeared meanwhile is not replaced, and nothing is lost", async () => {
    const archive = zipArchive(place);
    await archive.write("a", "1");
    await writeFile(place, "somebody else's");
    expect(await rejection(archive.close())).toBeInstanceOf(InvalidInputError);
    expect(await readFile(place, "utf8")).toBe("somebody else's");
    expect(await readdir(parent)).toEqual(["sales.zip", "sales.zip.part"]);
    await rm(place);
    await archive.close();
    expect(await contents(zipArchive(place))).toEqual({ a: "1" });
  });

  test("two writers of one zip do not mix", async () => {
    const [one, other] = [zipArchive(place), zipArchive(place)];
    expect([await one.entry("a"), await other.entry("a")]).toEqual([undefined, undefined]);
    await one.write("a", "1");
    expect(await rejection(other.write("b", "2"))).toBeInstanceOf(InvalidInputError);
    await one.close();
    expect(await contents(zipArchive(place))).toEqual({ a: "1" });
  });

  test("a close does not cut off a write, nor a write a close", async () => {
    const archive = zipArchive(place);
    await archive.write("a", "1");
    let end: () => void = () => undefined;
    const slow = new ReadableStream<Uint8Array>({
      start: (controller) => void (end = () => controller.close()),
    });
    const writing = archive.write("b", slow);
    expect(await rejection(archive.close())).toBeInstanceOf(InvalidInputError);
    end();
    await writing;
    const closing = archive.close();
    expect(await rejection(archive.write("c", "3"))).toBeInstanceOf(InvalidInputError);
    await Promise.all([closing, archive.close()]);
    expect(await contents(archive)).toEqual({ a: "1", b: "" });
  });

  test("what would be refused on reading is refused on closing, and can be closed with other limits", async () => {
    const few = zipArchive(place, { maxEntries: 1 });
    await few.write("a", "1");
    await few.write("b", "2");
    const error = await rejection(few.close());
    expect((error as Error).message).toMatch(/more than 1 entries.*maxEntries/u);
    expect(await readdir(parent)).toEqual(["sales.zip.part"]);
    const more = zipArchive(place, { resume: true });
    await more.write("b", "2");
    await more.close();
    expect(await contents(zipArchive(place))).toEqual({ a: "1", b: "2" });
  });

  test("what packs so well that it looks like a bomb is readable all the same", async () => {
    const zeros = "0".repeat(3_000_000);
    await makeZip({ "zeros.txt": zeros, small: "x" });
    await using archive = zipArchive(place);
    expect(await contents(archive)).toEqual({ small: "x", "zeros.txt": zeros });
  });

  test.each(["maxEntries", "maxUnpackedBytes", "maxRatio"])("%s has to be a positive number", (name) => {
    for (const limit of [0, -1, Number.NaN]) {
      expect(() => zipArchive(place, { [name]: limit })).toThrow(InvalidInputError);
    }
  });
});

test("a process killed while it packs leaves no zip, and what it wrote can be gone on with", async () => {
  const source = fileURLToPath(new URL("../../src/archive/index.ts", import.meta.url));
  const program = `
    import { randomBytes } from "node:crypto";
    import { zipArchive } from ${JSON.stringify(source)};
    const archive = zipArchive(${JSON.stringify(place)});
    await archive.write("jobs/1/job.json", "{}");
    await archive.write("large.bin", new Blob([randomBytes(64 * 1024 ** 2)]));
    await archive.close();
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: "inherit",
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const isUnfinished = (name: string): boolean => /^\.footbridge-.*\.part$/u.test(name);
  let left: string[] = [];
  const look = async (): Promise<void> => {
    left = await readdir(parent).catch(() => []);
  };
  await until(() => {
    void look();
    return left.some(isUnfinished);
  });
  child.kill("SIGKILL");
  await ended;
  left = await readdir(parent);
  expect(left.filter((name) => !isUnfinished(name))).toEqual(["sales.zip.part"]);
  const archive = zipArchive(place, { resume: true });
  await archive.write("large.bin", "small by now");
  await archive.close();
  expect(await contents(zipArchive(place))).toEqual({ "jobs/1/job.json": "{}", "large.bin": "small by now" });
}, 20_000);

describe("a journal beside an existing zip", () => {
  const path = ".footbridge/import-demo-1-p/jobs/1/journal.json";

  test("is kept as soon as it is written, and leaves the zip as it is", async () => {
    await makeZip({ "jobs/1/job.json": "{}", [path]: "from the zip" });
    const before = await readFile(place);
    // Neither closed nor disposed of, as after a crash.
    await zipArchive(place).write(path, "begun");
    const archive = zipArchive(place);
    expect(await contents(archive)).toEqual({ [path]: "begun", "jobs/1/job.json": "{}" });
    expect(await contents(archive, ".footbridge")).toEqual({ [path]: "begun" });
    expect(await contents(archive, "jobs")).toEqual({ "jobs/1/job.json": "{}" });
    await archive.write(path, "done");
    await archive.close();
    expect(await contents(zipArchive(place), ".footbridge")).toEqual({ [path]: "done" });
    expect(await readFile(place)).toEqual(before);
    expect(await readdir(parent)).toEqual(["sales.zip", "sales.zip.journal"]);
  });

  test("is forgotten when the zip is replaced", async () => {
    await makeZip({ a: "1" });
    await zipArchive(place).write(path, "done");
    await makeZip({ a: "2" }, { overwrite: true });
    expect(await readdir(parent)).toEqual(["sales.zip"]);
    expect(await zipArchive(place).entry(path)).toBeUndefined();
  });
});

describe("reading", () => {
  test("a large content is unpacked into a temporary file once, which goes with the close", async () => {
    const bytes = randomBytes(3_000_000);
    const writing = zipArchive(place);
    await writing.write("large.bin", new Blob([bytes]));
    await writing.close();
    const before = await temporaryFolders();
    const archive = zipArchive(place);
    const entry = await archive.entry("large.bin");
    expect(entry?.size).toBe(3_000_000);
    const [one, other] = await Promise.all([entry?.open(), entry?.open()]);
    for (const blob of [one, other]) {
      expect(sha(new Uint8Array((await blob?.arrayBuffer()) ?? []))).toBe(sha(bytes));
    }
    const [added, ...more] = (await temporaryFolders()).filter((name) => !before.includes(name));
    expect(more).toEqual([]);
    const folder = join(tmpdir(), added ?? "none");
    expect(await readdir(folder)).toHaveLength(1);
    await archive.close();
    await expect(access(folder)).rejects.toThrow("ENOENT");
    // It is unpacked anew when it is asked for again.
    expect((await entry?.open())?.size).toBe(3_000_000);
    await archive[Symbol.asyncDispose]();
  });

  test("a temporary folder that cannot be made is told, and tried again", async () => {
    await makeZip({ large: randomBytes(1_000_000).toString("hex") });
    await using archive = zipArchive(place);
    const entry = await archive.entry("large");
    vi.stubEnv("TMPDIR", join(parent, "absent"));
    expect(await rejection(Promise.resolve(entry?.open()))).toBeInstanceOf(TransferError);
    await archive.close();
    vi.unstubAllEnvs();
    expect((await entry?.open())?.size).toBe(2_000_000);
  });

  test("any files come back as they were written", async () => {
    const segment = fc.oneof(
      fc.constantFrom("a", "b", "jobs", "ä", "名前", "x".repeat(200), ".footbridge", "-", "100%"),
      fc.stringMatching(/^[\w#(), -]{1,12}$/u).filter((name) => !/[. ]$/u.test(name)),
    );
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
    const files = fc.dictionary(path, fc.uint8Array({ maxLength: 5_000 }), { minKeys: 1, maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(files, async (wanted) => {
        const archive = zipArchive(place, { overwrite: true });
        const kept = new Map<string, string>();
        for (const [name, bytes] of Object.entries(wanted)) {
          const refused = await archive.write(name, new Blob([new Uint8Array(bytes)])).then(
            () => false,
            () => true,
          );
          if (!refused) kept.set(name, sha(bytes));
        }
        await archive.close();
        fc.pre(kept.size > 0);
        const found = new Map<string, string>();
        const paths: string[] = [];
        for await (const entry of zipArchive(place).entries()) {
          paths.push(entry.path);
          found.set(entry.path, sha(new Uint8Array(await (await entry.open()).arrayBuffer())));
        }
        expect(found).toEqual(kept);
        expect(paths).toEqual(paths.toSorted());
      }),
      { numRuns: samples(60) },
    );
  }, 60_000);
});

async function temporaryFolders(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("footbridge-zip-"));
}

describe("openArchive", () => {
  test("takes what is there, and goes by the name where nothing is", async () => {
    const folder = join(parent, "export.zip");
    await mkdir(folder);
    await folderArchive(folder).write("a", "in a folder");
    await makeZip({ a: "in a zip" });
    const renamed = join(parent, "backup");
    await writeFile(renamed, await readFile(place));
    expect(await contents(await openArchive(folder))).toEqual({ a: "in a folder" });
    expect(await contents(await openArchive(renamed))).toEqual({ a: "in a zip" });
    for (const [name, found] of [
      ["new.ZIP", "new.ZIP"],
      ["new", "new"],
    ] as const) {
      await using archive = await openArchive(join(parent, name));
      await archive.write("a", "1");
      await archive.close();
      expect(await readdir(parent)).toContain(found);
      expect(await contents(await openArchive(join(parent, name)))).toEqual({ a: "1" });
    }
    await expect(readdir(join(parent, "new"))).resolves.toEqual(["a"]);
    await expect(readdir(join(parent, "new.ZIP"))).rejects.toThrow("ENOTDIR");
  });
});
