import type { CallOptions } from "../../../core/options.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import type { JournalEntry } from "./journal.ts";
import {
  noopStep,
  reasonOf,
  settleConflict,
  createStep,
  type ApplyStepOptions,
  type ImportRules,
  type Planned,
} from "./resource-importer.ts";
import type { ImportedThing, PlanStep, ResourceType } from "./plan-step.ts";

/** What the engine has to know of an archived version. */
export interface Version {
  readonly number: number;
  readonly isCurrent: boolean;
  readonly isMajor: boolean;
  /** What is uploaded with it, if anything. */
  readonly package?: { readonly size?: number | undefined } | undefined;
  readonly packageName?: string | undefined;
}

/** Something with versions, in an archive. */
export interface VersionedThing<V extends Version> {
  readonly path: string;
  readonly name: string;
  /** Oldest first. */
  readonly versions: readonly V[];
  readonly warnings: readonly string[];
}

/** What the target has of something with versions. */
export interface TargetState<V extends Version> {
  /** What it is called there. */
  readonly name: string;
  readonly versions: readonly { readonly number: number; readonly isCurrent: boolean }[];
  /** Which of the archive's settings differ. */
  readonly changed: readonly string[];
  /** Whether a version of the target is one of the archive; with its notes, or but for them. */
  isSame(number: number, version: V, compare: "all" | "content"): boolean | Promise<boolean>;
  /** Adds a version on top of those that were found, and returns its number. */
  add(version: V, options: CallOptions): Promise<number>;
  /** Sends the settings that differ. */
  settle(options: CallOptions): Promise<void>;
}

/** A version that is about to be added. */
export interface NextVersion<V extends Version> {
  /** What it is added to. */
  readonly id: string;
  readonly version: V;
  /** The highest number there is: an answer that was lost arrived if there is a higher one. */
  readonly before: number;
}

/** How one thing with versions is read and changed in the target. Made anew for each plan. */
export interface VersionedPort<V extends Version> {
  /** Reads all versions, or no more than the current one. */
  read(id: string, options: CallOptions & { readonly versions: "all" | "current" }): Promise<TargetState<V>>;
  /** Why a version cannot be made there, if so. */
  problemOf(version: V, options: CallOptions): Promise<string | undefined>;
  create(version: V, options: CallOptions): Promise<{ readonly id: string; readonly number: number }>;
  add(next: NextVersion<V>, options: CallOptions): Promise<number>;
  makeCurrent(id: string, number: number, options: CallOptions): Promise<void>;
  flagMajor(id: string, number: number, options: CallOptions): Promise<void>;
  /** Puts the settings in force of what the import made; comes after its versions. */
  finish(id: string, options: CallOptions): Promise<void>;
}

/** A thing, what the target has of it, and how to get at it. */
export interface VersionedMatch<V extends Version> {
  readonly what: ResourceType;
  readonly thing: VersionedThing<V>;
  /** Why it cannot be imported anywhere, if so. */
  readonly problem?: string | undefined;
  /** What the target has under its name, or what an interrupted import made. */
  readonly id: string | undefined;
  readonly entry: JournalEntry | undefined;
  readonly port: VersionedPort<V>;
}

/** Finds the counterpart of a thing: what an interrupted import made, or what has its name. */
export function counterpartOf<T extends { readonly id: string; readonly name: string }>(
  existing: readonly T[],
  name: string,
  entry: JournalEntry | undefined,
): T | undefined {
  const begun = existing.find(({ id }) => entry !== undefined && !entry.done && id === entry.id);
  return (
    begun ??
    existing.find((other) => other.name === name) ??
    existing.find((other) => foldCase(other.name) === foldCase(name))
  );
}

/** The version that is to be current: the one marked so, or the newest where the export left that one out. */
export function currentIn<V extends Version>({ versions }: { readonly versions: readonly V[] }): V {
  const current = versions.find(({ isCurrent }) => isCurrent) ?? versions.at(-1);
  if (current === undefined) throw new TypeError("It has at least one version.");
  return current;
}

