import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { having, like } from "../../matchers.ts";
import { outcome, rest } from "../rest-wire.ts";
import { connect, NOTHING, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual", platforms: [2] });
  emulator.users.add({ login: "ada", password: "secret" });
  wire = await connect(emulator);
});

const call = async (line: `${string} ${string}`, body?: unknown): Promise<readonly [number, unknown]> =>
  outcome(await rest(emulator, wire, line, body));

interface Right {
  readonly type: string;
  readonly role: string;
  readonly id?: string;
}

const permissions = (...rights: readonly Right[]): { permissions: readonly object[] } => ({
  permissions: rights.map(({ role, ...artifact }) => ({ artifact, role })),
});

/** Gives a group rights on platform 1. */
const allow = (name: string, ...rights: readonly Right[]): Promise<readonly [number, unknown]> =>
  call(`PUT /security/api/groups/${name}`, {
    role: "ROLE_READER",
    authorizations: [{ platformId: 1, platformName: "any", ...permissions(...rights) }],
    realmAuthorization: { permissions: [] },
  });

describe("groups", () => {
  test("are listed, and read with the people in them", async () => {
    expect(await call("GET /auth/api/groups")).toEqual([
      200,
      [
        { name: "admins", protected: true },
        { name: "technical-ci-saagieapi", protected: false },
      ],
    ]);
    expect(await call("GET /auth/api/groups/technical-ci-saagieapi")).toEqual([
      200,
      { name: "technical-ci-saagieapi", users: ["demo"], protected: false },
    ]);
  });

  test("that are not known are an error of the server", async () => {
    expect((await call("GET /auth/api/groups/nowhere"))[0]).toBe(500);
    expect((await call("DELETE /auth/api/groups/nowhere"))[0]).toBe(500);
    expect((await call("GET /security/api/groups/nowhere"))[0]).toBe(404);
    expect((await allow("nowhere"))[0]).toBe(404);
  });

  test("are created with people in them, and deleted", async () => {
    expect(await call("POST /auth/api/groups", { name: "data-team", users: ["ada", "ada", "demo"] })).toEqual(
      [204, ""],
    );
    expect(await call("GET /auth/api/groups/data-team")).toEqual([
      200,
      { name: "data-team", users: ["demo", "ada"], protected: false },
    ]);
    expect((await call("GET /auth/api/users/ada"))[1]).toMatchObject({ groups: ["data-team"] });
    expect(await call("DELETE /auth/api/groups/data-team")).toEqual([204, ""]);
    expect((await call("GET /auth/api/users/ada"))[1]).toMatchObject({ groups: [] });
    expect((await call("GET /auth/api/groups/data-team"))[0]).toBe(500);
  });

  test.each([
    ["with capitals", { name: "Data", users: [] }, 400],
    ["with spaces", { name: "data team", users: [] }, 400],
    ["without a name", { users: [] }, 400],
    ["with unknown people", { name: "data", users: ["nobody"] }, 400],
    ["without a list of people", { name: "data" }, 400],
    ["twice", { name: "admins", users: [] }, 409],
  ])("are not created %s", async (_, body, status) => {
    expect((await call("POST /auth/api/groups", body))[0]).toBe(status);
    expect(await call("GET /auth/api/groups")).toEqual([200, having({ length: 2 })]);
  });

  test("that are protected are not deleted", async () => {
    expect(await call("DELETE /auth/api/groups/admins")).toEqual([403, like(/protected/)]);
  });
});

