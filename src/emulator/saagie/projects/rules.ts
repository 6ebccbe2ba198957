import { appsOf } from "./access.ts";
import { findTechnology } from "../technologies/records.ts";
import type { Context } from "../services.ts";
import { NOT_EXISTS, type Problems } from "../shared/errors.ts";
import { nameProblem } from "../shared/names.ts";
import { JOB_CATEGORIES } from "../seed.ts";
import { jobsOf } from "../jobs/lookups.ts";
import type { ProjectRecord } from "./records.ts";

interface ById {
  readonly id: string;
}

/** A category and what its jobs may use, as a client sends it. */
export interface TechnologiesByCategory {
  readonly jobCategory: string;
  readonly technologies?: readonly ById[] | null;
}

/** What a client sends about a project. */
export interface ProjectFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly authorizedGroups?:
    readonly ({ readonly name: string; readonly role?: string | null } | null)[] | null;
  readonly technologiesByCategory?: readonly TechnologiesByCategory[] | null;
  readonly appTechnologies?: readonly ById[] | null;
}

/**
 * Finds what is wrong with a project to be created, or with the changes to an existing one.
 *
 * @remarks That a group must exist is an assumption, the safer one: a misspelt group would else lock its
 * people out without a word.
 */
export function projectProblems(context: Context, fields: ProjectFields, existing?: ProjectRecord): Problems {
  const found: Record<string, string> = {};
  const add = (field: string, problem: string | undefined): void => {
    if (problem !== undefined) found[field] = problem;
  };
  const { name, authorizedGroups, technologiesByCategory, appTechnologies } = fields;
  if (name != null) add("name", nameProblem(name, namesOfOthers(context, existing)));
  const group = authorizedGroups?.find((entry) => entry !== null && !context.world.groups.has(entry.name));
  if (group != null) add("authorizedGroups", `${NOT_EXISTS}: ${group.name}`);
  if (technologiesByCategory != null) {
    add("technologiesByCategory", categoriesProblem(context, technologiesByCategory, existing));
  }
  if (appTechnologies != null)
    add("appTechnologies", appTechnologiesProblem(context, appTechnologies, existing));
  return found;
}

function namesOfOthers(context: Context, existing: ProjectRecord | undefined): readonly string[] {
  return [...context.world.projects.values()]
    .filter((project) => project !== existing && project.platformId === context.platformId)
    .map((project) => project.name);
}

function categoriesProblem(
  context: Context,
  categories: readonly TechnologiesByCategory[],
  existing: ProjectRecord | undefined,
): string | undefined {
  const unknown = categories.find(({ jobCategory }) => !JOB_CATEGORIES.includes(jobCategory));
  if (unknown !== undefined) return `${NOT_EXISTS}: category ${unknown.jobCategory}`;
  for (const { technologies } of categories) {
    const problem = technologiesProblem(context, technologies ?? [], existing);
    if (problem !== undefined) return problem;
  }
  if (existing === undefined) return undefined;
  const used = jobsOf(context.world, existing.id).find(
    ({ category, technologyId }) =>
      !categories.some(
        ({ jobCategory, technologies }) =>
          jobCategory === category && technologies?.some(({ id }) => id === technologyId) === true,
      ),
  );
  return used === undefined ? undefined : `technology ${used.technologyId} is used by a job`;
}

function appTechnologiesProblem(
  context: Context,
  technologies: readonly ById[],
  existing: ProjectRecord | undefined,
): string | undefined {
  const problem = technologiesProblem(context, technologies, existing);
  if (problem !== undefined || existing === undefined) return problem;
  const used = appsOf(context.world, existing.id).find(
    ({ technologyId }) => !technologies.some(({ id }) => id === technologyId),
  );
  return used === undefined ? undefined : `technology ${used.technologyId} is used by an app`;
}

/** Whatever the project has already may be sent again, also when the catalogue withdrew it meanwhile. */
function technologiesProblem(
  context: Context,
  technologies: readonly ById[],
  existing: ProjectRecord | undefined,
): string | undefined {
  const kept = new Set([
    ...(existing?.appTechnologies ?? []),
    ...(existing?.categories.flatMap((category) => category.technologies) ?? []),
  ]);
  for (const { id } of technologies) {
    if (kept.has(id)) continue;
    const technology = findTechnology(context.world.repositories, id);
    if (technology === undefined) return `${NOT_EXISTS}: technology ${id}`;
    if (!technology.available) return `technology ${technology.label} is not available`;
  }
  return undefined;
}
