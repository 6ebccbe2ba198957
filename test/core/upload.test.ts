import { createReadStream, existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { allTidiedUp } from "../../src/core/concurrency/tidy-up.ts";
import { prepareUpload, type NamedContent, type UploadSource } from "../../src/core/content/upload.ts";
import { loopback } from "../node/loopback.ts";
import { failure, rejection, until } from "./support/rejection.ts";
import { madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { createSession } from "../../src/core/session.ts";
import { instantClock } from "./support/clock.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "upload-test-"));
  await writeFile(join(folder, "report.py"), "content");
  // Where streams are kept until they are sent.
  vi.stubEnv("TMPDIR", folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** What lies in the temporary folder besides the test's own file. */
const left = (): readonly string[] => readdirSync(folder).filter((name) => name !== "report.py");

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* iterate(): AsyncGenerator<Uint8Array, void, void> {
  yield bytes("con");
  await Promise.resolve();
  yield bytes("tent");
}

const SOURCES: readonly (readonly [string, () => UploadSource])[] = [
  ["a path", () => join(folder, "report.py")],
  ["a File", () => new File(["content"], "report.py")],
  ["a File whose name is a path", () => new File(["content"], "src\\jobs/report.py")],
  ["a text", () => ({ name: "report.py", content: "content" })],
  ["bytes", () => ({ name: "/src/report.py", content: bytes("content") })],
  [
    "bytes in the middle of a buffer",
    () => ({ name: "report.py", content: bytes("the content!").subarray(4, 11) }),
  ],
  ["a Blob", () => ({ name: "report.py", content: new Blob(["content"]) })],
  ["a File under another name", () => ({ name: "report.py", content: new File(["content"], "other.txt") })],
  ["a web stream", () => ({ name: "report.py", content: new Blob(["content"]).stream() })],
  [
    "a Node stream",
    () => ({ name: "report.py", content: Readable.from([Buffer.from("con"), Buffer.from("tent")]) }),
  ],
  ["a stream of a file", () => ({ name: "report.py", content: createReadStream(join(folder, "report.py")) })],
  ["a file: URL", () => pathToFileURL(join(folder, "report.py"))],
  [
    "a file: URL under another name",
    () => {
      const content = pathToFileURL(join(folder, "report.py"));
      return { name: "a/report.py", content };
    },
  ],
  ["an ArrayBuffer", () => ({ name: "report.py", content: new Uint8Array(bytes("content")).buffer })],
  [
    "a view of another kind",
    () => ({ name: "report.py", content: new DataView(new Uint8Array(bytes("content")).buffer) }),
  ],
  ["an async iterable", () => ({ name: "C:\\src\\report.py", content: iterate() })],
  [
    "something to be opened",
    () => ({ name: "report.py", content: { open: () => Promise.resolve(new Blob(["content"])) } }),
  ],
];

test.each(SOURCES)(
  "%s becomes a file with a base name, that can be read again and again",
  async (_, source) => {
    const { file, release } = await prepareUpload(source());
    expect([file.name, file.size, await file.text(), await file.text()]).toEqual([
      "report.py",
      7,
      "content",
      "content",
    ]);
    await release();
    expect(left()).toEqual([]);
  },
);

test.each(["", "a/", ".", "..", "a\\.."])("%j is not a name, and nothing is read for it", async (name) => {
  const content = new Blob(["content"]).stream();
  expect((await failure(prepareUpload({ name, content }))).code).toBe("INVALID_INPUT");
  expect([content.locked, left()]).toEqual([false, []]);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a number", 1],
  ["bytes without a name", new Uint8Array(1)],
  ["a stream without a name", Readable.from([])],
  ["a name alone", { name: "report.py" }],
  ["a list of bytes", { name: "report.py", content: [1, 2] }],
  ["what opens as no Blob", { name: "report.py", content: { open: () => undefined } }],
  ["texts in a stream", { name: "report.py", content: Readable.from(["con", "tent"]) }],
  ["a URL of the web", new URL("https://example.com/report.py")],
])("%s is refused, and leaves nothing behind", async (_, source) => {
  expect((await failure(prepareUpload(source as UploadSource))).code).toBe("INVALID_INPUT");
  expect(left()).toEqual([]);
});

test.each(["nothing.py", "."])("a path that names no file is refused: %s", async (path) => {
  expect((await failure(prepareUpload(join(folder, path)))).code).toBe("INVALID_INPUT");
});

describe("a stream", () => {
  test("that fails leaves nothing behind", async () => {
    const broken = new Error("broken");
    const content = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes("con")),
      pull: () => Promise.reject(broken),
    });
    expect(await rejection(prepareUpload({ name: "a", content }))).toBe(broken);
    expect(left()).toEqual([]);
  });

  test("that does not end is left at an abort, and leaves nothing behind", async () => {
    let reads = 0;
    const content = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        reads += 1;
        if (reads < 3) controller.enqueue(bytes("x"));
        return reads < 3 ? undefined : new Promise(() => undefined);
      },
    });
    const controller = new AbortController();
    const upload = rejection(prepareUpload({ name: "a", content }, controller.signal));
    await until(() => reads === 3);
    controller.abort("enough");
    expect(await upload).toBe("enough");
    await allTidiedUp();
    expect(left()).toEqual([]);
  });

  test("is not begun after an abort", async () => {
    const content = new Blob(["content"]).stream();
    expect(await rejection(prepareUpload({ name: "a", content }, AbortSignal.abort("enough")))).toBe(
      "enough",
    );
    expect(content.locked).toBe(false);
  });
});

test.each<[string, () => NamedContent]>([
  ["bytes", () => ({ name: "report.py", content: bytes("content") })],
  ["a stream", () => ({ name: "report.py", content: iterate() })],
  ["a stream of a file", () => ({ name: "report.py", content: createReadStream(join(folder, "report.py")) })],
])("after a 401, the whole file is sent again: %s", async (_, source) => {
  const received: string[] = [];
  const { url } = await loopback((request, answer) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push(Buffer.concat(chunks).toString());
      if (request.headers.authorization === "Bearer token-1") answer.writeHead(401).end("Unauthorized");
      else answer.end(JSON.stringify({ data: { send: "done" } }));
    });
  });
  let logIns = 0;
  const login = (): Promise<{ token: string }> => Promise.resolve({ token: `token-${(logIns += 1)}` });
  const { call } = madeUpPlatform({ url, session: createSession({ login, clock: instantClock() }) });
  const { file, release } = await prepareUpload(source());
  const send = operation("mutation Send($file: Upload!) { send(file: $file) }", { safety: "write" });
  expect(await call(send, { file }, { transfer: true })).toBe("done");
  await release();
  expect(received.map((body) => body.includes("\r\n\r\ncontent\r\n--"))).toEqual([true, true]);
  expect(existsSync(folder) && left()).toEqual([]);
});
