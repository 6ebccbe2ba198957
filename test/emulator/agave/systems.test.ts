import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

const STORAGE = {
  id: "mine",
  name: "Mine",
  type: "STORAGE",
  status: "UP",
  storage: {
    host: "files.example.com",
    port: 22,
    protocol: "SFTP",
    homeDir: "/home/ann",
    auth: { type: "SSHKEYS", username: "ann", publicKey: "ssh-rsa public", privateKey: "very private" },
  },
};

const EXECUTION = {
  ...STORAGE,
  id: "runs",
  type: "EXECUTION",
  executionType: "CLI",
  scheduler: "FORK",
  scratchDir: "/scratch",
  environment: "",
  login: { host: "runs.example.com", port: 22, protocol: "SSH", auth: STORAGE.storage.auth },
  queues: [{ name: "debug", maxMemoryPerNode: "1GB", maxRequestedTime: "24:00:00", customDirectives: "" }],
};

const idsOf = async (line: string): Promise<unknown> =>
  ((await ask(line)).result as readonly { readonly id: string }[]).map(({ id }) => id);

describe("a system", () => {
  test("is registered without showing its log-in, and updated by the same call", async () => {
    const { status, result, text } = await ask("POST /systems/v2/", EXECUTION);
    expect([status, result]).toMatchObject([
      201,
      {
        id: "runs",
        revision: 1,
        owner: "ann",
        public: false,
        environment: null,
        scratchDir: "/scratch/",
        storage: { auth: { type: "SSHKEYS" }, rootDir: "/", homeDir: "/home/ann/" },
        queues: [{ name: "debug", default: true, maxMemoryPerNode: 1, customDirectives: null }],
        _links: { self: { href: `${emulator.url}/systems/v2/runs` } },
      },
    ]);
    expect(text).not.toContain("private");
    const again = await ask("POST /systems/v2/", { ...EXECUTION, name: "Other" });
    expect(again.result).toMatchObject({ revision: 2, name: "Other" });
    const { result: changed } = await ask("POST /systems/v2/runs", { ...EXECUTION, name: "Third" });
    expect(changed).toMatchObject({ revision: 3, name: "Third" });
  });

  test.each([
    [{ ...STORAGE, id: "no blanks" }, "id"],
    [{ ...STORAGE, id: "storage" }, "reserved"],
    [{ ...STORAGE, type: "OTHER" }, "type"],
    [{ ...STORAGE, storage: { ...STORAGE.storage, protocol: "GOPHER" } }, "storage.protocol"],
    [{ ...EXECUTION, queues: [] }, "queue"],
    [{ ...EXECUTION, scheduler: undefined }, "scheduler"],
    [{ ...STORAGE, id: "data" }, "exists already"],
  ])("is refused when a member is not good: %#", async (body, word) => {
    const { status, message, body: envelope } = await ask("POST /systems/v2", body);
    expect([status, message]).toEqual([400, expect.stringContaining(word)]);
    expect(envelope).not.toHaveProperty("result");
  });

  test("is deleted by who may, and its id is not given again", async () => {
    await ask("POST /systems/v2", STORAGE);
    expect((await ask("DELETE /systems/v2/data")).status).toBe(401);
    const { status, body } = await ask("DELETE /systems/v2/mine");
    expect([status, body]).toEqual([200, { status: "success", message: null, version: "2.2.27" }]);
    expect((await ask("GET /systems/v2/mine")).status).toBe(404);
    expect((await ask("POST /systems/v2", STORAGE)).status).toBe(400);
  });

  test("belongs to its tenant, and is seen by those with a role", async () => {
    await ask("POST /systems/v2", STORAGE);
    const bob = await asking(emulator, "bob");
    expect((await bob("GET /systems/v2/mine")).status).toBe(403);
    await ask("POST /systems/v2/mine/roles", { username: "bob", role: "user" });
    expect((await bob("GET /systems/v2/mine")).status).toBe(200);
    expect((await bob("POST /systems/v2/mine", STORAGE)).status).toBe(403);
  });
});

