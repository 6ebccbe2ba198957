import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  APP_MS,
  appProject,
  ask,
  isForbidden,
  makeApp,
  makePeople,
  makeVolume,
  unwrap,
} from "../apps/wire.ts";
import { ANY_TEXT, having } from "../../matchers.ts";
import { connect, NOTHING, problems, readyProject, type Answer, type Wire } from "../wire.ts";

/** How long a copy, a move or an expansion takes, unless a test says otherwise. */
const VOLUME_MS = 3000;

const FIELDS = `id name description projectId size creator linkedApp { id } originalVolumeId duplicationStatus
  duplicationTargetId expansionStatus migrationStatus migrationPlatformId migrationProjectId migrationVolumeId isLocked`;

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual", platforms: [2] });
  wire = await connect(emulator);
  project = await appProject(emulator, wire);
});

async function read(id: string, fields = FIELDS): Promise<Record<string, unknown> | null> {
  const answer = await ask<{ volume: Record<string, unknown> | null }>(
    wire,
    "query",
    `volume(id: $id) { ${fields} }`,
    { id },
  );
  return unwrap(answer).volume;
}

async function volumes(): Promise<readonly string[]> {
  const answer = await ask<{ project: { volumes: readonly { id: string }[] } }>(
    wire,
    "query",
    "project(id: $project) { volumes { id } }",
    { project },
  );
  return unwrap(answer).project.volumes.map(({ id }) => id);
}

function create(volume: object): Promise<Answer<{ createVolume: Record<string, unknown> }>> {
  return wire.post(`mutation ($volume: VolumeInput!) { createVolume(volume: $volume) { ${FIELDS} } }`, {
    volume: { projectId: project, name: "Notebooks", size: "1 GB", ...volume },
  });
}

function edit(volume: object): Promise<Answer<{ editVolume: Record<string, unknown> }>> {
  return wire.post(
    "mutation ($volume: VolumeEditionInput!) { editVolume(volumeEdition: $volume) { name description size expansionStatus } }",
    { volume },
  );
}

const mutate = (field: string, id: string): Promise<Answer<Record<string, unknown>>> =>
  ask(wire, "mutation", `${field} { id name }`, { id });

describe("a new storage", () => {
  test("is told alike by its creation, by itself and by the list", async () => {
    const { createVolume } = unwrap(await create({ description: "for notebooks" }));
    expect(createVolume).toEqual({
      id: ANY_TEXT,
      name: "Notebooks",
      description: "for notebooks",
      projectId: project,
      size: "1.0 GB",
      creator: "demo",
      linkedApp: null,
      originalVolumeId: null,
      duplicationStatus: null,
      duplicationTargetId: null,
      expansionStatus: null,
      migrationStatus: null,
      migrationPlatformId: null,
      migrationProjectId: null,
      migrationVolumeId: null,
      isLocked: false,
    });
    const id = String(createVolume["id"]);
    expect(await read(id, `${FIELDS} creationDate`)).toEqual({
      ...createVolume,
      creationDate: "2024-06-03T08:00:02Z",
    });
    const list = await ask(wire, "query", `project(id: $project) { volumes { ${FIELDS} } }`, { project });
    expect(list.data).toEqual({ project: { volumes: [createVolume] } });
  });

  test.each([
    ["name", { name: "" }],
    ["name", { name: "x".repeat(255) }],
    ["name", { name: "NOTEBOOKS" }],
    ["size", { size: "63 MB" }],
    ["size", { size: "1001 GB" }],
  ])("is refused because of its %s: %o", async (field, volume) => {
    const first = await makeVolume(wire, project);
    const answer = await create({ name: "Other", ...volume });
    expect(answer.errors?.[0]?.message).toBe("Volume not valid");
    expect(problems(answer)).toEqual({ [field]: ANY_TEXT });
    expect(await volumes()).toEqual([first]);
  });

  test("needs a project that is ready", async () => {
    expect(problems(await create({ projectId: NOTHING }))).toEqual({ project: "NOT_EXISTS" });
    const answer = await wire.post<{ createProject: { id: string } }>(
      'mutation { createProject(project: { name: "Fresh" }) { id } }',
    );
    expect(problems(await create({ projectId: unwrap(answer).createProject.id }))).toEqual({
      projectId: "is not ready",
    });
  });

  test("obeys the administrator's bounds", async () => {
    emulator = emulateSaagie({ clock: "manual", storageStep: "1 GB", storageMaximum: "10 GB" });
    wire = await connect(emulator);
    project = await readyProject(emulator, wire);
    for (const [size, expected] of [
      ["128 MB", { size: "must be at least 1 GB" }],
      ["10.1 GB", { size: "must be at most 10 GB" }],
      ["1500 MB", {}],
    ] as const) {
      expect(problems(await create({ size }))).toEqual(expected);
    }
    expect(() => emulateSaagie({ clock: "manual", storageStep: "much" })).toThrow(RangeError);
  });
});

