import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { ALL_RIGHTS, grantOf, isNone, NO_RIGHTS, type Rights } from "../wire/permissions.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { AppRecord } from "./records.ts";
import { findOwnApp, happened } from "./rules.ts";

/** Who may do what with an app. */
export const appPemRoutes: readonly Route[] = [
  route("GET /apps/v2/{appId}/pems", "apps.listPermissions", list),
  route("POST /apps/v2/{appId}/pems", "apps.updateApplicationPermissions", grant),
  route("DELETE /apps/v2/{appId}/pems", "apps.deletePermissions", clear),
  route("GET /apps/v2/{appId}/pems/{username}", "apps.listPermissionsForUser", list),
  route("POST /apps/v2/{appId}/pems/{username}", "apps.updatePermissionsForUser", grant),
  route("DELETE /apps/v2/{appId}/pems/{username}", "apps.deletePermissionsForUser", revoke),
];

function managed(call: AgaveCall): AppRecord {
  const app = findOwnApp(call);
  if (app.isPublic) throw new ServiceError(501, "Permissions are not supported on public apps");
  return app;
}

function shown(call: AgaveCall, { id }: AppRecord, [username, rights]: readonly [string, Rights]): object {
  const { read, write, execute } = rights;
  return {
    username,
    internalUsername: null,
    permission: { read, write, execute },
    _links: {
      self: call.link(`/apps/v2/${id}/pems/${username}`),
      app: call.link(`/apps/v2/${id}`),
      profile: call.link(`/profiles/v2/${username}`),
    },
  };
}

function list(call: AgaveCall): Answer {
  const app = managed(call);
  const username = call.param("username");
  const all: readonly (readonly [string, Rights])[] = [[app.owner, ALL_RIGHTS], ...Object.entries(app.pems)];
  const found = all.filter(([name]) => username === "" || name === username);
  // Of somebody without rights it is said that there are none.
  const rows = found.length === 0 && username !== "" ? [[username, NO_RIGHTS] as const] : found;
  return { result: paged(rows, call.query).map((row) => shown(call, app, row)) };
}

async function grant(call: AgaveCall): Promise<Answer> {
  const app = managed(call);
  const { username, rights } = grantOf(await call.fields(), call.param("username") || undefined);
  set(call, app, [username, rights]);
  const none = isNone(rights);
  return { status: none ? 200 : 201, ...(!none && { result: shown(call, app, [username, rights]) }) };
}

function set(call: AgaveCall, app: AppRecord, [username, rights]: readonly [string, Rights]): void {
  // The owner's rights stay.
  if (username === app.owner) return;
  if (isNone(rights)) delete app.pems[username];
  else app.pems[username] = rights;
  const status = isNone(rights) ? "PERMISSION_REVOKE" : "PERMISSION_GRANT";
  happened(
    app,
    { status, description: `Permissions of ${username} were changed`, body: { id: app.id } },
    call,
  );
}

function revoke(call: AgaveCall): Answer {
  set(call, managed(call), [call.param("username"), NO_RIGHTS]);
  return {};
}

function clear(call: AgaveCall): Answer {
  const app = managed(call);
  for (const username of Object.keys(app.pems)) set(call, app, [username, NO_RIGHTS]);
  return {};
}
