import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import {
  emulateAgave,
  emulateDescartes,
  emulateSaagie,
  type Listening,
  type ListenOptions,
} from "../../src/emulator/index.ts";
import { requestToken } from "./saagie/wire.ts";

const PLATFORMS = { saagie: emulateSaagie, descartes: emulateDescartes, agave: emulateAgave } as const;

type Emulator = ReturnType<(typeof PLATFORMS)[keyof typeof PLATFORMS]>;

/** A path that everybody may ask for, or a refusal of the platform's own. */
const PATHS = { saagie: "/nowhere", descartes: "/nowhere", agave: "/tenants" } as const;

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends what no `fetch` would: any `Host`, any `Origin`, any request line. */
async function send(
  { port }: Pick<Listening, "port">,
  path: string,
  {
    method = "GET",
    headers = {},
  }: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Reply> {
  const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of answer.setEncoding("utf8")) text += String(piece);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

describe.each(["saagie", "descartes", "agave"] as const)("an emulated %s on a socket", (platform) => {
  let emulator: Emulator;

  afterEach(() => emulator.close());

  const listen = (options: ListenOptions = {}): Promise<Listening> => {
    emulator = PLATFORMS[platform]();
    return emulator.listen(options);
  };
  const path = PATHS[platform];

  test.each(["evil.example", "evil.example:4010", "127.0.0.1.evil.example", "192.0.2.7", "a b"])(
    "refuses requests for the host %s, with what to do, and sees nothing of them",
    async (host) => {
      const reply = await send(await listen(), path, { headers: { host } });
      // Node itself, or its adapter, refuses what is no host at all.
      expect([421, 400]).toContain(reply.status);
      if (reply.status === 421) expect(reply.text).toContain("--allow-host");
      expect(emulator.requests).toEqual([]);
    },
  );

  test("refuses a foreign host in the request line, too", async () => {
    const reply = await send(await listen(), `http://evil.example${path}`, {
      headers: { host: "localhost" },
    });
    expect([reply.status, emulator.requests]).toEqual([421, []]);
  });

  test.each(["localhost", "LOCALHOST:1", "127.0.0.1:80", "127.9.9.9", "[::1]:4010", "sd2e.localhost"])(
    "answers for the host %s, which is this machine",
    async (host) => {
      const reply = await send(await listen(), path, { headers: { host } });
      expect(reply.status).not.toBe(421);
      expect(emulator.requests).toHaveLength(1);
    },
  );

  test("answers for hosts that are named", async () => {
    const listening = await listen({ allowHosts: ["Emulator.test"] });
    expect((await send(listening, path, { headers: { host: "emulator.test:4010" } })).status).not.toBe(421);
    expect((await send(listening, path, { headers: { host: "other.test" } })).status).toBe(421);
    await expect(listen({ allowHosts: ["http://emulator.test"] })).rejects.toThrow("is not a host");
  });

  test.each(["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:5173.evil.example"])(
    "refuses web pages of %s, preflights included, with what to do",
    async (origin) => {
      const listening = await listen({ allowOrigins: ["http://localhost:5173"] });
      const preflight = { origin, "access-control-request-method": "POST" };
      for (const [method, headers] of [
        ["GET", { origin }],
        ["POST", { origin }],
        ["OPTIONS", preflight],
      ] as const) {
        const reply = await send(listening, path, { method, headers });
        expect(reply.status).toBe(403);
        expect(reply.text).toContain("--allow-origin");
        expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      }
      expect(emulator.requests).toEqual([]);
    },
  );

  test("gives pages of a named origin what browsers ask for", async () => {
    const origin = "http://localhost:5173";
    const listening = await listen({ allowOrigins: [origin] });
    const preflight = await send(listening, path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization, saagie-realm",
        "access-control-request-private-network": "true",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-headers": "authorization,saagie-realm",
      "access-control-allow-private-network": "true",
    });
    expect(preflight.headers["access-control-allow-methods"]).toContain("PUT");
    expect(preflight.headers.vary).toContain("Origin");
    expect(emulator.requests).toEqual([]);
    const reply = await send(listening, path, { headers: { origin } });
    expect(reply.headers["access-control-allow-origin"]).toBe(origin);
    expect(reply.headers["access-control-expose-headers"]).toContain("content-type");
    expect(reply.headers.vary).toContain("Origin");
    expect(emulator.requests).toHaveLength(1);
  });

  test("lets a page see a torn answer as far as it came", async () => {
    const origin = "http://localhost:5173";
    const listening = await listen({ allowOrigins: [origin] });
    emulator.faults.add({ tear: 3 });
    const sent = request({ port: listening.port, host: "127.0.0.1", path, headers: { origin } }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(answer.headers["access-control-allow-origin"]).toBe(origin);
    answer.on("error", () => undefined).resume();
    await new Promise((resolve) => answer.once("close", resolve));
    expect(answer.complete).toBe(false);
  });

  test.each(["localhost:5173", "http://localhost:5173/app", "*"])("refuses to allow %j", async (origin) => {
    await expect(listen({ allowOrigins: [origin] })).rejects.toThrow("is not an origin");
  });

  test("is told by its URLs from then on, and answers in this process, too", async () => {
    emulator = PLATFORMS[platform]();
    const before = emulator.url;
    const listening = await emulator.listen({ port: 0 });
    expect(new URL(emulator.url).origin).toBe(listening.url);
    expect(new URL(emulator.url).port).toBe(String(listening.port));
    await emulator.fetch(listening.url + path);
    await fetch(listening.url + path);
    expect(emulator.requests).toHaveLength(2);
    await listening.close();
    expect(emulator.url).toBe(before);
  });
});

test("a page that has got hold of the emulator's name runs no commands: its requests are not answered", async () => {
  const emulator = emulateSaagie({ executor: "process" });
  const { port } = await emulator.listen();
  const headers = { host: `rebound.example:${String(port)}`, "content-type": "application/json" };
  const path = "/authentication/api/open/authenticate";
  expect((await send({ port }, path, { method: "POST", headers })).status).toBe(421);
  await emulator.close();
});

describe("with the executor process", () => {
  test("the password is made up, and nobody gets in by the usual one", async () => {
    const [one, other] = [emulateSaagie({ executor: "process" }), emulateSaagie({ executor: "process" })];
    expect(one.password).toMatch(/^[\da-f-]{36}$/);
    expect(one.password).not.toBe(other.password);
    expect((await requestToken(one, { login: "demo", password: "demo" })).status).toBe(401);
    expect((await requestToken(one, { login: one.user, password: one.password })).status).toBe(200);
    expect(emulateSaagie({ executor: "process", password: "mine" }).password).toBe("mine");
  });

  test("a state that has another password does not bring it along", async () => {
    const state = await emulateSaagie().save();
    const emulator = emulateSaagie({ executor: "process" });
    await emulator.load(state);
    expect((await requestToken(emulator, { login: "demo", password: "demo" })).status).toBe(401);
    expect((await requestToken(emulator, { login: "demo", password: emulator.password })).status).toBe(200);
  });
});

/** Sends a body by plain `node:http`, told by its length or in pieces, and gives up when the answer is there. */
async function sendBody(
  { port }: Pick<Listening, "port">,
  { path, pieces, headers }: { path: string; pieces: readonly string[]; headers: Record<string, string> },
): Promise<{ readonly status: number; readonly text: string; readonly sent: number }> {
  const sent = request({ host: "127.0.0.1", port, path, method: "POST", headers, agent: false });
  // The other side may close before all is sent: that is what is wanted.
  sent.on("error", () => undefined);
  const answered = once(sent, "response") as Promise<[IncomingMessage]>;
  let [count, isAnswered] = [0, false];
  void answered.then(() => (isAnswered = true));
  for (const piece of pieces) {
    if (isAnswered) break;
    count += piece.length;
    if (!sent.write(piece)) await Promise.race([once(sent, "drain"), answered]);
  }
  if (!isAnswered) sent.end();
  const [answer] = await answered;
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += String(chunk);
  sent.destroy();
  return { status: answer.statusCode ?? 0, text, sent: count };
}

describe("large bodies", () => {
  const PIECE = "x".repeat(65_536);
  const json = { "content-type": "application/json" };
  const GRAPHQL = "/projects/api/platform/1/graphql";

  test.each(["saagie", "descartes", "agave"] as const)("are refused by an emulated %s", async (platform) => {
    const emulator: Emulator = PLATFORMS[platform]();
    const listening = await emulator.listen({ maxBodyBytes: 100_000 });
    const path = { saagie: "/authentication/api/open/authenticate", descartes: "/token", agave: "/token" }[
      platform
    ];
    const told = { ...json, "content-length": String(700_000_000) };
    const first = await sendBody(listening, {
      path,
      pieces: Array(2000).fill(PIECE) as string[],
      headers: told,
    });
    expect([first.status, first.text]).toEqual([413, expect.stringContaining("--max-body-bytes")]);
    expect(first.sent).toBeLessThan(100_000_000);
    const inPieces = { ...json, "transfer-encoding": "chunked" };
    const second = await sendBody(listening, {
      path,
      pieces: Array(2000).fill(PIECE) as string[],
      headers: inPieces,
    });
    expect(second.status).toBe(413);
    expect(second.sent).toBeLessThan(100_000_000);
    const small = await sendBody(listening, { path, pieces: ["{}"], headers: inPieces });
    expect(small.status).not.toBe(413);
    await emulator.close();
  });

  test("are not read from somebody who has not logged in", async () => {
    const emulator = emulateSaagie();
    const listening = await emulator.listen();
    const headers = { ...json, "transfer-encoding": "chunked" };
    const { status, sent } = await sendBody(listening, {
      path: GRAPHQL,
      pieces: Array(4000).fill(PIECE) as string[],
      headers,
    });
    expect(status).toBe(401);
    expect(sent).toBeLessThan(100_000_000);
    await emulator.close();
  });

  test("have a limit that is a number", async () => {
    await expect(emulateSaagie().listen({ maxBodyBytes: -1 })).rejects.toThrow(/maxBodyBytes must be/u);
  });
});
