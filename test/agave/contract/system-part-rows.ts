import { expect } from "vitest";
import type { Agave, CredentialInput } from "../../../src/agave/index.ts";
import type { TestPlatform } from "./platform.ts";
import { aCluster, aSharedStorage, aStorage, NOTHING } from "./things.ts";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";

const GUEST = { username: "bob", role: "GUEST" } as const;

async function roleOfBob({ agave }: TestPlatform): Promise<unknown> {
  const rows = await collect(agave.systems.listRoles("lab"));
  return rows.find(({ username }) => username === "bob")?.role;
}

const roleRows: readonly ContractRow[] = [
  contract({
    method: "systems.listRoles",
    prepare: aSharedStorage,
    call: (agave, _, options) => collect(agave.systems.listRoles("lab", options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { username: "ann", role: "OWNER" },
        { username: "bob", role: "USER" },
      ]),
    missing: (agave) => collect(agave.systems.listRoles(NOTHING)),
    denied: {
      as: "bob",
      call: (agave, _, options) => collect(agave.systems.listRoles("ann.storage", options)),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.getRole",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.getRole("lab", "bob", options),
    check: async (answer, platform) => {
      expect(answer).toMatchObject({ username: "bob", role: "USER" });
      // Others are answered a list of one.
      const own = await platform.as("bob").systems.getRole("lab", "bob");
      expect(own).toMatchObject({ username: "bob", role: "USER" });
    },
    missing: (agave) => agave.systems.getRole("lab", "admin"),
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.systems.getRole("ann.storage", "ann", options),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.listRolesForUser",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.listRolesForUser("lab", "bob", options),
    check: async (answer, { agave }) => {
      expect(answer).toMatchObject([{ username: "bob", role: "USER" }]);
      expect(await agave.systems.listRolesForUser("lab", "admin")).toEqual([]);
    },
    missing: WHY.list,
    denied: {
      as: "bob",
      call: (agave, _, options) => agave.systems.listRolesForUser("ann.storage", "ann", options),
    },
    refused: WHY.nothing,
  }),
  contract({
    method: "systems.grantRole",
    prepare: aStorage,
    call: (agave, _, options) => agave.systems.grantRole("lab", GUEST, options),
    check: async (_, platform) => expect(await roleOfBob(platform)).toBe("GUEST"),
    missing: (agave) => agave.systems.grantRole("lab", { ...GUEST, username: NOTHING }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.grantRole("data", GUEST),
      words: /not supported on public systems/u,
    },
  }),
  contract({
    method: "systems.setRole",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.setRole("lab", GUEST, options),
    check: async (_, platform) => {
      expect(await roleOfBob(platform)).toBe("GUEST");
      await platform.agave.systems.setRole("lab", { ...GUEST, role: "NONE" });
      expect(await roleOfBob(platform)).toBeUndefined();
    },
    missing: (agave) => agave.systems.setRole(NOTHING, GUEST),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.setRole("data", GUEST),
      words: /not supported on public systems/u,
    },
  }),
  contract({
    method: "systems.revokeRole",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.revokeRole("lab", "bob", options),
    check: async (_, platform) => expect(await roleOfBob(platform)).toBeUndefined(),
    missing: (agave) => agave.systems.revokeRole(NOTHING, "bob"),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.revokeRole("data", "bob"),
      words: /not supported on public systems/u,
    },
  }),
  contract({
    method: "systems.revokeRoles",
    prepare: aSharedStorage,
    call: (agave, _, options) => agave.systems.revokeRoles("lab", options),
    check: async (_, platform) => expect(await roleOfBob(platform)).toBeUndefined(),
    missing: (agave) => agave.systems.revokeRoles(NOTHING),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.revokeRoles("data"),
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
    call: (agave, _, options) => call(agave.systems, "lab", options),
    check: async (_, platform) => {
      // Whatever becomes of them: no answer holds a secret.
      const told = JSON.stringify(await platform.agave.systems.raw.get("lab"));
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
      await platform.agave.systems.updateCredentialsForUser("lab", FORM);
    },
    call: (agave, _, options) => call(agave.systems, "lab", options),
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
    (systems) => systems.updateCredentials("lab", ODD),
  ),
  credentialRow("deleteCredentials", (systems, id, options) => systems.deleteCredentials(id, options)),
  credentialRow(
    "updateCredentialsForUser",
    (systems, id, options) => systems.updateCredentialsForUser(id, FORM, options),
    (systems) => systems.updateCredentialsForUser("lab", { ...FORM, credential: ODD }),
  ),
  credentialRow("deleteCredentialsForUser", (systems, id, options) =>
    systems.deleteCredentialsForUser(id, "robot", options),
  ),
  credentialRow(
    "updateCredentialsForUserByType",
    (systems, id, options) => systems.updateCredentialsForUserByType(id, TYPED, options),
    (systems) => systems.updateCredentialsForUserByType("lab", { ...TYPED, credential: ODD }),
  ),
  credentialRow("deleteCredentialsForUserByType", (systems, id, options) =>
    systems.deleteCredentialsForUserByType(id, TYPED, options),
  ),
];

