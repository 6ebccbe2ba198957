import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InvalidInputError, TransferError } from "../../src/core/errors.ts";
import { fileSource } from "../../src/node/files/file-source.ts";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { loopback, rejection, request, until } from "./loopback.ts";

/** A server that tells what it was sent. */
async function listener(): Promise<{
  url: string;
  seen: { headers: IncomingMessage["headers"]; body: Buffer }[];
}> {
  const seen: { headers: IncomingMessage["headers"]; body: Buffer }[] = [];
  const { url } = await loopback(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    seen.push({ headers: incoming.headers, body: Buffer.concat(chunks) });
    answer.end("got it");
  });
  return { url, seen };
}

const megabytes = randomBytes(3 * 2 ** 20 + 17);

test.each([
  ["a short text", "ü", "2"],
  ["a long text", "ü".repeat(400_000), "800000"],
  ["an empty text", "", "0"],
])("%s goes out with its length in bytes", async (_, body, length) => {
  const { url, seen } = await listener();
  const answer = await nodeTransport()(
    request(url, { method: "POST", body, headers: { "content-type": "a/b" } }),
  );
  expect(await answer.text()).toBe("got it");
  expect(seen[0]?.headers["content-length"]).toBe(length);
  expect(seen[0]?.headers["content-type"]).toBe("a/b");
  expect(seen[0]?.body.toString()).toBe(body);
});

test("a Blob goes out with its length and type, unless the caller names another", async () => {
  const { url, seen } = await listener();
  const transport = nodeTransport();
  const body = new Blob([megabytes], { type: "image/png" });
  await (await transport(request(url, { method: "PUT", body }))).text();
  await (await transport(request(url, { method: "PUT", body, headers: { "content-type": "x/y" } }))).text();
  await (await transport(request(url, { method: "PUT", body: new Blob([]) }))).text();
  expect(seen.map(({ headers }) => [headers["content-length"], headers["content-type"]])).toEqual([
    [String(megabytes.byteLength), "image/png"],
    [String(megabytes.byteLength), "x/y"],
    ["0", "application/octet-stream"],
  ]);
  expect(seen[0]?.body.equals(megabytes)).toBe(true);
});

test("a stream goes out in chunks", async () => {
  const { url, seen } = await listener();
  const body = new Blob([megabytes]).stream();
  await (await nodeTransport()(request(url, { method: "POST", body }))).text();
  expect(seen[0]?.headers["transfer-encoding"]).toBe("chunked");
  expect(seen[0]?.headers["content-length"]).toBeUndefined();
  expect(seen[0]?.body.equals(megabytes)).toBe(true);
});

test("a form with a file of the disk goes out with a known length, any number of times", async () => {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "data.bin"), megabytes);
  const form = new FormData();
  form.append("operations", "{}");
  form.append("0", await fileSource(join(folder, "data.bin")));
  const { url, seen } = await listener();
  const transport = nodeTransport();
  const headers = { "content-type": "text/plain" };
  for (const _ of [1, 2])
    await (await transport(request(url, { method: "POST", body: form, headers }))).text();
  for (const { headers: sent, body } of seen) {
    expect(sent["content-length"]).toBe(String(body.byteLength));
    const back = await new Response(new Uint8Array(body), {
      headers: { "content-type": sent["content-type"] ?? "" },
    }).formData();
    const file = back.get("0") as File;
    expect([back.get("operations"), file.name]).toEqual(["{}", "data.bin"]);
    expect(sha(Buffer.from(await file.arrayBuffer()))).toBe(sha(megabytes));
  }
  expect(seen).toHaveLength(2);
});

function sha(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

test("the source is read no faster than the server takes it", async () => {
  let go: () => void = () => undefined;
  const { url } = await loopback((incoming, answer) => {
    incoming.pause();
    incoming.on("end", () => answer.end("done"));
    go = () => incoming.resume();
  });
  const chunk = new Uint8Array(2 ** 20);
  let given = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        given += 1;
        if (given > 100) controller.close();
        else controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  const promise = nodeTransport()(request(url, { method: "POST", body }));
  let before = -1;
  // Until the buffers of the machine are full: the source rests for several rounds.
  for (let rounds = 0; rounds < 50; rounds = given === before ? rounds + 1 : 0) {
    before = given;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(given).toBeLessThan(50);
  go();
  expect(await (await promise).text()).toBe("done");
});

test("a source that fails: the request never becomes whole, and the failure is told", async () => {
  let ended = false;
  let closed = false;
  const { url } = await loopback((incoming) => {
    incoming.on("error", () => undefined);
    incoming.on("end", () => (ended = true)).on("close", () => (closed = true));
    incoming.resume();
  });
  const cause = new Error("the disk is gone");
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulls += 1;
      if (pulls < 3) controller.enqueue(new Uint8Array(2 ** 20));
      else controller.error(cause);
    },
  });
  const error = await rejection(nodeTransport()(request(url, { method: "POST", body })));
  expect(error).toBeInstanceOf(TransferError);
  expect((error as TransferError).cause).toBe(cause);
  await until(() => closed);
  expect(ended).toBe(false);
});

test("a file that changes after it was chosen is not sent as if it were whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "data.bin");
  await writeFile(path, megabytes);
  const body = await fileSource(path);
  await writeFile(path, "short");
  const { url, seen } = await listener();
  const error = await rejection(nodeTransport()(request(url, { method: "POST", body })));
  expect(error).toBeInstanceOf(TransferError);
  expect(seen).toEqual([]);
});

test("a source of something other than bytes", async () => {
  const { url } = await listener();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue("text" as unknown as Uint8Array),
  });
  expect(await rejection(nodeTransport()(request(url, { method: "POST", body })))).toBeInstanceOf(
    TransferError,
  );
});

test("a stream that somebody else reads is refused", async () => {
  const body = new ReadableStream<Uint8Array>();
  body.getReader();
  const error = await rejection(nodeTransport()(request("http://127.0.0.1:1", { method: "POST", body })));
  expect(error).toBeInstanceOf(InvalidInputError);
});

test("an answer before everything was sent ends the sending, and is an answer", async () => {
  let closed = false;
  const { url } = await loopback((incoming, answer) => {
    incoming.socket.on("close", () => (closed = true));
    answer.writeHead(413).end("too large");
  });
  let cancelled = false;
  let given = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      given += 1;
      // Endless unless it is cancelled.
      controller.enqueue(new Uint8Array(2 ** 16));
    },
    cancel: () => void (cancelled = true),
  });
  const answer = await nodeTransport()(request(url, { method: "POST", body }));
  expect([answer.status, await answer.text()]).toEqual([413, "too large"]);
  await until(() => cancelled && closed);
  const before = given;
  await new Promise((resolve) => setImmediate(resolve));
  expect(given).toBe(before);
});
