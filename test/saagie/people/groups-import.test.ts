import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../src/archive/index.ts";
import { ConnectionError, InvalidInputError, ProtocolError, RefusedError } from "../../../src/index.ts";
import type { GroupPlanOptions } from "../../../src/saagie/index.ts";
import { contents, fill, json } from "../bundle/support/archives.ts";
import { interrupt, REASON } from "../support/interruption.ts";
import type { TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { NOBODY, rejection } from "../support/things.ts";
import { archiveOf, clientOf, ownRealm, PASSWORD, peopled, pythonGroup } from "./people-archives.ts";
import { samples } from "../../support/thorough.ts";

interface GroupFiles {
  readonly name?: string;
  readonly users?: readonly string[];
  readonly protected?: boolean;
  readonly role?: string;
  readonly authorizations?: readonly object[];
  readonly realm?: readonly object[];
  readonly exportedFrom?: object;
}

const access = (type: string, role = "ROLE_ACCESS"): object => ({ artifact: { type }, role });
const onProject = (id: string, role: string, name?: string): object => ({
  artifact: { id, type: "PROJECT", ...(name === undefined ? {} : { name }) },
  role,
});

/** An archive with one group. */
function groupArchive({ name = "lab", users = [], ...more }: GroupFiles = {}): Promise<Archive> {
  const { authorizations = [], realm = [], role = "ROLE_READER", exportedFrom } = more;
  return archiveOf({
    "groups.json": [{ name, protected: more.protected ?? false }],
    "groups/user_x.json": { name, users, protected: false },
    "groups/perm_x.json": {
      name,
      role,
      authorizations,
      realmAuthorization: { permissions: realm },
      ...(exportedFrom === undefined ? {} : { exportedFrom }),
    },
  });
}

const DEMO = { realm: "demo", platform: 1 };
const ELSEWHERE = { realm: "elsewhere", platform: 3 };

async function makeProject({ saagie }: TestPlatform, name: string): Promise<string> {
  const { id } = await saagie.projects.create({ name });
  await saagie.projects.waitUntilReady(id);
  return id;
}

describe("an export of groups", () => {
  test("tells the names of projects, and keeps what else the platform tells", async () => {
    const own = ownRealm();
    const { projectId } = await peopled(own);
    const archive = memoryArchive();
    const { names, warnings, files } = await own.saagie.groups.export(archive);
    expect([names.toSorted(), warnings, files]).toEqual([
      ["admins", "auditors", "data-team", "technical-ci-saagieapi", "viewers"],
      [],
      11,
    ]);
    expect(await json(archive, "groups/user_data-team.json")).toEqual({
      name: "data-team",
      users: ["ada", "bob.b"],
      protected: false,
    });
    expect(await json(archive, "groups/perm_data-team.json")).toEqual({
      name: "data-team",
      role: "ROLE_USER",
      authorizations: [
        {
          platformId: 1,
          platformName: "Platform 1",
          permissions: [onProject(projectId, "ROLE_PROJECT_MANAGER", "Sales")],
        },
      ],
      protected: false,
      realmAuthorization: { permissions: [access("TECHNOLOGY_CATALOG")] },
      exportedFrom: DEMO,
    });
  });

  test("tells of projects whose names it cannot know", async () => {
    const own = ownRealm({ platforms: [1, 2] });
    const other = clientOf(own, 2);
    const { id } = await other.projects.create({ name: "Other platform's" });
    await own.saagie.groups.create({ name: "lab" });
    const authorizations = [
      { platformId: 2, permissions: [{ artifact: { id, type: "PROJECT" }, role: "ROLE_PROJECT_VIEWER" }] },
    ];
    await own.saagie.groups.editPermissions("lab", { authorizations });
    const archive = memoryArchive();
    const { warnings } = await own.saagie.groups.export(archive);
    expect(warnings).toEqual([
      `"lab": the names of 1 projects are not visible here; its rights on them keep the ids alone`,
    ]);
    expect(await json(archive, "groups/perm_lab.json")).toMatchObject({
      authorizations: [{ platformId: 2, permissions: [onProject(id, "ROLE_PROJECT_VIEWER")] }],
    });
  });

  test.each(["../../up", "a/b", "con", "UPPER", "x".repeat(300), "dots."])(
    "writes the group %j to files that stay in their folder",
    async (name) => {
      const own = ownRealm();
      own.emulator.groups.add({ name });
      const archive = memoryArchive();
      await own.saagie.groups.export(archive);
      const paths = Object.keys(await contents(archive));
      expect(
        paths.filter((path) => !/^groups\.json$|^groups\/(?:user|perm)_[a-z0-9.~_-]+\.json$/u.test(path)),
      ).toEqual([]);
      const { steps } = await own.saagie.groups.planImport(archive);
      expect(steps.find((step) => step.name === name)).toMatchObject({ action: "unchanged" });
    },
  );

  test("is whole or failed, and tells at which group", async () => {
    const own = ownRealm();
    await peopled(own);
    own.emulator.faults.add({ match: { operation: "groupPermissions" }, status: 418, times: Infinity });
    const archive = memoryArchive();
    const error = await rejection(own.saagie.groups.export(archive, { concurrency: 1 }));
    expect(String(error)).toContain(`The group "admins"`);
    expect(await archive.entry("groups.json")).toBeUndefined();
  });
});

describe("an import of groups", () => {
  test("reads what the Python client wrote; its rights on platforms need to be told from which", async () => {
    const own = ownRealm({ platform: 4 });
    const projectId = await makeProject(own, "Lab");
    await own.saagie.users.create({ login: "grace", password: PASSWORD });
    const archive = await archiveOf(pythonGroup(projectId));
    const { steps } = await own.saagie.groups.planImport(archive);
    expect(steps).toEqual([
      {
        what: "group",
        name: "admins",
        path: "out/groups.json",
        action: "skip",
        changed: [],
        warnings: [],
        reason: "it is protected: it came with the installation",
      },
      {
        what: "group",
        name: "lab",
        path: "out/groups.json",
        action: "create",
        changed: [],
        warnings: [
          "what it may do on platform 4 is not carried over: " +
            "the archive does not tell which platform it was exported from: set fromPlatform",
        ],
      },
    ]);
    const { imported } = await own.saagie.groups.import(archive, { fromPlatform: 4 });
    expect(imported).toEqual([
      { what: "group", name: "admins", action: "skipped" },
      { what: "group", name: "lab", action: "created" },
    ]);
    expect((await own.saagie.groups.get("lab")).users).toEqual(["grace"]);
    expect(await own.saagie.groups.permissions("lab")).toMatchObject({
      authorizations: [
        {
          platformId: 4,
          permissions: [
            access("PROJECTS_ENVVAR_EDITOR", "ROLE_PROJECT_ENVVAR_EDITOR"),
            onProject(projectId, "ROLE_PROJECT_EDITOR"),
          ],
        },
      ],
      realmAuthorization: { permissions: [access("TECHNOLOGY_CATALOG")] },
    });
  });

  test("tells of a project that has only an id, and that there is not", async () => {
    const own = ownRealm({ platform: 4 });
    const archive = await archiveOf(pythonGroup(NOBODY));
    const { steps } = await own.saagie.groups.planImport(archive, { fromPlatform: 4 });
    expect(steps[1]?.warnings).toContain(
      `its role ROLE_PROJECT_EDITOR on the project ${NOBODY} is not carried over: the archive does not tell the project's name`,
    );
  });

  test("carries rights on projects by their names, and tells of those that there are not", async () => {
    const own = ownRealm();
    const [exact, other] = [await makeProject(own, "Sales"), await makeProject(own, "Über uns")];
    const permissions = [
      onProject(NOBODY, "ROLE_PROJECT_MANAGER", "Sales"),
      onProject(NOBODY, "ROLE_PROJECT_VIEWER", "ÜBER UNS"),
      onProject(NOBODY, "ROLE_PROJECT_EDITOR", "Nowhere"),
      access("PROJECTS_CREATOR", "ROLE_PROJECT_CREATOR"),
    ];
    const archive = await groupArchive({
      authorizations: [
        { platformId: 3, permissions },
        { platformId: 9, permissions: [access("PROJECTS", "ROLE_PROJECT_MANAGER")] },
      ],
      exportedFrom: ELSEWHERE,
    });
    const { steps } = await own.saagie.groups.import(archive);
    expect(steps[0]?.warnings).toEqual([
      `its role ROLE_PROJECT_EDITOR on the project "Nowhere" is not carried over: there is no such project`,
      "what it may do on platform 9 is not carried over: " +
        "what goes to platform 1 is what it may do on platform 3",
    ]);
    const { authorizations } = await own.saagie.groups.permissions("lab");
    expect(authorizations).toMatchObject([
      {
        platformId: 1,
        permissions: [
          onProject(exact, "ROLE_PROJECT_MANAGER"),
          onProject(other, "ROLE_PROJECT_VIEWER"),
          access("PROJECTS_CREATOR", "ROLE_PROJECT_CREATOR"),
        ],
      },
    ]);
    expect((await own.saagie.groups.planImport(archive)).steps).toMatchObject([{ action: "unchanged" }]);
  });

  test("in the same realm, takes each platform's rights through a client of that platform", async () => {
    const own = ownRealm({ platforms: [1, 2] });
    const second = clientOf(own, 2);
    const { id } = await second.projects.create({ name: "Second" });
    await second.projects.waitUntilReady(id);
    const one = { platformId: 1, permissions: [access("PROJECTS_CREATOR", "ROLE_PROJECT_CREATOR")] };
    const two = { platformId: 2, permissions: [onProject(id, "ROLE_PROJECT_EDITOR")] };
    const archive = await groupArchive({ authorizations: [one, two], exportedFrom: DEMO });
    await own.saagie.groups.import(archive);
    await second.groups.import(archive);
    const { authorizations } = await own.saagie.groups.permissions("lab");
    expect(authorizations).toMatchObject([one, two]);
    const asked = watchRequests(own.emulator);
    await own.saagie.groups.import(archive);
    await second.groups.import(archive);
    expect(asked.writes()).toEqual([]);
  });

  test("gives a group that exists the rights it lacks, and takes none away", async () => {
    const own = ownRealm({ platforms: [1, 2] });
    const [sales, kept] = [await makeProject(own, "Sales"), await makeProject(own, "Kept")];
    const { groups } = own.saagie;
    await groups.create({ name: "lab" });
    const before = [
      { platformId: 2, permissions: [access("PROJECTS_CREATOR", "ROLE_PROJECT_CREATOR")] },
      {
        platformId: 1,
        permissions: [
          onProject(kept, "ROLE_PROJECT_MANAGER"),
          onProject(sales, "ROLE_PROJECT_VIEWER"),
          access("DATAGOV", "ROLE_MANAGER"),
        ],
      },
    ] as never;
    const realmAuthorization = { permissions: [{ artifact: { type: "OPERATIONS" }, role: "ROLE_ACCESS" }] };
    await groups.editPermissions("lab", { authorizations: before, realmAuthorization });
    const archive = await groupArchive({
      role: "ROLE_USER",
      authorizations: [
        {
          platformId: 1,
          permissions: [onProject(sales, "ROLE_PROJECT_EDITOR"), access("DATAGOV", "ROLE_ACCESS")],
        },
      ],
      realm: [access("TECHNOLOGY_CATALOG")],
      exportedFrom: DEMO,
    });
    const asked = watchRequests(own.emulator);
    const { steps, imported } = await groups.import(archive);
    expect(steps).toMatchObject([
      { action: "upgrade", changed: ["role", "authorizations", "realmAuthorization"], warnings: [] },
    ]);
    expect(imported).toMatchObject([{ action: "upgraded" }]);
    expect(asked.writes()).toEqual(["setGroupPermissions"]);
    const now = await groups.permissions("lab");
    expect(now.role).toBe("ROLE_USER");
    expect(now.authorizations).toMatchObject([
      { platformId: 2, permissions: [access("PROJECTS_CREATOR", "ROLE_PROJECT_CREATOR")] },
      {
        platformId: 1,
        permissions: [
          onProject(kept, "ROLE_PROJECT_MANAGER"),
          access("DATAGOV", "ROLE_MANAGER"),
          onProject(sales, "ROLE_PROJECT_EDITOR"),
          access("DATAGOV", "ROLE_ACCESS"),
        ],
      },
    ]);
    expect(now.realmAuthorization.permissions).toMatchObject([
      access("OPERATIONS"),
      access("TECHNOLOGY_CATALOG"),
    ]);
  });

  test("tells whom it cannot put into a group, and makes the group all the same", async () => {
    const { saagie } = ownRealm();
    await saagie.users.create({ login: "ada", password: PASSWORD });
    const archive = await groupArchive({ users: ["ada", "late"] });
    const { steps } = await saagie.groups.import(archive);
    expect(steps[0]?.warnings).toEqual([
      `"late" is not put into it: there is no such user; import users before groups`,
    ]);
    expect((await saagie.groups.get("lab")).users).toEqual(["ada"]);
    const lacking = `who is in a group that exists cannot be changed, and this one lacks "late"`;
    const again = await saagie.groups.import(archive);
    expect(again.steps).toMatchObject([{ action: "skip", reason: lacking }]);
    const more = await groupArchive({ users: ["ada", "late"], realm: [access("OPERATIONS")] });
    expect((await saagie.groups.import(more)).steps).toMatchObject([
      { action: "upgrade", changed: ["realmAuthorization"], warnings: [lacking] },
    ]);
  });

  const MODES: readonly (readonly [GroupPlanOptions["existing"], object])[] = [
    ["skip", { action: "skip", reason: "it exists already" }],
    ["fail", { action: "cannot", reason: "it exists already" }],
    ["upgrade", { action: "upgrade", changed: ["role"] }],
    [undefined, { action: "upgrade", changed: ["role"] }],
  ];
  test.each(MODES)("does with one that exists what the mode %s says", async (existing, step) => {
    const { saagie, emulator } = ownRealm();
    await saagie.groups.create({ name: "lab" });
    const archive = await groupArchive({ role: "ROLE_USER" });
    const options = existing === undefined ? {} : { existing };
    const asked = watchRequests(emulator);
    expect((await saagie.groups.planImport(archive, options)).steps).toMatchObject([step]);
    if (existing === "fail") {
      expect(await rejection(saagie.groups.import(archive, options))).toBeInstanceOf(InvalidInputError);
    } else if (existing === "skip") await saagie.groups.import(archive, options);
    expect(asked.writes()).toEqual([]);
  });

  test.each(["skip", "fail", "upgrade"] as const)(
    "goes on with a group that an interrupted one made, in the mode %s too",
    async (existing) => {
      const { saagie, emulator } = ownRealm();
      const archive = await groupArchive({ realm: [access("OPERATIONS")] });
      emulator.faults.add({ match: { operation: "setGroupPermissions" }, status: 418 });
      await rejection(saagie.groups.import(archive, { existing }));
      expect((await saagie.groups.permissions("lab")).realmAuthorization.permissions).toEqual([]);
      const { steps, imported } = await saagie.groups.import(archive, { existing });
      expect(steps).toMatchObject([{ action: "resume" }]);
      expect(imported).toMatchObject([{ action: "created" }]);
      expect((await saagie.groups.permissions("lab")).realmAuthorization.permissions).toHaveLength(1);
      const last = await saagie.groups.import(archive, { existing });
      expect(last.steps).toMatchObject([{ action: existing === "skip" ? "skip" : "unchanged" }]);
    },
  );

  test("does not take an error for a group that there is not", async () => {
    const { saagie, emulator } = ownRealm();
    await saagie.groups.create({ name: "lab" });
    const archive = await groupArchive({ role: "ROLE_USER" });
    for (const fault of [{ status: 404 }, { status: 500 }, { reset: "before" }] as const) {
      for (const operation of ["groups", "group", "groupPermissions", "users"]) {
        emulator.faults.add({ match: { operation }, times: Infinity, ...fault });
        const asked = watchRequests(emulator);
        const error = await rejection(saagie.groups.import(archive));
        if ("reset" in fault) expect(error).toBeInstanceOf(ConnectionError);
        expect(asked.writes()).toEqual([]);
        emulator.faults.clear();
      }
    }
  });

  test("writes nothing back of an answer that lacks a part", async () => {
    const { saagie, emulator } = ownRealm();
    await saagie.groups.create({ name: "lab" });
    const body = JSON.stringify({ name: "lab", role: "ROLE_READER" });
    emulator.faults.add({ match: { operation: "groupPermissions" }, status: 200, body });
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.groups.import(await groupArchive({ role: "ROLE_USER" })));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(asked.writes()).toEqual([]);
  });

  test("keeps what this library does not know of rights that are there", async () => {
    const { client, emulator } = ownRealm();
    const sent: unknown[] = [];
    // The emulator's own log tells nothing about permissions.
    const { groups } = client({
      fetch: (input, init) => {
        if (init?.method === "PUT" && typeof init.body === "string") sent.push(JSON.parse(init.body));
        return emulator.fetch(input, init);
      },
    });
    await groups.create({ name: "lab" });
    const odd = { artifact: { type: "NEW", depth: 2 }, role: "ROLE_X", until: "2030" };
    const answer = {
      name: "lab",
      role: "ROLE_READER",
      authorizations: [{ platformId: 1, platformName: "P", colour: "red", permissions: [odd] }],
      realmAuthorization: { permissions: [odd], flag: true },
    };
    const body = JSON.stringify(answer);
    emulator.faults.add({ match: { operation: "groupPermissions" }, status: 200, body, times: Infinity });
    await groups.import(
      await groupArchive({
        authorizations: [{ platformId: 1, permissions: [access("DATAGOV")] }],
        realm: [access("OPERATIONS")],
        exportedFrom: DEMO,
      }),
    );
    expect(sent).toEqual([
      {
        role: "ROLE_READER",
        authorizations: [
          { platformId: 1, platformName: "P", colour: "red", permissions: [odd, access("DATAGOV")] },
        ],
        realmAuthorization: { permissions: [odd, access("OPERATIONS")], flag: true },
      },
    ]);
  });

  test("tells the platform's words, and at which group", async () => {
    const { saagie } = ownRealm();
    const archive = await groupArchive({
      authorizations: [{ platformId: 1, permissions: [access("PROJECTS", "ROLE_OF_NOTHING")] }],
      exportedFrom: DEMO,
    });
    const error = await rejection(saagie.groups.import(archive));
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toMatch(/The group "lab": .*is not a role for/u);
  });

  test.each(["A", "a b", "a/b", "..", "é"])("the name %j cannot be imported", async (name) => {
    const { saagie, emulator } = ownRealm();
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.groups.import(await groupArchive({ name })));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(asked.writes()).toEqual([]);
  });

  test.each(["user", "perm"])("a group whose %s file is missing cannot be imported", async (kind) => {
    const { saagie } = ownRealm();
    const { [`groups/${kind}_x.json`]: _, ...files } = await contents(await groupArchive());
    const archive = await fill(memoryArchive(), files);
    expect((await saagie.groups.planImport(archive)).steps).toMatchObject([
      { action: "cannot", reason: `its file is missing: groups/${kind}_lab.json` },
    ]);
    const { imported } = await saagie.groups.import(archive, { skipImpossible: true });
    expect(imported).toEqual([]);
  });

  test("tells of files of groups that the list lacks", async () => {
    const { saagie } = ownRealm();
    const archive = await fill(await groupArchive(), { "groups/user_old.json": { name: "old", users: [] } });
    expect((await saagie.groups.planImport(archive)).warnings).toEqual([
      `"old" is not in groups.json: that group is not imported`,
    ]);
  });

  test("property: interrupted anywhere and run again, it makes every group once, with its rights", async () => {
    const names = ["g1", "g2", "g3"];
    const files = Object.assign(
      { "groups.json": names.map((name) => ({ name, protected: false })) },
      ...names.map((name) => ({
        [`groups/user_${name}.json`]: { name, users: ["demo"], protected: false },
        [`groups/perm_${name}.json`]: {
          name,
          role: "ROLE_USER",
          authorizations: [],
          realmAuthorization: { permissions: [access("OPERATIONS")] },
        },
      })),
    ) as Readonly<Record<string, unknown>>;
    const moments = fc.constantFrom("before the request", "while it is sent", "behind the answer");
    const modes = fc.constantFrom("skip", "fail", "upgrade");
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: 1, max: 20 }), modes, async (moment, count, existing) => {
        const own = ownRealm();
        const archive = await archiveOf(files);
        const ended = await interrupt(own, { moment, count }, ({ groups }, signal) =>
          groups.import(archive, { existing, signal }),
        );
        if (ended.aborted) expect(ended.rejection).toBe(REASON);
        expect(ended.requestsAfter).toBe(0);
        await own.saagie.groups.import(archive, { existing });
        for (const name of names) {
          expect(await own.saagie.groups.get(name)).toMatchObject({ users: ["demo"] });
          expect(await own.saagie.groups.permissions(name)).toMatchObject({
            role: "ROLE_USER",
            realmAuthorization: { permissions: [access("OPERATIONS")] },
          });
        }
      }),
      { numRuns: samples(40) },
    );
  });
});

