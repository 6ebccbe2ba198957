import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  APP_MS,
  appProject,
  ask,
  dockerApp,
  install,
  JUPYTER_CONTEXT,
  makeApp,
  makeVolume,
  unwrap,
} from "./wire.ts";
import { connect, JUPYTER, NOTHING, problems, readyProject, type Answer, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await appProject(emulator, wire);
});

function upgrade(app: string, version: object = {}): Promise<Answer<{ addAppVersion: { number: number } }>> {
  return wire.post(
    "mutation ($app: UUID!, $version: AppVersionInput!) { addAppVersion(appId: $app, version: $version) { number } }",
    { app, version: { dockerInfo: { image: "httpd:2.5" }, ports: [], ...version } },
  );
}

function rollback(
  app: string,
  versionNumber: number | string,
  volumesWithPath?: unknown,
): Promise<Answer<unknown>> {
  return wire.post(
    `mutation ($app: UUID!, $versionNumber: Int!, $volumesWithPath: [VolumeWithPathInput]) {
      rollbackAppVersion(appId: $app, versionNumber: $versionNumber, volumesWithPath: $volumesWithPath) {
        id versions { number } currentVersion { number }
      }
    }`,
    { app, versionNumber, volumesWithPath },
  );
}

interface Mount {
  readonly path: string;
  readonly volume: { readonly id: string } | null;
}

/** The storages that each version mounts, the first version first. */
async function mounts(app: string): Promise<readonly (readonly (readonly [string, string | undefined])[])[]> {
  const answer = await ask<{ app: { versions: readonly { volumesWithPath: readonly Mount[] }[] } }>(
    wire,
    "query",
    "app(id: $app) { versions { volumesWithPath { path volume { id } } } }",
    { app },
  );
  return unwrap(answer)
    .app.versions.toReversed()
    .map(({ volumesWithPath }) => volumesWithPath.map(({ path, volume }) => [path, volume?.id] as const));
}

async function linked(volume: string): Promise<unknown> {
  const { data } = await ask<{ volume: { linkedApp: unknown } }>(
    wire,
    "query",
    "volume(id: $volume) { linkedApp { id } }",
    { volume },
  );
  return data.volume.linkedApp;
}

describe("a new version", () => {
  test("has the next number, is the current one and the first in the list", async () => {
    const app = await makeApp(wire, project);
    expect((await upgrade(app, { releaseNote: "better" })).data).toEqual({ addAppVersion: { number: 2 } });
    const { data } = await ask(
      wire,
      "query",
      "app(id: $app) { versions { number releaseNote } currentVersion { number } } appVersion(appId: $app, number: 2) { releaseNote dockerInfo { image } } none: appVersion(appId: $app, number: 3) { number }",
      { app },
    );
    expect(data).toEqual({
      app: {
        versions: [
          { number: 2, releaseNote: "better" },
          { number: 1, releaseNote: null },
        ],
        currentVersion: { number: 2 },
      },
      appVersion: { releaseNote: "better", dockerInfo: { image: "httpd:2.5" } },
      none: null,
    });
  });

  test("mounts only what it names", async () => {
    const volume = await makeVolume(wire, project);
    const app = await makeApp(wire, project, {}, { volumesWithPath: [{ path: "/d", volumeId: volume }] });
    unwrap(await upgrade(app));
    unwrap(await upgrade(app, { volumesWithPath: null }));
    unwrap(await upgrade(app, { volumesWithPath: [null, { path: "/d", volumeId: volume }] }));
    expect(await mounts(app)).toEqual([[["/d", volume]], [], [], [["/d", volume]]]);
    expect(await linked(volume)).toEqual({ id: app });
  });

  test("of the catalogue keeps to runtimes, of an image to images", async () => {
    const installed = await install(wire, project);
    expect(Object.keys(problems(await upgrade(installed.id)))).toEqual(["dockerInfo", "runtimeContextId"]);
    const version = { dockerInfo: null, runtimeContextId: JUPYTER_CONTEXT };
    expect((await upgrade(installed.id, version)).data).toEqual({ addAppVersion: { number: 2 } });
    const generic = await makeApp(wire, project);
    expect(Object.keys(problems(await upgrade(generic, version)))).toEqual([
      "dockerInfo",
      "runtimeContextId",
    ]);
  });

  test("cannot be of what the catalogue has withdrawn or lost", async () => {
    const { id } = await install(wire, project);
    const version = { dockerInfo: null, runtimeContextId: JUPYTER_CONTEXT };
    emulator.technologies.withdrawContext(JUPYTER, JUPYTER_CONTEXT);
    expect(problems(await upgrade(id, version))).toEqual({ runtimeContextId: "is not available" });
    emulator.technologies.withdraw(JUPYTER);
    expect(problems(await upgrade(id, version))).toEqual({
      technology: "is not available for existing apps",
    });
    emulator.technologies.remove(JUPYTER);
    expect(problems(await upgrade(id, version))).toEqual({ technology: "NOT_EXISTS" });
    emulator.clock.advance(APP_MS);
    expect((await ask(wire, "mutation", "stopApp(id: $id) { id }", { id })).errors).toBeUndefined();
  });

  test("of an unknown app is refused", async () => {
    expect(problems(await upgrade(NOTHING))).toEqual({ app: "NOT_EXISTS" });
  });
});

