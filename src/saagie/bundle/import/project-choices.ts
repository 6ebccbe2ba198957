import { foldCase } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import type {
  CategoryTechnologies,
  JobTechnologyChoice,
  TechnologyChoice,
} from "../../projects/technologies.ts";
import type { Technologies } from "../../technologies/technologies.ts";
import type { ProjectRecord } from "../format/project-record.ts";

/** What a project may use of an archive's allow-lists. */
export interface AvailableChoices {
  readonly definition: {
    readonly jobTechnologies?: JobTechnologyChoice;
    readonly appTechnologies?: TechnologyChoice;
  };
  /** What the target's catalogue does not have. */
  readonly warnings: readonly string[];
}

/** Leaves out of an archive's allow-lists what the target's catalogue does not have. */
export async function availableIn(
  technologies: Technologies,
  { jobTechnologies, appTechnologies }: Pick<ProjectRecord, "jobTechnologies" | "appTechnologies">,
  options: CallOptions,
): Promise<AvailableChoices> {
  const all = await technologies.list(options);
  const missing = new Set<string>();
  const filter = (choice: TechnologyChoice, isApp: boolean): TechnologyChoice =>
    Object.fromEntries(
      Object.entries(choice).flatMap(([catalog, labels]) => {
        const there = labels.filter((label) => {
          const isThere = all.some(
            (one) =>
              foldCase(one.catalog) === foldCase(catalog) &&
              foldCase(one.label) === foldCase(label) &&
              (one.kind === "app") === isApp,
          );
          if (!isThere) missing.add(`${label} (${catalog})`);
          return isThere;
        });
        return there.length === 0 ? [] : [[catalog, there]];
      }),
    );
  const jobs = isByCategory(jobTechnologies)
    ? jobTechnologies.map(({ category, technologies: choice }) => ({
        category,
        technologies: filter(choice, false),
      }))
    : jobTechnologies && filter(jobTechnologies, false);
  const apps = appTechnologies && filter(appTechnologies, true);
  return {
    definition: {
      ...(jobs === undefined ? {} : { jobTechnologies: jobs }),
      ...(apps === undefined ? {} : { appTechnologies: apps }),
    },
    warnings:
      missing.size === 0 ? [] : [`the catalogue here does not have ${[...missing].join(", ")}: left out`],
  };
}

function isByCategory(choice: ProjectRecord["jobTechnologies"]): choice is readonly CategoryTechnologies[] {
  return Array.isArray(choice);
}

type Ids = readonly ({ readonly id: string } | null)[] | null | undefined;

/** All ids, if any of the wanted ones is lacking; `undefined` if none is. */
export function lackingIn(current: Ids, wanted: Ids): readonly { readonly id: string }[] | undefined {
  const has = new Set((current ?? []).flatMap((one) => one?.id ?? []));
  const lacking = (wanted ?? []).flatMap((one) => (one === null || has.has(one.id) ? [] : [one.id]));
  return lacking.length === 0 ? undefined : [...has, ...lacking].map((id) => ({ id }));
}
