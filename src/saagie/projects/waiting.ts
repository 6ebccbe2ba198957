import type { BatchCaller } from "../../core/client.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { NotFoundError, RefusedError } from "../../core/errors.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import { projectsOperations, type ProjectsGetResult } from "../../../generated/saagie/methods.ts";

/** A project, as every read of one answers it. */
export type Project = ProjectsGetResult;

/** Options of a wait for a project. */
export interface ProjectWaitOptions extends WatchOptions {
  /**
   * Called whenever the status has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onStatus?: (status: Project["status"]) => void;
}

/** Watches projects: all waits of a client share one aliased query per tick and hundred projects. */
export function createProjectWatcher(batch: BatchCaller, clock: Clock): Watcher<Project> {
  return createWatcher<Project>({
    clock,
    read: (ids, signal) => batch(projectsOperations.get, ids, { signal }),
    isFinal: ({ status }) => status === "READY" || status === "FAILED",
    label: ({ status }) => status,
    missing: (id) => new NotFoundError(`The project ${id} does not exist, or is not visible to this user.`),
  });
}

/**
 * Waits until a project can be used.
 *
 * @throws {@link RefusedError} when its creation failed.
 */
export async function waitForProject(
  watcher: Watcher<Project>,
  id: string,
  { onStatus, ...options }: ProjectWaitOptions,
): Promise<Project> {
  let last: Project | undefined;
  for await (const project of watcher.watch(id, options)) {
    last = project;
    onStatus?.(project.status);
  }
  if (last === undefined) throw new NotFoundError(`The project ${id} was never seen.`);
  if (last.status === "READY") return last;
  throw new RefusedError(`The platform could not create the project "${last.name}".`);
}