describe("permissions", () => {
  test("of a new group are none, with all members there; and every group has them", async () => {
    await call("POST /auth/api/groups", { name: "data-team", users: [] });
    expect(await call("GET /security/api/groups/data-team")).toEqual([
      200,
      {
        name: "data-team",
        role: "ROLE_READER",
        authorizations: [],
        protected: false,
        realmAuthorization: { permissions: [] },
      },
    ]);
    expect((await call("GET /security/api/groups/admins"))[1]).toMatchObject({ protected: true });
    expect((await call("GET /security/api/groups/technical-ci-saagieapi"))[1]).toMatchObject({
      authorizations: [
        { platformId: 1, ...permissions({ type: "PROJECTS_CREATOR", role: "ROLE_PROJECT_CREATOR" }) },
        { platformId: 2 },
      ],
    });
  });

  test("are read as they were written, those of other modules and unknown members included", async () => {
    await call("POST /auth/api/groups", { name: "data-team", users: [] });
    const written = {
      role: "ROLE_USER",
      authorizations: [
        {
          platformId: 2,
          platformName: "Platform 2",
          ...permissions(
            { type: "PROJECTS_ENVVAR_EDITOR", role: "ROLE_PROJECT_ENVVAR_EDITOR" },
            { type: "DATAGOV", role: "ROLE_MANAGER" },
          ),
        },
        {
          platformId: 1,
          platformName: "Platform 1",
          ...permissions({ type: "DATA_API", role: "ROLE_ACCESS" }),
        },
      ],
      realmAuthorization: {
        ...permissions(
          { type: "TECHNOLOGY_CATALOG", role: "ROLE_ACCESS" },
          { type: "OPERATIONS", role: "ROLE_ACCESS" },
        ),
        newerMember: { x: 1 },
      },
    };
    expect(await call("PUT /security/api/groups/data-team", written)).toEqual([204, ""]);
    const [, read] = await call("GET /security/api/groups/data-team");
    expect(read).toEqual({ name: "data-team", protected: false, ...written });
    await call("PUT /security/api/groups/data-team", read);
    expect((await call("GET /security/api/groups/data-team"))[1]).toEqual(read);
  });

  test("on projects are listed for a platform, group by group", async () => {
    await call("POST /auth/api/groups", { name: "data-team", users: [] });
    await allow("data-team", { type: "PROJECTS", role: "ROLE_PROJECT_VIEWER" });
    expect(await call("GET /security/api/groups/authorizations/1/permissions/projects")).toEqual([
      200,
      [
        { name: "admins", role: "ROLE_READER", authorizations: [], protected: true },
        having({ name: "technical-ci-saagieapi", authorizations: [having({ platformId: 1 })] }),
        {
          name: "data-team",
          role: "ROLE_READER",
          authorizations: [
            {
              platformId: 1,
              platformName: "Platform 1",
              ...permissions({ type: "PROJECTS", role: "ROLE_PROJECT_VIEWER" }),
            },
          ],
          protected: false,
        },
      ],
    ]);
    for (const platform of ["3", "null"]) {
      const line = `GET /security/api/groups/authorizations/${platform}/permissions/projects` as const;
      expect((await call(line))[0]).toBe(404);
    }
  });

  test.each([
    ["an unknown platform", { authorizations: [{ platformId: 9, permissions: [] }] }],
    ["a platform that is a text", { authorizations: [{ platformId: "1", permissions: [] }] }],
    ["no authorizations", { authorizations: undefined }],
    ["no role", { role: undefined }],
    ["no rights of the realm", { realmAuthorization: undefined }],
    ["a right of the realm without an artifact", { realmAuthorization: { permissions: [{ role: "x" }] } }],
    [
      "an unknown project",
      { authorizations: [right({ type: "PROJECT", id: NOTHING, role: "ROLE_PROJECT_VIEWER" })] },
    ],
    ["a project without id", { authorizations: [right({ type: "PROJECT", role: "ROLE_PROJECT_VIEWER" })] }],
    [
      "a role of something else",
      { authorizations: [right({ type: "PROJECTS", role: "ROLE_PROJECT_CREATOR" })] },
    ],
    [
      "an id that is null",
      {
        authorizations: [
          {
            platformId: 1,
            permissions: [{ artifact: { id: null, type: "PROJECTS" }, role: "ROLE_PROJECT_VIEWER" }],
          },
        ],
      },
    ],
  ])("with %s are refused, and change nothing", async (_, wrong) => {
    const name = "technical-ci-saagieapi";
    const before = (await call(`GET /security/api/groups/${name}`))[1];
    const body = { role: "ROLE_USER", authorizations: [], realmAuthorization: { permissions: [] }, ...wrong };
    expect((await call(`PUT /security/api/groups/${name}`, body))[0]).toBe(400);
    expect((await call(`GET /security/api/groups/${name}`))[1]).toEqual(before);
  });
});