describe("the storages of a version", () => {
  test("must be of the project, free, and mounted once", async () => {
    const elsewhere = await readyProject(emulator, wire, { name: "Elsewhere" });
    const foreign = await makeVolume(wire, elsewhere);
    const volume = await makeVolume(wire, project);
    const spare = await makeVolume(wire, project, { name: "Spare" });
    const taken = await makeVolume(wire, project, { name: "Taken" });
    await makeApp(wire, project, { name: "Owner" }, { volumesWithPath: [{ path: "/d", volumeId: taken }] });
    const app = await makeApp(wire, project);
    const attempt = async (...list: readonly (readonly [string, string])[]): Promise<unknown> =>
      problems(await upgrade(app, { volumesWithPath: list.map(([path, volumeId]) => ({ path, volumeId })) }));
    expect(await attempt(["/d", foreign])).toEqual({ volumesWithPath: `NOT_EXISTS: volume ${foreign}` });
    expect(await attempt(["/d", taken])).toEqual({
      volumesWithPath: `volume ${taken} is linked to another app`,
    });
    expect(await attempt(["", volume])).toEqual({ volumesWithPath: "a path must not be empty" });
    expect(await attempt(["/d", volume], ["/d", spare])).toEqual({
      volumesWithPath: "two volumes have the same path",
    });
    expect(await attempt(["/d", volume], ["/e", volume])).toEqual({
      volumesWithPath: "one volume has two paths",
    });
    expect([await linked(volume), await attempt(["/d", volume], ["/e", spare])]).toEqual([null, {}]);
  });

  test("cannot be locked by a duplication", async () => {
    const volume = await makeVolume(wire, project);
    const app = await makeApp(wire, project);
    unwrap(await ask(wire, "mutation", "duplicateVolume(originalVolumeId: $volume) { id }", { volume }));
    const version = { volumesWithPath: [{ path: "/d", volumeId: volume }] };
    expect(problems(await upgrade(app, version))).toEqual({
      volumesWithPath: `volume ${volume} is locked by a duplication`,
    });
    emulator.clock.advance(3000);
    expect((await upgrade(app, version)).errors).toBeUndefined();
  });

  test("that was replaced at its path can be unlinked and deleted, and is then gone from the old version", async () => {
    const { id: app } = await install(wire, project);
    const old = (await mounts(app))[0]?.[0]?.[1] ?? "";
    const volume = await makeVolume(wire, project);
    const unlink = (): Promise<Answer<unknown>> =>
      ask(wire, "mutation", "unlinkVolume(id: $old) { id name }", { old });
    expect(problems(await unlink())).toEqual({
      volume: `is mounted by the current version of the app ${app}`,
    });
    unwrap(
      await upgrade(app, {
        dockerInfo: null,
        runtimeContextId: JUPYTER_CONTEXT,
        volumesWithPath: [{ path: "/notebooks-dir", volumeId: volume }],
      }),
    );
    expect(await linked(old)).toEqual({ id: app });
    expect((await unlink()).data).toEqual({
      unlinkVolume: { id: old, name: "storage Jupyter Notebook (0)" },
    });
    expect(await linked(old)).toBeNull();
    expect(await mounts(app)).toEqual([[["/notebooks-dir", undefined]], [["/notebooks-dir", volume]]]);
    unwrap(await ask(wire, "mutation", "deleteVolume(id: $old) { id }", { old }));
  });
});

