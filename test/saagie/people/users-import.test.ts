import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import { ConnectionError, InvalidInputError, PermissionError, RefusedError } from "../../../src/index.ts";
import { contents, journals, json } from "../bundle/support/archives.ts";
import { interrupt, REASON } from "../support/interruption.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";
import {
  archiveOf,
  essenceOf,
  exportAll,
  importAll,
  ownRealm,
  PASSWORD,
  peopled,
  PYTHON_USERS,
} from "./people-archives.ts";
import { samples } from "../../support/thorough.ts";

const password = (): string => PASSWORD;
const newUser = (login: string, more: object = {}): object => ({
  login,
  roles: ["ROLE_READER"],
  platforms: [],
  groups: [],
  protected: false,
  ...more,
});

describe("users, groups and profiles", () => {
  test("come to another realm as they are, and a second time nothing changes", async () => {
    const [here, there] = [ownRealm(), ownRealm({ realm: "other", platform: 7 })];
    await peopled(here);
    const { id } = await there.saagie.projects.create({ name: "SALES" });
    await there.saagie.projects.waitUntilReady(id);
    const archive = await exportAll(here);
    await importAll(there, archive);
    const asAtHome = (essence: unknown): unknown =>
      JSON.parse(
        JSON.stringify(essence)
          .replaceAll(/other|demo/gu, "<realm>")
          .replaceAll(/SALES|Sales/gu, "<project>")
          .replaceAll(/(\\*")(platform|platformId)(\\*"):\d/gu, "$1$2$3:0")
          .replaceAll(/Platform \d/gu, "<platform>"),
      );
    expect(asAtHome(await essenceOf(there))).toEqual(asAtHome(await essenceOf(here)));
    const asked = watchRequests(there.emulator);
    await importAll(there, archive);
    expect(asked.writes()).toEqual([]);
  });

  test("are written as the Python client writes them, with nothing secret", async () => {
    const here = ownRealm();
    await peopled(here);
    const archive = await exportAll(here);
    const files = await contents(archive);
    expect(Object.keys(files).filter((path) => !path.startsWith("groups/"))).toEqual([
      "groups.json",
      "profiles.json",
      "users.json",
    ]);
    expect(await json(archive, "users.json")).toContainEqual(
      newUser("ada", { roles: ["ROLE_READER", "ROLE_USER"], groups: ["data-team"] }),
    );
    expect(files["users.json"]).toMatch(/^\[\n {4}\{\n {8}"login": /u);
    expect(await json(archive, "profiles.json")).toContainEqual({
      login: "ada",
      job: "DATA_ENGINEER",
      email: "ada@example.net",
    });
    expect(JSON.stringify(files)).not.toContain(PASSWORD);
  });
});

describe("an import of users", () => {
  test("reads what the Python client wrote, passes groups that there are, and leaves protected ones", async () => {
    const { saagie } = ownRealm();
    await saagie.groups.create({ name: "lab" });
    const archive = await archiveOf({ "backup/users.json": PYTHON_USERS });
    const { steps, imported, from } = await saagie.users.import(archive, { password });
    expect(from).toBe(archive.location);
    expect(steps).toEqual([
      { what: "user", name: "grace", path: "backup/users.json", action: "create", changed: [], warnings: [] },
      {
        what: "user",
        name: "root",
        path: "backup/users.json",
        action: "skip",
        changed: [],
        warnings: [],
        reason: "it is protected: it came with the installation",
      },
    ]);
    expect(imported).toEqual([
      { what: "user", name: "grace", action: "created" },
      { what: "user", name: "root", action: "skipped" },
    ]);
    expect((await saagie.users.get("grace")).groups).toEqual(["lab"]);
  });

  test("tells which groups there are not, and makes the user all the same", async () => {
    const { saagie } = ownRealm();
    const archive = await archiveOf({ "users.json": PYTHON_USERS });
    const { steps } = await saagie.users.import(archive, { password });
    expect(steps[0]?.warnings).toEqual([
      `it does not join the group "lab", which is not there: import groups after users`,
    ]);
    expect((await saagie.users.get("grace")).groups).toEqual([]);
    const again = await saagie.users.planImport(archive);
    expect(again.steps[0]).toMatchObject({
      action: "skip",
      reason: `users cannot be changed, and this one lacks the group "lab"`,
    });
  });

  test("leaves those that exist alone, or is refused by them on request", async () => {
    const { saagie, emulator } = ownRealm();
    await saagie.users.create({ login: "ada", password: PASSWORD });
    const files = { "users.json": [newUser("ada"), newUser("new")] };
    const archive = await archiveOf(files);
    expect((await saagie.users.planImport(archive)).steps).toMatchObject([
      { action: "unchanged" },
      { action: "create" },
    ]);
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.users.import(archive, { password, existing: "fail" }));
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      message:
        `1 of 2 cannot be imported: the user "ada": it exists already. ` +
        `Nothing has been changed. Mend them, or set skipImpossible.`,
    });
    expect(asked.writes()).toEqual([]);
    const options = { password, existing: "fail", skipImpossible: true } as const;
    const { imported } = await saagie.users.import(archive, options);
    expect(imported).toEqual([{ what: "user", name: "new", action: "created" }]);
    // What an earlier import has made is nothing to fail over.
    const again = await saagie.users.import(archive, options);
    expect(again.imported).toEqual([{ what: "user", name: "new", action: "unchanged" }]);
    await expect(saagie.users.planImport(archive, { existing: "upgrade" as "skip" })).rejects.toThrow(
      `options.existing must be "skip" or "fail", not "upgrade".`,
    );
  });

  test("lacking roles are told, more of them are none of its business", async () => {
    const { saagie } = ownRealm();
    await saagie.users.create({ login: "ada", password: PASSWORD, roles: ["ROLE_READER", "ROLE_USER"] });
    const plan = async (roles: readonly string[]): Promise<unknown> =>
      (await saagie.users.planImport(await archiveOf({ "users.json": [newUser("ada", { roles })] })))
        .steps[0];
    expect(await plan(["ROLE_USER"])).toMatchObject({ action: "unchanged" });
    expect(await plan(["ROLE_ADMIN"])).toMatchObject({
      action: "skip",
      reason: "users cannot be changed, and this one lacks the role ROLE_ADMIN",
    });
  });

  test("asks for each password once, of new users alone, before anything is changed", async () => {
    const { saagie, emulator } = ownRealm();
    await saagie.users.create({ login: "ada", password: PASSWORD });
    const archive = await archiveOf({ "users.json": [newUser("ada"), newUser("b"), newUser("c")] });
    const asked = watchRequests(emulator);
    const told: [string, readonly string[]][] = [];
    await saagie.users.planImport(archive);
    await saagie.users.import(archive, {
      password: async ({ login }) => {
        told.push([login, asked.writes()]);
        return `of-${login}-alone`.padEnd(12, "1").replace(login, "x");
      },
    });
    expect(told).toEqual([
      ["b", []],
      ["c", []],
    ]);
  });

  test.each(["", undefined])("is refused when a password is %j", async (none) => {
    const { saagie, emulator } = ownRealm();
    const archive = await archiveOf({ "users.json": [newUser("b"), newUser("c")] });
    const asked = watchRequests(emulator);
    const error = await rejection(
      saagie.users.import(archive, {
        password: ({ login }) => (login === "c" ? (none as string) : PASSWORD),
      }),
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toContain(`No password is told for the user "c".`);
    expect(asked.writes()).toEqual([]);
  });

  test("tells no password, in a refusal neither", async () => {
    const { saagie } = ownRealm();
    const archive = await archiveOf({ "users.json": [newUser("canary")] });
    const error = await rejection(saagie.users.import(archive, { password: () => "canary-Secret-9" }));
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toContain(`The user "canary"`);
    const result = await saagie.users.import(archive, { password: () => "Hidden-Secret-9" });
    const kept = await Promise.all((await journals(archive)).map((path) => json(archive, path)));
    const all = JSON.stringify([error, result, kept, await contents(archive)]) + String(error);
    expect(all).not.toMatch(/Secret-9/u);
  });

  test.each(["a/b", "a b", "", "..", "ünder"])("the login %j cannot be imported", async (login) => {
    const { saagie, emulator } = ownRealm();
    const archive = await archiveOf({ "users.json": [newUser("ok"), newUser(login)] });
    const asked = watchRequests(emulator);
    expect(await rejection(saagie.users.import(archive, { password }))).toBeInstanceOf(InvalidInputError);
    expect(asked.writes()).toEqual([]);
  });

  test("does not take no answer for no user", async () => {
    const { saagie, emulator } = ownRealm();
    const archive = await archiveOf({ "users.json": [newUser("b")] });
    for (const fault of [{ status: 404 }, { status: 500 }, { reset: "before" }] as const) {
      const match = { operation: "users" };
      emulator.faults.add({ match, times: Infinity, ...fault });
      const asked = watchRequests(emulator);
      const error = await rejection(saagie.users.import(archive, { password }));
      if ("reset" in fault) expect(error).toBeInstanceOf(ConnectionError);
      expect(asked.writes()).toEqual([]);
      emulator.faults.clear();
    }
  });

  test("is for administrators", async () => {
    const own = ownRealm();
    const archive = await archiveOf({ "users.json": [newUser("b")] });
    const error = await rejection(own.as("viewer").users.import(archive, { password }));
    expect(error).toBeInstanceOf(PermissionError);
  });

  test("tells its progress", async () => {
    const { saagie } = ownRealm();
    const archive = await archiveOf({ "users.json": [newUser("b"), newUser("c", { protected: true })] });
    const events: unknown[] = [];
    await saagie.users.import(archive, {
      password,
      concurrency: 1,
      onProgress: (event) => events.push(event),
    });
    expect(events).toEqual([
      { phase: "create", what: "user", name: "b", done: 1, total: 2, bytes: 0 },
      { phase: "skip", what: "user", name: "c", done: 2, total: 2, bytes: 0 },
    ]);
  });

  test("property: interrupted anywhere and run again, it makes everybody once", async () => {
    const logins = ["a", "b", "c", "d"];
    const archive = await archiveOf({ "users.json": logins.map((login) => newUser(login)) });
    const moments = fc.constantFrom("before the request", "while it is sent", "behind the answer");
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: 1, max: 14 }), async (moment, count) => {
        const own = ownRealm();
        const journal = memoryArchive();
        const options = { password, existing: "fail", journal } as const;
        const ended = await interrupt(own, { moment, count }, ({ users }, signal) =>
          users.import(archive, { ...options, signal }),
        );
        if (ended.aborted) expect(ended.rejection).toBe(REASON);
        expect(ended.requestsAfter).toBe(0);
        const asked = watchRequests(own.emulator);
        await own.saagie.users.import(archive, options);
        const made = (await own.saagie.users.list()).map(({ login }) => login);
        expect(made).toEqual(expect.arrayContaining(logins));
        expect(asked.count("createUser")).toBeLessThanOrEqual(logins.length);
        expect(await journals(archive)).toEqual([]);
      }),
      { numRuns: samples(25) },
    );
  });
});

