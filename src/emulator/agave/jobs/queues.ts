import type { AppRecord } from "../apps/records.ts";
import type { QueueRecord, SystemRecord } from "../systems/records.ts";
import { badRequest } from "../wire/service-error.ts";
import { durationOf, gigabytesOf, numberOf, textOf, type JsonObject } from "../wire/values.ts";

/** What a job takes up. */
export interface Demands {
  readonly batchQueue: string;
  readonly nodeCount: number;
  readonly processorsPerNode: number;
  readonly memoryPerNode: number;
  readonly maxRunTime: string;
}

interface Wanted {
  readonly nodeCount: number;
  readonly processorsPerNode: number;
  readonly memoryPerNode: number | undefined;
  readonly maxRunTime: string | undefined;
}

/** Where a job may wait; in the newer service a limit below zero means something else. */
export interface Queues {
  readonly system: SystemRecord;
  readonly isAloe: boolean;
}

/**
 * Finds the queue for a job, and what the job takes up there.
 *
 * @throws ServiceError 400 for a queue that there is not, and for a job that fits nowhere
 */
export function fitQueue(body: JsonObject, app: AppRecord, { system: { queues }, isAloe }: Queues): Demands {
  const wanted = readWanted(body, app);
  const misfit = isAloe ? misfitOfAloe : misfitOf;
  const name = textOf(body["batchQueue"]) || textOf(app.more["defaultQueue"]);
  if (name !== undefined) {
    const named = queues.find((queue) => queue.name === name);
    if (named === undefined) throw badRequest(`Invalid batchQueue value: there is no queue ${name}`);
    const reason = misfit(named, wanted);
    if (reason !== undefined) throw badRequest(`The job does not fit queue ${name}: ${reason}`);
    return taken(named, wanted);
  }
  const byDefault = queues.toSorted((left, right) => Number(right.default) - Number(left.default));
  const found = byDefault.find((queue) => misfit(queue, wanted) === undefined);
  if (found === undefined) throw badRequest("No queue of the execution system fits the job");
  return taken(found, wanted);
}

function readWanted(body: JsonObject, { more }: AppRecord): Wanted {
  const maxRunTime = textOf(body["maxRunTime"]) || textOf(more["defaultMaxRunTime"]) || undefined;
  if (maxRunTime !== undefined && durationOf(maxRunTime) === undefined)
    throw badRequest("Invalid maxRunTime value: it is HH:mm:ss");
  const memory = body["memoryPerNode"] ?? more["defaultMemoryPerNode"] ?? undefined;
  const memoryPerNode = memory === undefined ? undefined : gigabytesOf(memory);
  if (memory !== undefined && memoryPerNode === undefined) throw badRequest("Invalid memoryPerNode value");
  return {
    nodeCount: positive(body["nodeCount"] ?? more["defaultNodeCount"] ?? 1, "nodeCount"),
    processorsPerNode: positive(
      body["processorsPerNode"] ?? more["defaultProcessorsPerNode"] ?? 1,
      "processorsPerNode",
    ),
    memoryPerNode,
    maxRunTime,
  };
}

function positive(value: unknown, name: string): number {
  const number = numberOf(value);
  if (number === undefined || !Number.isInteger(number) || number < 1)
    throw badRequest(`Invalid ${name} value`);
  return number;
}

/** Why a job does not fit a queue of the newer service: one with a limit below zero takes no jobs. */
function misfitOfAloe(queue: QueueRecord, wanted: Wanted): string | undefined {
  const limits = ["maxJobs", "maxUserJobs", "maxNodes", "maxProcessorsPerNode", "maxMemoryPerNode"] as const;
  const shut = limits.find((limit) => queue[limit] < 0);
  return shut === undefined ? misfitOf(queue, wanted) : `its ${shut} is below zero`;
}

/** Why a job does not fit a queue; a limit below zero is none. */
function misfitOf(queue: QueueRecord, wanted: Wanted): string | undefined {
  const over = (limit: number, value: number | undefined): boolean =>
    limit >= 0 && value !== undefined && value > limit;
  if (over(queue.maxNodes, wanted.nodeCount)) return "too many nodes";
  if (over(queue.maxProcessorsPerNode, wanted.processorsPerNode)) return "too many processors per node";
  if (over(queue.maxMemoryPerNode, wanted.memoryPerNode)) return "too much memory per node";
  const longest = durationOf(queue.maxRequestedTime) ?? -1;
  return over(longest, durationOf(wanted.maxRunTime)) ? "too long a run time" : undefined;
}

function taken(queue: QueueRecord, { memoryPerNode, maxRunTime, ...wanted }: Wanted): Demands {
  return {
    ...wanted,
    batchQueue: queue.name,
    memoryPerNode: memoryPerNode ?? Math.max(queue.maxMemoryPerNode, 1),
    maxRunTime: maxRunTime ?? queue.maxRequestedTime ?? "24:00:00",
  };
}
