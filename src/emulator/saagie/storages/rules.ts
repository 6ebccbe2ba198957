import type { Context } from "../services.ts";
import { bytesOf, type DataSize } from "./data-size.ts";
import { collect, type Problems } from "../shared/errors.ts";
import { nameProblem } from "../shared/names.ts";
import type { World } from "../world.ts";
import type { VolumeFields } from "./inputs.ts";
import { mountingApp, volumesOf } from "./mounts.ts";
import { busyProblem, type StorageRecord } from "./records.ts";

/** Finds what is wrong with the fields of a storage, to be made or changed. */
export function volumeFieldProblems(
  context: Context,
  { name, size }: VolumeFields,
  { projectId, existing }: { readonly projectId: string; readonly existing?: StorageRecord },
): Problems {
  const others = volumesOf(context.world, projectId).filter((volume) => volume !== existing);
  return collect({
    name:
      name == null
        ? undefined
        : nameProblem(
            name,
            others.map((volume) => volume.name),
          ),
    size: size == null ? undefined : sizeProblem(context, size, existing),
  });
}

/**
 * What is wrong with a size.
 *
 * @remarks The administrator's step is known to be the least size; that a size has to be a multiple of it is not,
 * and is not asked for. That a storage cannot shrink is an assumption: it could lose its content.
 */
function sizeProblem(
  { storageSizes: { step, maximum } }: Context,
  size: DataSize,
  existing: StorageRecord | undefined,
): string | undefined {
  if (existing !== undefined) {
    const before = bytesOf(existing.size);
    // What it has already it may keep, also when the administrator allows it no more.
    if (bytesOf(size) === before) return undefined;
    if (bytesOf(size) < before) return "must not be less than it was";
    if (existing.expansionStatus === "EXPANSION_IN_PROGRESS") return "cannot change while the volume grows";
  }
  if (bytesOf(size) < bytesOf(step)) return `must be at least ${step.text}`;
  return bytesOf(size) > bytesOf(maximum) ? `must be at most ${maximum.text}` : undefined;
}

/** Why a storage cannot be taken away from where it is. */
export function takeAwayProblem(world: World, volume: StorageRecord): string | undefined {
  const app = mountingApp(world, volume);
  return app === undefined ? busyProblem(volume) : `is mounted by the current version of the app ${app.id}`;
}
