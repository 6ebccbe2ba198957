import { beforeEach, describe, expect, test } from "vitest";
import { emulateAgave, type EmulatedAgave } from "../../../src/emulator/index.ts";
import { askToken, basic, read, send, tokenOf } from "./wire.ts";

let emulator: EmulatedAgave;

beforeEach(() => {
  emulator = emulateAgave({ clock: "manual" });
});

const PASSWORD = {
  grant_type: "password",
  username: "ann",
  password: "ann-password",
  scope: "PRODUCTION",
};

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const tokens = async (fields: Record<string, string>): Promise<Tokens> =>
  (await (await askToken(emulator, fields)).json()) as Tokens;

const tryToken = (token: string): ReturnType<typeof send> =>
  send(emulator, "GET /profiles/v2/me", { headers: { authorization: `Bearer ${token}` } });

describe("the token endpoint", () => {
  test("gives a pair of tokens for a password", async () => {
    const answer = await askToken(emulator, PASSWORD);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        scope: "default",
        token_type: "bearer",
        expires_in: 14_400,
        access_token: expect.any(String) as string,
        refresh_token: expect.any(String) as string,
      },
    ]);
  });

  test("takes a refresh token once, and ends the access token that came with it", async () => {
    const first = await tokens(PASSWORD);
    const refresh = { grant_type: "refresh_token", refresh_token: first.refresh_token, scope: "PRODUCTION" };
    const second = await tokens(refresh);
    expect(second.access_token).not.toBe(first.access_token);
    expect((await askToken(emulator, refresh)).status).toBe(400);
    expect((await tryToken(first.access_token)).text).toContain("900904");
    expect((await tryToken(second.access_token)).text).not.toContain("fault");
  });

  test("lets an administrator act as somebody else, and nobody besides", async () => {
    const as = { grant_type: "admin_password", token_username: "bob", scope: "PRODUCTION" };
    const admin = await askToken(emulator, { ...as, username: "admin", password: "admin-password" });
    const ann = await askToken(emulator, { ...as, username: "ann", password: "ann-password" });
    expect([admin.status, ann.status]).toEqual([200, 400]);
    expect(await ann.json()).toMatchObject({ error: "invalid_grant" });
  });

  test.each([
    [{ ...PASSWORD, password: "wrong" }, "invalid_grant"],
    [{ ...PASSWORD, username: "" }, "invalid_request"],
    [{ ...PASSWORD, scope: "OTHER" }, "invalid_scope"],
    [{ ...PASSWORD, grant_type: "other" }, "unsupported_grant_type"],
    [{ grant_type: "refresh_token", refresh_token: "" }, "invalid_request"],
  ])("refuses %j with %s", async (fields, error) => {
    const answer = await askToken(emulator, fields);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error }]);
  });

  test("refuses a client that it does not know", async () => {
    const answer = await askToken(emulator, PASSWORD, basic("ann-key", "wrong"));
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: "invalid_client" }]);
  });

  test("revokes a token", async () => {
    const { access_token: token } = await tokens(PASSWORD);
    const body = new URLSearchParams({ token });
    const headers = { authorization: basic("ann-key", "ann-secret") };
    expect((await send(emulator, "POST /revoke", { body, headers })).status).toBe(200);
    expect((await tryToken(token)).text).toContain("900904");
  });
});

describe("the gateway", () => {
  test("refuses without an envelope, each refusal by its number", async () => {
    const expired = await tokenOf(emulator, "ann");
    emulator.clock.advance(14_400_000);
    const codes = await Promise.all(
      [
        {},
        { authorization: "Bearer x" },
        { authorization: "Basic x" },
        { authorization: `Bearer ${expired}` },
      ].map(async (headers) => {
        const { status, body } = await send(emulator, "GET /profiles/v2/me", { headers });
        return [status, (body as { readonly fault: { readonly code: number } }).fault.code];
      }),
    );
    expect(codes).toEqual([
      [401, 900902],
      [401, 900901],
      [401, 900905],
      [401, 900903],
    ]);
  });

  test("says the same in XML where it is an older one", async () => {
    emulator = emulateAgave({ clock: "manual", gatewayFaults: "xml" });
    const { status, text } = await tryToken("x");
    expect([status, text]).toEqual([401, expect.stringMatching(/^<ams:fault [^>]*><ams:code>900901</)]);
  });
});

