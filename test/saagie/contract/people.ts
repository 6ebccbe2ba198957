import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";

const NO_LOGIN = "nobody.has.this";

/** The password of the users that are made for tests. */
export const PASSWORD: string = randomPassword();
const NEW_PASSWORD = randomPassword();

/** A password that nobody can guess, and every platform takes. */
export function randomPassword(): string {
  const letters = Array.from(crypto.randomUUID().replaceAll("-", "").slice(0, 16));
  // No character comes three times in a row.
  return `Fb-${letters.join(".")}`;
}

/** A login or a group's name that nothing else has. */
export function uniqueName(platform: TestPlatform, name: string): string {
  return platform.unique(name).replaceAll(" ", "-").toLowerCase();
}

/** Makes a user for a test. */
export async function makeUser(platform: TestPlatform, groups: readonly string[] = []): Promise<string> {
  const login = uniqueName(platform, "user");
  await platform.saagie.users.create({ login, password: PASSWORD, groups });
  return login;
}

/** Makes a group for a test, with one user in it. */
export async function makeGroup(
  platform: TestPlatform,
): Promise<{ readonly name: string; readonly user: string }> {
  const name = uniqueName(platform, "group");
  const user = await makeUser(platform);
  await platform.saagie.groups.create({ name, users: [user] });
  return { name, user };
}

const CATALOGUE = { permissions: [{ artifact: { type: "TECHNOLOGY_CATALOG" }, role: "ROLE_ACCESS" }] };
const aUser = (platform: TestPlatform): Promise<string> => makeUser(platform);

