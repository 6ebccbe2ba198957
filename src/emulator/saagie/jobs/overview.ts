import { runOverview, type RunOverview } from "../runs/overview.ts";
import { findTechnology } from "../technologies/records.ts";
import type { World } from "../world.ts";
import type { JobRecord } from "./records.ts";

/** A job as people see it in a list. */
export interface JobOverview {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly project: string;
  readonly category: string;
  readonly technology: string;
  readonly version: number;
  readonly schedule?: string;
  /** How many runs there have been. */
  readonly runs: number;
  readonly lastRun?: RunOverview;
}

/** A job with all that is told of it. */
export interface JobDetail extends JobOverview {
  readonly alias?: string;
  readonly description?: string;
  readonly runtime?: string;
  readonly image?: string;
  readonly package?: string;
  readonly versions: number;
  /** The newest, the newest first. */
  readonly newestRuns: readonly RunOverview[];
}

/** How many runs are told of with a job. */
const SHOWN_RUNS = 50;

/** Tells of a job. */
export function jobOverview(world: World, job: JobRecord): JobOverview {
  const { id, name, projectId, category, technologyId, currentVersion, schedule, runs } = job;
  const last = job.instances.at(-1);
  return {
    id,
    name,
    projectId,
    project: world.projects.get(projectId)?.name ?? projectId,
    category,
    technology: findTechnology(world.repositories, technologyId)?.label ?? technologyId,
    version: currentVersion,
    ...(schedule.isScheduled && { schedule: schedule.cronScheduling ?? "" }),
    runs,
    ...(last !== undefined && { lastRun: runOverview(world, last) }),
  };
}

/** Tells all of a job. */
export function jobDetail(world: World, job: JobRecord): JobDetail {
  const { alias, description, versions, currentVersion, instances } = job;
  const current = versions.find(({ number }) => number === currentVersion);
  return {
    ...jobOverview(world, job),
    ...(alias !== null && { alias }),
    ...(description !== null && description !== "" && { description }),
    ...(current?.runtimeVersion != null && { runtime: current.runtimeVersion }),
    ...(current?.dockerInfo != null && { image: current.dockerInfo.image }),
    ...(current?.artifact != null && { package: current.artifact.name }),
    versions: versions.length,
    newestRuns: instances
      .slice(-SHOWN_RUNS)
      .toReversed()
      .map((run) => runOverview(world, run)),
  };
}