describe("a size", () => {
  test.each([
    ["1 GB", "1.0 GB"],
    ["1GB", "1.0 GB"],
    [" 128 mb ", "128.0 MB"],
    ["1.50 GB", "1.5 GB"],
    ["0.1 TB", "0.1 TB"],
    ["2 GiB", "2.0 GiB"],
    ["1000000000", "1000000000.0 B"],
    [1_000_000_000, "1000000000.0 B"],
  ])("given as %j is told as %s", async (size, told) => {
    expect(unwrap(await create({ size })).createVolume["size"]).toBe(told);
  });

  test.each(["", "GB", "1 parsec", "-1 GB", "1,5 GB", "1e9", "1 GB 2 MB", true])(
    "is none when given as %j",
    async (size) => {
      const { status, errors } = await create({ size });
      expect([status, errors?.[0]?.extensions]).toEqual([200, { classification: "ValidationError" }]);
      expect(await volumes()).toEqual([]);
    },
  );

  test("may be written into the document", async () => {
    const answer = await ask(
      wire,
      "mutation",
      'text: createVolume(volume: { projectId: $project, name: "a", size: "64 MB" }) { size } number: createVolume(volume: { projectId: $project, name: "b", size: 64000000 }) { size }',
      { project },
    );
    expect(answer.data).toEqual({ text: { size: "64.0 MB" }, number: { size: "64000000.0 B" } });
  });

  test.each([
    ["2023.02", "1 GB"],
    ["2023.03", "1.0 GB"],
  ])("on a platform of version %s is told as %s", async (platformVersion, told) => {
    emulator = emulateSaagie({ clock: "manual", platformVersion });
    wire = await connect(emulator);
    project = await readyProject(emulator, wire);
    const answer = await wire.post<{ createVolume: { size: string } }>(
      "mutation ($volume: VolumeInput!) { createVolume(volume: $volume) { size } }",
      { volume: { projectId: project, name: "Notebooks", size: "1 GB" } },
    );
    expect(unwrap(answer).createVolume.size).toBe(told);
  });
});

describe("editing a storage", () => {
  test("changes what is given and nothing else", async () => {
    const id = await makeVolume(wire, project, { description: "old" });
    const same = { size: "1.0 GB", expansionStatus: null };
    expect(unwrap(await edit({ id, name: "Renamed" })).editVolume).toEqual({
      name: "Renamed",
      description: "old",
      ...same,
    });
    expect(unwrap(await edit({ id, name: "RENAMED", description: "" })).editVolume).toEqual({
      name: "RENAMED",
      description: "",
      ...same,
    });
    expect(unwrap(await edit({ id, name: null, description: null, size: "1000 MB" })).editVolume).toEqual({
      name: "RENAMED",
      description: null,
      ...same,
    });
  });

  test("is refused for a name in use, and for an unknown storage", async () => {
    await makeVolume(wire, project);
    const id = await makeVolume(wire, project, { name: "Other" });
    expect(problems(await edit({ id, name: "notebooks" }))).toEqual({ name: "already used" });
    expect(problems(await edit({ id: NOTHING }))).toEqual({ volume: "NOT_EXISTS" });
  });

  test("makes it larger, never smaller, and within the bounds", async () => {
    const id = await makeVolume(wire, project);
    expect(problems(await edit({ id, size: "999 MB" }))).toEqual({ size: "must not be less than it was" });
    expect(problems(await edit({ id, size: "2 TB" }))).toEqual({ size: "must be at most 1 TB" });
    expect(unwrap(await edit({ id, size: "2 GB" })).editVolume).toEqual(
      having({ size: "2.0 GB", expansionStatus: "WAITING_FOR_LINK_TO_AN_APP" }),
    );
  });
});

