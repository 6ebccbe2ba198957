import type { ProjectReference } from "../../../../generated/saagie/methods.ts";
import type { Concurrency } from "../../../core/concurrency/adaptive-limit.ts";
import type { Archive } from "../../../core/content/archive.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { PoolOptions } from "../../../core/concurrency/pool.ts";
import type { OnProgress } from "../../../core/progress.ts";
import { callOptionsOf } from "../../calls/call-options.ts";
import { withSubject } from "../../calls/with-subject.ts";
import { applyPlanned } from "../engine/apply-planned.ts";
import { Journal } from "../engine/journal.ts";
import type { BundleContext, Planned } from "../engine/resource-importer.ts";
import type { ConflictPolicy, ImportedThing, PlanStep } from "../engine/plan-step.ts";
import { IdMap } from "../engine/id-map.ts";
import { checkOverrides, type ImportOverrides } from "../engine/overrides.ts";
import { SecretKeeper, type SecretRequest, type SecretSource } from "../format/secrets.ts";
import { openDeployment } from "./open-deployment.ts";
import { readBundle, type ProjectBundle } from "./read-bundle.ts";
import { planTarget, type Target } from "./target-project.ts";
import type { ImportTools } from "./tools.ts";

/** Options of the import of a project. */
export interface ImportOptions extends CallOptions {
  /** An existing project to import into, which itself stays as it is. */
  readonly into?: ProjectReference;
  /** What the project is to be called, if not as in the archive. One of that name is gone into, or else made. */
  readonly name?: string;
  /** What becomes of what exists already, the project included. @defaultValue `"upgrade"` */
  readonly existing?: ConflictPolicy;
  /** All versions of what is new, or the current one alone. @defaultValue `"all"` */
  readonly versions?: "all" | "current";
  /** Give the groups of the archive their rights, unless `into` is given. @defaultValue true */
  readonly rights?: boolean;
  /** Bring over variables that belong to the platform as a whole, too. @defaultValue false */
  readonly globalVariables?: boolean;
  /** Import the rest although some things cannot be imported. @defaultValue false: then nothing is changed */
  readonly skipImpossible?: boolean;
  /** What jobs, pipelines and variables get in place of what the archive says. @defaultValue nothing */
  readonly overrides?: ImportOverrides;
  /** Tells what no archive holds, of what is to be made: values of passwords. Asked while planning. */
  readonly secrets?: SecretSource;
  /** Where the journal is kept. Default: the archive itself. */
  readonly journal?: Archive;
  /** Things handled at once. Default: what the platform bears, up to 32; all long work of a client finds it out together. */
  readonly concurrency?: number;
  /**
   * Called after every thing that was planned, every package that was uploaded, and every thing that is done.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onProgress?: OnProgress;
}

/** What the import of a project would do; nothing has been changed. Plain data, to be printed or kept as JSON. */
export interface ImportPlan {
  /** Where the archive lies. */
  readonly from: string;
  /** The project that it goes to; without an id when it is yet to be made. */
  readonly project: { readonly name: string; readonly id?: string };
  /** What is odd about the archive as a whole. */
  readonly warnings: readonly string[];
  /** In the order in which they would be done. */
  readonly steps: readonly PlanStep[];
  /** What is secret, and was not told: it has to be set afterwards. */
  readonly secrets: readonly SecretRequest[];
}

/** What the import of a project did. */
export interface ImportResult extends ImportPlan {
  readonly projectId: string;
  readonly imported: readonly ImportedThing[];
  /** The folder of the journal, in its archive. */
  readonly journal: string;
}

/** An archive, and what of it is to be imported. */
export interface BundleSource {
  readonly archive: Archive;
  read(options: PoolOptions): Promise<ProjectBundle>;
}

/** Compares an archive with the target and changes nothing. */
export function planProjectImport(
  tools: ImportTools,
  archive: Archive,
  options: ImportOptions,
): Promise<ImportPlan> {
  return planBundle(tools, wholeOf(archive), options);
}

/** The same, for what is read of an archive. */
export async function planBundle(
  tools: ImportTools,
  source: BundleSource,
  options: ImportOptions,
): Promise<ImportPlan> {
  const work = await ProjectImport.read(tools, source, options);
  const target = await work.target();
  return work.toPlan(target, await work.plan(target));
}

/**
 * Brings what an archive holds into a project; run again, it goes on where it was and creates nothing twice.
 *
 * @throws {@link InvalidInputError} before anything is changed, when the archive is broken or something cannot be imported.
 */
export function importProject(
  tools: ImportTools,
  archive: Archive,
  options: ImportOptions,
): Promise<ImportResult> {
  return importBundle(tools, wholeOf(archive), options);
}

/** The same, for what is read of an archive. */
export async function importBundle(
  tools: ImportTools,
  source: BundleSource,
  options: ImportOptions,
): Promise<ImportResult> {
  const work = await ProjectImport.read(tools, source, options);
  const target = await work.target();
  const planned = await work.plan(target);
  const plan = work.toPlan(target, planned);
  work.refuseImpossible(plan.steps);
  return { ...plan, ...(await work.apply(target, planned)) };
}

function wholeOf(archive: Archive): BundleSource {
  return { archive, read: (options) => readBundle(archive, options) };
}

interface PlannedResources {
  readonly context: BundleContext;
  /** By type, in order. */
  readonly resources: readonly (readonly Planned[])[];
}

class ProjectImport {
  readonly #tools: ImportTools;
  readonly #archive: Archive;
  readonly #options: ImportOptions;
  readonly #bundle: ProjectBundle;
  readonly #secrets: SecretKeeper;
  readonly #callOptions: CallOptions;
  readonly #concurrency: Concurrency;

