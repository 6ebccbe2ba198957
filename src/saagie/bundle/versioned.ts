import type { CallOptions } from "../../core/options.ts";
import type { JournalEntry } from "./journal.ts";
import {
  leave,
  reasonOf,
  settledByMode,
  stepOf,
  type ApplyStepOptions,
  type BundleContext,
  type ImportedThing,
  type Planned,
  type PlanStep,
  type ThingKind,
} from "./kind.ts";

/** What the engine has to know of an archived version. */
export interface Version {
  readonly number: number;
  readonly isCurrent: boolean;
  readonly isMajor: boolean;
}

/** Something with versions, in an archive. */
export interface VersionedThing<V extends Version> {
  readonly path: string;
  readonly name: string;
  /** Oldest first. */
  readonly versions: readonly V[];
  readonly warnings: readonly string[];
}

/** How something with versions stands in the target. */
export interface Standing<V extends Version> {
  readonly versions: readonly { readonly number: number; readonly isCurrent: boolean }[];
  /** Which of the archive's settings differ. */
  readonly changed: readonly string[];
  /** Whether a version of the target is one of the archive; with its notes, or but for them. */
  isSame(number: number, version: V, compare: "all" | "content"): boolean;
}

/** How one thing with versions is read and changed in the target. */
export interface VersionedPort<V extends Version> {
  read(id: string, options: CallOptions): Promise<Standing<V>>;
  /** Why a version cannot be made there, if so. */
  problemOf(version: V, options: CallOptions): Promise<string | undefined>;
  create(version: V, options: CallOptions): Promise<{ readonly id: string; readonly number: number }>;
  add(id: string, version: V, options: CallOptions): Promise<number>;
  makeCurrent(id: string, number: number, options: CallOptions): Promise<void>;
  flagMajor(id: string, number: number, options: CallOptions): Promise<void>;
  /** Brings the settings to the archive's; `isNew` for something that the import made. */
  settle(id: string, options: CallOptions & { readonly isNew: boolean }): Promise<void>;
}

/** A thing, what the target has of it, and how to get at it. */
export interface VersionedMatch<V extends Version> {
  readonly what: ThingKind;
  readonly thing: VersionedThing<V>;
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
  const folded = name.normalize("NFC").toLowerCase();
  return (
    begun ??
    existing.find((other) => other.name === name) ??
    existing.find((other) => other.name.normalize("NFC").toLowerCase() === folded)
  );
}

/** The version that is to be current: the one marked so, or the newest. */
export function currentIn<V extends Version>({ versions }: VersionedThing<V>): V {
  const current = versions.find(({ isCurrent }) => isCurrent) ?? versions.at(-1);
  if (current === undefined) throw new TypeError("It has at least one version.");
  return current;
}

/** Compares one thing with the target; changes nothing. */
export async function planVersioned<V extends Version>(
  context: BundleContext,
  match: VersionedMatch<V>,
  options: CallOptions,
): Promise<Planned> {
  const { what, thing, id, entry } = match;
  const { warnings } = thing;
  try {
    if (id === undefined)
      return await planBuild({ context, match }, { action: "create", entry: NOTHING }, options);
    const settled = settledByMode(context, id, entry);
    if (settled !== undefined) {
      const step = stepOf(what, thing, { ...settled, warnings });
      return settled.action === "cannot" ? { step } : leave(step, id);
    }
    const begun = entry !== undefined && !entry.done && (entry.id ?? id) === id ? entry : undefined;
    const standing = await match.port.read(id, options);
    const adopted = begun && adopt(thing, { id, entry: begun, standing });
    return adopted === undefined
      ? await planUpgrade({ ...match, id }, standing, options)
      : await planBuild({ context, match }, { action: "resume", entry: adopted }, options);
  } catch (error) {
    return { step: stepOf(what, thing, { action: "cannot", reason: reasonOf(error), warnings }) };
  }
}

const NOTHING: JournalEntry = { versions: {}, done: false };

/**
 * Finds out which versions an interrupted import has made; `undefined` when the thing is somebody else's.
 *
 * @remarks A crash between the platform's commit and the journal leaves a version that the journal does not know. What
 * equals the next archived version is that one.
 */
