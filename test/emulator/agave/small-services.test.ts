import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, send, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

describe("a postit", () => {
  const create = async (more: object = {}): Promise<string> => {
    const url = `${emulator.url}/files/v2/media/system/data/ann/words.txt`;
    const { status, result } = await ask("POST /postits/v2/", { url, method: "GET", ...more });
    expect(status).toBe(200);
    return (result as { readonly postit: string }).postit;
  };

  test("does what it stands for without a log-in, as often as it may", async () => {
    const postit = await create({ maxUses: 2 });
    expect((await ask("GET /postits/v2")).result).toMatchObject([
      { postit, creator: "ann", remainingUses: 2, noauth: false, created: "2024-06-03T03:00:00-05:00" },
    ]);
    const redeem = (method: string): ReturnType<typeof send> =>
      send(emulator, `${method} /postits/v2/${postit}`);
    expect((await redeem("GET")).text).toBe("one two three\n");
    expect((await redeem("POST")).status).toBe(200);
    expect((await redeem("GET")).status).toBe(404);
    expect((await ask("GET /postits/v2")).result).toEqual([]);
  });

  test("hands a body on to a call that takes one", async () => {
    const postit = await create({ url: `${emulator.url}/meta/v2/data`, method: "POST" });
    const body = { name: "by postit", value: 1 };
    expect((await send(emulator, `POST /postits/v2/${postit}`, { body })).status).toBe(201);
    expect((await ask("GET /meta/v2/data")).result).toMatchObject([{ name: "by postit", owner: "ann" }]);
  });

  test("ends with its time, and by its maker's will", async () => {
    const [short, long] = [await create({ lifetime: 60 }), await create({ maxUses: -1 })];
    emulator.clock.advance(60_000);
    expect((await send(emulator, `GET /postits/v2/${short}`)).status).toBe(404);
    expect((await send(emulator, `GET /postits/v2/${long}`)).status).toBe(200);
    const bob = await asking(emulator, "bob");
    expect((await bob(`DELETE /postits/v2/${long}`)).status).toBe(403);
    expect((await ask(`DELETE /postits/v2/${long}`)).status).toBe(200);
    expect((await send(emulator, `GET /postits/v2/${long}`)).status).toBe(404);
  });

  test.each([
    [{ url: "https://elsewhere.example.com/x" }, 400],
    [{ method: undefined }, 501],
    [{ maxUses: 0 }, 400],
    [{ lifetime: 0 }, 400],
  ])("with %j is refused, in the words of its service", async (more, status) => {
    const url = `${emulator.url}/systems/v2`;
    const answer = await ask("POST /postits/v2", { url, method: "GET", ...more });
    expect([answer.status, answer.body]).toMatchObject([status, { status: "error", result: "" }]);
    const naked = await ask("POST /postits/v2?naked=true", { url, method: "GET", ...more });
    expect(naked.text).toBe(answer.message);
  });

  test("says unlimited in one place, and -1 in another", async () => {
    const url = `${emulator.url}/systems/v2`;
    const { result } = await ask("POST /postits/v2", { url, method: "get", maxUses: -1 });
    expect(result).toMatchObject({ remainingUses: "unlimited", method: "GET" });
    expect((await ask("GET /postits/v2")).result).toMatchObject([{ remainingUses: -1 }]);
  });
});

describe("a monitor", () => {
  const add = async (more: object = {}): Promise<string> => {
    const { status, result } = await ask("POST /monitors/v2/", {
      target: "ann.storage",
      frequency: 5,
      ...more,
    });
    expect(status).toBe(200);
    return (result as { readonly id: string }).id;
  };

  test("checks its system in time, and when it is asked to", async () => {
    const id = await add();
    emulator.clock.advance(10 * 60_000);
    await ask("PUT /systems/v2/ann.storage", { action: "disable" });
    const forced = await ask(`POST /monitors/v2/${id}/checks`);
    expect(forced.result).toMatchObject({ result: "FAILED", type: "STORAGE" });
    expect((await ask(`GET /monitors/v2/${id}/checks`)).result).toHaveLength(3);
    expect((await ask(`GET /monitors/v2/${id}/checks?result=PASSED`)).result).toHaveLength(2);
    expect((await ask(`GET /monitors/v2/${id}/history`)).result).toMatchObject([
      { status: "CREATED" },
      { status: "CHECK_PASSED" },
      { status: "CHECK_PASSED" },
      { status: "FORCED_CHECK_REQUESTED" },
      { status: "CHECK_FAILED" },
      { status: "RESULT_CHANGE" },
    ]);
    expect((await ask("GET /monitors/v2?target=ann.storage")).result).toMatchObject([
      { id, lastCheck: [{ result: "FAILED" }], nextUpdate: "2024-06-03T03:15:00.000-05:00" },
    ]);
  });

  test("is changed, switched off and deleted; one that is not known is 400", async () => {
    const id = await add();
    expect((await ask(`PUT /monitors/v2/${id}`, { action: "disable" })).result).toMatchObject({
      active: false,
    });
    emulator.clock.advance(60 * 60_000);
    expect((await ask(`GET /monitors/v2/${id}/checks`)).result).toEqual([]);
    expect((await ask(`POST /monitors/v2/${id}`, { frequency: 60, active: "true" })).result).toMatchObject({
      frequency: 60,
      active: true,
    });
    expect((await ask(`DELETE /monitors/v2/${id}`)).status).toBe(200);
    expect((await ask(`GET /monitors/v2/${id}`)).status).toBe(400);
    expect((await ask("POST /monitors/v2", { target: "ann.storage", frequency: 4 })).status).toBe(400);
    expect((await ask("POST /monitors/v2", { target: "data", updateSystemStatus: true })).status).toBe(403);
  });
});

