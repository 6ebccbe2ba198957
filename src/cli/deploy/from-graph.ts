import type { FilePipeline, FileStep } from "./project-file.ts";

/** The graph of a version of a pipeline, as an export holds it. */
export interface ArchivedGraph {
  readonly jobNodes: readonly {
    readonly id: string;
    readonly job: { readonly name: string };
    readonly nextNodes: readonly string[] | null;
    readonly position: Position | null;
  }[];
  readonly conditionNodes: readonly {
    readonly id: string;
    readonly condition?: { readonly value?: string; readonly expression?: string } | null;
    readonly nextNodesSuccess: readonly string[] | null;
    readonly nextNodesFailure: readonly string[] | null;
    readonly position: Position | null;
  }[];
}

interface Position {
  readonly x: number;
  readonly y: number;
}

/** The steps of a graph, each with a name that says what it does; a pipeline that is linear has jobs in a row. */
export function toSteps(graph: ArchivedGraph, isLinear: boolean): Pick<FilePipeline, "jobs" | "steps"> {
  const row = isLinear ? rowOf(graph) : undefined;
  if (row !== undefined) return { jobs: row };
  const names = namesOf(graph);
  const list = (ids: readonly string[] | null): readonly string[] | undefined => {
    const found = (ids ?? []).flatMap((id) => names.get(id) ?? []);
    return found.length === 0 ? undefined : found;
  };
  const steps: [string, FileStep][] = [
    ...graph.jobNodes.map(({ id, job, nextNodes, position }): [string, FileStep] => {
      const next = list(nextNodes);
      return [names.get(id) ?? id, { job: job.name, ...(next && { next }), ...placed(id, position) }];
    }),
    ...graph.conditionNodes.map((node): [string, FileStep] => {
      const { id, condition, nextNodesSuccess, nextNodesFailure, position } = node;
      const [yes, no] = [list(nextNodesSuccess), list(nextNodesFailure)];
      const text = condition?.expression ?? condition?.value ?? "AllSuccessOrSkipped";
      return [
        names.get(id) ?? id,
        { condition: text, ...(yes && { yes }), ...(no && { no }), ...placed(id, position) },
      ];
    }),
  ];
  return { steps: Object.fromEntries(steps) };
}

/** Ids and places are kept: with others it would be another graph to the platform. */
function placed(id: string, position: Position | null): Pick<FileStep, "id" | "at"> {
  return { id, ...(position === null ? {} : { at: [position.x, position.y] }) };
}

function namesOf({ jobNodes, conditionNodes }: ArchivedGraph): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const wanted = [
    ...jobNodes.map(({ id, job }) => [id, job.name] as const),
    ...conditionNodes.map(({ id }) => [id, "condition"] as const),
  ];
  for (const [id, wish] of wanted) {
    let name = wish;
    for (let number = 2; taken.has(name); number += 1) name = `${wish} ${number}`;
    taken.add(name);
    names.set(id, name);
  }
  return names;
}

/** The jobs of a graph that is a row; `undefined` for any other. */
function rowOf({ jobNodes, conditionNodes }: ArchivedGraph): readonly string[] | undefined {
  if (conditionNodes.length > 0) return undefined;
  const led = new Set(jobNodes.flatMap(({ nextNodes }) => nextNodes ?? []));
  const row: string[] = [];
  let node = jobNodes.find(({ id }) => !led.has(id));
  while (node !== undefined && row.length < jobNodes.length) {
    row.push(node.job.name);
    const [next, other] = node.nextNodes ?? [];
    if (other !== undefined) return undefined;
    node = jobNodes.find(({ id }) => id === next);
  }
  return row.length === jobNodes.length ? row : undefined;
}
