import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { ConnectionError } from "../../src/core/errors.ts";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { listen, loopback, readAll, rejection, request, tlsLoopback, until } from "./loopback.ts";
import { selfSigned } from "./self-signed.ts";

async function failure(promise: Promise<unknown>): Promise<ConnectionError> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(ConnectionError);
  return error as ConnectionError;
}

/** Answers every connection's first bytes with raw text, then ends or resets it. */
async function rawServer(react: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => react(socket));
  });
  const port = await listen(server);
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${port}`;
}

test("nobody listens: nothing was sent", async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const error = await failure(
    nodeTransport()(request(`http://127.0.0.1:${port}/`, { method: "POST", body: "x" })),
  );
  expect([error.phase, error.sent]).toEqual(["connect", false]);
  expect(error.message).toBe(
    `The connection to http://127.0.0.1:${port} failed: nothing listens there (ECONNREFUSED).`,
  );
});

test("an unknown host: nothing was sent", async () => {
  const error = await failure(
    nodeTransport()(request("http://no-such-host.invalid/", { method: "POST", body: "x" })),
  );
  expect([error.phase, error.sent]).toEqual(["connect", false]);
});

test("TLS is spoken to a server without it: nothing was sent", async () => {
  const { url } = await loopback((_, answer) => answer.end());
  const error = await failure(
    nodeTransport()(request(url.replace("http", "https"), { method: "POST", body: "x" })),
  );
  expect([error.phase, error.sent]).toEqual(["connect", false]);
});

test("a certificate nobody vouches for: refused whatever the environment says, and nothing was sent", async () => {
  let requests = 0;
  const pair = selfSigned();
  const { url } = await tlsLoopback(pair, (_, answer) => {
    requests += 1;
    answer.end("trusted");
  });
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  onTestFinished(() => void delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
  const error = await failure(nodeTransport()(request(url, { method: "POST", body: "x" })));
  expect([error.phase, error.sent]).toEqual(["connect", false]);
  expect(error.hint).toContain("NODE_EXTRA_CA_CERTS");
  const trusting = nodeTransport({ ca: pair.cert });
  for (const _ of [1, 2]) expect(await (await trusting(request(url))).text()).toBe("trusted");
  expect(requests).toBe(2);
});

test("a reset before the answer: it may have been sent", async () => {
  const { url } = await loopback((incoming) => incoming.socket.resetAndDestroy());
  const error = await failure(nodeTransport()(request(url, { method: "POST", body: "x" })));
  expect([error.phase, error.sent]).toEqual(["receive", true]);
});

test("an answer that is no HTTP", async () => {
  const url = await rawServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
  const error = await failure(nodeTransport()(request(url)));
  expect(error.sent).toBe(true);
});

test("an upgrade that nobody asked for", async () => {
  const url = await rawServer((socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  );
  await failure(nodeTransport()(request(url)));
});

const torn: readonly [string, string | Buffer][] = [
  ["shorter than announced", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"],
  ["without its last chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"],
  ["with a chunk that is none", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"],
  ["with its compression cut", compressed(gzipSync("abcdefghij".repeat(100)).subarray(0, 20))],
  ["with its compression damaged", compressed(Buffer.from("this is no gzip"))],
];

function compressed(bytes: Buffer): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bytes.byteLength}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

test.each(torn)("an answer %s is an error, never a short text", async (_, bytes) => {
  const url = await rawServer((socket) => socket.end(bytes));
  const transport = nodeTransport();
  for (const read of ["text", "stream"] as const) {
    const answer = await transport(request(url));
    const error = await failure(read === "text" ? answer.text() : readAll(answer.stream()));
    expect([error.phase, error.sent]).toEqual(["receive", true]);
  }
});

test.each(["text", "stream"] as const)("an answer longer than it says is an error: %s", async (read) => {
  const url = await rawServer((socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdef"));
  const answer = await nodeTransport()(request(url));
  const error = await failure(read === "text" ? answer.text() : readAll(answer.stream()));
  expect(error.message).toBe(`The answer of ${url} is longer than it says.`);
});

test("an answer torn before its body is asked for", async () => {
  let socket: Socket | undefined;
  const url = await rawServer((opened) => {
    socket = opened;
    opened.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
  });
  const answer = await nodeTransport()(request(url));
  let closed = false;
  socket?.on("close", () => (closed = true));
  socket?.resetAndDestroy();
  await until(() => closed);
  await new Promise((resolve) => setImmediate(resolve));
  expect((await failure(answer.text())).phase).toBe("receive");
});

/** A server that forgets kept connections: the second request on each meets a reset. */
async function forgetful(): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const seen = new WeakSet<Socket>();
  const { url } = await loopback((incoming, answer) => {
    requests += 1;
    if (seen.has(incoming.socket)) incoming.socket.resetAndDestroy();
    else answer.end(String(requests));
    seen.add(incoming.socket);
  });
  return { url, requests: () => requests };
}

test.each(["GET", "HEAD"])("a kept connection that was dead: %s is sent once more", async (method) => {
  const { url, requests } = await forgetful();
  const transport = nodeTransport();
  for (let round = 0; round < 3; round += 1) {
    expect((await transport(request(url, { method }))).status).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(requests()).toBeGreaterThan(2);
});

test("a kept connection that was dead: a write is not repeated, and counts as possibly sent", async () => {
  const { url, requests } = await forgetful();
  const transport = nodeTransport();
  await (await transport(request(url))).text();
  await new Promise((resolve) => setImmediate(resolve));
  const error = await failure(transport(request(url, { method: "POST", body: "x" })));
  expect(error.sent).toBe(true);
  expect(requests()).toBe(2);
});

test("a new connection that is reset: not even a GET is repeated", async () => {
  let requests = 0;
  const { url } = await loopback((incoming) => {
    requests += 1;
    incoming.socket.resetAndDestroy();
  });
  await failure(nodeTransport()(request(url)));
  expect(requests).toBe(1);
});