const BROKEN: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ["nothing", {}, /holds no groups\.json/u],
  ["a group without a name", { "groups.json": [{}] }, /groups\.json\[0\]: "name" is missing/u],
  [
    "users that are none",
    { "groups/user_x.json": { name: "lab", users: [1] } },
    /"users"\[0\] should be text/u,
  ],
  [
    "rights that are none",
    { "groups/perm_x.json": { name: "lab", authorizations: {} } },
    /should be a list/u,
  ],
  [
    "a platform without a number",
    { "groups/perm_x.json": { name: "lab", authorizations: [{ permissions: [] }] } },
    /"platformId" is missing/u,
  ],
  [
    "a permission on nothing",
    {
      "groups/perm_x.json": { name: "lab", realmAuthorization: { permissions: [{ role: "ROLE_ACCESS" }] } },
    },
    /"artifact" is missing/u,
  ],
  ["a file without a name", { "groups/user_y.json": { users: [] } }, /user_y\.json: "name" is missing/u],
  ["a file that is not JSON", { "groups/perm_x.json": "{" }, /perm_x\.json is not valid JSON/u],
];

test.each(BROKEN)("an archive with %s is refused without a request", async (what, files, message) => {
  const { saagie, emulator } = ownRealm();
  const whole = what === "nothing" ? {} : await contents(await groupArchive());
  const asked = watchRequests(emulator);
  const error = await rejection(saagie.groups.import(await archiveOf({ ...whole, ...files })));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(message);
  expect(asked.operations()).toEqual([]);
});

test("a mode that there is none of is refused", async () => {
  const options = { existing: "replace" as "skip" };
  await expect(ownRealm().saagie.groups.planImport(await groupArchive(), options)).rejects.toThrow(
    `options.existing must be "upgrade", "skip" or "fail", not "replace".`,
  );
});
