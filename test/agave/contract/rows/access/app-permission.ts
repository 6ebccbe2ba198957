import { expect } from "vitest";
import { collect, WHY } from "../../collect.ts";
import { contract, type ContractRow } from "../../contract.ts";
import { usernameOf } from "../../names.ts";
import type { TestPlatform } from "../../platform.ts";
import { anApp, appId, NOTHING } from "../../things.ts";

const bob = () => ({ username: usernameOf("bob"), permission: "READ" }) as const;

async function aReadableApp(platform: TestPlatform): Promise<void> {
  await anApp(platform);
  await platform.agave.apps.setPermission(appId(), bob());
}

async function bobs({ agave }: TestPlatform): Promise<unknown> {
  const rows = await collect(agave.apps.listPermissions(appId()));
  return rows.find(({ username }) => username === usernameOf("bob"))?.permission;
}

const READ = { read: true, write: false, execute: false };

/** The rows of who may do what with apps. */
export const appPermissionContracts: readonly ContractRow[] = [
  contract({
    method: "apps.listPermissions",
    prepare: aReadableApp,
    call: (agave, _, options) => collect(agave.apps.listPermissions(appId(), options)),
    check: (answer) =>
      expect(answer).toMatchObject([
        { username: usernameOf("ann") },
        { username: usernameOf("bob"), permission: READ },
      ]),
    missing: (agave) => collect(agave.apps.listPermissions(NOTHING)),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.getPermission",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.getPermission(appId(), usernameOf("bob"), options),
    check: (answer) => expect(answer).toMatchObject({ username: usernameOf("bob"), permission: READ }),
    missing: (agave) => agave.apps.getPermission(NOTHING, usernameOf("bob")),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.setPermission",
    prepare: aReadableApp,
    call: (agave, _, options) =>
      agave.apps.setPermission(appId(), { ...bob(), permission: "EXECUTE" }, options),
    check: async (_, platform) => {
      expect(await bobs(platform)).toEqual({ read: false, write: false, execute: true });
      await platform.agave.apps.setPermission(appId(), { ...bob(), permission: "NONE" });
      expect(await bobs(platform)).toBeUndefined();
    },
    missing: (agave) => agave.apps.setPermission(NOTHING, bob()),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.setPermission(appId(), { ...bob(), username: "" }),
      words: /No username/u,
    },
  }),
  contract({
    method: "apps.setPermissionForUser",
    prepare: aReadableApp,
    call: (agave, _, options) =>
      agave.apps.setPermissionForUser(appId(), { ...bob(), permission: "ALL" }, options),
    check: async (_, platform) =>
      expect(await bobs(platform)).toEqual({ read: true, write: true, execute: true }),
    missing: (agave) => agave.apps.setPermissionForUser(NOTHING, bob()),
    denied: { as: "bob" },
    refused: {
      call: (agave) => agave.apps.setPermissionForUser(appId(), { ...bob(), permission: "OFTEN" as "ALL" }),
      words: /not "OFTEN"/u,
      isLocal: true,
    },
  }),
  contract({
    method: "apps.deletePermission",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.deletePermission(appId(), usernameOf("bob"), options),
    check: async (_, platform) => expect(await bobs(platform)).toBeUndefined(),
    missing: (agave) => agave.apps.deletePermission(NOTHING, usernameOf("bob")),
    denied: { as: "bob" },
    refused: WHY.nothing,
  }),
  contract({
    method: "apps.deletePermissions",
    prepare: aReadableApp,
    call: (agave, _, options) => agave.apps.deletePermissions(appId(), options),
    check: async (_, platform) => expect(await bobs(platform)).toBeUndefined(),
    missing: (agave) => agave.apps.deletePermissions(NOTHING),
    denied: { as: "bob" },
    // A public app has none; it is an administrator's.
    refused: WHY.nothing,
  }),
];
