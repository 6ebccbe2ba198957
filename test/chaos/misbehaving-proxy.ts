import { Agent, createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { oneOf, seededRandom } from "./random.ts";

/** An answer of the platform, whole. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the proxy may do with one request. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly isGraphql: boolean;
  /** Passes the request on, and waits until the platform has answered. */
  forward(): Promise<WholeAnswer>;
  /** Writes bytes to the client. */
  write(bytes: Buffer | string): void;
  /** Writes an answer to the client. */
  answer(answer: WholeAnswer): void;
  /** Breaks the connection to the client. */
  reset(): void;
  /** Breaks every connection that is kept at present. */
  resetAll(): void;
}

/** A way to misbehave. */
export interface Mischief {
  readonly name: string;
  readonly fits?: (exchange: Exchange) => boolean;
  readonly commit: (exchange: Exchange) => Promise<void> | void;
}

const PAGE = "<!doctype html><html><body>Please accept the terms of this network.</body></html>";

function own(status: number, body: string, type = "application/json"): WholeAnswer {
  return { status, headers: { "content-type": type }, body: Buffer.from(body) };
}

const GAVE_UP = [502, 503, 504];
const EMPTY: readonly string[] = ["{}", "null", '{"data":null}', '{"data":{}}', ""];
const FAILED = JSON.stringify({
  data: null,
  errors: [
    { message: "Internal Server Error(s) while executing query", extensions: { code: "INTERNAL_ERROR" } },
  ],
});

/** All the ways to misbehave; `random` decides details. */
export function mischiefs(random: () => number): readonly Mischief[] {
  const before = (name: string, commit: Mischief["commit"], fits?: Mischief["fits"]): Mischief => ({
    name: `${name}, before`,
    commit,
    ...(fits === undefined ? {} : { fits }),
  });
  const after = (name: string, commit: Mischief["commit"], fits?: Mischief["fits"]): Mischief => ({
    name: `${name}, after`,
    commit: async (exchange) => {
      await exchange.forward();
      return commit(exchange);
    },
    ...(fits === undefined ? {} : { fits }),
  });
  const both = (...args: Parameters<typeof before>): readonly Mischief[] => [before(...args), after(...args)];
  const isGraphql: Mischief["fits"] = (exchange) => exchange.isGraphql;
  return [
    ...both("reset", (exchange) => exchange.reset()),
    ...both("502, 503 or 504", (exchange) =>
      exchange.answer(own(oneOf(GAVE_UP, random), "busy", "text/plain")),
    ),
    after("500", (exchange) => exchange.answer(own(500, "Internal Server Error", "text/plain"))),
    after("520", (exchange) => exchange.answer(own(520 + Math.floor(random() * 5), PAGE, "text/html"))),
    ...both("a page with 200", (exchange) => exchange.answer(own(200, PAGE, "text/html; charset=utf-8"))),
    ...both("an empty answer", (exchange) => exchange.answer(own(200, oneOf(EMPTY, random))), isGraphql),
    after("errors", (exchange) => exchange.answer(own(200, FAILED)), isGraphql),
    {
      name: "doubled answer",
      commit: async (exchange) => {
        const answer = serialized(await exchange.forward(), exchange.method);
        exchange.write(answer);
        setImmediate(() => exchange.write(answer));
      },
    },
    {
      name: "late answer after a 504",
      commit: async (exchange) => {
        exchange.answer(own(504, "gave up", "text/plain"));
        const late = await exchange.forward();
        exchange.answer(late);
      },
    },
    {
      name: "length too large",
      commit: async (exchange) => {
        const { status, headers, body } = await exchange.forward();
        const claimed = {
          ...headers,
          "content-length": String(body.byteLength + 1 + Math.floor(random() * 99)),
        };
        exchange.write(Buffer.concat([head(status, claimed), body]));
        exchange.reset();
      },
    },
    {
      name: "length too small",
      fits: ({ method }) => method !== "HEAD",
      commit: async (exchange) => {
        const { status, headers, body } = await exchange.forward();
        const claimed = { ...headers, "content-length": String(Math.floor(body.byteLength * random())) };
        exchange.write(Buffer.concat([head(status, claimed), body]));
      },
    },
    {
      name: "torn answer",
      commit: async (exchange) => {
        const bytes = serialized(await exchange.forward(), exchange.method);
        exchange.write(bytes.subarray(0, Math.floor(bytes.byteLength * random())));
        exchange.reset();
      },
    },
    {
      name: "part that is too short or too long",
      fits: ({ method, isGraphql: graphql }) => method === "GET" && !graphql,
      commit: async (exchange) => {
        const answer = await exchange.forward();
        const { length } = answer.body;
        if (answer.status !== 200 || length === 0) return exchange.answer(answer);
        const end = Math.floor(length * random());
        const body =
          random() < 0.5 ? answer.body.subarray(0, end) : Buffer.concat([answer.body, Buffer.from("more")]);
        const range = `bytes 0-${Math.max(0, body.byteLength - 1)}/${length}`;
        exchange.answer({ status: 206, headers: { ...answer.headers, "content-range": range }, body });
      },
    },
    {
      name: "drained connections",
      commit: async (exchange) => {
        exchange.answer(await exchange.forward());
        setImmediate(() => exchange.resetAll());
      },
    },
  ];
}

