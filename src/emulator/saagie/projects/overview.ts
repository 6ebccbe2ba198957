import type { World } from "../world.ts";
import type { ProjectRecord } from "./records.ts";

/** A project as people see it. */
export interface ProjectOverview {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly status: string;
  /** How many of each there are in it. */
  readonly jobs: number;
  readonly pipelines: number;
  readonly apps: number;
  readonly storages: number;
}

/** Tells of a project. */
export function projectOverview(world: World, project: ProjectRecord): ProjectOverview {
  const { id, name, description, status } = project;
  const count = (records: ReadonlyMap<string, { readonly projectId: string }>): number =>
    [...records.values()].filter(({ projectId }) => projectId === id).length;
  return {
    id,
    name,
    ...(description !== null && description !== "" && { description }),
    status,
    jobs: count(world.jobs),
    pipelines: count(world.pipelines),
    apps: count(world.apps),
    storages: count(world.volumes),
  };
}
