import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { InvalidInputError } from "../../../src/index.ts";
import type { AppDefinition } from "../../../src/saagie/index.ts";
import {
  GRAFANA,
  GRAFANA_CONTEXT,
  IMAGE,
  makeApp,
  makeMounted,
  makeStorage,
  plainApp,
} from "../support/app-things.ts";
import { emulatedPlatform, openPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";
import { samples } from "../../support/thorough.ts";

const platform = openPlatform();
const { saagie } = platform;

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

test("creates, then finds nothing to do, then changes what differs", async () => {
  const { id: project } = await platform.project();
  const definition = plainApp(platform, {
    description: "1",
    storages: [{ path: "/data", create: { name: platform.unique("data"), size: "1 GB" } }],
    resources: { cpu: { limit: 1 } },
  });
  const created = await saagie.apps.createOrUpgrade(project, definition);
  expect(created).toMatchObject({ action: "created", name: definition.name, version: 1, changed: [] });
  const { id, name } = created;
  expect(await saagie.apps.createOrUpgrade(project, definition)).toEqual({
    action: "unchanged",
    id,
    name,
    version: 1,
    changed: [],
    notApplied: [],
  });
  const changed = { ...definition, image: "nginx:1.26", description: "2", releaseNote: "newer" };
  expect(await saagie.apps.createOrUpgrade(project, changed)).toEqual({
    action: "upgraded",
    id,
    name,
    version: 2,
    changed: ["description", "version"],
    notApplied: [],
  });
  const app = await saagie.apps.get(id);
  expect(app).toMatchObject({
    description: "2",
    currentVersion: { number: 2, releaseNote: "newer", dockerInfo: { image: "nginx:1.26" } },
  });
  expect(app.currentVersion?.volumesWithPath).toHaveLength(1);
  expect(app.linkedVolumes).toHaveLength(1);
});

const ALERTING = { emails: ["ada@example.io"], statusList: ["FAILED"] } as const;
const PORTS = [{ number: 8080, name: "Web" }];

const DIFFERENCES: readonly (readonly [
  string,
  Partial<AppDefinition>,
  readonly string[],
  readonly string[],
])[] = [
  ["nothing", {}, [], []],
  ["a release note alone", { releaseNote: "2" }, [], []],
  ["GPUs alone, which cannot be read back", { resources: { gpu: { limit: 1 } } }, [], []],
  ["a description", { description: "2" }, ["description"], ["AppsEdit"]],
  ["an alerting", { alerting: ALERTING }, ["alerting"], ["AppsEdit"]],
  ["resources", { resources: { memory: { limit: 2 }, gpu: { limit: 1 } } }, ["resources"], ["AppsEdit"]],
  ["the image", { image: "nginx:1.26" }, ["version"], ["AppsAddVersion"]],
  ["a port", { ports: [{ number: 8081, name: "Web" }] }, ["version"], ["AppsAddVersion"]],
  [
    "a port and the description",
    { ports: [...PORTS, { number: 90 }], description: "2" },
    ["description", "version"],
    ["AppsAddVersion", "AppsEdit"],
  ],
];

test.each(DIFFERENCES)("when %s differs, just that is sent", async (_, change, changed, writes) => {
  const { name, project } = await makeApp(platform);
  const asked = watchRequests(platform.emulator);
  const definition = { name, image: IMAGE, ...change };
  const result = await saagie.apps.createOrUpgrade(project.id, definition);
  expect(result.changed).toEqual(changed);
  expect(result.action).toBe(changed.length > 0 ? "upgraded" : "unchanged");
  expect(result.version).toBe(changed.includes("version") ? 2 : 1);
  expect(asked.writes()).toEqual(writes);
});

test("finds an app by its name in any case, and leaves its spelling", async () => {
  const { id, name, project } = await makeApp(platform);
  const definition = { ...plainApp(platform), name: name.toUpperCase() };
  const result = await saagie.apps.createOrUpgrade(project.id, definition);
  expect(result).toMatchObject({ action: "unchanged", id, name });
});

test("what the definition does not give stays: ports, storages, credentials, alerting", async () => {
  const own = ownPlatform();
  const project = await own.project();
  const account = { username: "robot", registry: "registry.example.io" };
  await own.saagie.dockerCredentials.create(project.id, { ...account, password: "first-1" });
  const { id, name } = await makeApp(own, {
    dockerCredentials: account,
    storages: [{ path: "/data", create: { name: "data", size: "1 GB" } }],
    alerting: { logins: [own.emulator.user] },
    resources: { cpu: { limit: 1 } },
  });
  const before = await own.saagie.apps.get(id);
  const asked = watchRequests(own.emulator);
  expect(await own.saagie.apps.createOrUpgrade(project.id, { name, image: IMAGE })).toMatchObject({
    action: "unchanged",
  });
  expect(asked.writes()).toEqual([]);
  await own.saagie.apps.createOrUpgrade(project.id, { name, image: "nginx:1.26", description: "new" });
  const { currentVersion: version, ...app } = await own.saagie.apps.get(id);
  const { number: _, creationDate: __, ...kept } = before.currentVersion ?? {};
  expect(version).toMatchObject({
    ...kept,
    dockerInfo: { ...before.currentVersion?.dockerInfo, image: "nginx:1.26" },
  });
  expect(app).toMatchObject({ alerting: before.alerting, resources: before.resources });
});

test("the order of ports and storages is no reason for a version", async () => {
  const [one, two] = [await makeStorage(platform), await makeStorage(platform)];
  const ports = [{ number: 80 }, { number: 81 }];
  const storages = [
    { path: "/a", storage: one.id },
    { path: "/b", storage: two.id },
  ];
  const { name, project } = await makeApp(platform, { ports, storages });
  const turned = { name, image: IMAGE, ports: ports.toReversed(), storages: storages.toReversed() };
  expect(await saagie.apps.createOrUpgrade(project.id, turned)).toMatchObject({ action: "unchanged" });
  const swapped = storages.map(({ path }, at) => ({ path, storage: at === 0 ? two.id : one.id }));
  expect(await saagie.apps.createOrUpgrade(project.id, { ...turned, storages: swapped })).toMatchObject({
    changed: ["version"],
    notApplied: [],
  });
});

test("a storage that is left from an app before is mounted, not made again", async () => {
  const { app, storage } = await makeMounted(platform);
  await saagie.apps.delete(app.id);
  const asked = watchRequests(platform.emulator);
  const mount = { path: "/data", create: { name: storage.name.toUpperCase(), size: "5 GB" } };
  const definition = plainApp(platform, { name: app.name, storages: [mount] });
  const { id, action } = await saagie.apps.createOrUpgrade(app.project.id, definition);
  expect(action).toBe("created");
  expect(asked.count("StoragesCreate")).toBe(0);
  expect(await saagie.storages.get(storage.id)).toMatchObject({ linkedApp: { id }, size: "1.0 GB" });
  const again = await saagie.apps.createOrUpgrade(app.project.id, definition);
  expect(again).toMatchObject({ action: "unchanged", id });
});

test("an app of the catalogue keeps its context, and takes another", async () => {
  const { id: project } = await platform.project();
  const { id, name } = await saagie.apps.install(project, { technology: GRAFANA });
  const definition = { name, technology: "grafana" };
  const asked = watchRequests(platform.emulator);
  const same = await saagie.apps.createOrUpgrade(project, definition);
  expect(same).toMatchObject({ action: "unchanged", id });
  const labelled = { ...definition, context: GRAFANA_CONTEXT.label };
  expect(await saagie.apps.createOrUpgrade(project, labelled)).toMatchObject({ action: "unchanged" });
  expect(asked.writes()).toEqual([]);
  const error = await rejection(saagie.apps.createOrUpgrade(project, { ...definition, context: "9" }));
  expect(String(error)).toContain(GRAFANA_CONTEXT.label);
});

const WRONG: readonly (readonly [string, Partial<AppDefinition>, RegExp])[] = [
  ["another technology", { technology: "Grafana" }, /is Docker image and cannot become Grafana/u],
  ["no technology that there is", { technology: "Grafan" }, /Grafana/u],
  ["image and context", { context: GRAFANA_CONTEXT.id }, /either image or context/u],
  ["no port", { ports: [{ number: 0 }] }, /from 1 to 65535/u],
  ["an alerting for nobody", { alerting: { statusList: ["FAILED"] } }, /tells nobody/u],
  [
    "a path twice",
    {
      storages: [
        { path: "/a", create: { name: "x", size: "1 GB" } },
        { path: "/a", create: { name: "y", size: "1 GB" } },
      ],
    },
    /have the path/u,
  ],
];

test.each(WRONG)("a definition with %s is refused before anything is sent", async (_, more, message) => {
  const { name, project } = await makeApp(platform);
  const asked = watchRequests(platform.emulator);
  const definition = { name, image: "nginx:2", description: "new", ...more };
  const error = await rejection(saagie.apps.createOrUpgrade(project.id, definition));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as Error).message).toMatch(message);
  expect(asked.writes()).toEqual([]);
});

