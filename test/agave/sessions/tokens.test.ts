import { describe, expect, test } from "vitest";
import { Agave, type AgaveTokens } from "../../../src/agave/index.ts";
import { openPlatform } from "../support/platform.ts";
import { envelope, scripted } from "../support/scripted.ts";

describe("tokens", () => {
  test("are asked for once by any number of callers", async () => {
    const { agave, count } = openPlatform();
    await Promise.all(Array.from({ length: 50 }, () => agave.profiles.me()));
    expect(count("POST", /^\/token$/u)).toBe(1);
  });

  test("are renewed ahead of their end with the refresh token, once by a thousand callers", async () => {
    const { agave, emulator, count } = openPlatform();
    await agave.profiles.me();
    const first = agave.tokens;
    emulator.clock.advance(14_400_000);
    await Promise.all(Array.from({ length: 1_000 }, () => agave.profiles.me()));
    expect(count("POST", /^\/token$/u)).toBe(2);
    expect(agave.tokens?.accessToken).not.toBe(first?.accessToken);
    expect(agave.tokens?.refreshToken).not.toBe(first?.refreshToken);
  });

  test("are told to the program before they are used", async () => {
    const { emulator, client } = openPlatform();
    const told: AgaveTokens[] = [];
    const { user, password, clientKey, clientSecret } = emulator;
    const agave = client({
      username: user,
      password,
      apiKey: clientKey,
      apiSecret: clientSecret,
      onToken: (tokens) => {
        told.push(tokens);
      },
    });
    await agave.profiles.me();
    await agave.refresh();
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(agave.tokens);
    expect(told[1]?.expiresIn).toBe(14_400);
  });

  test("a pair that is given serves without a log-in, and is renewed with key and secret", async () => {
    const { agave, emulator, client, count } = openPlatform();
    await agave.profiles.me();
    const { accessToken, refreshToken, createdAt, expiresIn } = agave.tokens ?? {};
    const { clientKey, clientSecret } = emulator;
    const second = client({
      apiKey: clientKey,
      apiSecret: clientSecret,
      ...(accessToken && { token: accessToken }),
      ...(refreshToken && { refreshToken }),
      ...(createdAt && { createdAt }),
      ...(expiresIn && { expiresIn }),
    });
    await second.profiles.me();
    expect(count("POST", /^\/token$/u)).toBe(1);
    emulator.clock.advance(14_400_000);
    await second.profiles.me();
    expect(count("POST", /^\/token$/u)).toBe(2);
  });

  test("a refresh answer without a refresh token keeps the former one", async () => {
    const sent: string[] = [];
    const { agave } = scripted(
      ({ path, body }) => {
        if (path !== "/token") return { result: { username: "ann" } };
        sent.push(new URLSearchParams(body).get("refresh_token") ?? "");
        return Response.json({ access_token: `a${sent.length}`, expires_in: "3600" });
      },
      { apiKey: "k", apiSecret: "s", refreshToken: "r1" },
    );
    await agave.refresh();
    await agave.refresh();
    expect(sent).toEqual(["r1", "r1"]);
    expect(agave.tokens).toMatchObject({ accessToken: "a2", refreshToken: "r1", expiresIn: 3600 });
  });

  test("a right that lacks costs no refresh token; a word of the gateway does", async () => {
    let tokens = 0;
    let isEnded = true;
    const { agave, asked } = scripted(
      ({ path, method }) => {
        if (path === "/token") {
          tokens += 1;
          return Response.json({ access_token: `a${tokens}`, refresh_token: `r${tokens}`, expires_in: 3600 });
        }
        if (method === "DELETE")
          return Response.json(
            { status: "error", message: "User does not have permission", version: "2.2.27" },
            { status: 401 },
          );
        if (!isEnded) return envelope({ username: "ann" });
        isEnded = false;
        return Response.json({ fault: { code: 900904, message: "Invalid Credentials" } }, { status: 401 });
      },
      { apiKey: "k", apiSecret: "s", username: "ann", password: "p" },
    );
    await agave.profiles.me();
    expect(tokens).toBe(2);
    await expect(agave.apps.delete("x-1.0")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(tokens).toBe(2);
    expect(asked.filter(({ method }) => method === "DELETE")).toHaveLength(1);
  });

  test("a token alone serves, and says so when it has ended", async () => {
    const { agave } = scripted(() =>
      Response.json({ fault: { code: 900904, message: "Invalid Credentials" } }, { status: 401 }),
    );
    await expect(agave.profiles.me()).rejects.toMatchObject({ code: "AUTHENTICATION" });
  });

  test("a wrong password is told without it", async () => {
    const { emulator, client } = openPlatform();
    const { user, clientKey, clientSecret } = emulator;
    const agave = client({
      username: user,
      password: "wr0ng-one",
      apiKey: clientKey,
      apiSecret: clientSecret,
    });
    const error: unknown = await agave.profiles.me().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "AUTHENTICATION" });
    expect(String(error)).not.toContain("wr0ng-one");
  });

  test("a nonce goes along with calls of actors, without a log-in", async () => {
    const { agave, asked } = scripted(() => ({ result: { id: "A", _links: {} } }), { nonce: "SD2E_abc" });
    await agave.actors.get("A");
    expect(asked[0]?.query.get("x-nonce")).toBe("SD2E_abc");
    expect(asked[0]?.headers.has("authorization")).toBe(false);
  });

  test("a JWT goes along in the header of its tenant", async () => {
    const { agave, asked } = scripted(() => ({ result: { username: "ann" } }), {
      jwt: { header: "X-JWT-Assertion-dev_sandbox", value: "jwt" },
    });
    await agave.profiles.me();
    expect(asked[0]?.headers.get("x-jwt-assertion-dev_sandbox")).toBe("jwt");
    expect(asked[0]?.headers.has("authorization")).toBe(false);
  });

  test("an administrator asks for a token of another user", async () => {
    const { agave, asked } = scripted(
      ({ path }) =>
        path === "/token"
          ? Response.json({ access_token: "a", refresh_token: "r", expires_in: 3600 })
          : envelope({ username: "bob" }),
      { username: "root", password: "p", apiKey: "k", apiSecret: "s", tokenUsername: "bob" },
    );
    await agave.profiles.me();
    const fields = new URLSearchParams(asked[0]?.body);
    expect(Object.fromEntries(fields)).toMatchObject({ grant_type: "admin_password", token_username: "bob" });
    expect(asked[0]?.headers.get("authorization")).toBe(`Basic ${btoa("k:s")}`);
  });
});

