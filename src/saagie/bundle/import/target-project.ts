import {
  projectsOperations,
  type ProjectReference,
  type ProjectsGetResult,
} from "../../../../generated/saagie/methods.ts";
import type {
  ProjectEditionInput,
  TechnologyByCategoryInput,
} from "../../../../generated/saagie/platform.ts";
import { InvalidInputError, isFootbridgeError } from "../../../core/errors.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import { toAuthorizedGroups } from "../../projects/authorized-groups.ts";
import { TechnologyResolver } from "../../projects/technologies.ts";
import { isId } from "../../references/urls.ts";
import { fileNameOf } from "../format/folder-names.ts";
import type { Journal } from "../engine/journal.ts";
import { settleConflict, createStep } from "../engine/resource-importer.ts";
import type { ConflictPolicy, ImportedThing, PlanStep } from "../engine/plan-step.ts";
import type { ImportTools } from "./tools.ts";
import { availableIn, lackingIn } from "./project-choices.ts";
import type { ArchivedProject } from "./read-bundle.ts";

/** Where an import goes. */
export interface TargetOptions {
  readonly into?: ProjectReference;
  readonly name?: string;
  readonly existing: ConflictPolicy;
  readonly rights: boolean;
}

/** The project that an import goes to. */
export interface Target {
  readonly name: string;
  /** Its id; `undefined` for one that is yet to be made. */
  readonly id: string | undefined;
  /** What happens to the project itself; absent where it is only gone into. */
  readonly step: PlanStep | undefined;
  /** Makes or changes it; absent where there is nothing to do. */
  readonly apply?: (options: CallOptions) => Promise<ImportedThing & { readonly id: string }>;
  /** What the project allows is yet to change: technologies cannot be checked against it. */
  readonly isOpen: boolean;
}

/** Finds the project that an import goes to, and what has to be done to it. */
export async function planTarget(
  tools: ImportTools & { readonly projectJournal: Journal },
  archived: ArchivedProject | undefined,
  { into, name = archived?.name, ...how }: TargetOptions & CallOptions,
): Promise<Target> {
  const { existing, rights, ...options } = how;
  if (into !== undefined) {
    const found = await tools.projects.get(into, options);
    checkReady(found);
    return { name: found.name, id: found.id, step: undefined, isOpen: false };
  }
  if (name === undefined) {
    throw new InvalidInputError("The archive does not tell what its project is called.", {
      hint: "Give a name, or an existing project to import into.",
    });
  }
  const project = archived ?? NAMELESS;
  const list = await tools.projects.list(options);
  const found =
    list.find((other) => other.name === name) ??
    list.find((other) => foldCase(other.name) === foldCase(name));
  if (found === undefined) return planNew(tools, { ...project, name }, { rights, ...options });
  const key = keyOf(project, name);
  const settled = settleConflict({ existing }, found.id, await tools.projectJournal.entry(key));
  const thing = { name: found.name, path: project.path };
  if (settled !== undefined) {
    return { name: found.name, id: found.id, step: createStep("project", thing, settled), isOpen: false };
  }
  // One that an interrupted import has asked for may still be on its way.
  const change = { found, project: { ...project, name } };
  if (found.status !== "READY") return waitFor(tools, change, { rights });
  return planChange(tools, change, { rights, ...options });
}

const NAMELESS: Omit<ArchivedProject, "name"> = {
  path: "",
  warnings: [],
  groups: undefined,
  jobTechnologies: undefined,
  appTechnologies: undefined,
};

function checkReady({ id, name, status }: ProjectsGetResult): void {
  // It becomes part of a path.
  if (!isId(id)) throw new InvalidInputError(`${JSON.stringify(id)} is not a project id.`);
  if (status === "READY") return;
  throw new InvalidInputError(`The project "${name}" is not ready: its status is ${status}.`, {
    hint: "Wait for it with projects.waitUntilReady.",
  });
}

/** What the journal calls a project: one archive may be imported under several names. */
function keyOf(
  { path }: { readonly path: string },
  name: string,
): { readonly path: string; readonly name: string } {
  return { path: `${fileNameOf(name)}/${path || "project.json"}`, name };
}

