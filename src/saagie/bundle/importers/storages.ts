import { storagesOperations, type StoragesForExportResult } from "../../../../generated/saagie/methods.ts";
import { isSame } from "../../../core/changes.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import { recoverCreation } from "../../recovery/creation.ts";
import { readAppRecord } from "../format/app-record.ts";
import type { BundleFiles } from "../format/files.ts";
import { fileNameOf } from "../format/folder-names.ts";
import {
  noopStep,
  createJournaled,
  settleConflict,
  createStep,
  type BundleContext,
  type ResourceImporter,
  type ImporterOptions,
  type Planned,
} from "../engine/resource-importer.ts";
import { refuseEqualNames } from "../format/archived-jobs.ts";
import { bytesOf, readStorage, type StorageRecord } from "../format/storage-record.ts";

/** The file of a storage. */
export const STORAGE_FILE = "storage.json";

const APP_FILE = "app.json";
const WHAT = "storage";

/** A storage in an archive: in a file of its own, or told by an app. */
interface ArchivedStorage extends StorageRecord {
  readonly path: string;
  /** What the journal calls it: the file of an app may tell of several. */
  readonly key: { readonly path: string; readonly name: string };
  readonly warnings: readonly string[];
}

type FoundStorage = NonNullable<StoragesForExportResult["volumes"][number]>;

/** Storages: empty ones, since no client can read what is in them. */
export const storageImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const found = await readAll(files, options);
    return { count: found.length, plan: (context, how) => planAll(context, found, how) };
  },
};

/** The storages of apps alone; those that no app has are left out. */
export const appStorageImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const told = await readTold(files, options);
    const own = await readOwn(files, options);
    const ofApps = own.filter(({ id, name }) =>
      told.some((one) => foldCase(one.name) === foldCase(name) || (id !== undefined && one.id === id)),
    );
    const found = eachOnce([...told, ...ofApps]);
    return { count: found.length, plan: (context, how) => planAll(context, found, how) };
  },
};

