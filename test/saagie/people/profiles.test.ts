import { describe, expect, test } from "vitest";
import { profilesOperations } from "../../../generated/saagie/methods.ts";
import { NotFoundError } from "../../../src/index.ts";
import { profileBundleContracts } from "../contract/people-bundle.ts";
import { makeUser, profileContracts } from "../contract/people.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";
import { rejection } from "../support/things.ts";

const rows = [...profileContracts, ...profileBundleContracts];

describe("the contract of profiles", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, rows);
  testEveryMethodHasRow("profiles", platform.saagie.profiles, rows);
  // The emulator calls REST operations by their root fields.
  const fields = Object.values(profilesOperations).map(({ field }) => ({ name: field }));
  testEveryOperationExecuted(fields, executed);
});

describe("beyond the contract of profiles", () => {
  const platform = openPlatform();
  const { profiles } = platform.saagie;

  test("what is absent stays, and null empties", async () => {
    const login = await makeUser(platform);
    await profiles.edit(login, { job: "DATA_ENGINEER", email: "ada@example.org" });
    expect(await profiles.edit(login, { email: null })).toEqual({ login, job: "DATA_ENGINEER", email: null });
    expect(await profiles.get(login)).toEqual({ login, job: "DATA_ENGINEER", email: null });
  });

  test("nothing is sent where nothing differs", async () => {
    const login = await makeUser(platform);
    await profiles.edit(login, { job: "DATA_ENGINEER" });
    const asked = watchRequests(platform.emulator);
    await profiles.edit(login, { job: "DATA_ENGINEER", email: null });
    expect(asked.operations()).toEqual(["profile"]);
  });

  test("a login that nobody has is not found, with near ones", async () => {
    const login = await makeUser(platform);
    const error = await rejection(profiles.get(`${login}x`));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toContain(login);
  });
});
