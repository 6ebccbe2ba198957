import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { ConnectionError } from "../../src/core/errors.ts";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { fakeTimers, limits, listen, loopback, readAll, rejection, request, until } from "./loopback.ts";

/** Waits for a limit to run, then lets the time pass. */
async function pass(ms: number): Promise<void> {
  await until(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(ms);
}

async function failure(promise: Promise<unknown>): Promise<ConnectionError> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(ConnectionError);
  return error as ConnectionError;
}

test("a connection that does not come to stand: nothing was sent", async () => {
  fakeTimers();
  // Takes the connection, and never answers the greeting of TLS.
  const silent = createServer();
  const sockets: { destroy(): void }[] = [];
  silent.on("connection", (socket) => sockets.push(socket));
  const port = await listen(silent);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const promise = nodeTransport()(request(`https://127.0.0.1:${port}/`, { method: "POST", body: "x" }));
  promise.catch(() => undefined);
  await until(() => sockets.length === 1);
  await pass(limits.connectTimeoutMs);
  const error = await failure(promise);
  expect([error.phase, error.sent]).toEqual(["connect", false]);
  expect(error.message).toBe(`No connection to https://127.0.0.1:${port} stood within 10000 ms.`);
});

test("an answer that does not begin", async () => {
  fakeTimers();
  let closed = false;
  const { url } = await loopback((incoming) => incoming.on("close", () => (closed = true)));
  const promise = nodeTransport()(request(`${url}/secret`, { method: "POST", body: "x" }));
  promise.catch(() => undefined);
  await pass(limits.firstByteTimeoutMs);
  const error = await failure(promise);
  expect(error.sent).toBe(true);
  expect(error.message).toBe(`No answer of ${url} began within 20000 ms.`);
  await until(() => closed);
  expect(vi.getTimerCount()).toBe(0);
});

test("sending that stands still", async () => {
  fakeTimers();
  let arrived = false;
  const { url } = await loopback((incoming) => {
    arrived = true;
    incoming.pause();
  });
  const body = new Blob([new Uint8Array(64 * 2 ** 20)]);
  const promise = nodeTransport()(request(url, { method: "PUT", body }));
  promise.catch(() => undefined);
  await until(() => arrived);
  await pass(limits.idleTimeoutMs);
  const error = await failure(promise);
  expect([error.phase, error.sent]).toEqual(["send", true]);
  expect(error.message).toBe(`Sending to ${url} stood still for 30000 ms.`);
});

test.each(["text", "stream", "gzip"])("an answer that stands still (%s)", async (kind) => {
  fakeTimers();
  const { url } = await loopback((_, answer) => {
    if (kind === "gzip") answer.setHeader("content-encoding", "gzip");
    answer.setHeader("content-length", 100);
    answer.write(Buffer.from([0x1f, 0x8b]));
  });
  const answer = await nodeTransport()(request(url));
  // Nobody has asked for the body yet, so nothing can be late.
  expect(vi.getTimerCount()).toBe(0);
  const promise = kind === "stream" ? readAll(answer.stream()) : answer.text();
  promise.catch(() => undefined);
  await pass(limits.idleTimeoutMs);
  const error = await failure(promise);
  expect([error.phase, error.sent]).toEqual(["receive", true]);
  expect(error.message).toBe(`The answer of ${url} stood still for 30000 ms.`);
});

test("a limit is for one silence, not for the whole body", async () => {
  fakeTimers();
  let send: (text?: string) => void = () => undefined;
  const { url } = await loopback((_, answer) => {
    answer.flushHeaders();
    send = (text) => (text === undefined ? answer.end() : answer.write(text));
  });
  const answer = await nodeTransport()(request(url));
  const reader = answer.stream().getReader();
  for (const text of ["a", "b", "c"]) {
    const next = reader.read();
    await until(() => vi.getTimerCount() === 1);
    vi.advanceTimersByTime(limits.idleTimeoutMs - 1);
    send(text);
    expect(String.fromCharCode(...((await next).value ?? []))).toBe(text);
  }
  send();
  expect((await reader.read()).done).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("a slow reader is not the platform's silence", async () => {
  fakeTimers();
  const size = 4 * 2 ** 20;
  const { url } = await loopback((_, answer) => answer.end(Buffer.alloc(size)));
  const stream = (await nodeTransport()(request(url))).stream();
  // The stream fills up to what it may hold ready, and then waits for its reader.
  await until(() => vi.getTimerCount() === 1);
  await until(() => vi.getTimerCount() === 0);
  vi.advanceTimersByTime(10 * limits.idleTimeoutMs);
  expect((await readAll(stream)).byteLength).toBe(size);
});

test("a slow source is not the platform's silence", async () => {
  fakeTimers();
  let received = 0;
  const { url } = await loopback(async (incoming, answer) => {
    for await (const chunk of incoming) received += (chunk as Buffer).byteLength;
    answer.end(String(received));
  });
  let give: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (give = controller) });
  const promise = nodeTransport()(request(url, { method: "POST", body }));
  give?.enqueue(new Uint8Array(2 ** 20));
  await until(() => received === 2 ** 20 && vi.getTimerCount() === 0);
  vi.advanceTimersByTime(10 * limits.idleTimeoutMs);
  give?.close();
  expect(await (await promise).text()).toBe(String(2 ** 20));
});
