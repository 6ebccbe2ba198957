import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeadlineError, InvalidInputError, OutcomeUnknownError, RefusedError } from "../../../src/index.ts";
import { formatDataSize, parseDataSize } from "../../../src/saagie/index.ts";
import { makeMounted, makeStorage } from "../support/app-things.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

describe("an amount of data", () => {
  test.each([
    ["1 GB", { value: 1, unit: "GB", bytes: 1e9 }],
    ["1.5gb", { value: 1.5, unit: "GB", bytes: 1.5e9 }],
    [" 64.0 MB ", { value: 64, unit: "MB", bytes: 64e6 }],
    ["1 gib", { value: 1, unit: "GiB", bytes: 2 ** 30 }],
    ["12 kb", { value: 12, unit: "KB", bytes: 12_000 }],
    [4096, { value: 4096, unit: "B", bytes: 4096 }],
  ])("%j is read", (text, expected) => expect(parseDataSize(text)).toEqual(expected));

  test.each([
    "",
    "1",
    "GB",
    "-1 GB",
    "0 GB",
    "1 XB",
    "1e3 GB",
    "1,5 GB",
    "999999999999999 TB",
    0,
    -1,
    1.5,
    NaN,
  ])("%j is refused", (text) => expect(() => parseDataSize(text)).toThrow(InvalidInputError));

  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_500_000_000, "1.5 GB"],
    [1_234_567, "1.235 MB"],
    [5e13, "50 TB"],
  ])("%j bytes are written as %j", (bytes, text) => expect(formatDataSize(bytes)).toBe(text));

  test("is written in the unit asked for, and no nonsense is", () => {
    expect(formatDataSize(2 ** 30, "MiB")).toBe("1024 MiB");
    expect(() => formatDataSize(-1)).toThrow(InvalidInputError);
  });

  test("is read again as it was written, but for what the decimals leave out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 }), (bytes) => {
        const again = parseDataSize(formatDataSize(bytes)).bytes;
        expect(Math.abs(again - bytes)).toBeLessThanOrEqual(bytes / 1_000);
      }),
    );
  });
});

describe("a storage", () => {
  test("keeps what an edit does not change, and sends only what differs", async () => {
    const own = ownPlatform();
    const { id, name } = await makeStorage(own);
    const asked = watchRequests(own.emulator);
    await own.saagie.storages.edit(id, { name, description: "", size: "1.0 GB" });
    await own.saagie.storages.resize(id, 1_000_000_000);
    expect(asked.count("StoragesEdit")).toBe(0);
    await own.saagie.storages.edit(id, { name, description: "d", size: "1 gb" });
    await own.saagie.storages.edit(id, { description: null, size: 2_000_000_000 });
    expect(asked.variables("StoragesEdit")).toEqual([
      { volumeEdition: { id, description: "d" } },
      { volumeEdition: { id, description: null, size: "2000000000" } },
    ]);
  });

  test("is not made smaller", async () => {
    const own = ownPlatform();
    const { id } = await makeStorage(own);
    const error = await rejection(own.saagie.storages.resize(id, "500 MB"));
    expect(error).toMatchObject({ code: "REFUSED", fields: { size: "must not be less than it was" } });
  });

  test("that an app mounts is neither unlinked nor deleted, and the app is told", async () => {
    const own = ownPlatform();
    const { app, storage } = await makeMounted(own);
    const asked = watchRequests(own.emulator);
    for (const call of ["unlink", "delete"] as const) {
      const error = await rejection(own.saagie.storages[call](storage.id));
      expect(error).toBeInstanceOf(RefusedError);
      expect(String(error)).toContain(app.name);
    }
    expect(asked.count("StoragesUnlink") + asked.count("StoragesDelete")).toBe(0);
    await own.saagie.apps.upgrade(app.id, { storages: [] });
    const { id, name } = app;
    expect(await own.saagie.storages.link(storage.id)).toEqual({
      state: "linked",
      app: { id, name },
      versions: [1],
    });
    await own.saagie.storages.unlink(storage.id);
    await own.saagie.storages.delete(storage.id);
    expect(await own.saagie.storages.listMinimal((await own.project()).id)).toEqual([]);
  });

  test.each([{ reset: "after" }, { reset: "before" }, { tear: 3 }] as const)(
    "is there once when the answer to its creation is lost (%o)",
    async (fault) => {
      const own = ownPlatform();
      const { id: project } = await own.project();
      own.emulator.faults.add({ match: { operation: "createVolume" }, ...fault });
      const { id } = await own.saagie.storages.create(project, { name: "data", size: "1 GB" });
      expect(await own.saagie.storages.listMinimal(project)).toEqual([{ id, name: "data" }]);
    },
  );

  test("of somebody else's size is not taken for the one whose answer was lost", async () => {
    const own = ownPlatform();
    const { name, project } = await makeStorage(own);
    own.emulator.faults.add({ match: { operation: "createVolume" }, reset: "after" });
    const error = await rejection(own.saagie.storages.create(project.id, { name, size: "2 GB" }));
    expect(error).toMatchObject({ fields: { name: "already used" } });
  });

  test("is gone when only the answer to its deletion was lost; else it is unknown", async () => {
    const own = ownPlatform();
    const { id } = await makeStorage(own);
    own.emulator.faults.add({ match: { operation: "deleteVolume" }, reset: "before" });
    expect(await rejection(own.saagie.storages.delete(id))).toBeInstanceOf(OutcomeUnknownError);
    own.emulator.faults.add({ match: { operation: "deleteVolume" }, reset: "after" });
    await own.saagie.storages.delete(id);
    expect(await own.saagie.storages.listMinimal((await own.project()).id)).toEqual([]);
  });

  test.each(["duplication", "migration"] as const)("tells that a %s has failed", async (what) => {
    const own = ownPlatform();
    const { id } = await makeStorage(own);
    own.emulator.storages.fail(what, id);
    const target = { targetProjectId: (await own.makeProject()).id, targetPlatformId: own.saagie.platform };
    const { storages } = own.saagie;
    const error = await rejection(
      what === "duplication" ? storages.duplicateAndWait(id) : storages.moveAndWait(id, target),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toContain("has failed");
  });

  test("tells what it is busy with, and what it was busy with at the deadline", async () => {
    const own = ownPlatform();
    const { id } = await makeStorage(own);
    const { id: copy } = await own.saagie.storages.duplicate(id);
    const error = await rejection(own.saagie.storages.waitUntilIdle(copy, { deadlineMs: 1_000 }));
    expect(error).toBeInstanceOf(DeadlineError);
    expect(error).toMatchObject({ lastState: "duplicating" });
    const activities: string[] = [];
    await own.saagie.storages.waitUntilIdle(copy, {
      onActivity: (activity) => void activities.push(activity),
    });
    expect(activities).toEqual(["duplicating", "idle"]);
  });
});
