import { pipelinesOperations, type PipelinesForUpgradeResult } from "../../../../generated/saagie/methods.ts";
import type {
  GraphPipelineInput,
  PipelineEditionInput,
  PipelineGraphInput,
} from "../../../../generated/saagie/platform.ts";
import { pickChanged, isSame } from "../../../core/changes.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import { foldCase } from "../../../core/lookup/lookup.ts";
import type { CallOptions } from "../../../core/options.ts";
import { asAlertingInput, toAlertingInput } from "../../settings/alerting.ts";
import { checkName } from "../../settings/check-name.ts";
import { checkSourceUrl } from "../../settings/check-source-url.ts";
import { INSTANCE_STATUSES } from "../../runs/instance-statuses.ts";
import { sendPipelineEdit } from "../../pipelines/editing.ts";
import { recoverCreation } from "../../recovery/creation.ts";
import { recoverVersion } from "../../recovery/version.ts";
import { checkSchedule } from "../../schedules/input.ts";
import { reasonOf, type BundleContext } from "../engine/resource-importer.ts";
import { PENDING_ID } from "../engine/id-map.ts";
import {
  isLinear,
  type ArchivedGraph,
  type ArchivedJobName,
  type PipelineRecord,
  type PipelineVersionRecord,
} from "../format/pipeline-record.ts";
import {
  currentIn,
  type NextVersion,
  type TargetState,
  type VersionedPort,
} from "../engine/versioned-import.ts";
import { chainIds, faultOf, graphOf, sorted } from "./pipeline-graphs.ts";

type FoundVersion = PipelinesForUpgradeResult["versions"][number];
const SCHEDULE = ["isScheduled", "cronScheduling", "scheduleTimezone"];

type Settings = Omit<PipelineEditionInput, "id" | "name" | "alias">;

/** One pipeline of an archive, in the target. */
export class PipelinePort implements VersionedPort<PipelineVersionRecord> {
  readonly #context: BundleContext;
  readonly #pipeline: PipelineRecord & { readonly path: string };
  readonly #alias: string;
  /** Whether the target's pipeline of that name has graphs. */
  #hasGraphs = false;
  /** Whether the pipeline was made just now with all of its settings: then there is nothing to compare them with. */
  #isWhole = false;

  constructor(context: BundleContext, pipeline: PipelineRecord & { readonly path: string }, alias: string) {
    this.#context = context;
    this.#pipeline = pipeline;
    this.#alias = alias;
  }

  async read(
    id: string,
    { versions, ...options }: CallOptions & { readonly versions: "all" | "current" },
  ): Promise<TargetState<PipelineVersionRecord>> {
    const { call } = this.#context;
    const found: PipelinesForUpgradeResult =
      versions === "all"
        ? await call(pipelinesOperations.forExport, { id }, options)
        : await call(pipelinesOperations.forUpgrade, { id }, options);
    this.#hasGraphs = !found.isLegacyPipeline;
    const differing = await this.#differing(found);
    return {
      name: found.name,
      versions: found.versions,
      changed: Object.keys(differing),
      isSame: (number, version, compare) => {
        const there = found.versions.find((other) => other.number === number);
        return there !== undefined && this.#isSame(there, version, compare);
      },
      add: (version, how) => this.add({ id, version, before: currentOf(found).number }, how),
      settle: (how) => this.#edit(found, differing, how),
    };
  }

