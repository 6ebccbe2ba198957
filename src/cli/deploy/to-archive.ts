import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { memoryArchive, type Archive, type ArchiveEntry } from "../../archive/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { credentialsKey } from "./credentials-key.ts";
import type {
  ByName,
  FileAlerts,
  FileApp,
  FileJob,
  FilePipeline,
  FilePort,
  FileSchedule,
  FileVariable,
  ProjectFile,
} from "./project-file.ts";
import { stableId } from "./stable-id.ts";
import { toGraph } from "./to-graph.ts";

/** Where a project file lies, and what it is called in messages. */
export interface FilePlace {
  /** The folder that packages are looked for from. */
  readonly folder: string;
  readonly location: string;
}

/** Where the package of a job lies in the archive, below its folder. */
const PACKAGE = "version/1/package";
const SAAGIE = "Saagie";

/**
 * Makes an archive of a project file, in the form in which imports read projects. Packages stay on the disk until they are
 * read.
 *
 * @throws CliError when a package is not there.
 */
export async function toArchive(file: ProjectFile, { folder, location }: FilePlace): Promise<Archive> {
  const archive = memoryArchive();
  const packages = new Map<string, string>();
  const { project: name, description, rights } = file;
  const write = (path: string, value: unknown): Promise<unknown> =>
    archive.write(path, JSON.stringify(value));
  await write("project.json", {
    name,
    ...(description === undefined ? {} : { description }),
    ...(rights === undefined
      ? {}
      : { rights: Object.entries(rights).map(([group, role]) => ({ [group]: role })) }),
  });
  for (const { at, path, value } of records(file)) {
    await write(at, value);
    if (path === undefined) continue;
    const place = join(folder, path);
    await checkPackage(place, path);
    packages.set(at.replace("job.json", PACKAGE), place);
  }
  return withPackages(archive, { packages, location });
}

/** One file of the archive. */
interface ArchivedRecord {
  /** Where it lies. */
  readonly at: string;
  readonly value: unknown;
  /** The package that lies beside it, from the folder of the project file. */
  readonly path?: string;
}

function records(file: ProjectFile): readonly ArchivedRecord[] {
  return [
    ...variables(file.variables, "PROJECT", ""),
    ...(file.dockerCredentials ?? []).map((credentials, at) => ({
      at: `docker_credentials/${at}/docker_credentials.json`,
      value: {
        id: credentialsId(credentialsKey(credentials)),
        username: credentials.username,
        registry: credentials.registry ?? null,
      },
    })),
    ...numbered(file.storages).map(({ at, name, thing }) => ({
      at: `storages/${at}/storage.json`,
      value: { id: storageId(name), name, ...thing },
    })),
    ...numbered(file.jobs).map(({ at, name, thing }) => ({
      at: `jobs/${at}/job.json`,
      value: jobRecord(name, thing),
      ...(thing.package === undefined ? {} : { path: thing.package }),
    })),
    ...numbered(file.pipelines).flatMap(({ at, name, thing }) => [
      { at: `pipelines/${at}/pipeline.json`, value: pipelineRecord(name, thing) },
      ...variables(thing.variables, "PIPELINE", `pipelines/${at}/`),
    ]),
    ...numbered(file.apps).flatMap(({ at, name, thing }) => [
      { at: `apps/${at}/app.json`, value: appRecord(name, thing, file) },
      ...variables(thing.variables, "APP", `apps/${at}/`),
    ]),
  ];
}

function numbered<Thing>(things: ByName<Thing> = {}): readonly {
  readonly at: number;
  readonly name: string;
  readonly thing: Thing;
}[] {
  return Object.entries(things).map(([name, thing], at) => ({ at, name, thing }));
}

function variables(
  things: ByName<FileVariable> | undefined,
  scope: string,
  folder: string,
): readonly ArchivedRecord[] {
  return numbered(things).map(({ at, name, thing }) => {
    const {
      value = null,
      secret = false,
      description,
    } = typeof thing === "string" ? { value: thing } : thing;
    const more = description === undefined ? {} : { description };
    return {
      at: `${folder}env_vars/${at}/variable.json`,
      value: { name, scope, value: secret ? null : (value ?? ""), isPassword: secret, ...more },
    };
  });
}

