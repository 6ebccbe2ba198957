import type { AgaveCall } from "../wire/call.ts";
import { shownEvent } from "../wire/history.ts";
import { ordered } from "../wire/ordering.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { searchFields, searchTest } from "../wire/searching.ts";
import { badRequest, ServiceError } from "../wire/service-error.ts";
import { isObject, textOf, type JsonObject } from "../wire/values.ts";
import { hide, reset, restore, resubmit, stop } from "./actions.ts";
import { isAloe } from "./aloe.ts";
import { listJobs, searchJobs } from "./listing.ts";
import { downloadOutput, listOutputs } from "./outputs.ts";
import { jobPemRoutes } from "./pems.ts";
import { findJob, findOwnJob } from "./rules.ts";
import { detailOf } from "./shown.ts";
import { startJob } from "./execution/start.ts";
import { submitJob } from "./submission.ts";

/** What both services have. */
const COMMON: readonly Route[] = [
  route("GET /jobs/v2", "jobs.list", listJobs),
  route("POST /jobs/v2", "jobs.submit", submit),
  route("GET /jobs/v2/search/{terms*}", "jobs.search", searchJobs),
  route("GET /jobs/v2/{jobId}", "jobs.get", get),
  route("GET /jobs/v2/{jobId}/status", "jobs.getStatus", status),
  route("GET /jobs/v2/{jobId}/history", "jobs.getHistory", history),
  route("GET /jobs/v2/{jobId}/outputs/listings/{path*}", "jobs.listOutputs", listOutputs),
  route("GET /jobs/v2/{jobId}/outputs/media/{path*}", "jobs.downloadOutput", downloadOutput),
  ...jobPemRoutes,
];

/** The jobs service. */
export const jobRoutes: readonly Route[] = [
  ...COMMON,
  route("POST /jobs/v2/{jobId}", "jobs.manage", manage),
  route("PUT /jobs/v2/{jobId}", "jobs.manage", manage),
  route("DELETE /jobs/v2/{jobId}", "jobs.delete", hide),
];

/** The newer jobs service: it has a route for each action, some under several names. */
export const aloeJobRoutes: readonly Route[] = [
  ...COMMON,
  ...["cancel", "kill", "stop"].map((name) => route(`POST /jobs/v2/{jobId}/${name}`, "jobs.cancel", cancel)),
  route("POST /jobs/v2/{jobId}/hide", "jobs.hide", hide),
  route("POST /jobs/v2/{jobId}/unhide", "jobs.unhide", restore),
  route("POST /jobs/v2/{jobId}/resubmit", "jobs.resubmit", resubmit),
];

const HISTORY_FIELDS = searchFields({ text: "id status description createdBy ipAddress", date: "created" });

async function submit(call: AgaveCall): Promise<Answer> {
  const job = submitJob(call, await readSubmission(call));
  const result = detailOf(job, call);
  startJob(job, call);
  return { status: 201, result };
}

/** JSON, or a file of it in a form; the newer service takes JSON alone. */
async function readSubmission(call: AgaveCall): Promise<JsonObject> {
  const { fields, files, kind } = await call.body();
  if (isAloe(call) && kind === "form") throw new ServiceError(415, "Jobs are submitted as JSON");
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
      return hide(call);
    case "restore":
      return restore(call);
    case "reset":
      return reset(call);
    default:
      throw badRequest(`Invalid action ${action || "(none)"}`);
  }
}

function cancel(call: AgaveCall): Answer {
  const job = findOwnJob(call);
  stop(call, job);
  return { result: detailOf(job, call) };
}