/** What every public method of users promises. */
export const userContracts: readonly ContractRow[] = [
  contract({
    method: "users.list",
    prepare: aUser,
    call: ({ users }) => users.list(),
    check: (list, login) =>
      expect(list).toContainEqual({
        login,
        roles: ["ROLE_READER"],
        platforms: [],
        groups: [],
        protected: false,
      }),
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "users.get",
    prepare: aUser,
    call: ({ users }, login) => users.get(login),
    check: (user, login) => expect(user).toMatchObject({ login, protected: false }),
    missing: ({ users }) => users.get(NO_LOGIN),
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "users.create",
    prepare: async (platform: TestPlatform) => {
      const { name } = await makeGroup(platform);
      return { login: uniqueName(platform, "new"), group: name };
    },
    call: ({ users }, { login, group }) =>
      users.create({ login, password: PASSWORD, roles: ["ROLE_USER"], groups: [group] }),
    check: async (user, { login, group }, { saagie }) => {
      expect(user).toEqual({ login, roles: ["ROLE_USER"], platforms: [], groups: [group], protected: false });
      expect((await saagie.groups.get(group)).users).toContain(login);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: {
      call: ({ users }, { login }) => users.create({ login, password: `${login}-and-more` }),
      fields: {},
    },
  }),
  contract({
    method: "users.changePassword",
    prepare: aUser,
    call: ({ users }, login) =>
      users.changePassword(login, { oldPassword: PASSWORD, newPassword: NEW_PASSWORD }),
    check: async (_, login, { client }) => {
      const other = client({ user: login, password: NEW_PASSWORD });
      expect(await other.projects.list()).toEqual([]);
    },
    missing: "cannot be missing",
    denied: "nobody",
    refused: {
      call: ({ users }, login) =>
        users.changePassword(login, { oldPassword: PASSWORD, newPassword: "short" }),
      fields: {},
    },
    isOpen: true,
  }),
  contract({
    method: "users.delete",
    prepare: aUser,
    call: ({ users }, login) => users.delete(login),
    check: async (_, login, { saagie }) => {
      expect((await saagie.users.list()).map((user) => user.login)).not.toContain(login);
    },
    missing: ({ users }) => users.delete(NO_LOGIN),
    denied: "viewer",
    refused: "cannot be refused",
  }),
];

/** What every public method of profiles promises. */
export const profileContracts: readonly ContractRow[] = [
  contract({
    method: "profiles.list",
    prepare: aUser,
    call: ({ profiles }) => profiles.list(),
    check: (list, login) => expect(list).toContainEqual({ login, job: null, email: null }),
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "profiles.get",
    prepare: aUser,
    call: ({ profiles }, login) => profiles.get(login),
    check: (profile, login) => expect(profile).toEqual({ login, job: null, email: null }),
    missing: ({ profiles }) => profiles.get(NO_LOGIN),
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "profiles.edit",
    prepare: aUser,
    call: ({ profiles }, login) => profiles.edit(login, { job: "DATA_ENGINEER" }),
    check: async (profile, login, { saagie }) => {
      expect(profile).toEqual({ login, job: "DATA_ENGINEER", email: null });
      expect(await saagie.profiles.get(login)).toEqual(profile);
    },
    missing: ({ profiles }) => profiles.edit(NO_LOGIN, { job: "DATA_ENGINEER" }),
    denied: "viewer",
    refused: { call: ({ profiles }, login) => profiles.edit(login, { email: "no address" }), fields: {} },
  }),
];

/** What every public method of groups promises. */
export const groupContracts: readonly ContractRow[] = [
  contract({
    method: "groups.list",
    prepare: makeGroup,
    call: ({ groups }) => groups.list(),
    check: (list, { name }) => expect(list).toContainEqual({ name, protected: false }),
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "groups.get",
    prepare: makeGroup,
    call: ({ groups }, { name }) => groups.get(name),
    check: (group, { name, user }) => expect(group).toEqual({ name, users: [user], protected: false }),
    missing: ({ groups }) => groups.get(NO_LOGIN),
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "groups.permissions",
    prepare: makeGroup,
    call: ({ groups }, { name }) => groups.permissions(name),
    check: (permissions, { name }) =>
      expect(permissions).toMatchObject({
        name,
        authorizations: [],
        realmAuthorization: { permissions: [] },
      }),
    missing: ({ groups }) => groups.permissions(NO_LOGIN),
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "groups.authorizations",
    prepare: makeGroup,
    call: ({ groups }) => groups.authorizations(),
    check: (all, { name }) =>
      expect(all).toContainEqual(expect.objectContaining({ name, kind: "group", authorizations: [] })),
    missing: "cannot be missing",
    denied: "viewer",
    refused: "cannot be refused",
  }),
  contract({
    method: "groups.create",
    prepare: async (platform: TestPlatform) => ({
      name: uniqueName(platform, "new"),
      user: await makeUser(platform),
    }),
    call: ({ groups }, { name, user }) => groups.create({ name, users: [user] }),
    check: (group, { name, user }) => expect(group).toEqual({ name, users: [user], protected: false }),
    missing: "cannot be missing",
    denied: "viewer",
    refused: { call: ({ groups }, { name }) => groups.create({ name: `${name} Such Letters` }), fields: {} },
  }),
  contract({
    method: "groups.editPermissions",
    prepare: makeGroup,
    call: ({ groups }, { name }) => groups.editPermissions(name, { realmAuthorization: CATALOGUE }),
    check: async (permissions, { name }, { saagie }) => {
      expect(permissions).toMatchObject({ name, authorizations: [] });
      expect(permissions.realmAuthorization.permissions).toMatchObject(CATALOGUE.permissions);
      expect(await saagie.groups.permissions(name)).toEqual(permissions);
    },
    missing: ({ groups }) => groups.editPermissions(NO_LOGIN, { realmAuthorization: CATALOGUE }),
    denied: "viewer",
    refused: {
      call: ({ groups }, { name }) =>
        groups.editPermissions(name, { authorizations: [{ platformId: 999_999, permissions: [] }] }),
      fields: {},
    },
  }),
  contract({
    method: "groups.delete",
    prepare: makeGroup,
    call: ({ groups }, { name }) => groups.delete(name),
    check: async (_, { name, user }, { saagie }) => {
      expect((await saagie.groups.list()).map((group) => group.name)).not.toContain(name);
      expect((await saagie.users.get(user)).groups).toEqual([]);
    },
    missing: ({ groups }) => groups.delete(NO_LOGIN),
    denied: "viewer",
    refused: "cannot be refused",
  }),
];
