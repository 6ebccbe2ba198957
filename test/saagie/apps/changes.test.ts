import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidInputError, OutcomeUnknownError, RefusedError } from "../../../src/index.ts";
import type { AppChanges, AppDefinition, AppUpgrade } from "../../../src/saagie/index.ts";
import { GRAFANA, GRAFANA_CONTEXT, IMAGE, makeApp, makeMounted, plainApp } from "../support/app-things.ts";
import { emulatedPlatform, openPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { NOBODY, rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

const ALERTING = { emails: ["ada@example.io"], statusList: ["FAILED", "STOPPED"] } as const;
const RESOURCES = { cpu: { request: 0.5, limit: 1 }, memory: { limit: 2 } };

describe("an edit", () => {
  test("sends only what differs, and keeps the alerting with its logins", async () => {
    const own = ownPlatform();
    const alerting = { ...ALERTING, logins: [own.emulator.user] };
    const { id } = await makeApp(own, { alerting, resources: RESOURCES, description: "d" });
    const asked = watchRequests(own.emulator);
    await own.saagie.apps.edit(id, { description: "edited", alerting, resources: RESOURCES });
    expect(asked.variables("AppsEdit")).toEqual([{ appEdition: { id, description: "edited" } }]);
    expect((await own.saagie.apps.get(id)).alerting).toMatchObject({
      emails: ["ada@example.io"],
      loginEmails: [{ login: own.emulator.user }],
    });
  });

  test("that changes nothing sends nothing", async () => {
    const { id, name } = await makeApp(platform, { alerting: ALERTING, resources: RESOURCES });
    const asked = watchRequests(platform.emulator);
    const app = await saagie.apps.edit(id, {
      name,
      description: "",
      alerting: ALERTING,
      resources: RESOURCES,
    });
    expect(app).toMatchObject({ id, name });
    expect(asked.count("AppsEdit")).toBe(0);
  });

  test("keeps what an alerting and resources have and the change does not mention", async () => {
    const own = ownPlatform();
    const { user } = own.emulator;
    const { id } = await makeApp(own, { alerting: { ...ALERTING, logins: [user] }, resources: RESOURCES });
    await own.saagie.apps.edit(id, {
      alerting: { statusList: ["STARTED"] },
      resources: { cpu: { limit: 2 } },
    });
    const kept = {
      alerting: {
        emails: ["ada@example.io"],
        loginEmails: [{ login: user }],
        statusList: ["STARTED"],
      },
      resources: { cpu: { request: 0.5, limit: 2 }, memory: { limit: 2 } },
    };
    expect(await own.saagie.apps.get(id)).toMatchObject(kept);
  });

  test("clears what is null", async () => {
    const { id } = await makeApp(platform, { alerting: ALERTING, resources: RESOURCES, description: "d" });
    await saagie.apps.edit(id, { description: null, alerting: null, resources: null });
    expect(await saagie.apps.get(id)).toMatchObject({ description: null, alerting: null, resources: null });
  });

  const wrong: readonly (readonly [string, AppChanges, RegExp])[] = [
    ["an empty name", { name: " " }, /name is empty/u],
    ["an alerting for nobody", { alerting: { statusList: ["FAILED"] } }, /tells nobody/u],
    ["no address", { alerting: { emails: ["ada"] } }, /not an e-mail address/u],
    ["no status", { alerting: { emails: ["a@b.io"], statusList: ["RUNNING" as "FAILED"] } }, /STARTED/u],
    ["negative resources", { resources: { cpu: { limit: -1 } } }, /resources\.cpu\.limit/u],
  ];
  test.each(wrong)("with %s is refused before anything is sent", async (_, change, message) => {
    const { id } = await makeApp(platform);
    const asked = watchRequests(platform.emulator);
    const error = await rejection(saagie.apps.edit(id, change));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toMatch(message);
    expect(asked.count("AppsEdit")).toBe(0);
  });
});

describe("an upgrade", () => {
  test("carries image, credentials, ports and storages over", async () => {
    const project = await platform.project();
    const account = { username: platform.unique("robot"), registry: "registry.example.io" };
    const credentials = await saagie.dockerCredentials.create(project.id, {
      ...account,
      password: "first-1",
    });
    const { id } = await makeApp(platform, {
      dockerCredentials: account,
      ports: [{ number: 80, name: "Web", isRewriteUrl: true, basePathVariableName: "BASE", scope: "PUBLIC" }],
      storages: [{ path: "/data", create: { name: platform.unique("data"), size: "64 MB" } }],
    });
    const { currentVersion: before } = await saagie.apps.get(id);
    await saagie.apps.upgrade(id, { image: "nginx:1.26" });
    const { currentVersion: after } = await saagie.apps.get(id);
    expect(after).toMatchObject({
      number: 2,
      dockerInfo: { image: "nginx:1.26", dockerCredentialsId: credentials.id },
      ports: before?.ports,
      volumesWithPath: before?.volumesWithPath,
    });
    expect(after?.volumesWithPath).toHaveLength(1);
    const bare = await saagie.apps.upgrade(id, { dockerCredentials: null, ports: [], storages: [] });
    expect(bare).toMatchObject({
      dockerInfo: { image: "nginx:1.26", dockerCredentialsId: null },
      ports: [],
      volumesWithPath: [],
    });
  });

  test("of an app of the catalogue keeps its context and its storage", async () => {
    const { id: project } = await platform.project();
    const { id } = await saagie.apps.install(project, { technology: GRAFANA });
    const version = await saagie.apps.upgrade(id, { releaseNote: "again" });
    expect(version).toMatchObject({ number: 2, runtimeContextId: GRAFANA_CONTEXT.id, dockerInfo: null });
    expect(version.volumesWithPath).toHaveLength(1);
  });

  test("creates new storages on the way, and deletes them when it is refused", async () => {
    const { app } = await makeMounted(platform);
    const { id: project } = app.project;
    const before = await saagie.storages.listMinimal(project);
    const taken = await makeMounted(platform);
    const mounts = (storage: string): AppUpgrade => ({
      storages: [
        { path: "/new", create: { name: platform.unique("new"), size: "1 GB" } },
        { path: "/taken", storage },
      ],
    });
    expect(await rejection(saagie.apps.upgrade(app.id, mounts(taken.storage.id)))).toBeInstanceOf(
      RefusedError,
    );
    expect(await saagie.storages.listMinimal(project)).toHaveLength(before.length + 1);
    const free = await saagie.storages.create(project, { name: platform.unique("free"), size: "1 GB" });
    expect((await saagie.apps.upgrade(app.id, mounts(free.id))).volumesWithPath).toHaveLength(2);
    expect(await saagie.storages.listMinimal(project)).toHaveLength(before.length + 3);
  });

  test("leaves nothing behind when the second new storage is refused", async () => {
    const { app, storage } = await makeMounted(platform);
    const before = await saagie.storages.listMinimal(app.project.id);
    const storages = [
      { path: "/a", create: { name: platform.unique("new"), size: "1 GB" } },
      { path: "/b", create: { name: storage.name, size: "1 GB" } },
    ];
    expect(await rejection(saagie.apps.upgrade(app.id, { storages }))).toMatchObject({ code: "REFUSED" });
    expect(await saagie.storages.listMinimal(app.project.id)).toEqual(before);
  });
});

const wrongVersions: readonly (readonly [string, Partial<AppDefinition>, RegExp])[] = [
  ["image and context", { context: GRAFANA_CONTEXT.id }, /either image or context/u],
  ["a port that is none", { ports: [{ number: 0 }] }, /from 1 to 65535/u],
  ["a port twice", { ports: [{ number: 80 }, { number: 80 }] }, /there twice/u],
  ["an empty image", { image: " " }, /image is empty/u],
  [
    "a path twice",
    {
      storages: [
        { path: "/a", storage: NOBODY },
        { path: "/a", create: { name: "x", size: "1 GB" } },
      ],
    },
    /have the path/u,
  ],
  ["a size without unit", { storages: [{ path: "/a", create: { name: "x", size: "1" } }] }, /a unit/u],
];
test.each(wrongVersions)("an app with %s is refused before anything is sent", async (_, more, message) => {
  const { id } = await platform.project();
  const asked = watchRequests(platform.emulator);
  const error = await rejection(saagie.apps.create(id, plainApp(platform, more)));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(message);
  expect(asked.count("AppsCreate") + asked.count("StoragesCreate")).toBe(0);
});

test("an app of the catalogue can have a name, ports and storages of its own", async () => {
  const { id: project } = await platform.project();
  const { id } = await saagie.apps.create(project, {
    name: platform.unique("own grafana"),
    technology: "Grafana",
    storages: [{ path: "/var/lib/grafana", create: { name: platform.unique("data"), size: "1 GB" } }],
  });
  const { currentVersion, isGenericApp } = await saagie.apps.get(id);
  expect(isGenericApp).toBe(false);
  expect(currentVersion).toMatchObject({ runtimeContextId: GRAFANA_CONTEXT.id, ports: [{ number: 8080 }] });
  expect(currentVersion?.volumesWithPath).toHaveLength(1);
});

test("a technology or a context that there is none of is answered with those that there are", async () => {
  const { id } = await platform.project();
  const install = saagie.apps.install.bind(saagie.apps);
  expect(String(await rejection(install(id, { technology: "Grafan" })))).toContain("Grafana");
  expect(String(await rejection(install(id, { technology: "Grafana", context: "9" })))).toContain("8.2");
  expect(String(await rejection(install(id, { technology: "Python" })))).toContain("Jupyter Notebook");
});

describe("a lost answer", () => {
  test.each([{ reset: "after" }, { reset: "before" }, { tear: 5 }, { status: 502 }] as const)(
    "to a creation (%o): there is one app, and one storage",
    async (fault) => {
      const own = ownPlatform();
      const { id: project } = await own.project();
      own.emulator.faults.add({ match: { operation: "createApp" }, ...fault });
      own.emulator.faults.add({ match: { operation: "createVolume" }, ...fault });
      const storages = [{ path: "/data", create: { name: "data", size: "1 GB" } }];
      const definition = plainApp(own, {
        storages,
        alerting: ALERTING,
        resources: RESOURCES,
        releaseNote: "r",
      });
      const { id } = await own.saagie.apps.create(project, definition);
      expect(await own.saagie.apps.listMinimal(project)).toEqual([{ id, name: definition.name }]);
      expect(await own.saagie.storages.list(project)).toMatchObject([{ name: "data", linkedApp: { id } }]);
    },
  );

  test("to a creation whose name was another app's is no success", async () => {
    const own = ownPlatform();
    const { name, project } = await makeApp(own, { image: "other:1" });
    own.emulator.faults.add({ match: { operation: "createApp" }, reset: "after" });
    const error = await rejection(own.saagie.apps.create(project.id, plainApp(own, { name, image: IMAGE })));
    expect(error).toMatchObject({ code: "REFUSED", fields: { name: "already used" } });
  });

  test("to an upgrade or a rollback is found", async () => {
    const own = ownPlatform();
    const { id } = await makeApp(own);
    own.emulator.faults.add({ match: { operation: "addAppVersion" }, reset: "after" });
    expect(await own.saagie.apps.upgrade(id, { image: "nginx:1.26" })).toMatchObject({ number: 2 });
    own.emulator.faults.add({ match: { operation: "rollbackAppVersion" }, reset: "after" });
    expect(await own.saagie.apps.rollback(id, 1)).toMatchObject({ id, currentVersion: { number: 1 } });
    expect((await own.saagie.apps.get(id)).versions).toHaveLength(2);
  });

  test("to an upgrade or a rollback that did not happen stays unknown", async () => {
    const own = ownPlatform();
    const { id } = await makeApp(own);
    own.emulator.faults.add({ match: { operation: "addAppVersion" }, reset: "before" });
    const storages = [{ path: "/data", create: { name: "data", size: "1 GB" } }];
    expect(await rejection(own.saagie.apps.upgrade(id, { storages }))).toBeInstanceOf(OutcomeUnknownError);
    // It may still arrive: its storage is kept for it.
    expect(await own.saagie.storages.listMinimal((await own.project()).id)).toHaveLength(1);
    await own.saagie.apps.upgrade(id, {});
    own.emulator.faults.add({ match: { operation: "rollbackAppVersion" }, reset: "before" });
    expect(await rejection(own.saagie.apps.rollback(id, 1))).toBeInstanceOf(OutcomeUnknownError);
  });

  test("to an installation stays unknown: the platform names the app", async () => {
    const own = ownPlatform();
    const { id } = await own.project();
    own.emulator.faults.add({ match: { operation: "installApp" }, reset: "after" });
    const error = await rejection(own.saagie.apps.install(id, { technology: "Grafana" }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(await own.saagie.apps.listMinimal(id)).toHaveLength(1);
  });
});
