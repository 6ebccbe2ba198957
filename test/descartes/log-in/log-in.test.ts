import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { DescartesStorage, saveLogin } from "../../../src/descartes/index.ts";
import { InvalidInputError } from "../../../src/index.ts";
import { emulateDescartes } from "../../../src/emulator/index.ts";
import { failure } from "../../core/support/rejection.ts";
import { temporaryFolder } from "../../saagie/support/temporary-folder.ts";
import { openService } from "../support/service.ts";

const SECRETS = ["demo-secret", "eyJ"];

function expectNoSecret(error: unknown): void {
  for (const shown of [String(error), inspect(error, { depth: 9 }), JSON.stringify(error)])
    for (const secret of SECRETS) expect(shown).not.toContain(secret);
}

async function tokenFile(fields: object): Promise<string> {
  const path = join(await temporaryFolder(), "inner", "token_info.json");
  await mkdir(dirname(path));
  await writeFile(path, JSON.stringify(fields));
  return path;
}

const contentOf = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;

const LOGIN = { client_id: "demo-client", client_secret: "demo-secret", colour: "green" };

describe("one log-in", () => {
  test("serves a thousand calls at once", async () => {
    const { storage, count } = openService();
    await Promise.all(Array.from({ length: 1000 }, (_, at) => storage.exists(`k${at}`)));
    expect([count("token"), count("exists")]).toEqual([1, 1000]);
  });

  test("that has ended is renewed once for a thousand calls", async () => {
    const { storage, count, emulator } = openService();
    await storage.exists("k");
    emulator.clock.advance(3_600_000);
    await Promise.all(Array.from({ length: 1000 }, (_, at) => storage.exists(`k${at}`)));
    expect(count("token")).toBe(2);
  });

  test("is renewed 500 seconds before its end, in the background, while it still serves", async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let isHeld = false;
    const { client, count, emulator } = openService();
    const storage = client({
      fetch: async (input, init) => {
        if (isHeld && new Request(input).url.endsWith("/token")) await gate;
        return emulator.fetch(input, init);
      },
    });
    await storage.exists("k");
    isHeld = true;
    // 501 seconds before the end of the hour nothing happens yet.
    emulator.clock.advance(3_099_000);
    await storage.exists("k");
    expect(count("token")).toBe(1);
    emulator.clock.advance(2_000);
    // A call does not wait for the renewal, which is under way.
    await storage.exists("k");
    open();
    await vi.waitFor(() => expect(count("token")).toBe(2));
    emulator.clock.advance(1_000_000);
    await storage.exists("k");
    expect(count("token")).toBe(2);
  });

  test("serves on when its renewal fails", async () => {
    const { storage, emulator } = openService();
    await storage.exists("k");
    emulator.clock.advance(3_101_000);
    emulator.faults.add({ match: { operation: "token" }, status: 500 });
    await storage.exists("k");
    expect(await storage.exists("k")).toBe(false);
    emulator.clock.advance(10_000);
    await storage.exists("k");
    const statuses = emulator.requests.filter(({ operation }) => operation === "exists");
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  test("that is refused is told as such, and not asked for again and again", async () => {
    const { client, count } = openService();
    const storage = client({ refreshToken: "wrong-secret" });
    const errors = await Promise.all([storage.exists("a"), storage.exists("b")].map(failure));
    for (const error of errors) {
      expect(error).toMatchObject({
        code: "AUTHENTICATION",
        platform: "descartes",
        operation: "TokensRefresh",
      });
      expect(String(error)).not.toContain("wrong-secret");
    }
    await failure(storage.exists("c"));
    expect(count("token")).toBe(1);
  });

  test.each([
    ["{}", "without a token"],
    ['{"access_token":"a b"}', "should be a token"],
    ["<html>", "page"],
  ])("that is answered with %s is an error", async (body, word) => {
    const { storage, emulator } = openService();
    emulator.faults.add({ match: { operation: "token" }, status: 200, body, times: Infinity });
    expect((await failure(storage.exists("k"))).message).toContain(word);
  });

  test("of the legacy application has its own form, and an older answer", async () => {
    const clientId = "ZOBAi4UROl5gKZIpxxlwOEfx8KpqXf2c";
    const { client, emulator } = openService();
    emulator.users.add({ sub: "old", clientId, refreshToken: "old-secret" });
    const storage = client({ clientId, refreshToken: "old-secret" });
    expect(await storage.claims()).toMatchObject({ sub: "old" });
  });

  test("asks for the scopes that are given", async () => {
    const bodies: string[] = [];
    const { client, emulator } = openService();
    const storage = client({
      scope: ["openid", "groups"],
      fetch: (input, init) => {
        if (typeof init?.body === "string") bodies.push(init.body);
        return emulator.fetch(input, init);
      },
    });
    await storage.exists("k");
    expect(bodies).toEqual([
      '{"client_id":"demo-client","grant_type":"refresh_token","refresh_token":"demo-secret","scope":"openid groups"}',
    ]);
  });
});

describe("credentials", () => {
  test.each([
    [{ clientId: "a" }, "client secret is missing"],
    [{ refreshToken: "a" }, "client id is missing"],
    [{ clientId: "a", clientSecret: "b", token: async () => "c" }, "function"],
  ])("%j are told to lack something", (credentials, message) => {
    expect(() => new DescartesStorage(credentials)).toThrow(InvalidInputError);
    expect(() => new DescartesStorage(credentials)).toThrow(message);
  });

  test("of two names are one, and the refresh token wins where they differ", async () => {
    const { client } = openService();
    const warnings: string[] = [];
    const onWarning = ({ message }: { readonly message: string }): unknown => warnings.push(message);
    await client({ clientSecret: "another", onWarning }).exists("k");
    expect(warnings).toEqual([expect.stringContaining("differ")]);
    const { url, iamUrl, fetch, clock } = emulateDescartes();
    const named = { clientId: "demo-client", clientSecret: "demo-secret" };
    expect(await new DescartesStorage({ url, iamUrl, fetch, clock, ...named }).exists("k")).toBe(false);
  });

  test("a token serves until it is refused; a function gets another one", async () => {
    const { storage, client, emulator } = openService();
    let token = "";
    const spy = client({
      fetch: (input, init) => {
        token = new Headers(init?.headers).get("authorization")?.slice(7) ?? token;
        return emulator.fetch(input, init);
      },
    });
    await spy.exists("k");
    const fixed = client({ token });
    expect(await fixed.exists("k")).toBe(false);
    let asked = 0;
    const renewable = client({
      token: async () => {
        asked += 1;
        return asked === 1 ? "stale" : token;
      },
    });
    expect([await renewable.exists("k"), asked]).toEqual([false, 2]);
    emulator.clock.advance(3_600_000);
    const error = await failure(fixed.exists("k"));
    expect(error.code).toBe("AUTHENTICATION");
    expectNoSecret(error);
    expect(inspect(storage, { depth: 9 })).not.toContain("demo-secret");
  });

  test("come from the environment, unless options bring some", async () => {
    const { emulator, count } = openService();
    const { url, iamUrl, fetch, clock } = emulator;
    const environment = {
      DESCARTESLABS_STORAGE_URL: url,
      DESCARTESLABS_IAM_URL: iamUrl,
      CLIENT_ID: "demo-client",
      DESCARTESLABS_CLIENT_SECRET: "demo-secret",
      DESCARTESLABS_NO_JWT_CACHE: "true",
    };
    await DescartesStorage.fromEnvironment({ fetch, clock }, environment).exists("k");
    const own = { clientId: "demo-client", refreshToken: "wrong", fetch, clock };
    const error = await failure(DescartesStorage.fromEnvironment(own, environment).exists("k"));
    expect([error.code, count("token")]).toEqual(["AUTHENTICATION", 2]);
  });
});

describe("the log-in file", () => {
  test("logs in, and keeps the token with all that is in it, for this user's eyes only", async () => {
    const { client, count } = openService();
    const path = await tokenFile(LOGIN);
    await client({ tokenFile: path }).exists("k");
    const { jwt_token: token, ...rest } = await contentOf(path);
    expect([typeof token, rest, (await stat(path)).mode & 0o777]).toEqual(["string", LOGIN, 0o600]);
    await client({ tokenFile: path }).exists("k");
    expect(count("token")).toBe(1);
    expect(await readdir(dirname(path))).toEqual(["token_info.json"]);
  });

  test("of another log-in by now is left alone", async () => {
    const { client, emulator, count } = openService();
    const path = await tokenFile(LOGIN);
    const other = { client_id: "other", refresh_token: "other" };
    const storage = client({
      tokenFile: path,
      fetch: async (input, init) => {
        // Somebody logs in anew while the token is on its way.
        if (new Request(input).url.endsWith("/token")) await writeFile(path, JSON.stringify(other));
        return emulator.fetch(input, init);
      },
    });
    expect(await storage.exists("k")).toBe(false);
    expect(count("token")).toBe(1);
    expect(await contentOf(path)).toEqual(other);
  });

  test("has a token that ended, is of another application or is none: a new one is asked for", async () => {
    const { client, emulator, count } = openService();
    const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString("base64url");
    const later = emulator.clock.now() / 1000 + 3600;
    const useless = [
      `x.${part({ exp: 1 })}.y`,
      `x.${part({})}.y`,
      `x.${part({ exp: later, aud: "other" })}.y`,
      "none",
    ];
    for (const jwt of useless) {
      const path = await tokenFile({ ...LOGIN, JWT_TOKEN: jwt });
      await client({ tokenFile: path }).exists("k");
      const { JWT_TOKEN: older, jwt_token: newer } = await contentOf(path);
      expect(older).toBe(newer);
    }
    expect(count("token")).toBe(useless.length);
  });

  test("whose token is refused gives another: one that somebody else has put there meanwhile, or a new one", async () => {
    const { client, count, emulator } = openService();
    const path = await tokenFile(LOGIN);
    const [storage, neighbour] = [client({ tokenFile: path }), client({ tokenFile: path })];
    await storage.exists("k");
    emulator.clock.advance(3_600_000);
    await neighbour.exists("k");
    await storage.exists("k");
    expect(count("token")).toBe(2);
    emulator.faults.add({ match: { operation: "exists" }, status: 401 });
    await storage.exists("k");
    expect(count("token")).toBe(3);
  });

  test.each<[string, object | string, string]>([
    ["lacks an id", { client_secret: "demo-secret" }, "There is no client id in"],
    ["lacks a secret", { client_id: "demo-client" }, "There is no client secret or refresh token in"],
    ["is not JSON", "demo-secret", "is not a log-in file"],
    ["is a list", [], "is not a log-in file"],
  ])("that %s is told with its place, and not quoted", async (_, content, message) => {
    const { client, emulator } = openService();
    const path = await tokenFile({});
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    const error = await failure(client({ tokenFile: path }).exists("k"));
    expect(error.message).toContain(message);
    expect(error.message).toContain(path);
    expectNoSecret(error);
    expect(emulator.requests).toEqual([]);
  });

  test("that is not there is told with what to do", async () => {
    const { client } = openService();
    const error = await failure(client({ tokenFile: join(await temporaryFolder(), "none") }).exists("k"));
    expect(error).toMatchObject({ code: "AUTHENTICATION" });
    expect(error.hint).toContain("saveLogin");
  });
});

describe("a token that is kept for given credentials", () => {
  test("serves the next client, in a file of its own", async () => {
    const { client, count } = openService();
    const tokenCache = join(await temporaryFolder(), "new", "jwt.json");
    await client({ tokenCache }).exists("k");
    await client({ tokenCache }).exists("k");
    expect(count("token")).toBe(1);
    expect(Object.keys(await contentOf(tokenCache))).toEqual(["jwt_token", "refresh_token_sha1"]);
    expect((await stat(tokenCache)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(tokenCache))).mode & 0o777).toBe(0o700);
  });

  test("is a convenience: what is wrong with its file is a warning", async () => {
    const { client } = openService();
    const warnings: string[] = [];
    const folder = await temporaryFolder();
    const onWarning = ({ message }: { readonly message: string }): unknown => warnings.push(message);
    expect(await client({ tokenCache: folder, onWarning }).exists("k")).toBe(false);
    expect(warnings).toEqual([
      expect.stringContaining("cannot be used"),
      expect.stringContaining("is not a regular file"),
    ]);
  });
});

