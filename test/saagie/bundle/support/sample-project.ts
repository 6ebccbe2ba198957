import {
  appsOperations,
  dockerCredentialsOperations,
  environmentVariablesOperations,
  pipelinesOperations,
  storagesOperations,
} from "../../../../generated/saagie/methods.ts";
import type { Caller } from "../../../../src/core/client.ts";
import type { Saagie } from "../../../../src/saagie/index.ts";
import type { Archive } from "../../../../src/archive/index.ts";
import { contents } from "./archives.ts";
import { makeRichJob, script } from "./sample-jobs.ts";

/** Sends operations that no facade is needed for. */
export function callerOf(saagie: Saagie): Caller {
  return (saagie.pipelines as unknown as { readonly call: Caller }).call.bind(saagie.pipelines);
}

/** Ids of the nodes of {@link makeRichProject}'s graph. */
const NODES = [1, 2, 3, 4].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
const [FIRST = "", CHECK = "", GOOD = "", BAD = ""] = NODES;

/** A project with everything that there is in one. */
export async function makeRichProject(saagie: Saagie, projectId: string): Promise<void> {
  const call = callerOf(saagie);
  const credentials = await call(dockerCredentialsOperations.create, {
    dockerCredentials: { projectId, registry: "registry.example.org", username: "robot", password: "s3cret" },
  });
  await makeRichJob(saagie, projectId);
  await saagie.jobs.create(projectId, {
    name: "In a container",
    technology: "Generic",
    runtimeVersion: "docker",
    dockerInfo: { image: "registry.example.org/a:1", dockerCredentialsId: credentials.id },
  });
  await saagie.jobs.create(projectId, {
    name: "Report",
    technology: "Bash",
    commandLine: "echo 1",
    file: script("report.sh", "echo"),
  });
  await makePipelines(call, projectId);
  await makeApps(saagie, projectId);
  const save = environmentVariablesOperations.create;
  const variable = { scope: "PROJECT", description: "where", isPassword: false } as const;
  await call(save, {
    entityId: projectId,
    environmentVariable: { ...variable, name: "BUCKET", value: "s3://été" },
  });
  await call(save, {
    entityId: projectId,
    environmentVariable: { ...variable, name: "TOKEN", value: "hidden", isPassword: true },
  });
}

async function makePipelines(call: Caller, projectId: string): Promise<void> {
  const { jobs } = await listJobs(call, projectId);
  const idOf = (name: string): string => jobs.find((job) => job.name === name)?.id ?? "";
  const [load, report] = [idOf("Chargement été"), idOf("Report")];
  const graph = {
    jobNodes: [
      { id: FIRST, job: { id: load }, nextNodes: [CHECK], position: { x: 1.5, y: 2 } },
      { id: GOOD, job: { id: report }, nextNodes: [], position: { x: 3, y: 4 } },
      { id: BAD, job: { id: report }, nextNodes: [] },
    ],
    conditionNodes: [
      {
        id: CHECK,
        nextNodesSuccess: [GOOD],
        nextNodesFailure: [BAD],
        condition: { custom: { expression: `name.contains("a") || name == "b"` } },
      },
    ],
  };
  const { id } = await call(pipelinesOperations.create, {
    pipeline: {
      projectId,
      name: "Nightly",
      alias: "nightly_run",
      description: "all",
      graph,
      isScheduled: true,
      cronScheduling: "0 5 * * *",
      scheduleTimezone: "Europe/Paris",
      hasExecutionVariablesEnabled: true,
      releaseNote: "one",
      alerting: { emails: ["ops@example.org"], statusList: ["FAILED"] },
      environmentVariables: "MODE=full\n",
    },
  });
  const next = { jobNodes: [{ id: GOOD, job: { id: report }, nextNodes: [] }] };
  await call(pipelinesOperations.addVersion, { pipelineId: id, graph: next, releaseNote: "two" });
  await call(pipelinesOperations.setMajorVersion, { pipelineId: id, versionNumber: 1, isMajor: true });
  await call(pipelinesOperations.rollback, { pipelineId: id, versionNumber: 1 });
  await call(pipelinesOperations.createLinear, {
    pipeline: { projectId, name: "In a row", alias: "in_a_row", jobsId: [load, report], isScheduled: false },
  });
}

