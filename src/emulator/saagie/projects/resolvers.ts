import { appsOf } from "./access.ts";
import { removeApp } from "../apps/removal.ts";
import type { Context } from "../services.ts";
import { connectionsOf } from "../connections/lookups.ts";
import { dockerCredentialsOf } from "../docker-credentials/lookups.ts";
import { removeVariablesOf } from "../environment-variables/layers.ts";
import { refuseIf } from "../shared/errors.ts";
import { findProject, hasRole, requireProject, requireProjectCreator } from "../access/permissions.ts";
import { projectProblems, type ProjectFields, type TechnologiesByCategory } from "./rules.ts";
import type { Resolvers } from "../wire/schema.ts";
import { removeJob } from "../jobs/removal.ts";
import { removePipeline } from "../pipelines/removal.ts";
import { JOB_CATEGORIES } from "../seed.ts";
import { jobsOf } from "../jobs/lookups.ts";
import { pipelinesOf } from "../pipelines/lookups.ts";
import type { CategoryRecord, ProjectRecord, ProjectStatus } from "./records.ts";
import type { JobRecord } from "../jobs/records.ts";
import { volumesOf } from "../storages/mounts.ts";

/** The steps in which a project becomes ready, and the share of the whole time after which each is taken. */
const STEPS: readonly (readonly [status: ProjectStatus, share: number])[] = [
  ["INIT_REQUESTED", 0.25],
  ["INITIALIZING", 0.5],
  ["READY", 1],
];

interface ById {
  readonly projectId: string;
}

/** How projects, and the platform as a whole, answer. */
export const projectResolvers: Resolvers = {
  Query: {
    platform: (_: unknown, _args: unknown, context: Context) => platformView(context),
    // The platform declares search, first and skip and does not implement them, so neither does this.
    projects: (_: unknown, _args: unknown, context: Context) => visibleProjects(context),
    project: (_: unknown, { id }: { id: string }, context: Context) => findProject(context, id) ?? null,
    projectByName: (_: unknown, { name }: { name: string }, context: Context) => projectByName(context, name),
    rights: (_: unknown, { projectId }: ById, context: Context) => rightsOf(context, projectId),
    jobCategories: (_: unknown, _args: unknown, context: Context) => {
      requireProjectCreator(context);
      return JOB_CATEGORIES;
    },
    technologiesByCategory: (
      _: unknown,
      { projectId, jobCategory }: ById & { readonly jobCategory?: string | null },
      context: Context,
    ) => categoriesView(requireProject(context, projectId, "ROLE_PROJECT_VIEWER"), jobCategory),
    appTechnologies: (_: unknown, { projectId }: ById, context: Context) =>
      requireProject(context, projectId, "ROLE_PROJECT_VIEWER").appTechnologies.map((id) => ({ id })),
    getClusterCapacity: () => CLUSTER,
  },
  Mutation: {
    createProject: (
      _: unknown,
      { project }: { project: ProjectFields & { name: string } },
      context: Context,
    ) => createProject(context, project),
    editProject: (_: unknown, { project }: { project: ProjectFields & { id: string } }, context: Context) =>
      editProject(context, project),
    deleteProject: (_: unknown, { projectId }: ById, context: Context) => deleteProject(context, projectId),
    archiveProject: (_: unknown, { projectId }: ById, context: Context) => deleteProject(context, projectId),
  },
  Project: {
    jobsCount: ({ id }: ProjectRecord, _args: unknown, { world }: Context) => jobsOf(world, id).length,
    jobs: (
      { id }: ProjectRecord,
      { limit }: { limit?: number | null },
      { world }: Context,
    ): readonly JobRecord[] => jobsOf(world, id).slice(0, limit ?? undefined),
    technologiesByCategory: (project: ProjectRecord) => categoriesView(project),
    appTechnologies: ({ appTechnologies }: ProjectRecord) => appTechnologies.map((id) => ({ id })),
  },
};

/** The nodes of the cluster; memory in gigabytes. */
const CLUSTER = [
  { cpu: 8, gpu: 0, memory: 31.3 },
  { cpu: 8, gpu: 0, memory: 31.3 },
];

/** The projects that the caller may see on its platform. */
export function visibleProjects(context: Context): readonly ProjectRecord[] {
  return [...context.world.projects.values()].filter(
    (project) =>
      project.platformId === context.platformId && hasRole(context, project, "ROLE_PROJECT_VIEWER"),
  );
}

function projectByName(context: Context, name: string): ProjectRecord | null {
  const found = [...context.world.projects.values()].find(
    (project) => project.platformId === context.platformId && project.name === name,
  );
  return found === undefined ? null : (findProject(context, found.id) ?? null);
}

