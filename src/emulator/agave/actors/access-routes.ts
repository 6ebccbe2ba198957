import type { AgaveCall } from "../wire/call.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { numberOf, textOf, type JsonObject } from "../wire/values.ts";
import { LEVELS, type AliasRecord, type Level, type NonceRecord } from "./records.ts";
import { demandLogIn, findActor, notAuthorized } from "./rules.ts";
import { shownNonce } from "./shown.ts";

/** What nonces and permissions are kept for: an actor or an alias. */
interface Holder {
  readonly nonces: NonceRecord[];
  readonly permissions: Record<string, Level>;
  readonly of: { readonly actorId?: string; readonly alias?: string };
}

type Finder = (call: AgaveCall, least: Level) => Holder;

const ofActor: Finder = (call, least) => {
  const actor = findActor(call, least);
  return { nonces: actor.nonces, permissions: actor.permissions, of: { actorId: actor.id } };
};

const ofAlias: Finder = (call) => {
  demandLogIn(call);
  const alias = findAlias(call);
  return { nonces: alias.nonces, permissions: alias.permissions, of: { alias: alias.alias } };
};

/**
 * The alias that a path names, for its owner.
 *
 * @throws ServiceError 404 where there is none, 400 for others
 */
export function findAlias(call: AgaveCall): AliasRecord {
  const alias = call.world.aliases.get(call.param("alias"));
  if (alias === undefined) throw notFound(`No alias found for ${call.param("alias")}.`);
  if (alias.owner !== call.username && !call.caller.isAdmin) throw notAuthorized();
  return alias;
}

/** Nonces and permissions, of aliases and of actors. */
export const accessRoutes: readonly Route[] = [
  ...routesOf("/actors/v2/aliases/{alias}", "Alias", ofAlias),
  ...routesOf("/actors/v2/{actorId}", "", ofActor),
];

function routesOf(root: string, kind: string, find: Finder): readonly Route[] {
  return [
    route(`GET ${root}/nonces`, `actors.list${kind}Nonces`, (call) => listNonces(call, find)),
    route(`POST ${root}/nonces`, `actors.add${kind}Nonce`, (call) => addNonce(call, find)),
    route(`GET ${root}/nonces/{nonceId}`, `actors.get${kind}Nonce`, (call) => getNonce(call, find)),
    route(`DELETE ${root}/nonces/{nonceId}`, `actors.delete${kind}Nonce`, (call) => removeNonce(call, find)),
    route(`GET ${root}/permissions`, `actors.get${kind}Permissions`, (call) => getPermissions(call, find)),
    route(`POST ${root}/permissions`, `actors.update${kind}Permissions`, (call) => grant(call, find)),
  ];
}

function listNonces(call: AgaveCall, find: Finder): Answer {
  const { nonces, of } = find(call, "UPDATE");
  return {
    result: nonces.map((nonce) => shownNonce(nonce, call, of)),
    message: "Nonces retrieved successfully.",
  };
}

async function addNonce(call: AgaveCall, find: Finder): Promise<Answer> {
  const { nonces, of } = find(call, "UPDATE");
  const fields = await call.fields();
  const level = levelOf(fields, "EXECUTE");
  if (level === "NONE") throw badRequest("Invalid level value NONE.");
  if (of.alias !== undefined && level === "UPDATE")
    throw badRequest("Nonces of an alias cannot have the level UPDATE.");
  const maxUses = numberOf(fields["maxUses"]) ?? -1;
  if (!Number.isInteger(maxUses) || maxUses === 0 || maxUses < -1)
    throw badRequest("The maxUses parameter must be a positive integer, or -1.");
  const nonce: NonceRecord = {
    id: `${call.world.tenant.code.toUpperCase()}_${call.services.ids.hex().slice(0, 13)}`,
    owner: call.username,
    level,
    maxUses,
    description: textOf(fields["description"]) ?? "",
    createTime: call.now,
    currentUses: 0,
    lastUseTime: null,
  };
  nonces.push(nonce);
  return { result: shownNonce(nonce, call, of), message: "Nonce created successfully." };
}

function levelOf(fields: JsonObject, otherwise?: Level): Level {
  const word = (textOf(fields["level"]) ?? otherwise ?? "").toUpperCase();
  const level = LEVELS.find((known) => known === word);
  if (level === undefined) throw badRequest(`Invalid permissions level: ${word}.`);
  return level;
}

function nonceOf({ nonces }: Holder, call: AgaveCall): NonceRecord {
  const nonce = nonces.find(({ id }) => id === call.param("nonceId"));
  if (nonce === undefined) throw notFound(`Nonce not found: ${call.param("nonceId")}.`);
  return nonce;
}

function getNonce(call: AgaveCall, find: Finder): Answer {
  const holder = find(call, "UPDATE");
  return {
    result: shownNonce(nonceOf(holder, call), call, holder.of),
    message: "Nonce retrieved successfully.",
  };
}

function removeNonce(call: AgaveCall, find: Finder): Answer {
  const holder = find(call, "UPDATE");
  holder.nonces.splice(holder.nonces.indexOf(nonceOf(holder, call)), 1);
  return { result: null, message: "Nonce deleted successfully." };
}

function getPermissions(call: AgaveCall, find: Finder): Answer {
  return { result: { ...find(call, "READ").permissions }, message: "Permissions retrieved successfully." };
}

async function grant(call: AgaveCall, find: Finder): Promise<Answer> {
  const { permissions } = find(call, "UPDATE");
  const fields = await call.fields();
  const user = textOf(fields["user"]) ?? "";
  if (user === "") throw badRequest("The user parameter is required.");
  permissions[user] = levelOf(fields);
  return { result: { ...permissions }, message: "Permission added successfully." };
}
