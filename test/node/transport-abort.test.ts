import { getEventListeners } from "node:events";
import http from "node:http";
import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { expectReason } from "../core/support/rejection.ts";
import { listen, loopback, readAll, rejection, request, until } from "./loopback.ts";

const reason = new Error("changed my mind");

/** Aborts, and expects the promise to be rejected with the reason at once and the signal to be free again. */
async function expectAborted(controller: AbortController, promise: Promise<unknown>): Promise<void> {
  controller.abort(reason);
  await expectReason(promise, reason);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
}

test("before it starts: nothing is opened", async () => {
  const { url, connections } = await loopback((_, answer) => answer.end());
  const body = new ReadableStream<Uint8Array>({ cancel: (why) => expect(why).toBe(reason) });
  const promise = nodeTransport()(request(url, { method: "POST", body, signal: AbortSignal.abort(reason) }));
  expect(await rejection(promise)).toBe(reason);
  expect(connections()).toBe(0);
  expect.assertions(3);
});

test("while it connects", async () => {
  const silent = createServer();
  let opened = false;
  let closed = false;
  silent.on("connection", (socket) => {
    opened = true;
    // Reads, so that it notices the end, and says nothing.
    socket.resume();
    socket.on("error", () => undefined);
    socket.on("close", () => (closed = true));
  });
  const port = await listen(silent);
  onTestFinished(() => void silent.close());
  const controller = new AbortController();
  const promise = nodeTransport()(request(`https://127.0.0.1:${port}`, { signal: controller.signal }));
  await until(() => opened);
  await expectAborted(controller, promise);
  await until(() => closed);
});

test("at once, before there is a socket", async () => {
  const opening = vi.spyOn(http, "request");
  onTestFinished(() => opening.mockRestore());
  const { url, connections } = await loopback((_, answer) => answer.end("x"));
  const transport = nodeTransport();
  const controller = new AbortController();
  const promise = transport(request(url, { signal: controller.signal }));
  await until(() => opening.mock.calls.length > 0);
  await expectAborted(controller, promise);
  // The connection that was being opened is not kept for others: nobody would watch it.
  await (await transport(request(url))).text();
  expect(connections()).toBe(2);
});

test("while it waits for a free connection", async () => {
  const paths: unknown[] = [];
  const { url } = await loopback((incoming) => void paths.push(incoming.url));
  const transport = nodeTransport({ maxConnections: 1 });
  const first = new AbortController();
  const second = new AbortController();
  const busy = transport(request(`${url}/1`, { signal: first.signal }));
  await until(() => paths.length === 1);
  await expectAborted(second, transport(request(`${url}/2`, { signal: second.signal })));
  await expectAborted(first, busy);
  expect(paths).toEqual(["/1"]);
});

test("while it waits for the answer", async () => {
  let arrived = false;
  let closed = false;
  const { url } = await loopback((incoming, answer) => {
    arrived = true;
    incoming.resume();
    answer.on("close", () => (closed = true));
  });
  const controller = new AbortController();
  const promise = nodeTransport()(request(url, { method: "POST", body: "x", signal: controller.signal }));
  await until(() => arrived);
  await expectAborted(controller, promise);
  await until(() => closed);
});

test("while it sends, with a source that gives nothing", async () => {
  let arrived = false;
  let closed = false;
  let cancelled: unknown;
  const { url } = await loopback((incoming) => {
    incoming.on("error", () => undefined);
    incoming.on("close", () => (closed = true));
    incoming.on("data", () => (arrived = true));
  });
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(new Uint8Array(10)),
    cancel: (why) => void (cancelled = why),
  });
  const controller = new AbortController();
  const promise = nodeTransport()(request(url, { method: "POST", body, signal: controller.signal }));
  await until(() => arrived);
  await expectAborted(controller, promise);
  expect(cancelled).toBe(reason);
  await until(() => closed);
});

test("while it sends, with a server that takes nothing", async () => {
  let arrived = false;
  const { url } = await loopback((incoming) => {
    incoming.on("error", () => undefined);
    incoming.pause();
    arrived = true;
  });
  const form = new FormData();
  form.set("file", new File([new Uint8Array(64 * 2 ** 20)], "zeros"));
  const controller = new AbortController();
  const promise = nodeTransport()(request(url, { method: "POST", body: form, signal: controller.signal }));
  await until(() => arrived);
  await expectAborted(controller, promise);
});

test.each(["text", "stream", "gzip"])("while it receives (%s)", async (kind) => {
  let closed = false;
  const { url } = await loopback((_, answer) => {
    if (kind === "gzip") answer.setHeader("content-encoding", "gzip");
    answer.write(Buffer.from([0x1f, 0x8b]));
    answer.on("close", () => (closed = true));
  });
  const controller = new AbortController();
  const answer = await nodeTransport()(request(url, { signal: controller.signal }));
  await expectAborted(controller, kind === "stream" ? readAll(answer.stream()) : answer.text());
  await until(() => closed);
});

test("between the head and the body", async () => {
  const { url } = await loopback((_, answer) => answer.write("begun"));
  const transport = nodeTransport();
  for (const read of ["text", "stream"] as const) {
    const controller = new AbortController();
    const answer = await transport(request(url, { signal: controller.signal }));
    controller.abort(reason);
    expect(await rejection(read === "text" ? answer.text() : readAll(answer.stream()))).toBe(reason);
  }
});

test("what lies ready in a stream is not handed out any more", async () => {
  const { url } = await loopback((_, answer) => answer.write(Buffer.alloc(100_000)));
  const controller = new AbortController();
  const answer = await nodeTransport()(request(url, { signal: controller.signal }));
  const reader = answer.stream().getReader();
  await reader.read();
  controller.abort(reason);
  expect(await rejection(reader.read())).toBe(reason);
});

test("after the end: too late to matter", async () => {
  const { url, connections } = await loopback((_, answer) => answer.end("x"));
  const transport = nodeTransport();
  const controller = new AbortController();
  expect(await (await transport(request(url, { signal: controller.signal }))).text()).toBe("x");
  controller.abort(reason);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await (await transport(request(url))).text()).toBe("x");
  expect(connections()).toBe(1);
});

test("a thousand requests share a signal without a warning", async () => {
  const warnings: unknown[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.message);
  process.on("warning", onWarning);
  onTestFinished(() => void process.off("warning", onWarning));
  const { url } = await loopback((_, answer) => answer.end("x"));
  const { signal } = new AbortController();
  const transport = nodeTransport();
  await Promise.all(
    Array.from({ length: 1000 }, async () => (await transport(request(url, { signal }))).text()),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});
