import { expect } from "vitest";
import type { Agave, CredentialInput } from "../../../../src/agave/index.ts";
import type { TestPlatform } from "../platform.ts";
import { aCluster, aSharedStorage, aStorage, NOTHING, storage } from "../things.ts";
import { collect, WHY } from "../collect.ts";
import { contract, type ContractRow } from "../contract.ts";
import { names, own, usernameOf } from "../names.ts";

const guest = () => ({ username: usernameOf("bob"), role: "GUEST" }) as const;

async function roleOfBob({ agave }: TestPlatform): Promise<unknown> {
  const rows = await collect(agave.systems.listRoles(own("lab")));
  return rows.find(({ username }) => username === usernameOf("bob"))?.role;
}

/** A laboratory that bob works with, and a storage that he does not. */
async function twoStorages(platform: TestPlatform): Promise<void> {
  await aSharedStorage(platform);
  await platform.agave.systems.create({ ...storage(), id: own("vault") });
}

const roleRows: readonly ContractRow[] = [
  contract({
    method: "systems.listRoles",
    prepare: twoStorages,
    call: (agave, _, options) => collect(agave.systems.listRoles(own("lab"), options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { username: usernameOf("ann"), role: "OWNER" },
        { username: usernameOf("bob"), role: "USER" },
      ]),
    missing: (agave) => collect(agave.systems.listRoles(NOTHING)),
    denied: {
      as: "bob",
      call: (agave, _, options) => collect(agave.systems.listRoles(own("vault"), options)),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.getRole",
    prepare: twoStorages,
    call: (agave, _, options) => agave.systems.getRole(own("lab"), usernameOf("bob"), options),
    check: async (answer, platform) => {
      expect(answer).toMatchObject({ username: usernameOf("bob"), role: "USER" });
      // Others are answered a list of one.
      const told = await platform.as("bob").systems.getRole(own("lab"), usernameOf("bob"));
      expect(told).toMatchObject({ username: usernameOf("bob"), role: "USER" });
    },
    missing: (agave) => agave.systems.getRole(own("lab"), usernameOf("admin")),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.systems.getRole(own("vault"), usernameOf("ann"), options),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.listRolesForUser",
    prepare: twoStorages,
    call: (agave, _, options) => agave.systems.listRolesForUser(own("lab"), usernameOf("bob"), options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject([{ username: usernameOf("bob"), role: "USER" }]);
      expect(await agave.systems.listRolesForUser(own("lab"), usernameOf("admin"))).toEqual([]);
    },
    missing: WHY.list,
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.systems.listRolesForUser(own("vault"), usernameOf("ann"), options),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.grantRole",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.grantRole(own("lab"), guest(), options),
    check: async (_, platform) => expect(await roleOfBob(platform)).toBe("GUEST"),
    missing: (agave) => agave.systems.grantRole(own("lab"), { ...guest(), username: NOTHING }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.grantRole(names().storage, guest()),
      words: /not supported on public systems/u,
    },
  }),
  contract({
    method: "systems.setRole",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.setRole(own("lab"), guest(), options),
    check: async (_, platform) => {
      expect(await roleOfBob(platform)).toBe("GUEST");
      await platform.agave.systems.setRole(own("lab"), { ...guest(), role: "NONE" });
      expect(await roleOfBob(platform)).toBeUndefined();
    },
    missing: (agave) => agave.systems.setRole(NOTHING, guest()),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.setRole(names().storage, guest()),
      words: /not supported on public systems/u,
    },
  }),
  contract({
    method: "systems.revokeRole",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.revokeRole(own("lab"), usernameOf("bob"), options),
    check: async (_, platform) => expect(await roleOfBob(platform)).toBeUndefined(),
    missing: (agave) => agave.systems.revokeRole(NOTHING, usernameOf("bob")),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.revokeRole(names().storage, usernameOf("bob")),
      words: /not supported on public systems/u,
    },
  }),
  contract({
    method: "systems.revokeRoles",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.revokeRoles(own("lab"), options),
    check: async (_, platform) => expect(await roleOfBob(platform)).toBeUndefined(),
    missing: (agave) => agave.systems.revokeRoles(NOTHING),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.revokeRoles(names().storage),
      words: /not supported on public systems/u,
    },
  }),
];

const KEY: CredentialInput = { type: "SSHKEYS", username: "robot", publicKey: "ssh-rsa A", privateKey: "-" };
const FORM = { internalUsername: "robot", credential: KEY } as const;
const TYPED = { ...FORM, credentialType: "STORAGE" } as const;
const ODD: CredentialInput = { ...KEY, type: "RIDDLE" };

type CredentialMethod = Extract<keyof Agave["systems"], `${string}Credentials${string}`>;

/** What rows of credentials have in common. */
function credentialRow(
  method: CredentialMethod,
  call: (systems: Agave["systems"], id: string, options?: object) => Promise<unknown>,
  refuse?: (systems: Agave["systems"]) => Promise<unknown>,
): ContractRow {
  return contract({
    method: `systems.${method}`,
    prepare: aSharedStorage,
    call: (agave, _, options) => call(agave.systems, own("lab"), options),
    check: async (_, platform) => {
      // Whatever becomes of them: no answer holds a secret.
      const told = JSON.stringify(await platform.agave.systems.raw.get(own("lab")));
      expect(told).not.toContain("service-password");
    },
    missing: (agave) => call(agave.systems, NOTHING),
    denied: { as: "bob" },
    refused:
      refuse === undefined ? WHY.nothing : { call: ({ systems }) => refuse(systems), words: /RIDDLE|type/iu },
  });
}