describe("clients and tenants", () => {
  test("a client is created with user name and password, adopted, and deleted", async () => {
    const { emulator, client } = openPlatform();
    const agave = client({ username: emulator.user, password: emulator.password });
    await expect(agave.profiles.me()).rejects.toMatchObject({ code: "AUTHENTICATION" });
    const created = await agave.clients.create("laptop");
    expect(created.consumerSecret).toBeTruthy();
    await expect(agave.profiles.me()).resolves.toMatchObject({ username: "ann" });
    expect((await agave.clients.list()).map(({ name }) => name)).toContain("laptop");
    expect((await agave.clients.listSubscriptions("laptop")).map(({ apiName }) => apiName)).toContain("Apps");
    await agave.clients.delete("laptop");
    expect((await agave.clients.list()).map(({ name }) => name)).not.toContain("laptop");
  });

  test("tenants are listed without a log-in, and found by their ids", async () => {
    const { emulator } = openPlatform();
    const { url, fetch, clock, user, password, clientKey, clientSecret } = emulator;
    const tenantsUrl = `${url}/tenants`;
    const tenants = await Agave.tenants({ tenantsUrl, fetch, clock });
    expect(tenants.map(({ code }) => code)).toContain("sd2e");
    const login = { username: user, password, apiKey: clientKey, apiSecret: clientSecret };
    const agave = await Agave.connect({ tenant: "TACC.prod", tenantsUrl, fetch, clock, ...login });
    await expect(agave.profiles.me()).resolves.toMatchObject({ username: user });
    await expect(Agave.connect({ tenant: "nowhere", tenantsUrl, fetch, clock })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
