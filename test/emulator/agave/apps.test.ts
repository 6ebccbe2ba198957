import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

const APP = {
  name: "agavepy_sdk_wc",
  version: "1.0.0",
  executionSystem: "hpc",
  deploymentSystem: "data",
  deploymentPath: "/ann/apps/wc",
  templatePath: "wrapper.sh",
  testPath: "test.sh",
  executionType: "CLI",
  parallelism: "SERIAL",
  defaultMemory: "2GB",
  available: true,
  tags: ["words"],
  inputs: [{ id: "input1", value: { validator: "^.+$" } }],
  parameters: [{ id: "cli_opts", value: { type: "string", default: "-l" } }],
  outputs: [{ id: "output1", value: { default: "wc_out/output.txt" } }],
};

const idsOf = async (line: string): Promise<unknown> =>
  ((await ask(line)).result as readonly { readonly id: string }[]).map(({ id }) => id);

describe("an app", () => {
  test("is added, and added again as another revision", async () => {
    const { status, result } = await ask("POST /apps/v2/", APP);
    expect([status, result]).toMatchObject([
      201,
      {
        id: "agavepy_sdk_wc-1.0.0",
        revision: 1,
        isPublic: false,
        defaultMemoryPerNode: 2,
        lastModified: "2024-06-03T03:00:00.000-05:00",
        inputs: [
          { id: "input1", value: { required: true, visible: true }, semantics: { minCardinality: 1 } },
        ],
        parameters: [{ value: { type: "string", default: "-l", required: false } }],
      },
    ]);
    expect((await ask("POST /apps/v2", APP)).result).toMatchObject({ revision: 2 });
    const changed = await ask("POST /apps/v2/agavepy_sdk_wc-1.0.0", { ...APP, label: "Words" });
    expect([changed.status, changed.result]).toMatchObject([201, { revision: 3, label: "Words" }]);
  });

  test.each([
    [{ ...APP, version: "latest" }, 400],
    [{ ...APP, executionSystem: "data" }, 400],
    [{ ...APP, executionSystem: "none" }, 404],
    [{ ...APP, templatePath: undefined }, 400],
    [{ ...APP, parameters: [{ id: "p", value: { type: "text" } }] }, 400],
    [{ ...APP, inputs: [{ id: "i", value: { visible: false } }] }, 400],
    [{ ...APP, inputs: [{ id: "i" }, { id: "i" }] }, 400],
    [{ ...APP, inputs: [{ id: "i", value: { validator: "(" } }] }, 400],
  ])("that is not good is refused: %#", async (body, status) => {
    expect((await ask("POST /apps/v2", body)).status).toBe(status);
  });

  test("of another is not seen, not changed, and not deleted", async () => {
    const bob = await asking(emulator, "bob");
    expect((await bob("GET /apps/v2/wc-1.0.0")).status).toBe(403);
    expect((await bob("POST /apps/v2", { ...APP, name: "wc" })).status).toBe(403);
    const refused = await bob("DELETE /apps/v2/wc-1.0.0");
    expect([refused.status, refused.body]).toMatchObject([401, { status: "error" }]);
    expect((await ask("DELETE /apps/v2/wc-1.0.0")).status).toBe(200);
    expect((await ask("GET /apps/v2/wc-1.0.0")).status).toBe(404);
  });

  test("is disabled with its system", async () => {
    const admin = await asking(emulator, "admin");
    await admin("DELETE /systems/v2/hpc");
    expect((await ask("GET /apps/v2/wc-1.0.0")).result).toMatchObject({ available: false });
  });
});

test("lists are by name, system, tag, and for whom the apps are", async () => {
  await ask("POST /apps/v2", APP);
  expect(await idsOf("GET /apps/v2?publicOnly=true")).toEqual(["public-wc-1.0.0u1"]);
  expect(await idsOf("GET /apps/v2?privateOnly=True")).toEqual(["wc-1.0.0", "agavepy_sdk_wc-1.0.0"]);
  expect(await idsOf("GET /apps/v2/name/wc")).toEqual(["wc-1.0.0"]);
  expect(await idsOf("GET /apps/v2/system/hp")).toHaveLength(3);
  expect(await idsOf("GET /apps/v2/tag/words")).toEqual(["agavepy_sdk_wc-1.0.0"]);
  expect(await idsOf("GET /apps/v2/ontology/none")).toEqual([]);
  expect(await idsOf("GET /apps/v2?inputs.id=input1&public=false&id.like=agavepy*")).toEqual([
    "agavepy_sdk_wc-1.0.0",
  ]);
});

describe("an action", () => {
  test("publishes a copy that cannot be changed", async () => {
    const admin = await asking(emulator, "admin");
    expect((await ask("PUT /apps/v2/wc-1.0.0", { action: "publish" })).status).toBe(403);
    const { status, result } = await admin("PUT /apps/v2/wc-1.0.0", { action: "publish" });
    expect([status, result]).toMatchObject([202, { id: "wc-1.0.0u1", isPublic: true }]);
    expect((await ask("POST /apps/v2/wc-1.0.0u1", { ...APP, name: "wc" })).status).toBe(403);
    expect((await admin("PUT /apps/v2/wc-1.0.0", { action: "publish" })).result).toMatchObject({
      id: "wc-1.0.0u2",
    });
    expect((await ask("GET /apps/v2/wc-1.0.0/history")).result).toMatchObject([
      { status: "PUBLISHED" },
      { status: "REPUBLISHED" },
    ]);
  });

  test("clones a public app with its folder", async () => {
    const body = { action: "clone", name: "own", version: "2.0.0", deploymentPath: "/ann/own" };
    const { status, result } = await ask("PUT /apps/v2/public-wc-1.0.0u1", body);
    expect([status, result]).toMatchObject([202, { id: "own-2.0.0", owner: "ann", isPublic: false }]);
    expect(emulator.files.list({ system: "data", path: "/ann/own" })).toContain("/ann/own/wrapper.sh");
    expect((await ask("PUT /apps/v2/public-wc-1.0.0u1", body)).status).toBe(400);
  });

  test("disables, and enables again", async () => {
    expect((await ask("PUT /apps/v2/wc-1.0.0", { action: "disable" })).result).toMatchObject({
      available: false,
    });
    expect((await ask("PUT /apps/v2/wc-1.0.0", { action: "ENABLE" })).result).toMatchObject({
      available: true,
    });
    expect((await ask("PUT /apps/v2/wc-1.0.0", { action: "unpublish" })).status).toBe(400);
  });
});

test("permissions are granted, listed and taken back; a public app has none", async () => {
  const path = "/apps/v2/wc-1.0.0/pems";
  expect((await ask(`POST ${path}`, { username: "bob", permission: "READ_EXECUTE" })).status).toBe(201);
  const bob = await asking(emulator, "bob");
  expect((await bob("GET /apps/v2/wc-1.0.0")).status).toBe(200);
  expect((await ask(`GET ${path}/bob`)).result).toMatchObject([
    { username: "bob", permission: { read: true, write: false, execute: true } },
  ]);
  expect((await ask(`POST ${path}/bob`, { username: "ann", permission: "READ" })).status).toBe(400);
  expect((await ask(`DELETE ${path}`)).status).toBe(200);
  expect((await ask(`GET ${path}`)).result).toMatchObject([{ username: "ann" }]);
  expect((await bob(`GET /apps/v2/public-wc-1.0.0u1/pems`)).status).toBe(403);
  const admin = await asking(emulator, "admin");
  expect((await admin(`GET /apps/v2/public-wc-1.0.0u1/pems`)).status).toBe(501);
});
