import { pickChanged } from "../../core/changes.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { isFootbridgeError, RefusedError, UnsupportedByPlatformError } from "../../core/errors.ts";
import { findByName } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import type { Watcher } from "../../core/watch/watch.ts";
import {
  storagesOperations,
  StoragesMethods,
  type ProjectReference,
  type StorageReference,
  type StoragesEditResult,
  type StoragesForEditResult,
  type StoragesGetResult,
  type StoragesListMinimalResult,
  type StoragesListResult,
  type StoragesMoveInput,
} from "../../../generated/saagie/methods.ts";
import { checkWait } from "../runs/check-wait.ts";
import type { SaagieContext } from "../context.ts";
import { isSameSize, toDataSizeText, type DataSizeInput } from "./data-size.ts";
import { checkName } from "../settings/check-name.ts";
import { whereUnsupported } from "../calls/with-list-fallback.ts";
import { onlySignal } from "../calls/call-options.ts";
import { isGone, recoverEffect } from "../recovery/effect.ts";
import type { CreatedStorage, StorageDefinition } from "./creation.ts";
import {
  createStorageWatcher,
  idleStorage,
  waitUntilIdle,
  type StorageStatus,
  type StorageWaitOptions,
} from "./waiting.ts";

/** A storage, as reads answer it. */
export type Storage = StoragesGetResult;

/** What an edit of a storage answers: it as it is now. */
export type EditedStorage = Pick<StoragesEditResult, "id" | "name" | "description" | "size">;

/** What to change of a storage: absent keeps, `null` clears. */
export interface StorageChanges {
  readonly name?: string;
  readonly description?: string | null;
  /** A larger size: it is in force when an app that mounts the storage has restarted. */
  readonly size?: DataSizeInput;
}

/** Which app has a storage, and how. */
export interface StorageLink {
  /** `mounted`: by the app's current version. `linked`: by earlier versions only, or by none. */
  readonly state: "free" | "linked" | "mounted";
  readonly app: { readonly id: string; readonly name: string } | undefined;
  /** The numbers of the versions of the app that mount it, the highest first. */
  readonly versions: readonly number[];
}

type Mounts = {
  readonly volumesWithPath: readonly { readonly volume: { readonly id: string } | null }[] | null;
};

/**
 * Storages: disk space of a project that apps mount. Schema and API call them volumes.
 *
 * @remarks Wherever a storage is asked for, its id or `{ project, name }` will do.
 */
export class Storages extends StoragesMethods {
  readonly #context: SaagieContext;
  readonly #watcher: Watcher<StorageStatus>;

  /** @internal */
  constructor(context: SaagieContext) {
    super(context.call);
    this.#context = context;
    this.#watcher = createStorageWatcher(context.batch, context.clock);
  }

  /**
   * Lists the storages of a project, each with its app.
   *
   * @remarks Remote call: platform `project` with its `volumes`.
   */
  async list(project: ProjectReference, options: CallOptions = {}): Promise<StoragesListResult["volumes"]> {
    return (await this.call(storagesOperations.list, { projectId: project }, options)).volumes;
  }

  /**
   * Lists the storages of a project in short: id and name.
   *
   * @remarks Remote call: platform `project` with its `volumes`.
   */
  async listMinimal(
    project: ProjectReference,
    options: CallOptions = {},
  ): Promise<StoragesListMinimalResult["volumes"]> {
    return (await this.call(storagesOperations.listMinimal, { projectId: project }, options)).volumes;
  }

  /**
   * Reads one storage with its app and the versions of it that mount storages.
   *
   * @remarks Remote call: platform `volume`; on older platforms `project` with its `volumes`.
   * @throws {@link NotFoundError} when there is no such storage; {@link UnsupportedByPlatformError} for an id alone, where
   * the platform is older than 2023.05.
   */
  override get(storage: StorageReference, options: CallOptions = {}): Promise<Storage> {
    return whereUnsupported(
      () => super.get(storage, options),
      () => this.#inList(storage, options),
    );
  }

