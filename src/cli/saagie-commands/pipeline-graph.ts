import type { PipelinesGetResult, PipelineNodeStatus } from "../../saagie/index.ts";

type PlatformGraph = NonNullable<PipelinesGetResult["versions"][number]["graph"]>;

/** One node of a drawing. */
export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  readonly isCondition: boolean;
  /** How it is doing in the run that is shown, if one is. */
  readonly status?: string;
}

/** What follows what in a drawing; `label` tells which way a condition has gone. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: "yes" | "no";
}

/** A pipeline, ready to be drawn. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Reads the graph of a version of a pipeline, with the states of its nodes in a run. */
export function drawingOf(graph: PlatformGraph, statuses: readonly PipelineNodeStatus[] = []): Drawing {
  // Lists may be absent in answers.
  const [jobNodes, conditionNodes] = [graph.jobNodes ?? [], graph.conditionNodes ?? []];
  const stateOf = new Map(statuses.map(({ nodeId, status }) => [nodeId, status]));
  const withStatus = (node: Omit<DrawnNode, "status">): DrawnNode => {
    const status = stateOf.get(node.id);
    return status === undefined ? node : { ...node, status };
  };
  return {
    nodes: [
      ...jobNodes.map(({ id, job }) => withStatus({ id, label: job.name, isCondition: false })),
      ...conditionNodes.map(({ id, condition }) =>
        withStatus({ id, label: textOf(condition), isCondition: true }),
      ),
    ],
    edges: [
      ...jobNodes.flatMap(({ id, nextNodes }) => edgesTo(id, nextNodes)),
      ...conditionNodes.flatMap(({ id, nextNodesSuccess, nextNodesFailure }) => [
        ...edgesTo(id, nextNodesSuccess, "yes"),
        ...edgesTo(id, nextNodesFailure, "no"),
      ]),
    ],
  };
}

function edgesTo(
  from: string,
  targets: readonly string[] | null,
  label?: "yes" | "no",
): readonly DrawnEdge[] {
  return (targets ?? []).map((to) => ({ from, to, ...(label === undefined ? {} : { label }) }));
}

/** The nodes in columns: each after all that lead to it. */
export function columnsOf({ nodes, edges }: Drawing): readonly (readonly DrawnNode[])[] {
  const depths = new Map<string, number>();
  const depthOf = (id: string, way: ReadonlySet<string>): number => {
    const known = depths.get(id);
    // The platform refuses cycles; should one come, it is not followed for ever.
    if (known !== undefined || way.has(id)) return known ?? 0;
    const before = edges.filter(({ to }) => to === id).map(({ from }) => from);
    const depth = before.reduce((most, from) => Math.max(most, depthOf(from, new Set([...way, id])) + 1), 0);
    depths.set(id, depth);
    return depth;
  };
  const columns: DrawnNode[][] = [];
  for (const node of nodes) (columns[depthOf(node.id, new Set())] ??= []).push(node);
  return columns.map((column) => column ?? []);
}

type PlatformCondition = NonNullable<PlatformGraph["conditionNodes"]>[number]["condition"];

function textOf(condition: PlatformCondition): string {
  return condition.__typename === "ConditionExpression"
    ? condition.expression
    : condition.value.replaceAll(/([a-z])([A-Z])/gu, "$1 $2").toLowerCase();
}