async function listJobs(
  call: Caller,
  projectId: string,
): Promise<{ readonly jobs: readonly { readonly id: string; readonly name: string }[] }> {
  const { jobsOperations } = await import("../../../../generated/saagie/methods.ts");
  return { jobs: await call(jobsOperations.listMinimal, { projectId }) };
}

async function makeApps(saagie: Saagie, projectId: string): Promise<void> {
  const call = callerOf(saagie);
  const volume = (name: string, size: string): Promise<{ readonly id: string }> =>
    call(storagesOperations.create, { volume: { projectId, name, size, description: `for ${name}` } });
  const [notes, models] = [await volume("notes", "128 MB"), await volume("models", "1 GB")];
  await volume("spare", "64 MB");
  const apps = await saagie.technologies.list({ catalog: "Saagie" });
  const technologyId = apps.find(({ label }) => label === "Docker image")?.id ?? "";
  const port = { number: 80, name: "web", isRewriteUrl: true, scope: "PROJECT" } as const;
  const { id } = await call(appsOperations.create, {
    app: {
      projectId,
      technologyId,
      name: "Web page",
      description: "shown",
      alerting: { logins: ["jo.doe"], statusList: ["FAILED"] },
      resources: { cpu: { request: 0.5, limit: 1 } },
      version: {
        releaseNote: "first",
        dockerInfo: { image: "nginx:1" },
        ports: [port],
        volumesWithPath: [{ path: "/notes", volumeId: notes.id }],
      },
    },
  });
  await call(appsOperations.addVersion, {
    appId: id,
    version: {
      releaseNote: "second",
      dockerInfo: { image: "nginx:2" },
      ports: [{ ...port, number: 81 }],
      volumesWithPath: [
        { path: "/notes", volumeId: notes.id },
        { path: "/models", volumeId: models.id },
      ],
    },
  });
  await call(environmentVariablesOperations.create, {
    entityId: id,
    environmentVariable: { scope: "APP", name: "THEME", value: "dark", isPassword: false },
  });
  await call(appsOperations.stop, { id });
}

// What a platform assigns, and what has happened on it since.
const ASSIGNED = new Set(
  (
    "id creationDate downloadUrl internalUrl projectId project lastUpdate instances history creator status " +
    "overriddenValues startTime stopTime dockerCredentialsId jobsCount deletableState isDeletable scheduleStatus"
  ).split(" "),
);

/** What an export holds, but for what a platform assigns. */
export async function essenceOf(archive: Archive): Promise<readonly string[]> {
  const files = await contents(archive);
  return Object.entries(files)
    .filter(([path]) => !path.endsWith("footbridge.json") && path !== "project.json")
    .map(([path, content]) => {
      const place = path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, "<id>");
      return `${place}: ${path.endsWith(".json") ? JSON.stringify(comparable(JSON.parse(content))) : content}`;
    })
    .toSorted();
}

/** Nodes of linear pipelines get ids of the platform, too: they are told by their places. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !ASSIGNED.has(key));
  const isLegacy = Reflect.get(value, "isLegacyPipeline") === true;
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      key === "linkedVolumes"
        ? byName(item)
        : isLegacy && key === "versions"
          ? comparable(withoutNodes(item))
          : comparable(item),
    ]),
  );
}

/** In which order the storages of an app were made means nothing. */
function byName(value: unknown): unknown {
  const named = comparable(value) as readonly { readonly name: string }[];
  return named.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function withoutNodes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === "nextNodes" ? undefined : item)));
}