describe("the clients service", () => {
  const headers = { authorization: basic("ann", "ann-password") };
  const form = (
    fields: Record<string, string>,
  ): { body: URLSearchParams; headers: Record<string, string> } => ({
    body: new URLSearchParams(fields),
    headers,
  });

  test("creates a client, shows its secret once, and takes it for a log-in", async () => {
    const fields = { clientName: "laptop", description: "mine", tier: "Unlimited", callbackUrl: "" };
    const { status, result } = await send(emulator, "POST /clients/v2", form(fields));
    const created = result as { readonly consumerKey: string; readonly consumerSecret: string };
    expect([status, created]).toMatchObject([
      200,
      { name: "laptop", description: "mine", consumerKey: expect.any(String) as string },
    ]);
    const authorization = basic(created.consumerKey, created.consumerSecret);
    expect((await askToken(emulator, PASSWORD, authorization)).status).toBe(200);
    const list = await send(emulator, "GET /clients/v2/", { headers });
    expect(list.result).toMatchObject([{ name: "DefaultApplication" }, { name: "laptop" }]);
    expect(list.text).not.toContain(created.consumerSecret);
  });

  test("refuses a name twice, an empty one, and a wrong password", async () => {
    const again = await send(emulator, "POST /clients/v2", form({ clientName: "DefaultApplication" }));
    const empty = await send(emulator, "POST /clients/v2", form({ clientName: "" }));
    const wrong = await send(emulator, "GET /clients/v2", { headers: { authorization: basic("ann", "x") } });
    expect([again.status, empty.status, wrong.status]).toEqual([400, 400, 401]);
  });

  test("deletes a client, and its tokens with it", async () => {
    const { access_token: token } = await tokens(PASSWORD);
    const { status } = await send(emulator, "DELETE /clients/v2/DefaultApplication", { headers });
    expect([status, (await tryToken(token)).status, (await askToken(emulator, PASSWORD)).status]).toEqual([
      200, 401, 401,
    ]);
  });

  test("keeps subscriptions", async () => {
    const path = "/clients/v2/DefaultApplication/subscriptions";
    const names = async (): Promise<unknown> =>
      ((await send(emulator, `GET ${path}`, { headers })).result as { readonly apiName: string }[]).map(
        ({ apiName }) => apiName,
      );
    expect(await names()).toContain("Apps");
    expect((await send(emulator, `DELETE ${path}`, { headers })).status).toBe(200);
    expect(await names()).toEqual([]);
    const api = { apiName: "PublicKeys", apiVersion: "v2", apiProvider: "admin" };
    expect((await send(emulator, `POST ${path}`, form(api))).status).toBe(200);
    expect(await names()).toEqual(["PublicKeys"]);
    expect((await send(emulator, `POST ${path}`, form({ ...api, apiName: "None" }))).status).toBe(404);
  });
});

describe("tenants", () => {
  test("are listed to all, each with a base URL that leads to it", async () => {
    const { result, message } = await send(emulator, "GET /tenants");
    const list = result as readonly { readonly code: string; readonly baseUrl: string }[];
    expect([list.length, message]).toEqual([11, ""]);
    const urls = Object.fromEntries(list.map(({ code, baseUrl }) => [code, baseUrl]));
    expect(urls).toMatchObject({
      "tacc.prod": "http://127.0.0.1:4030/",
      sd2e: "http://127.0.0.1:4030/sd2e/",
    });
    expect((await emulator.fetch(`${urls["sd2e"] ?? ""}tenants/v2/irec`)).status).toBe(200);
  });

  test("are known one by one, and cannot be changed", async () => {
    expect((await send(emulator, "GET /tenants/sd2e")).result).toMatchObject({ name: "SD2E Tenant" });
    expect((await send(emulator, "GET /tenants/none")).status).toBe(404);
    expect((await send(emulator, "POST /tenants")).status).toBe(501);
  });

  test("do not share log-ins", async () => {
    const token = await tokenOf(emulator, "ann");
    const headers = { authorization: `Bearer ${token}` };
    const there = await emulator.fetch(`${emulator.urlOf("sd2e")}/profiles/v2/me`, { headers });
    expect(there.status).toBe(401);
  });

  test("show the address that they are reached by", async () => {
    emulator = emulateAgave({
      clock: "manual",
      publicUrl: "https://lab.example.com/",
      tenants: [{ code: "one" }, { code: "two" }, { code: "three", baseUrl: "https://three.example.com" }],
    });
    const answer = await read(await emulator.fetch("https://three.example.com/tenants"));
    expect(answer.result).toMatchObject([
      { baseUrl: "https://lab.example.com/" },
      { baseUrl: "https://lab.example.com/two/" },
      { baseUrl: "https://three.example.com/" },
    ]);
  });
});

test("the three ways of serving lead to the same platform", async () => {
  const listening = await emulator.listen();
  try {
    const answer = await fetch(`${listening.url}/tenants`);
    expect(((await answer.json()) as { readonly result: unknown }).result).toMatchObject([
      {},
      { code: "agave.prod", baseUrl: `${listening.url}/agave.prod/` },
      ...Array.from({ length: 9 }, () => ({})),
    ]);
  } finally {
    await emulator.close();
  }
});

test("a path that is none, and a method that a path has not, are told", async () => {
  expect((await send(emulator, "GET /nothing/v2")).body).toEqual({
    status: "error",
    message: "No such resource",
    version: "2.2.27",
  });
  expect((await send(emulator, "PUT /token")).status).toBe(405);
});