function jobRecord(name: string, job: FileJob): unknown {
  const { technology, catalog = SAAGIE, category = "Processing", runtime, command, language } = job;
  const { alias, description, streaming, gpu, resources, releaseNote, sourceUrl } = job;
  return {
    id: stableId("job", name),
    name,
    category,
    technology: { name: technology, technology_catalog: catalog },
    ...told({ alias, description, isStreaming: streaming, doesUseGPU: gpu, resources }),
    ...scheduleRecord(job),
    ...alerting(job.alerts),
    versions: [
      {
        number: 1,
        isCurrent: true,
        ...told({ releaseNote, sourceUrl, runtimeVersion: runtime, commandLine: command }),
        ...docker(job),
        ...(language === undefined
          ? {}
          : { extraTechnology: { language: language.name, version: language.version } }),
        ...(job.package === undefined
          ? {}
          : { packageInfo: { name: basename(job.package) }, packageFile: PACKAGE }),
      },
    ],
  };
}

function pipelineRecord(name: string, pipeline: FilePipeline): unknown {
  const { alias, description, releaseNote, sourceUrl, executionVariables } = pipeline;
  return {
    id: stableId("pipeline", name),
    name,
    ...told({ alias, description, hasExecutionVariablesEnabled: executionVariables }),
    ...scheduleRecord(pipeline),
    ...alerting(pipeline.alerts),
    versions: [
      { number: 1, isCurrent: true, ...told({ releaseNote, sourceUrl }), graph: toGraph(name, pipeline) },
    ],
    isLegacyPipeline: pipeline.jobs !== undefined,
  };
}

function appRecord(name: string, app: FileApp, { storages = {} }: ProjectFile): unknown {
  const { technology = "Docker image", catalog = SAAGIE, runtime, description, releaseNote, resources } = app;
  return {
    id: stableId("app", name),
    name,
    technology: { name: technology, technology_catalog: catalog },
    ...told({ description, resources }),
    ...alerting(app.alerts),
    currentVersion: {
      number: 1,
      ...told({ releaseNote, runtimeContextLabel: runtime }),
      ...docker(app),
      ports: (app.ports ?? []).map(portRecord),
      volumesWithPath: Object.entries(app.storages ?? {}).map(([path, storage]) => ({
        path,
        volume: { id: storageId(storage), name: storage, ...storages[storage] },
      })),
    },
  };
}

function portRecord(port: FilePort): unknown {
  const { number, name, rewrite, basePath, scope } = typeof port === "number" ? { number: port } : port;
  return {
    number,
    name: name ?? null,
    isRewriteUrl: rewrite ?? false,
    basePathVariableName: basePath ?? null,
    scope: scope ?? "PROJECT",
  };
}

/** What the file does not tell stays as it is. */
function scheduleRecord({ schedule, timezone, scheduled }: FileSchedule): object {
  if (schedule === undefined) return scheduled === false ? { isScheduled: false } : {};
  return { isScheduled: scheduled ?? true, cronScheduling: schedule, scheduleTimezone: timezone ?? "UTC" };
}

function alerting(alerts: FileAlerts | undefined): object {
  if (alerts === undefined) return {};
  const { emails = [], logins = [], on } = alerts;
  return { alerting: { emails, loginEmails: logins.map((login) => ({ login })), statusList: on } };
}

function docker({ image, credentials }: Pick<FileJob, "image" | "credentials">): object {
  if (image === undefined) return {};
  const dockerCredentialsId = credentials === undefined ? null : credentialsId(credentials);
  return { dockerInfo: { image, dockerCredentialsId } };
}

const credentialsId = (key: string): string => stableId("credentials", key);
const storageId = (name: string): string => stableId("storage", name);

/** The members that the file tells. */
function told(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

async function checkPackage(place: string, path: string): Promise<void> {
  const file = await stat(place).catch(() => undefined);
  if (file?.isFile()) return;
  throw new CliError(`The package ${path} is not a file at ${place}.`, {
    exitCode: EXIT.notFound,
    code: "NOT_FOUND",
  });
}

interface Packages {
  /** Where each lies on the disk, by its path in the archive. */
  readonly packages: ReadonlyMap<string, string>;
  readonly location: string;
}

function withPackages(archive: Archive, { packages, location }: Packages): Archive {
  const entryOf = (path: string): ArchiveEntry | undefined => {
    const place = packages.get(path);
    return place === undefined ? undefined : { path, size: undefined, open: () => openAsBlob(place) };
  };
  return {
    location,
    write: (path, content) => archive.write(path, content),
    entry: async (path) => entryOf(path) ?? archive.entry(path),
    entries: async function* (prefix = "") {
      const all: ArchiveEntry[] = [];
      for await (const entry of archive.entries(prefix)) all.push(entry);
      const more = [...packages.keys()].flatMap((path) =>
        path.startsWith(prefix) ? (entryOf(path) ?? []) : [],
      );
      yield* [...all, ...more].toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}
