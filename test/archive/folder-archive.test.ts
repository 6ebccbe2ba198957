import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderArchive, type ArchiveEntry } from "../../src/archive/index.ts";
import { InvalidInputError } from "../../src/core/errors.ts";
import { rejection, until } from "../node/loopback.ts";

let parent = "";
let folder = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  folder = join(parent, "archive");
  await mkdir(folder);
  await writeFile(join(parent, "secret"), "secret");
});
afterEach(() => rm(parent, { recursive: true }));

async function collect(entries: AsyncIterable<ArchiveEntry>): Promise<readonly ArchiveEntry[]> {
  const found: ArchiveEntry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

test("a place that no file system has is told as such", async () => {
  for (const place of [join(parent, "x".repeat(300)), join(parent, ..."y".repeat(3000))]) {
    const archive = folderArchive(place);
    const attempts = [
      () => archive.entry("a"),
      () => archive.write("a", "1"),
      () => archive.entries()[Symbol.asyncIterator]().next(),
    ];
    for (const attempt of attempts) {
      const error = await rejection(attempt());
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as Error).message).toContain(place);
    }
  }
});

test("tells where it lies, and where it lies is a folder", async () => {
  expect(folderArchive(folder).location).toBe(folder);
  const file = folderArchive(join(parent, "secret"));
  expect(await rejection(file.entries()[Symbol.asyncIterator]().next())).toBeInstanceOf(InvalidInputError);
  expect(await rejection(file.write("a", "x"))).toBeInstanceOf(InvalidInputError);
});

test("a link to a file inside is followed, and its folder may itself be reached by a link", async () => {
  await writeFile(join(folder, "real.txt"), "inside");
  await symlink("real.txt", join(folder, "link.txt"));
  await symlink(folder, join(parent, "linked-archive"));
  const archive = folderArchive(join(parent, "linked-archive"));
  expect(await (await (await archive.entry("link.txt"))?.open())?.text()).toBe("inside");
});

test.each([
  ["a file outside", "../secret", /leads out of/u],
  ["a folder outside", "..", /leads out of/u],
  ["the folder itself", ".", /not a regular file/u],
  ["a folder inside", "inside", /not a regular file/u],
  ["nothing", "absent", /leads nowhere/u],
])("a link to %s is listed, and refuses to open", async (_, target, message) => {
  await mkdir(join(folder, "inside"));
  await symlink(target, join(folder, "link"));
  const archive = folderArchive(folder);
  const listed = await collect(archive.entries());
  expect(listed.map(({ path, size }) => [path, size])).toEqual([["link", undefined]]);
  for (const entry of [listed[0], await archive.entry("link")]) {
    const error = await rejection(Promise.resolve(entry?.open()));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toMatch(message);
  }
});

test("nothing is read or written through a linked folder", async () => {
  await mkdir(join(parent, "outside"));
  await writeFile(join(parent, "outside", "file"), "outside");
  await symlink("../outside", join(folder, "linked"));
  const archive = folderArchive(folder);
  expect(await rejection(archive.entry("linked/file"))).toBeInstanceOf(InvalidInputError);
  expect(await rejection(archive.write("linked/file", "x"))).toBeInstanceOf(InvalidInputError);
  expect(await rejection(archive.write("linked/deep/file", "x"))).toBeInstanceOf(InvalidInputError);
  expect(await collect(archive.entries("linked"))).toEqual([]);
  expect(await readdir(join(parent, "outside"))).toEqual(["file"]);
});

test("a link under the final name is replaced, not followed", async () => {
  await symlink("../secret", join(folder, "link"));
  const archive = folderArchive(folder);
  await archive.write("link", "new");
  expect(await (await (await archive.entry("link"))?.open())?.text()).toBe("new");
  expect(await readFile(join(parent, "secret"), "utf8")).toBe("secret");
});

test("a pipe is not waited for", async () => {
  spawnSync("mkfifo", [join(folder, "pipe")]);
  const entry = await folderArchive(folder).entry("pipe");
  expect(await rejection(Promise.resolve(entry?.open()))).toBeInstanceOf(InvalidInputError);
});

test("a name that no archive can hold is told, not passed over", async () => {
  await writeFile(join(folder, "a:b"), "x");
  const error = await rejection(collect(folderArchive(folder).entries()));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toContain("a:b");
});

const source = fileURLToPath(new URL("../../src/archive/index.ts", import.meta.url));

test("a process killed in the middle of a write leaves no half file", async () => {
  const program = `
    import { folderArchive } from ${JSON.stringify(source)};
    const content = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) });
    await folderArchive(${JSON.stringify(folder)}).write("jobs/large.bin", content);
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: "inherit",
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let left: string[] = [];
  const look = async (): Promise<void> => {
    left = await readdir(join(folder, "jobs")).catch(() => []);
  };
  await until(() => {
    void look();
    return left.length > 0;
  });
  child.kill("SIGKILL");
  await ended;
  expect(left).toEqual([expect.stringMatching(/^\.footbridge-.*\.part$/u)]);
  const archive = folderArchive(folder);
  expect(await collect(archive.entries())).toEqual([]);
  expect(await archive.entry("jobs/large.bin")).toBeUndefined();
}, 20_000);
