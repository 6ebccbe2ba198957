import { jobsOperations, type JobsForUpgradeResult } from "../../../../generated/saagie/methods.ts";
import { InvalidInputError, isFootbridgeError } from "../../../core/errors.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { JobDefinition, JobVersionSettings } from "../../jobs/definition.ts";
import { differingSettings, sendEdit } from "../../jobs/editing.ts";
import { addVersion, currentVersion, withUpload } from "../../jobs/uploads.ts";
import { reasonOf, type BundleContext } from "../engine/resource-importer.ts";
import type { ArchivedJob, ArchivedVersion } from "../format/archived-jobs.ts";
import {
  currentIn,
  type NextVersion,
  type TargetState,
  type VersionedPort,
} from "../engine/versioned-import.ts";
import { withCredentialsOf } from "./docker-info.ts";
import {
  isSameVersion,
  toExactVersion,
  toJobDefinition,
  toVersionSettings,
  type TargetVersion,
} from "./job-input.ts";

/** What jobs are read and made with. */
export type JobPortContext = Pick<
  BundleContext,
  "call" | "technologies" | "deployment" | "projectId" | "credentialsOf"
>;

/** The technology of a job, once it is known; without an id when it is gone from the catalogue. */
interface Placed {
  readonly technologyId: string | undefined;
}

/** One job of an archive, in the target. */
export class JobPort implements VersionedPort<ArchivedVersion> {
  readonly #context: JobPortContext;
  readonly #job: ArchivedJob;
  #placed: Placed | undefined;
  /** Whether the job was made just now with all of its settings: then there is nothing to compare them with. */
  #isWhole = false;

  /** Takes the job with the settings that it gets, without what the target cannot take. */
  constructor(context: JobPortContext, job: ArchivedJob) {
    this.#context = context;
    this.#job = job;
  }

