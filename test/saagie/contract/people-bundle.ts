import { expect } from "vitest";
import { memoryArchive, type Archive } from "../../../src/archive/index.ts";
import { contract, type ContractRow } from "./contract.ts";
import { makeGroup, makeUser, PASSWORD, uniqueName } from "./people.ts";
import type { TestPlatform } from "../support/platform.ts";

/** An archive that holds one user, group or profile. */
interface OneInArchive {
  readonly name: string;
  readonly archive: Archive;
}

async function archiveOf(files: Readonly<Record<string, unknown>>): Promise<Archive> {
  const archive = memoryArchive();
  for (const [path, content] of Object.entries(files)) await archive.write(path, JSON.stringify(content));
  return archive;
}

async function archivedUser(platform: TestPlatform): Promise<OneInArchive> {
  const name = uniqueName(platform, "new");
  const user = { login: name, roles: ["ROLE_READER"], platforms: [], groups: [], protected: false };
  return { name, archive: await archiveOf({ "users.json": [user] }) };
}

async function archivedProfile(platform: TestPlatform): Promise<OneInArchive> {
  const login = await makeUser(platform);
  const profile = { login, job: "DATA_ENGINEER", email: "ada@example.org" };
  return { name: login, archive: await archiveOf({ "profiles.json": [profile] }) };
}

async function archivedGroup(
  platform: TestPlatform,
  role = "ROLE_PROJECT_CREATOR",
): Promise<OneInArchive & { readonly user: string }> {
  const name = uniqueName(platform, "group");
  const user = await makeUser(platform);
  const archive = await archiveOf({
    "groups.json": [{ name, protected: false }],
    [`groups/user_${name}.json`]: { name, users: [user], protected: false },
    [`groups/perm_${name}.json`]: {
      name,
      role: "ROLE_READER",
      authorizations: [{ platformId: 1, permissions: [{ artifact: { type: "PROJECTS_CREATOR" }, role }] }],
      realmAuthorization: { permissions: [{ artifact: { type: "OPERATIONS" }, role: "ROLE_ACCESS" }] },
      protected: false,
    },
  });
  return { name, user, archive };
}

/** What exporting users and bringing them back promises. */
export const userBundleContracts: readonly ContractRow[] = [
  contract({
    method: "users.export",
    prepare: (platform: TestPlatform) => makeUser(platform),
    call: ({ users }) => users.export(memoryArchive()),
    check: (result, login) => {
      expect(result).toMatchObject({ files: 1, warnings: [] });
      expect(result.names).toContain(login);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "users.planImport",
    prepare: archivedUser,
    call: ({ users }, { archive }) => users.planImport(archive),
    check: async ({ steps }, { name }, { saagie }) => {
      expect(steps).toMatchObject([{ what: "user", name, action: "create", path: "users.json" }]);
      expect((await saagie.users.list()).map(({ login }) => login)).not.toContain(name);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "users.import",
    prepare: archivedUser,
    call: ({ users }, { archive }) => users.import(archive, { password: () => PASSWORD }),
    check: async ({ imported }, { name }, { saagie }) => {
      expect(imported).toEqual([{ what: "user", name, action: "created" }]);
      expect(await saagie.users.get(name)).toMatchObject({ roles: ["ROLE_READER"], groups: [] });
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: {
      call: ({ users }, { archive, name }) => users.import(archive, { password: () => `${name}-and-more` }),
      fields: {},
    },
  }),
];

/** What exporting groups and bringing them back promises. */
export const groupBundleContracts: readonly ContractRow[] = [
  contract({
    method: "groups.export",
    prepare: makeGroup,
    call: ({ groups }) => groups.export(memoryArchive()),
    check: (result, { name }) => {
      expect(result.names).toContain(name);
      expect(result.files).toBe(2 * result.names.length + 1);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "groups.planImport",
    prepare: (platform: TestPlatform) => archivedGroup(platform),
    call: ({ groups }, { archive }) => groups.planImport(archive),
    check: async ({ steps }, { name }, { saagie }) => {
      expect(steps).toMatchObject([{ what: "group", name, action: "create", path: "groups.json" }]);
      expect((await saagie.groups.list()).map((group) => group.name)).not.toContain(name);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "groups.import",
    prepare: (platform: TestPlatform) => archivedGroup(platform),
    call: ({ groups }, { archive }) => groups.import(archive),
    check: async ({ imported }, { name, user }, { saagie }) => {
      expect(imported).toEqual([{ what: "group", name, action: "created" }]);
      expect(await saagie.groups.get(name)).toMatchObject({ users: [user] });
      expect(await saagie.groups.permissions(name)).toMatchObject({
        authorizations: [],
        realmAuthorization: { permissions: [{ artifact: { type: "OPERATIONS" }, role: "ROLE_ACCESS" }] },
      });
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: {
      call: async ({ groups }, _, platform) => {
        const { archive } = await archivedGroup(platform, "ROLE_OF_NOTHING");
        return groups.import(archive, { fromPlatform: 1 });
      },
      fields: {},
    },
  }),
];

/** What exporting profiles and bringing them back promises. */
export const profileBundleContracts: readonly ContractRow[] = [
  contract({
    method: "profiles.export",
    prepare: (platform: TestPlatform) => makeUser(platform),
    call: ({ profiles }) => profiles.export(memoryArchive()),
    check: (result, login) => expect(result.names).toContain(login),
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "profiles.planImport",
    prepare: archivedProfile,
    call: ({ profiles }, { archive }) => profiles.planImport(archive),
    check: async ({ steps }, { name }, { saagie }) => {
      expect(steps).toMatchObject([{ what: "profile", name, action: "upgrade", changed: ["job", "email"] }]);
      expect(await saagie.profiles.get(name)).toMatchObject({ job: null, email: null });
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "profiles.import",
    prepare: archivedProfile,
    call: ({ profiles }, { archive }) => profiles.import(archive),
    check: async ({ imported }, { name }, { saagie }) => {
      expect(imported).toEqual([{ what: "profile", name, action: "upgraded" }]);
      expect(await saagie.profiles.get(name)).toMatchObject({
        job: "DATA_ENGINEER",
        email: "ada@example.org",
      });
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: {
      call: async ({ profiles }, { name }) =>
        profiles.import(await archiveOf({ "profiles.json": [{ login: name, email: "no address" }] })),
      fields: {},
    },
  }),
];