describe("a log-in that was copied from the web page", () => {
  const code = (fields: unknown): string => Buffer.from(JSON.stringify(fields)).toString("base64url");

  test("is saved, and logs in", async () => {
    const { client } = openService();
    const path = join(await temporaryFolder(), "token_info.json");
    expect(await saveLogin(`  ${code(LOGIN)}\n`, { path })).toBe(path);
    expect(await contentOf(path)).toEqual({ ...LOGIN, refresh_token: "demo-secret" });
    expect(await client({ tokenFile: path }).exists("k")).toBe(false);
  });

  test.each([null, ""])("with %j for a refresh token has its client secret for one", async (empty) => {
    const path = join(await temporaryFolder(), "token_info.json");
    await saveLogin(code({ ...LOGIN, refresh_token: empty }), { path });
    expect(await contentOf(path)).toEqual({ ...LOGIN, refresh_token: "demo-secret" });
  });

  test.each([
    ["demo-secret", "base64url"],
    [code("demo-secret"), "JSON object"],
    [code([]), "JSON object"],
    [code({ client_secret: "demo-secret" }), "client_id"],
    [code({ client_id: "x" }), "refresh_token"],
    [code({ client_id: "x", refresh_token: "", client_secret: null }), "refresh_token"],
  ])("is refused where it is none, and not quoted: %#", async (text, word) => {
    const path = join(await temporaryFolder(), "token_info.json");
    const error = await failure(saveLogin(text, { path }));
    expect(error.message).toContain(word);
    expectNoSecret(error);
    expect(await readdir(dirname(path))).toEqual([]);
  });
});