function waiting({ signal }: CallOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function waitFor(tools: ImportTools, change: ProjectChange, how: { readonly rights: boolean }): Target {
  const { id, name } = change.found;
  const { path } = change.project;
  return {
    name,
    id: undefined,
    step: createStep("project", { name, path }, { action: "resume" }),
    isOpen: true,
    apply: async (options) => {
      await tools.projects.waitUntilReady(id, waiting(options));
      // The archive may have been mended since.
      await (await planChange(tools, change, { ...how, ...options })).apply?.(options);
      return { what: "project", name, id, action: "created", versions: {} };
    },
  };
}

/** A project that is there, and what an archive has of it. */
interface ProjectChange {
  readonly found: ProjectsGetResult;
  readonly project: ArchivedProject;
}

async function planNew(
  { technologies, projects, projectJournal }: ImportTools & { readonly projectJournal: Journal },
  project: ArchivedProject,
  { rights, ...options }: CallOptions & { readonly rights: boolean },
): Promise<Target> {
  const { name, description, groups } = project;
  const choices = await availableIn(technologies, project, options);
  const warnings = [...project.warnings, ...choices.warnings];
  return {
    name,
    id: undefined,
    step: createStep("project", project, { action: "create", warnings }),
    isOpen: true,
    apply: async (how) => {
      const key = keyOf(project, name);
      await projectJournal.record(key, { versions: {}, done: false });
      const definition = {
        name,
        ...choices.definition,
        ...(description ? { description } : {}),
        ...(rights && groups !== undefined ? { groups } : {}),
      };
      const { id } = await projects.create(definition, how);
      await projectJournal.record(key, { id, versions: {}, done: false });
      await projects.waitUntilReady(id, waiting(how));
      return { what: "project", name, id, action: "created", versions: {} };
    },
  };
}

/** An existing project is given what it lacks; nothing that it has is taken away, but its description. */
async function planChange(
  tools: ImportTools,
  { found, project }: ProjectChange,
  { rights, ...options }: CallOptions & { readonly rights: boolean },
): Promise<Target> {
  const { id, name } = found;
  const { edition, warnings } = await differing(tools, { found, project }, { rights, ...options });
  const changed = Object.keys(edition);
  const isChanged = changed.length > 0;
  return {
    name,
    id,
    step: createStep("project", project, {
      action: isChanged ? "upgrade" : "unchanged",
      changed,
      warnings: [...project.warnings, ...warnings],
    }),
    isOpen: changed.some((member) => /technologies/iu.test(member)),
    ...(isChanged
      ? {
          apply: async (how: CallOptions) => {
            await tools.call(projectsOperations.edit, { project: { id, ...edition } }, how);
            return { what: "project", name, id, action: "upgraded", versions: {} } as const;
          },
        }
      : {}),
  };
}

async function differing(
  tools: ImportTools,
  { found, project }: ProjectChange,
  { rights, ...options }: CallOptions & { readonly rights: boolean },
): Promise<{ readonly edition: Omit<ProjectEditionInput, "id">; readonly warnings: readonly string[] }> {
  const { description, groups } = project;
  const { definition, warnings } = await availableIn(tools.technologies, project, options);
  const current = await tools.projects.technologies(found.id, options);
  const resolver = new TechnologyResolver(tools.technologies, options);
  const categories = current.technologiesByCategory.flatMap((entry) => entry ?? []);
  const jobs = definition.jobTechnologies && (await resolver.jobs(definition.jobTechnologies));
  const apps = definition.appTechnologies && (await resolver.apps(definition.appTechnologies));
  const lackingApps = lackingIn(current.appTechnologies, apps);
  const isOther = description !== undefined && description !== (found.description ?? "");
  const lackingGroups =
    rights && groups !== undefined ? await missingRights(tools, { id: found.id, groups }, options) : {};
  return {
    edition: {
      ...(isOther ? { description } : {}),
      ...withLacking(categories, jobs),
      ...(lackingApps === undefined ? {} : { appTechnologies: lackingApps }),
      ...lackingGroups,
    },
    warnings,
  };
}

function withLacking(
  current: readonly TechnologyByCategoryInput[],
  wanted: readonly TechnologyByCategoryInput[] | undefined,
): Pick<ProjectEditionInput, "technologiesByCategory"> {
  const merged = current.map((entry) => {
    const asked = wanted?.find(({ jobCategory }) => jobCategory === entry.jobCategory);
    return { entry, technologies: lackingIn(entry.technologies, asked?.technologies) };
  });
  const added = (wanted ?? []).filter(
    ({ jobCategory }) => !current.some((entry) => entry.jobCategory === jobCategory),
  );
  if (added.length === 0 && merged.every(({ technologies }) => technologies === undefined)) return {};
  return {
    technologiesByCategory: [
      ...merged.map(({ entry: { jobCategory, technologies: kept }, technologies }) => ({
        jobCategory,
        technologies: technologies ?? (kept ?? []).flatMap((one) => (one ? [{ id: one.id }] : [])),
      })),
      ...added,
    ],
  };
}

/** The rights of a project with those that it lacks; nothing where it lacks none, or does not show them. */
async function missingRights(
  { call }: ImportTools,
  { id, groups }: { readonly id: string; readonly groups: NonNullable<ArchivedProject["groups"]> },
  options: CallOptions,
): Promise<Pick<ProjectEditionInput, "authorizedGroups">> {
  try {
    const rights = await call(projectsOperations.rights, { projectId: id }, options);
    const wanted = toAuthorizedGroups(groups);
    const lacking = wanted.filter(
      (one) => !rights.some(({ name, role }) => name === one.name && role === one.role),
    );
    if (lacking.length === 0) return {};
    const kept = rights.filter(
      ({ name, isAllProjects }) => !isAllProjects && !lacking.some((one) => one.name === name),
    );
    return { authorizedGroups: [...kept.map(({ name, role }) => ({ name, role })), ...lacking] };
  } catch (error) {
    if (!isFootbridgeError(error, "PERMISSION_DENIED")) throw error;
    return {};
  }
}
