import { createServer, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { listen, readAll, rejection, request } from "./loopback.ts";

// What may come down a connection that is kept, and to whom it belongs.

interface Answering {
  readonly url: string;
  readonly sockets: readonly Socket[];
}

const whole = (text: string, head = "200 OK"): string =>
  `HTTP/1.1 ${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

/** Answers each request with its path, by hand: `react` may do more to the connection. */
async function answering(react: (socket: Socket, path: string, nth: number) => void): Promise<Answering> {
  const sockets: Socket[] = [];
  let nth = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      const path = /^[A-Z]+ \/(\S*)/u.exec(String(data))?.[1] ?? "";
      nth += 1;
      react(socket, path, nth);
    });
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}`, sockets };
}

/** Answers each request with its path in a thread of its own, one that begins with `doubled` twice. */
const DOUBLING = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:net").createServer((socket) => {
    socket.setNoDelay(true).on("error", () => undefined);
    socket.on("data", (data) => {
      const [, path] = /^[A-Z]+ \\/(\\S*)/u.exec(String(data));
      const answer = "HTTP/1.1 200 OK\\r\\ncontent-length: " + path.length + "\\r\\n\\r\\n" + path;
      socket.write(answer);
      if (path.startsWith("doubled")) {
        setImmediate(() => socket.write(answer, () => {
          Atomics.add(workerData, 0, 1);
          Atomics.notify(workerData, 0);
        }));
      }
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

interface Doubling {
  readonly url: string;
  /** Keeps this thread busy until the second answer lies with the system, so often as it has been called. */
  readonly block: () => void;
}

async function doubling(): Promise<Doubling> {
  const written = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(DOUBLING, { eval: true, workerData: written });
  onTestFinished(async () => void (await worker.terminate()));
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  let expected = 0;
  const block = (): void => {
    expected += 1;
    for (let seen = Atomics.load(written, 0); seen < expected; seen = Atomics.load(written, 0))
      Atomics.wait(written, 0, seen, 1000);
  };
  return { url: `http://127.0.0.1:${port}`, block };
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("an answer that nobody asked for", () => {
  test.each(["text", "stream"] as const)("is not taken by the next call: %s", async (read) => {
    const { url, block } = await doubling();
    const transport = nodeTransport();
    const get = async (path: string): Promise<string> => {
      const answer = await transport(request(`${url}/${path}`));
      return read === "text" ? answer.text() : String(await readAll(answer.stream()));
    };
    for (let round = 0; round < 20; round += 1) {
      expect(await get("doubled")).toBe("doubled");
      block();
      expect(await get("mine")).toBe("mine");
    }
  });

  test("closes the connection it comes on, at once", async () => {
    const { url, sockets } = await answering((socket, path) => void socket.write(whole(path)));
    const transport = nodeTransport({ keepAliveMs: 600_000 });
    await (await transport(request(`${url}/a`))).text();
    await turns(3);
    let closed = false;
    sockets[0]?.on("close", () => (closed = true)).write("late");
    await turns(200);
    expect(closed).toBe(true);
    expect(await (await transport(request(`${url}/b`))).text()).toBe("b");
    expect(sockets).toHaveLength(2);
  });

  test("is not taken by a call that waits for a free connection", async () => {
    const { url, block } = await doubling();
    const transport = nodeTransport({ maxConnections: 1 });
    const get = async (path: string): Promise<string> => {
      const text = await (await transport(request(`${url}/${path}`))).text();
      if (path === "doubled") block();
      return text;
    };
    for (let round = 0; round < 20; round += 1)
      expect(await Promise.all([get("doubled"), get("x"), get("y")])).toEqual(["doubled", "x", "y"]);
  });

  test.each([408, 502, 503, 504])("may follow a %s of what gave up waiting for it", async (status) => {
    const { url } = await answering((socket, path, nth) => {
      if (nth === 1) socket.write(whole("gave up", `${status} Late`));
      // The answer to the first request comes when the second one is under way.
      else socket.write(nth === 2 && socket.bytesWritten > 0 ? whole("foreign") : whole(path));
    });
    const transport = nodeTransport();
    expect(await (await transport(request(`${url}/a`))).text()).toBe("gave up");
    expect(await (await transport(request(`${url}/b`))).text()).toBe("b");
  });
});

describe("kept connections that a load balancer has closed", () => {
  /** Opens `count` connections at the same time. */
  async function warm(
    transport: ReturnType<typeof nodeTransport>,
    url: string,
    count: number,
  ): Promise<void> {
    const answers = Array.from({ length: count }, async () =>
      (await transport(request(`${url}/warm`))).text(),
    );
    await Promise.all(answers);
    await turns(3);
  }

  test("a read goes again on a new one, GraphQL or not, however many there are", async () => {
    const old = new Set<Socket>();
    let isDrained = false;
    const { url, sockets } = await answering((socket, path) => {
      if (isDrained && old.has(socket)) socket.resetAndDestroy();
      else socket.write(whole(path));
    });
    const transport = nodeTransport();
    await warm(transport, url, 256);
    for (const socket of sockets) old.add(socket);
    isDrained = true;
    const reads = Array.from({ length: 600 }, async (_, nth) => {
      const isGraphql = nth % 2 === 0;
      const answer = await transport(
        request(`${url}/${nth}`, isGraphql ? { method: "POST", body: "{}", isReplayable: true } : {}),
      );
      return answer.text();
    });
    expect(await Promise.all(reads)).toEqual(Array.from({ length: 600 }, (_, nth) => String(nth)));
  });

  test.each<[string, Parameters<typeof request>[1]]>([
    ["a write", { method: "POST", body: "{}" }],
    ["a stream", { method: "POST", body: new Blob(["x"]).stream(), isReplayable: true }],
  ])("%s does not", async (_, rest) => {
    let requests = 0;
    const { url } = await answering((socket, path) => {
      if (path !== "warm") {
        requests += 1;
        socket.resetAndDestroy();
      } else socket.write(whole(path));
    });
    const transport = nodeTransport();
    await warm(transport, url, 1);
    const error = await rejection(transport(request(`${url}/x`, rest)));
    expect(error).toMatchObject({ code: "CONNECTION", sent: true });
    expect(requests).toBe(1);
  });

  test("nor does a read whose answer has begun", async () => {
    let requests = 0;
    const { url } = await answering((socket, path) => {
      if (path === "warm") return void socket.write(whole(path));
      requests += 1;
      socket.write("HTTP/1.1 2", () => socket.resetAndDestroy());
    });
    const transport = nodeTransport();
    await warm(transport, url, 1);
    const body = { method: "POST", body: "{}", isReplayable: true };
    expect(await rejection(transport(request(`${url}/x`, body)))).toMatchObject({ code: "CONNECTION" });
    expect(requests).toBe(1);
  });
});
