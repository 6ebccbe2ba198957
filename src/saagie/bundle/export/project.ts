import {
  environmentVariablesOperations,
  jobsOperations,
  projectsOperations,
  type ProjectReference,
  type ProjectsForExportResult,
} from "../../../../generated/saagie/methods.ts";
import type { WritableArchive } from "../../../core/content/archive.ts";
import { isFootbridgeError } from "../../../core/errors.ts";
import type { Named } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import { untilAbort } from "../../../core/concurrency/tidy-up.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { toDefinition, type DefinitionForm } from "../format/definition.ts";
import { FolderNames } from "../format/folder-names.ts";
import { writeGitFiles } from "../format/git-files.ts";
import { ManifestWriter, toJson } from "../format/manifest.ts";
import type { SecretRequest } from "../format/secrets.ts";
import { writeApps } from "./apps.ts";
import { writeJobs, type JobExportResult } from "./jobs.ts";
import type { ExportContext, PartExportOptions, ReferToPackage, WriteContext } from "./context.ts";
import { writePipelines } from "./pipelines.ts";
import { writeCredentials, writeStorages } from "./resources.ts";
import { writeVariables, type ExportedScope } from "./variables.ts";
import { versionVariables } from "./version-choice.ts";
import type { WrittenThing } from "./written-thing.ts";

/** Options of the export of a project. */
export interface ExportOptions extends PartExportOptions {
  /**
   * How far up variables go along: those of the project and of what is in it, or also those of the platform that it sees.
   *
   * @defaultValue `"GLOBAL"`
   */
  readonly variableScope?: "PROJECT" | "GLOBAL";
}

/** What the export of a project wrote. */
export interface ExportResult extends JobExportResult {
  readonly pipelines: readonly WrittenThing[];
  readonly apps: readonly WrittenThing[];
  readonly storages: readonly WrittenThing[];
  readonly dockerCredentials: readonly WrittenThing[];
  /** Of every scope. */
  readonly variables: readonly WrittenThing[];
  /** What is secret and is in no archive: it has to be told to the import, or set afterwards. */
  readonly secrets: readonly SecretRequest[];
}

/** What to export, and where to. */
export interface ProjectExportTask {
  readonly project: ProjectReference;
  readonly archive: WritableArchive;
  /** Leaves packages where they are. */
  readonly refer?: ReferToPackage;
}

/**
 * Writes a project to an archive: `project.json`, and everything in it but runs and secrets; the manifest last.
 *
 * @throws when anything cannot be read or written, with its name: an export is whole or failed.
 */
export function exportProject(
  context: ExportContext,
  task: ProjectExportTask,
  options: ExportOptions,
): Promise<ExportResult> {
  return untilAbort(writeAll(context, task, options), options.signal);
}

async function writeAll(
  context: ExportContext,
  { project, archive, refer }: ProjectExportTask,
  options: ExportOptions,
): Promise<ExportResult> {
  versionVariables(options);
  const scopes = scopesOf(options);
  const callOptions = callOptionsOf(options);
  const found = await context.call(projectsOperations.forExport, { id: project }, callOptions);
  const [technologies, rights] = await Promise.all([
    readTechnologies(context, found, callOptions),
    readRights(context, found.id, callOptions),
  ]);
  const { jobs: listed, pipelines, apps, volumes, ...head } = found;
  // Older platforms tell a project's jobs only when asked for them.
  const jobs =
    listed ?? (await context.call(jobsOperations.listMinimal, { projectId: found.id }, callOptions));
  const writer = new ManifestWriter(archive, options.signal);
  const total = [...jobs, ...pipelines, ...apps].filter((thing) => thing !== null).length;
  const place: WriteContext = { ...context, writer, tally: { done: 0, total }, refer };
  const told = { technologies, rights: rights ?? NO_RIGHTS };
  await writer.write("project.json", toJson(toProjectFile(head, told)));
  const { listForProject } = environmentVariablesOperations;
  const visible = await context.call(listForProject, { projectId: found.id }, callOptions);
  const variables = await writeVariables(place, { scopes, folder: "" }, visible);
  const credentials = await writeCredentials(place, found.id, callOptions);
  const storages = volumes.length === 0 ? [] : await writeStorages(place, found.id, callOptions);
  const { ids, names } = foldersOf(jobs);
  const written = await writeJobs({ ...place, names }, ids, options);
  const inPipelines = await writePipelines(place, { ...foldersOf(pipelines), scopes: ["PIPELINE"] }, options);
  const inApps = await writeApps(place, foldersOf(apps), options);
  const inGit = await writeGitFiles(archive);
  await writer.finish(context.source);
  const { files, bytes } = writer;
  return {
    jobs: written.jobs,
    pipelines: inPipelines.things,
    apps: inApps.things,
    storages,
    dockerCredentials: credentials.things,
    variables: [...variables.things, ...inPipelines.variables, ...inApps.variables],
    files,
    bytes,
    warnings: [
      ...(rights === undefined ? [RIGHTS_UNSEEN] : []),
      ...[written, inPipelines, inApps].flatMap(({ warnings }) => warnings),
      ...inGit,
    ],
    secrets: [...credentials.secrets, ...variables.secrets, ...inPipelines.secrets, ...inApps.secrets],
  };
}

