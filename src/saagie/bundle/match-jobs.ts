import { fold } from "../../core/lookup.ts";
import type { JobsListMinimalResult } from "../../../generated/saagie/methods.ts";
import type { ArchivedSettings } from "./job-record.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { ArchivedJob } from "./read-archive.ts";

/** An archived job, and what the target has of it. */
export interface MatchedJob {
  readonly job: ArchivedJob;
  readonly settings: ArchivedSettings;
  readonly entry: JournalEntry | undefined;
  /** The job that an interrupted import made, or the one of that name. */
  readonly id: string | undefined;
  readonly warnings: readonly string[];
}

/** Who has an alias: a job of the target, or one that is about to be made there. */
interface AliasOwner {
  readonly name: string;
  readonly id: string | undefined;
}

/** Finds each job's counterpart, and settles which alias goes to whom. */
export async function matchJobs(
  journal: Pick<Journal, "entry">,
  jobs: readonly ArchivedJob[],
  existing: JobsListMinimalResult,
): Promise<readonly MatchedJob[]> {
  const owners = new Map<string, AliasOwner>();
  for (const { alias, name, id } of existing) if (alias !== null) owners.set(alias, { name, id });
  const matched: MatchedJob[] = [];
  for (const job of jobs) {
    const entry = await journal.entry(job);
    const begun = existing.find(({ id }) => entry !== undefined && !entry.done && id === entry.id);
    const found = begun ?? findByName(existing, job.name);
    const { alias, ...rest } = job.settings;
    const fault = alias == null ? undefined : aliasFault(alias, owners.get(alias), found?.id);
    if (alias != null && fault === undefined) owners.set(alias, { name: job.name, id: found?.id });
    const settings = fault === undefined ? job.settings : rest;
    matched.push({ job, settings, entry, id: found?.id, warnings: fault === undefined ? [] : [fault] });
  }
  return matched;
}

function findByName(
  existing: JobsListMinimalResult,
  name: string,
): JobsListMinimalResult[number] | undefined {
  return existing.find((job) => job.name === name) ?? existing.find((job) => fold(job.name) === fold(name));
}

/** Why a job cannot have an alias, if so: it gets along with another one, which the platform derives from its name. */
function aliasFault(
  alias: string,
  owner: AliasOwner | undefined,
  ownId: string | undefined,
): string | undefined {
  if (!/^\w+$/u.test(alias)) return `its alias "${alias}" is not carried over: letters, digits and _ only`;
  if (owner === undefined || (owner.id !== undefined && owner.id === ownId)) return undefined;
  return `its alias "${alias}" is not carried over: "${owner.name}" has it`;
}