describe("an expansion", () => {
  const mounted = async (volume: string): Promise<string> =>
    makeApp(wire, project, {}, { volumesWithPath: [{ path: "/d", volumeId: volume }] });
  const expansion = (id: string): Promise<unknown> => read(id, "size expansionStatus");

  test("waits until an app mounts the storage", async () => {
    const id = await makeVolume(wire, project);
    await edit({ id, size: "2 GB" });
    emulator.clock.advance(1_000_000);
    expect(await expansion(id)).toEqual({ size: "2.0 GB", expansionStatus: "WAITING_FOR_LINK_TO_AN_APP" });
    await mounted(id);
    expect(await expansion(id)).toEqual({ size: "2.0 GB", expansionStatus: "EXPANSION_IN_PROGRESS" });
    emulator.clock.advance(VOLUME_MS);
    expect(await expansion(id)).toEqual({ size: "2.0 GB", expansionStatus: null });
  });

  test("restarts the app that runs", async () => {
    const id = await makeVolume(wire, project);
    const app = await mounted(id);
    emulator.clock.advance(APP_MS);
    await edit({ id, size: "2 GB" });
    const history = async (): Promise<unknown> =>
      (
        await ask(
          wire,
          "query",
          "app(id: $app) { history { currentStatus author triggerType countEvents } }",
          { app },
        )
      ).data;
    expect(await history()).toEqual({
      app: {
        history: { currentStatus: "RESTARTING", author: null, triggerType: "EXPAND_VOLUME", countEvents: 2 },
      },
    });
    expect(problems(await edit({ id, size: "3 GB" }))).toEqual({
      size: "cannot change while the volume grows",
    });
    emulator.clock.advance(VOLUME_MS);
    expect(await history()).toMatchObject({ app: { history: { currentStatus: "STARTED" } } });
    expect((await edit({ id, size: "3 GB" })).errors).toBeUndefined();
  });

  test("leaves an app that is stopped as it is", async () => {
    const id = await makeVolume(wire, project);
    const app = await mounted(id);
    await ask(wire, "mutation", "stopApp(id: $app) { id }", { app });
    await edit({ id, size: "2 GB" });
    expect(await expansion(id)).toMatchObject({ expansionStatus: "EXPANSION_IN_PROGRESS" });
    emulator.clock.advance(VOLUME_MS);
    const { data } = await ask(wire, "query", "app(id: $app) { history { currentStatus countEvents } }", {
      app,
    });
    expect(data).toEqual({ app: { history: { currentStatus: "STOPPED", countEvents: 2 } } });
  });
});

describe("deleting and unlinking", () => {
  test("answer the storage as it was", async () => {
    const id = await makeVolume(wire, project);
    expect((await mutate("unlinkVolume(id: $id)", id)).data).toEqual({
      unlinkVolume: { id, name: "Notebooks" },
    });
    expect((await mutate("deleteVolume(id: $id)", id)).data).toEqual({
      deleteVolume: { id, name: "Notebooks" },
    });
    expect([await read(id), await volumes()]).toEqual([null, []]);
  });

  test.each(["deleteVolume", "unlinkVolume"])(
    "by %s is refused while the current version of an app mounts it, and for nothing",
    async (field) => {
      const id = await makeVolume(wire, project);
      const app = await makeApp(wire, project, {}, { volumesWithPath: [{ path: "/d", volumeId: id }] });
      const answer = await mutate(`${field}(id: $id)`, id);
      expect([answer.data, answer.errors?.[0]?.message]).toEqual([{ [field]: null }, "Volume not valid"]);
      expect(problems(answer)).toEqual({ volume: `is mounted by the current version of the app ${app}` });
      expect(problems(await mutate(`${field}(id: $id)`, NOTHING))).toEqual({ volume: "NOT_EXISTS" });
    },
  );
});

