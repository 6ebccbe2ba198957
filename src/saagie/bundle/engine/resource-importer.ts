import type { Concurrency } from "../../../core/concurrency/adaptive-limit.ts";
import type { Caller } from "../../../core/client.ts";
import type { Clock } from "../../../core/watch/clock.ts";
import { isFootbridgeError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { PoolOptions } from "../../../core/concurrency/pool.ts";
import type { JobDeployment } from "../../jobs/deployment.ts";
import type { Technologies } from "../../technologies/technologies.ts";
import type { BundleFiles } from "../format/files.ts";
import type { SecretKeeper } from "../format/secrets.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import { PENDING_ID, type IdMap } from "./id-map.ts";
import type { ImportOverrides } from "./overrides.ts";
import type { ResourceType, ConflictPolicy, PlanStep, ImportedThing } from "./plan-step.ts";

/** A step with what is needed to carry it out. */
export interface Planned {
  readonly step: PlanStep;
  /** Carries it out; absent for what cannot be imported. */
  readonly apply?: (options: ApplyStepOptions) => Promise<ImportedThing>;
}

/** Options of carrying out one step. */
export interface ApplyStepOptions extends CallOptions {
  /** Told of every package that was uploaded. */
  readonly onUploaded: (bytes: number, name: string) => void;
}

/** Options of a plan for many things. */
export interface ImporterOptions extends CallOptions {
  readonly concurrency: Concurrency;
  /** Told of every thing that was planned. */
  readonly onPlanned: (name: string) => void;
}

/** How an import treats what has versions. */
export interface ImportRules {
  readonly journal: Pick<Journal, "path" | "entry" | "record">;
  /** All versions of what is new, or the current one alone. */
  readonly wantedVersions: "all" | "current";
  /** What becomes of what exists. */
  readonly existing: ConflictPolicy;
}

/** What the kinds plan and work with. */
export interface BundleContext extends ImportRules {
  readonly call: Caller;
  readonly clock: Clock;
  readonly technologies: Technologies;
  readonly deployment: Pick<JobDeployment, "check" | "create">;
  /** The project that the import goes to. */
  readonly projectId: string;
  /** The id here of docker credentials of the source, where they are carried over. */
  readonly credentialsOf?: (sourceId: string) => string | undefined;
  /** The project is yet to be made: nothing is in it. */
  readonly isNew: boolean;
  /** What the project allows is not known yet. */
  readonly isOpen: boolean;
  readonly ids: IdMap;
  readonly secrets: SecretKeeper;
  /** Bring over variables that belong to the platform as a whole. */
  readonly globalVariables: boolean;
  /** What things get in place of what the archive says. */
  readonly overrides: ImportOverrides;
}

/** One kind of thing: read from an archive, compared with the target, carried out. */
export interface ResourceImporter {
  readonly what: ResourceType;
  /** Reads the things of its kind, and tells how to plan them. */
  read(files: BundleFiles, options: PoolOptions): Promise<ReadResources>;
}

/** The things of one kind, read. */
export interface ReadResources {
  readonly count: number;
  /** Compares them with the target; changes nothing. */
  plan(context: BundleContext, options: ImporterOptions): Promise<readonly Planned[]>;
}

/** The parts of a step that are the same for everything. */
export function createStep(
  what: ResourceType,
  { name, path }: { readonly name: string; readonly path: string },
  step: Pick<PlanStep, "action"> & Partial<PlanStep>,
): PlanStep {
  return { what, name, path, versions: [], changed: [], warnings: [], ...step };
}

/** A step that leaves something as it is, whatever it is called there. */
export function noopStep(step: PlanStep, id?: string, name: string = step.name): Planned {
  const { what } = step;
  const action = step.action === "unchanged" ? "unchanged" : "skipped";
  const imported = { what, name, ...(id === undefined ? {} : { id }), action, versions: {} } as const;
  return { step, apply: () => Promise.resolve(imported) };
}

/** What the mode says of something that exists, unless an earlier import of this archive made it. */
export function settleConflict(
  { existing }: Pick<ImportRules, "existing">,
  id: string,
  entry: JournalEntry | undefined,
): (Pick<PlanStep, "action"> & { readonly reason: string }) | undefined {
  const isOurs = entry !== undefined && (entry.id ?? id) === id;
  if (existing === "fail" && !isOurs) return { action: "cannot", reason: "it exists already" };
  if (existing === "skip" && !(isOurs && !entry.done)) return { action: "skip", reason: "it exists already" };
  return undefined;
}

/** The reason of a refusal that concerns one thing; everything else is thrown on. */
export function reasonOf(error: unknown): string {
  if (!isFootbridgeError(error, "INVALID_INPUT") && !isFootbridgeError(error, "NOT_FOUND")) throw error;
  return error.message.replace(/\.$/u, "");
}

/** Makes something that is whole with one call, and keeps the journal. */
export async function createJournaled(
  journal: Pick<Journal, "record">,
  thing: { readonly path: string; readonly name: string },
  make: () => Promise<{ readonly id: string }>,
): Promise<string> {
  await journal.record(thing, { versions: {}, done: false });
  const { id } = await make();
  await journal.record(thing, { id, versions: {}, done: true });
  return id;
}

/** Keeps the ids up to date: what cannot be made is not there, what was made has an id. */
export function trackId({ ids }: Pick<BundleContext, "ids">, { step, apply }: Planned): Planned {
  if (apply === undefined) {
    // What is there already stays there, and can be referred to.
    if (ids.find(step.what, { name: step.name }) === PENDING_ID) ids.remove(step.what, step.name);
    return { step };
  }
  return {
    step,
    apply: async (options) => {
      const imported = await apply(options);
      if (imported.id !== undefined) ids.set(step.what, step.name, imported.id);
      return imported;
    },
  };
}