  async problemOf({ content, sourceUrl }: PipelineVersionRecord): Promise<string | undefined> {
    await this.#settings();
    checkName(this.#pipeline.name, "pipeline");
    try {
      if (sourceUrl !== undefined) checkSourceUrl(sourceUrl);
    } catch (error) {
      return reasonOf(error);
    }
    const jobs = isLinear(content) ? content : content.jobNodes.map(({ job }) => job);
    if (jobs.length === 0) return "it runs no job";
    if (isLinear(content) && this.#hasGraphs)
      return "the pipeline of that name has a graph and cannot become linear";
    const missing = jobs.filter((job) => this.#context.ids.find("job", job) === undefined);
    const fault = isLinear(content) ? undefined : faultOf(content);
    if (missing.length === 0) return fault;
    const names = [...new Set(missing.map(({ name, id }) => `"${name ?? id ?? ""}"`))].join(", ");
    return `it runs jobs that are neither in the archive nor in the project: ${names}`;
  }

  async create(
    version: PipelineVersionRecord,
    options: CallOptions,
  ): Promise<{ readonly id: string; readonly number: number }> {
    const { call } = this.#context;
    const pipeline = await this.#definition(version);
    const { content } = version;
    this.#isWhole = await this.#isAllOf(pipeline, content);
    const created = await recoverCreation<{ readonly id: string }, { readonly id: string }>({
      create: () => {
        if (!isLinear(content)) {
          const graph = this.#graph(content);
          return call(pipelinesOperations.create, { pipeline: { ...pipeline, graph } }, options);
        }
        const { hasExecutionVariablesEnabled: _, ...linear } = pipeline;
        const jobsId = this.#jobIds(content);
        return call(pipelinesOperations.createLinear, { pipeline: { ...linear, jobsId } }, options);
      },
      find: () => this.#find(options),
      isOurs: async ({ id }) => {
        // Of what was found, no more than the version is compared.
        this.#isWhole = false;
        const { versions } = await call(pipelinesOperations.forExport, { id }, options);
        const [only, other] = versions;
        return only !== undefined && other === undefined && this.#isSame(only, version, "all");
      },
    });
    return { id: created.id, number: 1 };
  }

  async add(
    { id, version, before }: NextVersion<PipelineVersionRecord>,
    options: CallOptions,
  ): Promise<number> {
    const { call } = this.#context;
    const { content, releaseNote, sourceUrl } = version;
    const notes = omitUndefined({ releaseNote, sourceUrl });
    const added = await recoverVersion<{ readonly number: number }, FoundVersion>({
      add: () =>
        isLinear(content)
          ? call(
              pipelinesOperations.addLinearVersion,
              { pipelineId: id, jobIds: this.#jobIds(content), ...notes },
              options,
            )
          : call(
              pipelinesOperations.addVersion,
              { pipelineId: id, graph: this.#graph(content), ...notes },
              options,
            ),
      before,
      current: async () => currentOf(await call(pipelinesOperations.forUpgrade, { id }, options)),
      isOurs: (found) => this.#isSame(found, version, "all"),
    });
    return added.number;
  }

  async makeCurrent(pipelineId: string, versionNumber: number, options: CallOptions): Promise<void> {
    await this.#context.call(pipelinesOperations.rollback, { pipelineId, versionNumber }, options);
  }

  async flagMajor(pipelineId: string, versionNumber: number, options: CallOptions): Promise<void> {
    const variables = { pipelineId, versionNumber, isMajor: true };
    await this.#context.call(pipelinesOperations.setMajorVersion, variables, options);
  }

  async finish(id: string, options: CallOptions): Promise<void> {
    if (this.#isWhole) return;
    const found = await this.#context.call(pipelinesOperations.forUpgrade, { id }, options);
    await this.#edit(found, await this.#differing(found), options);
  }

  async #edit(found: PipelinesForUpgradeResult, differing: Settings, options: CallOptions): Promise<void> {
    if (Object.keys(differing).length === 0) return;
    // The parts of a schedule go together.
    const isSchedule = SCHEDULE.some((part) => part in differing);
    const { isScheduled, cronScheduling, scheduleTimezone } = await this.#settings();
    const schedule = isSchedule ? omitUndefined({ isScheduled, cronScheduling, scheduleTimezone }) : {};
    const edition = { ...differing, ...schedule };
    await sendPipelineEdit(this.#context.call, { current: found, differing: edition }, options);
  }

  async #find(options: CallOptions): Promise<{ readonly id: string } | undefined> {
    const { call, projectId } = this.#context;
    const { pipelines } = await call(pipelinesOperations.listMinimal, { projectId }, options);
    return pipelines.find(({ name }) => foldCase(name) === foldCase(this.#pipeline.name));
  }

  async #definition(version: PipelineVersionRecord): Promise<Omit<GraphPipelineInput, "graph">> {
    const { name } = this.#pipeline;
    const { releaseNote, sourceUrl } = version;
    const settings = await this.#settings();
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
    // A schedule waits for the version that is to be current: it must not start an older one meanwhile.
    const isCurrent = version === currentIn({ ...this.#pipeline });
    return {
      ...given,
      ...omitUndefined({ releaseNote, sourceUrl }),
      name,
      projectId: this.#context.projectId,
      alias: this.#alias,
      isScheduled: isCurrent && (settings.isScheduled ?? false),
    };
  }

  /** Whether a new pipeline gets all settings with its creation: a linear one has a setting less. */
  async #isAllOf(
    { isScheduled }: Pick<GraphPipelineInput, "isScheduled">,
    content: PipelineVersionRecord["content"],
  ): Promise<boolean> {
    const wanted = await this.#settings();
    const isLeftOut = isLinear(content) && wanted.hasExecutionVariablesEnabled === true;
    return !isLeftOut && isScheduled === (wanted.isScheduled ?? false);
  }

  async #settings(): Promise<Settings> {
    const { alerting, ...rest } = this.#pipeline.settings;
    await checkSchedule(rest);
    return omitUndefined({
      ...rest,
      alerting: alerting == null ? alerting : toAlertingInput(alerting, INSTANCE_STATUSES),
      ...(rest.cronScheduling == null ? {} : { scheduleTimezone: rest.scheduleTimezone ?? "UTC" }),
    });
  }

  async #differing(found: PipelinesForUpgradeResult): Promise<Settings> {
    const { isScheduled, cronScheduling, scheduleTimezone, hasExecutionVariablesEnabled } = found;
    const settings = await this.#settings();
    const { description } = settings;
    return pickChanged<Settings>(
      {
        description: found.description || null,
        isScheduled,
        cronScheduling,
        scheduleTimezone,
        hasExecutionVariablesEnabled,
        alerting: asAlertingInput(found.alerting),
      },
      omitUndefined({ ...settings, description: description === "" ? null : description }),
    );
  }

  #isSame(found: FoundVersion, version: PipelineVersionRecord, compare: "all" | "content"): boolean {
    const { content, releaseNote, sourceUrl } = version;
    if (compare === "all") {
      if ((releaseNote || null) !== (found.releaseNote || null)) return false;
      if ((sourceUrl || null) !== (found.sourceUrl || null)) return false;
    }
    if (isLinear(content)) return isSame(chainIds(found), this.#jobIds(content));
    return isSame(graphOf(found), sorted(this.#graph(content)));
  }

  #jobIds(jobs: readonly ArchivedJobName[]): readonly string[] {
    return jobs.map((job) => this.#context.ids.find("job", job) ?? PENDING_ID);
  }

  #graph({ jobNodes, conditionNodes }: ArchivedGraph): PipelineGraphInput {
    return {
      jobNodes: jobNodes.map(({ id, job, nextNodes, position }) => ({
        id,
        job: { id: this.#context.ids.find("job", job) ?? PENDING_ID },
        nextNodes,
        position,
      })),
      conditionNodes: conditionNodes.map(({ condition, ...node }) => ({
        ...node,
        ...omitUndefined({ condition }),
      })),
    };
  }
}

function currentOf({ versions }: PipelinesForUpgradeResult): FoundVersion {
  const current = versions.find(({ isCurrent }) => isCurrent) ?? versions[0];
  if (current === undefined) throw new InvalidInputError(`The pipeline has no version.`);
  return current;
}