function adopt<V extends Version>(
  thing: VersionedThing<V>,
  {
    id,
    entry,
    standing,
  }: { readonly id: string; readonly entry: JournalEntry; readonly standing: Standing<V> },
): JournalEntry | undefined {
  const there = new Set(standing.versions.map(({ number }) => number));
  const versions = Object.fromEntries(
    Object.entries(entry.versions).filter(([, number]) => there.has(number)),
  );
  // The archive may have been mended since: what is to be current has to be what it says now.
  const current = currentIn(thing);
  const made = versions[current.number];
  if (made !== undefined && !standing.isSame(made, current, "content")) delete versions[current.number];
  const known = new Set(Object.values(versions));
  let pending = thing.versions.filter(({ number }) => versions[number] === undefined);
  for (const number of [...there].filter((other) => !known.has(other)).toSorted((a, b) => a - b)) {
    const at = pending.findIndex((version) => standing.isSame(number, version, "all"));
    const ours = pending[at];
    if (ours !== undefined) {
      versions[ours.number] = number;
      pending = pending.slice(at + 1);
    } else if (entry.id === undefined) return undefined;
  }
  return { id, versions, done: false };
}

/** One thing to be brought to a target. */
interface Work<V extends Version> {
  readonly context: BundleContext;
  readonly match: VersionedMatch<V>;
}

async function planBuild<V extends Version>(
  { context, match }: Work<V>,
  { action, entry }: { readonly action: "create" | "resume"; readonly entry: JournalEntry },
  options: CallOptions,
): Promise<Planned> {
  const { what, thing, port } = match;
  const wanted = context.wantedVersions === "all" ? thing.versions : [currentIn(thing)];
  const warnings = [...thing.warnings];
  const versions: V[] = [];
  for (const version of wanted.filter(({ number }) => entry.versions[number] === undefined)) {
    const problem = await port.problemOf(version, options);
    if (problem === undefined) versions.push(version);
    else if (version === currentIn(thing)) {
      return { step: stepOf(what, thing, { action: "cannot", reason: problem, warnings }) };
    } else warnings.push(`version ${version.number} is left out: ${problem}`);
  }
  const step = stepOf(what, thing, { action, versions: versions.map(({ number }) => number), warnings });
  return { step, apply: (how) => build({ context, match }, { entry, versions }, how) };
}

/** Makes it with its oldest version and adds the others; the journal is written before, and after each. */
async function build<V extends Version>(
  { context: { journal }, match: { what, thing, port } }: Work<V>,
  { entry: begun, versions }: { readonly entry: JournalEntry; readonly versions: readonly V[] },
  { onUploaded: _, ...options }: ApplyStepOptions,
): Promise<ImportedThing> {
  let entry = begun;
  await journal.record(thing, entry);
  for (const version of versions) {
    if (entry.id === undefined) {
      const { id, number } = await port.create(version, options);
      entry = { id, versions: { [version.number]: number }, done: false };
    } else {
      const number = await port.add(entry.id, version, options);
      entry = { ...entry, versions: { ...entry.versions, [version.number]: number } };
    }
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
  await port.settle(id, { ...options, isNew: true });
  await journal.record(thing, { ...entry, done: true });
  return { what, name: thing.name, id, action: "created", versions: entry.versions };
}

async function planUpgrade<V extends Version>(
  { what, thing, id, port }: VersionedMatch<V> & { readonly id: string },
  { versions, changed, isSame }: Standing<V>,
  options: CallOptions,
): Promise<Planned> {
  const version = currentIn(thing);
  const now = versions.find(({ isCurrent }) => isCurrent);
  const isNew = now === undefined || !isSame(now.number, version, "content");
  const { warnings } = thing;
  const problem = isNew ? await port.problemOf(version, options) : undefined;
  if (problem !== undefined)
    return { step: stepOf(what, thing, { action: "cannot", reason: problem, warnings }) };
  if (!isNew && changed.length === 0)
    return leave(stepOf(what, thing, { action: "unchanged", warnings }), id);
  const step: PlanStep = stepOf(what, thing, {
    action: "upgrade",
    changed: [...changed, ...(isNew ? ["version"] : [])],
    versions: isNew ? [version.number] : [],
    warnings,
  });
  return {
    step,
    apply: async ({ onUploaded: __, ...how }) => {
      const number = isNew ? await port.add(id, version, how) : undefined;
      if (number !== undefined && version.isMajor) await port.flagMajor(id, number, how);
      if (changed.length > 0) await port.settle(id, { ...how, isNew: false });
      const added = number === undefined ? {} : { [version.number]: number };
      return { what, name: thing.name, id, action: "upgraded", versions: added };
    },
  };
}