describe("duplicating", () => {
  const duplicate = async (id: string): Promise<Record<string, unknown>> => {
    const answer = await ask<{ duplicateVolume: Record<string, unknown> }>(
      wire,
      "mutation",
      `duplicateVolume(originalVolumeId: $id) { ${FIELDS} }`,
      { id },
    );
    return unwrap(answer).duplicateVolume;
  };

  test("makes a copy that is locked until it is filled", async () => {
    const id = await makeVolume(wire, project, { description: "d", size: "128 MB" });
    const copy = await duplicate(id);
    expect(copy).toEqual(
      having({
        name: "Notebooks (copy)",
        description: "d",
        projectId: project,
        size: "128.0 MB",
        linkedApp: null,
        originalVolumeId: id,
        duplicationStatus: "DUPLICATION_IN",
        isLocked: true,
      }),
    );
    const copyId = String(copy["id"]);
    expect(await read(id)).toEqual(
      having({ duplicationStatus: "DUPLICATION_OUT", duplicationTargetId: copyId, isLocked: true }),
    );
    emulator.clock.advance(VOLUME_MS - 1);
    expect(await read(copyId)).toEqual(having({ isLocked: true }));
    emulator.clock.advance(1);
    for (const each of [id, copyId]) {
      expect(await read(each)).toEqual(
        having({ duplicationStatus: null, duplicationTargetId: null, isLocked: false }),
      );
    }
    expect((await mutate("deleteVolume(id: $id)", copyId)).errors).toBeUndefined();
  });

  test("locks both against everything", async () => {
    const id = await makeVolume(wire, project);
    const target = await readyProject(emulator, wire, { name: "Target" });
    const copy = String((await duplicate(id))["id"]);
    const locked = { volume: "is locked by a duplication" };
    for (const each of [id, copy]) {
      for (const field of ["deleteVolume(id: $id)", "unlinkVolume(id: $id)"])
        expect(problems(await mutate(field, each))).toEqual(locked);
      expect(problems(await mutate("duplicateVolume(originalVolumeId: $id)", each))).toEqual(locked);
      expect(problems(await edit({ id: each, name: "Renamed" }))).toEqual(locked);
      const move = "moveVolume(volumeId: $id, targetPlatformId: 1, targetProjectId: $target)";
      expect(problems(await ask(wire, "mutation", move, { id: each, target }))).toEqual(locked);
    }
  });

  test("numbers the names of further copies", async () => {
    const id = await makeVolume(wire, project);
    for (const name of ["Notebooks (copy)", "Notebooks (copy) 2", "Notebooks (copy) 3"]) {
      expect((await duplicate(id))["name"]).toBe(name);
      emulator.clock.advance(VOLUME_MS);
    }
  });

  test("of a storage whose copy would have too long a name is refused", async () => {
    const id = await makeVolume(wire, project, { name: "x".repeat(250) });
    expect(problems(await mutate("duplicateVolume(originalVolumeId: $id)", id))).toEqual({ name: ANY_TEXT });
  });

  test("can fail when it is told to, once", async () => {
    const id = await makeVolume(wire, project);
    emulator.storages.fail("migration", "Notebooks");
    emulator.storages.fail("duplication", "Notebooks");
    const failed = String((await duplicate(id))["id"]);
    emulator.clock.advance(VOLUME_MS);
    expect(await read(failed)).toEqual(having({ duplicationStatus: "FAILED", isLocked: false }));
    expect(await read(id)).toEqual(having({ duplicationStatus: null, isLocked: false }));
    const next = String((await duplicate(id))["id"]);
    emulator.clock.advance(VOLUME_MS);
    expect(await read(next)).toEqual(having({ duplicationStatus: null }));
  });
});

