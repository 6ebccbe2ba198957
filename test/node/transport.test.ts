import { getEventListeners } from "node:events";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { InvalidInputError } from "../../src/core/errors.ts";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { loopback, readAll, rejection, request, until } from "./loopback.ts";

test("sends method, path, headers and a text, and gives status, headers and text back", async () => {
  const seen: unknown[] = [];
  const { url } = await loopback(async (incoming, answer) => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    seen.push(
      incoming.method,
      incoming.url,
      incoming.headers["x-key"],
      incoming.headers["content-length"],
      body,
    );
    answer.writeHead(201, { "X-One": "1", "set-cookie": ["a=1", "b=2"] }).end('{"ok":"ü"}');
  });
  const answer = await nodeTransport()(
    request(`${url}/a%20b?q=%2F`, { method: "POST", headers: { "x-key": "v" }, body: '"ü"' }),
  );
  expect(seen).toEqual(["POST", "/a%20b?q=%2F", "v", "4", '"ü"']);
  expect([answer.status, answer.header("x-one"), answer.header("X-ONE"), answer.header("absent")]).toEqual([
    201,
    "1",
    "1",
    null,
  ]);
  expect(answer.header("set-cookie")).toBe("a=1, b=2");
  expect(await answer.text()).toBe('{"ok":"ü"}');
});

test("a redirect is an answer", async () => {
  const paths: unknown[] = [];
  const { url } = await loopback((incoming, answer) => {
    paths.push(incoming.url);
    answer.writeHead(302, { location: "/elsewhere" }).end();
  });
  const answer = await nodeTransport()(request(`${url}/here`));
  expect([answer.status, answer.header("location"), await answer.text()]).toEqual([302, "/elsewhere", ""]);
  expect(paths).toEqual(["/here"]);
});

