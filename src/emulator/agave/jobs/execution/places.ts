import type { CopyPlace } from "../../files/copying.ts";
import { pathOn, treeOf } from "../../files/rules.ts";
import type { TenantWorld } from "../../world.ts";
import type { JobRecord } from "../records.ts";

/** Where the outputs of a job are now; undefined before there is a folder for them. */
export function outputsOf(world: TenantWorld, job: JobRecord): CopyPlace | undefined {
  return job.isArchived ? archiveOf(world, job) : workFolderOf(world, job);
}

/** Where a job runs; undefined before it has been staged. */
export function workFolderOf(world: TenantWorld, job: JobRecord): CopyPlace | undefined {
  if (job.outputPath === null) return undefined;
  return { tree: treeOf(world, job.executionSystem), path: job.outputPath };
}

/** Where the outputs of a job go in the end; undefined where they stay. */
export function archiveOf(world: TenantWorld, job: JobRecord): CopyPlace | undefined {
  const { archiveSystem, archivePath, owner } = job;
  const system = archiveSystem === null ? undefined : world.systems.get(archiveSystem);
  if (system === undefined || archivePath === null) return undefined;
  return { tree: treeOf(world, system.id), path: pathOn(system, archivePath, owner) };
}
