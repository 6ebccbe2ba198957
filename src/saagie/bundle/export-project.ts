import type { WritableArchive } from "../../core/archive.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  jobsOperations,
  projectsOperations,
  type ProjectReference,
  type ProjectsGetResult,
} from "../../../generated/saagie/methods.ts";
import { exportJobs, type ExportContext, type ExportOptions, type ExportResult } from "./export-jobs.ts";
import { toJson } from "./manifest.ts";

/**
 * Writes a project to an archive: `project.json` and its jobs.
 *
 * @throws as {@link exportJobs}.
 */
export async function exportProject(
  context: ExportContext,
  { project, archive }: { readonly project: ProjectReference; readonly archive: WritableArchive },
  options: ExportOptions,
): Promise<ExportResult> {
  const { call } = context;
  const { versions: _, concurrency: __, onProgress: ___, ...callOptions } = options;
  const found = await call(projectsOperations.get, { id: project }, callOptions);
  const [jobs, technologies, rights] = await Promise.all([
    call(jobsOperations.listMinimal, { projectId: found.id }, callOptions),
    readTechnologies(context, found.id, callOptions),
    readRights(context, found.id, callOptions),
  ]);
  const files = { "project.json": toJson(toProjectFile(found, { technologies, rights: rights ?? [] })) };
  const exported = await exportJobs(context, { jobs: jobs.map(({ id }) => id), archive, files }, options);
  if (rights !== undefined) return exported;
  const warning = "project.json tells no rights: the platform shows them to the project's managers alone.";
  return { ...exported, warnings: [warning, ...exported.warnings] };
}

/** Labels of technologies, by the catalogue they come from. */
type Labels = Readonly<Record<string, readonly string[]>>;

interface ProjectTechnologies {
  readonly jobs: Labels;
  readonly apps: Labels;
  readonly byCategory: readonly { readonly category: string; readonly technologies: Labels }[];
}

interface ProjectFileParts {
  readonly technologies: ProjectTechnologies;
  readonly rights: readonly Readonly<Record<string, string>>[];
}

/** The project as the Python client writes it, in its order, and then what that leaves out. */
function toProjectFile(project: ProjectsGetResult, { technologies, rights }: ProjectFileParts): unknown {
  const { name, creator, description, jobsCount, status, ...more } = project;
  return {
    name,
    creator,
    description,
    jobsCount,
    status,
    jobs_technologies: technologies.jobs,
    apps_technologies: technologies.apps,
    rights,
    ...more,
    technologies_by_category: technologies.byCategory,
  };
}

async function readTechnologies(
  context: ExportContext,
  projectId: string,
  options: CallOptions,
): Promise<ProjectTechnologies> {
  const configured = await context.call(projectsOperations.technologies, { id: projectId }, options);
  const categories = configured.technologiesByCategory.flatMap((entry) => entry ?? []);
  const all = categories.flatMap(({ technologies }) => technologies ?? []);
  const byCategory = categories.map(async ({ jobCategory, technologies }) => ({
    category: jobCategory,
    technologies: await labelsOf(context, technologies ?? [], options),
  }));
  return {
    jobs: await labelsOf(context, all, options),
    apps: await labelsOf(context, configured.appTechnologies, options),
    byCategory: await Promise.all(byCategory),
  };
}

/** Labels by catalogue; technologies that have left every catalogue are skipped. */
async function labelsOf(
  { technologies }: ExportContext,
  ids: readonly ({ readonly id: string } | null)[],
  options: CallOptions,
): Promise<Labels> {
  const labels = new Map<string, Set<string>>();
  for (const technology of ids) {
    const found = technology && (await technologies.nameOf(technology.id, options));
    if (!found) continue;
    labels.set(found.catalog, (labels.get(found.catalog) ?? new Set<string>()).add(found.label));
  }
  return Object.fromEntries([...labels].map(([catalog, found]) => [catalog, [...found]]));
}

/** Who may do what, as `{ group: "MANAGER" }`; `undefined` for users who are not shown it. */
async function readRights(
  { call }: ExportContext,
  projectId: string,
  options: CallOptions,
): Promise<ProjectFileParts["rights"] | undefined> {
  try {
    const rights = await call(projectsOperations.rights, { projectId }, options);
    return rights.flatMap(({ name, role }) =>
      role === null ? [] : [{ [name]: role.replace("ROLE_PROJECT_", "") }],
    );
  } catch (error) {
    if (!isFootbridgeError(error, "PERMISSION_DENIED")) throw error;
    return undefined;
  }
}
