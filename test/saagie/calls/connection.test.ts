import { describe, expect, test } from "vitest";
import { AuthenticationError, InvalidInputError } from "../../../src/index.ts";
import { Saagie, type ConnectOptions } from "../../../src/saagie/index.ts";
import { emulatedPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";

const URL_6 = "https://acme-workspace.example.io/projects/platform/6/";
const URL_BASE = "https://acme-workspace.example.io";
const PERSON = { user: "ada", password: "hunter2" };

describe("the constructor", () => {
  test("takes url, platform, realm and credentials, and sends nothing", () => {
    const saagie = new Saagie({ url: `${URL_BASE}/`, platform: "6", realm: "acme", ...PERSON });
    expect(saagie).toMatchObject({ url: URL_BASE, platform: 6, realm: "acme" });
  });

  test("keeps a path prefix, and takes the realm from the host", () => {
    const { url, realm } = new Saagie({ url: `${URL_BASE}/data/`, platform: 6, ...PERSON });
    expect({ url, realm }).toEqual({ url: `${URL_BASE}/data`, realm: "acme" });
  });

  test.each([
    ["url that is none", { url: "hunter2" }, /it is not a URL/u],
    ["url that is user and password", { url: "ada:hunter2" }, /scheme is another one/u],
    ["url that is password and user", { url: "hunter2:ada" }, /scheme is another one/u],
    ["url with another scheme", { url: "ws://acme-workspace.example.io" }, /scheme is ws/u],
    ["url with user info", { url: "https://ada:hunter2@acme-workspace.example.io" }, /holds user info/u],
    ["url with a query", { url: `${URL_BASE}/?x=1` }, /query or a fragment/u],
    ["platform that is not a number", { platform: "six" }, /platform is a number, not "six"/u],
    ["negative platform", { platform: -1 }, /platform is a number/u],
    ["realm that is none", { realm: "a b" }, /"a b" is not a realm/u],
    ["realm that would be a header of its own", { realm: "a\r\nx: y" }, /is not a realm/u],
    ["missing realm", { url: "https://saagie.example.io" }, /saagie\.example\.io tells no realm/u],
    ["missing user", { user: "" }, /user is missing/u],
    ["missing password", { password: "" }, /password is missing/u],
    ["token with a line break", { token: "a\nb" }, /The token that was given is not valid/u],
    ["timeoutMs of zero", { timeoutMs: 0 }, /timeoutMs must be/u],
    ["idleTimeoutMs that is not a number", { idleTimeoutMs: Number.NaN }, /idleTimeoutMs must be/u],
  ])("refuses a %s", (_, wrong, message) => {
    const options = { url: URL_BASE, platform: 6, ...PERSON, ...wrong };
    expect(() => new Saagie(options)).toThrow(message);
    expect(() => new Saagie(options)).not.toThrow(/hunter2/u);
  });

  test("refuses plain http, but to this machine", () => {
    const at = (url: string, more: ConnectOptions = {}): Saagie =>
      new Saagie({ url, platform: 1, realm: "demo", ...PERSON, ...more });
    for (const url of [
      "http://acme-workspace.example.io",
      "http://10.0.0.1",
      "http://localhost.example.io",
    ]) {
      expect(() => at(url)).toThrow(/plain http would send the password unprotected/u);
      expect(at(url, { allowInsecureHttp: true }).url).toBe(url);
    }
    for (const url of ["http://localhost:4010", "http://127.0.0.1:4010", "http://[::1]:4010"]) {
      expect(at(url).url).toBe(url);
    }
  });
});

describe("Saagie.connect", () => {
  test("takes everything but the credentials from the pasted URL", () => {
    expect(Saagie.connect(URL_6, PERSON)).toMatchObject({ url: URL_BASE, platform: 6, realm: "acme" });
    expect(Saagie.connect(new URL(URL_6), { ...PERSON, realm: "other" }).realm).toBe("other");
  });

  test("refuses a URL that names no platform", () => {
    expect(() => Saagie.connect(URL_BASE, PERSON)).toThrow(InvalidInputError);
  });
});

describe("Saagie.fromEnvironment", () => {
  const environment = { SAAGIE_URL: URL_6, SAAGIE_USER: "ada", SAAGIE_PASSWORD: "hunter2" };

  test("reads the pasted URL and the credentials", () => {
    expect(Saagie.fromEnvironment({}, environment)).toMatchObject({
      url: URL_BASE,
      platform: 6,
      realm: "acme",
    });
  });

  test("reads a base URL with platform and realm beside it", () => {
    const saagie = Saagie.fromEnvironment(
      {},
      { SAAGIE_URL: "https://saagie.example.io", SAAGIE_PLATFORM: "7", SAAGIE_REALM: "r", SAAGIE_TOKEN: "t" },
    );
    expect(saagie).toMatchObject({ url: "https://saagie.example.io", platform: 7, realm: "r" });
  });

  test.each([
    [{}, "SAAGIE_URL, SAAGIE_USER, SAAGIE_PASSWORD"],
    [{ ...environment, SAAGIE_PASSWORD: "" }, "SAAGIE_PASSWORD"],
    [{ ...environment, SAAGIE_USER: undefined }, "SAAGIE_USER"],
    [{ SAAGIE_TOKEN: "t" }, "SAAGIE_URL"],
  ])("names what is missing: %#", (given, missing) => {
    expect(() => Saagie.fromEnvironment({}, given)).toThrow(`The environment lacks ${missing}.`);
    expect(() => Saagie.fromEnvironment({}, given)).toThrow(InvalidInputError);
  });

  test("options win, also over a token", async () => {
    await using platform = disposable();
    const { url, user, password, fetch, clock } = platform.emulator;
    const saagie = Saagie.fromEnvironment(
      { user, password, realm: "demo", fetch, clock },
      { SAAGIE_URL: `${url}/projects/platform/1`, SAAGIE_TOKEN: "stale", SAAGIE_REALM: "other" },
    );
    expect(await saagie.about.info()).toMatchObject({ id: 1 });
  });
});

/** An emulated platform that ends with the block. */
function disposable(): ReturnType<typeof emulatedPlatform> & AsyncDisposable {
  const platform = emulatedPlatform();
  return { ...platform, [Symbol.asyncDispose]: () => platform.close() };
}

describe("credentials", () => {
  test.each([
    ["wrong password", { password: "wrong-hunter2" }],
    ["unknown user", { user: "nobody" }],
    ["wrong realm", { realm: "elsewhere" }],
  ])("a %s is an AuthenticationError that says what to check", async (_, wrong) => {
    await using platform = disposable();
    const { emulator, client } = platform;
    const asked = watchRequests(emulator);
    const error = await rejection(client(wrong).about.info());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: "AUTHENTICATION", status: 401, platform: "saagie" });
    expect(String(error)).toMatch(/Check user, password and realm/u);
    expect(JSON.stringify(error)).not.toMatch(/hunter2/u);
    expect(asked.operations()).toEqual(["authenticate"]);
  });

  test("a token is used as it is, and cannot be renewed", async () => {
    await using platform = disposable();
    const { emulator, client } = platform;
    const token = await tokenOf(platform);
    const asked = watchRequests(emulator);
    const saagie = client({ token });
    await saagie.about.info();
    expect(asked.count("authenticate")).toBe(0);
    emulator.clock.advance(3_600_000);
    const error = await rejection(saagie.about.info());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(String(error)).not.toContain(token);
    expect(asked.count("authenticate")).toBe(0);
  });

  test("a token function is asked once, and again when the token has ended", async () => {
    await using platform = disposable();
    const { emulator, client } = platform;
    let calls = 0;
    const saagie = client({
      token: () => {
        calls += 1;
        return tokenOf(platform);
      },
    });
    await Promise.all([saagie.about.info(), saagie.projects.list()]);
    expect(calls).toBe(1);
    emulator.clock.advance(3_600_000);
    await Promise.all([saagie.about.info(), saagie.projects.list()]);
    expect(calls).toBe(2);
  });

  test("what a token function throws reaches the caller", async () => {
    await using platform = disposable();
    const reason = new Error("the vault is closed");
    expect(await rejection(platform.client({ token: () => Promise.reject(reason) }).about.info())).toBe(
      reason,
    );
  });

  test("the realm is told to the log-in, and a call without a log-in sends none", async () => {
    await using platform = disposable();
    const headers: (string | null)[] = [];
    const saagie = platform.client({
      fetch: (input, init) => {
        headers.push(new Headers(init?.headers).get("saagie-realm"));
        return platform.emulator.fetch(input, init);
      },
    });
    await saagie.about.info();
    expect(headers).toEqual(["demo", null]);
  });
});

async function tokenOf({ emulator }: ReturnType<typeof emulatedPlatform>): Promise<string> {
  const { url, realm, user, password } = emulator;
  const answer = await emulator.fetch(`${url}/authentication/api/open/authenticate`, {
    method: "POST",
    headers: { "content-type": "application/json", "saagie-realm": realm },
    body: JSON.stringify({ login: user, password }),
  });
  return answer.text();
}