function scopesOf({ variableScope }: ExportOptions): readonly ExportedScope[] {
  return variableScope === "PROJECT" ? ["PROJECT"] : ["GLOBAL", "PROJECT"];
}

function foldersOf(things: readonly (Named | null)[]): {
  readonly ids: readonly string[];
  readonly names: FolderNames;
} {
  return { ids: things.flatMap((thing) => thing?.id ?? []), names: new FolderNames(things) };
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
  readonly rights: ProjectRights;
}

interface ProjectRights {
  readonly rights: readonly Readonly<Record<string, string>>[];
  /** Groups that have their right through one on all projects. */
  readonly inherited: readonly string[];
}

const NO_RIGHTS: ProjectRights = { rights: [], inherited: [] };

const RIGHTS_UNSEEN =
  "project.json tells no rights: the platform shows them to the project's managers alone.";

type ProjectHead = Omit<ProjectsForExportResult, "jobs" | "pipelines" | "apps" | "volumes">;

// The order is that of the Python client.
const FORM: DefinitionForm = {
  members: "name creator description jobs_technologies apps_technologies rights id".split(" "),
  // How many jobs there are and what becomes of the project is observed; its technologies are told by their labels.
  observed: "jobsCount status technologiesByCategory appTechnologies".split(" "),
};

/** What defines the project, in the order of the Python client, and then what that leaves out. */
function toProjectFile(project: ProjectHead, { technologies, rights }: ProjectFileParts): object {
  const content = {
    ...project,
    jobs_technologies: technologies.jobs,
    apps_technologies: technologies.apps,
    rights: rights.rights,
    technologies_by_category: technologies.byCategory,
    ...(rights.inherited.length === 0 ? {} : { rights_by_all_projects: rights.inherited }),
  };
  return toDefinition(content, FORM);
}

async function readTechnologies(
  context: ExportContext,
  configured: Pick<ProjectsForExportResult, "technologiesByCategory" | "appTechnologies">,
  options: CallOptions,
): Promise<ProjectTechnologies> {
  const categories = configured.technologiesByCategory
    .flatMap((entry) => entry ?? [])
    .toSorted((a, b) => (a.jobCategory < b.jobCategory ? -1 : 1));
  const all = categories.flatMap(({ technologies }) => technologies ?? []);
  const byCategory = categories.map(async ({ jobCategory, technologies }) => ({
    category: jobCategory,
    technologies: await labelsOf(context, technologies ?? [], options),
  }));
  // All at once: what failed behind another's back would be nobody's.
  const [jobs, apps, ...inCategories] = await Promise.all([
    labelsOf(context, all, options),
    labelsOf(context, configured.appTechnologies, options),
    ...byCategory,
  ]);
  return { jobs, apps, byCategory: inCategories };
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
  const catalogs = [...labels.keys()].toSorted();
  return Object.fromEntries(
    catalogs.map((catalog) => [catalog, [...(labels.get(catalog) ?? [])].toSorted()]),
  );
}

/** Who may do what, as `{ group: "MANAGER" }`; `undefined` for users who are not shown it. */
async function readRights(
  { call }: ExportContext,
  projectId: string,
  options: CallOptions,
): Promise<ProjectRights | undefined> {
  try {
    const read = await call(projectsOperations.rights, { projectId }, options);
    const rights = read.toSorted((a, b) => (`${a.name} ${a.role}` < `${b.name} ${b.role}` ? -1 : 1));
    return {
      rights: rights.flatMap(({ name, role }) =>
        role === null ? [] : [{ [name]: role.replace("ROLE_PROJECT_", "") }],
      ),
      inherited: rights.flatMap(({ name, isAllProjects }) => (isAllProjects ? [name] : [])),
    };
  } catch (error) {
    if (!isFootbridgeError(error, "PERMISSION_DENIED")) throw error;
    return undefined;
  }
}