test.each([
  ["gzip", gzipSync],
  ["x-gzip", gzipSync],
  ["br", brotliCompressSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["gzip, br", (bytes: Buffer) => brotliCompressSync(gzipSync(bytes))],
])("undoes %s", async (encoding, encode) => {
  const text = "Füße ".repeat(50_000);
  let accepted: string | undefined;
  const { url } = await loopback((incoming, answer) => {
    accepted = incoming.headers["accept-encoding"]?.toString();
    answer.writeHead(200, { "content-encoding": encoding }).end(encode(Buffer.from(text)));
  });
  const transport = nodeTransport();
  expect(await (await transport(request(url))).text()).toBe(text);
  expect(String(await readAll((await transport(request(url))).stream()))).toBe(text);
  expect(accepted).toBe("gzip, br, deflate");
});

test("an answer without a body may still name an encoding", async () => {
  const { url } = await loopback((_, answer) => answer.writeHead(200, { "content-encoding": "gzip" }).end());
  const transport = nodeTransport();
  expect(await (await transport(request(url, { method: "HEAD" }))).text()).toBe("");
  expect(await (await transport(request(url))).text()).toBe("");
});

test("an encoding that nobody asked for is left alone, and a caller's wish for none is kept", async () => {
  let accepted: string | undefined;
  const { url } = await loopback((incoming, answer) => {
    accepted = incoming.headers["accept-encoding"]?.toString();
    answer.writeHead(200, { "content-encoding": "aws-chunked" }).end("as it is");
  });
  const answer = await nodeTransport()(request(url, { headers: { "accept-encoding": "identity" } }));
  expect(await answer.text()).toBe("as it is");
  expect(accepted).toBe("identity");
});

test("a byte order mark does not reach JSON", async () => {
  const { url } = await loopback((_, answer) => answer.end("\ufeff{}"));
  expect(await (await nodeTransport()(request(url))).text()).toBe("{}");
});

test("characters may be cut in two by the wire", async () => {
  const { url } = await loopback((_, answer) => {
    const bytes = Buffer.from("ü");
    answer.write(bytes.subarray(0, 1), () => answer.end(bytes.subarray(1)));
  });
  expect(await (await nodeTransport()(request(url))).text()).toBe("ü");
});

test("a body is read once", async () => {
  const { url } = await loopback((_, answer) => answer.end("once"));
  const answer = await nodeTransport()(request(url));
  await answer.text();
  expect(await rejection(answer.text())).toBeInstanceOf(TypeError);
  expect(await rejection(readAll(answer.stream()))).toBeInstanceOf(TypeError);
});

test("connections are used again, also after an answer that was discarded when it was all there", async () => {
  const { url, connections } = await loopback((_, answer) => answer.end("x"));
  const transport = nodeTransport();
  for (let round = 0; round < 10; round += 1) {
    const answer = await transport(request(url));
    if (round % 2 === 0) await answer.text();
    else answer.discard();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(connections()).toBe(1);
});

test("discarding an endless answer closes its connection", async () => {
  let closed = false;
  const { url } = await loopback((_, answer) => {
    answer.write("begun");
    answer.on("close", () => (closed = true));
  });
  (await nodeTransport()(request(url))).discard();
  await until(() => closed);
  expect(closed).toBe(true);
});

test("cancelling a stream half way closes its connection, decoder or not", async () => {
  let closed = 0;
  const { url } = await loopback((incoming, answer) => {
    if (incoming.url === "/gzip") answer.setHeader("content-encoding", "gzip");
    answer.write(gzipSync(Buffer.alloc(1000)));
    answer.on("close", () => (closed += 1));
  });
  const transport = nodeTransport();
  for (const path of ["/plain", "/gzip"]) {
    const reader = (await transport(request(url + path))).stream().getReader();
    await reader.read();
    await reader.cancel();
  }
  await until(() => closed === 2);
  expect(closed).toBe(2);
});

test("at most maxConnections are open at a time, and every request gets its turn", async () => {
  const waiting: (() => void)[] = [];
  const { url, connections } = await loopback((incoming, answer) => {
    waiting.push(() => answer.end(incoming.url));
  });
  const transport = nodeTransport({ maxConnections: 2 });
  const answers = [1, 2, 3, 4, 5].map(async (n) => (await transport(request(`${url}/${n}`))).text());
  for (let served = 0; served < 5; served += 1) {
    await until(() => waiting.length > 0);
    waiting.shift()?.();
  }
  expect(await Promise.all(answers)).toEqual(["/1", "/2", "/3", "/4", "/5"]);
  expect(connections()).toBe(2);
});

test("a connection is closed before the server closes it", async () => {
  let keepAlive = "timeout=1";
  const { url, server, connections } = await loopback((_, answer) => {
    answer.setHeader("keep-alive", keepAlive);
    answer.end();
  });
  server.keepAliveTimeout = 60_000;
  const transport = nodeTransport();
  const call = async (): Promise<void> => {
    await (await transport(request(url))).text();
    await new Promise((resolve) => setImmediate(resolve));
  };
  // One second is the margin itself: nothing is left to keep.
  await call();
  await call();
  expect(connections()).toBe(2);
  keepAlive = "timeout=60";
  await call();
  await call();
  expect(connections()).toBe(3);
});

test("leaves no listener on the signal", async () => {
  const { url } = await loopback((_, answer) => answer.end("x"));
  const { signal } = new AbortController();
  const transport = nodeTransport();
  await (await transport(request(url, { signal }))).text();
  await readAll((await transport(request(url, { signal }))).stream());
  (await transport(request(url, { signal }))).discard();
  await rejection(transport(request("http://127.0.0.1:1", { signal })));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test.each([
  ["not a URL", "here"],
  ["another protocol", "ftp://127.0.0.1/"],
  ["credentials", "http://user:secret@127.0.0.1/"],
])("refuses an address with %s", async (_, url) => {
  const error = await rejection(nodeTransport()(request(url)));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).not.toContain("secret");
});

test("refuses a header that would end its line, without telling its value", async () => {
  const error = await rejection(
    nodeTransport()(request("http://127.0.0.1:1", { headers: { token: "secret\r\nx: y" } })),
  );
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain("token");
  expect(String(error)).not.toContain("secret");
});

test("what frames the body is decided here alone", async () => {
  let raw: string[] = [];
  const { url } = await loopback((incoming, answer) => {
    raw = incoming.rawHeaders.map((text) => text.toLowerCase());
    answer.end();
  });
  const headers = { "content-length": "5", "transfer-encoding": "chunked", connection: "close" };
  await (await nodeTransport()(request(url, { method: "POST", headers, body: "ab" }))).text();
  expect(raw.filter((_, index) => raw[index - 1] === "content-length")).toEqual(["2"]);
  expect(raw).not.toContain("transfer-encoding");
  expect(raw).toContain("keep-alive");
  await (await nodeTransport()(request(url, { method: "POST", headers }))).text();
  expect(raw.filter((_, index) => raw[index - 1] === "content-length")).toEqual(["0"]);
});
