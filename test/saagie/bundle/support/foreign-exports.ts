import { jobFile } from "./sample-jobs.ts";

/** A project as the Python client writes it. */
export const PROJECT: Readonly<Record<string, unknown>> = {
  name: "Parcels",
  creator: "somebody",
  description: "of every size",
  jobsCount: 1,
  status: "READY",
  jobs_technologies: { Saagie: ["Bash", "Python", "Gone"] },
  apps_technologies: { Saagie: ["Docker image"] },
  rights: [{ viewers: "VIEWER" }, { viewers: "Manager" }],
};

// Ids of the nodes of a pipeline file.
export const SORT = "10000000-0000-4000-8000-000000000001";
export const CHECK = "10000000-0000-4000-8000-000000000002";
export const AGAIN = "10000000-0000-4000-8000-000000000003";

/** The job that they run, as they name it. */
export const JOB: Readonly<Record<string, unknown>> = {
  id: "5b0c2f5e-6d1c-4f43-9c63-0d5f3f8a7e01",
  name: "SORT parcels",
};

/** A variable. */
export const VARIABLE: Readonly<Record<string, unknown>> = {
  name: "DEPOT",
  scope: "PROJECT",
  value: "north",
  description: "",
  isPassword: false,
};

/** A pipeline as the Python client writes it; older clients leave members out. */
export function pipelineFile(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const graph = {
    jobNodes: [
      { id: SORT, job: JOB, position: null, nextNodes: [CHECK] },
      { id: AGAIN, job: JOB, position: null, nextNodes: [] },
    ],
    conditionNodes: [
      {
        id: CHECK,
        position: null,
        nextNodesSuccess: [],
        nextNodesFailure: [AGAIN],
        condition: { toString: `ConditionExpression(expression="a == "x" || b")` },
      },
    ],
  };
  const all = {
    id: "6b0c2f5e-6d1c-4f43-9c63-0d5f3f8a7e02",
    name: "Every day",
    alias: "every_day",
    description: "",
    alerting: null,
    versions: [{ number: 3, releaseNote: "", graph, isCurrent: true, isMajor: false }],
    isScheduled: true,
    cronScheduling: "0 1 * * *",
    scheduleTimezone: "UTC",
    isLegacyPipeline: false,
    hasExecutionVariablesEnabled: true,
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** An app as the Python client writes it. */
export function appFile(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const volume = {
    id: "7b0c2f5e-6d1c-4f43-9c63-0d5f3f8a7e03",
    name: "storage page",
    size: "128 MB",
    description: "d",
  };
  const currentVersion = {
    number: 2,
    releaseNote: "r",
    dockerInfo: { image: "nginx:1", dockerCredentialsId: null },
    runtimeContextId: null,
    ports: [
      {
        name: null,
        number: 80,
        isRewriteUrl: false,
        basePathVariableName: null,
        scope: "PUBLIC",
        internalUrl: "http://x",
      },
    ],
    volumesWithPath: [
      { path: "/data", volume },
      { path: "/lost", volume: null },
    ],
    isMajor: false,
  };
  return {
    id: "8b0c2f5e-6d1c-4f43-9c63-0d5f3f8a7e04",
    name: "Page",
    technology: { id: "x", name: "Docker image", technology_catalog: "Saagie" },
    description: null,
    currentVersion,
    history: { currentStatus: "STARTED" },
    alerting: { emails: [], statusList: [], loginEmails: [] },
    resources: { cpu: null, memory: null },
    linkedVolumes: [{ size: "128 MB" }],
    ...changes,
  };
}

/** A folder as the Python client writes it, with a project in it; parts of it changed. */
export function pythonFiles(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    "p/project.json": PROJECT,
    "p/jobs/PROJECT/job.json": jobFile(),
    "p/jobs/PROJECT/version/1/sort.py": "print(1)",
    "p/pipelines/with-existing-jobs/pipeline.json": pipelineFile(),
    "p/pipelines/with-existing-jobs/env_vars/MODE/variable.json": {
      ...VARIABLE,
      name: "MODE",
      scope: "PIPELINE",
    },
    "p/apps/a/app.json": appFile(),
    "p/env_vars/DEPOT/variable.json": {
      ...VARIABLE,
      isValid: true,
      overriddenValues: [],
      invalidReasons: null,
    },
    "p/env_vars/SHARED/variable.json": { ...VARIABLE, name: "SHARED", scope: "GLOBAL" },
    ...changes,
  };
}

/** What the Gradle plugin unpacks from its zip: a job of several versions and one of one, and pipelines of both kinds. */
export function gradleFiles(): Record<string, unknown> {
  const FIRST = { number: "1", commandLine: "python {file} 1", runtimeVersion: "3.9", releaseNote: "a" };
  const SECOND = { number: "2", commandLine: "python {file} 2", runtimeVersion: "3.10", releaseNote: "b" };
  const job = {
    name: "Sort",
    category: "Processing",
    technology: "x",
    technologyName: "Python",
    isScheduled: false,
    cronScheduling: null,
  };
  const pipeline = { name: "Row", description: "", isScheduled: false, cronScheduling: null };
  const graph = {
    jobNodes: [{ id: SORT, job: { id: "j", name: { id: "j", name: "Sort" } }, nextNodes: [] }],
    conditionNodes: [],
  };
  return {
    "export/Job/j/job.json": { job, jobVersion: SECOND, versions: [SECOND, FIRST] },
    "export/Job/j/package/1/one.py": "1",
    "export/Job/j/package/2/two.py": "2",
    "export/Job/k/job.json": { job: { ...job, name: "Load" }, jobVersion: { ...FIRST, number: undefined } },
    "export/Job/k/package/only.py": "3",
    "export/Pipeline/p/pipeline.json": {
      pipeline,
      pipelineVersion: {
        number: "2",
        jobs: [
          { id: "j", name: "Sort" },
          { id: "k", name: "Load" },
        ],
      },
      versions: [
        { number: "1", jobs: [{ id: "j", name: "Sort" }] },
        {
          number: "2",
          jobs: [
            { id: "j", name: "Sort" },
            { id: "k", name: "Load" },
          ],
        },
      ],
    },
    "export/Pipeline/q/pipeline.json": {
      pipeline: { ...pipeline, name: "Graph" },
      pipelineVersion: { graph },
    },
    "export/Variable/DEPOT/variable.json": { ...VARIABLE, overridenValues: [] },
  };
}
