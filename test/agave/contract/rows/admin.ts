import { expect } from "vitest";
import type { Agave } from "../../../../src/agave/index.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type Contract, type ContractRow, type MethodName } from "../contract.ts";
import { own } from "../names.ts";
import type { TestPlatform } from "../platform.ts";
import { NOTHING } from "../things.ts";

type Admin = Agave["admin"];

const account = () => own("robot");
const role = () => own("Internal_robots");
const anApi = () => ({
  name: own("Robots"),
  version: "v1",
  context: `/${own("robots")}/v1`,
  url: "https://example.com/",
});
const others = () => ({ ...anApi(), name: own("Others"), context: `/${own("others")}/v1` });

interface Made {
  readonly api: string;
}

/** An account and an API; the account has a role. */
async function made(platform: TestPlatform): Promise<Made> {
  const { admin } = platform.as("admin");
  await admin.createAccount(account(), "robot-password");
  await admin.createRole(role());
  await admin.addRoleToAccount(account(), role());
  await admin.createApi(anApi());
  const apis = await collect(admin.listApis());
  return { api: apis.find(({ name }) => name === anApi().name)?.id ?? "" };
}

/** What all have in common: only administrators may. */
function row(
  method: Extract<MethodName, `admin.${string}`>,
  call: (admin: Admin, made: Made, options?: object) => Promise<unknown>,
  more: Pick<Contract<Made>, "check"> & Partial<Contract<Made>>,
): ContractRow {
  return contract({
    method,
    as: "admin",
    prepare: made,
    call: (agave, thing, options) => call(agave.admin, thing, options),
    missing: WHY.list,
    denied: { as: "ann" },
    refused: WHY.nothing,
    ...more,
  });
}

const rolesOf = async (platform: TestPlatform): Promise<string> =>
  JSON.stringify(await platform.as("admin").admin.getAccount(account()));

const accountRows: readonly ContractRow[] = [
  row("admin.listAccounts", (admin, _, options) => collect(admin.listAccounts(options)), {
    check: (answer) => expect(answer).toContainEqual(expect.objectContaining({ id: account() })),
  }),
  row("admin.getAccount", (admin, _, options) => admin.getAccount(account(), options), {
    check: (answer) => expect(answer).toMatchObject({ id: account() }),
    missing: (agave) => agave.admin.getAccount(NOTHING),
  }),
  row(
    "admin.createAccount",
    (admin, _, options) => admin.createAccount(own("other"), "other-password", options),
    {
      check: (answer) => expect(answer).toMatchObject({ id: own("other") }),
      refused: {
        call: (agave) => agave.admin.createAccount(account(), "robot-password"),
        words: /already exists/u,
      },
    },
  ),
  row("admin.updateAccount", (admin, _, options) => admin.updateAccount(account(), "new-password", options), {
    check: (answer) => expect(JSON.stringify(answer)).not.toContain("new-password"),
    missing: (agave) => agave.admin.updateAccount(NOTHING, "new-password"),
  }),
  row("admin.deleteAccount", (admin, _, options) => admin.deleteAccount(account(), options), {
    check: async (_, platform) => {
      const accounts = await collect(platform.as("admin").admin.listAccounts());
      expect(accounts.map(({ id }) => id)).not.toContain(account());
    },
    missing: (agave) => agave.admin.deleteAccount(NOTHING),
  }),
  row("admin.listAccountRoles", (admin, _, options) => admin.listAccountRoles(account(), options), {
    check: (answer) => expect(JSON.stringify(answer)).toContain(role()),
    missing: (agave) => agave.admin.listAccountRoles(NOTHING),
  }),
  row("admin.addRoleToAccount", (admin, _, options) => admin.addRoleToAccount(account(), role(), options), {
    check: async (_, platform) => expect(await rolesOf(platform)).toContain(role()),
    missing: (agave) => agave.admin.addRoleToAccount(account(), NOTHING),
  }),
  row(
    "admin.deleteRoleFromAccount",
    (admin, _, options) => admin.deleteRoleFromAccount(account(), role(), options),
    {
      check: async (_, platform) => expect(await rolesOf(platform)).not.toContain(role()),
      missing: (agave) => agave.admin.deleteRoleFromAccount(NOTHING, role()),
    },
  ),
];

