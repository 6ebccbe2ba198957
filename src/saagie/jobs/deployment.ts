import type { Caller } from "../../core/client.ts";
import { InvalidInputError } from "../../core/errors.ts";
import { findExisting, foldCase } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  jobsOperations,
  type JobReference,
  type JobsAddVersionResult,
  type JobsCreateResult,
  type JobsEditResult,
  type JobsForUpgradeResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { JobInput, JobVersionInput } from "../../../generated/saagie/platform.ts";
import { checkName } from "../settings/check-name.ts";
import type { SaagieContext } from "../context.ts";
import { applyDifference, asCreated } from "../deployment/apply-difference.ts";
import type { DeploymentResult } from "../deployment/deployment-result.ts";
import type { JobChanges, JobDefinition, JobUpgrade, JobUpsertDefinition } from "./definition.ts";
import { differingSettings, sendEdit } from "./editing.ts";
import { toSettingsInput } from "./inputs.ts";
import { placeJob, readingOnce, type PlacementSources } from "./placement.ts";
import {
  addVersion,
  currentVersion,
  isNewPackage,
  isOtherPackage,
  sending,
  withUpload,
  type OptionalFile,
} from "./uploads.ts";
import { differsFrom, dropsPackage, toFirstVersion, toNextVersion } from "./versions.ts";
import { keepInside } from "../settings/keep-inside.ts";
import { recoverCreation } from "../recovery/creation.ts";
import { firstSchedule } from "../schedules/input.ts";

/** What {@link JobDeployment.createOrUpgrade} did. */
export type JobDeploymentResult = DeploymentResult;

/** A definition, and the project it is meant for. */
export interface PlacedDefinition {
  readonly projectId: string;
  readonly definition: JobDefinition;
}

/** A definition that has been checked, as the platform's inputs. */
export interface CheckedJob {
  readonly job: JobInput;
  readonly jobVersion: JobVersionInput;
}

/** What was sent to create a job, and the job that was found in place of an answer. */
interface LostCreation {
  readonly id: string;
  readonly definition: JobDefinition;
  readonly checked: CheckedJob;
  readonly upload: OptionalFile;
}

interface JobDifference {
  readonly current: JobsForUpgradeResult;
  readonly differing: Awaited<ReturnType<typeof differingSettings>>;
  readonly input: JobVersionInput;
  readonly isNewVersion: boolean;
}

/** What deploying looks things up and writes with. */
export type DeploymentContext = Pick<SaagieContext, "call" | "references" | "technologies" | "projects">;

/** Creates, edits and upgrades jobs: checks first, then sends what differs. Made anew for every call of the user. */
export class JobDeployment {
  readonly #context: DeploymentContext;
  readonly #call: Caller;
  readonly #placement: PlacementSources;

  constructor(context: DeploymentContext) {
    this.#context = context;
    this.#call = context.call;
    this.#placement = readingOnce(context);
  }

  /** See `Jobs.create`. */
  async create(
    project: ProjectReference,
    definition: JobDefinition,
    options: CallOptions,
  ): Promise<JobsCreateResult> {
    const projectId = await this.#context.references.resolve("PROJECT", project, options);
    const checked = await this.check({ projectId, definition }, options);
    return withUpload({ source: definition.file, signal: options.signal }, (upload) =>
      recoverCreation({
        create: () => this.#call(jobsOperations.create, { ...checked, ...upload }, sending(upload, options)),
        find: () => this.#findCreated(projectId, definition.name, options),
        isOurs: ({ id }) => this.#isAsCreated({ id, definition, checked, upload }, options),
      }),
    );
  }

