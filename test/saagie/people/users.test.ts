import { describe, expect, test } from "vitest";
import { usersOperations } from "../../../generated/saagie/methods.ts";
import {
  AuthenticationError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
} from "../../../src/index.ts";
import { userBundleContracts } from "../contract/people-bundle.ts";
import { makeUser, PASSWORD, uniqueName, userContracts } from "../contract/people.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";
import { rejection } from "../support/things.ts";

const rows = [...userContracts, ...userBundleContracts];

describe("the contract of users", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("users", platform.saagie.users, rows);
  // The emulator calls REST operations by their root fields.
  const fields = Object.values(usersOperations).map(({ field }) => ({ name: field }));
  testEveryOperationExecuted(fields, executed);
});

describe("beyond the contract of users", () => {
  const platform = openPlatform();
  const { saagie } = platform;

  test("a login that nobody has is not found, with near ones", async () => {
    const login = await makeUser(platform);
    const error = await rejection(saagie.users.get(`${login}x`));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toContain(login);
  });

  test.each(["a/b", "a b?c#d", "ünder", "%2e%2e"])(
    "the login %s stays in its place of the path",
    async (login) => {
      expect(await rejection(saagie.users.delete(login))).toBeInstanceOf(NotFoundError);
      expect(platform.emulator.requests.some(({ operation }) => operation === "deleteUser")).toBe(true);
    },
  );

  test("the protected user stays", async () => {
    const login = (await saagie.users.list()).find((user) => user.protected)?.login ?? "";
    const error = await rejection(saagie.users.delete(login));
    expect(error).toBeInstanceOf(PermissionError);
    expect(String(error)).toMatch(/protected/u);
  });

  test("a wrong old password is told as such, without any password", async () => {
    const login = await makeUser(platform);
    const change = { oldPassword: "Wrong-old-1-pass", newPassword: "Right-new-1-pass" };
    const error = await rejection(saagie.users.changePassword(login, change));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(String(error)).toMatch(/old password/u);
    expect(JSON.stringify(error)).not.toMatch(/Wrong-old|Right-new/u);
  });

  test("a creation whose answer is lost is looked up, and not repeated", async () => {
    const login = uniqueName(platform, "lost");
    platform.emulator.faults.add({ match: { operation: "createUser" }, reset: "after", times: 1 });
    const asked = watchRequests(platform.emulator);
    expect(await saagie.users.create({ login, password: PASSWORD })).toMatchObject({ login });
    expect(asked.count("createUser")).toBe(1);
  });

  test("a creation that never arrived is sent once more", async () => {
    const login = uniqueName(platform, "lost");
    platform.emulator.faults.add({ match: { operation: "createUser" }, status: 502, times: 1 });
    const asked = watchRequests(platform.emulator);
    expect(await saagie.users.create({ login, password: PASSWORD })).toMatchObject({ login });
    expect(asked.count("createUser")).toBe(2);
  });

  test("a change of a password whose answer is lost is tried out", async () => {
    const login = await makeUser(platform);
    const change = { oldPassword: PASSWORD, newPassword: "Right-new-1-pass" };
    platform.emulator.faults.add({ match: { operation: "changePassword" }, reset: "after", times: 1 });
    await saagie.users.changePassword(login, change);
    platform.emulator.faults.add({ match: { operation: "changePassword" }, status: 502, times: 1 });
    const again = { oldPassword: "Right-new-1-pass", newPassword: "Third-new-1-pass" };
    expect(await rejection(saagie.users.changePassword(login, again))).toBeInstanceOf(OutcomeUnknownError);
  });
});
