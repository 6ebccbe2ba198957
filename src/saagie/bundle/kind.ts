import type { Concurrency } from "../../core/adaptive-limit.ts";
import type { Caller } from "../../core/client.ts";
import type { Clock } from "../../core/clock.ts";
import { isFootbridgeError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { PoolOptions } from "../../core/pool.ts";
import type { JobDeployment } from "../job-deployment.ts";
import type { Technologies } from "../technologies.ts";
import type { BundleFiles } from "./bundle-files.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import { PENDING, type Links } from "./links.ts";
import type { ImportOverrides } from "./overrides.ts";
import type { SecretKeeper } from "./secrets.ts";
import type { ThingKind, ExistingMode, PlanStep, ImportedThing } from "./plan-step.ts";

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
export interface KindOptions extends CallOptions {
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
  readonly existing: ExistingMode;
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
  readonly links: Links;
  readonly secrets: SecretKeeper;
  /** Bring over variables that belong to the platform as a whole. */
  readonly globalVariables: boolean;
  /** What things get in place of what the archive says. */
  readonly overrides: ImportOverrides;
}

/** One kind of thing: read from an archive, compared with the target, carried out. */
export interface Kind {
  readonly what: ThingKind;
  /** Reads the things of its kind, and tells how to plan them. */
  read(files: BundleFiles, options: PoolOptions): Promise<ReadKind>;
}

/** The things of one kind, read. */
export interface ReadKind {
  readonly count: number;
  /** Compares them with the target; changes nothing. */
  plan(context: BundleContext, options: KindOptions): Promise<readonly Planned[]>;
}

/** The parts of a step that are the same for everything. */
export function stepOf(
  what: ThingKind,
  { name, path }: { readonly name: string; readonly path: string },
  step: Pick<PlanStep, "action"> & Partial<PlanStep>,
): PlanStep {
  return { what, name, path, versions: [], changed: [], warnings: [], ...step };
}

/** A step that leaves something as it is, whatever it is called there. */
export function leave(step: PlanStep, id?: string, name: string = step.name): Planned {
  const { what } = step;
  const action = step.action === "unchanged" ? "unchanged" : "skipped";
  const imported = { what, name, ...(id === undefined ? {} : { id }), action, versions: {} } as const;
  return { step, apply: () => Promise.resolve(imported) };
}

/** What the mode says of something that exists, unless an earlier import of this archive made it. */
export function settledByMode(
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
export async function makeOnce(
  journal: Pick<Journal, "record">,
  thing: { readonly path: string; readonly name: string },
  make: () => Promise<{ readonly id: string }>,
): Promise<string> {
  await journal.record(thing, { versions: {}, done: false });
  const { id } = await make();
  await journal.record(thing, { id, versions: {}, done: true });
  return id;
}

/** Keeps the links up to date: what cannot be made is not there, what was made has an id. */
export function linked({ links }: Pick<BundleContext, "links">, { step, apply }: Planned): Planned {
  if (apply === undefined) {
    // What is there already stays there, and can be referred to.
    if (links.find(step.what, { name: step.name }) === PENDING) links.remove(step.what, step.name);
    return { step };
  }
  return {
    step,
    apply: async (options) => {
      const imported = await apply(options);
      if (imported.id !== undefined) links.set(step.what, step.name, imported.id);
      return imported;
    },
  };
}
