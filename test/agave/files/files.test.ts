import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import { gather, openPlatform } from "../support/platform.ts";

const OWN = "ann.storage";

describe("files", () => {
  test("a folder of 601 entries is listed and walked whole, without the row of itself", async () => {
    const { emulator, agave, count } = openPlatform();
    const names = Array.from({ length: 601 }, (_, at) => `f${String(at).padStart(3, "0")}`);
    for (const name of names) emulator.files.put({ system: OWN, path: `/home/ann/big/${name}` }, name);
    const listed = await gather(agave.files.list(`${OWN}/big`));
    expect(listed.map(({ name }) => name).toSorted()).toEqual(names);
    expect(count("GET", /listings/u)).toBe(3);
    const walked = await gather(agave.files.walk(`agave://${OWN}//home/ann`, { folders: false }));
    expect(walked.map(({ relativePath }) => relativePath).toSorted()).toEqual(
      names.map((name) => `big/${name}`),
    );
    await expect(agave.files.list(`${OWN}/big`).first(7)).resolves.toHaveLength(7);
  });

  test("is told of with its own name, and whether it is there", async () => {
    const { emulator, agave } = openPlatform();
    emulator.files.put({ system: OWN, path: "/home/ann/a/x.txt" }, "hello");
    await expect(agave.files.stat(`${OWN}/a/x.txt`)).resolves.toMatchObject({
      name: "x.txt",
      type: "file",
      length: 5,
    });
    await expect(agave.files.stat(`${OWN}/a`)).resolves.toMatchObject({ name: "a", type: "dir" });
    await expect(agave.files.exists(`${OWN}/a/x.txt`)).resolves.toBe(true);
    await expect(agave.files.exists(`${OWN}/a/y.txt`)).resolves.toBe(false);
    await expect(agave.files.stat(`${OWN}/a/y.txt`)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("goes up under a name of one's own, into folders that are made for it, and comes back", async () => {
    const { emulator, agave } = openPlatform();
    const text = "Träger # 100 %";
    await agave.files.upload({ name: "local.txt", content: text }, `${OWN}/new/deep/own name#1.txt`, {
      wait: true,
    });
    const stored = emulator.files.get({ system: OWN, path: "/home/ann/new/deep/own name#1.txt" });
    expect(new TextDecoder().decode(stored)).toBe(text);
    await expect(agave.files.getText(`${OWN}/new/deep/own name#1.txt`)).resolves.toBe(text);
    await agave.files.upload({ name: "local.txt", content: "2" }, `${OWN}/new/`, { wait: true });
    await expect(agave.files.getText(`${OWN}/new/local.txt`)).resolves.toBe("2");
  });

  test("what is there is replaced, or refused where that is asked for", async () => {
    const { agave } = openPlatform();
    const at = `${OWN}/x.txt`;
    await agave.files.upload(new Blob(["one"]), at, { wait: true });
    await expect(agave.files.upload(new Blob(["two"]), at, { existing: "refuse" })).rejects.toMatchObject({
      code: "REFUSED",
    });
    await agave.files.upload(new Blob(["three"]), at, { wait: true });
    await expect(agave.files.getText(at)).resolves.toBe("three");
  });

  test("is saved on disk, and read in part", async () => {
    const { emulator, agave } = openPlatform();
    const folder = await mkdtemp(join(tmpdir(), "agave-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    emulator.files.put({ system: OWN, path: "/home/ann/x.bin" }, "0123456789");
    const path = join(folder, "x.bin");
    await expect(agave.files.download(`${OWN}/x.bin`, path)).resolves.toMatchObject({ size: 10 });
    await expect(readFile(path, "utf8")).resolves.toBe("0123456789");
    const { stream } = await agave.files.open(`${OWN}/x.bin`, { range: { start: 2, end: 4 } });
    await expect(new Response(stream).text()).resolves.toBe("234");
  });

  test("folders are made, also where they are; files are copied, moved, renamed and deleted", async () => {
    const { agave } = openPlatform();
    await agave.files.mkdir(`${OWN}/a/b`);
    await agave.files.mkdir(`${OWN}/a/b`);
    await agave.files.upload(new Blob(["1"]), `${OWN}/a/b/x`, { wait: true });
    await expect(agave.files.mkdir(`${OWN}/a/b/x`)).rejects.toMatchObject({ code: "REFUSED" });
    await agave.files.copy(`${OWN}/a/b/x`, `${OWN}/a/y`);
    await agave.files.move(`${OWN}/a/y`, `${OWN}/a/z`);
    await agave.files.rename(`${OWN}/a/z`, "last");
    await agave.files.delete(`${OWN}/a/b`);
    const left = await gather(agave.files.walk(`${OWN}/a`));
    expect(left.map(({ relativePath }) => relativePath)).toEqual(["last"]);
    await expect(agave.files.delete({ system: OWN, path: "/" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("a file of another system is fetched by the service", async () => {
    const { emulator, agave } = openPlatform();
    emulator.files.put({ system: "data", path: "/ann/x.txt" }, "from afar");
    await agave.files.copy("agave://data//ann/x.txt", `${OWN}/copy.txt`);
    await agave.files.waitUntilStaged(`${OWN}/copy.txt`);
    await expect(agave.files.getText(`${OWN}/copy.txt`)).resolves.toBe("from afar");
  });

  test("rights are given, listed and taken away", async () => {
    const { emulator, agave } = openPlatform();
    emulator.files.put({ system: OWN, path: "/home/ann/x" }, "x");
    await agave.files.setPermission(`${OWN}/x`, { username: "bob", permission: "READ_WRITE" });
    const rights = await gather(agave.files.listPermissions(`${OWN}/x`));
    expect(rights.find(({ username }) => username === "bob")?.permission).toEqual({
      read: true,
      write: true,
      execute: false,
    });
    await agave.files.setPermission(`${OWN}/x`, { username: "bob", permission: "NONE" });
    await expect(agave.files.listPermissions(`${OWN}/x`, { username: "bob" }).first(5)).resolves.toEqual([]);
    const events = await gather(agave.files.history(`${OWN}/x`));
    expect(events.map(({ status }) => status)).toContain("PERMISSION_GRANT");
  });

  test("a folder goes up and comes back, every file of it", async () => {
    const { agave } = openPlatform();
    const from = memoryArchive();
    const files = { "a.txt": "A", "deep/er/b c#%41.txt": "B", "deep/ünder.txt": "", ".hidden": "h" };
    for (const [path, text] of Object.entries(files)) await from.write(path, text);
    const progress: number[] = [];
    const sent = await agave.files.uploadFolder(from, `${OWN}/tree`, {
      onProgress: ({ done }) => progress.push(done),
    });
    expect(sent.files).toHaveLength(4);
    expect(progress).toEqual([1, 2, 3, 4]);
    const to = memoryArchive();
    await agave.files.downloadFolder(`${OWN}/tree`, to);
    const back: Record<string, string> = {};
    for await (const entry of to.entries()) back[entry.path] = await (await entry.open()).text();
    expect(back).toEqual(files);
  });

  test("a folder that cannot be sent as a whole says which file is missing, and sends the rest", async () => {
    const { agave, emulator } = openPlatform();
    const from = memoryArchive();
    for (const name of ["a", "b", "c"]) await from.write(name, name);
    const broken = {
      entries: () => from.entries(),
      entry: async (path: string) => (path === "b" ? undefined : from.entry(path)),
    };
    await expect(agave.files.uploadFolder(broken, `${OWN}/tree`)).rejects.toThrow(
      /1 of 3 files.*b: b is gone/u,
    );
    expect(emulator.files.list({ system: OWN, path: "/home/ann/tree" })).toHaveLength(2);
  });
});