test("tags are kept for resources", async () => {
  const { uuid } = (await ask("GET /systems/v2/data")).result as { readonly uuid: string };
  const { status, result } = await ask("POST /tags/v2", { name: "good", associationIds: [uuid] });
  expect([status, result]).toMatchObject([200, { name: "good", associationIds: [uuid] }]);
  expect((await ask("GET /tags/v2/good/associations")).result).toMatchObject([{ uuid, type: "SYSTEM" }]);
  const bob = await asking(emulator, "bob");
  expect((await bob("GET /tags/v2/good")).status).toBe(403);
  await ask("POST /tags/v2/good/pems", { username: "bob", permission: "READ" });
  expect((await bob("GET /tags/v2")).result).toHaveLength(1);
  expect((await ask(`DELETE /tags/v2/good/associations/${uuid}`)).status).toBe(200);
  expect((await ask("GET /tags/v2/good/history")).result).toMatchObject([{ status: "CREATED" }, {}, {}]);
  expect((await ask("DELETE /tags/v2/good")).status).toBe(200);
  expect((await ask("GET /tags/v2/good")).status).toBe(404);
});

test("profiles are found by what one knows of them, and changed by those who may", async () => {
  expect((await ask("GET /profiles/v2/me")).result).toMatchObject({
    username: "ann",
    email: "ann@example.com",
    full_name: "Ann Example",
    create_time: "20240603080000Z",
  });
  expect((await ask("GET /profiles/v2?username=bo")).result).toMatchObject([{ username: "bob" }]);
  expect((await ask("GET /profiles/v2/search/email/admin@")).result).toMatchObject([{ username: "admin" }]);
  expect((await ask("GET /profiles/v2/search/colour/red")).status).toBe(500);
  expect((await ask("GET /profiles/v2/nobody")).status).toBe(404);
  expect((await ask("PUT /profiles/v2/ann", { phone: "1" })).result).toMatchObject({ phone: "1" });
  expect((await ask("PUT /profiles/v2/bob", { phone: "1" })).status).toBe(403);
  const admin = await asking(emulator, "admin");
  const user = { username: "eve", password: "p", email: "eve@example.com" };
  expect((await ask("POST /profiles/v2", user)).status).toBe(403);
  expect((await admin("POST /profiles/v2", user)).status).toBe(200);
  expect((await admin("DELETE /profiles/v2/eve")).status).toBe(200);
});

test("internal users are kept below the account of an application", async () => {
  const path = "/profiles/v2/ann/users";
  const user = { username: "guest", email: "guest@example.com", lastName: "Guest" };
  expect((await ask(`POST ${path}`, user)).status).toBe(200);
  expect((await ask(`POST ${path}`, user)).status).toBe(400);
  expect((await ask(`POST ${path}`, { username: "x" })).status).toBe(400);
  expect((await ask(`POST ${path}/guest`, { city: "Here" })).result).toMatchObject({
    city: "Here",
    lastName: "Guest",
  });
  expect((await ask(`GET ${path}`)).result).toMatchObject([{ username: "guest", status: "active" }]);
  expect((await ask(`GET ${path}/search/name/gue`)).result).toHaveLength(1);
  expect((await ask(`GET ${path}/search/colour/red`)).status).toBe(500);
  const bob = await asking(emulator, "bob");
  expect((await bob(`GET ${path}`)).status).toBe(403);
  expect((await ask(`DELETE ${path}/guest`)).result).toMatchObject({ status: "deleted" });
  expect((await ask(`GET ${path}`)).result).toEqual([]);
  expect((await ask(`DELETE ${path}`)).status).toBe(200);
  expect((await ask(`GET ${path}/nobody`)).status).toBe(404);
});

test("transforms are none", async () => {
  expect((await ask("GET /transforms/v2/")).result).toEqual([]);
  expect((await ask("POST /transforms/v2/x/sync/ann/a.txt", { url: "x" })).status).toBe(501);
});
