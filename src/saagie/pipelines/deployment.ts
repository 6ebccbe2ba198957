import type { Caller } from "../../core/client.ts";
import { InvalidInputError, UnsupportedByPlatformError } from "../../core/errors.ts";
import { findExisting } from "../../core/lookup/lookup.ts";
import type { OperationFacts } from "../../core/operation.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  pipelinesOperations,
  type PipelineReference,
  type PipelinesAddVersionResult,
  type PipelinesCreateLinearResult,
  type PipelinesCreateResult,
  type PipelinesEditResult,
  type PipelinesForUpgradeResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { PipelineGraphInput } from "../../../generated/saagie/platform.ts";
import { leftOutOf, type LeftOut } from "../recovery/as-sent.ts";
import type { SaagieContext } from "../context.ts";
import { applyDifference, asCreated } from "../deployment/apply-difference.ts";
import type { DeploymentResult } from "../deployment/deployment-result.ts";
import type {
  LinearPipelineDefinition,
  PipelineChanges,
  PipelineDefinition,
  PipelineSettings,
  PipelineUpgrade,
  PipelineVersionSettings,
} from "./definition.ts";
import { differingPipelineSettings, sendPipelineEdit } from "./editing.ts";
import { doTheSame } from "./graph-comparison.ts";
import { readPipelineGraph } from "./graph-reading.ts";
import { pipelineGraph, type PipelineGraph } from "./graph.ts";
import { toNewPipeline, toVersionInput, type NewPipelineInput } from "./inputs.ts";
import { jobIds, withJobIds, type JobLookup } from "./jobs.ts";
import { keepInside } from "../settings/keep-inside.ts";
import { recoverCreation } from "../recovery/creation.ts";
import { recoverVersion } from "../recovery/version.ts";

/** What `pipelines.createOrUpgrade` did. */
export type PipelineDeploymentResult = DeploymentResult;

/** What was sent to create a pipeline, to compare with what is found in place of an answer. */
interface SentPipeline {
  /** The operation that carried it: what the platform's version lacks of it was left out. */
  readonly operation: OperationFacts;
  readonly pipeline: NewPipelineInput;
  readonly settings: PipelineSettings;
  readonly graph: PipelineGraphInput;
}

/** A version to add to a pipeline. */
interface NextVersion extends PipelineVersionSettings {
  readonly current: PipelinesForUpgradeResult;
  readonly graph: PipelineGraphInput;
}

type Version = PipelinesForUpgradeResult["versions"][number];

/** Creates, edits and upgrades pipelines: checks first, then sends what differs. */
export class PipelineDeployment {
  readonly #context: SaagieContext;
  readonly #call: Caller;

  constructor(context: SaagieContext) {
    this.#context = context;
    this.#call = context.call;
  }

