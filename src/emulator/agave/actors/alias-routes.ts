import type { AgaveCall } from "../wire/call.ts";
import { route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound } from "../wire/service-error.ts";
import { booleanOf, textOf, type JsonObject } from "../wire/values.ts";
import { findAlias } from "./access-routes.ts";
import type { AliasRecord, ConfigRecord } from "./records.ts";
import { demandLogIn, notAuthorized } from "./rules.ts";

/** Other names of actors, and settings for them. */
export const aliasRoutes: readonly Route[] = [
  route("GET /actors/v2/aliases", "actors.listAliases", list),
  route("POST /actors/v2/aliases", "actors.addAlias", add),
  route("GET /actors/v2/aliases/{alias}", "actors.getAlias", get),
  route("PUT /actors/v2/aliases/{alias}", "actors.updateAlias", update),
  route("DELETE /actors/v2/aliases/{alias}", "actors.deleteAlias", remove),
  route("GET /actors/v2/configs", "actors.listConfigs", listConfigs),
  route("POST /actors/v2/configs", "actors.addConfig", saveConfig),
  route("GET /actors/v2/configs/{name}", "actors.getConfig", getConfig),
  route("PUT /actors/v2/configs/{name}", "actors.updateConfig", saveConfig),
  route("DELETE /actors/v2/configs/{name}", "actors.deleteConfig", removeConfig),
];

const RESERVED: ReadonlySet<string> = new Set([
  "executions",
  "nonces",
  "logs",
  "messages",
  "adapters",
  "admin",
]);
const FORBIDDEN = /[\\\s":/?#[\]@!$&'()*+,;=]/;

function list(call: AgaveCall): Answer {
  demandLogIn(call);
  const seen = [...call.world.aliases.values()].filter(
    ({ owner }) => owner === call.username || call.caller.isAdmin,
  );
  return { result: seen.map((alias) => shown(alias, call)), message: "Aliases retrieved successfully." };
}

function ownActor(call: AgaveCall, actorId: string): string {
  const actor = call.world.actors.get(actorId);
  if (actor === undefined) throw notFound(`No actor found with id: ${actorId}.`);
  const isAllowed = call.caller.isAdmin || actor.owner === call.username;
  if (!isAllowed && actor.permissions[call.username] !== "UPDATE") throw notAuthorized();
  return actor.id;
}

async function add(call: AgaveCall): Promise<Answer> {
  demandLogIn(call);
  const fields = await call.fields();
  const name = textOf(fields["alias"]) ?? "";
  if (name === "" || RESERVED.has(name) || FORBIDDEN.test(name)) throw badRequest(`Invalid alias ${name}.`);
  if (call.world.aliases.has(name)) throw badRequest(`Alias ${name} already exists.`);
  if (call.world.actors.has(name)) throw badRequest(`Alias ${name} is the id of an actor.`);
  const actorId = ownActor(call, textOf(fields["actorId"]) ?? "");
  const owner = call.username;
  const alias: AliasRecord = { alias: name, owner, actorId, permissions: { [owner]: "UPDATE" }, nonces: [] };
  call.world.aliases.set(name, alias);
  return { result: shown(alias, call), message: "Actor alias created successfully." };
}

function get(call: AgaveCall): Answer {
  return { result: shown(findAlias(call), call), message: "Actor alias retrieved successfully." };
}

async function update(call: AgaveCall): Promise<Answer> {
  const alias = findAlias(call);
  alias.actorId = ownActor(call, textOf((await call.fields())["actorId"]) ?? "");
  return { result: shown(alias, call), message: "Actor alias updated successfully." };
}

function remove(call: AgaveCall): Answer {
  const { alias } = findAlias(call);
  call.world.aliases.delete(alias);
  return { result: null, message: `Alias ${alias} deleted successfully.` };
}

function shown({ alias, actorId, owner }: AliasRecord, call: AgaveCall): JsonObject {
  return {
    alias,
    actorId,
    owner,
    _links: {
      self: call.href(`/actors/v2/aliases/${alias}`),
      owner: call.href(`/profiles/v2/${owner}`),
      actor: call.href(`/actors/v2/${actorId}`),
    },
  };
}

function listConfigs(call: AgaveCall): Answer {
  demandLogIn(call);
  const own = [...call.world.configs.values()].filter(({ owner }) => owner === call.username);
  return { result: own.map(shownConfig), message: "Configs retrieved successfully." };
}

function findConfig(call: AgaveCall): ConfigRecord {
  const config = call.world.configs.get(call.param("name"));
  if (config === undefined) throw notFound(`No config found with name ${call.param("name")}.`);
  if (config.owner !== call.username && !call.caller.isAdmin) throw notAuthorized();
  return config;
}

async function saveConfig(call: AgaveCall): Promise<Answer> {
  demandLogIn(call);
  const fields = await call.fields();
  const name = call.param("name") || (textOf(fields["name"]) ?? "");
  const { value } = fields;
  if (name === "" || value === undefined) throw badRequest("The parameters name and value are required.");
  const old = call.param("name") === "" ? undefined : findConfig(call);
  if (old === undefined && call.world.configs.has(name)) throw badRequest(`Config ${name} already exists.`);
  const isSecret = booleanOf(fields["isSecret"]) ?? old?.isSecret ?? false;
  const actors = textOf(fields["actors"]) ?? old?.actors ?? "";
  const config: ConfigRecord = { name, owner: call.username, value, isSecret, actors };
  call.world.configs.set(name, config);
  return { result: shownConfig(config), message: "Actor config saved successfully." };
}

function getConfig(call: AgaveCall): Answer {
  return { result: shownConfig(findConfig(call)), message: "Config retrieved successfully." };
}

function removeConfig(call: AgaveCall): Answer {
  call.world.configs.delete(findConfig(call).name);
  return { result: null, message: "Config deleted successfully." };
}

function shownConfig({ name, value, isSecret, actors }: ConfigRecord): JsonObject {
  return { name, value: isSecret ? "hidden" : value, isSecret, actors };
}
