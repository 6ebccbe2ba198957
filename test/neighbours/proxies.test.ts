import { Server as ProxyServer } from "proxy-chain";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { DescartesStorage } from "../../src/descartes/index.ts";
import { emulateDescartes, emulateSaagie } from "../../src/emulator/index.ts";
import { isFootbridgeError, type ConnectionOptions } from "../../src/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { nodeTransport } from "../../src/node/http/transport.ts";
import { rejection, request, tlsLoopback } from "../node/loopback.ts";
import { selfSigned } from "../node/self-signed.ts";
import { useSaagie, useStorage } from "./uses.ts";

// Through a proxy that is somebody else's program. It looks up every name as this machine's: so a host that ends in
// `.invalid` can only be reached through it.

interface TestProxy {
  readonly port: number;
  /** What it was asked for: host and port, and how. */
  readonly asked: readonly string[];
}

async function openProxy(password?: string): Promise<TestProxy> {
  const asked: string[] = [];
  const server = new ProxyServer({
    port: 0,
    host: "127.0.0.1",
    prepareRequestFunction: ({ hostname, port, isHttp, username, password: given }) => {
      asked.push(`${isHttp ? "forward" : "tunnel"} ${hostname}:${port}`);
      const isAllowed = password === undefined || (username === "me" && given === password);
      return {
        requestAuthentication: !isAllowed,
        dnsLookup: ((_name: string, options: { all?: boolean }, callback: (...args: unknown[]) => void) =>
          options.all
            ? callback(null, [{ address: "127.0.0.1", family: 4 }])
            : callback(null, "127.0.0.1", 4)) as never,
      };
    },
  });
  await server.listen();
  onTestFinished(() => server.close(true));
  return { port: server.port, asked };
}

const PASSWORD = "p%40ss:w/rd é";
const LOG_IN = `me:${encodeURIComponent(PASSWORD)}@`;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** An emulated Saagie behind a name that only the proxy knows. */
async function hiddenSaagie(connection?: ConnectionOptions): Promise<{ saagie: Saagie; port: string }> {
  const emulator = emulateSaagie();
  const { url, close } = await emulator.listen({ allowHosts: ["saagie.invalid"] });
  onTestFinished(close);
  const { port } = new URL(url);
  const { platform, realm, user, password } = emulator;
  const saagie = new Saagie({
    url: `http://saagie.invalid:${port}`,
    platform,
    realm,
    user,
    password,
    platformVersion: "2024.05",
    allowInsecureHttp: true,
    ...(connection === undefined ? {} : { connection }),
  });
  return { saagie, port };
}

describe("plain http", () => {
  test.each([["HTTP_PROXY"], ["http_proxy"], ["ALL_PROXY"]])(
    "goes through what %s names, with a log-in: calls, uploads, downloads",
    async (name) => {
      const proxy = await openProxy(PASSWORD);
      vi.stubEnv(name, `http://${LOG_IN}127.0.0.1:${proxy.port}`);
      const { saagie, port } = await hiddenSaagie();
      await useSaagie(saagie);
      expect(new Set(proxy.asked)).toEqual(new Set([`forward saagie.invalid:${port}`]));
    },
  );

  test("goes through the one that the client is given, whatever the environment says", async () => {
    const proxy = await openProxy();
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
    const { saagie } = await hiddenSaagie({ proxy: `http://127.0.0.1:${proxy.port}` });
    expect((await saagie.about.info()).id).toBe(1);
  });

  test.each<[string, Record<string, string>, ConnectionOptions | undefined]>([
    ["NO_PROXY names the host", { NO_PROXY: "example.org,saagie.invalid" }, undefined],
    ["NO_PROXY names its domain", { no_proxy: ".invalid" }, undefined],
    ["the client wants none", {}, { proxy: false }],
  ])("goes directly where %s", async (_, environment, connection) => {
    const proxy = await openProxy();
    vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${proxy.port}`);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { saagie } = await hiddenSaagie(connection);
    expect(await rejection(saagie.about.info({ timeoutMs: 3_000 }))).toHaveProperty("code");
    expect(proxy.asked).toEqual([]);
  });

  test("to this machine never goes through the environment's", async () => {
    const proxy = await openProxy();
    vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${proxy.port}`);
    const emulator = emulateDescartes();
    const { url, close } = await emulator.listen();
    onTestFinished(close);
    const { clientId, refreshToken } = emulator;
    await useStorage(new DescartesStorage({ url: `${url}/storage/v1`, iamUrl: url, clientId, refreshToken }));
    expect(proxy.asked).toEqual([]);
  });
});