/** Compares one thing with the target; changes nothing. */
export async function planVersionedImport<V extends Version>(
  rules: ImportRules,
  match: VersionedMatch<V>,
  options: CallOptions,
): Promise<Planned> {
  const { what, thing, problem, id, entry, port } = match;
  const { warnings } = thing;
  const cannot = (reason: string): Planned => ({
    step: createStep(what, thing, { action: "cannot", reason, warnings }),
  });
  // What is there and stays as it is needs nothing of the archive.
  const settled = id === undefined ? undefined : settleConflict(rules, id, entry);
  if (settled?.action === "cannot") return cannot(settled.reason);
  if (settled !== undefined) return noopStep(createStep(what, thing, { ...settled, warnings }), id);
  if (problem !== undefined) return cannot(problem);
  try {
    if (id === undefined) return await planBuild({ rules, match }, CREATION, options);
    const begun = entry !== undefined && !entry.done && (entry.id ?? id) === id ? entry : undefined;
    if (begun !== undefined) {
      const found = await port.read(id, { ...options, versions: "all" });
      const reconciled = await reconcile(thing, { id, entry: begun, found });
      const before = newestOf(found);
      if (reconciled !== undefined)
        return await planBuild({ rules, match }, { action: "resume", entry: reconciled, before }, options);
    }
    const found = await port.read(id, { ...options, versions: "current" });
    return await planUpgrade({ ...match, id }, found, options);
  } catch (error) {
    return cannot(reasonOf(error));
  }
}

/** Where the making of a thing begins. */
interface Beginning {
  readonly action: "create" | "resume";
  readonly entry: JournalEntry;
  /** The highest version number there is. */
  readonly before: number;
}

const CREATION: Beginning = { action: "create", entry: { versions: {}, done: false }, before: 0 };

function newestOf({ versions }: Pick<TargetState<Version>, "versions">): number {
  return Math.max(0, ...versions.map(({ number }) => number));
}

/**
 * Finds out which versions an interrupted import has made; `undefined` when the thing is somebody else's.
 *
 * @remarks A crash between the platform's commit and the journal leaves a version that the journal does not know. What
 * equals the next archived version is that one; other versions are somebody else's. What the journal does not know by its
 * id is ours only if all its versions are.
 */
async function reconcile<V extends Version>(
  thing: VersionedThing<V>,
  { id, entry, found }: { readonly id: string; readonly entry: JournalEntry; readonly found: TargetState<V> },
): Promise<JournalEntry | undefined> {
  const there = new Set(found.versions.map(({ number }) => number));
  // Somebody may have deleted versions since: those are to be made again.
  const versions = Object.fromEntries(
    Object.entries(entry.versions).filter(([, number]) => there.has(number)),
  );
  // The archive may have been mended since: what is to be current has to be what it says now.
  const current = currentIn(thing);
  const made = versions[current.number];
  if (made !== undefined && !(await found.isSame(made, current, "content"))) delete versions[current.number];
  const known = new Set(Object.values(versions));
  let pending = thing.versions.filter(({ number }) => versions[number] === undefined);
  for (const number of [...there].filter((other) => !known.has(other)).toSorted((a, b) => a - b)) {
    const at = await firstIndex(pending, (version) => found.isSame(number, version, "all"));
    const ours = pending[at];
    if (ours !== undefined) {
      versions[ours.number] = number;
      pending = pending.slice(at + 1);
    } else if (entry.id === undefined) return undefined;
  }
  return { id, versions, done: false };
}

/** The index of the first item that passes, one look at a time: a look may be a download. -1 when none does. */
async function firstIndex<T>(
  items: readonly T[],
  passes: (item: T) => boolean | Promise<boolean>,
): Promise<number> {
  for (const [at, item] of items.entries()) if (await passes(item)) return at;
  return -1;
}

/** One thing to be brought to a target. */
interface Work<V extends Version> {
  readonly rules: ImportRules;
  readonly match: VersionedMatch<V>;
}

