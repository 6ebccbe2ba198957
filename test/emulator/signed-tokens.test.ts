import { expect, test } from "vitest";
import { emulateAgave, emulateDescartes, emulateSaagie } from "../../src/emulator/index.ts";
import { requestToken } from "./saagie/wire.ts";

// An emulator that is started again knows the tokens that it handed out before: clients keep them.

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

test("Saagie: a token is good after a new start, until it ends, and only with the same password", async () => {
  const token = await (await requestToken(emulateSaagie({ clock: "manual" }))).text();
  const ask = async (options: Parameters<typeof emulateSaagie>[0], given = token): Promise<number> => {
    const emulator = emulateSaagie({ clock: "manual", ...options });
    const answer = await emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, {
      ...bearer(given),
      method: "POST",
      body: JSON.stringify({ query: "{ platform { id } }" }),
    });
    return answer.status;
  };
  expect(await ask({})).toBe(200);
  expect(await ask({ start: new Date("2024-06-03T08:59:59Z") })).toBe(200);
  expect(await ask({ start: new Date("2024-06-03T09:00:00Z") })).toBe(401);
  expect(await ask({ password: "another" })).toBe(401);
  expect(await ask({ executor: "process", clock: "manual" })).toBe(401);
  expect(await ask({ realm: "another" })).toBe(401);
  const [head = "", , seal = ""] = token.split(".");
  const payload = Buffer.from(JSON.stringify({ sub: "eve", realm: "demo" })).toString("base64url");
  expect(await ask({}, [head, payload, seal].join("."))).toBe(401);
  expect(token).not.toContain(Buffer.from("exp").toString("base64url"));
});

test("Descartes: a token is good after a new start, until it ends, and only with the same refresh token", async () => {
  const first = emulateDescartes({ clock: "manual" });
  const answer = await first.fetch(`${first.iamUrl}/token`, {
    method: "POST",
    body: JSON.stringify({
      client_id: first.clientId,
      grant_type: "refresh_token",
      refresh_token: first.refreshToken,
    }),
  });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  const ask = async (options: Parameters<typeof emulateDescartes>[0], given = token): Promise<number> => {
    const emulator = emulateDescartes({ clock: "manual", ...options });
    return (await emulator.fetch(`${emulator.url}/data/list`, bearer(given))).status;
  };
  expect(await ask({})).toBe(200);
  expect(await ask({ start: new Date("2024-06-03T09:00:00Z") })).toBe(401);
  expect(await ask({ user: { sub: "demo", clientId: "demo-client", refreshToken: "new" } })).toBe(401);
  expect(await ask({}, `${token.slice(0, -1)}x`)).toBe(401);
});

test("Agave: access and refresh tokens are good after a new start; refresh tokens once for each", async () => {
  const users = [{ username: "ann", password: "first" }] as const;
  type Emulator = ReturnType<typeof emulateAgave>;
  const start = (options: Parameters<typeof emulateAgave>[0] = {}): Emulator =>
    emulateAgave({ clock: "manual", users, ...options });
  const grant = async (emulator: Emulator, fields: Record<string, string>): Promise<Response> =>
    emulator.fetch(`${emulator.url}/token`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${emulator.clientKey}:${emulator.clientSecret}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(fields),
    });
  const made = await grant(start(), { grant_type: "password", username: "ann", password: "first" });
  const tokens = (await made.json()) as { readonly access_token: string; readonly refresh_token: string };
  const ask = async (emulator: Emulator): Promise<number> =>
    (await emulator.fetch(`${emulator.url}/profiles/v2/me`, bearer(tokens.access_token))).status;
  const again = start();
  expect(await ask(again)).toBe(200);
  expect(await ask(start({ start: new Date("2024-06-03T12:00:00Z") }))).toBe(401);
  expect(await ask(start({ users: [{ username: "ann", password: "other" }] }))).toBe(401);
  const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  expect((await grant(again, refresh)).status).toBe(200);
  expect((await grant(again, refresh)).status).toBe(400);
  // The access token went with it.
  expect(await ask(again)).toBe(401);
  // Which refresh tokens are spent is in the state.
  const kept = start();
  await kept.load(await again.save());
  expect((await grant(kept, refresh)).status).toBe(400);
});