describe("a list of systems", () => {
  test("is filtered by its boolean fields in any spelling", async () => {
    expect(await idsOf("GET /systems/v2")).toEqual(["data", "hpc", "ann.storage"]);
    expect(await idsOf("GET /systems/v2/?public=True")).toEqual(["data", "hpc"]);
    expect(await idsOf("GET /systems/v2?public=false&pretty=true")).toEqual(["ann.storage"]);
    expect(await idsOf("GET /systems/v2?default=true&type=storage")).toEqual(["data"]);
  });

  test("is searched, and drops what it does not know", async () => {
    expect(await idsOf("GET /systems/v2?id.like=*.storage")).toEqual(["ann.storage"]);
    expect(await idsOf("GET /systems/v2?queues.maxNodes.gt=2")).toEqual(["hpc"]);
    expect(await idsOf("GET /systems/v2?type.nin=EXECUTION&owner.neq=ann")).toEqual(["data"]);
    expect(await idsOf("GET /systems/v2?nothing.like=x&limit=1&offset=-1")).toEqual(["hpc"]);
    expect((await ask("GET /systems/v2?storage.port.gt=x")).status).toBe(400);
    expect((await ask("GET /systems/v2?public.like=x")).status).toBe(400);
    expect(await idsOf("GET /systems/v2?created.after=yesterday")).toHaveLength(3);
    expect(await idsOf("GET /systems/v2?created.before=2020-01-01")).toEqual([]);
  });

  test("is 100 long where nothing is said, and 250 at most", async () => {
    for (let index = 0; index < 260; index += 1)
      await ask("POST /systems/v2", { ...STORAGE, id: `s${String(index)}` });
    expect(await idsOf("GET /systems/v2")).toHaveLength(100);
    expect(await idsOf("GET /systems/v2?limit=x")).toHaveLength(100);
    expect(await idsOf("GET /systems/v2?limit=1000")).toHaveLength(250);
    expect(await idsOf("GET /systems/v2?limit=250&offset=250")).toHaveLength(13);
  });

  test("services of another make know no dotted names in a filter", async () => {
    expect((await ask("GET /tenants?filter=code,_links.self&limit=1")).result).toContainEqual({
      code: "sd2e",
    });
  });

  test("is cut to the members of a filter, or comes without an envelope", async () => {
    const { result } = await ask("GET /systems/v2?filter=id,%20_links.self,none&limit=1");
    expect(result).toEqual([{ id: "data", _links: { self: { href: `${emulator.url}/systems/v2/data` } } }]);
    expect((await ask("GET /systems/v2?naked=true&limit=1&filter=id")).body).toEqual([{ id: "data" }]);
    expect((await ask("GET /systems/v2/none?naked=true")).body).toBeNull();
    await ask("POST /systems/v2", STORAGE);
    expect((await ask("DELETE /systems/v2/mine?naked=true")).status).toBe(204);
  });
});

describe("an action", () => {
  test("makes a default system, from a form too", async () => {
    const body = new URLSearchParams({ action: "setDefault" });
    expect((await ask("PUT /systems/v2/ann.storage", body)).result).toMatchObject({ default: true });
    expect(await idsOf("GET /systems/v2?default=true&type=STORAGE")).toEqual(["ann.storage"]);
    await ask("PUT /systems/v2/ann.storage", { action: "UNSETDEFAULT" });
    expect(await idsOf("GET /systems/v2?default=true&type=STORAGE")).toEqual(["data"]);
  });

  test("is for administrators where it concerns all", async () => {
    expect((await ask("PUT /systems/v2/ann.storage", { action: "PUBLISH" })).status).toBe(403);
    const admin = await asking(emulator, "admin");
    expect((await admin("PUT /systems/v2/ann.storage", { action: "publish" })).result).toMatchObject({
      public: true,
    });
    expect((await admin("PUT /systems/v2/ann.storage", { action: "dance" })).status).toBe(400);
  });

  test("clones without the log-ins", async () => {
    const { result } = await ask("PUT /systems/v2/hpc", { action: "CLONE", id: "copy" });
    expect(result).toMatchObject({
      id: "copy",
      owner: "ann",
      public: false,
      login: { auth: { type: "NONE" } },
    });
  });

  test("is written to the history", async () => {
    await ask("POST /systems/v2", EXECUTION);
    await ask("PUT /systems/v2/runs", { action: "DISABLE" });
    expect((await ask("GET /systems/v2/runs/history")).result).toMatchObject([
      { status: "CREATED", createdBy: "ann", created: "2024-06-03T03:00:00.000-05:00" },
      { status: "DISABLED" },
    ]);
  });
});

