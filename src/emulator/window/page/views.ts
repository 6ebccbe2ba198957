import type { View } from "./view.ts";
import { agaveJobsView, agaveJobView, filesView, systemsView, tenantsView } from "./views/agave.ts";
import { blobsView } from "./views/descartes.ts";
import { faultsView } from "./views/faults.ts";
import { requestsView } from "./views/requests.ts";
import { appsView, appView, variablesView } from "./views/saagie-apps.ts";
import { jobsView, jobView, projectsView, runsView, runView } from "./views/saagie-jobs.ts";
import { pipelineRunView, pipelinesView, pipelineView } from "./views/saagie-pipelines.ts";
import { stateView } from "./views/state.ts";

/** The views of a platform by the names that addresses have for them. */
interface Views {
  /** In the order of the navigation; the first is where one begins. */
  readonly lists: Readonly<Record<string, View>>;
  /** Of one thing, by its id. */
  readonly details: Readonly<Record<string, View>>;
}

const COMMON = { requests: requestsView, faults: faultsView, state: stateView } as const;

const PLATFORMS: Readonly<Record<string, Views>> = {
  saagie: {
    lists: {
      projects: projectsView,
      jobs: jobsView,
      runs: runsView,
      pipelines: pipelinesView,
      apps: appsView,
      variables: variablesView,
      ...COMMON,
    },
    details: {
      jobs: jobView,
      runs: runView,
      pipelines: pipelineView,
      "pipeline-runs": pipelineRunView,
      apps: appView,
    },
  },
  descartes: { lists: { blobs: blobsView, ...COMMON }, details: {} },
  agave: {
    lists: { jobs: agaveJobsView, systems: systemsView, tenants: tenantsView, ...COMMON },
    details: { jobs: agaveJobView },
  },
};

/** Reached from others, and not from the navigation. */
const HIDDEN: Readonly<Record<string, View>> = { files: filesView };

/** The views in the navigation of a platform. */
export function sectionsOf(emulator: string): readonly (readonly [string, View])[] {
  return Object.entries(PLATFORMS[emulator]?.lists ?? COMMON);
}

/** The view that an address names; the first one where it names none. */
export function viewOf(emulator: string, name: string, id: string | undefined): View {
  const { lists, details } = PLATFORMS[emulator] ?? { lists: COMMON, details: {} };
  const all = id === undefined ? { ...lists, ...(emulator === "agave" && HIDDEN) } : details;
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  return found ?? Object.values(lists)[0] ?? requestsView;
}