  private constructor(
    tools: ImportTools,
    { archive, bundle }: { readonly archive: Archive; readonly bundle: ProjectBundle },
    options: ImportOptions,
  ) {
    this.#tools = tools;
    this.#archive = archive;
    this.#options = options;
    this.#bundle = bundle;
    this.#secrets = new SecretKeeper(options.secrets);
    this.#callOptions = callOptionsOf(options);
    this.#concurrency = options.concurrency ?? tools.concurrency;
  }

  /** Reads the archive first: a broken one is refused without a single request. */
  static async read(
    tools: ImportTools,
    { archive, read }: BundleSource,
    options: ImportOptions,
  ): Promise<ProjectImport> {
    const { concurrency = tools.concurrency, signal } = options;
    const overrides = await checkOverrides(options.overrides);
    const bundle = await read({ concurrency, signal });
    return new ProjectImport(tools, { archive, bundle }, { ...options, overrides });
  }

  target(): Promise<Target> {
    const { into, name, existing = "upgrade", rights = true } = this.#options;
    const projectJournal = this.#journal("projects");
    return planTarget({ ...this.#tools, projectJournal }, this.#bundle.project, {
      ...(into === undefined ? {} : { into }),
      ...(name === undefined ? {} : { name }),
      existing,
      rights,
      ...this.#callOptions,
    });
  }

  /** Plans type by type: later ones refer to earlier ones. */
  async plan({ id, isOpen }: Pick<Target, "id" | "isOpen">): Promise<PlannedResources> {
    const context = this.#context(id, isOpen);
    const total = this.#bundle.resources.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    const resources: (readonly Planned[])[] = [];
    for (const { what, plan } of this.#bundle.resources) {
      const onPlanned = (name: string): void => {
        done += 1;
        this.#options.onProgress?.({ phase: "plan", what, name, done, total, bytes: 0 });
      };
      const options = { ...this.#callOptions, concurrency: this.#concurrency, onPlanned };
      resources.push(await plan(context, options));
    }
    return { context, resources };
  }

  toPlan({ id, name, step }: Target, { resources }: PlannedResources): ImportPlan {
    const steps = resources.flat().map((planned) => planned.step);
    return {
      from: this.#archive.location,
      project: { name, ...(id === undefined ? {} : { id }) },
      warnings: this.#bundle.warnings,
      steps: step === undefined ? steps : [step, ...steps],
      secrets: this.#secrets.missing,
    };
  }

  refuseImpossible(steps: readonly PlanStep[]): void {
    const impossible = steps.filter(({ action }) => action === "cannot");
    const isProject = impossible.some(({ what }) => what === "project");
    if (impossible.length === 0 || (this.#options.skipImpossible && !isProject)) return;
    const reasons = impossible
      .map(({ what, name, path, reason }) => `the ${what} "${name}" (${path}): ${reason ?? ""}`)
      .join("; ");
    throw new InvalidInputError(
      `${impossible.length} of ${steps.length} things cannot be imported: ${reasons}.`,
      {
        hint: "Nothing in the project has been changed. Mend them, or set skipImpossible.",
      },
    );
  }

  async apply(
    target: Target,
    first: PlannedResources,
  ): Promise<Pick<ImportResult, "project" | "projectId" | "imported" | "journal">> {
    const made = await target.apply?.(this.#callOptions).catch((error: unknown) => {
      throw withSubject(`The project "${target.name}"`, error);
    });
    const id = made?.id ?? target.id ?? "";
    // Only now can be told what fits into the project.
    const planned = target.isOpen || target.id === undefined ? await this.plan({ id, isOpen: false }) : first;
    this.refuseImpossible(planned.resources.flat().map(({ step }) => step));
    const imported = await applyPlanned(planned.resources, {
      ...this.#callOptions,
      concurrency: this.#concurrency,
      onProgress: this.#options.onProgress,
      nameOf: ({ what, name }) => `The ${what} "${name}"`,
    });
    return {
      project: { name: target.name, id },
      projectId: id,
      imported: made === undefined ? imported : [made, ...imported],
      journal: planned.context.journal.path,
    };
  }

  #context(id: string | undefined, isOpen: boolean): BundleContext {
    const { existing = "upgrade", versions = "all", globalVariables = false, overrides = {} } = this.#options;
    const ids = new IdMap();
    const isNew = id === undefined;
    return {
      ...this.#tools,
      // What a project allows is not known before it is there.
      deployment: isNew || isOpen ? openDeployment(this.#tools) : this.#tools.deployment,
      isOpen: isNew || isOpen,
      projectId: id ?? "",
      isNew,
      journal: isNew ? NO_JOURNAL : this.#journal(id),
      wantedVersions: versions,
      existing,
      ids,
      secrets: this.#secrets,
      globalVariables,
      overrides,
      credentialsOf: (sourceId) => ids.find("docker credentials", { id: sourceId }),
    };
  }

  #journal(projectId: string): Journal {
    return new Journal(this.#options.journal ?? this.#archive, { ...this.#tools.source, projectId });
  }
}

/** Nothing can have been begun in a project that is yet to be made. */
const NO_JOURNAL: Pick<Journal, "path" | "entry" | "record"> = {
  path: "",
  entry: () => Promise.resolve(undefined),
  record: () => Promise.reject(new TypeError("Nothing is recorded before the project is there.")),
};
