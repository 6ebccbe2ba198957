import { choose } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { foldCase } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import type { ProjectsMethods } from "../../../generated/saagie/methods.ts";
import type { JobDefinition } from "./definition.ts";
import { noSuchCategory } from "../projects/technologies.ts";
import { OFFICIAL_CATALOG, type Technologies, type TechnologySummary } from "../technologies/technologies.ts";

/** Where a job goes: a category of its project, and a technology that the project allows there. */
export interface JobPlacement {
  readonly category: string;
  readonly technology: TechnologySummary;
}

/** What `placeJob` looks things up with. */
export interface PlacementSources {
  readonly projects: Pick<ProjectsMethods, "technologies">;
  readonly technologies: Technologies;
}

/** The same sources, which read once what a project allows: an import places hundreds of jobs in one. */
export function readingOnce({ projects, technologies }: PlacementSources): PlacementSources {
  const read = new Map<unknown, ReturnType<ProjectsMethods["technologies"]>>();
  return {
    technologies,
    projects: {
      technologies: (project, options) => {
        const known = read.get(project);
        if (known !== undefined) return known;
        const reading = projects.technologies(project, options);
        read.set(project, reading);
        // What failed is asked again by the next one.
        reading.catch(() => read.delete(project));
        return reading;
      },
    },
  };
}

/**
 * Checks category and technology of a new job against its project and the catalogue.
 *
 * @throws {@link InvalidInputError} listing the categories or technologies that are valid there.
 */
export async function placeJob(
  { projects, technologies }: PlacementSources,
  { projectId, definition }: { readonly projectId: string; readonly definition: JobDefinition },
  options: CallOptions,
): Promise<JobPlacement> {
  const { technologyCatalog: catalog = OFFICIAL_CATALOG } = definition;
  const [configured, inCatalog] = await Promise.all([
    projects.technologies(projectId, options),
    technologies.list({ ...options, catalog }),
  ]);
  const entries = configured.technologiesByCategory.flatMap((entry) => (entry === null ? [] : [entry]));
  const wanted = definition.category ?? "Processing";
  const entry = entries.find(({ jobCategory }) => foldCase(jobCategory) === foldCase(wanted));
  if (entry === undefined) {
    throw noSuchCategory(
      entries.map(({ jobCategory }) => jobCategory),
      wanted,
    );
  }
  const technology = choose(
    inCatalog.filter(({ kind }) => kind !== "app"),
    definition.technology,
    `available job technology of the catalogue "${catalog}"`,
  );
  const allowed = new Set((entry.technologies ?? []).map(({ id }) => id));
  if (!allowed.has(technology.id)) {
    const labels = inCatalog.filter(({ id }) => allowed.has(id)).map(({ label }) => label);
    throw new InvalidInputError(
      `The project does not allow ${technology.label} in ${entry.jobCategory}; it allows: ${labels.join(", ") || "nothing"}.`,
      { hint: "Choose one of these, or add the technology with projects.edit." },
    );
  }
  return { category: entry.jobCategory, technology };
}