async function planBuild<V extends Version>(
  { rules, match }: Work<V>,
  beginning: Beginning,
  options: CallOptions,
): Promise<Planned> {
  const { what, thing, port } = match;
  const { action, entry } = beginning;
  const wanted = rules.wantedVersions === "all" ? thing.versions : [currentIn(thing)];
  const warnings = [...thing.warnings];
  const versions: V[] = [];
  for (const version of wanted.filter(({ number }) => entry.versions[number] === undefined)) {
    const problem = await port.problemOf(version, options);
    if (problem === undefined) versions.push(version);
    else if (version === currentIn(thing)) {
      return { step: createStep(what, thing, { action: "cannot", reason: problem, warnings }) };
    } else warnings.push(`version ${version.number} is left out: ${problem}`);
  }
  const step = createStep(what, thing, { action, versions: versions.map(({ number }) => number), warnings });
  return { step, apply: (how) => build({ rules, match }, { ...beginning, versions }, how) };
}

/** Makes it with its oldest version and adds the others; the journal is written before, and after each. */
async function build<V extends Version>(
  { rules: { journal }, match: { what, thing, port } }: Work<V>,
  begun: Beginning & { readonly versions: readonly V[] },
  { onUploaded, ...options }: ApplyStepOptions,
): Promise<ImportedThing> {
  let { entry, before } = begun;
  await journal.record(thing, entry);
  for (const version of begun.versions) {
    const { id, number } =
      entry.id === undefined
        ? await port.create(version, options)
        : { id: entry.id, number: await port.add({ id: entry.id, version, before }, options) };
    // Counted, not read again: where an answer is lost, what is there is compared as well.
    before = number;
    entry = { id, versions: { ...entry.versions, [version.number]: number }, done: false };
    tellUpload(version, onUploaded);
    await journal.record(thing, entry);
  }
  const { id = "" } = entry;
  for (const { number, isMajor } of thing.versions) {
    const there = entry.versions[number];
    if (isMajor && there !== undefined) await port.flagMajor(id, there, options);
  }
  const wanted = entry.versions[currentIn(thing).number];
  if (wanted !== undefined && wanted !== Math.max(...Object.values(entry.versions))) {
    await port.makeCurrent(id, wanted, options);
  }
  await port.finish(id, options);
  await journal.record(thing, { ...entry, done: true });
  return { what, name: thing.name, id, action: "created", versions: entry.versions };
}

async function planUpgrade<V extends Version>(
  { what, thing, id, port }: VersionedMatch<V> & { readonly id: string },
  found: TargetState<V>,
  options: CallOptions,
): Promise<Planned> {
  const { name, changed } = found;
  const version = currentIn(thing);
  const now = found.versions.find(({ isCurrent }) => isCurrent);
  const isNew = now === undefined || !(await found.isSame(now.number, version, "content"));
  const { warnings } = thing;
  const problem = isNew ? await port.problemOf(version, options) : undefined;
  if (problem !== undefined)
    return { step: createStep(what, thing, { action: "cannot", reason: problem, warnings }) };
  if (!isNew && changed.length === 0)
    return noopStep(createStep(what, thing, { action: "unchanged", warnings }), id, name);
  const step: PlanStep = createStep(what, thing, {
    action: "upgrade",
    changed: [...changed, ...(isNew ? ["version"] : [])],
    versions: isNew ? [version.number] : [],
    warnings,
  });
  return {
    step,
    apply: async ({ onUploaded, ...how }) => {
      const number = isNew ? await found.add(version, how) : undefined;
      if (number !== undefined) tellUpload(version, onUploaded);
      if (number !== undefined && version.isMajor) await port.flagMajor(id, number, how);
      if (changed.length > 0) await found.settle(how);
      const added = number === undefined ? {} : { [version.number]: number };
      return { what, name, id, action: "upgraded", versions: added };
    },
  };
}

function tellUpload(
  { package: sent, packageName = "" }: Version,
  onUploaded: ApplyStepOptions["onUploaded"],
): void {
  if (sent !== undefined) onUploaded(sent.size ?? 0, packageName);
}
