import { request } from "node:http";
import { setupServer } from "msw/node";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { emulateDescartes, type EmulatedDescartes } from "../../../src/emulator/index.ts";

// What any client may count on, asked by hand.

let emulator: EmulatedDescartes;

beforeEach(() => {
  emulator = emulateDescartes({ clock: "manual", pageSize: 2 });
});

const USUAL = { client_id: "demo-client", grant_type: "refresh_token", refresh_token: "demo-secret" };
const LEGACY = {
  ...USUAL,
  grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  target: "demo-client",
  api_type: "app",
};

const askToken = (body: unknown): Promise<Response> =>
  emulator.fetch(`${emulator.iamUrl}/token`, { method: "POST", body: JSON.stringify(body) });

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const { access_token: token } = (await (await askToken(USUAL)).json()) as { readonly access_token: string };
  const headers = {
    "content-type": "application/json",
    ...(init.headers as object),
    authorization: `Bearer ${token}`,
  };
  return emulator.fetch(emulator.url + path, { ...init, headers });
}

const textOf = async (path: string): Promise<string> => (await ask(path)).text();

describe("the token endpoint", () => {
  test.each([
    [USUAL, ["access_token", "id_token"]],
    [{ ...USUAL, scope: "openid" }, ["access_token", "id_token"]],
    [LEGACY, ["id_token"]],
  ])("%j is answered with %j", async (body, members) => {
    const answer = await askToken(body);
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([200, members]);
  });

  test.each([
    [{ ...USUAL, client_id: undefined }, 400],
    [{ ...USUAL, grant_type: undefined }, 400],
    [{ ...USUAL, refresh_token: undefined }, 400],
    [{ ...USUAL, target: "demo-client" }, 400],
    [{ ...LEGACY, target: "other" }, 400],
    [{ ...LEGACY, api_type: undefined }, 400],
    [{ ...USUAL, refresh_token: "wrong" }, 401],
    ["nonsense", 400],
  ])("%j is refused with %i", async (body, status) => {
    expect((await askToken(body)).status).toBe(status);
  });
});

test("a call without a token, or with one that has ended, is refused", async () => {
  expect((await emulator.fetch(`${emulator.url}/data/list`)).status).toBe(401);
  const { access_token: token } = (await (await askToken(USUAL)).json()) as { readonly access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  expect((await emulator.fetch(`${emulator.url}/data/list`, { headers })).status).toBe(200);
  emulator.clock.advance(3_600_000);
  expect((await emulator.fetch(`${emulator.url}/data/list`, { headers })).status).toBe(401);
});

describe("a blob", () => {
  test("is there after the PUT, and not before", async () => {
    const url = await textOf("/data/new_resumable_url/a/b%20c");
    expect((await ask("/data/get/a/b%20c", { method: "HEAD" })).status).toBe(404);
    expect((await emulator.fetch(url, { method: "PUT", body: "x" })).status).toBe(200);
    const head = await ask("/data/get/a/b%20c", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "1", ""]);
    expect(await textOf("/data/get/a/b%20c")).toBe("x");
    // As some clients join a base URL and a path.
    expect(await textOf("//data/get/a/b%20c")).toBe("x");
    expect(await textOf("/data/get/a%2Fb%20c")).toBe("x");
  });

  test("is deleted once", async () => {
    await emulator.blobs.put("list", "x");
    expect((await ask("/data/list", { method: "DELETE" })).status).toBe(200);
    expect((await ask("/data/list", { method: "DELETE" })).status).toBe(404);
  });

  test("is seen by its user alone", async () => {
    emulator.users.add({ sub: "other", clientId: "c", refreshToken: "r" });
    await emulator.blobs.put({ key: "k", sub: "other" }, "x");
    expect((await ask("/data/get/k")).status).toBe(404);
    expect([emulator.blobs.keys(), emulator.blobs.keys({ sub: "other" })]).toEqual([[], ["k"]]);
  });

  test.each(["/nonsense/get/k", "/data/get/", "/data/get/%ff", "/data/nonsense/k", "/data/list/x", "/"])(
    "%s names none",
    async (path) => {
      expect((await ask(path)).status).toBe(404);
    },
  );

  test.each([
    ["bytes=1-2", 206, "bc", "bytes 1-2/4"],
    ["bytes=2-", 206, "cd", "bytes 2-3/4"],
    ["bytes=-1", 206, "d", "bytes 3-3/4"],
    ["bytes=0-99", 206, "abcd", "bytes 0-3/4"],
    ["bytes=4-", 416, "The range cannot be satisfied", "bytes */4"],
    ["lines=1-2", 200, "abcd", null],
  ])("is given in part: %s", async (range, status, body, contentRange) => {
    await emulator.blobs.put("k", "abcd");
    const answer = await ask("/data/get/k", { headers: { range } });
    expect([answer.status, await answer.text(), answer.headers.get("content-range")]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });
});

test("a listing is a page at a time, and its token is good for that listing only", async () => {
  for (const key of ["b", "a", "é", "c"]) await emulator.blobs.put(key, "x");
  const first = await ask("/data/list");
  expect(await first.json()).toEqual(["a", "b"]);
  const next = first.headers.get("x-next") ?? "";
  const second = await ask("/data/list", { headers: { "X-NEXT": next } });
  expect([await second.json(), second.headers.get("x-next")]).toEqual([["c", "é"], null]);
  for (const path of ["/tmp/list", "/data/list?prefix=a"])
    expect((await ask(path, { headers: { "X-NEXT": next } })).status).toBe(400);
  expect((await ask("/data/list", { headers: { "X-NEXT": "made up" } })).status).toBe(400);
});

describe("the object store", () => {
  const UNIT = 262_144;
  const put = (url: string, body: BodyInit | null, range?: string): Promise<Response> =>
    emulator.fetch(url, {
      method: "PUT",
      body,
      headers: range === undefined ? {} : { "content-range": range },
    });
  const told = async (answer: Promise<Response>): Promise<unknown> => {
    const { status, headers } = await answer;
    return [status, headers.get("range")];
  };

  test("takes parts in order, and tells how much it holds", async () => {
    const url = await textOf("/data/new_resumable_url/k");
    const unit = new Uint8Array(UNIT).fill(1);
    expect(await told(put(url, null, `bytes */${UNIT + 2}`))).toEqual([308, null]);
    expect(await told(put(url, unit, `bytes 0-${UNIT - 1}/${UNIT + 2}`))).toEqual([
      308,
      `bytes=0-${UNIT - 1}`,
    ]);
    expect(await told(put(url, unit, `bytes 0-${UNIT - 1}/${UNIT + 2}`))).toEqual([400, null]);
    expect(await told(put(url, "x", `bytes ${UNIT}-${UNIT + 1}/${UNIT + 2}`))).toEqual([400, null]);
    expect(await told(put(url, null, "bytes */*"))).toEqual([308, `bytes=0-${UNIT - 1}`]);
    expect(await told(put(url, "ab", `bytes ${UNIT}-${UNIT + 1}/${UNIT + 2}`))).toEqual([200, null]);
    expect(await told(put(url, null, `bytes */${UNIT + 2}`))).toEqual([200, null]);
    expect((await emulator.blobs.get("k"))?.length).toBe(UNIT + 2);
  });

  test("keeps whole units of a part that is not the last", async () => {
    const url = await textOf("/data/new_resumable_url/k");
    const size = UNIT + 10;
    expect(await told(put(url, new Uint8Array(size), `bytes 0-${size - 1}/*`))).toEqual([
      308,
      `bytes=0-${UNIT - 1}`,
    ]);
    expect(await told(put(url, null, "nonsense"))).toEqual([400, null]);
  });

  test("refuses a log-in, a wrong signature and what has ended", async () => {
    await emulator.blobs.put("k", "x");
    const [up, down] = [await textOf("/data/new_resumable_url/k"), await textOf("/data/get_signed_url/k")];
    for (const [url, method] of [
      [up, "PUT"],
      [down, "GET"],
    ] as const) {
      const answer = await emulator.fetch(url, { method, headers: { authorization: "Bearer x" } });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("Authorization")]);
    }
    expect((await put(`${up}x`, "y")).status).toBe(404);
    expect((await emulator.fetch(`${down}x`)).status).toBe(403);
    emulator.clock.advance(7 * 24 * 3_600_000);
    expect([(await put(up, "y")).status, (await emulator.fetch(down)).status]).toEqual([410, 403]);
  });
});

