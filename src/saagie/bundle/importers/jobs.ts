import { jobsOperations } from "../../../../generated/saagie/methods.ts";
import type { CallOptions } from "../../../core/options.ts";
import { pooled } from "../../../core/concurrency/pool.ts";
import { AliasOwners } from "../engine/alias-owners.ts";
import {
  trackId,
  type BundleContext,
  type ImportRules,
  type ResourceImporter,
  type ImporterOptions,
  type Planned,
} from "../engine/resource-importer.ts";
import { withOverrides } from "../engine/overrides.ts";
import { readJobs, type ArchivedJob } from "../format/archived-jobs.ts";
import {
  counterpartOf,
  currentIn,
  planVersionedImport,
  type VersionedMatch,
} from "../engine/versioned-import.ts";
import { losesCredentials, LOST_CREDENTIALS } from "./docker-info.ts";
import { JobPort, type JobPortContext } from "./job-port.ts";

const WHAT = "job";

/** What jobs are planned with. */
export type JobContext = ImportRules & JobPortContext & Pick<BundleContext, "isNew" | "ids" | "overrides">;

/** Jobs, with their packages. */
export const jobImporter: ResourceImporter = {
  what: WHAT,
  read: async (files, options) => {
    const jobs = await readJobs(files, options);
    return { count: jobs.length, plan: (context, how) => planArchivedJobs(context, jobs, how) };
  },
};

interface JobMatch extends Pick<VersionedMatch<never>, "id" | "entry"> {
  readonly thing: ArchivedJob;
}

/** Compares archived jobs with those of the target, and says which jobs pipelines may refer to. */
export async function planArchivedJobs(
  context: JobContext,
  archived: readonly ArchivedJob[],
  { onPlanned, concurrency, ...options }: ImporterOptions,
): Promise<readonly Planned[]> {
  const matched = await matchJobs(context, archived, options);
  const plan = async ({ thing, ...match }: JobMatch, signal: AbortSignal): Promise<Planned> => {
    const port = new JobPort(context, thing);
    const problem = impossibility(thing);
    const whole = { ...match, what: WHAT, thing, problem, port } as const;
    const planned = await planVersionedImport(context, whole, { ...options, signal });
    onPlanned(thing.name);
    return trackId(context, planned);
  };
  return pooled(matched, plan, { concurrency, signal: options.signal });
}

/** Finds each job's counterpart, and settles which alias goes to whom. */
async function matchJobs(
  context: JobContext,
  archived: readonly ArchivedJob[],
  options: CallOptions,
): Promise<readonly JobMatch[]> {
  const { call, projectId, isNew, journal, ids, overrides } = context;
  const existing = isNew ? [] : await call(jobsOperations.listMinimal, { projectId }, options);
  // Pipelines may also run jobs that are there already.
  for (const { id, name } of existing) {
    ids.name(WHAT, { id, name });
    ids.set(WHAT, name, id);
  }
  const named = await Promise.all(archived.map((job) => withTechnologyName(context, job, options)));
  const aliases = new AliasOwners(existing);
  const matched: JobMatch[] = [];
  for (const job of named) {
    const entry = await journal.entry(job);
    const id = counterpartOf(existing, job.name, entry)?.id;
    ids.name(WHAT, job);
    ids.set(WHAT, job.name, id);
    const { settings, warning } = settleAlias(aliases, job, id);
    const warnings = [
      ...job.warnings,
      ...(warning === undefined ? [] : [warning]),
      ...warningsOf(job, context),
    ];
    const thing = { ...job, settings: withOverrides(settings, overrides.jobs), warnings };
    matched.push({ id, entry, thing });
  }
  return matched;
}

/** A job whose file names its technology by id alone, with the name that the target has for that id. */
async function withTechnologyName(
  { technologies }: JobContext,
  job: ArchivedJob,
  options: CallOptions,
): Promise<ArchivedJob> {
  const { name, id } = job.technology;
  const found = name === undefined && id !== undefined ? await technologies.nameOf(id, options) : undefined;
  return found === undefined
    ? job
    : { ...job, technology: { id, name: found.label, catalog: found.catalog } };
}

/** A job that cannot have its alias gets along with another one, which the platform derives from its name. */
function settleAlias(
  aliases: AliasOwners,
  { name, settings }: ArchivedJob,
  id: string | undefined,
): Pick<ArchivedJob, "settings"> & { readonly warning?: string } {
  const { alias, ...rest } = settings;
  if (alias == null) return { settings };
  const why = aliases.refusalOf(alias, id);
  if (why !== undefined)
    return { settings: rest, warning: `its alias "${alias}" is not carried over: ${why}` };
  aliases.give(alias, { name, id });
  return { settings };
}

/** Why a job cannot be imported anywhere, if so. */
function impossibility(job: ArchivedJob): string | undefined {
  if (job.damage !== undefined) return job.damage;
  if (job.technology.name === undefined) {
    return "job.json does not name its technology, which had left the catalogue before the export: add technology.name";
  }
  const { problem, number } = currentIn(job);
  return problem === undefined ? undefined : `version ${number}, the current one: ${problem}`;
}

function warningsOf(job: ArchivedJob, context: JobContext): readonly string[] {
  const hasLost = job.versions.some(({ settings }) =>
    losesCredentials(context, job, settings.dockerInfo?.dockerCredentialsId),
  );
  return [
    ...(job.versions.some(({ isCurrent }) => isCurrent)
      ? []
      : [
          `the archive does not hold the version that was current; version ${currentIn(job).number} becomes it`,
        ]),
    ...(hasLost ? [LOST_CREDENTIALS] : []),
  ];
}
