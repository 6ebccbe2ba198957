import { expect } from "vitest";
import type { Agave } from "../../../src/agave/index.ts";
import { collect, WHY } from "./collect.ts";
import { contract, type Contract, type ContractRow, type MethodName } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { NOTHING } from "./things.ts";

type Admin = Agave["admin"];

const ACCOUNT = "robot";
const ROLE = "Internal_robots";
const API = { name: "Robots", version: "v1", context: "/robots/v1", url: "https://example.com/" };

interface Made {
  readonly api: string;
}

/** An account and an API; the account has a role. */
async function made(platform: TestPlatform): Promise<Made> {
  const { admin } = platform.as("admin");
  await admin.createAccount(ACCOUNT, "robot-password");
  await admin.createRole(ROLE);
  await admin.addRoleToAccount(ACCOUNT, ROLE);
  await admin.createApi(API);
  const apis = await collect(admin.listApis());
  return { api: apis.find(({ name }) => name === API.name)?.id ?? "" };
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
  JSON.stringify(await platform.as("admin").admin.getAccount(ACCOUNT));

const accountRows: readonly ContractRow[] = [
  row("admin.listAccounts", (admin, _, options) => collect(admin.listAccounts(options)), {
    check: (answer) => expect(answer).toContainEqual(expect.objectContaining({ id: ACCOUNT })),
  }),
  row("admin.getAccount", (admin, _, options) => admin.getAccount(ACCOUNT, options), {
    check: (answer) => expect(answer).toMatchObject({ id: ACCOUNT }),
    missing: (agave) => agave.admin.getAccount(NOTHING),
  }),
  row("admin.createAccount", (admin, _, options) => admin.createAccount("other", "other-password", options), {
    check: (answer) => expect(answer).toMatchObject({ id: "other" }),
    refused: {
      call: (agave) => agave.admin.createAccount(ACCOUNT, "robot-password"),
      words: /already exists/u,
    },
  }),
  row("admin.updateAccount", (admin, _, options) => admin.updateAccount(ACCOUNT, "new-password", options), {
    check: (answer) => expect(JSON.stringify(answer)).not.toContain("new-password"),
    missing: (agave) => agave.admin.updateAccount(NOTHING, "new-password"),
  }),
  row("admin.deleteAccount", (admin, _, options) => admin.deleteAccount(ACCOUNT, options), {
    check: async (_, platform) => {
      const accounts = await collect(platform.as("admin").admin.listAccounts());
      expect(accounts.map(({ id }) => id)).not.toContain(ACCOUNT);
    },
    missing: (agave) => agave.admin.deleteAccount(NOTHING),
  }),
  row("admin.listAccountRoles", (admin, _, options) => admin.listAccountRoles(ACCOUNT, options), {
    check: (answer) => expect(JSON.stringify(answer)).toContain(ROLE),
    missing: (agave) => agave.admin.listAccountRoles(NOTHING),
  }),
  row("admin.addRoleToAccount", (admin, _, options) => admin.addRoleToAccount(ACCOUNT, ROLE, options), {
    check: async (_, platform) => expect(await rolesOf(platform)).toContain(ROLE),
    missing: (agave) => agave.admin.addRoleToAccount(ACCOUNT, NOTHING),
  }),
  row(
    "admin.deleteRoleFromAccount",
    (admin, _, options) => admin.deleteRoleFromAccount(ACCOUNT, ROLE, options),
    {
      check: async (_, platform) => expect(await rolesOf(platform)).not.toContain(ROLE),
      missing: (agave) => agave.admin.deleteRoleFromAccount(NOTHING, ROLE),
    },
  ),
];

const roleRows: readonly ContractRow[] = [
  row("admin.listRoles", (admin, _, options) => collect(admin.listRoles(options)), {
    check: (answer) => expect(answer).toContainEqual(expect.objectContaining({ id: ROLE })),
  }),
  row("admin.getRole", (admin, _, options) => admin.getRole(ROLE, options), {
    check: (answer) => expect(answer).toMatchObject({ id: ROLE }),
    missing: (agave) => agave.admin.getRole(NOTHING),
  }),
  row("admin.createRole", (admin, _, options) => admin.createRole("Internal_others", options), {
    check: (answer) => expect(answer).toMatchObject({ id: "Internal_others" }),
    refused: { call: (agave) => agave.admin.createRole(ROLE), words: /already exists/u },
  }),
  row("admin.deleteRole", (admin, _, options) => admin.deleteRole(ROLE, options), {
    check: async (_, platform) => {
      const roles = await collect(platform.as("admin").admin.listRoles());
      expect(roles.map(({ id }) => id)).not.toContain(ROLE);
    },
    missing: (agave) => agave.admin.deleteRole(NOTHING),
  }),
  row("admin.listAccountsInRole", (admin, _, options) => admin.listAccountsInRole(ROLE, options), {
    check: (answer) => expect(JSON.stringify(answer)).toContain(ACCOUNT),
    missing: (agave) => agave.admin.listAccountsInRole(NOTHING),
  }),
  row("admin.addAccountToRole", (admin, _, options) => admin.addAccountToRole(ROLE, ACCOUNT, options), {
    check: async (_, platform) => expect(await rolesOf(platform)).toContain(ROLE),
    missing: (agave) => agave.admin.addAccountToRole(NOTHING, ACCOUNT),
  }),
  row(
    "admin.deleteAccountFromRole",
    (admin, _, options) => admin.deleteAccountFromRole(ROLE, ACCOUNT, options),
    {
      check: async (_, platform) => expect(await rolesOf(platform)).not.toContain(ROLE),
      missing: (agave) => agave.admin.deleteAccountFromRole(ROLE, NOTHING),
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
    check: (answer, _, { api }) => expect(answer).toMatchObject({ id: api, name: API.name }),
    missing: (agave) => agave.admin.getApi(NOTHING),
  }),
  row("admin.createApi", (admin, _, options) => admin.createApi({ ...API, name: "Others" }, options), {
    check: (answer) => expect(answer).toMatchObject({ name: "Others" }),
    refused: { call: (agave) => agave.admin.createApi(API), words: /already exists/u },
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