describe("https", () => {
  test("is tunnelled, verified to its end, and its connections are kept", async () => {
    const proxy = await openProxy(PASSWORD);
    const pair = selfSigned();
    const { url } = await tlsLoopback(pair, (incoming, answer) => {
      incoming
        .resume()
        .on("end", () => answer.end(`${incoming.method} ${incoming.headers["proxy-authorization"]}`));
    });
    const connection = { proxy: `http://${LOG_IN}127.0.0.1:${proxy.port}`, ca: pair.cert };
    const transport = nodeTransport(connection);
    for (const body of [undefined, "text", new Blob([new Uint8Array(1_000_000)])]) {
      const method = body === undefined ? "GET" : "POST";
      const answer = await transport(request(url, { method, ...(body === undefined ? {} : { body }) }));
      // The log-in is for the proxy, and goes no further.
      expect(await answer.text()).toBe(`${method} undefined`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(proxy.asked).toEqual([`tunnel ${new URL(url).host}`]);
    const strict = nodeTransport({ proxy: connection.proxy });
    expect(await rejection(strict(request(url)))).toMatchObject({ phase: "connect", sent: false });
  });

  test.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])("goes through what %s names", async (name) => {
    const proxy = await openProxy();
    vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    const pair = selfSigned();
    const { url } = await tlsLoopback(pair, (_, answer) => answer.end("x"));
    const hidden = url.replace("127.0.0.1", "saagie.invalid");
    // The certificate is for the address: that it is refused for the name tells that it was asked through the proxy.
    const error = await rejection(nodeTransport({ ca: pair.cert })(request(hidden)));
    expect(error).toMatchObject({ code: "CONNECTION", phase: "connect", sent: false });
    expect(String(error)).toContain(`through the proxy 127.0.0.1:${proxy.port}`);
    expect(proxy.asked).toEqual([`tunnel ${new URL(hidden).host}`]);
  });
});

describe("a proxy that does not let one through", () => {
  test.each(["http", "https"])(
    "says that it wants a log-in, and nothing of it is told: %s",
    async (scheme) => {
      const proxy = await openProxy(PASSWORD);
      const transport = nodeTransport({ proxy: `http://me:wrong-canary@127.0.0.1:${proxy.port}` });
      const asked = transport(request(`${scheme}://saagie.invalid/`, { method: "POST", body: "x" }));
      if (scheme === "http") {
        expect((await asked).status).toBe(407);
        return;
      }
      const error = await rejection(asked);
      expect(error).toMatchObject({
        code: "CONNECTION",
        phase: "connect",
        sent: false,
        message: expect.stringMatching(/the proxy answered 407\. It wants a log-in/u) as string,
      });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("canary");
    },
  );

  test("is not there", async () => {
    const error = await rejection(
      nodeTransport({ proxy: "http://127.0.0.1:9" })(request("https://saagie.invalid/")),
    );
    expect(error).toMatchObject({ code: "CONNECTION", phase: "connect", sent: false });
    expect(String(error)).toContain("through the proxy 127.0.0.1:9");
  });

  test.each(["socks5://user:canary@127.0.0.1:1080", "http://"])("is not an http proxy: %s", async (proxy) => {
    const error = await rejection(nodeTransport({ proxy })(request("https://saagie.invalid/")));
    expect(isFootbridgeError(error, "INVALID_INPUT")).toBe(true);
    expect(String(error)).toMatch(/^InvalidInputError: connection\.proxy /u);
    expect(String(error)).not.toContain("canary");
  });

  test("says nothing: the limit for connecting ends it, and so does an abort, and nothing stays open", async () => {
    const { createServer } = await import("node:net");
    let closed = 0;
    const silent = createServer((socket) => {
      socket.resume().on("error", () => undefined);
      socket.on("close", () => (closed += 1));
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { readonly port: number };
    const transport = nodeTransport({ proxy: `http://127.0.0.1:${port}` });
    const limits = { connectTimeoutMs: 50, firstByteTimeoutMs: 60_000, idleTimeoutMs: 60_000 };
    expect(await rejection(transport(request("https://saagie.invalid/", { limits })))).toMatchObject({
      message: "No connection to https://saagie.invalid stood within 50 ms.",
    });
    const controller = new AbortController();
    const aborted = transport(request("https://saagie.invalid/", { signal: controller.signal }));
    const connected = new Promise((resolve) => silent.once("connection", resolve));
    await connected;
    controller.abort(new Error("enough"));
    expect(await rejection(aborted)).toHaveProperty("message", "enough");
    await vi.waitFor(() => expect(closed).toBe(2));
  });
});
