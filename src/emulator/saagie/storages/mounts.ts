import { currentAppVersion, type AppRecord, type MountRecord } from "../apps/records.ts";
import type { Services } from "../services.ts";
import { NOT_EXISTS } from "../shared/errors.ts";
import type { World } from "../world.ts";
import { startExpansion } from "./expansion.ts";
import { busyProblem, type StorageRecord } from "./records.ts";

/** Which app, of which project, is to mount storages; no id for one about to be made. */
export interface Mounter {
  readonly projectId: string;
  readonly appId: string | undefined;
}

/** The storages of a project, in the order in which they came. */
export function volumesOf(world: World, projectId: string): readonly StorageRecord[] {
  return [...world.volumes.values()].filter((volume) => volume.projectId === projectId);
}

/**
 * What is wrong with the storages that a version of an app is to mount.
 *
 * @remarks That a storage belongs to one app at most follows from its one link. That a version cannot mount two
 * storages at one place, or one at two, is an assumption.
 */
export function mountProblem(
  world: World,
  { projectId, appId }: Mounter,
  mounts: readonly MountRecord[],
): string | undefined {
  for (const { path, volumeId } of mounts) {
    if (path.trim() === "") return "a path must not be empty";
    const volume = world.volumes.get(volumeId);
    if (volume === undefined || volume.projectId !== projectId) return `${NOT_EXISTS}: volume ${volumeId}`;
    const busy = busyProblem(volume);
    if (busy !== undefined) return `volume ${volumeId} ${busy}`;
    if (volume.linkedAppId !== null && volume.linkedAppId !== appId)
      return `volume ${volumeId} is linked to another app`;
  }
  const paths = new Set(mounts.map(({ path }) => path));
  const volumes = new Set(mounts.map(({ volumeId }) => volumeId));
  if (paths.size < mounts.length) return "two volumes have the same path";
  return volumes.size < mounts.length ? "one volume has two paths" : undefined;
}

/** Gives an app the storages that it mounts from now on. Those that waited for it grow. */
export function linkVolumes(services: Services, app: AppRecord, mounts: readonly MountRecord[]): void {
  for (const { volumeId } of mounts) {
    const volume = services.world.volumes.get(volumeId);
    if (volume === undefined) continue;
    volume.linkedAppId = app.id;
    if (volume.expansionStatus === "WAITING_FOR_LINK_TO_AN_APP") startExpansion(services, volume);
  }
}

/** The storage of a mount; undefined when the app has lost it since. */
export function mountedVolume(
  world: World,
  appId: string,
  { volumeId }: MountRecord,
): StorageRecord | undefined {
  const volume = world.volumes.get(volumeId);
  return volume?.linkedAppId === appId ? volume : undefined;
}

/** The app whose current version mounts a storage. */
export function mountingApp(world: World, { id, linkedAppId }: StorageRecord): AppRecord | undefined {
  const app = linkedAppId === null ? undefined : world.apps.get(linkedAppId);
  const mounts = app === undefined ? [] : currentAppVersion(app).mounts;
  return mounts.some(({ volumeId }) => volumeId === id) ? app : undefined;
}
