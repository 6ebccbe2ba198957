import { isSame } from "../../core/changes.ts";
import { choose, noSuchChoice } from "../../core/lookup/choose.ts";
import { InvalidInputError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { ProjectsTechnologiesResult } from "../../../generated/saagie/methods.ts";
import type { ProjectInput, TechnologyByCategoryInput } from "../../../generated/saagie/platform.ts";
import { OFFICIAL_CATALOG, type Technologies, type TechnologySummary } from "../technologies/technologies.ts";

/** Technologies by the catalogue they come from: labels (any case) or ids, e.g. `{ Saagie: ["Python", "Bash"] }`. */
export type TechnologyChoice = Readonly<Record<string, readonly string[]>>;

/** Job technologies: one choice for every category, or one choice for each. */
export type JobTechnologyChoice = TechnologyChoice | readonly CategoryTechnologies[];

/** The job technologies of one category. */
export interface CategoryTechnologies {
  /** The category, e.g. `Extraction`. */
  readonly category: string;
  readonly technologies: TechnologyChoice;
}

/** The categories a project gets when none are named. */
const DEFAULT_CATEGORIES: readonly string[] = ["Extraction", "Processing"];

/** Resolves a choice of technologies to the ids that the platform wants. */
export class TechnologyResolver {
  readonly #technologies: Technologies;
  readonly #options: CallOptions;

  constructor(technologies: Technologies, options: CallOptions) {
    this.#technologies = technologies;
    this.#options = options;
  }

  /**
   * Job technologies by category.
   *
   * @remarks No choice means every available job technology of the official catalogue.
   * @throws {@link InvalidInputError} listing the valid labels or catalogues.
   */
  async jobs(
    choice: JobTechnologyChoice | undefined,
    categories: readonly string[] = DEFAULT_CATEGORIES,
  ): Promise<readonly TechnologyByCategoryInput[]> {
    if (isByCategory(choice)) {
      return Promise.all(
        choice.map(async ({ category, technologies }) => ({
          jobCategory: category,
          technologies: await this.#ids(technologies, isJobTechnology),
        })),
      );
    }
    const technologies = await this.#ids(choice, isJobTechnology);
    return categories.map((jobCategory) => ({ jobCategory, technologies }));
  }

  /** App technologies; no choice means every available one of the official catalogue. */
  async apps(choice: TechnologyChoice | undefined): Promise<readonly { readonly id: string }[]> {
    return this.#ids(choice, ({ kind }) => kind === "app");
  }

  async #ids(
    choice: TechnologyChoice | undefined,
    fits: (technology: TechnologySummary) => boolean,
  ): Promise<readonly { readonly id: string }[]> {
    if (choice === undefined) {
      const all = (await this.#technologies.list({ ...this.#options, catalog: OFFICIAL_CATALOG })).filter(
        fits,
      );
      return all.map(({ id }) => ({ id }));
    }
    const ids = new Set<string>();
    for (const [catalog, labels] of Object.entries(choice)) {
      const valid = (await this.#technologies.list({ ...this.#options, catalog })).filter(fits);
      if (valid.length === 0)
        throw new InvalidInputError(`The catalogue "${catalog}" has no technology of that kind.`);
      for (const label of labels)
        ids.add(choose(valid, label, `technology of the catalogue "${catalog}"`).id);
    }
    return [...ids].map((id) => ({ id }));
  }
}

/** Whether a project allows just these technologies, in any order; categories that are not mentioned do not count. */
export function allows(
  current: ProjectsTechnologiesResult,
  wanted: Pick<ProjectInput, "technologiesByCategory" | "appTechnologies">,
): boolean {
  return (
    isSameChoice(current.appTechnologies, wanted.appTechnologies) &&
    (wanted.technologiesByCategory ?? []).every((entry) => {
      const found = current.technologiesByCategory.find(
        (candidate) => candidate?.jobCategory === entry?.jobCategory,
      );
      return isSameChoice(found?.technologies, entry?.technologies);
    })
  );
}

type Ids = readonly ({ readonly id: string } | null)[] | null | undefined;

function isSameChoice(left: Ids, right: Ids): boolean {
  const sorted = (ids: Ids): readonly string[] => (ids ?? []).map((entry) => entry?.id ?? "").toSorted();
  return isSame(sorted(left), sorted(right));
}

function isJobTechnology({ kind }: TechnologySummary): boolean {
  return kind !== "app";
}

function isByCategory(choice: JobTechnologyChoice | undefined): choice is readonly CategoryTechnologies[] {
  return Array.isArray(choice);
}

/** The error for a category that a project does not have. */
export function noSuchCategory(categories: readonly string[], wanted: string): InvalidInputError {
  return noSuchChoice(categories, wanted, "job category of this project");
}
