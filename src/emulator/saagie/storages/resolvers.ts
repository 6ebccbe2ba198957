import { startAction, isDeployed } from "../apps/life.ts";
import type { Context } from "../services.ts";
import { bytesOf, printDataSize } from "./data-size.ts";
import { collect, notValid, refuseIf, unknownId } from "../shared/errors.ts";
import { findProject, requireProject, type Role } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { ProjectRecord } from "../projects/records.ts";
import { duplicateVolume, moveVolume, type VolumeTarget } from "./copies.ts";
import { startExpansion } from "./expansion.ts";
import type { VolumeEditionInput, VolumeInput } from "./inputs.ts";
import { mountingApp, volumesOf } from "./mounts.ts";
import { busyProblem, IDLE, isLocked, type StorageRecord } from "./records.ts";
import { takeAwayProblem, volumeFieldProblems } from "./rules.ts";

interface ById {
  readonly id: string;
}

/** How storages answer. */
export const storageResolvers: Resolvers = {
  Query: {
    volume: (_: unknown, { id }: ById, context: Context) => findVolume(context, id) ?? null,
  },
  Mutation: {
    createVolume: (_: unknown, { volume }: { volume: VolumeInput }, context: Context) =>
      createVolume(context, volume),
    editVolume: (_: unknown, { volumeEdition }: { volumeEdition: VolumeEditionInput }, context: Context) =>
      editVolume(context, volumeEdition),
    duplicateVolume: (_: unknown, { originalVolumeId }: { originalVolumeId: string }, context: Context) =>
      duplicateVolume(context, requireVolume(context, originalVolumeId)),
    moveVolume: (
      _: unknown,
      { volumeId, ...target }: VolumeTarget & { volumeId: string },
      context: Context,
    ) => moveVolume(context, requireVolume(context, volumeId), target),
    // Nothing is said of who may unlink: as for everything else that changes a storage, an editor.
    unlinkVolume: (_: unknown, { id }: ById, context: Context) => {
      const volume = takeAway(context, id);
      volume.linkedAppId = null;
      return volume;
    },
    deleteVolume: (_: unknown, { id }: ById, context: Context) => {
      const volume = takeAway(context, id);
      context.world.volumes.delete(id);
      return volume;
    },
  },
  Project: {
    volumes: ({ id }: ProjectRecord, _args: unknown, { world }: Context) => volumesOf(world, id),
  },
  Volume: {
    size: ({ size }: StorageRecord, _args: unknown, { platformVersion }: Context) =>
      printDataSize(size, platformVersion),
    linkedApp: ({ linkedAppId }: StorageRecord, _args: unknown, { world }: Context) =>
      world.apps.get(linkedAppId ?? "") ?? null,
    isLocked,
    migrationPlatformId: ({ migrationTarget }: StorageRecord) => migrationTarget?.platformId ?? null,
    migrationProjectId: ({ migrationTarget }: StorageRecord) => migrationTarget?.projectId ?? null,
    migrationVolumeId: ({ migrationTarget }: StorageRecord) => migrationTarget?.volumeId ?? null,
  },
};

function findVolume(
  context: Context,
  id: string,
  role: Role = "ROLE_PROJECT_VIEWER",
): StorageRecord | undefined {
  const volume = context.world.volumes.get(id);
  return volume !== undefined && findProject(context, volume.projectId, role) !== undefined
    ? volume
    : undefined;
}

/** Finds a storage for a change. @throws Refusal when it does not exist or the caller is no editor */
function requireVolume(context: Context, id: string): StorageRecord {
  const volume = findVolume(context, id, "ROLE_PROJECT_EDITOR");
  if (volume === undefined) throw unknownId("Volume", "volume");
  return volume;
}

/** Finds a storage that is to be unlinked or deleted. @throws Refusal when it cannot be now */
function takeAway(context: Context, id: string): StorageRecord {
  const volume = requireVolume(context, id);
  const problem = takeAwayProblem(context.world, volume);
  if (problem !== undefined) throw notValid("Volume", { volume: problem });
  return volume;
}

function createVolume(context: Context, input: VolumeInput): StorageRecord {
  const { world, ids, clock, user } = context;
  const project = requireProject(context, input.projectId, "ROLE_PROJECT_EDITOR");
  refuseIf("Volume", {
    ...volumeFieldProblems(context, input, { projectId: project.id }),
    ...collect({ projectId: project.status === "READY" ? undefined : "is not ready" }),
  });
  const volume: StorageRecord = {
    ...IDLE,
    id: ids.uuid(),
    projectId: project.id,
    creator: user.login,
    creationDate: clock.now(),
    originalVolumeId: null,
    name: input.name,
    description: input.description ?? null,
    size: input.size,
  };
  world.volumes.set(volume.id, volume);
  return volume;
}

/** Changes a storage. As with jobs, absent fields stay as they are, and null empties the description only. */
function editVolume(context: Context, edition: VolumeEditionInput): StorageRecord {
  const volume = requireVolume(context, edition.id);
  const { name, description, size } = edition;
  refuseIf("Volume", {
    ...volumeFieldProblems(context, edition, { projectId: volume.projectId, existing: volume }),
    ...collect({ volume: busyProblem(volume) }),
  });
  if (name != null) volume.name = name;
  if (description !== undefined) volume.description = description;
  if (size != null && bytesOf(size) > bytesOf(volume.size)) {
    // The new size is told at once, though it takes a while until it is there.
    volume.size = size;
    grow(context, volume);
  }
  return volume;
}

/** An app that mounts the storage has to restart for it; without one, it waits for one. */
function grow(context: Context, volume: StorageRecord): void {
  const app = mountingApp(context.world, volume);
  if (app === undefined) {
    volume.expansionStatus = "WAITING_FOR_LINK_TO_AN_APP";
    return;
  }
  startExpansion(context, volume);
  if (isDeployed(app))
    startAction(context, app, { kind: "RestartAction", author: null, triggerType: "EXPAND_VOLUME" });
}
