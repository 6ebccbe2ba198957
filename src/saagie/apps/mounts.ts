import type { Caller } from "../../core/client.ts";
import { InvalidInputError, isFootbridgeError } from "../../core/errors.ts";
import { findExisting } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { storagesOperations } from "../../../generated/saagie/methods.ts";
import type { VolumeWithPathInput } from "../../../generated/saagie/platform.ts";
import type { AppMount } from "./definition.ts";
import type { SaagieContext } from "../context.ts";
import { createStorage, toVolumeInput } from "../storages/creation.ts";

/** Storages to mount, and where. */
export interface Mounting {
  readonly projectId: string;
  readonly mounts: readonly AppMount[];
  readonly options: CallOptions;
}

/**
 * Looks up the storages to mount, creates those that are new, and lets them be used. When they cannot be used, those that
 * were created are deleted again; not, when the caller aborted, or when the use may have taken effect all the same.
 *
 * @throws {@link InvalidInputError} before anything is created, when a path or a definition is wrong.
 */
export async function withMounts<T>(
  { call, references }: Pick<SaagieContext, "call" | "references">,
  { projectId, mounts, options }: Mounting,
  use: (volumesWithPath: readonly VolumeWithPathInput[]) => Promise<T>,
): Promise<T> {
  checkMounts(projectId, mounts);
  // What exists is looked up before anything is created: a wrong name leaves nothing behind.
  const known = await Promise.all(
    mounts.map(async (mount) =>
      "storage" in mount ? references.resolve("STORAGE", mount.storage, options) : undefined,
    ),
  );
  const created: string[] = [];
  let isInUse = false;
  try {
    const volumesWithPath: VolumeWithPathInput[] = [];
    for (const [at, mount] of mounts.entries()) {
      let volumeId = known[at];
      if (volumeId === undefined && "create" in mount) {
        volumeId = (await createStorage(call, { projectId, definition: mount.create }, options)).id;
        created.push(volumeId);
      }
      if (volumeId !== undefined) volumesWithPath.push({ path: mount.path, volumeId });
    }
    isInUse = true;
    return await use(volumesWithPath);
  } catch (error) {
    const mayBeUsed = isInUse && !(isFootbridgeError(error) && error.code !== "OUTCOME_UNKNOWN");
    if (!mayBeUsed && options.signal?.aborted !== true) await removeAll(call, created);
    throw error;
  }
}

/** A storage to mount whose id is known, or one that is to be created. */
export type KnownMount = VolumeWithPathInput | Extract<AppMount, { readonly create: unknown }>;

/**
 * Looks up the storages to mount, those too that were to be created: one that the project has by that name is mounted as
 * it is.
 *
 * @throws {@link InvalidInputError} when a path or a definition is wrong.
 */
export async function knownMounts(
  { call, references }: Pick<SaagieContext, "call" | "references">,
  { projectId, mounts, options }: Mounting,
): Promise<readonly KnownMount[]> {
  checkMounts(projectId, mounts);
  const isAnyNew = mounts.some((mount) => "create" in mount);
  const existing = isAnyNew ? await call(storagesOperations.listMinimal, { projectId }, options) : undefined;
  return Promise.all(
    mounts.map(async (mount) => {
      const { path } = mount;
      if ("storage" in mount) {
        return { path, volumeId: await references.resolve("STORAGE", mount.storage, options) };
      }
      const found = existing && findExisting(existing.volumes, mount.create.name, "storage");
      return found === undefined ? mount : { path, volumeId: found.id };
    }),
  );
}

/** A mount whose storage is looked up already, or is yet to be created. */
export function asMount(mount: KnownMount): AppMount {
  return "create" in mount ? mount : { path: mount.path, storage: { id: mount.volumeId } };
}

function checkMounts(projectId: string, mounts: readonly AppMount[]): void {
  const paths = new Set<string>();
  for (const mount of mounts) {
    if (mount.path.trim() === "") throw new InvalidInputError("A storage needs a path to be mounted at.");
    if (paths.has(mount.path)) throw new InvalidInputError(`Two storages have the path "${mount.path}".`);
    paths.add(mount.path);
    if ("create" in mount) toVolumeInput(projectId, mount.create);
  }
}

/** Deletes what was created in vain. One that cannot be deleted stays: the reason for all this is the one to be told. */
async function removeAll(call: Caller, ids: readonly string[]): Promise<void> {
  await Promise.allSettled(ids.map((id) => call(storagesOperations.delete, { id })));
}