describe("a rollback", () => {
  test("moves back without a new version, and the next upgrade takes a new number", async () => {
    const { id: app } = await install(wire, project);
    const version = { dockerInfo: null, runtimeContextId: JUPYTER_CONTEXT, releaseNote: "only a note" };
    unwrap(await upgrade(app, version));
    expect((await rollback(app, "1")).data).toEqual({
      rollbackAppVersion: {
        id: app,
        versions: [{ number: 2 }, { number: 1 }],
        currentVersion: { number: 1 },
      },
    });
    expect((await upgrade(app, version)).data.addAppVersion.number).toBe(3);
  });

  test("can mount other storages, for good", async () => {
    const volume = await makeVolume(wire, project);
    const app = await makeApp(wire, project);
    unwrap(await upgrade(app));
    // The platform takes a single object for a list.
    unwrap(await rollback(app, 1, { path: "/d", volumeId: volume }));
    expect(await mounts(app)).toEqual([[["/d", volume]], []]);
    unwrap(await rollback(app, 2));
    unwrap(await rollback(app, 1));
    expect(await mounts(app)).toEqual([[["/d", volume]], []]);
    unwrap(await rollback(app, 1, []));
    expect(await mounts(app)).toEqual([[], []]);
    expect(problems(await rollback(app, 1, [{ path: "/d", volumeId: NOTHING }]))).toEqual({
      volumesWithPath: `NOT_EXISTS: volume ${NOTHING}`,
    });
  });

  test("to a version that has lost its storage needs another one", async () => {
    const volume = await makeVolume(wire, project);
    const app = await makeApp(wire, project, {}, { volumesWithPath: [{ path: "/d", volumeId: volume }] });
    unwrap(await upgrade(app));
    unwrap(await ask(wire, "mutation", "deleteVolume(id: $volume) { id }", { volume }));
    expect(problems(await rollback(app, 1))).toEqual({
      volumesWithPath: "the volume at /d is gone: name another",
    });
    const spare = await makeVolume(wire, project);
    unwrap(await rollback(app, 1, [{ path: "/d", volumeId: spare }]));
    expect(await mounts(app)).toEqual([[["/d", spare]], []]);
  });

  test("to an unknown version, or of an unknown app, is refused", async () => {
    const app = await makeApp(wire, project);
    expect(problems(await rollback(app, 2))).toEqual({ versionNumber: "NOT_EXISTS" });
    expect(problems(await rollback(NOTHING, 1))).toEqual({ app: "NOT_EXISTS" });
  });
});

test("a version can be marked as major, and unmarked", async () => {
  const app = await makeApp(wire, project);
  const mark = (isMajor: boolean, versionNumber: number | string = "1"): Promise<Answer<unknown>> =>
    wire.post(
      "mutation ($app: UUID!, $versionNumber: Int!, $isMajor: Boolean!) { setMajorAppVersion(appId: $app, versionNumber: $versionNumber, isMajor: $isMajor) { number isMajor } }",
      { app, versionNumber, isMajor },
    );
  expect((await mark(true)).data).toEqual({ setMajorAppVersion: { number: 1, isMajor: true } });
  expect((await mark(false)).data).toEqual({ setMajorAppVersion: { number: 1, isMajor: false } });
  expect(problems(await mark(true, 2))).toEqual({ versionNumber: "NOT_EXISTS" });
});

test("a storage cannot be shared at the creation of an app either", async () => {
  const volume = await makeVolume(wire, project);
  const version = { volumesWithPath: [{ path: "/d", volumeId: volume }] };
  await makeApp(wire, project, {}, version);
  const second = await wire.post(
    "mutation ($app: AppInput!) { createApp(app: $app) { id } }",
    dockerApp(project, { name: "Second" }, version),
  );
  expect(problems(second)).toEqual({ volumesWithPath: `volume ${volume} is linked to another app` });
});
