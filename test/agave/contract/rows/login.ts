import { expect } from "vitest";
import { Agave, keysOf, type TenantsOptions } from "../../../../src/agave/index.ts";
import { WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { names, own } from "../names.ts";
import type { TestPlatform } from "../platform.ts";

const NONE = "nobody-knows-it";

/** Where tenants are listed: on the emulator, or where the environment says. */
function listed({ baseUrl }: Agave): TenantsOptions {
  const { tenantsUrl = own("") === "" ? `${baseUrl}/tenants` : undefined } = names();
  return tenantsUrl === undefined ? {} : { tenantsUrl };
}

const tenantRows: readonly ContractRow[] = [
  contract({
    method: "Agave.tenants",
    access: "open",
    call: (agave, _, { platform: __, ...options }) => Agave.tenants({ ...listed(agave), ...options }),
    check: (answer, { url, isLive }) => {
      const baseUrl = isLive ? (expect.stringContaining(url) as string) : `${url}/sd2e/`;
      expect(answer).toContainEqual(expect.objectContaining({ code: names().tenant, baseUrl }));
    },
    missing: WHY.list,
    denied: WHY.open,
    refused: WHY.nothing,
  }),
  contract({
    method: "Agave.connect",
    access: "open",
    call: (agave, _, { platform: __, ...options }) =>
      Agave.connect({ tenant: names().tenant, ...listed(agave), ...options }),
    check: (answer, { url, isLive }) =>
      expect(answer).toMatchObject({ baseUrl: isLive ? url : `${url}/sd2e` }),
    missing: (agave) => Agave.connect({ tenant: NONE, ...listed(agave) }),
    denied: WHY.open,
    refused: {
      isLocal: true,
      call: (agave) => Agave.connect({ tenant: names().tenant, tenantsUrl: agave.baseUrl }),
      words: /does not end in \/tenants/u,
    },
  }),
];

const sessionRows: readonly ContractRow[] = [
  contract({
    method: "agave.refresh",
    access: "login",
    call: (agave) => agave.refresh(),
    check: (answer, { asked, isLive }) => {
      expect(answer).toMatchObject({ expiresIn: isLive ? (expect.any(Number) as number) : 14_400 });
      expect(asked.operations()).toHaveLength(1);
    },
    missing: WHY.nothing,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

const laptop = () => own("laptop");
const FILES = { apiName: "Files", apiVersion: "v2", apiProvider: "admin" };

/** A client of ann's. @returns its key */
async function aClient({ agave }: TestPlatform): Promise<string> {
  return keysOf(await agave.clients.create(laptop()))?.apiKey ?? "";
}

/** One that may use nothing. */
async function anIdleClient(platform: TestPlatform): Promise<void> {
  await aClient(platform);
  await platform.agave.clients.unsubscribe(laptop());
}

const clientRows: readonly ContractRow[] = [
  contract({
    method: "clients.list",
    access: "password",
    prepare: aClient,
    call: (agave, _, options) => agave.clients.list(options),
    check: (answer, _, consumerKey) =>
      expect(answer).toContainEqual(expect.objectContaining({ name: laptop(), consumerKey })),
    missing: WHY.list,
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.create",
    access: "password",
    call: (agave, _, options) => agave.clients.create(laptop(), options),
    check: (answer) =>
      expect(keysOf(answer as Parameters<typeof keysOf>[0])).toEqual({
        apiKey: expect.stringMatching(/^\w+$/u) as string,
        apiSecret: expect.stringMatching(/^\w+$/u) as string,
      }),
    missing: WHY.new,
    denied: WHY.own,
    refused: {
      call: async (agave) => {
        await agave.clients.create(laptop());
        return agave.clients.create(laptop());
      },
      words: /Application already exists/u,
    },
  }),
  contract({
    method: "clients.get",
    access: "password",
    prepare: aClient,
    call: (agave, _, options) => agave.clients.get(laptop(), options),
    check: (answer, _, consumerKey) => expect(answer).toMatchObject({ name: laptop(), consumerKey }),
    missing: (agave) => agave.clients.get(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.delete",
    access: "password",
    prepare: aClient,
    call: (agave, _, options) => agave.clients.delete(laptop(), options),
    check: async (_, { agave }) =>
      expect((await agave.clients.list()).map(({ name }) => name)).not.toContain(laptop()),
    missing: (agave) => agave.clients.delete(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.listSubscriptions",
    access: "password",
    prepare: aClient,
    call: (agave, _, options) => agave.clients.listSubscriptions(laptop(), options),
    check: (answer, { isLive }) => {
      if (!isLive) expect(answer).toHaveLength(12);
      expect(answer).toContainEqual(expect.objectContaining({ apiName: "Files", apiVersion: "v2" }));
    },
    missing: (agave) => agave.clients.listSubscriptions(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.unsubscribe",
    access: "password",
    prepare: aClient,
    call: (agave, _, options) => agave.clients.unsubscribe(laptop(), options),
    check: async (_, { agave }) => expect(await agave.clients.listSubscriptions(laptop())).toEqual([]),
    missing: (agave) => agave.clients.unsubscribe(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
  contract({
    method: "clients.subscribe",
    access: "password",
    prepare: anIdleClient,
    call: (agave, _, options) => agave.clients.subscribe(laptop(), FILES, options),
    check: async (_, { agave }) =>
      expect(await agave.clients.listSubscriptions(laptop())).toMatchObject([{ apiName: "Files" }]),
    missing: (agave) => agave.clients.subscribe(laptop(), { ...FILES, apiName: NONE }),
    denied: WHY.own,
    refused: {
      call: (agave) => agave.clients.subscribe(laptop(), { ...FILES, apiName: "" }),
      words: /apiName cannot be empty/u,
    },
  }),
  contract({
    method: "clients.subscribeToAll",
    access: "password",
    prepare: anIdleClient,
    call: (agave, _, options) => agave.clients.subscribeToAll(laptop(), options),
    check: async (_, { agave, isLive }) => {
      const subscriptions = await agave.clients.listSubscriptions(laptop());
      expect(subscriptions).toContainEqual(expect.objectContaining({ apiName: "Files" }));
      if (!isLive) expect(subscriptions).toHaveLength(12);
    },
    missing: (agave) => agave.clients.subscribeToAll(NONE),
    denied: WHY.own,
    refused: WHY.nothing,
  }),
];

/** The rows of tenants, sessions and OAuth clients. */
export const logInContracts: readonly ContractRow[] = [...tenantRows, ...sessionRows, ...clientRows];
