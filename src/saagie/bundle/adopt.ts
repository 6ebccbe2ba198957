import type { CallOptions } from "../../core/options.ts";
import { jobsOperations } from "../../../generated/saagie/methods.ts";
import type { JournalEntry } from "./journal.ts";
import type { ArchivedJob, ArchivedVersion } from "./read-archive.ts";
import { isSameVersion, toVersionSettings, type ImportTarget, type TargetVersion } from "./target.ts";
import { currentIn } from "./versioned.ts";

/** A job whose import was interrupted. */
export interface Interrupted {
  /** The job in the target that may be it. */
  readonly id: string;
  readonly entry: JournalEntry;
  readonly job: ArchivedJob;
}

/** Where a resumed import stands. */
export interface Adopted {
  readonly entry: JournalEntry & { readonly id: string };
  readonly technologyId: string | undefined;
}

/**
 * Finds out which of a job's versions an interrupted import has made.
 *
 * @remarks A crash between the platform's commit and the journal leaves a job or a version that the journal does not know.
 * What equals the next archived version is that one; other versions are somebody else's. A job that the journal does not
 * know by its id is ours only if all its versions are.
 * @returns `undefined` when the job is somebody else's.
 */
export async function adopt(
  target: ImportTarget,
  { id, entry, job }: Interrupted,
  options: CallOptions,
): Promise<Adopted | undefined> {
  const found = await target.call(jobsOperations.get, { id, instancesLimit: 0 }, options);
  const technologyId = found.technology?.id;
  const there = new Set(found.versions.map(({ number }) => number));
  // Somebody may have deleted versions since: those are to be made again.
  const versions = Object.fromEntries(
    Object.entries(entry.versions).filter(([, number]) => there.has(number)),
  );
  const isSame = async (version: TargetVersion, archived: ArchivedVersion): Promise<boolean> => {
    const settings = toVersionSettings(target, job, archived);
    return isSameVersion(target, { found: version, technologyId, settings }, options);
  };
  // The archive may have been mended since: what is to be current has to be what it says now.
  const current = currentIn(job);
  const made = found.versions.find(({ number }) => number === versions[current.number]);
  if (made !== undefined && !(await isSame(made, current))) delete versions[current.number];
  const known = new Set(Object.values(versions));
  const unknown = found.versions
    .filter(({ number }) => !known.has(number))
    .toSorted((a, b) => a.number - b.number);
  let pending = job.versions.filter(({ number }) => versions[number] === undefined);
  for (const version of unknown) {
    const at = await firstIndex(pending, async (archived) => {
      if ((archived.settings.releaseNote || null) !== (version.releaseNote || null)) return false;
      if ((archived.settings.sourceUrl || null) !== (version.sourceUrl || null)) return false;
      return isSame(version, archived);
    });
    const ours = pending[at];
    if (ours !== undefined) {
      versions[ours.number] = version.number;
      pending = pending.slice(at + 1);
    } else if (entry.id === undefined) return undefined;
  }
  return { entry: { id, versions, done: false }, technologyId };
}

/** The index of the first item that passes, one look at a time; -1 when none does. */
async function firstIndex<T>(items: readonly T[], passes: (item: T) => Promise<boolean>): Promise<number> {
  for (const [at, item] of items.entries()) if (await passes(item)) return at;
  return -1;
}