const BROKEN: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ["nothing", {}, /holds no users\.json/u],
  ["two lists", { "a/users.json": [], "b/users.json": [] }, /several users\.json: a\/users\.json and b/u],
  ["no JSON", { "users.json": "[{" }, /users\.json is not valid JSON/u],
  ["no list", { "users.json": { login: "a" } }, /should be a JSON list/u],
  ["a list of texts", { "users.json": ["a"] }, /users\.json\[0\] should be a JSON object/u],
  ["no login", { "users.json": [{}] }, /users\.json\[0\]: "login" is missing/u],
  ["roles that are none", { "users.json": [{ login: "a", roles: "x" }] }, /"roles" should be a list/u],
  ["one twice", { "users.json": [{ login: "a" }, { login: "a" }] }, /holds "a" twice/u],
  ["half a character", { "users.json": `[{"login":"\\ud800"}]` }, /half a character/u],
];

test.each(BROKEN)("an archive with %s is refused without a request", async (_, files, message) => {
  const { saagie, emulator } = ownRealm();
  const asked = watchRequests(emulator);
  const error = await rejection(saagie.users.import(await archiveOf(files), { password }));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(message);
  expect(asked.operations()).toEqual([]);
});

test("an archive with a byte order mark, and without roles and groups, is fine", async () => {
  const { saagie } = ownRealm();
  const archive = await archiveOf({ "users.json": `\uFEFF[{"login":"b"}]` });
  await saagie.users.import(archive, { password });
  expect(await saagie.users.get("b")).toMatchObject({ roles: ["ROLE_READER"], groups: [] });
});
