import { expect } from "vitest";
import { Agave, keysOf } from "../../../src/agave/index.ts";
import { WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";

const NONE = "nobody-knows-it";

const tenantRows: readonly ContractRow[] = [
  contract({
    method: "Agave.tenants",
    access: "open",
    call: (agave, _, { platform: __, ...options }) =>
      Agave.tenants({ tenantsUrl: `${agave.baseUrl}/tenants`, ...options }),
    check: (answer, { url }) => {
      expect(answer).toHaveLength(11);
      expect(answer).toContainEqual(expect.objectContaining({ code: "sd2e", baseUrl: `${url}/sd2e/` }));
    },
    missing: WHY.list,
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "Agave.connect",
    access: "open",
    call: (agave, _, { platform: __, ...options }) =>
      Agave.connect({ tenant: "sd2e", tenantsUrl: `${agave.baseUrl}/tenants`, ...options }),
    check: (answer, { url }) => expect(answer).toMatchObject({ baseUrl: `${url}/sd2e` }),
    missing: (agave) => Agave.connect({ tenant: NONE, tenantsUrl: `${agave.baseUrl}/tenants` }),
    denied: WHY.open,
    refused: {
      isLocal: true,
      call: (agave) => Agave.connect({ tenant: "sd2e", tenantsUrl: agave.baseUrl }),
      words: /does not end in \/tenants/u,
    },
  }),
];

const sessionRows: readonly ContractRow[] = [
  contract({
    method: "agave.refresh",
    access: "login",
    call: (agave) => agave.refresh(),
    check: (answer, { emulator }) => {
      expect(answer).toMatchObject({ expiresIn: 14_400 });
      expect(emulator.requests).toHaveLength(1);
    },
    missing: WHY.nothing,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

const LAPTOP = "laptop";
const FILES = { apiName: "Files", apiVersion: "v2", apiProvider: "admin" };

const clientRows: readonly ContractRow[] = [
  contract({
    method: "clients.list",
    access: "password",
    call: (agave, _, options) => agave.clients.list(options),
    check: (answer) => expect(answer).toMatchObject([{ name: "DefaultApplication", consumerKey: "ann-key" }]),
    safe: (answer) => expect(answer).toBeInstanceOf(Array),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.create",
    access: "password",
    call: (agave, _, options) => agave.clients.create(LAPTOP, options),
    check: (answer) =>
      expect(keysOf(answer as Parameters<typeof keysOf>[0])).toEqual({
        apiKey: expect.stringMatching(/^\w+$/u) as string,
        apiSecret: expect.stringMatching(/^\w+$/u) as string,
      }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: (agave) => agave.clients.create("DefaultApplication"),
      words: /Application already exists/u,
    },
  }),
  contract({
    method: "clients.get",
    access: "password",
    call: (agave, _, options) => agave.clients.get("DefaultApplication", options),
    check: (answer) => expect(answer).toMatchObject({ name: "DefaultApplication", consumerKey: "ann-key" }),
    missing: (agave) => agave.clients.get(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.delete",
    access: "password",
    prepare: ({ agave }) => agave.clients.create(LAPTOP),
    call: (agave, _, options) => agave.clients.delete(LAPTOP, options),
    check: async (_, { agave }) => expect(await agave.clients.list()).toHaveLength(1),
    missing: (agave) => agave.clients.delete(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.listSubscriptions",
    access: "password",
    call: (agave, _, options) => agave.clients.listSubscriptions("DefaultApplication", options),
    check: (answer) => {
      expect(answer).toHaveLength(12);
      expect(answer).toContainEqual(expect.objectContaining({ apiName: "Files", apiVersion: "v2" }));
    },
    missing: (agave) => agave.clients.listSubscriptions(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.unsubscribe",
    access: "password",
    call: (agave, _, options) => agave.clients.unsubscribe("DefaultApplication", options),
    check: async (_, { agave }) =>
      expect(await agave.clients.listSubscriptions("DefaultApplication")).toEqual([]),
    missing: (agave) => agave.clients.unsubscribe(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.subscribe",
    access: "password",
    prepare: ({ agave }) => agave.clients.unsubscribe("DefaultApplication"),
    call: (agave, _, options) => agave.clients.subscribe("DefaultApplication", FILES, options),
    check: async (_, { agave }) =>
      expect(await agave.clients.listSubscriptions("DefaultApplication")).toMatchObject([
        { apiName: "Files" },
      ]),
    missing: (agave) => agave.clients.subscribe("DefaultApplication", { ...FILES, apiName: NONE }),
    denied: WHY.own,
    refused: {
      call: (agave) => agave.clients.subscribe("DefaultApplication", { ...FILES, apiName: "" }),
      words: /apiName cannot be empty/u,
    },
  }),
  contract({
    method: "clients.subscribeToAll",
    access: "password",
    prepare: ({ agave }) => agave.clients.unsubscribe("DefaultApplication"),
    call: (agave, _, options) => agave.clients.subscribeToAll("DefaultApplication", options),
    check: async (_, { agave }) =>
      expect(await agave.clients.listSubscriptions("DefaultApplication")).toHaveLength(12),
    missing: (agave) => agave.clients.subscribeToAll(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

/** The rows of tenants, sessions and OAuth clients. */
export const logInContracts: readonly ContractRow[] = [...tenantRows, ...sessionRows, ...clientRows];