/** What rows that list credentials have in common. */
function credentialListRow(
  method: CredentialMethod,
  call: (systems: Agave["systems"], id: string, options?: object) => Promise<unknown>,
): ContractRow {
  return contract({
    method: `systems.${method}`,
    prepare: async (platform) => {
      await aSharedStorage(platform);
      await platform.agave.systems.updateCredentialsForUser(own("lab"), FORM);
    },
    call: (agave, _, options) => call(agave.systems, own("lab"), options),
    check: (answer) => {
      expect(answer).toContainEqual(expect.objectContaining({ internalUsername: "robot", type: "SSHKEYS" }));
      expect(JSON.stringify(answer)).not.toContain("ssh-rsa");
    },
    missing: (agave) => call(agave.systems, NOTHING),
    denied: { as: "bob" },
    refused: WHY.nothing,
  });
}

const credentialRows: readonly ContractRow[] = [
  credentialListRow("listCredentials", (systems, id, options) => systems.listCredentials(id, options)),
  credentialListRow("listCredentialsForUser", (systems, id, options) =>
    systems.listCredentialsForUser(id, "robot", options),
  ),
  credentialListRow("listCredentialsForUserByType", (systems, id, options) =>
    systems.listCredentialsForUserByType(id, TYPED, options),
  ),
  credentialRow(
    "updateCredentials",
    (systems, id, options) => systems.updateCredentials(id, KEY, options),
    (systems) => systems.updateCredentials(own("lab"), ODD),
  ),
  credentialRow("deleteCredentials", (systems, id, options) => systems.deleteCredentials(id, options)),
  credentialRow(
    "updateCredentialsForUser",
    (systems, id, options) => systems.updateCredentialsForUser(id, FORM, options),
    (systems) => systems.updateCredentialsForUser(own("lab"), { ...FORM, credential: ODD }),
  ),
  credentialRow("deleteCredentialsForUser", (systems, id, options) =>
    systems.deleteCredentialsForUser(id, "robot", options),
  ),
  credentialRow(
    "updateCredentialsForUserByType",
    (systems, id, options) => systems.updateCredentialsForUserByType(id, TYPED, options),
    (systems) => systems.updateCredentialsForUserByType(own("lab"), { ...TYPED, credential: ODD }),
  ),
  credentialRow("deleteCredentialsForUserByType", (systems, id, options) =>
    systems.deleteCredentialsForUserByType(id, TYPED, options),
  ),
];

const QUEUE = { name: "long", maxJobs: 3, maxRequestedTime: "99:00:00" } as const;

async function queues({ agave }: TestPlatform): Promise<readonly string[]> {
  return (await collect(agave.systems.listQueues(own("cluster")))).map(({ name }) => name);
}

async function aClusterForBob(platform: TestPlatform): Promise<void> {
  await aCluster(platform);
  await platform.agave.systems.grantRole(own("cluster"), { username: usernameOf("bob"), role: "USER" });
}

const queueRows: readonly ContractRow[] = [
  contract({
    method: "systems.listQueues",
    prepare: aCluster,
    call: (agave, _, options) => collect(agave.systems.listQueues(own("cluster"), options)),
    check: (answer) => expect(answer).toMatchObject([{ name: "normal", default: true, maxJobs: 10 }]),
    missing: (agave) => collect(agave.systems.listQueues(NOTHING)),
    denied: { as: "bob" },
    refused: {
      call: (agave) => collect(agave.systems.listQueues(names().storage)),
      words: /Only execution systems have queues/u,
    },
  }),
  contract({
    method: "systems.getQueue",
    prepare: aCluster,
    call: (agave, _, options) => agave.systems.getQueue(own("cluster"), "normal", options),
    check: (answer) => expect(answer).toMatchObject({ name: "normal", maxJobs: 10 }),
    missing: (agave) => agave.systems.getQueue(own("cluster"), NOTHING),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.getQueue(names().storage, "normal"),
      words: /Only execution systems have queues/u,
    },
  }),
  contract({
    method: "systems.createQueue",
    prepare: aClusterForBob,
    call: (agave, _, options) => agave.systems.createQueue(own("cluster"), QUEUE, options),
    check: async (_, platform) => expect(await queues(platform)).toEqual(["normal", "long"]),
    missing: (agave) => agave.systems.createQueue(NOTHING, QUEUE),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.createQueue(own("cluster"), { ...QUEUE, name: "" }),
      words: /name/u,
    },
  }),
  contract({
    method: "systems.updateQueue",
    prepare: aClusterForBob,
    call: (agave, _, options) =>
      agave.systems.updateQueue(
        own("cluster"),
        { queueName: "normal", queue: { name: "normal", maxJobs: 5 } },
        options,
      ),
    check: async (_, { agave }) =>
      expect(await agave.systems.getQueue(own("cluster"), "normal")).toMatchObject({ maxJobs: 5 }),
    missing: (agave) => agave.systems.updateQueue(own("cluster"), { queueName: NOTHING, queue: QUEUE }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.updateQueue(names().storage, { queueName: "long", queue: QUEUE }),
      words: /Only execution systems have queues/u,
    },
  }),
  contract({
    method: "systems.deleteQueue",
    prepare: aClusterForBob,
    call: (agave, _, options) => agave.systems.deleteQueue(own("cluster"), "normal", options),
    check: async (_, platform) => expect(await queues(platform)).toEqual([]),
    missing: (agave) => agave.systems.deleteQueue(own("cluster"), NOTHING),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.deleteQueue(names().storage, "normal"),
      words: /Only execution systems have queues/u,
    },
  }),
];

/** The rows of what systems have: roles, credentials, queues. */
export const systemPartContracts: readonly ContractRow[] = [...roleRows, ...credentialRows, ...queueRows];