/** The counts are of what the caller may see; whose they are on the platform is not known. */
function platformView(context: Context): object {
  const projects = visibleProjects(context);
  const jobs = projects.flatMap(({ id }) => jobsOf(context.world, id)).length;
  const pipelines = projects.flatMap(({ id }) => pipelinesOf(context.world, id)).length;
  const apps = projects.flatMap(({ id }) => appsOf(context.world, id)).length;
  const { platformId: id } = context;
  return {
    id,
    name: `Platform ${String(id)}`,
    counts: { projects: projects.length, jobs, apps, pipelines },
  };
}

/** An entry for each group: its right on this project, or else the one it has on all of them. */
function rightsOf(context: Context, projectId: string): readonly object[] {
  const project = requireProject(context, projectId, "ROLE_PROJECT_MANAGER");
  return [...context.world.groups.values()].flatMap(({ name, permissions }) => {
    const here = permissions.filter(({ platformId }) => platformId === project.platformId);
    const own = here.find(({ type, id }) => type === "PROJECT" && id === projectId);
    const right = own ?? here.find(({ type }) => type === "PROJECTS");
    return right === undefined ? [] : [{ name, role: right.role, isAllProjects: own === undefined }];
  });
}

function categoriesView(project: ProjectRecord, only?: string | null): readonly object[] {
  return project.categories
    .filter(({ jobCategory }) => only == null || jobCategory === only)
    .map(({ jobCategory, technologies }) => ({
      jobCategory,
      technologies: technologies.map((id) => ({ id })),
    }));
}

function createProject(context: Context, fields: ProjectFields & { name: string }): ProjectRecord {
  requireProjectCreator(context);
  refuseIf("Project", projectProblems(context, fields));
  const project: ProjectRecord = {
    id: context.ids.uuid(),
    platformId: context.platformId,
    creator: context.user.login,
    name: fields.name,
    description: fields.description ?? null,
    status: "CREATED",
    categories: categoriesOf(fields.technologiesByCategory ?? []),
    appTechnologies: (fields.appTechnologies ?? []).map(({ id }) => id),
  };
  context.world.projects.set(project.id, project);
  authorize(context, project, fields.authorizedGroups ?? []);
  const now = context.clock.now();
  for (const [status, share] of STEPS) {
    context.clock.at(now + share * context.durations.projectMs, () => {
      project.status = status;
    });
  }
  return project;
}

function categoriesOf(categories: readonly TechnologiesByCategory[]): readonly CategoryRecord[] {
  return categories.map(({ jobCategory, technologies }) => ({
    jobCategory,
    technologies: (technologies ?? []).map(({ id }) => id),
  }));
}

/** Gives the groups their rights, and takes those of all others away: the list is the whole truth. */
function authorize(
  context: Context,
  project: ProjectRecord,
  groups: NonNullable<ProjectFields["authorizedGroups"]>,
): void {
  for (const group of context.world.groups.values()) {
    group.permissions = group.permissions.filter(({ type, id }) => type !== "PROJECT" || id !== project.id);
  }
  for (const entry of groups) {
    if (entry?.role == null) continue;
    const { name, role } = entry;
    const right = { platformId: project.platformId, type: "PROJECT", id: project.id, role } as const;
    context.world.groups.get(name)?.permissions.push(right);
  }
}

/** What is null or absent stays; an empty text or list empties. */
function editProject(context: Context, fields: ProjectFields & { id: string }): ProjectRecord {
  const project = requireProject(context, fields.id, "ROLE_PROJECT_MANAGER");
  refuseIf("Project", projectProblems(context, fields, project));
  if (fields.name != null) project.name = fields.name;
  if (fields.description != null) project.description = fields.description;
  if (fields.technologiesByCategory != null) project.categories = categoriesOf(fields.technologiesByCategory);
  if (fields.appTechnologies != null) project.appTechnologies = fields.appTechnologies.map(({ id }) => id);
  if (fields.authorizedGroups != null) authorize(context, project, fields.authorizedGroups);
  return project;
}

function deleteProject(context: Context, projectId: string): boolean {
  const project = requireProject(context, projectId, "ROLE_PROJECT_MANAGER");
  const { world } = context;
  for (const pipeline of pipelinesOf(world, projectId)) removePipeline(context, pipeline);
  for (const job of jobsOf(world, projectId)) removeJob(context, job);
  for (const app of appsOf(world, projectId)) removeApp(world, app);
  for (const { id } of volumesOf(world, projectId)) world.volumes.delete(id);
  for (const { id } of dockerCredentialsOf(world, projectId)) world.dockerCredentials.delete(id);
  for (const { id } of connectionsOf(world, projectId)) world.connections.delete(id);
  removeVariablesOf(world, projectId);
  authorize(context, project, []);
  world.projects.delete(projectId);
  return true;
}