test("on a socket, a chunked upload that its client breaks off is held as far as it came", async () => {
  const { url } = await emulator.listen();
  onTestFinished(() => emulator.close());
  const token = await fetch(`${url}/token`, { method: "POST", body: JSON.stringify(USUAL) });
  const { access_token: bearer } = (await token.json()) as { readonly access_token: string };
  const headers = { authorization: `Bearer ${bearer}`, "x-request-group": "g" };
  const signed = await (await fetch(`${url}/storage/v1/data/new_resumable_url/k`, { headers })).text();
  expect(new URL(signed).hostname).toBe("localhost");
  const outgoing = request(signed, { method: "PUT" });
  outgoing.on("error", () => undefined);
  outgoing.write(Buffer.alloc(600_000), () => setImmediate(() => outgoing.destroy()));
  await new Promise((resolve) => outgoing.on("close", resolve));
  let range: string | null = null;
  while (range === null) {
    const answer = await fetch(signed, {
      method: "PUT",
      headers: { "content-range": "bytes */900000" },
      redirect: "manual",
    });
    range = answer.headers.get("range");
  }
  expect(["bytes=0-262143", "bytes=0-524287"]).toContain(range);
  expect(emulator.requests.find(({ operation }) => operation === "getUploadUrl")).toMatchObject({
    requestGroup: "g",
    variables: { type: "data", key: "k" },
  });
  expect(JSON.stringify(emulator.requests)).not.toContain(new URL(signed).searchParams.get("upload_id"));
});

test("msw answers for the service and for the store", async () => {
  const server = setupServer(...(await emulator.handlers()));
  server.listen({ onUnhandledRequest: "error" });
  onTestFinished(() => server.close());
  const url = await textOf("/data/new_resumable_url/k");
  expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(200);
  const token = await fetch(`${emulator.iamUrl}/token`, { method: "POST", body: "{}" });
  expect(token.status).toBe(400);
});

test("a reset leaves nothing but time", async () => {
  await emulator.blobs.put("k", new Uint8Array(2_000_000));
  emulator.faults.add({ status: 500, times: Infinity });
  const before = emulator.clock.now();
  await emulator.reset();
  expect([emulator.blobs.keys(), emulator.requests, emulator.clock.now()]).toEqual([[], [], before]);
  expect((await ask("/data/list")).status).toBe(200);
});

test("a slow answer comes piece by piece, in the emulator's time", async () => {
  emulator.clock.auto = true;
  await emulator.blobs.put("k", new Uint8Array(3_000_000).fill(7));
  emulator.faults.add({ match: { operation: "get" }, slowMs: 10_000 });
  const before = emulator.clock.now();
  const bytes = await (await ask("/data/get/k")).arrayBuffer();
  expect(bytes.byteLength).toBe(3_000_000);
  expect(emulator.clock.now() - before).toBeGreaterThanOrEqual(20_000);
});

test("a page without keys is no page", () => {
  expect(() => emulateDescartes({ clock: "manual", pageSize: 0 })).toThrow(RangeError);
});