function right(one: Right): object {
  return { platformId: 1, ...permissions(one) };
}

describe("what people may do follows from them", () => {
  const MAY = {
    read: "query ($id: UUID!) { project(id: $id) { id } }",
    manage: "query ($id: UUID!) { rights(projectId: $id) { name role isAllProjects } }",
  };
  let project: string;
  let ada: Wire;

  beforeEach(async () => {
    project = await readyProject(emulator, wire);
    await call("POST /auth/api/groups", { name: "data-team", users: ["ada"] });
    ada = await connect(emulator, { login: "ada", password: "secret" });
  });

  const may = async (what: keyof typeof MAY): Promise<boolean> =>
    (await ada.post(MAY[what], { id: project })).errors === undefined;

  test("on one project", async () => {
    expect(await may("read")).toBe(false);
    await allow("data-team", { type: "PROJECT", id: project, role: "ROLE_PROJECT_VIEWER" });
    expect([await may("read"), await may("manage")]).toEqual([true, false]);
    await allow("data-team", { type: "PROJECT", id: project, role: "ROLE_PROJECT_MANAGER" });
    expect((await ada.post(MAY.manage, { id: project })).data).toEqual({
      rights: [{ name: "data-team", role: "ROLE_PROJECT_MANAGER", isAllProjects: false }],
    });
    await allow("data-team");
    expect(await may("read")).toBe(false);
  });

  test("on all projects", async () => {
    await allow("data-team", { type: "PROJECTS", role: "ROLE_PROJECT_MANAGER" });
    expect((await ada.post(MAY.manage, { id: project })).data).toEqual({
      rights: [{ name: "data-team", role: "ROLE_PROJECT_MANAGER", isAllProjects: true }],
    });
  });

  test("to make projects", async () => {
    const create = 'mutation { createProject(project: { name: "Mine" }) { creator } }';
    expect((await ada.post(create)).errors).toEqual([having({ message: "Forbidden" })]);
    await allow("data-team", { type: "PROJECTS_CREATOR", role: "ROLE_PROJECT_CREATOR" });
    expect((await ada.post(create)).data).toEqual({ createProject: { creator: "ada" } });
  });

  test("and are seen there when they were given with the project", async () => {
    await wire.post("mutation ($project: ProjectEditionInput!) { editProject(project: $project) { id } }", {
      project: { id: project, authorizedGroups: [{ name: "data-team", role: "ROLE_PROJECT_EDITOR" }] },
    });
    expect((await call("GET /security/api/groups/data-team"))[1]).toMatchObject({
      authorizations: [
        { platformId: 1, ...permissions({ id: project, type: "PROJECT", role: "ROLE_PROJECT_EDITOR" }) },
      ],
    });
    await wire.post("mutation ($id: UUID!) { deleteProject(projectId: $id) }", { id: project });
    expect((await call("GET /security/api/groups/data-team"))[1]).toMatchObject({ authorizations: [] });
  });

  test("until the group is gone", async () => {
    await allow("data-team", { type: "PROJECTS", role: "ROLE_PROJECT_VIEWER" });
    expect(await may("read")).toBe(true);
    await call("DELETE /auth/api/groups/data-team");
    expect(await may("read")).toBe(false);
    await call("POST /auth/api/groups", { name: "data-team", users: ["ada"] });
    expect(await may("read")).toBe(false);
  });

  test("on the catalogue", async () => {
    const add =
      'mutation { addRepository(repositoryInput: { name: "X", url: "https://x.example.org" }) { count } }';
    expect((await ada.catalogue(add)).errors).toEqual([having({ message: "Forbidden" })]);
    await call("PUT /security/api/groups/data-team", {
      role: "ROLE_READER",
      authorizations: [],
      realmAuthorization: permissions({ type: "TECHNOLOGY_CATALOG", role: "ROLE_ACCESS" }),
    });
    expect((await ada.catalogue(add)).data).toEqual({ addRepository: { count: 1 } });
  });
});
