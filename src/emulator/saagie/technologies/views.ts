import type {
  CatalogueRepository,
  ContextRecord,
  DefaultResourcesRecord,
  TechnologyRecord,
} from "./records.ts";
import { DEFAULT_RESOURCES } from "./metadata-contexts.ts";

const TYPE_NAMES = { JOB: "JobTechnology", SPARK: "SparkTechnology", APP: "AppTechnology" } as const;

/** A technology as the catalogue's endpoint shows it. */
export function technologyView(technology: TechnologyRecord, { id }: CatalogueRepository): object {
  const { kind, label, description, baseline, defaultResources, contexts, lastUpdate } = technology;
  const views = contexts.map((context) => contextView(context, lastUpdate));
  return {
    ...technology,
    __typename: TYPE_NAMES[kind],
    repositoryId: id,
    mainClass: null,
    baseline: baseline ?? description ?? label,
    defaultResources: resourcesView(defaultResources),
    contexts: views,
    appContexts: views,
  };
}

/** One view for all kinds of contexts: each type of the schema takes the members that it has. */
function contextView(context: ContextRecord, lastUpdate: number): object {
  const inner = (): readonly object[] =>
    context.innerContexts.map((member) => contextView(member, lastUpdate));
  return {
    ...context,
    // When a single runtime changed is not kept.
    lastUpdate,
    defaultResources: resourcesView(context.defaultResources),
    job: { features: context.features },
    technologyContexts: inner,
    jobContexts: inner,
  };
}

function resourcesView(resources: DefaultResourcesRecord | null): object {
  const { cpu, memory } = resources ?? DEFAULT_RESOURCES;
  return { cpu: { limit: cpu }, memory: { limit: memory } };
}