describe("moving", () => {
  const MOVE =
    "mutation ($id: UUID!, $platform: Int!, $target: UUID!) { moveVolume(volumeId: $id, targetPlatformId: $platform, targetProjectId: $target) }";

  let target: string;

  beforeEach(async () => {
    target = await readyProject(emulator, wire, { name: "Target" });
  });

  const move = (
    id: string,
    to: string = target,
    platform: number | string = 1,
  ): Promise<Answer<{ moveVolume: string }>> => wire.post(MOVE, { id, target: to, platform });

  test("gives it a new id at once, and takes the old one away when it has arrived", async () => {
    const id = await makeVolume(wire, project, { description: "d" });
    // The platform takes numbers as texts.
    const { moveVolume } = unwrap(await move(id, target, "1"));
    expect(moveVolume).not.toBe(id);
    expect(await read(moveVolume)).toEqual(
      having({
        name: "Notebooks",
        description: "d",
        projectId: target,
        size: "1.0 GB",
        migrationStatus: "MIGRATING_IN",
        migrationVolumeId: null,
      }),
    );
    expect(await read(id)).toEqual(
      having({
        migrationStatus: "MIGRATING_OUT",
        migrationPlatformId: 1,
        migrationProjectId: target,
        migrationVolumeId: moveVolume,
      }),
    );
    emulator.clock.advance(VOLUME_MS);
    expect(await read(moveVolume)).toEqual(having({ name: "Notebooks", migrationStatus: "READY" }));
    expect(await read(id)).toBeNull();
  });

  test("keeps it from everything else meanwhile", async () => {
    const id = await makeVolume(wire, project);
    const { moveVolume } = unwrap(await move(id));
    for (const each of [id, moveVolume]) {
      expect(problems(await mutate("deleteVolume(id: $id)", each))).toEqual({ volume: "is being moved" });
      expect(problems(await edit({ id: each, name: "Renamed" }))).toEqual({ volume: "is being moved" });
    }
    emulator.clock.advance(VOLUME_MS);
    expect((await mutate("deleteVolume(id: $id)", moveVolume)).errors).toBeUndefined();
  });

  test("is refused when it cannot leave or cannot arrive", async () => {
    const id = await makeVolume(wire, project);
    await makeVolume(wire, target, { name: "notebooks" });
    expect(problems(await move(id))).toEqual({ name: "already used" });
    expect(problems(await move(id, project))).toEqual({ targetProjectId: "must be another project" });
    expect(problems(await move(id, NOTHING))).toEqual({ targetProjectId: "NOT_EXISTS" });
    expect(problems(await move(id, target, 2))).toEqual({ targetProjectId: "NOT_EXISTS" });
    expect(problems(await move(id, target, 7))).toEqual({ targetPlatformId: "NOT_EXISTS" });
    expect(problems(await move(NOTHING))).toEqual({ volume: "NOT_EXISTS" });
    const mounted = await makeVolume(wire, project, { name: "Mounted" });
    const app = await makeApp(wire, project, {}, { volumesWithPath: [{ path: "/d", volumeId: mounted }] });
    expect(problems(await move(mounted))).toEqual({
      volume: `is mounted by the current version of the app ${app}`,
    });
  });

  test("leaves the link to an app behind, and a wish to grow goes with it", async () => {
    const id = await makeVolume(wire, project);
    const app = await makeApp(wire, project, {}, { volumesWithPath: [{ path: "/d", volumeId: id }] });
    unwrap(
      await ask(
        wire,
        "mutation",
        'addAppVersion(appId: $app, version: { dockerInfo: { image: "x" }, ports: [] }) { number }',
        { app },
      ),
    );
    await edit({ id, size: "2 GB" });
    const { moveVolume } = unwrap(await move(id));
    emulator.clock.advance(VOLUME_MS);
    expect(await read(moveVolume)).toEqual(
      having({ linkedApp: null, size: "2.0 GB", expansionStatus: "WAITING_FOR_LINK_TO_AN_APP" }),
    );
  });

  test("to a project that is deleted right afterwards is no trouble", async () => {
    const id = await makeVolume(wire, project);
    unwrap(await move(id));
    unwrap(await ask(wire, "mutation", "deleteProject(projectId: $target)", { target }));
    emulator.clock.advance(VOLUME_MS);
    expect((await ask(wire, "query", "project(id: $project) { name }", { project })).errors).toBeUndefined();
  });

  test("can fail when it is told to", async () => {
    const id = await makeVolume(wire, project);
    emulator.storages.fail("migration", id);
    const { moveVolume } = unwrap(await move(id));
    emulator.clock.advance(VOLUME_MS);
    expect(await read(id)).toEqual(having({ migrationStatus: "FAILED", migrationVolumeId: moveVolume }));
    expect(await read(moveVolume)).toEqual(having({ migrationStatus: "FAILED" }));
  });
});

test("storages are for viewers to read and for editors to change", async () => {
  const { viewer, editor, stranger, authorizedGroups } = await makePeople(emulator);
  const own = await readyProject(emulator, wire, { name: "Own", authorizedGroups });
  const other = await readyProject(emulator, wire, { name: "Other" });
  const volume = await makeVolume(wire, own);
  const ids = { own, other, volume };
  expect(isForbidden(await ask(stranger, "query", "volume(id: $volume) { id }", ids))).toBe(true);
  expect((await ask(viewer, "query", "volume(id: $volume) { id }", ids)).errors).toBeUndefined();
  const edits = [
    'createVolume(volume: { projectId: $own, name: "New", size: "1 GB" }) { id }',
    'editVolume(volumeEdition: { id: $volume, description: "d" }) { id }',
    "unlinkVolume(id: $volume) { id }",
    "duplicateVolume(originalVolumeId: $volume) { id }",
    "deleteVolume(id: $volume) { id }",
  ];
  // Whoever moves has to be an editor on both sides.
  const move = "moveVolume(volumeId: $volume, targetPlatformId: 1, targetProjectId: $other)";
  expect(isForbidden(await ask(editor, "mutation", move, ids))).toBe(true);
  for (const field of edits) {
    expect(isForbidden(await ask(viewer, "mutation", field, ids)), field).toBe(true);
    expect((await ask(editor, "mutation", field, ids)).errors, field).toBeUndefined();
    emulator.clock.advance(VOLUME_MS);
  }
});