test("a definition without image and technology is refused, whether the app is there or not", async () => {
  const { name, project } = await makeApp(platform);
  for (const wanted of [name, platform.unique("none")]) {
    const error = await rejection(saagie.apps.createOrUpgrade(project.id, { name: wanted }));
    expect((error as Error).message).toMatch(/neither an image nor a technology/u);
  }
});

test("an app of another kind of the same name is refused", async () => {
  const { id: project } = await platform.project();
  const { name } = await saagie.apps.install(project, { technology: GRAFANA });
  const error = await rejection(saagie.apps.createOrUpgrade(project, { name, image: IMAGE }));
  expect((error as Error).message).toMatch(/is Grafana and cannot become Docker image/u);
});

test("compares with the current version, which after a rollback is not the newest", async () => {
  const { id, name, project } = await makeApp(platform);
  await saagie.apps.upgrade(id, { image: "nginx:2" });
  await saagie.apps.rollback(id, 1);
  const same = await saagie.apps.createOrUpgrade(project.id, { name, image: IMAGE });
  expect(same).toMatchObject({ action: "unchanged", version: 1 });
  const again = await saagie.apps.createOrUpgrade(project.id, { name, image: "nginx:2" });
  expect(again).toMatchObject({ action: "upgraded", version: 3 });
});

