import type { Archive, ArchiveEntry } from "../../archive/index.ts";
import { safeFileName } from "../../archive/index.ts";
import { credentialsKey } from "./credentials-key.ts";
import { toSteps } from "./from-graph.ts";
import type {
  ArchivedApp,
  ArchivedCredentials,
  ArchivedJob,
  ArchivedPipeline,
  ArchivedProject,
  ArchivedStorage,
  ArchivedVariable,
} from "./archived-types.ts";
import { compact } from "./compact.ts";
import {
  alertsOf,
  byName,
  dockerOf,
  otherThan,
  resourcesOf,
  scheduleOf,
  type Keys,
} from "./from-settings.ts";
import type {
  FileApp,
  FileCredentials,
  FileJob,
  FilePipeline,
  FileVariable,
  ProjectFile,
} from "./project-file.ts";

/** A project file, and the packages that it names. */
export interface Converted {
  readonly file: ProjectFile;
  /** The packages, by the path that the file names them by. */
  readonly packages: ReadonlyMap<string, ArchiveEntry>;
}

/** Makes a project file of an archive that an export has just written, with the current versions alone. */
export async function fromArchive(archive: Archive): Promise<Converted> {
  const entries = new Map<string, ArchiveEntry>();
  for await (const entry of archive.entries()) entries.set(entry.path, entry);
  const reader = new ExportReader(entries);
  const credentials = await reader.all<ArchivedCredentials>(
    /^docker_credentials\/[^/]+\/docker_credentials\.json$/u,
  );
  const keys = new Map(credentials.map(({ value }) => [value.id, credentialsKey(fileCredentials(value))]));
  const packages = new Map<string, ArchiveEntry>();
  const jobs: [string, FileJob][] = [];
  for (const { value: job, path } of await reader.all<ArchivedJob>(/^jobs\/[^/]+\/job\.json$/u)) {
    const found = packageOf(job, { folder: path.slice(0, -"job.json".length), entries });
    if (found !== undefined) packages.set(found.path, found.entry);
    jobs.push([job.name, fileJob(job, { keys, path: found?.path })]);
  }
  const [project] = await reader.all<ArchivedProject>(/^project\.json$/u);
  const storages = await reader.all<ArchivedStorage>(/^(?:storages|volumes)\/[^/]+\/storage\.json$/u);
  const apps = await reader.all<ArchivedApp>(/^apps\/[^/]+\/app\.json$/u);
  const file = compact({
    project: project?.value.name ?? "",
    description: project?.value.description || undefined,
    variables: await variablesIn(reader, "", "PROJECT"),
    dockerCredentials:
      credentials.length === 0 ? undefined : credentials.map(({ value }) => fileCredentials(value)),
    storages: storagesOf(storages, apps),
    jobs: byName(jobs),
    pipelines: byName(await pipelinesIn(reader)),
    apps: byName(await appsIn(reader, { apps, keys })),
  });
  return { file, packages };
}

/** Reads the JSON files of an export of our own. */
class ExportReader {
  readonly #entries: ReadonlyMap<string, ArchiveEntry>;

