import { listed, type Inventory, type Kind } from "../control/inventory.ts";
import { appDetail, appOverview } from "./apps/overview.ts";
import { variableOverview } from "./environment-variables/overview.ts";
import { jobDetail, jobOverview } from "./jobs/overview.ts";
import {
  pipelineDetail,
  pipelineOverview,
  pipelineRunDetail,
  pipelineRunOverview,
} from "./pipelines/overview.ts";
import { projectOverview } from "./projects/overview.ts";
import { newestRuns, runDetail, runOverview } from "./runs/overview.ts";
import type { Services } from "./services.ts";
import type { World } from "./world.ts";

/** How one kind is found in a world, and told. */
interface Telling<T> {
  /** All of them, in the order in which they are listed. */
  readonly all: (world: World) => readonly T[];
  readonly find: (world: World, id: string) => T | undefined;
  /** What of it a query can name to narrow the list down. @defaultValue nothing */
  readonly filters?: Readonly<Record<string, (record: T, world: World) => string | null | undefined>>;
  readonly overview: (world: World, record: T) => object;
  readonly detail: (world: World, record: T) => object;
}

/** What an emulated Saagie has, for people; without secrets. */
export function saagieInventory(services: () => Services): Inventory {
  const kind = <T>({ all, find, filters = {}, overview, detail }: Telling<T>): Kind => ({
    list: (query) => {
      const { world } = services();
      const wanted = Object.entries(filters).filter(([name]) => query.has(name));
      const records = all(world).filter((record) =>
        wanted.every(([name, of]) => of(record, world) === query.get(name)),
      );
      return listed(records, query, (record) => overview(world, record));
    },
    find: (id) => {
      const { world } = services();
      const record = find(world, id);
      return record === undefined ? undefined : detail(world, record);
    },
  });
  const { platformVersion, realm } = services();
  return { facts: { Version: platformVersion, Realm: realm }, kinds: kinds(kind) };
}

const project = ({ projectId }: { readonly projectId: string }): string => projectId;

function kinds(kind: <T>(telling: Telling<T>) => Kind): Inventory["kinds"] {
  return {
    projects: kind({
      all: ({ projects }) => [...projects.values()],
      find: ({ projects }, id) => projects.get(id),
      overview: projectOverview,
      detail: projectOverview,
    }),
    jobs: kind({
      all: ({ jobs }) => [...jobs.values()],
      find: ({ jobs }, id) => jobs.get(id),
      filters: { project },
      overview: jobOverview,
      detail: jobDetail,
    }),
    runs: kind({
      all: newestRuns,
      find: ({ instances }, id) => instances.get(id),
      filters: { project: ({ jobId }, { jobs }) => jobs.get(jobId)?.projectId },
      overview: runOverview,
      detail: runDetail,
    }),
    pipelines: kind({
      all: ({ pipelines }) => [...pipelines.values()],
      find: ({ pipelines }, id) => pipelines.get(id),
      filters: { project },
      overview: pipelineOverview,
      detail: pipelineDetail,
    }),
    "pipeline-runs": kind({
      all: ({ pipelineInstances }) => [...pipelineInstances.values()].toReversed(),
      find: ({ pipelineInstances }, id) => pipelineInstances.get(id),
      overview: pipelineRunOverview,
      detail: pipelineRunDetail,
    }),
    apps: kind({
      all: ({ apps }) => [...apps.values()],
      find: ({ apps }, id) => apps.get(id),
      filters: { project },
      overview: appOverview,
      detail: appDetail,
    }),
    variables: kind({
      all: ({ variables }) => [...variables.values()],
      find: ({ variables }, id) => variables.get(id),
      overview: variableOverview,
      detail: variableOverview,
    }),
  };
}
