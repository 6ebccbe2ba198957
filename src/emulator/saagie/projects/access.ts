import type { AppActionRecord, AppRecord } from "../apps/records.ts";
import type { Context } from "../services.ts";
import { unknownId } from "../shared/errors.ts";
import { findProject, type Role } from "../access/permissions.ts";
import type { World } from "../world.ts";

/** The apps of a project, in the order in which they came. */
export function appsOf(world: World, projectId: string): readonly AppRecord[] {
  return [...world.apps.values()].filter((app) => app.projectId === projectId);
}

/**
 * Finds an app for a reader of one object: undefined stands for a null answer.
 *
 * @throws Refusal when the app exists and the caller lacks the role.
 */
export function findApp(
  context: Context,
  id: string,
  role: Role = "ROLE_PROJECT_VIEWER",
): AppRecord | undefined {
  const app = context.world.apps.get(id);
  return app !== undefined && findProject(context, app.projectId, role) !== undefined ? app : undefined;
}

/** Finds an app for a mutation or the reading of a list. @throws Refusal also when it does not exist. */
export function requireApp(context: Context, id: string, role: Role): AppRecord {
  const app = findApp(context, id, role);
  if (app === undefined) throw unknownId("App", "app");
  return app;
}

/** Finds an app by the id of its history, as {@link findApp} does. */
export function findAppByHistory(context: Context, historyId: string): AppRecord | undefined {
  const found = [...context.world.apps.values()].find((app) => app.historyId === historyId);
  return found === undefined ? undefined : findApp(context, found.id);
}

/** What one execution of an app was: who did what, which states followed, and what was printed. */
export interface AppExecution {
  readonly app: AppRecord;
  readonly action: AppActionRecord;
}

/** Finds an execution of whatever app, as {@link findApp} does. */
export function findAppExecution(context: Context, executionId: string): AppExecution | undefined {
  for (const app of context.world.apps.values()) {
    const action = app.actions.find((candidate) => candidate.executionId === executionId);
    if (action !== undefined) return findApp(context, app.id) === undefined ? undefined : { app, action };
  }
  return undefined;
}
