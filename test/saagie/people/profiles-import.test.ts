import { describe, expect, test } from "vitest";
import { InvalidInputError, RefusedError } from "../../../src/index.ts";
import type { Archive } from "../../../src/archive/index.ts";
import type { TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";
import { archiveOf, ownRealm, PASSWORD } from "./people-archives.ts";

/** A `profiles.json` as the Python client writes it. */
function profilesOf(...profiles: readonly object[]): Promise<Archive> {
  return archiveOf({ "profiles.json": JSON.stringify(profiles, null, 4) });
}

async function withUsers(...logins: readonly string[]): Promise<TestPlatform> {
  const own = ownRealm();
  for (const login of logins) await own.saagie.users.create({ login, password: PASSWORD });
  return own;
}

const ADA = { login: "ada", job: "DATA_ENGINEER", email: "ada@example.org" };

describe("an import of profiles", () => {
  test("edits those of users that there are, and sends only what differs", async () => {
    const { saagie, emulator } = await withUsers("ada", "bob", "eve");
    const eve = { login: "eve", job: "PROJECT_MANAGER", email: null };
    await saagie.profiles.edit("eve", eve);
    const archive = await profilesOf(ADA, eve, { login: "nobody", job: "x", email: null });
    const asked = watchRequests(emulator);
    const { steps, imported } = await saagie.profiles.import(archive);
    expect(steps).toMatchObject([
      { what: "profile", name: "ada", action: "upgrade", changed: ["job", "email"] },
      { name: "eve", action: "unchanged" },
      { name: "nobody", action: "skip", reason: "there is no user of that login" },
    ]);
    expect(imported.map(({ action }) => action)).toEqual(["upgraded", "unchanged", "skipped"]);
    expect(asked.writes()).toEqual(["setProfile"]);
    expect(await saagie.profiles.get("ada")).toEqual(ADA);
    await saagie.profiles.import(archive);
    expect(asked.count("setProfile")).toBe(1);
  });

  test("takes nothing away that the archive does not tell", async () => {
    const { saagie, emulator } = await withUsers("ada");
    await saagie.profiles.edit("ada", ADA);
    const asked = watchRequests(emulator);
    for (const archived of [
      { login: "ada", job: null, email: null },
      { login: "ada" },
      { ...ADA, job: "" },
    ]) {
      const { steps } = await saagie.profiles.import(await profilesOf(archived));
      expect(steps).toMatchObject([{ action: "unchanged" }]);
    }
    expect(asked.writes()).toEqual([]);
    await saagie.profiles.import(await profilesOf({ login: "ada", job: "PROJECT_MANAGER", email: null }));
    expect(await saagie.profiles.get("ada")).toEqual({ ...ADA, job: "PROJECT_MANAGER" });
  });

  test("leaves profiles that tell anything alone on request", async () => {
    const { saagie } = await withUsers("ada", "bob");
    await saagie.profiles.edit("bob", { email: "bob@example.org" });
    const archive = await profilesOf(ADA, { ...ADA, login: "bob" });
    const { imported } = await saagie.profiles.import(archive, { existing: "skip" });
    expect(imported.map(({ action }) => action)).toEqual(["upgraded", "skipped"]);
    expect(await saagie.profiles.get("bob")).toEqual({ login: "bob", job: null, email: "bob@example.org" });
    await expect(saagie.profiles.planImport(archive, { existing: "fail" as "skip" })).rejects.toThrow(
      `options.existing must be "upgrade" or "skip", not "fail".`,
    );
  });

  test("tells the platform's words, and whose profile it is", async () => {
    const { saagie } = await withUsers("ada");
    const error = await rejection(saagie.profiles.import(await profilesOf({ login: "ada", email: "none" })));
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toContain(`The profile "ada"`);
  });

  test.each([
    ["nothing", {}, /holds no profiles\.json/u],
    ["no list", { "profiles.json": "null" }, /should be a JSON list/u],
    ["no login", { "profiles.json": [{ job: "x" }] }, /"login" is missing/u],
    ["an address that is none", { "profiles.json": [{ login: "a", email: 1 }] }, /"email" should be text/u],
    ["one twice", { "profiles.json": [ADA, ADA] }, /holds "ada" twice/u],
  ])("of an archive with %s is refused without a request", async (_, files, message) => {
    const { saagie, emulator } = ownRealm();
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.profiles.import(await archiveOf(files)));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toMatch(message);
    expect(asked.operations()).toEqual([]);
  });
});
