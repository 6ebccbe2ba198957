import type { ConditionInput, NodePositionInput } from "../../../../generated/saagie/platform.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import { isFootbridgeError } from "../../../core/errors.ts";
import type { JsonReader } from "../../../core/json/reader.ts";
import type { JobAlerting } from "../../jobs/definition.ts";
import { readCondition } from "./condition-text.ts";
import { inOrder, readAlerting, readNumber, readSchedule, type ArchivedSchedule } from "./job-record.ts";

/** A job that a pipeline runs, as an archive names it. */
export interface ArchivedJobName {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** A node that runs a job. */
export interface ArchivedJobNode {
  readonly id: string;
  readonly job: ArchivedJobName;
  readonly nextNodes: readonly string[];
  readonly position: NodePositionInput | null;
}

/** A node that decides. */
export interface ArchivedConditionNode {
  readonly id: string;
  readonly nextNodesSuccess: readonly string[];
  readonly nextNodesFailure: readonly string[];
  readonly position: NodePositionInput | null;
  /** Absent where the archive does not tell it: the platform then takes its own. */
  readonly condition: ConditionInput | undefined;
}

/** The graph of a version. */
export interface ArchivedGraph {
  readonly jobNodes: readonly ArchivedJobNode[];
  readonly conditionNodes: readonly ArchivedConditionNode[];
}

/** One version of a pipeline, as an archive holds it. */
export interface PipelineVersionRecord {
  readonly number: number;
  readonly isCurrent: boolean;
  readonly isMajor: boolean;
  readonly releaseNote: string | undefined;
  readonly sourceUrl: string | undefined;
  /** A graph, or the jobs of a linear pipeline in the order in which they run. */
  readonly content: ArchivedGraph | readonly ArchivedJobName[];
}

/** Pipeline-level settings of an archive: `null` where it says that there is none, absent where it says nothing. */
export interface PipelineSettings extends ArchivedSchedule {
  readonly description?: string | null;
  readonly alerting?: JobAlerting | null;
  readonly hasExecutionVariablesEnabled?: boolean;
}

/** A pipeline, as an archive holds it. */
export interface PipelineRecord {
  readonly id: string | undefined;
  readonly name: string;
  readonly alias: string | undefined;
  readonly settings: PipelineSettings;
  /** Oldest first. */
  readonly versions: readonly PipelineVersionRecord[];
  readonly warnings: readonly string[];
}

/** Whether a version is that of a linear pipeline. */
export function isLinear(content: PipelineVersionRecord["content"]): content is readonly ArchivedJobName[] {
  return Array.isArray(content);
}

/**
 * Reads a `pipeline.json`: ours, those of the Python client from its first export on, and those of the Gradle plugin.
 *
 * @throws {@link InvalidInputError} naming the member that is missing or wrong.
 */
export function readPipelineRecord(json: JsonReader): PipelineRecord {
  const gradle = json.object("pipeline");
  const current = json.object("pipelineVersion");
  if (gradle !== undefined && current !== undefined) return readGradlePipeline(json, gradle, current);
  const isLegacy = json.boolean("isLegacyPipeline") ?? false;
  const read = json.objects("versions").map((version) => readVersion(version, undefined));
  // A linear pipeline is told as a graph; one whose versions are no chains all through is kept as that graph.
  const chains = read.map(({ content }) => (isLegacy && !isLinear(content) ? chainOf(content) : undefined));
  const isChained = chains.every((chain) => chain !== undefined);
  const versions = read.map((version, at) => ({
    ...version,
    content: (isChained ? chains[at] : undefined) ?? version.content,
  }));
  return {
    id: json.text("id") || undefined,
    ...readHead(json),
    versions: inOrder(json, versions),
    warnings: isLegacy && !isChained ? ["it was linear, and becomes a pipeline with a graph"] : [],
  };
}

function readHead(json: JsonReader): Pick<PipelineRecord, "name" | "alias" | "settings"> {
  const alerting = json.object("alerting");
  return {
    name: json.requiredText("name"),
    alias: json.text("alias") || undefined,
    settings: omitUndefined({
      ...readSchedule(json),
      description: json.isNull("description") ? null : json.text("description"),
      alerting: json.isNull("alerting") ? null : alerting && readAlerting(alerting),
      hasExecutionVariablesEnabled: json.boolean("hasExecutionVariablesEnabled"),
    }),
  };
}

function readGradlePipeline(json: JsonReader, pipeline: JsonReader, current: JsonReader): PipelineRecord {
  const all = json.objects("versions");
  const newest = current.number("number");
  const versions = (all.length === 0 ? [current] : all).map((version, at) => {
    const read = readVersion(version, at + 1);
    return { ...read, isCurrent: all.length === 0 || read.number === (newest ?? all.length) };
  });
  const isReversed = versions.some(({ content }) => isLinear(content) && content.length > 1);
  return {
    id: undefined,
    ...readHead(pipeline),
    versions: inOrder(json, versions),
    warnings: [
      ...(isReversed
        ? ["the file vouches for no order of its jobs: they run in the reverse of it, as the plugin has them"]
        : []),
      ...(versions.some(({ content }) => !isLinear(content) && content.conditionNodes.length > 0)
        ? ["the plugin exports no conditions: the platform's own are taken where the file tells none"]
        : []),
    ],
  };
}

function readVersion(json: JsonReader, usual: number | undefined): PipelineVersionRecord {
  const graph = json.object("graph");
  return {
    number: readNumber(json, usual),
    isCurrent: json.boolean("isCurrent") ?? false,
    isMajor: json.boolean("isMajor") ?? false,
    releaseNote: json.text("releaseNote"),
    sourceUrl: json.text("sourceUrl") || undefined,
    content: graph === undefined ? json.objects("jobs").map(readJobName).toReversed() : readGraph(graph),
  };
}

function readGraph(graph: JsonReader): ArchivedGraph {
  return {
    jobNodes: graph.objects("jobNodes").map((node) => {
      const job = node.object("job");
      if (job === undefined) throw node.invalid(`"job" is missing`);
      return {
        id: node.requiredText("id"),
        job: readJobName(job),
        nextNodes: node.texts("nextNodes"),
        position: readPosition(node),
      };
    }),
    conditionNodes: graph.objects("conditionNodes").map((node) => ({
      id: node.requiredText("id"),
      nextNodesSuccess: node.texts("nextNodesSuccess"),
      nextNodesFailure: node.texts("nextNodesFailure"),
      position: readPosition(node),
      condition: readCondition(node.object("condition")),
    })),
  };
}

/** The plugin writes the job once more where its name should be. */
function readJobName(job: JsonReader): ArchivedJobName {
  const nested = objectIfAny(job, "name");
  return {
    id: job.text("id") || nested?.text("id") || undefined,
    name: (nested ?? job).text("name") || undefined,
  };
}

function objectIfAny(json: JsonReader, key: string): JsonReader | undefined {
  try {
    return json.object(key);
  } catch (error) {
    if (isFootbridgeError(error, "INVALID_INPUT")) return undefined;
    throw error;
  }
}

function readPosition(node: JsonReader): NodePositionInput | null {
  const position = node.object("position");
  const [x, y] = [position?.number("x"), position?.number("y")];
  return x === undefined || y === undefined ? null : { x, y };
}

/** The jobs of a graph that is a chain, in its order; `undefined` for any other graph. */
function chainOf({ jobNodes, conditionNodes }: ArchivedGraph): readonly ArchivedJobName[] | undefined {
  if (conditionNodes.length > 0 || jobNodes.length === 0) return undefined;
  const byId = new Map(jobNodes.map((node) => [node.id, node]));
  const led = new Set(jobNodes.flatMap(({ nextNodes }) => nextNodes));
  const chain: ArchivedJobName[] = [];
  let node = jobNodes.find(({ id }) => !led.has(id));
  while (node !== undefined && chain.length < jobNodes.length) {
    chain.push(node.job);
    const [next, ...others] = node.nextNodes;
    if (others.length > 0) return undefined;
    node = next === undefined ? undefined : byId.get(next);
  }
  return chain.length === jobNodes.length && node === undefined ? chain : undefined;
}
