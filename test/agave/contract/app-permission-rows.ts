import { expect } from "vitest";
import { collect, WHY } from "./collect.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "./platform.ts";
import { anApp, NOTHING } from "./things.ts";

const ID = "count-1.0.0";
const BOB = { username: "bob", permission: "READ" } as const;

async function aReadableApp(platform: TestPlatform): Promise<void> {
  await anApp(platform);
  await platform.agave.apps.setPermission(ID, BOB);
}

async function bobs({ agave }: TestPlatform): Promise<unknown> {
  const rows = await collect(agave.apps.listPermissions(ID));
  return rows.find(({ username }) => username === "bob")?.permission;
}

const READ = { read: true, write: false, execute: false };

/** The rows of who may do what with apps. */
export const appPermissionContracts: readonly ContractRow[] = [
  contract({
    method: "apps.listPermissions",
    prepare: aReadableApp,
    call: (agave, _, options) => collect(agave.apps.listPermissions(ID, options)),
    check: (answer) =>
      expect(answer).toMatchObject([{ username: "ann" }, { username: "bob", permission: READ }]),
    missing: (agave) => collect(agave.apps.listPermissions(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.getPermission",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.getPermission(ID, "bob", options),
    check: (answer) => expect(answer).toMatchObject({ username: "bob", permission: READ }),
    missing: (agave) => agave.apps.getPermission(NOTHING, "bob"),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.setPermission",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.setPermission(ID, { ...BOB, permission: "EXECUTE" }, options),
    check: async (_, platform) => {
      expect(await bobs(platform)).toEqual({ read: false, write: false, execute: true });
      await platform.agave.apps.setPermission(ID, { ...BOB, permission: "NONE" });
      expect(await bobs(platform)).toBeUndefined();
    },
    missing: (agave) => agave.apps.setPermission(NOTHING, BOB),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.setPermission(ID, { ...BOB, username: "" }),
      words: /No username/u,
    },
  }),
  contract({
    method: "apps.setPermissionForUser",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.setPermissionForUser(ID, { ...BOB, permission: "ALL" }, options),
    check: async (_, platform) =>
      expect(await bobs(platform)).toEqual({ read: true, write: true, execute: true }),
    missing: (agave) => agave.apps.setPermissionForUser(NOTHING, BOB),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.setPermissionForUser(ID, { ...BOB, permission: "OFTEN" as "ALL" }),
      words: /Invalid permission value/u,
    },
  }),
  contract({
    method: "apps.deletePermission",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.deletePermission(ID, "bob", options),
    check: async (_, platform) => expect(await bobs(platform)).toBeUndefined(),
    missing: (agave) => agave.apps.deletePermission(NOTHING, "bob"),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.deletePermissions",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.deletePermissions(ID, options),
    check: async (_, platform) => expect(await bobs(platform)).toBeUndefined(),
    missing: (agave) => agave.apps.deletePermissions(NOTHING),
    denied: { as: "bob" },
    // A public app has none; it is an administrator's.
    refused: WHY.nothing,
  }),
];
