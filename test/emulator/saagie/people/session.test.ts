import { describe, expect, test } from "vitest";
import { emulateSaagie } from "../../../../src/emulator/index.ts";
import { connect, requestToken } from "../wire.ts";

const QUERY = JSON.stringify({ query: "{ platform { id } }" });

function post(headers: Record<string, string>): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: QUERY };
}

describe("the token call", () => {
  test("answers the token as the whole text", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const answer = await requestToken(emulator);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test.each([
    ["a wrong password", { login: "demo", password: "nope" }],
    ["an unknown login", { login: "nobody", password: "demo" }],
  ])("refuses %s", async (_, credentials) => {
    const answer = await requestToken(emulateSaagie({ clock: "manual" }), credentials);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe("Bad credentials");
  });

  test.each([
    [{ "saagie-realm": "demo" }, 200],
    [{ "saagie-realm": "DEMO" }, 200],
    [{ "saagie-realm": "other" }, 401],
    [{}, 401],
  ])("checks the realm's header %o", async (headers, status) => {
    const emulator = emulateSaagie({ clock: "manual" });
    const answer = await emulator.fetch(`${emulator.url}/authentication/api/open/authenticate`, {
      ...post(headers),
      body: JSON.stringify({ login: "demo", password: "demo" }),
    });
    expect(answer.status).toBe(status);
  });

  test.each(["", "[]", "{", '{"login":1}'])("refuses the body %j", async (body) => {
    const emulator = emulateSaagie({ clock: "manual" });
    const answer = await emulator.fetch(`${emulator.url}/authentication/api/open/authenticate`, {
      ...post({ "saagie-realm": "demo" }),
      body,
    });
    expect(answer.status).toBe(401);
  });

  test("takes doubled slashes, as clients that join carelessly send them", async () => {
    const emulator = emulateSaagie({ clock: "manual", url: "http://127.0.0.1:4010/" });
    const { token } = await connect(emulator, { url: `${emulator.url}/` });
    const answer = await emulator.fetch(
      `${emulator.url}//projects/api/platform/1/graphql`,
      post({ authorization: `Bearer ${token}` }),
    );
    expect(await answer.json()).toEqual({ data: { platform: { id: 1 } } });
  });
});

test("a base URL may have a path", async () => {
  const emulator = emulateSaagie({ clock: "manual", url: "https://proxy.example.org/saagie/" });
  expect(emulator.url).toBe("https://proxy.example.org/saagie");
  const wire = await connect(emulator);
  expect((await wire.post("{ platform { id } }")).data).toEqual({ platform: { id: 1 } });
  expect(emulator.requests.at(-1)?.path).toBe("/projects/api/platform/1/graphql");
});

describe("who calls", () => {
  const emulator = emulateSaagie({ clock: "manual", realm: "Acme", user: "jo", password: "p:w" });
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

  test("is told by a bearer token, the realm's cookie, or Basic credentials", async () => {
    const { token } = await connect(emulator);
    const accepted = [
      { authorization: `Bearer ${token}` },
      { cookie: `theme=dark; SAAGIETOKENACME=${token}` },
      { authorization: basic("jo:p:w") },
    ];
    for (const headers of accepted) {
      const answer = await emulator.fetch(`${emulator.url}/gateway/api/graphql`, {
        ...post(headers),
        body: JSON.stringify({ query: "{ facets { name } }" }),
      });
      expect([headers, await answer.json()]).toEqual([headers, { data: { facets: [] } }]);
    }
  });

  test.each([
    {},
    { authorization: "Bearer" },
    { authorization: "Bearer nonsense" },
    { authorization: basic("jo:wrong") },
    { cookie: "SAAGIETOKENOTHER=x" },
  ])("is nobody with %o: a plain 401", async (headers) => {
    const answer = await emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, post(headers));
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe("Unauthorized");
  });

  test("is nobody any more when the token has expired on the emulator's clock", async () => {
    const short = emulateSaagie({ clock: "manual", tokenLifetimeSeconds: 60 });
    const { token } = await connect(short);
    const ask = (): Promise<Response> =>
      short.fetch(`${short.url}/projects/api/platform/1/graphql`, post({ authorization: `Bearer ${token}` }));
    short.clock.advance(59_999);
    expect((await ask()).status).toBe(200);
    short.clock.advance(1);
    expect((await ask()).status).toBe(401);
    const fresh = await connect(short);
    expect(fresh.token).not.toBe(token);
    expect((await fresh.post("{ platform { id } }")).status).toBe(200);
  });
});

test("a platform that the realm does not have is not found", async () => {
  const emulator = emulateSaagie({ clock: "manual" });
  const { token } = await connect(emulator);
  const answer = await emulator.fetch(
    `${emulator.url}/projects/api/platform/99/graphql`,
    post({ authorization: `Bearer ${token}` }),
  );
  expect(answer.status).toBe(404);
});
