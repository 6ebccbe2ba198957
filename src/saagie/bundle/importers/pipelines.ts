import { pipelinesOperations } from "../../../../generated/saagie/methods.ts";
import { pooled, type PoolOptions } from "../../../core/concurrency/pool.ts";
import { AliasOwners } from "../engine/alias-owners.ts";
import type { BundleFiles } from "../format/files.ts";
import {
  trackId,
  type BundleContext,
  type ResourceImporter,
  type ImporterOptions,
  type Planned,
} from "../engine/resource-importer.ts";
import { withOverrides } from "../engine/overrides.ts";
import {
  readPipelineRecord,
  type PipelineRecord,
  type PipelineVersionRecord,
} from "../format/pipeline-record.ts";
import { refuseEqualNames } from "../format/archived-jobs.ts";
import { counterpartOf, planVersionedImport, type VersionedMatch } from "../engine/versioned-import.ts";
import { PipelinePort } from "./pipeline-port.ts";

/** The file of a pipeline. */
export const PIPELINE_FILE = "pipeline.json";

const WHAT = "pipeline";

/** A pipeline in an archive. */
export interface ArchivedPipeline extends PipelineRecord {
  readonly path: string;
}

/** Pipelines: linear ones, and those with graphs. */
export const pipelineImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const found = await readPipelines(files, options);
    return { count: found.length, plan: (context, how) => planAll(context, found, how) };
  },
};

/** Reads the pipelines of an archive. */
export async function readPipelines(
  files: BundleFiles,
  options: PoolOptions,
): Promise<readonly ArchivedPipeline[]> {
  const found = await pooled(
    files.named(PIPELINE_FILE),
    async (entry, signal) => {
      const { path, json, warnings } = await files.read(entry, "a pipeline", signal);
      const record = readPipelineRecord(json);
      return { ...record, path, warnings: [...warnings, ...record.warnings] };
    },
    options,
  );
  refuseEqualNames(WHAT, found);
  return found;
}

async function planAll(
  context: BundleContext,
  pipelines: readonly ArchivedPipeline[],
  { onPlanned, concurrency, ...options }: ImporterOptions,
): Promise<readonly Planned[]> {
  if (pipelines.length === 0) return [];
  const { call, projectId, ids, journal, isNew, overrides } = context;
  const archived = pipelines.map((pipeline) => ({
    ...pipeline,
    settings: withOverrides(pipeline.settings, overrides.pipelines),
  }));
  const list = isNew ? undefined : await call(pipelinesOperations.listMinimal, { projectId }, options);
  const there = list?.pipelines ?? [];
  const aliases = new AliasOwners(there);
  const matched: (Omit<VersionedMatch<PipelineVersionRecord>, "what" | "port" | "thing"> & {
    readonly thing: ArchivedPipeline;
    readonly alias: string;
  })[] = [];
  for (const thing of archived) {
    const entry = await journal.entry(thing);
    const id = counterpartOf(there, thing.name, entry)?.id;
    ids.name(WHAT, thing);
    ids.set(WHAT, thing.name, id);
    const { alias, warning } = settleAlias(aliases, thing, id);
    const warnings = warning === undefined ? thing.warnings : [...thing.warnings, warning];
    matched.push({ thing: { ...thing, warnings }, entry, id, alias });
  }
  const plan = async (match: (typeof matched)[number], signal: AbortSignal): Promise<Planned> => {
    const { thing, alias } = match;
    const port = new PipelinePort(context, thing, alias);
    const planned = await planVersionedImport(
      context,
      { ...match, what: WHAT, port },
      { ...options, signal },
    );
    onPlanned(thing.name);
    return trackId(context, planned);
  };
  return pooled(matched, plan, { concurrency, signal: options.signal });
}

/** A pipeline needs an alias: where it cannot have its own, it gets one with a number behind it. */
function settleAlias(
  aliases: AliasOwners,
  { alias: wanted, name }: Pick<ArchivedPipeline, "alias" | "name">,
  id: string | undefined,
): { readonly alias: string; readonly warning?: string } {
  const refusal = wanted === undefined ? undefined : aliases.refusalOf(wanted, id);
  const base = /^\w+$/u.test(wanted ?? "") ? (wanted ?? "") : name.replaceAll(/\W/gu, "_");
  let alias = base;
  for (let number = 2; aliases.refusalOf(alias, id) !== undefined; number += 1) alias = `${base}_${number}`;
  aliases.give(alias, { name, id });
  if (wanted === undefined || refusal === undefined) return { alias };
  return { alias, warning: `its alias "${wanted}" is not carried over: ${refusal}; a new one is ${alias}` };
}
