import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, read, send, tokenOf, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

const put = (path: string, content = "x", system = "data"): void =>
  emulator.files.put({ system, path }, content);

const textAt = (path: string, system = "data"): string | undefined => {
  const bytes = emulator.files.get({ system, path });
  return bytes && Buffer.from(bytes).toString();
};

const form = (fields: Record<string, string | File>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

const statuses = async (path: string): Promise<unknown> =>
  ((await ask(`GET /files/v2/history/system/data/${path}`)).result as { readonly status: string }[]).map(
    ({ status }) => status,
  );

describe("a listing", () => {
  beforeEach(() => {
    put("/ann/in/b.txt", "four");
    put("/ann/in/a dir/c.bin");
  });

  test("has the folder itself as its first row", async () => {
    const { result } = await ask("GET /files/v2/listings/system/data/ann/in?pretty=true");
    expect(result).toMatchObject([
      {
        name: ".",
        path: "/ann/in",
        type: "dir",
        format: "folder",
        mimeType: "text/directory",
        permissions: "ALL",
        _links: { history: { href: `${emulator.url}/files/v2/history/system/data//ann/in` } },
      },
      { name: "a dir", type: "dir" },
      {
        name: "b.txt",
        path: "/ann/in/b.txt",
        type: "file",
        format: "raw",
        mimeType: "text/plain",
        length: 4,
        system: "data",
        lastModified: "2024-06-03T03:00:00.000-05:00",
        _links: { self: { href: `${emulator.url}/files/v2/media/system/data//ann/in/b.txt` } },
      },
    ]);
  });

  test("counts that row for the page", async () => {
    const names = async (query: string): Promise<unknown> =>
      ((await ask(`GET /files/v2/listings/ann/in${query}`)).result as { readonly name: string }[]).map(
        ({ name }) => name,
      );
    expect(await names("?limit=2")).toEqual([".", "a dir"]);
    expect(await names("?limit=2&offset=2")).toEqual(["b.txt"]);
    for (let index = 100; index < 220; index += 1) put(`/ann/in/n${String(index)}`);
    expect(await names("")).toHaveLength(100);
  });

  test("of a file is one row; of nothing there is none", async () => {
    const { result } = await ask("GET /files/v2/listings/system/data//ann/in/a%20dir/c.bin");
    expect(result).toMatchObject([{ name: "c.bin", mimeType: "application/octet-stream" }]);
    expect((await ask("GET /files/v2/listings/system/data/ann/none")).status).toBe(404);
    expect((await ask("GET /files/v2/listings/system/none/")).status).toBe(404);
  });

  test("of somebody else's folder is refused", async () => {
    expect((await ask("GET /files/v2/listings/system/data/bob")).status).toBe(403);
    expect((await ask("GET /files/v2/listings/system/hpc/")).status).toBe(403);
    const bob = await asking(emulator, "bob");
    expect((await bob("GET /files/v2/listings/system/ann.storage/")).status).toBe(403);
  });

  test("is refused while the system is out of order", async () => {
    await ask("PUT /systems/v2/ann.storage", { action: "disable" });
    expect((await ask("GET /files/v2/listings/system/ann.storage/")).status).toBe(400);
  });
});

describe("a path", () => {
  test.each([
    ["", "/home/ann"],
    ["x", "/home/ann/x"],
    ["/x", "/x"],
    ["/", "/"],
  ])("%j lies at %s of a system whose home is /home/ann", async (path, expected) => {
    put("/home/ann/x", "", "ann.storage");
    put("/x", "", "ann.storage");
    const { result } = await ask(`GET /files/v2/listings/system/ann.storage/${path}`);
    expect((result as readonly unknown[])[0]).toMatchObject({ path: expected });
  });
});

describe("a download", () => {
  beforeEach(() => put("/ann/b.txt", "0123456789"));

  const get = (range?: string, path = "ann/b.txt"): ReturnType<Ask> =>
    ask(
      `GET /files/v2/media/system/data/${path}`,
      undefined,
      range === undefined ? {} : { headers: { range } },
    );

  test("gives the bytes as they are, with what there is to say of them", async () => {
    const { status, headers, text } = await get();
    expect([status, text, headers.get("content-length"), headers.get("content-type")]).toEqual([
      200,
      "0123456789",
      "10",
      "text/plain",
    ]);
    expect(headers.get("content-disposition")).toContain('inline; filename="b.txt"');
    expect(await statuses("ann/b.txt")).toEqual(["DOWNLOAD"]);
  });

  test.each([
    ["bytes=1-5", 206, "12345", "bytes 1-5/10"],
    ["bytes=8-", 206, "89", "bytes 8-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=0-1,4-5", 206, "01", "bytes 0-1/10"],
    ["lines=1-2", 200, "0123456789", null],
    ["bytes=10-", 416, "", "bytes */10"],
  ])("of %s answers %i", async (range, status, text, told) => {
    const answer = await get(range);
    expect([answer.status, answer.text, answer.headers.get("content-range")]).toEqual([status, text, told]);
  });

  test("has a head without a body", async () => {
    const { headers, text } = await ask("HEAD /files/v2/media/ann/b.txt");
    expect([headers.get("content-length"), text]).toEqual(["10", ""]);
  });

  test("of a folder, of nothing, and of what is not one's own is refused", async () => {
    expect((await get(undefined, "ann")).status).toBe(501);
    expect((await get(undefined, "ann/none")).status).toBe(404);
    put("/bob/b.txt");
    expect((await get(undefined, "bob/b.txt")).status).toBe(403);
  });

  test("needs no log-in when the file is shared with the public", async () => {
    const path = "/files/v2/download/ann/system/data/ann/b.txt";
    expect((await send(emulator, `GET ${path}`)).status).toBe(403);
    await ask("POST /files/v2/pems/system/data/ann/b.txt", { username: "public", permission: "READ" });
    expect((await send(emulator, `GET ${path}`)).text).toBe("0123456789");
  });
});

describe("an upload", () => {
  test("lands in the folder under its own name, and its history goes on", async () => {
    const { status, result } = await ask(
      "POST /files/v2/media/system/data/ann",
      form({ fileToUpload: new File(["hello"], "a.txt") }),
    );
    expect([status, result]).toMatchObject([
      202,
      { name: "a.txt", path: "/ann/a.txt", status: "STAGING_QUEUED", systemId: "data", nativeFormat: "raw" },
    ]);
    expect(textAt("/ann/a.txt")).toBe("hello");
    emulator.clock.advance(5000);
    expect(await statuses("ann/a.txt")).toEqual([
      "STAGING_QUEUED",
      "STAGING",
      "STAGING_COMPLETED",
      "TRANSFORMING_COMPLETED",
    ]);
  });

  test("takes the name that it is given, and overwrites without a question", async () => {
    put("/ann/other.txt", "old");
    const body = form({ fileToUpload: new File(["new"], "a.txt"), filename: "other.txt" });
    expect((await ask("POST /files/v2/media/ann", body)).status).toBe(202);
    expect(textAt("/ann/other.txt")).toBe("new");
    const outside = form({ fileToUpload: new File(["x"], "a.txt"), fileName: "../../bob/a.txt" });
    expect((await ask("POST /files/v2/media/ann", outside)).result).toMatchObject({ path: "/ann/a.txt" });
  });

  test("needs a folder that is there, a file, and the right to write", async () => {
    const file = new File(["x"], "a.txt");
    put("/ann/b.txt");
    const codes = [
      await ask("POST /files/v2/media/system/data/ann/none", form({ fileToUpload: file })),
      await ask("POST /files/v2/media/system/data/ann/b.txt", form({ fileToUpload: file })),
      await ask("POST /files/v2/media/system/data/ann", form({ fileType: "raw" })),
      await ask("POST /files/v2/media/system/data/bob", form({ fileToUpload: file })),
    ].map(({ status }) => status);
    expect(codes).toEqual([404, 400, 400, 403]);
  });

  test("that breaks off leaves nothing behind, and is not answered", async () => {
    emulator.faults.add({ match: { operation: "files.importToDefaultSystem" }, cutUpload: 50 });
    const body = form({ fileToUpload: new File(["x".repeat(1000)], "a.txt") });
    await expect(ask("POST /files/v2/media/ann", body)).rejects.toMatchObject({
      cause: { code: "ECONNRESET" },
    });
    expect(textAt("/ann/a.txt")).toBeUndefined();
    const bad = await ask("POST /files/v2/media/ann", "no form", {
      headers: { "content-type": "multipart/form-data; boundary=x" },
    });
    expect(bad.status).toBe(400);
  });

  test("over a socket is the same, with absolute paths as they were sent", async () => {
    await ask("PUT /files/v2/media/system/ann.storage//", { action: "mkdir", path: "tmp" });
    const listening = await emulator.listen();
    onTestFinished(() => emulator.close());
    const token = await tokenOf(emulator, "ann");
    const headers = { authorization: `Bearer ${token}` };
    const body = form({ fileToUpload: new File(["hello"], "a.txt") });
    const path = "/files/v2/media/system/ann.storage//tmp";
    expect((await fetch(listening.url + path, { method: "POST", body, headers })).status).toBe(202);
    expect(await (await fetch(`${listening.url}${path}/a.txt`, { headers })).text()).toBe("hello");
    const { result } = await read(await fetch(`${listening.url}/files/v2/listings/ann`, { headers }));
    expect((result as readonly unknown[])[0]).toMatchObject({
      _links: { system: { href: `${listening.url}/systems/v2/data` } },
    });
  });

  test("of a part writes that part alone", async () => {
    put("/ann/a.txt", "0123456789");
    await ask("POST /files/v2/media/ann", form({ fileToUpload: new File(["xx"], "a.txt") }), {
      headers: { "content-range": "bytes 2-3/10" },
    });
    expect(textAt("/ann/a.txt")).toBe("01xx456789");
  });
});

describe("an import", () => {
  test("copies a folder of another system in time", async () => {
    put("/home/ann/in/a.txt", "a", "ann.storage");
    const body = { urlToIngest: "agave://ann.storage/in", fileName: "copy" };
    const { status, result } = await ask("POST /files/v2/media/system/data/ann", body);
    expect([status, result]).toMatchObject([202, { source: "agave://ann.storage/in", path: "/ann/copy" }]);
    expect(textAt("/ann/copy/a.txt")).toBeUndefined();
    emulator.clock.advance(1000);
    await emulator.settled();
    expect(textAt("/ann/copy/a.txt")).toBe("a");
    expect((await ask("GET /files/v2/history/system/data/ann/copy")).result).toMatchObject([
      { status: "STAGING_QUEUED" },
      { status: "STAGING" },
      { status: "STAGING_COMPLETED", progress: { totalFiles: 1, totalBytes: 1 } },
      { status: "TRANSFORMING_COMPLETED" },
    ]);
  });

  test("fetches from the web, or fails in its history", async () => {
    ({ emulator, ask } = await begin({
      fetch: async (input) =>
        new Request(input).url.endsWith("good.csv")
          ? new Response("1,2")
          : new Response("no", { status: 404 }),
    }));
    const body = new URLSearchParams({ urlToIngest: "https://example.com/good.csv?x=1", fileName: "" });
    expect((await ask("POST /files/v2/media/ann", body)).result).toMatchObject({ name: "good.csv" });
    await ask("POST /files/v2/media/ann", { urlToIngest: "https://example.com/good.csv" });
    await ask("POST /files/v2/media/ann", { urlToIngest: "https://example.com/bad.csv" });
    emulator.clock.advance(1000);
    await emulator.settled();
    expect([textAt("/ann/good.csv"), textAt("/ann/bad.csv")]).toEqual(["1,2", undefined]);
    expect(await statuses("ann/bad.csv")).toEqual(["STAGING_QUEUED", "STAGING", "STAGING_FAILED"]);
  });

  test("of what is not there, or not one's own, is refused at once", async () => {
    put("/bob/b.txt");
    const codes = ["agave://data/ann/none", "agave://data//bob/b.txt", "gopher://x/y", "x"].map(
      async (urlToIngest) => (await ask("POST /files/v2/media/ann", { urlToIngest })).status,
    );
    expect(await Promise.all(codes)).toEqual([404, 403, 400, 400]);
  });
});

describe("an action", () => {
  const manage = (path: string, body: object): ReturnType<Ask> => ask(`PUT /files/v2/media/${path}`, body);

  test("makes a folder below the one that is named, once", async () => {
    const fields = new URLSearchParams({ action: "mkdir", path: "ann/new/deep" });
    const { status, result } = await ask("PUT /files/v2/media/system/data", fields);
    expect([status, result]).toMatchObject([201, { name: "deep", path: "/ann/new/deep", owner: "ann" }]);
    expect((await manage("ann/new", { action: "MKDIR", path: "deep" })).status).toBe(200);
    put("/ann/file");
    expect((await manage("ann", { action: "mkdir", path: "file" })).status).toBe(400);
    expect((await manage("", { action: "mkdir", path: "bob/x" })).status).toBe(403);
  });

  test("copies, and merges folders", async () => {
    put("/ann/a/1", "one");
    put("/ann/b/1", "old");
    put("/ann/b/2", "two");
    const { status, message } = await manage("ann/a", { action: "copy", path: "ann/b" });
    expect([status, message, textAt("/ann/b/1"), textAt("/ann/b/2")]).toEqual([
      200,
      expect.any(String),
      "one",
      "two",
    ]);
    await manage("ann/a", { action: "copy", path: "/ann/b", append: true });
    expect(textAt("/ann/b/a/1")).toBe("one");
    expect((await manage("ann/a", { action: "copy", path: "ann/a" })).status).toBe(400);
    expect((await manage("ann/none", { action: "copy", path: "ann/c" })).status).toBe(404);
  });

  test("moves, and takes the history along", async () => {
    await ask("POST /files/v2/media/ann", form({ fileToUpload: new File(["x"], "a.txt") }));
    put("/ann/dir/inside");
    const { result } = await manage("ann/a.txt", { action: "move", path: "ann/new/b.txt" });
    expect(result).toMatchObject({ path: "/ann/new/b.txt" });
    expect([textAt("/ann/a.txt"), textAt("/ann/new/b.txt")]).toEqual([undefined, "x"]);
    expect(await statuses("ann/new/b.txt")).toContain("MOVED");
    expect((await manage("ann/new/b.txt", { action: "move", path: "ann/dir" })).status).toBe(400);
    expect((await manage("ann/dir", { action: "move", path: "ann/new/b.txt" })).status).toBe(400);
    expect((await manage("ann/dir", { action: "move", path: "ann/dir/inside" })).status).toBe(400);
  });

  test("renames within the folder", async () => {
    put("/ann/a");
    put("/ann/b");
    expect((await manage("ann/a", { action: "rename", path: "b" })).status).toBe(400);
    expect((await manage("ann/a", { action: "rename", path: "x/y" })).status).toBe(400);
    expect((await manage("ann/a", { action: "rename", path: "c" })).result).toMatchObject({ path: "/ann/c" });
  });

  test("that is not known is 400, and one that is known and not done 501", async () => {
    put("/ann/a");
    expect((await manage("ann/a", { action: "dance", path: "x" })).status).toBe(400);
    expect((await manage("ann/a", { action: "index", path: "x" })).status).toBe(501);
    expect((await manage("ann/a", { action: "copy" })).status).toBe(400);
  });
});

test("a deletion takes all that is in a folder; twice is no harm", async () => {
  await ask("PUT /files/v2/media/ann", { action: "mkdir", path: "dir" });
  put("/ann/dir/a");
  expect((await ask("DELETE /files/v2/media/system/data/ann/dir")).status).toBe(200);
  expect(textAt("/ann/dir/a")).toBeUndefined();
  expect((await ask("DELETE /files/v2/media/system/data/ann/dir")).status).toBe(200);
  expect((await ask("DELETE /files/v2/media/ann/never")).status).toBe(404);
  put("/bob/a");
  expect((await ask("DELETE /files/v2/media/bob/a")).status).toBe(401);
});

describe("permissions", () => {
  const path = "/files/v2/pems/system/data/ann/dir";

  beforeEach(() => put("/ann/dir/a"));

  test("are granted, listed, and take the place of those before", async () => {
    const body = new URLSearchParams({ username: "bob", permission: "read_write", recursive: "true" });
    const { result } = await ask(`POST ${path}`, body);
    expect(result).toMatchObject([
      { username: "bob", permission: { read: true, write: true, execute: false }, recursive: true },
    ]);
    const bob = await asking(emulator, "bob");
    expect((await bob("GET /files/v2/media/system/data/ann/dir/a")).status).toBe(200);
    await ask(`POST ${path}`, { username: "bob", execute: true });
    expect((await bob("GET /files/v2/media/system/data/ann/dir/a")).status).toBe(403);
    expect((await ask(`GET ${path}`)).result).toMatchObject([{ username: "ann" }, { username: "bob" }]);
    expect((await ask(`GET ${path}?username=bob`)).result).toHaveLength(1);
    expect((await bob(`GET ${path}`)).status).toBe(403);
  });

  test("are all taken back but the owner's", async () => {
    await ask(`POST ${path}`, { username: "bob", permission: "ALL" });
    await ask(`POST ${path}`, { username: "*", permission: "NONE" });
    expect((await ask(`GET ${path}`)).result).toMatchObject([{ username: "ann" }]);
    await ask(`POST ${path}`, { username: "bob", permission: "READ" });
    expect((await ask(`DELETE ${path}`)).status).toBe(200);
    expect((await ask(`GET ${path}`)).result).toHaveLength(1);
    expect(await statuses("ann/dir")).toContain("PERMISSION_GRANT");
    expect((await ask(`POST ${path}`, { username: "bob", permission: "SOME" })).status).toBe(400);
    expect((await ask(`POST ${path}`, { permission: "READ" })).status).toBe(400);
  });
});

test("a system's files can lie in a folder of this machine, and nothing leads out of it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "agave-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "ann"));
  await writeFile(join(folder, "ann", "words.txt"), "my own");
  ({ emulator, ask } = await begin({ folders: { data: folder } }));
  await ask("POST /files/v2/media/ann", form({ fileToUpload: new File(["hello"], "a.txt") }));
  expect(await readFile(join(folder, "ann", "a.txt"), "utf8")).toBe("hello");
  await writeFile(join(folder, "ann", "b.txt"), "by hand");
  await symlink(tmpdir(), join(folder, "ann", "out"));
  expect((await ask("GET /files/v2/media/ann/b.txt")).text).toBe("by hand");
  await ask("PUT /files/v2/media/ann/b.txt", { action: "move", path: "ann/c/d.txt" });
  const names = (await ask("GET /files/v2/listings/ann")).result as readonly { readonly name: string }[];
  expect(names.map(({ name }) => name)).toEqual([".", "a.txt", "applications", "archive", "c", "words.txt"]);
  expect(await readFile(join(folder, "ann", "words.txt"), "utf8")).toBe("my own");
  expect((await ask("GET /files/v2/listings/ann/out")).status).toBe(404);
  expect((await ask("PUT /files/v2/media/ann", { action: "mkdir", path: "out/x" })).status).not.toBe(201);
});