function head(status: number, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${lines.join("")}\r\n`, "latin1");
}

function serialized({ status, headers, body }: WholeAnswer, method: string): Buffer {
  if (method === "HEAD") return head(status, headers);
  return Buffer.concat([head(status, { ...headers, "content-length": String(body.byteLength) }), body]);
}

/** A proxy in front of a platform that often does not do what it should. */
export interface MisbehavingProxy {
  readonly url: string;
  /** How often it has done what. */
  readonly done: ReadonlyMap<string, number>;
  /** What it did with each request so far, the oldest first. */
  readonly history: readonly string[];
  /** Waits until no request is on its way to the platform. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link misbehave}. */
export interface MisbehaveOptions {
  readonly seed: number;
  /** Which part of all requests it misbehaves on, from 0 to 1. */
  readonly rate: number;
}

/** Opens a proxy in front of what listens at `target`. */
export async function misbehave(target: string, { seed, rate }: MisbehaveOptions): Promise<MisbehavingProxy> {
  const random = seededRandom(seed);
  const all = mischiefs(random);
  const done = new Map<string, number>();
  const history: string[] = [];
  const sockets = new Set<Socket>();
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<void>>();
  const server = createServer((incoming) => {
    // A client that has gone takes its request with it.
    const handling = handle(incoming).catch(() => void incoming.socket.destroy());
    underWay.add(handling);
    void handling.finally(() => underWay.delete(handling));
  });
  const handle = async (incoming: IncomingMessage): Promise<void> => {
    const exchange = await exchangeOf(incoming, { target, agent, sockets });
    const fitting = all.filter(({ fits }) => fits === undefined || fits(exchange));
    const mischief = random() < rate ? oneOf(fitting, random) : undefined;
    const name = mischief?.name ?? "nothing";
    done.set(name, (done.get(name) ?? 0) + 1);
    history.push(`${exchange.method} ${exchange.path}: ${name}`);
    if (mischief === undefined) exchange.answer(await exchange.forward());
    else await mischief.commit(exchange);
  };
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await listening(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    history,
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<void> {
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

interface Place {
  readonly target: string;
  readonly agent: Agent;
  readonly sockets: ReadonlySet<Socket>;
}

async function exchangeOf(incoming: IncomingMessage, { target, agent, sockets }: Place): Promise<Exchange> {
  const { method = "GET", url: path = "/", socket } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  let answered: Promise<WholeAnswer> | undefined;
  const write = (bytes: Buffer | string): void => {
    if (!socket.destroyed) socket.write(bytes);
  };
  return {
    method,
    path,
    isGraphql: path.endsWith("/graphql"),
    // Once, however often it is asked for: what is lost here is an answer, never a second request.
    forward: () => (answered ??= forwarded(new URL(path, target), { incoming, method, body, agent })),
    write,
    answer: (answer) => write(serialized(answer, method)),
    reset: () => void socket.resetAndDestroy(),
    resetAll: () => {
      for (const one of sockets) one.resetAndDestroy();
    },
  };
}

interface Forwarding {
  readonly incoming: IncomingMessage;
  readonly method: string;
  readonly body: Buffer;
  readonly agent: Agent;
}

function forwarded(url: URL, { incoming, method, body, agent }: Forwarding): Promise<WholeAnswer> {
  const { connection: _, "transfer-encoding": __, ...headers } = incoming.headers;
  return new Promise((resolve, reject) => {
    const onward = request(url, {
      agent,
      method,
      headers: { ...headers, "content-length": body.byteLength },
    });
    onward.on("error", reject);
    onward.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const { connection: ___, "keep-alive": ____, "transfer-encoding": _____, ...kept } = answer.headers;
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks),
        });
      });
    });
    onward.end(body);
  });
}