const roleRows: readonly ContractRow[] = [
  row("admin.listRoles", (admin, _, options) => collect(admin.listRoles(options)), {
    check: (answer) => expect(answer).toContainEqual(expect.objectContaining({ id: role() })),
  }),
  row("admin.getRole", (admin, _, options) => admin.getRole(role(), options), {
    check: (answer) => expect(answer).toMatchObject({ id: role() }),
    missing: (agave) => agave.admin.getRole(NOTHING),
  }),
  row("admin.createRole", (admin, _, options) => admin.createRole(own("Internal_others"), options), {
    check: (answer) => expect(answer).toMatchObject({ id: own("Internal_others") }),
    refused: { call: (agave) => agave.admin.createRole(role()), words: /already exists/u },
  }),
  row("admin.deleteRole", (admin, _, options) => admin.deleteRole(role(), options), {
    check: async (_, platform) => {
      const roles = await collect(platform.as("admin").admin.listRoles());
      expect(roles.map(({ id }) => id)).not.toContain(role());
    },
    missing: (agave) => agave.admin.deleteRole(NOTHING),
  }),
  row("admin.listAccountsInRole", (admin, _, options) => admin.listAccountsInRole(role(), options), {
    check: (answer) => expect(JSON.stringify(answer)).toContain(account()),
    missing: (agave) => agave.admin.listAccountsInRole(NOTHING),
  }),
  row("admin.addAccountToRole", (admin, _, options) => admin.addAccountToRole(role(), account(), options), {
    check: async (_, platform) => expect(await rolesOf(platform)).toContain(role()),
    missing: (agave) => agave.admin.addAccountToRole(NOTHING, account()),
  }),
  row(
    "admin.deleteAccountFromRole",
    (admin, _, options) => admin.deleteAccountFromRole(role(), account(), options),
    {
      check: async (_, platform) => expect(await rolesOf(platform)).not.toContain(role()),
      missing: (agave) => agave.admin.deleteAccountFromRole(role(), NOTHING),
    },
  ),
];

const apiRows: readonly ContractRow[] = [
  row("admin.listClients", (admin, _, options) => collect(admin.listClients(options)), {
    check: (answer) => expect(JSON.stringify(answer)).toContain("DefaultApplication"),
  }),
  row("admin.listApis", (admin, _, options) => collect(admin.listApis(options)), {
    check: (answer, _, { api }) => expect(answer).toContainEqual(expect.objectContaining({ id: api })),
  }),
  row("admin.getApi", (admin, { api }, options) => admin.getApi(api, options), {
    check: (answer, _, { api }) => expect(answer).toMatchObject({ id: api, name: own("Robots") }),
    missing: (agave) => agave.admin.getApi(NOTHING),
  }),
  row("admin.createApi", (admin, _, options) => admin.createApi(others(), options), {
    check: (answer) => expect(answer).toMatchObject({ name: own("Others") }),
    refused: { call: (agave) => agave.admin.createApi(anApi()), words: /already exists/u },
  }),
  row(
    "admin.updateApiStatus",
    (admin, { api }, options) => admin.updateApiStatus(api, "PUBLISHED", options),
    {
      check: async (_, platform, { api }) =>
        expect(JSON.stringify(await platform.as("admin").admin.getApi(api))).toContain("PUBLISHED"),
      missing: (agave) => agave.admin.updateApiStatus(NOTHING, "PUBLISHED"),
    },
  ),
  row("admin.deleteApi", (admin, { api }, options) => admin.deleteApi(api, options), {
    check: async (_, platform, { api }) => {
      const apis = await collect(platform.as("admin").admin.listApis());
      expect(apis.map(({ id }) => id)).not.toContain(api);
    },
    missing: (agave) => agave.admin.deleteApi(NOTHING),
  }),
];

/** The rows of what administrators of a tenant do. */
export const adminContracts: readonly ContractRow[] = [...accountRows, ...roleRows, ...apiRows];
