import { InvalidInputError } from "../../core/errors.ts";
import { buildGraph } from "./graph-building.ts";
import { checkCondition, USUAL_CONDITION, type PipelineCondition } from "./condition.ts";
import { isId } from "../references/urls.ts";
import type {
  PipelineJobReference,
  PipelineNodeOptions,
  PipelineEdgeOptions,
  PipelineNode,
  AnyNode,
  PipelineEdge,
  BuiltGraph,
} from "./graph-nodes.ts";

/** Options of a graph. */
export interface PipelineGraphOptions {
  /** Makes the ids of nodes that are given none. Default: random UUIDs (version 4). */
  readonly newId?: () => string;
}

/** What a graph consists of. */
interface Parts {
  readonly nodes: ReadonlyMap<string, PipelineNode>;
  readonly edges: readonly PipelineEdge[];
}

const NOTHING: Parts = { nodes: new Map(), edges: [] };

/**
 * The graph of a pipeline: jobs, conditions, and what follows what.
 *
 * @remarks It never changes: every method returns another graph, so that one may be used again and again, and varied.
 */
export class PipelineGraph {
  readonly #parts: Parts;
  readonly #newId: () => string;

  /** @internal */
  constructor(newId: () => string, parts: Parts = NOTHING) {
    this.#newId = newId;
    this.#parts = parts;
  }

  /** The nodes, in the order in which they were added. */
  get nodes(): readonly PipelineNode[] {
    return [...this.#parts.nodes.values()];
  }

  /** The edges, in the order in which they were added. */
  get edges(): readonly PipelineEdge[] {
    return this.#parts.edges;
  }

  /**
   * Adds a node that runs a job. One job may be in several nodes.
   *
   * @throws {@link InvalidInputError} when another node has this name, or its id.
   */
  job(name: string, job: PipelineJobReference, options: PipelineNodeOptions = {}): PipelineGraph {
    return this.#with({ ...this.#node(name, options), job });
  }

  /**
   * Adds a node that decides which nodes come next. Default: it holds when all before it succeeded or were skipped.
   *
   * @throws {@link InvalidInputError} when another node has this name, or its id; when the condition is empty or unknown.
   */
  condition(
    name: string,
    condition: PipelineCondition = USUAL_CONDITION,
    options: PipelineNodeOptions = {},
  ): PipelineGraph {
    checkCondition(condition);
    return this.#with({ ...this.#node(name, options), condition });
  }

  /** Lets nodes follow others: each of the second after each of the first. The nodes may be added later. */
  edge(
    from: string | readonly string[],
    to: string | readonly string[],
    options: PipelineEdgeOptions = {},
  ): PipelineGraph {
    const targets = typeof to === "string" ? [to] : to;
    const added = (typeof from === "string" ? [from] : from).flatMap((start) =>
      targets.map((end): PipelineEdge => ({ from: start, to: end, ...options })),
    );
    return this.#and({ edges: [...this.#parts.edges, ...added] });
  }

  /**
   * Checks the graph and puts it into the platform's form, every node in its place.
   *
   * @throws {@link InvalidInputError} for a graph without jobs, an edge to nowhere, a cycle (with the way there), or a
   * condition that nothing leads to or that leads nowhere.
   */
  build(): BuiltGraph {
    return buildGraph(this);
  }

  #node(name: string, { id, position }: PipelineNodeOptions): AnyNode {
    if (name === "") throw new InvalidInputError("A node of the graph has no name.");
    if (this.#parts.nodes.has(name)) {
      throw new InvalidInputError(`The graph has two nodes named "${name}".`, {
        hint: "A job may be in several nodes; each has a name of its own.",
      });
    }
    const settled = id ?? (isId(name) ? name : this.#newId());
    if (!isId(settled))
      throw new InvalidInputError(`The id ${JSON.stringify(settled)} of "${name}" is not a UUID.`);
    if (position !== undefined && !(Number.isFinite(position.x) && Number.isFinite(position.y))) {
      throw new InvalidInputError(`The position of "${name}" should be two numbers.`);
    }
    return { name, id: settled, ...(position === undefined ? {} : { position }) };
  }

  #with(node: PipelineNode): PipelineGraph {
    return this.#and({ nodes: new Map([...this.#parts.nodes, [node.name, node]]) });
  }

  #and(parts: Partial<Parts>): PipelineGraph {
    return new PipelineGraph(this.#newId, { ...this.#parts, ...parts });
  }
}

/**
 * Begins the graph of a pipeline.
 *
 * @example
 * ```ts
 * const graph = pipelineGraph()
 *   .job("load", { name: "Load orders" })
 *   .job("report", { name: "Report" })
 *   .job("alarm", { project: "Operations", name: "Alarm" })
 *   .condition("good", { expression: "double(rmse) < 500.0" })
 *   .edge("load", "good")
 *   .edge("good", "report")
 *   .edge("good", "alarm", { on: "failure" });
 * await saagie.pipelines.create("Sales", { name: "Daily", graph });
 * ```
 */
export function pipelineGraph({ newId = randomId }: PipelineGraphOptions = {}): PipelineGraph {
  return new PipelineGraph(newId);
}

function randomId(): string {
  return globalThis.crypto.randomUUID();
}