  /** See `Pipelines.create`. */
  async create(
    project: ProjectReference,
    definition: PipelineDefinition,
    options: CallOptions,
  ): Promise<PipelinesCreateResult> {
    const { graph: wanted, ...settings } = definition;
    const built = wanted.build();
    const projectId = await this.#context.references.resolve("PROJECT", project, options);
    const pipeline = await toNewPipeline(settings, projectId);
    const graph = await withJobIds(this.#lookup(projectId), built, options);
    // Always sent: what the platform takes in its absence is not stated.
    const hasExecutionVariablesEnabled = settings.hasExecutionVariablesEnabled ?? false;
    const sent = { ...pipeline, graph, hasExecutionVariablesEnabled };
    const create = (): Promise<PipelinesCreateResult> =>
      this.#call(pipelinesOperations.create, { pipeline: sent }, options);
    const operation = pipelinesOperations.create;
    return this.#recovering(create, { operation, pipeline, settings, graph }, options);
  }

  /** See `Pipelines.createLinear`. */
  async createLinear(
    project: ProjectReference,
    definition: LinearPipelineDefinition,
    options: CallOptions,
  ): Promise<PipelinesCreateLinearResult> {
    const { jobs, ...settings } = definition;
    if (jobs.length === 0) throw new InvalidInputError("The pipeline has no job.");
    const projectId = await this.#context.references.resolve("PROJECT", project, options);
    const pipeline = await toNewPipeline(settings, projectId);
    const jobsId = await jobIds(this.#lookup(projectId), jobs, options);
    const create = (): Promise<PipelinesCreateLinearResult> =>
      this.#call(pipelinesOperations.createLinear, { pipeline: { ...pipeline, jobsId } }, options);
    const graph = await withJobIds(this.#lookup(projectId), chain(jobsId).build(), options);
    const operation = pipelinesOperations.createLinear;
    return this.#recovering(create, { operation, pipeline, settings, graph }, options);
  }

  /** See `Pipelines.edit`. */
  async edit(
    pipeline: PipelineReference,
    wanted: PipelineChanges,
    options: CallOptions,
  ): Promise<PipelinesEditResult> {
    const current = await this.#call(pipelinesOperations.forUpgrade, { id: pipeline }, options);
    const differing = await differingPipelineSettings(current, keepInside(current, wanted));
    const [lacking] = await this.#lacking(current, differing, options);
    if (lacking !== undefined) {
      throw new UnsupportedByPlatformError(`The pipeline cannot be edited so: ${lacking.message}`, {
        operation: pipelinesOperations.edit.name,
      });
    }
    return (await sendPipelineEdit(this.#call, { current, differing }, options)) ?? current;
  }

  /** See `Pipelines.upgrade`. */
  async upgrade(
    pipeline: PipelineReference,
    upgrade: PipelineUpgrade,
    options: CallOptions,
  ): Promise<PipelinesAddVersionResult> {
    const version = toVersionInput(upgrade);
    const built = upgrade.graph?.build();
    const current = await this.#call(pipelinesOperations.forUpgrade, { id: pipeline }, options);
    const wanted = built ?? readPipelineGraph(currentVersion(current).graph).build();
    const graph = await withJobIds(this.#lookup(current.project.id), wanted, options);
    return this.#addVersion({ ...version, current, graph }, options);
  }

  /** See `Pipelines.createOrUpgrade`. */
  async createOrUpgrade(
    project: ProjectReference,
    definition: PipelineDefinition,
    options: CallOptions,
  ): Promise<PipelineDeploymentResult> {
    const built = definition.graph.build();
    const projectId = await this.#context.references.resolve("PROJECT", project, options);
    const existing = await this.#find(projectId, definition.name, options);
    if (existing === undefined) {
      const { id, name, versions } = await this.create(projectId, definition, options);
      return asCreated({ id, name }, versions[0]?.number);
    }
    // Everything is checked and compared before the first write: a typing error does not leave a pipeline half changed.
    const { name: _, ...settings } = definition;
    const version = toVersionInput(settings);
    const current = await this.#call(pipelinesOperations.forUpgrade, { id: existing.id }, options);
    const differing = await this.#differing(current, settings, options);
    const graph = await withJobIds(this.#lookup(projectId), built, options);
    const before = currentVersion(current);
    return applyDifference({
      id: current.id,
      name: current.name,
      before,
      settings: differing,
      notes: version,
      addVersion: runs(before, graph)
        ? undefined
        : () => this.#addVersion({ ...version, current, graph }, options),
      sendSettings: () => sendPipelineEdit(this.#call, { current, differing }, options),
    });
  }

  async #addVersion(
    { current, graph, ...version }: NextVersion,
    options: CallOptions,
  ): Promise<PipelinesAddVersionResult> {
    const { id } = current;
    return recoverVersion({
      add: () => this.#call(pipelinesOperations.addVersion, { pipelineId: id, graph, ...version }, options),
      before: currentVersion(current).number,
      current: async () => currentVersion(await this.#call(pipelinesOperations.forUpgrade, { id }, options)),
      isOurs: async (now) => {
        const request = { variables: version, options };
        const left = await leftOutOf(this.#context, pipelinesOperations.addVersion, request);
        return runs(now, graph) && isDescribedBy(now, without(version, left));
      },
    });
  }

  /** What of the settings differs; what this version of the platform lacks is told of, and never differs. */
  async #differing(
    current: PipelinesForUpgradeResult,
    settings: PipelineChanges,
    options: CallOptions,
  ): Promise<Awaited<ReturnType<typeof differingPipelineSettings>>> {
    const differing = await differingPipelineSettings(current, keepInside(current, settings));
    const lacking = await this.#lacking(current, differing, options);
    for (const { path, message } of lacking)
      this.#context.warn({ operation: pipelinesOperations.edit.name, message, path });
    return without(differing, lacking);
  }

  #lacking(
    { id }: { readonly id: string },
    differing: object,
    options: CallOptions,
  ): Promise<readonly LeftOut[]> {
    const variables = { pipeline: { id, ...differing } };
    return leftOutOf(this.#context, pipelinesOperations.edit, { variables, options });
  }

  #recovering(
    create: () => Promise<PipelinesCreateResult>,
    sent: SentPipeline,
    options: CallOptions,
  ): Promise<PipelinesCreateResult> {
    const { projectId, name } = sent.pipeline;
    return recoverCreation({
      create,
      find: () => this.#find(projectId, name, options),
      isOurs: ({ id }) => this.#isAsCreated(id, sent, options),
    });
  }

  async #find(
    projectId: string,
    name: string,
    options: CallOptions,
  ): Promise<PipelinesCreateResult | undefined> {
    const { pipelines } = await this.#call(pipelinesOperations.listMinimal, { projectId }, options);
    const found = findExisting(pipelines, name, "pipeline");
    return found && { ...found, versions: [{ number: 1, isCurrent: true }] };
  }

  /** Whether a pipeline found under the name is what was asked for: the name may have been taken before. */
  async #isAsCreated(
    id: string,
    { operation, pipeline, settings, graph }: SentPipeline,
    options: CallOptions,
  ): Promise<boolean> {
    const found = await this.#call(pipelinesOperations.forUpgrade, { id }, options);
    const left = await leftOutOf(this.#context, operation, { variables: { pipeline }, options });
    const sent = without(pipeline, left);
    const version = currentVersion(found);
    return (
      version.number === 1 &&
      (sent.alias === undefined || found.alias === sent.alias) &&
      isDescribedBy(version, sent) &&
      runs(version, graph) &&
      Object.keys(await differingPipelineSettings(found, without(settings, left))).length === 0
    );
  }

  #lookup(projectId: string): JobLookup {
    const { call, references } = this.#context;
    return { call, references, projectId };
  }
}

function currentVersion({ name, versions }: PipelinesForUpgradeResult): Version {
  const current = versions.find(({ isCurrent }) => isCurrent) ?? versions[0];
  if (current === undefined) throw new InvalidInputError(`The pipeline "${name}" has no version.`);
  return current;
}

/** Members without those that were left out of the request. */
function without<Members extends object>(members: Members, left: readonly LeftOut[]): Partial<Members> {
  const names = new Set(left.map(({ path }) => path.split(".").at(-1)));
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.has(name))) as Partial<Members>;
}

/** Whether a version runs what a graph says. */
function runs({ graph }: Pick<Version, "graph">, wanted: PipelineGraphInput): boolean {
  return graph !== null && doTheSame(asInput(graph), wanted);
}

/** The graph of a version in the form in which it is written. A condition of a kind that is new equals no other. */
function asInput({ jobNodes, conditionNodes }: NonNullable<Version["graph"]>): PipelineGraphInput {
  return {
    jobNodes,
    conditionNodes: (conditionNodes ?? []).map(({ condition, ...node }) => ({
      ...node,
      condition:
        condition.__typename === "ConditionExpression"
          ? { custom: { expression: condition.expression } }
          : { status: { value: condition.value } },
    })),
  };
}

/** Whether a version has the release note and the source URL that were sent. */
function isDescribedBy(
  version: Pick<Version, "releaseNote" | "sourceUrl">,
  {
    releaseNote,
    sourceUrl,
  }: { readonly releaseNote?: string | null | undefined; readonly sourceUrl?: string | null | undefined },
): boolean {
  return (
    (version.releaseNote || null) === (releaseNote || null) &&
    (version.sourceUrl || null) === (sourceUrl || null)
  );
}

/** The graph that runs jobs one after the other. */
function chain(ids: readonly string[]): PipelineGraph {
  let graph = pipelineGraph();
  for (const [at, id] of ids.entries()) {
    graph = graph.job(String(at), { id });
    if (at > 0) graph = graph.edge(String(at - 1), String(at));
  }
  return graph;
}
