import type { BatchCaller, Caller } from "../../core/client.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { NotFoundError } from "../../core/errors.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import {
  pipelinesOperations,
  type PipelinesInstanceStatusResult,
} from "../../../generated/saagie/methods.ts";
import type { InstanceStatus } from "../../../generated/saagie/platform.ts";
import { isFinalStatus } from "../jobs/runs.ts";
import { waitForRun, type StoppableWaitOptions } from "../runs/wait-for-run.ts";

/** How far a run of a pipeline has come, and each of its nodes. */
export type PipelineRun = PipelinesInstanceStatusResult;

/** How far one node of a run has come. */
export type PipelineNodeStatus = PipelineRun["nodeStatuses"][number];

/** Options of a wait for a run of a pipeline. */
export interface PipelineRunWaitOptions extends StoppableWaitOptions {
  /**
   * Called whenever the status of the run has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onStatus?: (status: InstanceStatus, run: PipelineRun) => void;
  /**
   * Called for each node whose status has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onNodeStatus?: (node: PipelineNodeStatus, run: PipelineRun) => void;
}

/**
 * Watches runs of pipelines: all watchers of a client share one aliased query per tick and hundred runs.
 *
 * @remarks A run is over when its own status is: it fails with its first job, and nothing says how long a platform leaves
 * the nodes that are never reached in `AWAITING`.
 */
export function createPipelineRunWatcher(batch: BatchCaller, clock: Clock): Watcher<PipelineRun> {
  return createWatcher<PipelineRun>({
    clock,
    read: (ids, signal) => batch(pipelinesOperations.instanceStatus, ids, { signal }),
    isFinal: ({ status }) => isFinalStatus(status),
    label: ({ status }) => status,
    mark: ({ status, nodeStatuses }) =>
      [status, ...nodeStatuses.map((node) => `${node.nodeId} ${node.status}`).toSorted()].join("\n"),
    missing: (id) =>
      new NotFoundError(`The pipeline instance ${id} does not exist, or is not visible to this user.`),
  });
}

/** What a wait needs. */
export interface PipelineWaiting {
  readonly call: Caller;
  readonly watcher: Watcher<PipelineRun>;
  readonly id: string;
}

/** Follows a run of a pipeline to its end and returns its last state. */
export function waitForPipelineRun(
  { call, watcher, id }: PipelineWaiting,
  options: PipelineRunWaitOptions,
): Promise<PipelineRun> {
  let last: InstanceStatus | undefined;
  const lastOfNodes = new Map<string, InstanceStatus>();
  const onState = (run: PipelineRun): void => {
    if (run.status !== last) options.onStatus?.(run.status, run);
    last = run.status;
    for (const node of run.nodeStatuses) {
      if (lastOfNodes.get(node.nodeId) !== node.status) options.onNodeStatus?.(node, run);
      lastOfNodes.set(node.nodeId, node.status);
    }
  };
  const stop = (): Promise<unknown> => call(pipelinesOperations.stop, { pipelineInstanceId: id });
  return waitForRun({ watcher, id, what: "pipeline instance", stop, onState }, options);
}