const QUEUE = { name: "long", maxJobs: 3, maxRequestedTime: "99:00:00" } as const;

async function queues({ agave }: TestPlatform): Promise<readonly string[]> {
  return (await collect(agave.systems.listQueues("cluster"))).map(({ name }) => name);
}

async function aClusterForBob(platform: TestPlatform): Promise<void> {
  await aCluster(platform);
  await platform.agave.systems.grantRole("cluster", { username: "bob", role: "USER" });
}

const queueRows: readonly ContractRow[] = [
  contract({
    method: "systems.listQueues",
    prepare: aCluster,
    call: (agave, _, options) => collect(agave.systems.listQueues("cluster", options)),
    check: (answer) => expect(answer).toMatchObject([{ name: "normal", default: true, maxJobs: 10 }]),
    missing: (agave) => collect(agave.systems.listQueues(NOTHING)),
    denied: { as: "bob" },
    refused: {
      call: (agave) => collect(agave.systems.listQueues("ann.storage")),
      words: /Only execution systems have queues/u,
    },
  }),
  contract({
    method: "systems.getQueue",
    prepare: aCluster,
    call: (agave, _, options) => agave.systems.getQueue("cluster", "normal", options),
    check: (answer) => expect(answer).toMatchObject({ name: "normal", maxJobs: 10 }),
    missing: (agave) => agave.systems.getQueue("cluster", NOTHING),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.getQueue("ann.storage", "normal"),
      words: /Only execution systems have queues/u,
    },
  }),
  contract({
    method: "systems.createQueue",
    prepare: aClusterForBob,
    call: (agave, _, options) => agave.systems.createQueue("cluster", QUEUE, options),
    check: async (_, platform) => expect(await queues(platform)).toEqual(["normal", "long"]),
    missing: (agave) => agave.systems.createQueue(NOTHING, QUEUE),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.createQueue("cluster", { ...QUEUE, name: "" }),
      words: /name/u,
    },
  }),
  contract({
    method: "systems.updateQueue",
    prepare: aClusterForBob,
    call: (agave, _, options) =>
      agave.systems.updateQueue(
        "cluster",
        { queueName: "normal", queue: { name: "normal", maxJobs: 5 } },
        options,
      ),
    check: async (_, { agave }) =>
      expect(await agave.systems.getQueue("cluster", "normal")).toMatchObject({ maxJobs: 5 }),
    missing: (agave) => agave.systems.updateQueue("cluster", { queueName: NOTHING, queue: QUEUE }),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.updateQueue("ann.storage", { queueName: "long", queue: QUEUE }),
      words: /Only execution systems have queues/u,
    },
  }),
  contract({
    method: "systems.deleteQueue",
    prepare: aClusterForBob,
    call: (agave, _, options) => agave.systems.deleteQueue("cluster", "normal", options),
    check: async (_, platform) => expect(await queues(platform)).toEqual([]),
    missing: (agave) => agave.systems.deleteQueue("cluster", NOTHING),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.systems.deleteQueue("ann.storage", "normal"),
      words: /Only execution systems have queues/u,
    },
  }),
];

/** The rows of what systems have: roles, credentials, queues. */
export const systemPartContracts: readonly ContractRow[] = [...roleRows, ...credentialRows, ...queueRows];
