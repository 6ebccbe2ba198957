import type { AgaveCall } from "../wire/call.ts";
import { shownEvent } from "../wire/history.ts";
import { ordered } from "../wire/ordering.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { searchFields, searchTest } from "../wire/searching.ts";
import { badRequest, forbidden, notFound } from "../wire/service-error.ts";
import { isObject, textOf, type JsonObject } from "../wire/values.ts";
import { startJob } from "./start.ts";
import { listJobs, searchJobs } from "./listing.ts";
import { downloadOutput, listOutputs } from "./outputs.ts";
import { jobPemRoutes } from "./pems.ts";
import type { JobRecord } from "./records.ts";
import { enter, findJob, findOwnJob, happened, isFinal } from "./rules.ts";
import { detailOf } from "./shown.ts";
import { submitJob } from "./submission.ts";

/** The jobs service. */
export const jobRoutes: readonly Route[] = [
  route("GET /jobs/v2", "jobs.list", listJobs),
  route("POST /jobs/v2", "jobs.submit", submit),
  route("GET /jobs/v2/search/{terms*}", "jobs.search", searchJobs),
  route("GET /jobs/v2/{jobId}", "jobs.get", get),
  route("POST /jobs/v2/{jobId}", "jobs.manage", manage),
  route("PUT /jobs/v2/{jobId}", "jobs.manage", manage),
  route("DELETE /jobs/v2/{jobId}", "jobs.delete", remove),
  route("GET /jobs/v2/{jobId}/status", "jobs.getStatus", status),
  route("GET /jobs/v2/{jobId}/history", "jobs.getHistory", history),
  route("GET /jobs/v2/{jobId}/outputs/listings/{path*}", "jobs.listOutputs", listOutputs),
  route("GET /jobs/v2/{jobId}/outputs/media/{path*}", "jobs.downloadOutput", downloadOutput),
  ...jobPemRoutes,
];

const HISTORY_FIELDS = searchFields({ text: "id status description createdBy ipAddress", date: "created" });

async function submit(call: AgaveCall): Promise<Answer> {
  const job = submitJob(call, await readSubmission(call));
  const result = detailOf(job, call);
  startJob(job, call);
  return { status: 201, result };
}

/** JSON, or a file of it in a form. */
async function readSubmission(call: AgaveCall): Promise<JsonObject> {
  const { fields, files } = await call.body();
  const [file] = files.values();
  if (file === undefined) return fields;
  try {
    const value = JSON.parse(await file.text()) as unknown;
    return isObject(value) ? value : {};
  } catch {
    throw badRequest("The file is not valid JSON");
  }
}

function get(call: AgaveCall): Answer {
  return { result: detailOf(findJob(call), call) };
}

function status(call: AgaveCall): Answer {
  const job = findJob(call);
  const { id } = job;
  return { result: { id, status: job.status, _links: { self: call.link(`/jobs/v2/${id}`) } } };
}

function history(call: AgaveCall): Answer {
  const test = searchTest({ terms: call.query, fields: HISTORY_FIELDS, now: call.now });
  const rows = findJob(call).history.map(shownEvent).filter(test);
  const otherwise = { by: "created", order: "asc" } as const;
  return { result: paged(ordered(rows, call.query, { fields: HISTORY_FIELDS, otherwise }), call.query) };
}

async function manage(call: AgaveCall): Promise<Answer> {
  const action = (textOf((await call.fields())["action"]) ?? "").toLowerCase();
  switch (action) {
    case "stop":
      stop(call, findOwnJob(call));
      return {};
    case "resubmit":
      return resubmit(call);
    case "hide":
      return remove(call);
    case "restore":
      return restore(call);
    case "reset":
      return reset(call);
    default:
      throw badRequest(`Invalid action ${action || "(none)"}`);
  }
}

function stop(call: AgaveCall, job: JobRecord): void {
  if (isFinal(job.status)) throw badRequest(`Job ${job.id} is not running any more`);
  enter(job, { status: "STOPPED", description: "Job stopped by user", by: call.username }, call);
  call.services.processes.stop(job.id);
}

/** A new job with the same inputs and parameters. */
function resubmit(call: AgaveCall): Answer {
  const old = findOwnJob(call);
  const { name, appId, batchQueue, nodeCount, processorsPerNode, memoryPerNode, maxRunTime, archive } = old;
  const isOwnPath = old.archivePath?.includes(old.id) === false;
  const job = submitJob(call, {
    name,
    appId,
    batchQueue,
    nodeCount,
    processorsPerNode,
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
function remove(call: AgaveCall): Answer {
  const job = findOwnJob(call);
  if (!isFinal(job.status)) stop(call, job);
  job.isVisible = false;
  happened(job, { status: "DELETED", description: "Job was deleted by user", by: call.username }, call);
  return {};
}

function restore(call: AgaveCall): Answer {
  const job = call.world.jobs.get(call.param("jobId"));
  if (job === undefined) throw notFound(`No job found with id ${call.param("jobId")}`);
  if (job.owner !== call.username && !call.caller.isAdmin) throw forbidden("Only the owner restores a job");
  job.isVisible = true;
  happened(job, { status: "RESTORED", description: "Job was restored", by: call.username }, call);
  return { result: detailOf(job, call) };
}

/** Lets a job that has not ended begin anew. */
function reset(call: AgaveCall): Answer {
  if (!call.caller.isAdmin) throw forbidden("Only administrators reset jobs");
  const job = findOwnJob(call);
  Object.assign(job, { localId: null, outputPath: null, startTime: null, endTime: null, message: null });
  enter(job, { status: "PENDING", description: "Job was reset", by: call.username }, call);
  startJob(job, call);
  return { result: detailOf(job, call) };
}