  /** See `Jobs.edit`. */
  async edit(job: JobReference, wanted: JobChanges, options: CallOptions): Promise<JobsEditResult> {
    const current = await this.#call(jobsOperations.forUpgrade, { id: job }, options);
    const differing = await differingSettings(current, keepInside(current, wanted));
    return (await sendEdit(this.#call, { current, differing }, options)) ?? current;
  }

  /** See `Jobs.upgrade`. */
  async upgrade(job: JobReference, upgrade: JobUpgrade, options: CallOptions): Promise<JobsAddVersionResult> {
    const current = await this.#call(jobsOperations.forUpgrade, { id: job }, options);
    const input = await this.#nextVersion(current, upgrade, options);
    const before = currentVersion(current).number;
    return withUpload({ source: upgrade.file, signal: options.signal }, (file) =>
      addVersion(this.#call, { jobId: current.id, before, input, file }, options),
    );
  }

  /** See `Jobs.createOrUpgrade`. */
  async createOrUpgrade(
    project: ProjectReference,
    definition: JobUpsertDefinition,
    options: CallOptions,
  ): Promise<JobDeploymentResult> {
    const projectId = await this.#context.references.resolve("PROJECT", project, options);
    const jobs = await this.#call(jobsOperations.listMinimal, { projectId }, options);
    const existing = findExisting(jobs, definition.name, "job");
    if (existing === undefined) {
      const { id, name, versions } = await this.create(projectId, asNew(definition), options);
      return asCreated({ id, name }, versions[0]?.number);
    }
    return this.bringTo({ id: existing.id, definition }, options);
  }

  /**
   * Checks a definition against project and catalogue, as {@link JobDeployment.create} does before it sends anything.
   *
   * @throws {@link InvalidInputError} with what is wrong and what is valid.
   */
  async check({ projectId, definition }: PlacedDefinition, options: CallOptions): Promise<CheckedJob> {
    checkName(definition.name, "job");
    const { category, technology } = await placeJob(this.#placement, { projectId, definition }, options);
    const settings = await toSettingsInput(definition);
    const schedule = firstSchedule(settings, "job");
    const first = { technologyId: technology.id, settings: definition };
    const jobVersion = await toFirstVersion(this.#context.technologies, first, options);
    const job = {
      ...settings,
      name: definition.name,
      projectId,
      category,
      technology: { id: technology.id },
      ...schedule,
      isStreaming: settings.isStreaming ?? false,
    };
    return { job, jobVersion };
  }

  /** Brings an existing job to a definition; sends only what differs. */
  async bringTo(
    { id, definition }: { readonly id: string; readonly definition: JobUpsertDefinition },
    options: CallOptions,
  ): Promise<JobDeploymentResult> {
    return withUpload({ source: definition.file, signal: options.signal }, async (file) => {
      const { current, differing, input, isNewVersion } = await this.#difference(
        { id, definition, file },
        options,
      );
      const before = currentVersion(current);
      const version = { jobId: id, before: before.number, input, file };
      return applyDifference({
        id,
        name: current.name,
        before,
        settings: differing,
        notes: input,
        addVersion: isNewVersion ? () => addVersion(this.#call, version, options) : undefined,
        sendSettings: () => sendEdit(this.#call, { current, differing }, options),
      });
    });
  }

  /** Everything is checked and compared before the first write: a typing error does not leave a job half changed. */
  async #difference(
    {
      id,
      definition,
      file,
    }: { readonly id: string; readonly definition: JobUpsertDefinition; readonly file: OptionalFile },
    options: CallOptions,
  ): Promise<JobDifference> {
    const current = await this.#call(jobsOperations.forUpgrade, { id }, options);
    await this.#checkSamePlace(current, definition, options);
    const { name: _, technology: __, technologyCatalog: ___, category: ____, ...wanted } = definition;
    const differing = await differingSettings(current, keepInside(current, wanted));
    const input = await this.#nextVersion(current, wanted, options);
    const before = currentVersion(current);
    const isNewVersion =
      differsFrom(before, input) ||
      dropsPackage(before, wanted) ||
      (await isNewPackage(this.#call, { before, file: file.file }, options));
    return { current, differing, input, isNewVersion };
  }

  async #nextVersion(
    current: JobsForUpgradeResult,
    upgrade: JobUpgrade,
    options: CallOptions,
  ): Promise<JobVersionInput> {
    if (current.technology === null) {
      throw new InvalidInputError(`The technology of the job "${current.name}" is gone from the catalogue.`, {
        hint: "It can run, but takes no new version.",
      });
    }
    const version = { technologyId: current.technology.id, current: currentVersion(current), upgrade };
    return toNextVersion(this.#context.technologies, version, options);
  }

  async #checkSamePlace(
    current: JobsForUpgradeResult,
    definition: JobUpsertDefinition,
    options: CallOptions,
  ): Promise<void> {
    const { category, technology, technologyCatalog } = definition;
    const fixed = (what: string, is: string, wanted: string): InvalidInputError =>
      new InvalidInputError(
        `The ${what} of the job "${current.name}" is ${is} and cannot become ${wanted}.`,
        {
          hint: "Delete the job, or choose another name.",
        },
      );
    if (category !== undefined && foldCase(category) !== foldCase(current.category)) {
      throw fixed("category", current.category, category);
    }
    if (technology === undefined) return;
    const found = await this.#context.technologies.find(technology, {
      ...options,
      ...(technologyCatalog === undefined ? {} : { catalog: technologyCatalog }),
    });
    if (current.technology !== null && found.id !== current.technology.id) {
      const name = await this.#context.technologies.nameOf(current.technology.id, options);
      throw fixed("technology", name?.label ?? current.technology.id, found.label);
    }
  }

  async #findCreated(
    projectId: string,
    name: string,
    options: CallOptions,
  ): Promise<JobsCreateResult | undefined> {
    const jobs = await this.#call(jobsOperations.listMinimal, { projectId }, options);
    const found = findExisting(jobs, name, "job");
    return found && { ...found, versions: [{ number: 1, isCurrent: true }] };
  }

  /** Whether a job found under the name is what was asked for, its package included: the name may have been taken before. */
  async #isAsCreated(
    { id, definition, checked, upload }: LostCreation,
    options: CallOptions,
  ): Promise<boolean> {
    const { job, jobVersion } = checked;
    const found = await this.#call(jobsOperations.forUpgrade, { id }, options);
    const version = currentVersion(found);
    const { name, technology: _, technologyCatalog: __, category: ___, ...settings } = definition;
    return (
      version.number === 1 &&
      found.name === name &&
      found.category === job.category &&
      found.technology?.id === job.technology.id &&
      (version.releaseNote || null) === (jobVersion.releaseNote || null) &&
      !differsFrom(version, jobVersion) &&
      Object.keys(await differingSettings(found, settings)).length === 0 &&
      !(await isOtherPackage(this.#call, { before: version, file: upload.file }, options))
    );
  }
}

/** The definition of a job that does not exist yet. @throws InvalidInputError when it names no technology */
function asNew({ technology, usePreviousArtifact: _, ...definition }: JobUpsertDefinition): JobDefinition {
  if (technology !== undefined) return { ...definition, technology };
  throw new InvalidInputError(
    `The project has no job "${definition.name}" yet, and the definition names no technology to create it with.`,
    { hint: "Give technology, or check the name." },
  );
}
