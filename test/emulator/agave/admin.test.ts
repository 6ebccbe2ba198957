import { beforeEach, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ann: Ask;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask: ann } = await begin());
  ask = await asking(emulator, "admin");
});

test("the admin service is for administrators", async () => {
  const { status, body } = await ann("GET /admin/v2/service_accounts");
  expect([status, body]).toMatchObject([403, { status: "error", result: null }]);
});

test("accounts and roles are joined from both sides", async () => {
  const accounts = "/admin/v2/service_accounts";
  const roles = "/admin/v2/service_roles";
  const { status, result } = await ask(`POST ${accounts}`, { accountId: "robot", password: "very-quiet" });
  expect([status, result]).toEqual([200, { id: "robot", roles: ["Internal_everyone"] }]);
  expect((await ask(`POST ${roles}`, { roleId: "night" })).result).toEqual({ id: "night", accounts: [] });
  await ask(`POST ${accounts}/robot/roles`, { roleId: "night" });
  expect((await ask(`GET ${roles}/night/service_accounts`)).result).toEqual({
    id: "night",
    accounts: ["robot"],
  });
  await ask(`DELETE ${roles}/night/service_accounts/robot`);
  await ask(`POST ${roles}/night/service_accounts`, { accountId: "robot" });
  expect((await ask(`GET ${accounts}/robot/roles`)).result).toEqual({
    id: "robot",
    roles: ["Internal_everyone", "night"],
  });
  await ask(`DELETE ${roles}/night`);
  const last = await ask(`GET ${accounts}/robot`);
  expect([last.result, last.text.includes("quiet")]).toEqual([
    { id: "robot", roles: ["Internal_everyone"] },
    false,
  ]);
  expect((await ask(`POST ${accounts}/robot/roles`, { roleId: "night" })).status).toBe(404);
  expect((await ask(`DELETE ${accounts}/robot`)).status).toBe(200);
  expect((await ask(`GET ${accounts}`)).result).toEqual([]);
  expect((await ask(`GET ${roles}`)).result).toContainEqual({ id: "tacc.prod-sandbox-services-admin" });
});

test("APIs are made, published and removed", async () => {
  const body = {
    name: "weather",
    version: "0.1",
    context: "/weather",
    url: "http://x.example.com",
    methods: ["GET"],
  };
  const { status, result } = await ask("POST /admin/v2/apis", body);
  expect([status, result]).toMatchObject([
    200,
    { id: "weather-admin-0.1", context: "/weather/0.1", status: "CREATED", owner: "admin" },
  ]);
  const path = "/admin/v2/apis/weather-admin-0.1";
  expect((await ask(`PUT ${path}`, { status: "PUBLISHED" })).result).toMatchObject({ status: "PUBLISHED" });
  expect((await ask(`PUT ${path}`, { status: "LOST" })).status).toBe(400);
  expect((await ask("GET /admin/v2/apis/Apps-admin-v2")).result).toMatchObject({
    context: "/apps/v2",
    visibility: "public",
    environments: "Production and Sandbox",
    roles: [""],
  });
  expect((await ask(`DELETE ${path}`)).status).toBe(200);
  expect((await ask("GET /admin/v2/apis")).result).toMatchObject([{ id: "Apps-admin-v2" }]);
});

test("all clients are seen, without their secrets", async () => {
  const { result, text } = await ask("GET /admin/v2/clients");
  expect(result).toContainEqual({
    id: "ann-key",
    name: "DefaultApplication",
    clientName: "DefaultApplication",
    owner: "ann",
  });
  expect(text).not.toContain("ann-secret");
});