async function readAll(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedStorage[]> {
  const own = await readOwn(files, options);
  return eachOnce([...(await readTold(files, options)), ...own]);
}

/** Those that have a file of their own. */
async function readOwn(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedStorage[]> {
  const own = await pooled(
    files.named(STORAGE_FILE),
    async (entry, signal) => {
      const { path, json, warnings } = await files.read(entry, "a storage", signal);
      const record = readStorage(json);
      if (record === undefined) throw json.invalid(`"name" is missing`);
      return { ...record, path, warnings, key: { path, name: record.name } };
    },
    options,
  );
  refuseEqualNames(WHAT, own);
  return own;
}

/** Those that apps tell of. */
async function readTold(files: BundleFiles, options: PoolOptions): Promise<readonly ArchivedStorage[]> {
  const told = await pooled(
    files.named(APP_FILE),
    async (entry, signal) => {
      const { path, folder, json } = await files.read(entry, "an app", signal);
      const { versions, linked } = readAppRecord(json);
      // What an app mounts now is told last, and so last known.
      const inOrder = versions.toSorted((a, b) => Number(a.isCurrent) - Number(b.isCurrent));
      const mounted = inOrder.flatMap(({ mounts }) => mounts.flatMap(({ storage }) => storage ?? []));
      return [...linked, ...mounted].map((storage) => {
        const { name } = storage;
        const key = { path: `${folder}storages/${fileNameOf(name)}/${STORAGE_FILE}`, name };
        return { ...storage, path, warnings: [], key };
      });
    },
    options,
  );
  return told.flat();
}

/** Each storage as it is told last: versions of an app may know one by names that it had before. */
function eachOnce(told: readonly ArchivedStorage[]): readonly ArchivedStorage[] {
  const byName = new Map<string, ArchivedStorage>();
  const lastNames = new Map<string, string>();
  for (const storage of told) {
    const { id, name } = storage;
    const former = id === undefined ? undefined : lastNames.get(id);
    if (former !== undefined && byName.get(former)?.id === id) byName.delete(former);
    if (id !== undefined) lastNames.set(id, foldCase(name));
    byName.set(foldCase(name), storage);
  }
  return [...byName.values()];
}

async function planAll(
  context: BundleContext,
  archived: readonly ArchivedStorage[],
  { onPlanned, concurrency: _, ...options }: ImporterOptions,
): Promise<readonly Planned[]> {
  if (archived.length === 0) return [];
  const existing = await listStorages(context, options);
  for (const { id, linkedApp } of existing) if (linkedApp) context.ids.own(id, linkedApp.id);
  const planned: Planned[] = [];
  for (const storage of archived) {
    const found = existing.find(({ name }) => foldCase(name) === foldCase(storage.name));
    context.ids.name(WHAT, storage);
    planned.push(found === undefined ? planNew(context, storage) : await planFound(context, storage, found));
    onPlanned(storage.name);
  }
  return planned;
}

async function listStorages(
  { call, projectId, isNew }: BundleContext,
  options: CallOptions,
): Promise<readonly FoundStorage[]> {
  if (isNew) return [];
  const { volumes } = await call(storagesOperations.forExport, { projectId }, options);
  return volumes.flatMap((volume) => volume ?? []);
}

function planNew(context: BundleContext, storage: ArchivedStorage): Planned {
  const { ids, journal } = context;
  const { name, size, warnings } = storage;
  if (size === undefined || bytesOf(size) === undefined) {
    const reason = size === undefined ? "its size is not told" : `${JSON.stringify(size)} is not a size`;
    return { step: createStep(WHAT, storage, { action: "cannot", reason, warnings }) };
  }
  ids.set(WHAT, name);
  return {
    step: createStep(WHAT, storage, {
      action: "create",
      warnings: [...warnings, "its content is not carried over"],
    }),
    apply: async ({ onUploaded: _, ...options }) => {
      const id = await createJournaled(journal, storage.key, () =>
        create(context, { ...storage, size }, options),
      );
      ids.set(WHAT, name, id);
      return { what: WHAT, name, id, action: "created", versions: {} };
    },
  };
}

function create(
  context: BundleContext,
  { name, size, description }: StorageRecord & { readonly size: string },
  options: CallOptions,
): Promise<{ readonly id: string }> {
  const { call, projectId } = context;
  const volume = { projectId, name, size, ...(description == null ? {} : { description }) };
  return recoverCreation({
    create: () => call(storagesOperations.create, { volume }, options),
    find: async () =>
      (await listStorages(context, options)).find((other) => foldCase(other.name) === foldCase(name)),
    isOurs: (found) =>
      Promise.resolve(
        (found.description ?? "") === (description ?? "") && bytesOf(found.size ?? "") === bytesOf(size),
      ),
  });
}

async function planFound(
  context: BundleContext,
  storage: ArchivedStorage,
  found: FoundStorage,
): Promise<Planned> {
  const { ids, journal } = context;
  const { id } = found;
  ids.set(WHAT, storage.name, id);
  const settled = settleConflict(context, id, await journal.entry(storage.key));
  const { edition, warnings } = differing(storage, found);
  const changed = Object.keys(edition);
  const step = createStep(WHAT, storage, {
    action: changed.length === 0 ? "unchanged" : "upgrade",
    ...(settled === undefined ? { changed } : {}),
    warnings: [...storage.warnings, ...warnings],
    ...settled,
  });
  if (step.action === "cannot") return { step };
  if (step.action !== "upgrade") return noopStep(step, id);
  return {
    step,
    apply: async ({ onUploaded: _, ...options }) => {
      await context.call(storagesOperations.edit, { volumeEdition: { id, ...edition } }, options);
      return { what: WHAT, name: found.name, id, action: "upgraded", versions: {} };
    },
  };
}

/** A storage can grow, but not shrink. */
function differing(
  { size, description }: StorageRecord,
  found: FoundStorage,
): {
  readonly edition: { readonly size?: string; readonly description?: string };
  readonly warnings: readonly string[];
} {
  const [wanted, is] = [bytesOf(size ?? ""), bytesOf(found.size ?? "")];
  const grows = wanted !== undefined && is !== undefined && wanted > is;
  const shrinks = wanted !== undefined && is !== undefined && wanted < is;
  const isOther = description !== undefined && !isSame(description || null, found.description || null);
  return {
    edition: omitUndefined({
      size: grows ? size : undefined,
      description: isOther ? (description ?? "") : undefined,
    }),
    warnings: shrinks ? [`it has ${found.size ?? ""} and cannot shrink to ${size ?? ""}`] : [],
  };
}
