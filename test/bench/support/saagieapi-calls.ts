import type { BuiltProject } from "./bench-project.ts";

/**
 * How many requests the Python client (saagieapi 2.13) makes for the export of a project with all versions.
 *
 * @remarks Counted from what its methods do, one call after the other; where that is not known for sure, the lower number
 * counts. Storages of their own, variables of apps and Docker credentials are in no export of it.
 */
export function exportCalls(project: BuiltProject): number {
  const { jobs, versions, pipelines, catalogueApps, dockerApps } = project;
  // The project, its technologies for jobs and for apps, its rights, its variables, and a list each of jobs, pipelines, apps.
  const head = 8;
  // The whole catalogue again for every technology that the project allows, and that in each category.
  const technologies = project.jobTechnologies + project.appTechnologies;
  // The job, the whole catalogue for the name of its technology, and each version's package.
  const perJob = 2 + versions;
  // The pipeline, and its variables.
  const perPipeline = 2;
  // The app, and the whole catalogue; for each version with a runtime, and for the current one once more, the technology.
  const perApp = 2;
  const perCatalogueApp = perApp + 2;
  return (
    CONNECT +
    head +
    technologies +
    jobs * perJob +
    pipelines * perPipeline +
    dockerApps * perApp +
    catalogueApps * perCatalogueApp
  );
}

/**
 * How many requests the Python client makes for the import of such an export: of current versions alone, as it knows no
 * other import.
 *
 * @remarks Variables of the project are not imported: it looks for files of another name than it writes.
 */
export function importCalls(project: BuiltProject): number {
  const { jobs, pipelines, catalogueApps, dockerApps } = project;
  // For jobs and for apps the whole catalogue, for each catalogue that the project uses; the creation; the status, which is
  // asked again every ten seconds, but is ready at once here.
  const head = project.catalogues * 2 + 2;
  // What the project allows, the whole catalogue, the technology's runtimes, and the creation with the package.
  const perJob = 4;
  // The list of all jobs, the creation, and each variable.
  const perPipeline = 2 + project.pipelineVariables;
  // The whole catalogue, the storage, and the creation.
  const perDockerApp = 3;
  // What the project allows, the whole catalogue, the technology's runtimes, the storage, and the creation.
  const perCatalogueApp = 5;
  return (
    CONNECT +
    head +
    jobs * perJob +
    pipelines * perPipeline +
    dockerApps * perDockerApp +
    catalogueApps * perCatalogueApp
  );
}

/** The log-in, and the schema of each of the two endpoints. */
const CONNECT = 3;