  async read(
    id: string,
    { versions, ...options }: CallOptions & { readonly versions: "all" | "current" },
  ): Promise<TargetState<ArchivedVersion>> {
    const { call } = this.#context;
    const found: JobsForUpgradeResult =
      versions === "all"
        ? await call(jobsOperations.get, { id, instancesLimit: 0 }, options)
        : await call(jobsOperations.forUpgrade, { id }, options);
    await this.#checkSamePlace(found, options);
    this.#placed = { technologyId: found.technology?.id };
    const differing = await differingSettings(found, this.#job.settings);
    const current = currentVersion(found);
    return {
      name: found.name,
      versions: found.versions.map(({ number }) => ({ number, isCurrent: number === current.number })),
      changed: Object.keys(differing),
      isSame: async (number, version, compare) => {
        const there = found.versions.find((other) => other.number === number);
        return there !== undefined && (await this.#isSame(there, { version, compare }, options));
      },
      add: (version, how) => {
        const settings = withCredentialsOf(current, this.#settingsOf(version));
        return this.#add({ id, settings, before: current.number }, how);
      },
      settle: async (how) => {
        await sendEdit(call, { current: found, differing }, how);
      },
    };
  }

  async problemOf(version: ArchivedVersion, options: CallOptions): Promise<string | undefined> {
    const { technologyId } = await this.#place(options);
    if (version.problem !== undefined) return version.problem;
    try {
      const settings = this.#settingsOf(version);
      await toExactVersion(this.#context.technologies, { technologyId, settings }, options);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async create(
    version: ArchivedVersion,
    options: CallOptions,
  ): Promise<{ readonly id: string; readonly number: number }> {
    const { deployment, projectId } = this.#context;
    const definition = toJobDefinition(this.#context, this.#job, version);
    // A schedule waits for the version that is to be current: it must not start an older one meanwhile.
    const isScheduled = definition.isScheduled !== false && definition.cronScheduling != null;
    const isEarly = isScheduled && version !== currentIn(this.#job);
    const held = isEarly ? { ...definition, isScheduled: false } : definition;
    const { id, versions } = await withoutTakenAlias(held, (wanted) =>
      deployment.create(projectId, wanted, options),
    );
    this.#isWhole = !isEarly;
    return { id, number: versions[0]?.number ?? 1 };
  }

  add({ version, ...next }: NextVersion<ArchivedVersion>, options: CallOptions): Promise<number> {
    return this.#add({ ...next, settings: this.#settingsOf(version) }, options);
  }

  async makeCurrent(jobId: string, versionNumber: number, options: CallOptions): Promise<void> {
    await this.#context.call(jobsOperations.rollback, { jobId, versionNumber }, options);
  }

  async flagMajor(jobId: string, versionNumber: number, options: CallOptions): Promise<void> {
    const variables = { jobId, versionNumber, isMajor: true };
    await this.#context.call(jobsOperations.setMajorVersion, variables, options);
  }

  async finish(id: string, options: CallOptions): Promise<void> {
    if (this.#isWhole) return;
    const { call } = this.#context;
    // The alias was settled when the job was created.
    const { alias: _, ...settings } = this.#job.settings;
    const current = await call(jobsOperations.forUpgrade, { id }, options);
    await sendEdit(call, { current, differing: await differingSettings(current, settings) }, options);
  }

  #settingsOf(version: ArchivedVersion): JobVersionSettings {
    return toVersionSettings(this.#context, this.#job, version);
  }

  /** Checks a new job once; its current version stands for the others: without it the job is not imported at all. */
  async #place(options: CallOptions): Promise<Placed> {
    if (this.#placed !== undefined) return this.#placed;
    const { deployment, projectId } = this.#context;
    const definition = toJobDefinition(this.#context, this.#job, currentIn(this.#job));
    const { job } = await deployment.check({ projectId, definition }, options);
    this.#placed = { technologyId: job.technology.id };
    return this.#placed;
  }

  async #isSame(
    found: TargetVersion,
    { version, compare }: { readonly version: ArchivedVersion; readonly compare: "all" | "content" },
    options: CallOptions,
  ): Promise<boolean> {
    const { releaseNote, sourceUrl } = version.settings;
    if (compare === "all") {
      if ((releaseNote || null) !== (found.releaseNote || null)) return false;
      if ((sourceUrl || null) !== (found.sourceUrl || null)) return false;
    }
    const meant = this.#settingsOf(version);
    const settings = compare === "all" ? meant : withCredentialsOf(found, meant);
    const { technologyId } = await this.#place(options);
    return isSameVersion(this.#context, { found, technologyId, settings }, options);
  }

  async #add(
    {
      id,
      before,
      settings,
    }: { readonly id: string; readonly before: number; readonly settings: JobVersionSettings },
    options: CallOptions,
  ): Promise<number> {
    const { call, technologies } = this.#context;
    const { technologyId } = await this.#place(options);
    const input = await toExactVersion(technologies, { technologyId, settings }, options);
    const { number } = await withUpload({ source: settings.file, signal: options.signal }, (file) =>
      addVersion(call, { jobId: id, before, input, file }, options),
    );
    return number;
  }

  /** Neither category nor technology of a job can change. */
  async #checkSamePlace(found: JobsForUpgradeResult, options: CallOptions): Promise<void> {
    const { category, technology } = this.#job;
    const check = (what: string, is: string, wanted: string): void => {
      if (foldCase(is) === foldCase(wanted)) return;
      throw new InvalidInputError(`the ${what} of the job of that name is ${is} and cannot become ${wanted}`);
    };
    check("category", found.category, category);
    const known = found.technology && (await this.#context.technologies.nameOf(found.technology.id, options));
    if (!known) return;
    check("technology", known.label, technology.name ?? "");
    check("technology's catalogue", known.catalog, technology.catalog ?? known.catalog);
  }
}

/** An alias may be taken between plan and creation; the job then gets the one that the platform derives from its name. */
async function withoutTakenAlias<T>(
  { alias, ...definition }: JobDefinition,
  create: (definition: JobDefinition) => Promise<T>,
): Promise<T> {
  if (alias === undefined) return create(definition);
  try {
    return await create({ ...definition, alias });
  } catch (error) {
    if (!isFootbridgeError(error, "REFUSED") || !Object.hasOwn(error.fields, "alias")) throw error;
    return create(definition);
  }
}
