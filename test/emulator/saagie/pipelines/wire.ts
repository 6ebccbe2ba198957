import type { Answer, Wire } from "../wire.ts";

/** Ids of nodes, for tests to choose as clients do. */
export const A = "00000000-0000-4000-8000-00000000000a";
export const B = "00000000-0000-4000-8000-00000000000b";
export const C = "00000000-0000-4000-8000-00000000000c";
export const D = "00000000-0000-4000-8000-00000000000d";
export const E = "00000000-0000-4000-8000-00000000000e";
export const F = "00000000-0000-4000-8000-00000000000f";

export interface Graph {
  readonly jobNodes?: readonly object[];
  readonly conditionNodes?: readonly object[];
}

export function jobNode(
  id: string,
  job: string,
  nextNodes: readonly string[] = [],
  more: object = {},
): object {
  return { id, job: { id: job }, nextNodes, ...more };
}

interface Branches {
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
}

export function conditionNode(id: string, condition: object | null, { yes = [], no = [] }: Branches): object {
  return { id, condition, nextNodesSuccess: yes, nextNodesFailure: no };
}

export function statusNode(id: string, value: string, branches: Branches): object {
  return conditionNode(id, { status: { value } }, branches);
}

export function expressionNode(id: string, expression: string, branches: Branches): object {
  return conditionNode(id, { custom: { expression } }, branches);
}

export const CREATE_PIPELINE =
  "mutation ($pipeline: GraphPipelineInput) { createGraphPipeline(pipeline: $pipeline) { id } }";

/** What a pipeline is created from. */
export function graphPipeline(projectId: string, graph: Graph, fields: object = {}): { pipeline: object } {
  return { pipeline: { projectId, name: "Nightly", alias: "Nightly", isScheduled: false, graph, ...fields } };
}

/** Makes a pipeline. */
export async function makePipeline(
  wire: Wire,
  projectId: string,
  graph: Graph,
  fields: object = {},
): Promise<string> {
  const answer = await wire.post<{ createGraphPipeline: { id: string } }>(
    CREATE_PIPELINE,
    graphPipeline(projectId, graph, fields),
  );
  return unwrap(answer).createGraphPipeline.id;
}

/** Makes a linear pipeline. */
export async function makeLinear(
  wire: Wire,
  projectId: string,
  jobsId: readonly string[],
  fields: object = {},
): Promise<string> {
  const answer = await wire.post<{ createPipeline: { id: string } }>(
    "mutation ($pipeline: PipelineInput) { createPipeline(pipeline: $pipeline) { id } }",
    { pipeline: { projectId, name: "Linear", alias: "Linear", isScheduled: false, jobsId, ...fields } },
  );
  return unwrap(answer).createPipeline.id;
}

/** Starts a run of a pipeline. */
export async function runPipeline(wire: Wire, id: string): Promise<string> {
  const answer = await wire.post<{ runPipeline: { id: string } }>(
    "mutation ($id: UUID!) { runPipeline(pipelineId: $id) { id } }",
    { id },
  );
  return unwrap(answer).runPipeline.id;
}

export const STOP_PIPELINE =
  "mutation ($id: UUID!) { stopPipelineInstance(pipelineInstanceId: $id) { id status endTime } }";

export interface RunView {
  readonly status: string;
  readonly endTime: string | null;
  /** The states of the nodes, by the last letter of their ids. */
  readonly nodes: Readonly<Record<string, string>>;
}

/** Reads how far a run of a pipeline has come. */
export async function readRun(wire: Wire, id: string): Promise<RunView> {
  const answer = await wire.post<{
    pipelineInstance: {
      status: string;
      endTime: string | null;
      nodeStatuses: readonly { nodeId: string; status: string }[];
    };
  }>("query ($id: UUID!) { pipelineInstance(id: $id) { status endTime nodeStatuses { nodeId status } } }", {
    id,
  });
  const { status, endTime, nodeStatuses } = unwrap(answer).pipelineInstance;
  const nodes = Object.fromEntries(nodeStatuses.map((node) => [node.nodeId.slice(-1), node.status]));
  return { status, endTime, nodes };
}

/** The data of an answer without errors. */
function unwrap<Data>({ data, errors }: Answer<Data>): Data {
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Asks, and expects an answer without errors. */
export async function ask<Data>(wire: Wire, query: string, variables: object = {}): Promise<Data> {
  return unwrap(await wire.post<Data>(query, variables));
}
