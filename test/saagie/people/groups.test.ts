import { describe, expect, test } from "vitest";
import { groupsOperations } from "../../../generated/saagie/methods.ts";
import { HttpError, NotFoundError, PermissionError, ProtocolError } from "../../../src/index.ts";
import { groupBundleContracts } from "../contract/people-bundle.ts";
import { groupContracts, makeGroup, uniqueName } from "../contract/people.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";
import { rejection } from "../support/things.ts";

// Two operations read the permissions of one group, at the same address.
const FIELDS = Object.values(groupsOperations)
  .map(({ field }) => ({ name: field }))
  .filter(({ name }) => name !== "rawGroupPermissions");

const rows = [...groupContracts, ...groupBundleContracts];

describe("the contract of groups", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("groups", platform.saagie.groups, rows);
  // The emulator calls REST operations by their root fields.
  testEveryOperationExecuted(FIELDS, executed);
});

describe("beyond the contract of groups", () => {
  const platform = openPlatform();
  const { groups, projects } = platform.saagie;

  test("a name that nothing has is not found, with near ones, although the platform answers HTTP 500", async () => {
    const { name } = await makeGroup(platform);
    const error = await rejection(groups.get(`${name}x`));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toContain(name);
  });

  test("an HTTP 500 about a group that is there stays one", async () => {
    const { name } = await makeGroup(platform);
    platform.emulator.faults.add({ match: { operation: "group" }, status: 500, times: 1 });
    const error = await rejection(groups.get(name));
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: 500 });
  });

  test("a failed look-up does not hide the first failure", async () => {
    platform.emulator.faults.add({ match: { operation: "groups" }, status: 500, times: 1 });
    expect(await rejection(groups.get("nothing"))).toMatchObject({ status: 500, operation: "GroupsGet" });
  });

  test.each(["a/b", "a b?c", "%2e%2e"])("the name %s stays in its place of the path", async (name) => {
    expect(await rejection(groups.permissions(name))).toBeInstanceOf(NotFoundError);
  });

  test("the protected group stays", async () => {
    const name = (await groups.list()).find((group) => group.protected)?.name ?? "";
    expect(await rejection(groups.delete(name))).toBeInstanceOf(PermissionError);
  });

  test("permissions that are not given stay, and null or nothing empties them", async () => {
    const { name } = await makeGroup(platform);
    const { id } = await projects.create({
      name: platform.unique("project"),
      groups: [{ group: name, role: "Editor" }],
    });
    const realmAuthorization = { permissions: [{ artifact: { type: "OPERATIONS" }, role: "ROLE_ACCESS" }] };
    const both = await groups.editPermissions(name, { realmAuthorization });
    expect(both.authorizations[0]?.permissions).toMatchObject([
      { artifact: { id }, role: "ROLE_PROJECT_EDITOR" },
    ]);
    const one = await groups.editPermissions(name, { realmAuthorization: null });
    expect(one.realmAuthorization.permissions).toEqual([]);
    expect(one.authorizations).toEqual(both.authorizations);
    expect((await groups.editPermissions(name, { authorizations: [] })).authorizations).toEqual([]);
  });

  test("nothing is sent where nothing differs", async () => {
    const { name } = await makeGroup(platform);
    const asked = watchRequests(platform.emulator);
    await groups.editPermissions(name, { authorizations: [], realmAuthorization: null });
    expect(asked.count("setGroupPermissions")).toBe(0);
  });

  test("nothing is written back of an answer that lacks a part", async () => {
    const { name } = await makeGroup(platform);
    platform.emulator.faults.add({
      match: { operation: "groupPermissions" },
      status: 200,
      body: JSON.stringify({ name, role: "ROLE_READER" }),
    });
    const asked = watchRequests(platform.emulator);
    expect(await rejection(groups.editPermissions(name, { role: "ROLE_USER" }))).toBeInstanceOf(
      ProtocolError,
    );
    expect(asked.count("setGroupPermissions")).toBe(0);
  });

  test("a creation whose answer is lost is looked up, and not repeated", async () => {
    const name = uniqueName(platform, "lost");
    platform.emulator.faults.add({ match: { operation: "createGroup" }, reset: "after", times: 1 });
    const asked = watchRequests(platform.emulator);
    expect(await groups.create({ name })).toEqual({ name, users: [], protected: false });
    expect(asked.count("createGroup")).toBe(1);
  });

  test("authorizations are read in the older shape, too", async () => {
    const permissions = [{ artifact: { type: "PROJECTS" }, role: "ROLE_PROJECT_MANAGER" }];
    const authorizations = [{ platformId: 2, platformName: "Sandbox", permissions }];
    const answer = { login: "ada", groups: ["data-team"], roles: ["ROLE_USER"], authorizations };
    const answered = { match: { operation: "projectAuthorizations" }, status: 200 };
    platform.emulator.faults.add({ ...answered, body: JSON.stringify(answer) });
    expect(await groups.authorizations()).toEqual([
      { name: "ada", kind: "user", roles: ["ROLE_USER"], authorizations },
    ]);
    for (const odd of [null, 7, [null], [{ role: "x" }], { login: "ada" }]) {
      platform.emulator.faults.add({ ...answered, body: JSON.stringify(odd) });
      const error = await rejection(groups.authorizations());
      expect(odd === null ? NotFoundError : ProtocolError).toBe((error as Error).constructor);
    }
  });
});