describe("roles", () => {
  test("are granted, shown in two forms, and taken back", async () => {
    const path = "/systems/v2/ann.storage/roles";
    expect((await ask(`POST ${path}`, { username: "bob", role: "PUBLISHER" })).status).toBe(201);
    expect((await ask(`GET ${path}`)).result).toMatchObject([
      { username: "ann", role: "OWNER" },
      { username: "bob", role: "PUBLISHER" },
    ]);
    expect((await ask(`GET ${path}/bob`)).result).toMatchObject({ role: "PUBLISHER" });
    const bob = await asking(emulator, "bob");
    expect((await bob(`GET ${path}/bob`)).result).toMatchObject([{ role: "PUBLISHER" }]);
    expect((await bob(`POST ${path}`, { username: "bob", role: "ADMIN" })).status).toBe(403);
    expect((await ask(`POST ${path}/bob`, { role: "NONE" })).status).toBe(200);
    expect((await ask(`DELETE ${path}/ann`)).status).toBe(200);
    expect((await ask(`GET ${path}`)).result).toMatchObject([{ username: "ann" }]);
  });

  test("are not granted on public systems, nor to strangers", async () => {
    const body = { username: "bob", role: "USER" };
    expect((await ask("POST /systems/v2/data/roles", body)).status).toBe(501);
    const stranger = { username: "zoe", role: "USER" };
    expect((await ask("POST /systems/v2/ann.storage/roles", stranger)).status).toBe(404);
  });
});

describe("credentials", () => {
  const path = "/systems/v2/ann.storage/credentials";

  test("are kept and never shown", async () => {
    const body = { type: "PASSWORD", username: "u", password: "quite-secret", internalUsername: "guest" };
    expect((await ask(`POST ${path}/guest/STORAGE`, body)).status).toBe(200);
    const { result, text } = await ask(`GET ${path}`);
    expect(result).toMatchObject([
      { parentType: "STORAGE", default: true, valid: true },
      { default: false, internalUsername: "guest", type: "PASSWORD" },
    ]);
    expect(text).not.toMatch(/secret|service-password/);
    expect((await ask(`POST ${path}/other`, body)).status).toBe(400);
    expect((await ask(`DELETE ${path}`)).status).toBe(200);
    expect((await ask(`GET ${path}`)).result).toHaveLength(1);
    expect((await ask(`GET ${path}/guest`)).status).toBe(404);
  });
});

test("queues are listed, added and removed", async () => {
  await ask("POST /systems/v2", EXECUTION);
  const path = "/systems/v2/runs/queues";
  expect((await ask(`POST ${path}`, { name: "long", default: true })).status).toBe(200);
  expect((await ask(`GET ${path}`)).result).toMatchObject([
    { name: "debug", default: false },
    { name: "long", default: true },
  ]);
  expect((await ask(`DELETE ${path}/debug`)).status).toBe(200);
  expect((await ask(`GET ${path}/debug`)).status).toBe(404);
});

test("a fault strikes an operation by its name", async () => {
  emulator.faults.add({ match: { operation: "systems.list" }, status: 503 });
  expect([(await ask("GET /systems/v2")).status, (await ask("GET /systems/v2")).status]).toEqual([503, 200]);
  expect(emulator.requests.at(-1)).toMatchObject({ endpoint: "systems", operation: "systems.list" });
});

test("links may name another host and the older version, as some installations do", async () => {
  ({ ask } = await begin({ legacyLinks: true }));
  expect((await ask("GET /systems/2.0/data")).result).toMatchObject({
    _links: { self: { href: "https://docker.example.com/systems/2.0/data" } },
  });
});
