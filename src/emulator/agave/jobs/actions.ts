import type { AgaveCall } from "../wire/call.ts";
import type { Answer } from "../wire/route.ts";
import { badRequest, forbidden, notFound } from "../wire/service-error.ts";
import type { JsonObject } from "../wire/values.ts";
import { isAloe } from "./aloe.ts";
import type { JobRecord } from "./records.ts";
import { enter, findOwnJob, happened, isFinal } from "./rules.ts";
import { detailOf } from "./shown.ts";
import { startJob } from "./execution/start.ts";
import { submitJob } from "./submission.ts";

/**
 * Ends a job.
 *
 * @throws ServiceError 400 for one that has ended
 */
export function stop(call: AgaveCall, job: JobRecord): void {
  if (isFinal(job.status)) throw badRequest(`Job ${job.id} is not running any more`);
  enter(job, { status: "STOPPED", description: "Job stopped by user", by: call.username }, call);
  call.services.processes.stop(job.id);
}

/** A new job with the same inputs and parameters. */
export function resubmit(call: AgaveCall): Answer {
  const old = findOwnJob(call);
  if (isAloe(call) && old.status === "PENDING") throw badRequest(`Job ${old.id} has not begun yet`);
  const { name, appId, batchQueue, nodeCount, processorsPerNode, memoryPerNode, maxRunTime, archive } = old;
  const isOwnPath = old.archivePath?.includes(old.id) === false;
  const job = submitJob(call, {
    name,
    appId,
    batchQueue,
    nodeCount,
    ...(isAloe(call)
      ? { processorsOnEachNode: processorsPerNode, archiveOnAppError: old.archiveOnAppError === true }
      : { processorsPerNode }),
    memoryPerNode,
    maxRunTime,
    archive,
    ...(archive && { archiveSystem: old.archiveSystem }),
    ...(archive && isOwnPath && { archivePath: old.archivePath }),
    inputs: visibleOnly(call, appId, old.inputs),
    parameters: visibleOnly(call, appId, old.parameters),
  });
  const result = detailOf(job, call);
  startJob(job, call);
  return { status: 202, result };
}

/** Values that nobody may give come from the app again. */
function visibleOnly({ world }: AgaveCall, appId: string, values: JsonObject): JsonObject {
  const app = world.apps.get(appId);
  const hidden = new Set(
    [...(app?.inputs ?? []), ...(app?.parameters ?? [])]
      .filter(({ value }) => value["visible"] === false)
      .map(({ id }) => id),
  );
  return Object.fromEntries(Object.entries(values).filter(([id]) => !hidden.has(id)));
}

/** Hides a job; one that is running is stopped first. What it has archived stays. */
export function hide(call: AgaveCall): Answer {
  const job = findOwnJob(call);
  if (!isFinal(job.status)) stop(call, job);
  job.isVisible = false;
  happened(job, { status: "DELETED", description: "Job was deleted by user", by: call.username }, call);
  return {};
}

/** Shows a hidden job again. */
export function restore(call: AgaveCall): Answer {
  const job = call.world.jobs.get(call.param("jobId"));
  if (job === undefined) throw notFound(`No job found with id ${call.param("jobId")}`);
  if (job.owner !== call.username && !call.caller.isAdmin) throw forbidden("Only the owner restores a job");
  job.isVisible = true;
  happened(job, { status: "RESTORED", description: "Job was restored", by: call.username }, call);
  return { result: detailOf(job, call) };
}

/** Lets a job that has not ended begin anew. */
export function reset(call: AgaveCall): Answer {
  if (!call.caller.isAdmin) throw forbidden("Only administrators reset jobs");
  const job = findOwnJob(call);
  Object.assign(job, { localId: null, outputPath: null, startTime: null, endTime: null, message: null });
  enter(job, { status: "PENDING", description: "Job was reset", by: call.username }, call);
  startJob(job, call);
  return { result: detailOf(job, call) };
}
