import { randomBytes } from "node:crypto";
import { pipelineGraph, type PipelineGraph, type Saagie } from "../../../src/saagie/index.ts";

/** What is in a project, as far as it decides how many calls an export and an import take. */
export interface ProjectShape {
  readonly jobs: number;
  /** Versions of each job, each with a package. */
  readonly versions: number;
  readonly packageBytes: number;
  readonly pipelines: number;
  /** Variables of each pipeline. */
  readonly pipelineVariables: number;
  /** Apps of the catalogue; each mounts one storage, and has one version. */
  readonly catalogueApps: number;
  /** Apps from Docker images; each mounts one storage, and has one version. */
  readonly dockerApps: number;
  /** Variables of each app. */
  readonly appVariables: number;
  readonly projectVariables: number;
}

/** A project as it was built. */
export interface BuiltProject extends ProjectShape {
  /** Technologies that it allows for jobs, counted once for each category. */
  readonly jobTechnologies: number;
  readonly appTechnologies: number;
  /** Catalogues that these come from. */
  readonly catalogues: number;
}

/** Makes a project of that shape. */
export async function buildProject(saagie: Saagie, name: string, shape: ProjectShape): Promise<BuiltProject> {
  const { id: project } = await saagie.projects.ensure({ name });
  for (let number = 1; number <= shape.jobs; number += 1) await makeJob(saagie, project, { number, shape });
  for (let number = 1; number <= shape.pipelines; number += 1) {
    const graph = graphOf(number, shape);
    const { id } = await saagie.pipelines.create(project, { name: `Pipeline ${number}`, graph });
    await makeVariables(saagie, { pipeline: id }, shape.pipelineVariables);
  }
  for (let number = 1; number <= shape.catalogueApps + shape.dockerApps; number += 1) {
    const { id } = await saagie.apps.create(project, {
      name: `App ${number}`,
      ...(number <= shape.dockerApps ? { image: `registry.example.org/app:${number}` } : NOTEBOOK),
      ports: [{ number: 8080, name: "web" }],
      storages: [{ path: "/data", create: { name: `Storage ${number}`, size: "64 MB" } }],
    });
    await makeVariables(saagie, { app: id }, shape.appVariables);
  }
  await makeVariables(saagie, { project }, shape.projectVariables);
  const { technologiesByCategory, appTechnologies } = await saagie.projects.technologies(project);
  const jobTechnologies = technologiesByCategory.flatMap((entry) => entry?.technologies ?? []);
  return {
    ...shape,
    jobTechnologies: jobTechnologies.length,
    appTechnologies: appTechnologies.length,
    // The default of a new project: all of the official one.
    catalogues: 1,
  };
}

const NOTEBOOK = { technology: "Jupyter Notebook", context: "JupyterLab+GenAI 4.0 Python 3.11" };

async function makeJob(
  saagie: Saagie,
  project: string,
  { number, shape }: { readonly number: number; readonly shape: ProjectShape },
): Promise<void> {
  const version = (at: number): object => ({
    commandLine: `python {file} --version ${at}`,
    releaseNote: `version ${at}`,
    file: { name: `job-${number}.zip`, content: new Blob([randomBytes(shape.packageBytes)]) },
  });
  const { id } = await saagie.jobs.create(project, {
    name: `Job ${number}`,
    description: "made for a bench",
    technology: "Python",
    runtimeVersion: "3.10",
    ...version(1),
  });
  for (let at = 2; at <= shape.versions; at += 1) await saagie.jobs.upgrade(id, version(at));
}

/** Four jobs and a condition: a fork that depends on the outcome. */
function graphOf(number: number, { jobs }: ProjectShape): PipelineGraph {
  const job = (at: number): { readonly name: string } => ({ name: `Job ${((number * 4 + at) % jobs) + 1}` });
  return pipelineGraph()
    .job("load", job(0))
    .job("check", job(1))
    .job("report", job(2))
    .job("alarm", job(3))
    .condition("good")
    .edge("load", "check")
    .edge("check", "good")
    .edge("good", "report")
    .edge("good", "alarm", { on: "failure" });
}

async function makeVariables(
  saagie: Saagie,
  owner: Parameters<Saagie["environmentVariables"]["create"]>[0],
  count: number,
): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await saagie.environmentVariables.create(owner, { name: `VARIABLE_${number}`, value: `value ${number}` });
  }
}