  constructor(entries: ReadonlyMap<string, ArchiveEntry>) {
    this.#entries = entries;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the export was written by the library a moment ago
  async all<Value>(pattern: RegExp): Promise<readonly { readonly path: string; readonly value: Value }[]> {
    const found: { readonly path: string; readonly value: Value }[] = [];
    for (const [path, entry] of this.#entries) {
      if (!pattern.test(path)) continue;
      found.push({ path, value: JSON.parse(await (await entry.open()).text()) as Value });
    }
    return found;
  }
}

const SAAGIE = "Saagie";

function fileJob(
  job: ArchivedJob,
  { keys, path }: { readonly keys: Keys; readonly path: string | undefined },
): FileJob {
  const version = job.versions.find(({ isCurrent }) => isCurrent) ?? job.versions[0];
  const extra = version?.extraTechnology;
  return compact({
    technology: job.technology?.name ?? "",
    catalog: otherThan(job.technology?.technology_catalog, SAAGIE),
    category: otherThan(job.category, "Processing"),
    runtime: version?.runtimeVersion || undefined,
    command: version?.commandLine || undefined,
    package: path,
    ...dockerOf(version?.dockerInfo, keys),
    language: extra?.language ? { name: extra.language, version: extra.version } : undefined,
    alias: job.alias || undefined,
    description: job.description || undefined,
    ...scheduleOf(job),
    releaseNote: version?.releaseNote || undefined,
    sourceUrl: version?.sourceUrl || undefined,
    alerts: alertsOf(job),
    resources: resourcesOf(job),
    streaming: job.isStreaming || undefined,
    gpu: job.doesUseGPU || undefined,
  });
}

/** Where the package of a job lies in the export, and how the project file is to name it. */
function packageOf(
  { versions }: ArchivedJob,
  { folder, entries }: { readonly folder: string; readonly entries: ReadonlyMap<string, ArchiveEntry> },
): { readonly path: string; readonly entry: ArchiveEntry } | undefined {
  const version = versions.find(({ isCurrent }) => isCurrent) ?? versions[0];
  if (version?.packageInfo == null) return undefined;
  const { number, packageInfo, packageFile = `version/${number}/${packageInfo.name}` } = version;
  const entry = entries.get(folder + packageFile);
  // The export has given each job a folder of its own, whatever it is called.
  const own = folder.split("/")[1] ?? "";
  return entry && { path: `packages/${own}/${safeFileName(packageInfo.name)}`, entry };
}

async function pipelinesIn(reader: ExportReader): Promise<readonly (readonly [string, FilePipeline])[]> {
  const found: (readonly [string, FilePipeline])[] = [];
  for (const { value: pipeline, path } of await reader.all<ArchivedPipeline>(
    /^pipelines\/[^/]+\/pipeline\.json$/u,
  )) {
    const version = pipeline.versions.find(({ isCurrent }) => isCurrent) ?? pipeline.versions[0];
    const file: FilePipeline = compact({
      ...(version === undefined ? {} : toSteps(version.graph, pipeline.isLegacyPipeline)),
      alias: pipeline.alias || undefined,
      description: pipeline.description || undefined,
      ...scheduleOf(pipeline),
      releaseNote: version?.releaseNote || undefined,
      sourceUrl: version?.sourceUrl || undefined,
      alerts: alertsOf(pipeline),
      executionVariables: pipeline.hasExecutionVariablesEnabled || undefined,
      variables: await variablesIn(reader, path.slice(0, -"pipeline.json".length), "PIPELINE"),
    });
    found.push([pipeline.name, file]);
  }
  return found;
}

interface AppParts {
  readonly apps: readonly { readonly path: string; readonly value: ArchivedApp }[];
  readonly keys: Keys;
}

async function appsIn(
  reader: ExportReader,
  { apps, keys }: AppParts,
): Promise<readonly (readonly [string, FileApp])[]> {
  const found: (readonly [string, FileApp])[] = [];
  for (const { value: app, path } of apps) {
    const version = app.currentVersion;
    const mounts = (version?.volumesWithPath ?? []).flatMap(({ path: at, volume }) =>
      volume === null ? [] : [[at, volume.name] as const],
    );
    const file: FileApp = compact({
      technology: otherThan(app.technology?.name, "Docker image"),
      catalog: otherThan(app.technology?.technology_catalog, SAAGIE),
      runtime: version?.runtimeContextLabel || undefined,
      ...dockerOf(version?.dockerInfo, keys),
      ports: (version?.ports ?? []).map(({ number, name, isRewriteUrl, basePathVariableName, scope }) => {
        const more = compact({
          name: name || undefined,
          rewrite: isRewriteUrl || undefined,
          basePath: basePathVariableName || undefined,
          scope: otherThan(scope, "PROJECT"),
        });
        return Object.keys(more).length === 0 ? number : { number, ...more };
      }),
      storages: byName(mounts),
      description: app.description || undefined,
      releaseNote: version?.releaseNote || undefined,
      alerts: alertsOf(app),
      resources: resourcesOf(app),
      variables: await variablesIn(reader, path.slice(0, -"app.json".length), "APP"),
    });
    found.push([app.name, file.ports?.length === 0 ? compact({ ...file, ports: undefined }) : file]);
  }
  return found;
}

async function variablesIn(
  reader: ExportReader,
  folder: string,
  scope: string,
): Promise<Readonly<Record<string, FileVariable>> | undefined> {
  const all = await reader.all<ArchivedVariable>(/(?:^|\/)env_vars\/[^/]+\/variable\.json$/u);
  const found = all.filter(
    ({ path, value }) => value.scope === scope && path.startsWith(`${folder}env_vars/`),
  );
  return byName<FileVariable>(
    found.map(({ value: { name, value, description, isPassword } }): readonly [string, FileVariable] => {
      if (!isPassword && !description) return [name, value ?? ""];
      const shown = isPassword ? { secret: true } : { value: value ?? "" };
      return [name, { ...shown, ...(description ? { description } : {}) }];
    }),
  );
}

/** Storages of the project, those of apps among them. */
function storagesOf(
  own: readonly { readonly value: ArchivedStorage }[],
  apps: AppParts["apps"],
): ProjectFile["storages"] {
  const all = [
    ...own.map(({ value }) => value),
    ...apps.flatMap(({ value }) => [
      ...value.linkedVolumes,
      ...(value.currentVersion?.volumesWithPath ?? []).flatMap(({ volume }) => volume ?? []),
    ]),
  ];
  return byName(
    all.map(({ name, size, description }) => [name, { size, ...(description ? { description } : {}) }]),
  );
}

function fileCredentials({ username, registry }: ArchivedCredentials): FileCredentials {
  return registry ? { username, registry } : { username };
}
