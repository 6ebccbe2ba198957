import type { AppReference, PipelineReference } from "../../../../generated/saagie/methods.ts";
import type { WritableArchive } from "../../../core/content/archive.ts";
import { listed, type OneOrMany } from "../../../core/lookup/one-or-many.ts";
import type { CallOptions } from "../../../core/options.ts";
import { pooled } from "../../../core/concurrency/pool.ts";
import { untilAbort } from "../../../core/concurrency/tidy-up.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import type { References } from "../../references/references.ts";
import { FolderNames } from "../format/folder-names.ts";
import { writeGitFiles } from "../format/git-files.ts";
import { ManifestWriter } from "../format/manifest.ts";
import type { SecretRequest } from "../format/secrets.ts";
import { writeApps } from "./apps.ts";
import { writeJobs, type ExportedJob } from "./jobs.ts";
import type { ExportContext, PartExportOptions, ExportTally, WriteContext } from "./context.ts";
import { writePipelines } from "./pipelines.ts";
import type { ExportedScope } from "./variables.ts";
import type { WrittenParts } from "./write-things.ts";
import type { WrittenThing } from "./written-thing.ts";

/** What an export of some things of a project wrote. */
export interface PartExportResult {
  /** Of the things themselves. */
  readonly variables: readonly WrittenThing[];
  /** What is secret and is in no archive: it has to be told to the import, or set afterwards. */
  readonly secrets: readonly SecretRequest[];
  /** Files written, without the manifest. */
  readonly files: number;
  /** Bytes written, without the manifest. */
  readonly bytes: number;
  /** What could not be carried, and why. */
  readonly warnings: readonly string[];
}

/** What `apps.export` wrote. */
export interface AppExportResult extends PartExportResult {
  readonly apps: readonly WrittenThing[];
}

/** Options of `pipelines.export`. */
export interface PipelineExportOptions extends PartExportOptions {
  /** Export the jobs that the pipelines run, too. @defaultValue false */
  readonly includeJobs?: boolean;
  /**
   * How far up variables go along: those of the pipelines alone, also those of the project that they see, or also those of
   * the platform. @defaultValue `"PIPELINE"`
   */
  readonly variableScope?: "PIPELINE" | "PROJECT" | "GLOBAL";
}

/** What `pipelines.export` wrote. */
export interface PipelineExportResult extends PartExportResult {
  readonly pipelines: readonly WrittenThing[];
  /** None, unless they were to be included. */
  readonly jobs: readonly ExportedJob[];
}

/** What exports of some things work with. */
export interface PartExportContext extends ExportContext {
  readonly references: References;
}

/** What to export, and where to. */
export interface PartExportTask<Reference> {
  readonly things: OneOrMany<Reference>;
  readonly archive: WritableArchive;
}

/**
 * Writes apps to an archive, as the export of their project does.
 *
 * @throws when anything cannot be read or written: an export is whole or failed.
 */
export function exportApps(
  context: PartExportContext,
  { things, archive }: PartExportTask<AppReference>,
  options: PartExportOptions,
): Promise<AppExportResult> {
  const resolve = async (app: AppReference, how: CallOptions): Promise<string> =>
    context.references.resolve("APP", app, how);
  const work = async (): Promise<AppExportResult> => {
    const ids = await idsOf(context, { things, resolve }, options);
    const place = placeIn(context, { archive, total: ids.length }, options);
    const apps = await writeApps(place, { ids, names: new FolderNames() }, options);
    return { apps: apps.things, ...(await conclude(place, archive, [apps])) };
  };
  return untilAbort(work(), options.signal);
}

const SCOPES = {
  PIPELINE: ["PIPELINE"],
  PROJECT: ["PIPELINE", "PROJECT"],
  GLOBAL: ["PIPELINE", "PROJECT", "GLOBAL"],
} as const satisfies Readonly<Record<string, readonly ExportedScope[]>>;

/**
 * Writes pipelines to an archive, as the export of their project does, on request with the jobs that they run.
 *
 * @throws when anything cannot be read or written: an export is whole or failed.
 */
export function exportPipelines(
  context: PartExportContext,
  { things, archive }: PartExportTask<PipelineReference>,
  { includeJobs = false, variableScope = "PIPELINE", ...options }: PipelineExportOptions,
): Promise<PipelineExportResult> {
  const resolve = async (pipeline: PipelineReference, how: CallOptions): Promise<string> =>
    context.references.resolve("PIPELINE", pipeline, how);
  const work = async (): Promise<PipelineExportResult> => {
    const ids = await idsOf(context, { things, resolve }, options);
    const place = placeIn(context, { archive, total: ids.length }, options);
    const jobs = new Map<string, string>();
    const onJob = ({ id, name }: WrittenThing): void => void jobs.set(id, name);
    const task = {
      ids,
      names: new FolderNames(),
      scopes: SCOPES[variableScope],
      ...(includeJobs ? { onJob } : {}),
    };
    const pipelines = await writePipelines(place, task, options);
    // Only now is known which they are.
    place.tally.total += jobs.size;
    const named = [...jobs].map(([id, name]) => ({ id, name }));
    const written = await writeJobs({ ...place, names: new FolderNames(named) }, [...jobs.keys()], options);
    const rest = await conclude(place, archive, [pipelines, { ...NOTHING, warnings: written.warnings }]);
    return { pipelines: pipelines.things, jobs: written.jobs, ...rest };
  };
  return untilAbort(work(), options.signal);
}

const NOTHING: WrittenParts = { things: [], variables: [], secrets: [], warnings: [] };

/** The ids of what is to be exported, each once. */
async function idsOf<Reference>(
  { concurrency }: PartExportContext,
  {
    things,
    resolve,
  }: {
    readonly things: OneOrMany<Reference>;
    readonly resolve: (reference: Reference, options: CallOptions) => Promise<string>;
  },
  options: PartExportOptions,
): Promise<readonly string[]> {
  const how = callOptionsOf(options);
  const ids = await pooled(listed(things), (one, signal) => resolve(one, { ...how, signal }), {
    concurrency: options.concurrency ?? concurrency,
    signal: options.signal,
  });
  return [...new Set(ids)];
}

function placeIn(
  context: PartExportContext,
  { archive, total }: { readonly archive: WritableArchive; readonly total: number },
  { signal }: PartExportOptions,
): WriteContext & { readonly tally: ExportTally } {
  return { ...context, writer: new ManifestWriter(archive, signal), tally: { done: 0, total } };
}

async function conclude(
  { writer, source }: WriteContext,
  archive: WritableArchive,
  parts: readonly WrittenParts[],
): Promise<PartExportResult> {
  const inGit = await writeGitFiles(archive);
  await writer.finish(source);
  const { files, bytes } = writer;
  return {
    variables: parts.flatMap(({ variables }) => variables),
    secrets: parts.flatMap(({ secrets }) => secrets),
    warnings: [...parts.flatMap(({ warnings }) => warnings), ...inGit],
    files,
    bytes,
  };
}
