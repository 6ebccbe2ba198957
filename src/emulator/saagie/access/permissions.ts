import type { Context } from "../services.ts";
import { forbidden, unknownId } from "../shared/errors.ts";
import type { PipelineRecord } from "../pipelines/records.ts";
import type { JobRecord } from "../jobs/records.ts";
import type { ProjectRecord } from "../projects/records.ts";

/** What a person may do in a project; each role includes those before it. */
export type Role = "ROLE_PROJECT_VIEWER" | "ROLE_PROJECT_EDITOR" | "ROLE_PROJECT_MANAGER";

const RANKING: readonly string[] = [
  "ROLE_PROJECT_VIEWER",
  "ROLE_PROJECT_EDITOR",
  "ROLE_PROJECT_MANAGER",
] satisfies Role[];

/** Whether a person may do everything. */
export function isAdmin({ user }: Context): boolean {
  return user.roles.includes("ROLE_ADMIN");
}

/**
 * Whether a person has at least this role in a project.
 *
 * @remarks The creator of a project sees it whatever its groups are; that this goes as far as managing it
 * is an assumption, without which a project made without groups would be of no use to anybody.
 */
export function hasRole(context: Context, project: ProjectRecord, role: Role): boolean {
  if (isAdmin(context) || project.creator === context.user.login) return true;
  return permissionsOf(context).some(
    (permission) =>
      permission.platformId === project.platformId &&
      (permission.type === "PROJECTS" || (permission.type === "PROJECT" && permission.id === project.id)) &&
      RANKING.indexOf(permission.role) >= RANKING.indexOf(role),
  );
}

/**
 * Refuses whoever may neither make projects nor change variables everywhere.
 *
 * @remarks The former is what the platform asks of those who read its own variables. The latter is a right that it
 * has; what it is good for is not said, and this fits its name.
 * @throws Refusal
 */
export function requireVariableEditor(context: Context): void {
  const allowed = permissionsOf(context).some(
    ({ platformId, type }) => platformId === context.platformId && type === "PROJECTS_ENVVAR_EDITOR",
  );
  if (!allowed) requireProjectCreator(context);
}

/** Refuses whoever may not make projects. @throws Refusal */
export function requireProjectCreator(context: Context): void {
  if (isAdmin(context)) return;
  const allowed = permissionsOf(context).some(
    ({ platformId, type }) => platformId === context.platformId && type === "PROJECTS_CREATOR",
  );
  if (!allowed) throw forbidden();
}

function permissionsOf({
  world,
  user,
}: Context): readonly { platformId: number; type: string; id?: string; role: string }[] {
  return user.groups.flatMap((name) => world.groups.get(name)?.permissions ?? []);
}

/**
 * Finds a project of the platform for a reader of one object: undefined stands for a null answer.
 *
 * @throws Refusal when the project exists and the caller lacks the role.
 */
export function findProject(
  context: Context,
  id: string,
  role: Role = "ROLE_PROJECT_VIEWER",
): ProjectRecord | undefined {
  const project = context.world.projects.get(id);
  if (project === undefined || project.platformId !== context.platformId) return undefined;
  if (!hasRole(context, project, role)) throw forbidden();
  return project;
}

/** Finds a project for a mutation or the reading of a list. @throws Refusal also when it does not exist. */
export function requireProject(context: Context, id: string, role: Role): ProjectRecord {
  const project = findProject(context, id, role);
  if (project === undefined) throw unknownId("Project", "project");
  return project;
}

/** Finds a job as {@link findProject} does a project. */
export function findJob(
  context: Context,
  id: string,
  role: Role = "ROLE_PROJECT_VIEWER",
): JobRecord | undefined {
  const job = context.world.jobs.get(id);
  return job !== undefined && findProject(context, job.projectId, role) !== undefined ? job : undefined;
}

/** Finds a job for a mutation or the reading of a list. @throws Refusal also when it does not exist. */
export function requireJob(context: Context, id: string, role: Role): JobRecord {
  const job = findJob(context, id, role);
  if (job === undefined) throw unknownId("Job", "job");
  return job;
}

/** Finds a pipeline as {@link findProject} does a project. */
export function findPipeline(
  context: Context,
  id: string,
  role: Role = "ROLE_PROJECT_VIEWER",
): PipelineRecord | undefined {
  const pipeline = context.world.pipelines.get(id);
  return pipeline !== undefined && findProject(context, pipeline.projectId, role) !== undefined
    ? pipeline
    : undefined;
}

/** Finds a pipeline for a mutation or the reading of a list. @throws Refusal also when it does not exist. */
export function requirePipeline(context: Context, id: string, role: Role): PipelineRecord {
  const pipeline = findPipeline(context, id, role);
  if (pipeline === undefined) throw unknownId("Pipeline", "pipeline");
  return pipeline;
}