describe("a service with limits", () => {
  test.each(["seconds", "date"] as const)(
    "tells when to come again in %s, and is heeded",
    async (retryAfter) => {
      const { storage, emulator } = openService(
        { rateLimit: { perMinute: 2, retryAfter } },
        { retry: { maxDelayMs: 60_000 } },
      );
      const start = emulator.clock.now();
      for (let at = 0; at < 3; at += 1) await storage.exists("k");
      const [first, , refused, again] = emulator.requests.filter(({ operation }) => operation === "exists");
      expect([refused?.status, again?.status]).toEqual([429, 404]);
      expect((again?.at ?? 0) - start).toBeGreaterThanOrEqual(60_000 - (start % 60_000));
      // One call and its retry have one id, and the next call another.
      expect(refused?.requestGroup).toBe(again?.requestGroup);
      expect(first?.requestGroup).not.toBe(again?.requestGroup);
    },
    20_000,
  );

  test("that asks for more patience than there is gets none", async () => {
    const { client, emulator } = openService();
    const storage = client({ retry: { maxDelayMs: 1000 } });
    emulator.faults.add({ match: { operation: "exists" }, status: 429, retryAfter: 3600 });
    expect(await failure(storage.exists("k"))).toMatchObject({ status: 429, retryAfterMs: 3_600_000 });
  });
});
