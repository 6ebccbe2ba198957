import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { ALL_RIGHTS, grantOf, isNone, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import type { JobRecord } from "./records.ts";
import { findJob, findOwnJob, happened } from "./rules.ts";

/** Who may do what with a job. */
export const jobPemRoutes: readonly Route[] = [
  route("GET /jobs/v2/{jobId}/pems", "jobs.listPermissions", list),
  route("POST /jobs/v2/{jobId}/pems", "jobs.updatePermissions", grant),
  route("DELETE /jobs/v2/{jobId}/pems", "jobs.deletePermissions", clear),
  route("GET /jobs/v2/{jobId}/pems/{username}", "jobs.listPermissionsForUser", list),
  route("POST /jobs/v2/{jobId}/pems/{username}", "jobs.updatePermissionsForUser", grant),
  route("DELETE /jobs/v2/{jobId}/pems/{username}", "jobs.deletePermissionsForUser", revoke),
];

function shown(call: AgaveCall, { id }: JobRecord, [username, rights]: readonly [string, Rights]): object {
  return {
    username,
    internalUsername: null,
    permission: { read: rights.read, write: rights.write },
    _links: {
      self: call.link(`/jobs/v2/${id}/pems/${username}`),
      parent: call.link(`/jobs/v2/${id}`),
      profile: call.link(`/profiles/v2/${username}`),
    },
  };
}

function list(call: AgaveCall): Answer {
  const job = findJob(call);
  const username = call.param("username");
  const all: readonly (readonly [string, Rights])[] = [[job.owner, ALL_RIGHTS], ...Object.entries(job.pems)];
  const rows = all.filter(([name]) => username === "" || name === username);
  return { result: paged(rows, call.query).map((row) => shown(call, job, row)) };
}

async function grant(call: AgaveCall): Promise<Answer> {
  const job = findOwnJob(call);
  const { username, rights } = grantOf(await call.fields(), call.param("username") || undefined);
  set(call, job, [username, { ...rights, execute: false }]);
  if (isNone(rights)) return {};
  return { status: 201, result: shown(call, job, [username, rights]) };
}

function set(call: AgaveCall, job: JobRecord, [username, rights]: readonly [string, Rights]): void {
  // The owner's rights stay.
  if (username === job.owner) return;
  if (isNone(rights)) delete job.pems[username];
  else job.pems[username] = rights;
  const status = isNone(rights) ? "PERMISSION_REVOKE" : "PERMISSION_GRANT";
  happened(job, { status, description: `Permissions of ${username} were changed`, by: call.username }, call);
}

function revoke(call: AgaveCall): Answer {
  set(call, findOwnJob(call), [call.param("username"), NO_RIGHTS]);
  return {};
}

function clear(call: AgaveCall): Answer {
  const job = findOwnJob(call);
  for (const username of Object.keys(job.pems)) set(call, job, [username, NO_RIGHTS]);
  return {};
}