test("new storages are deleted again when the version is refused", async () => {
  const taken = await makeMounted(platform);
  const { app } = await makeMounted(platform);
  const before = await saagie.storages.listMinimal(app.project.id);
  const storages = [
    { path: "/new", create: { name: platform.unique("new"), size: "1 GB" } },
    { path: "/taken", storage: taken.storage.id },
  ];
  const definition = { name: app.name, image: IMAGE, storages };
  const error = await rejection(saagie.apps.createOrUpgrade(app.project.id, definition));
  expect(error).toMatchObject({ code: "REFUSED" });
  expect(await saagie.storages.listMinimal(app.project.id)).toEqual(before);
});

test("a version whose answer is lost is told truly, and the second time there is nothing to do", async () => {
  const own = ownPlatform();
  const { name, project } = await makeApp(own);
  own.emulator.faults.add({ match: { operation: "addAppVersion" }, reset: "after" });
  const definition = { name, image: "nginx:2" };
  const first = await own.saagie.apps.createOrUpgrade(project.id, definition);
  expect(first).toMatchObject({ action: "upgraded", version: 2 });
  const second = await own.saagie.apps.createOrUpgrade(project.id, definition);
  expect(second).toMatchObject({ action: "unchanged", version: 2 });
});

test("property: whatever was there, the second time there is nothing to do", async () => {
  const own = ownPlatform();
  const { id: project } = await own.project();
  const size = "64 MB";
  const definitions = fc.record<Partial<AppDefinition>>(
    {
      image: fc.constantFrom("nginx:1", "nginx:2"),
      description: fc.constantFrom("", "a"),
      alerting: fc.constantFrom<NonNullable<AppDefinition["alerting"]>>(
        { emails: ["a@example.io"] },
        { logins: ["demo"], statusList: ["STOPPED"] },
      ),
      resources: fc.constantFrom<NonNullable<AppDefinition["resources"]>>(
        { cpu: { limit: 1 } },
        { memory: { request: 1, limit: 2 } },
      ),
      ports: fc
        .uniqueArray(fc.constantFrom(80, 81, 82), { maxLength: 3 })
        .map((numbers) => numbers.map((number) => ({ number, scope: "PUBLIC" as const }))),
      storages: fc
        .uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 })
        .map((names) => names.map((name) => ({ path: `/${name}`, create: { name, size } }))),
      releaseNote: fc.constantFrom("", "note"),
    },
    { requiredKeys: ["image"] },
  );
  await fc.assert(
    fc.asyncProperty(definitions, definitions, async (before, after) => {
      const name = own.unique("app");
      const { apps, storages } = own.saagie;
      const place = (given: Partial<AppDefinition>): AppDefinition => ({ ...given, name });
      await apps.createOrUpgrade(project, place(before));
      await apps.createOrUpgrade(project, place(after));
      const asked = watchRequests(own.emulator);
      const again = await apps.createOrUpgrade(project, place(after));
      expect(again).toMatchObject({ action: "unchanged", changed: [] });
      expect(asked.writes()).toEqual([]);
      await apps.delete(again.id);
      for (const { id } of await storages.listMinimal(project)) await storages.delete(id);
    }),
    { numRuns: samples(40) },
  );
});
