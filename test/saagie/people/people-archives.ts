import { onTestFinished } from "vitest";
import { memoryArchive, type Archive } from "../../../src/archive/index.ts";
import type { EmulatedSaagieOptions } from "../../../src/emulator/index.ts";
import { Saagie } from "../../../src/saagie/index.ts";
import { contents, fill } from "../bundle/support/archives.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";

/** A password that every platform takes. */
export const PASSWORD = "Long-enough-1";

/** A realm of one's own for one test. */
export function ownRealm(options: EmulatedSaagieOptions = {}): TestPlatform {
  const platform = emulatedPlatform(options);
  onTestFinished(() => platform.close());
  return platform;
}

/** A client of another platform of the same realm. */
export function clientOf({ emulator }: TestPlatform, platform: number): Saagie {
  const { url, realm, user, password, fetch, clock } = emulator;
  return new Saagie({ url, realm, platform, user, password, fetch, clock });
}

/** Users and groups besides those that are always there: two groups, one inside a project, and three people. */
export async function peopled({ saagie }: TestPlatform): Promise<{ readonly projectId: string }> {
  await saagie.users.create({ login: "ada", password: PASSWORD, roles: ["ROLE_READER", "ROLE_USER"] });
  await saagie.users.create({ login: "bob.b", password: PASSWORD });
  await saagie.users.create({ login: "eve", password: PASSWORD, roles: ["ROLE_ADMIN"] });
  await saagie.groups.create({ name: "data-team", users: ["ada", "bob.b"] });
  await saagie.groups.create({ name: "auditors", users: ["eve"] });
  await saagie.profiles.edit("ada", { job: "DATA_ENGINEER", email: "ada@example.net" });
  const { id } = await saagie.projects.create({
    name: "Sales",
    groups: [
      { group: "data-team", role: "Manager" },
      { group: "auditors", role: "Viewer" },
    ],
  });
  await saagie.projects.waitUntilReady(id);
  await saagie.groups.editPermissions("data-team", {
    role: "ROLE_USER",
    realmAuthorization: { permissions: [{ artifact: { type: "TECHNOLOGY_CATALOG" }, role: "ROLE_ACCESS" }] },
  });
  return { projectId: id };
}

/** Everything about the people of a realm, as one archive. */
export async function exportAll({ saagie }: TestPlatform): Promise<Archive> {
  const archive = memoryArchive();
  await saagie.users.export(archive);
  await saagie.groups.export(archive);
  await saagie.profiles.export(archive);
  return archive;
}

/** Brings everything about people into a realm. */
export async function importAll({ saagie }: TestPlatform, archive: Archive): Promise<void> {
  await saagie.users.import(archive, { password: () => PASSWORD });
  await saagie.groups.import(archive);
  await saagie.profiles.import(archive);
}

/** An archive of these files. */
export function archiveOf(files: Readonly<Record<string, unknown>>): Promise<Archive> {
  return fill(memoryArchive(), files);
}

/** What the people of a realm are like, in the form of an export, but for ids of projects. */
export async function essenceOf(platform: TestPlatform): Promise<Readonly<Record<string, unknown>>> {
  const files = await contents(await exportAll(platform));
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      JSON.parse(text, (key, value: unknown) => (key === "id" ? "<id>" : sorted(value))),
    ]),
  );
}

/** In which order people and rights were added means nothing. */
function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item) => JSON.stringify(item)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** A `users.json` as the Python client writes it. */
export const PYTHON_USERS = `[
    {
        "login": "grace",
        "roles": [
            "ROLE_READER"
        ],
        "platforms": [],
        "groups": [
            "lab"
        ],
        "protected": false
    },
    {
        "login": "root",
        "roles": [
            "ROLE_ADMIN"
        ],
        "platforms": [],
        "groups": [],
        "protected": true
    }
]`;

/** Files of a group as the Python client writes them: the project has no name in them, and the platform's realm is not told. */
export function pythonGroup(projectId: string): Readonly<Record<string, unknown>> {
  return {
    "out/groups.json": [
      { name: "admins", protected: true },
      { name: "lab", protected: false },
    ],
    "out/groups/user_lab.json": { name: "lab", users: ["grace"], protected: false },
    "out/groups/user_admins.json": { name: "admins", users: ["root"], protected: true },
    "out/groups/perm_lab.json": {
      name: "lab",
      role: "ROLE_READER",
      authorizations: [
        {
          platformId: 4,
          platformName: "Sandbox",
          permissions: [
            { artifact: { type: "PROJECTS_ENVVAR_EDITOR" }, role: "ROLE_PROJECT_ENVVAR_EDITOR" },
            { artifact: { id: projectId, type: "PROJECT" }, role: "ROLE_PROJECT_EDITOR" },
          ],
        },
      ],
      protected: false,
      realmAuthorization: {
        permissions: [{ artifact: { type: "TECHNOLOGY_CATALOG" }, role: "ROLE_ACCESS" }],
      },
    },
    "out/groups/perm_admins.json": {
      name: "admins",
      role: "ROLE_READER",
      authorizations: [],
      protected: true,
      realmAuthorization: { permissions: [] },
    },
  };
}
