import type { World } from "../world.ts";
import type { JobRecord } from "./records.ts";

/** The jobs of a project, in the order in which they came. */
export function jobsOf(world: World, projectId: string): readonly JobRecord[] {
  return [...world.jobs.values()].filter((job) => job.projectId === projectId);
}
