import {
  findTechnology,
  type CatalogueRepository,
  type ContextRecord,
  type TechnologyRecord,
} from "./catalogue-model.ts";
import type { Context } from "./context.ts";
import type { Resolvers } from "./schema.ts";

/** What runs and apps are given when nothing else is asked for. */
const DEFAULT_RESOURCES = { cpu: { limit: 0.5 }, memory: { limit: "512.0 MB" } };

/**
 * How the catalogue's endpoint answers.
 *
 * @remarks Everybody with a token may read it: those who make jobs have to. The right on the catalogue is
 * about changing it.
 */
export const catalogueResolvers: Resolvers = {
  Query: {
    repositories: (_: unknown, _args: unknown, { world }: Context) => world.repositories.map(repositoryView),
    repository: (_: unknown, { id }: { id: string }, { world }: Context) => {
      const found = world.repositories.find((repository) => repository.id === id);
      return found === undefined ? null : repositoryView(found);
    },
    technology: (_: unknown, { id }: { id: string }, { world }: Context) => {
      const [view] = viewsOf(world.repositories, [id]);
      return view ?? null;
    },
    technologiesByIds: (_: unknown, { ids }: { ids: readonly string[] }, { world }: Context) =>
      viewsOf(world.repositories, ids),
    updatedTechnologies: (_: unknown, { from }: { from: string }, { world }: Context) =>
      world.repositories
        .filter(({ creationDate }) => creationDate > Date.parse(from))
        .flatMap((repository) => repository.technologies.map((entry) => technologyView(entry, repository))),
    facets: () => [],
  },
  Repository: {
    synchronizationReports: (
      view: { reports: readonly unknown[] },
      { limit, skip }: { limit?: number | null; skip?: number | null },
    ) => {
      const from = skip ?? 0;
      const list = view.reports.slice(from, limit == null ? undefined : from + limit);
      return { count: view.reports.length, lastReversibleId: null, list };
    },
  },
};

/** Unknown ids are left out: the list cannot hold null. */
function viewsOf(repositories: readonly CatalogueRepository[], ids: readonly string[]): readonly object[] {
  return ids.flatMap((id) => {
    const technology = findTechnology(repositories, id);
    const home = repositories.find(({ technologies }) => technologies.some((entry) => entry.id === id));
    return technology === undefined || home === undefined ? [] : [technologyView(technology, home)];
  });
}

function repositoryView(repository: CatalogueRepository): object {
  const { id, name, creator, readOnly, url, creationDate } = repository;
  return {
    id,
    name,
    creator,
    editor: creator,
    readOnly,
    creationDate,
    modificationDate: creationDate,
    source: { __typename: "UrlSource", url },
    synchroMode: { __typename: "Automatic", cron: "0 3 * * *" },
    technologies: () => repository.technologies.map((technology) => technologyView(technology, repository)),
    reports: [initialReport(repository)],
  };
}

/** Every repository of the seed was synchronized once, when it was added. */
function initialReport({
  synchronizationId,
  creator,
  url,
  creationDate,
  technologies,
}: CatalogueRepository): object {
  return {
    __typename: "SuccessfulSynchronization",
    id: synchronizationId,
    source: { __typename: "UrlSource", url },
    startedAt: creationDate,
    endedAt: creationDate,
    trigger: { author: creator, type: "INITIAL" },
    issues: [],
    numberOfChanges: technologies.length,
    revert: null,
    technologyReports: technologies.map(({ technologyId, label, contexts }) => ({
      technologyId,
      technologyLabel: label,
      status: "CREATED",
      message: null,
      contextsReports: contexts.map((context) => ({
        contextId: context.id,
        contextLabel: context.label,
        status: "CREATED",
        message: null,
      })),
    })),
  };
}

const TYPE_NAMES = { JOB: "JobTechnology", SPARK: "SparkTechnology", APP: "AppTechnology" } as const;

function technologyView(technology: TechnologyRecord, repository: CatalogueRepository): object {
  const { kind, id, technologyId, label, description, available, contexts } = technology;
  const { creationDate: lastUpdate, id: repositoryId } = repository;
  const common = {
    __typename: TYPE_NAMES[kind],
    id,
    technologyId,
    label,
    description,
    available,
    repositoryId,
    lastUpdate,
  };
  return {
    ...common,
    icon: technologyId,
    customFlags: kind === "SPARK" ? ["Spark"] : label === "Docker image" ? ["GenericApp"] : [],
    facets: [],
    missingFacets: [],
    defaultResources: DEFAULT_RESOURCES,
    mainClass: null,
    baseline: description ?? label,
    backgroundColor: null,
    readme: null,
    contexts: contexts.map((context) => contextView(context, lastUpdate)),
    appContexts: contexts.map((context) => contextView(context, lastUpdate)),
  };
}

/** One view for all kinds of contexts: each type of the schema takes the members that it has. */
function contextView(context: ContextRecord, lastUpdate: number): object {
  const inner = (): readonly object[] =>
    context.innerContexts.map((member) => contextView(member, lastUpdate));
  return {
    ...context,
    lastUpdate,
    facets: [],
    missingFacets: [],
    defaultResources: DEFAULT_RESOURCES,
    job: { features: context.features },
    technologyContexts: inner,
    jobContexts: inner,
    releaseNotes: null,
  };
}
