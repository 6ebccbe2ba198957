import type { AgaveCall } from "../wire/call.ts";
import { paged } from "../wire/paging.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { booleanOf, dateText, textOf } from "../wire/values.ts";
import { readAuth } from "./definition.ts";
import type { CredentialRecord, SystemRecord } from "./records.ts";
import { newCredential } from "./registration.ts";
import { demandRole, findSystem, happened } from "./rules.ts";
import { detailOf } from "./shown.ts";

const ROOT = "/systems/v2/{systemId}/credentials";

/** How the platform logs in to a system. */
export const credentialRoutes: readonly Route[] = [
  ["", ""],
  ["/{internalUsername}", "ForInternalUser"],
  ["/{internalUsername}/{credentialType}", "ForInternalUserByType"],
].flatMap(([path = "", name = ""]) => [
  route(`GET ${ROOT}${path}`, `systems.listCredentials${name}`, list),
  route(`POST ${ROOT}${path}`, `systems.updateCredentials${name}`, update),
  route(`DELETE ${ROOT}${path}`, `systems.deleteCredentials${name}`, remove),
]);

function managed(call: AgaveCall): SystemRecord {
  const system = findSystem(call, call.param("systemId"));
  demandRole(call, system, { role: "ADMIN" });
  return system;
}

function typeOf(call: AgaveCall): CredentialRecord["parentType"] | undefined {
  const word = call.param("credentialType").toUpperCase();
  if (word === "") return undefined;
  if (word === "EXECUTION") return "LOGIN";
  if (word !== "STORAGE" && word !== "LOGIN") throw badRequest(`Invalid credential type ${word}`);
  return word;
}

/** The credentials that a path means. */
function meant(call: AgaveCall, system: SystemRecord): readonly CredentialRecord[] {
  const [user, type] = [call.param("internalUsername"), typeOf(call)];
  return system.credentials.filter(
    ({ internalUsername, parentType }) =>
      (user === "" || internalUsername === user) && (type === undefined || parentType === type),
  );
}

function list(call: AgaveCall): Answer {
  const system = managed(call);
  const found = meant(call, system);
  if (found.length === 0) throw notFound("No credentials found");
  return { result: paged(found, call.query).map((credential) => shown(call, system, credential)) };
}

function shown(call: AgaveCall, { id }: SystemRecord, credential: CredentialRecord): object {
  const { parentType, isDefault, internalUsername, type, created, auth } = credential;
  const self = `/systems/v2/${id}/credentials/${internalUsername ?? "default"}/${parentType.toLowerCase()}`;
  return {
    parentType: parentType === "LOGIN" ? "EXECUTION" : parentType,
    default: isDefault,
    internalUsername,
    type,
    created: dateText(created),
    valid: true,
    expirationDate: null,
    ...(auth["server"] !== undefined && { server: auth["server"] }),
    _links: { self: call.link(self), parent: call.link(`/systems/v2/${id}`) },
  };
}

async function update(call: AgaveCall): Promise<Answer> {
  const system = managed(call);
  const fields = await call.fields();
  const user = call.param("internalUsername") || textOf(fields["internalUsername"]) || undefined;
  if (user !== undefined && (textOf(fields["internalUsername"]) || user) !== user)
    throw badRequest("The internalUsername in the URL and that in the body differ");
  const auth = readAuth(fields);
  const isDefault = user === undefined || booleanOf(fields["default"]) === true;
  const types = typesOf(call, system);
  const added = types.map((parentType) =>
    newCredential(
      auth,
      { parentType, isDefault, ...(user !== undefined && { internalUsername: user }) },
      call.services,
    ),
  );
  const kept = system.credentials
    .filter((old) => !(types.includes(old.parentType) && old.internalUsername === (user ?? null)))
    // There is one default for each type.
    .map((old) => (isDefault && types.includes(old.parentType) ? { ...old, isDefault: false } : old));
  system.credentials = [...kept, ...added];
  tell(call, system, isDefault ? "UPDATE_DEFAULT_CREDENTIAL" : "UPDATE_CREDENTIAL");
  return { result: added.map((credential) => shown(call, system, credential)) };
}

function typesOf(call: AgaveCall, { type }: SystemRecord): readonly CredentialRecord["parentType"][] {
  const asked = typeOf(call);
  if (asked !== undefined) return [asked];
  return type === "EXECUTION" ? ["STORAGE", "LOGIN"] : ["STORAGE"];
}

function remove(call: AgaveCall): Answer {
  const system = managed(call);
  const gone = new Set(meant(call, system).filter(({ isDefault }) => !isDefault));
  // The default ones stay: without them nothing works.
  system.credentials = system.credentials.filter((credential) => !gone.has(credential));
  tell(call, system, call.param("internalUsername") === "" ? "CLEAR_CREDENTIALS" : "REMOVE_CREDENTIAL");
  return {};
}

function tell(call: AgaveCall, system: SystemRecord, event: string): void {
  const { services, world, username } = call;
  happened(system, event, { services, world, username, body: detailOf(system, call) });
}
