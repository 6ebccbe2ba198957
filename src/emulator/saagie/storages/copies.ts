import type { Context } from "../services.ts";
import { collect, refuseIf } from "../shared/errors.ts";
import { targetProblem, targetProject, type MoveTarget } from "../jobs/move.ts";
import { nameProblem, volumeCopyName } from "../shared/names.ts";
import { volumesOf } from "./mounts.ts";
import { busyProblem, IDLE, type StorageRecord } from "./records.ts";
import { takeAwayProblem } from "./rules.ts";

/**
 * Copies a storage within its project. Both are locked until the copy is filled.
 *
 * @remarks One that an app uses at the time is copied too: that it could not be is nowhere said.
 */
export function duplicateVolume(context: Context, original: StorageRecord): StorageRecord {
  const { world, ids, clock, user, durations } = context;
  const names = volumesOf(world, original.projectId).map((volume) => volume.name);
  const name = volumeCopyName(original.name, names);
  refuseIf("Volume", collect({ volume: busyProblem(original), name: nameProblem(name, names) }));
  const now = clock.now();
  const copy: StorageRecord = {
    ...original,
    ...IDLE,
    id: ids.uuid(),
    name,
    creator: user.login,
    creationDate: now,
    originalVolumeId: original.id,
    duplicationStatus: "DUPLICATION_IN",
  };
  world.volumes.set(copy.id, copy);
  original.duplicationStatus = "DUPLICATION_OUT";
  original.duplicationTargetId = copy.id;
  clock.at(now + durations.storageMs, () => {
    original.duplicationStatus = null;
    original.duplicationTargetId = null;
    copy.duplicationStatus = context.storageFailures.takes("duplication", original) ? "FAILED" : null;
  });
  return copy;
}

/** Where a storage is to go. */
export type VolumeTarget = Omit<MoveTarget, "targetCategory">;

/**
 * Moves a storage to another project.
 *
 * @remarks It is under both ids until it has arrived, and then only under the new one. What apps link it with
 * before stays behind. That an app must not use it at the time is an assumption, as it is with deletion.
 * @returns the id under which it goes on
 * @throws Refusal when it cannot leave, or the target cannot take it
 */
export function moveVolume(context: Context, volume: StorageRecord, target: VolumeTarget): string {
  const { world, ids, clock, durations, storageFailures } = context;
  const project = targetProject(context, "Volume", target);
  const names = volumesOf(world, project.id).map(({ name }) => name);
  refuseIf(
    "Volume",
    collect({
      volume: takeAwayProblem(world, volume),
      targetProjectId: targetProblem(volume.projectId, project),
      name: project.id === volume.projectId ? undefined : nameProblem(volume.name, names),
    }),
  );
  const id = ids.uuid();
  const moved: StorageRecord = {
    ...volume,
    ...IDLE,
    id,
    projectId: project.id,
    expansionStatus: volume.expansionStatus === null ? null : "WAITING_FOR_LINK_TO_AN_APP",
    migrationStatus: "MIGRATING_IN",
  };
  world.volumes.set(id, moved);
  volume.migrationStatus = "MIGRATING_OUT";
  volume.migrationTarget = { platformId: project.platformId, projectId: project.id, volumeId: id };
  clock.at(clock.now() + durations.storageMs, () => {
    if (storageFailures.takes("migration", volume)) {
      volume.migrationStatus = "FAILED";
      moved.migrationStatus = "FAILED";
      return;
    }
    moved.migrationStatus = "READY";
    world.volumes.delete(volume.id);
  });
  return id;
}
