import { expect } from "vitest";
import { makeMounted, makeStorage, type MadeStorage } from "../support/app-things.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { NOBODY } from "../support/things.ts";

const aStorage = (platform: TestPlatform): Promise<MadeStorage> => makeStorage(platform);

/** A storage, and a project that it can be moved to. */
async function movable(
  platform: TestPlatform,
): Promise<
  MadeStorage & { readonly target: { readonly targetProjectId: string; readonly targetPlatformId: number } }
> {
  const storage = await makeStorage(platform);
  const { id: targetProjectId } = await platform.makeProject();
  return { ...storage, target: { targetProjectId, targetPlatformId: platform.saagie.platform } };
}

const NOWHERE = { targetProjectId: NOBODY, targetPlatformId: 1 };

/** What storages promise. */
export const storageContracts: readonly ContractRow[] = [
  contract({
    method: "storages.list",
    prepare: makeMounted,
    call: ({ storages }, { storage }) => storages.list(storage.project.id),
    check: (list, { storage, app }) =>
      expect(list.find(({ id }) => id === storage.id)).toMatchObject({
        name: storage.name,
        linkedApp: { id: app.id },
      }),
    missing: ({ storages }) => storages.list(NOBODY),
    denied: "outsider",
    refused: { answerTo: "StoragesList" },
  }),
  contract({
    method: "storages.listMinimal",
    prepare: aStorage,
    call: ({ storages }, { project }) => storages.listMinimal(project.id),
    check: (list, { id, name }) => expect(list).toContainEqual({ id, name }),
    missing: ({ storages }) => storages.listMinimal(NOBODY),
    denied: "outsider",
    refused: { answerTo: "StoragesListMinimal" },
  }),
  contract({
    method: "storages.get",
    prepare: aStorage,
    call: ({ storages }, { project, name }) => storages.get({ project: project.id, name }),
    check: (answer, { id, name }) => expect(answer).toMatchObject({ id, name, linkedApp: null }),
    missing: ({ storages }) => storages.get(NOBODY),
    denied: "outsider",
    refused: { answerTo: "StoragesGet" },
  }),
  contract({
    method: "storages.idOf",
    prepare: aStorage,
    call: ({ storages }, { project, name }) => storages.idOf({ project: project.id, name }),
    check: (answer, { id }) => expect(answer).toBe(id),
    missing: ({ storages }, { project }) =>
      storages.idOf({ project: project.id, name: "nothing has this name" }),
    denied: "outsider",
    refused: { answerTo: "StoragesListMinimal" },
  }),
  contract({
    method: "storages.status",
    checkSince: "2024.01",
    prepare: aStorage,
    call: ({ storages }, { id }) => storages.status(id),
    check: (answer, { id }) => expect(answer).toMatchObject({ id, isLocked: false, duplicationStatus: null }),
    missing: ({ storages }) => storages.status(NOBODY),
    denied: "outsider",
    refused: { answerTo: "StoragesStatus" },
  }),
  contract({
    method: "storages.link",
    prepare: makeMounted,
    call: ({ storages }, { storage: { project, name } }) => storages.link({ project: project.id, name }),
    check: (answer, { app: { id, name } }) =>
      expect(answer).toEqual({ state: "mounted", app: { id, name }, versions: [1] }),
    missing: ({ storages }) => storages.link(NOBODY),
    denied: "outsider",
    refused: { answerTo: "StoragesGet" },
  }),
  contract({
    method: "storages.create",
    prepare: async (platform) => ({ project: await platform.project(), name: platform.unique("storage") }),
    call: ({ storages }, { project, name }) =>
      storages.create(project.id, { name, size: "1 GB", description: "made by a test" }),
    check: async (created, { project, name }, { saagie }) => {
      const { id } = created;
      const found = (await saagie.storages.list(project.id)).find((storage) => storage.id === id);
      expect(created).toMatchObject({
        creationDate: found?.creationDate,
        creator: found?.creator,
        linkedApp: null,
      });
      // Platforms before 2024.01 lock nothing.
      expect([false, undefined]).toContain(created.isLocked);
      expect(found).toMatchObject({ name, description: "made by a test" });
      // Platforms before 2023.03 tell sizes as they were given.
      expect(["1.0 GB", "1 GB"]).toContain(found?.size);
    },
    missing: ({ storages }, { name }) => storages.create(NOBODY, { name, size: "1 GB" }),
    denied: "viewer",
    refused: {
      call: async ({ storages }, { project }, platform) => {
        const { name } = await makeStorage(platform);
        return storages.create(project.id, { name: name.toUpperCase(), size: "1 GB" });
      },
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "storages.edit",
    prepare: aStorage,
    call: ({ storages }, { project, name }) =>
      storages.edit({ project: project.id, name }, { description: "edited" }),
    check: async (answer, { id, name, project }, { saagie }) => {
      expect(answer).toMatchObject({ id, name, description: "edited" });
      const found = await saagie.storages.get({ project: project.id, name });
      expect(found).toMatchObject({ id, description: "edited" });
      // Platforms before 2023.03 tell sizes as they were given.
      expect(["1.0 GB", "1 GB"]).toContain(found.size);
    },
    missing: ({ storages }) => storages.edit(NOBODY, { description: "edited" }),
    denied: "viewer",
    refused: {
      call: async ({ storages }, { id }, platform) =>
        storages.edit(id, { name: (await makeStorage(platform)).name }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "storages.resize",
    prepare: aStorage,
    call: ({ storages }, { project, name }) => storages.resize({ project: project.id, name }, "2 GB"),
    check: async (answer, { id, name, project }, { saagie }) => {
      expect(answer).toMatchObject({ id });
      const found = await saagie.storages.get({ project: project.id, name });
      expect(["2.0 GB", "2 GB"]).toContain(found.size);
    },
    missing: ({ storages }) => storages.resize(NOBODY, "2 GB"),
    denied: "viewer",
    refused: { answerTo: "StoragesEdit" },
  }),
  contract({
    method: "storages.unlink",
    prepare: async (platform) => {
      const { app, storage } = await makeMounted(platform);
      await platform.saagie.apps.upgrade(app.id, { storages: [] });
      return storage;
    },
    call: ({ storages }, { project, name }) => storages.unlink({ project: project.id, name }),
    check: async (_, { project, name }, { saagie }) =>
      expect(await saagie.storages.link({ project: project.id, name })).toEqual({
        state: "free",
        app: undefined,
        versions: [],
      }),
    missing: ({ storages }) => storages.unlink(NOBODY),
    denied: "viewer",
    refused: { answerTo: "StoragesUnlink" },
  }),
  contract({
    method: "storages.delete",
    prepare: aStorage,
    call: ({ storages }, { project, name }) => storages.delete({ project: project.id, name }),
    check: async (_, { id, project }, { saagie }) =>
      expect((await saagie.storages.listMinimal(project.id)).map((storage) => storage.id)).not.toContain(id),
    missing: ({ storages }) => storages.delete(NOBODY),
    denied: "viewer",
    refused: { answerTo: "StoragesDelete" },
  }),
  contract({
    method: "storages.duplicate",
    prepare: aStorage,
    call: ({ storages }, { id }) => storages.duplicate(id),
    check: (answer, { id }) => expect(answer).toMatchObject({ originalVolumeId: id, isLocked: true }),
    missing: ({ storages }) => storages.duplicate(NOBODY),
    denied: "viewer",
    refused: { answerTo: "StoragesDuplicate" },
  }),
  contract({
    method: "storages.duplicateAndWait",
    prepare: aStorage,
    call: ({ storages }, { id }, { patience }) => storages.duplicateAndWait(id, patience),
    check: (copy, { id }) =>
      expect(copy).toMatchObject({
        originalVolumeId: id,
        isLocked: false,
        duplicationStatus: null,
        size: "1.0 GB",
      }),
    missing: ({ storages }) => storages.duplicateAndWait(NOBODY),
    denied: "viewer",
    refused: { answerTo: "StoragesDuplicate" },
  }),
  contract({
    method: "storages.waitUntilIdle",
    needs: "2024.01",
    prepare: async (platform) => {
      const storage = await makeStorage(platform);
      await platform.saagie.storages.duplicate(storage.id);
      return storage;
    },
    call: ({ storages }, { id }, { patience }) => storages.waitUntilIdle(id, patience),
    check: (status, { id }) => expect(status).toMatchObject({ id, isLocked: false, duplicationStatus: null }),
    missing: ({ storages }) => storages.waitUntilIdle(NOBODY),
    denied: "outsider",
    refused: { answerTo: "StoragesStatus" },
  }),
  contract({
    method: "storages.move",
    prepare: movable,
    call: ({ storages }, { id, target }) => storages.move(id, target),
    check: async (answer, { name, target }, { saagie }) =>
      expect(await saagie.storages.get(answer)).toMatchObject({ name, projectId: target.targetProjectId }),
    missing: ({ storages }) => storages.move(NOBODY, NOWHERE),
    denied: "viewer",
    refused: { answerTo: "StoragesMove" },
  }),
  contract({
    method: "storages.moveAndWait",
    prepare: movable,
    call: ({ storages }, { id, target }, { patience }) => storages.moveAndWait(id, target, patience),
    check: async (answer, { name, target }, { saagie }) =>
      expect(await saagie.storages.get(answer)).toMatchObject({
        name,
        projectId: target.targetProjectId,
        migrationStatus: "READY",
      }),
    missing: ({ storages }) => storages.moveAndWait(NOBODY, NOWHERE),
    denied: "viewer",
    refused: { answerTo: "StoragesMove" },
  }),
];