  /**
   * Tells a storage's id from its name or id.
   *
   * @remarks Remote call: none for an id; else platform `project` with its `volumes` in short.
   * @throws {@link NotFoundError} with near names.
   */
  async idOf(storage: StorageReference, options: CallOptions = {}): Promise<string> {
    return this.#context.references.resolve("STORAGE", storage, options);
  }

  /**
   * Creates a storage.
   *
   * @remarks Remote call: platform `createVolume`. When the answer is lost, the storage is looked up by name before anything
   * is repeated.
   * @throws {@link InvalidInputError} for a size without a unit, {@link RefusedError} when the name is taken.
   * @example
   * ```ts
   * const { id } = await saagie.storages.create("Sales", { name: "Notebooks", size: "1 GB" });
   * ```
   */
  async create(
    project: ProjectReference,
    definition: StorageDefinition,
    options: CallOptions = {},
  ): Promise<CreatedStorage> {
    const { call, references } = this.#context;
    const projectId = await references.resolve("PROJECT", project, options);
    const { createStorage } = await import("./creation.ts");
    return createStorage(call, { projectId, definition }, options);
  }

  /**
   * Changes a storage; only what differs is sent, and nothing at all where nothing does.
   *
   * @remarks Remote calls: platform `volume`, and `editVolume` if anything differs.
   */
  async edit(
    storage: StorageReference,
    wanted: StorageChanges,
    options: CallOptions = {},
  ): Promise<EditedStorage> {
    const { name, description, size } = wanted;
    if (name !== undefined) checkName(name, "storage");
    const text = size === undefined ? undefined : toDataSizeText(size);
    const current = await this.#forEdit(storage, options);
    const isResized = size !== undefined && !isSameSize(current.size, size);
    const differing = {
      ...pickChanged<Pick<Storage, "name" | "description">>(
        { name: current.name, description: current.description || null },
        // The platform answers "" for no description as well as null.
        omitUndefined({ name, description: description === "" ? null : description }),
      ),
      ...(isResized ? { size: text } : {}),
    };
    if (Object.keys(differing).length === 0) return current;
    const volumeEdition = { id: current.id, ...differing };
    return this.call(storagesOperations.edit, { volumeEdition }, options);
  }

  /**
   * Makes a storage larger.
   *
   * @remarks Remote calls: platform `volume`, and `editVolume` if the size is another one.
   * @throws {@link RefusedError} when the platform does not take the size.
   * @example
   * ```ts
   * await saagie.storages.resize({ project: "Sales", name: "Notebooks" }, "2 GB");
   * ```
   */
  resize(storage: StorageReference, size: DataSizeInput, options: CallOptions = {}): Promise<EditedStorage> {
    return this.edit(storage, { size }, options);
  }

  /**
   * Tells which app has a storage, and which versions of the app mount it.
   *
   * @remarks Remote call: platform `volume`.
   */
  async link(storage: StorageReference, options: CallOptions = {}): Promise<StorageLink> {
    const { id, linkedApp } = await this.get(storage, options);
    if (linkedApp === null) return { state: "free", app: undefined, versions: [] };
    const { versions, currentVersion, ...app } = linkedApp;
    return {
      state: currentVersion !== null && mounts(currentVersion, id) ? "mounted" : "linked",
      app: { id: app.id, name: app.name },
      versions: versions.filter((version) => mounts(version, id)).map(({ number }) => number),
    };
  }

  /**
   * Takes a storage away from its app.
   *
   * @remarks Remote calls: platform `volume`, `unlinkVolume`.
   * @throws {@link RefusedError} when the app's current version mounts it.
   */
  async unlink(storage: StorageReference, options: CallOptions = {}): Promise<void> {
    const { id } = await this.#unmounted(storage, options);
    await recoverEffect<unknown>({
      write: () => this.call(storagesOperations.unlink, { id }, options),
      look: async () => ((await this.#forEdit(storage, options)).linkedApp === null ? id : undefined),
    });
  }

  /**
   * Deletes a storage with its content.
   *
   * @remarks Remote calls: platform `volume`, `deleteVolume`.
   * @throws {@link RefusedError} when the current version of an app mounts it.
   */
  async delete(storage: StorageReference, options: CallOptions = {}): Promise<void> {
    const { id } = await this.#unmounted(storage, options);
    await recoverEffect<unknown>({
      write: () => this.call(storagesOperations.delete, { id }, options),
      look: async () => ((await isGone(() => this.#forEdit(storage, options))) ? id : undefined),
    });
  }

  /**
   * Waits until nothing is going on with a storage: no duplication, no expansion, no move.
   *
   * @remarks Remote call: platform `volume`, for up to a hundred storages in one request.
   * @throws {@link RefusedError} when a duplication or a move has failed; {@link DeadlineError} with the last activity.
   */
  async waitUntilIdle(storage: StorageReference, options: StorageWaitOptions = {}): Promise<StorageStatus> {
    checkWait(options);
    return whereUnsupported(
      async () => waitUntilIdle(this.#watcher, await this.idOf(storage, onlySignal(options)), options),
      // A platform that cannot be asked for a storage by its id can neither copy nor move one.
      async () => idleStorage(await this.#inList(storage, onlySignal(options))),
    );
  }

  /**
   * Copies a storage inside its project, and waits until the copy is filled.
   *
   * @remarks Remote calls: platform `duplicateVolume`, `volume`.
   * @returns the copy.
   * @throws {@link OutcomeUnknownError} when the answer was lost: the platform names copies itself, so that none can be told
   * from earlier ones.
   */
  async duplicateAndWait(storage: StorageReference, options: StorageWaitOptions = {}): Promise<Storage> {
    checkWait(options);
    const { id } = await this.duplicate(storage, onlySignal(options));
    await waitUntilIdle(this.#watcher, id, options);
    return this.get(id, onlySignal(options));
  }

  /**
   * Moves a storage to another project, and waits until it is there.
   *
   * @remarks Remote calls: platform `moveVolume`, `volume`. Another platform is not asked: there, the wait ends when the storage
   * has left this one.
   * @returns the id that it has there.
   */
  async moveAndWait(
    storage: StorageReference,
    target: StoragesMoveInput,
    options: StorageWaitOptions = {},
  ): Promise<string> {
    checkWait(options);
    const before = await this.idOf(storage, onlySignal(options));
    const after = await this.move(before, target, onlySignal(options));
    if (target.targetPlatformId === this.#context.source.platform) {
      await waitUntilIdle(this.#watcher, after, options);
      return after;
    }
    await waitUntilIdle(this.#watcher, before, options).catch((error: unknown) => {
      if (!isFootbridgeError(error, "NOT_FOUND")) throw error;
    });
    return after;
  }

  #forEdit(storage: StorageReference, options: CallOptions): Promise<StoragesForEditResult> {
    return whereUnsupported(
      () => this.call(storagesOperations.forEdit, { id: storage }, options),
      () => this.#inList(storage, options),
    );
  }

  /** A storage as the list of its project has it. */
  async #inList(storage: StorageReference, options: CallOptions): Promise<Storage> {
    if (typeof storage === "object" && "project" in storage)
      return findByName(await this.list(storage.project, options), storage.name, "storage");
    throw new UnsupportedByPlatformError("This platform's version cannot be asked for a storage by its id.", {
      hint: "Give { project, name }.",
    });
  }

  /** A storage that no app mounts now. The platform may not look itself, and an app would lose its disk. */
  async #unmounted(storage: StorageReference, options: CallOptions): Promise<StoragesForEditResult> {
    const found = await this.#forEdit(storage, options);
    const { id, name, linkedApp } = found;
    if (linkedApp?.currentVersion == null || !mounts(linkedApp.currentVersion, id)) return found;
    throw new RefusedError(`The storage "${name}" is mounted by the app "${linkedApp.name}".`, {
      fields: { storage: `mounted by the current version of the app ${linkedApp.id}` },
      hint: "Upgrade the app to a version without it first.",
    });
  }
}

function mounts({ volumesWithPath }: Mounts, id: string): boolean {
  return (volumesWithPath ?? []).some(({ volume }) => volume?.id === id);
}
