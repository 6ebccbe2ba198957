import type { AgaveCall } from "../wire/call.ts";
import { openTo, route, type Answer, type Route } from "../wire/route.ts";
import { badRequest, notFound, ServiceError } from "../wire/service-error.ts";
import { textOf } from "../wire/values.ts";
import { standardSubscriptions } from "./apis.ts";
import type { ClientRecord, SubscriptionRecord } from "./records.ts";

/** The clients service: API users manage the OAuth clients of theirs, by name and password. */
export const clientRoutes: readonly Route[] = openTo(
  "basic",
  ["/clients/v2", "/clients"].flatMap((root) => [
    route(`GET ${root}`, "clients.list", list),
    route(`POST ${root}`, "clients.create", create),
    route(`GET ${root}/{name}`, "clients.getClientByName", get),
    route(`DELETE ${root}/{name}`, "clients.delete", remove),
    route(`GET ${root}/{name}/subscriptions`, "clients.listSubscriptionsForClient", listSubscriptions),
    route(`POST ${root}/{name}/subscriptions`, "clients.addSubscriptionForClient", subscribe),
    route(`DELETE ${root}/{name}/subscriptions`, "clients.deleteSubscriptionsForClient", unsubscribe),
  ]),
);

/** The key of a client among all. */
export function clientKey(owner: string, name: string): string {
  return `${owner}\n${name}`;
}

function list(call: AgaveCall): Answer {
  const own = [...call.world.clients.values()].filter(({ owner }) => owner === call.username);
  return { result: own.map((client) => shown(client, call)), message: "Clients retrieved successfully." };
}

function find(call: AgaveCall): ClientRecord {
  const client = call.world.clients.get(clientKey(call.username, call.param("name")));
  if (client === undefined) throw notFound("Application not found");
  return client;
}

function get(call: AgaveCall): Answer {
  return { result: shown(find(call), call), message: "Client details retrieved successfully." };
}

function remove(call: AgaveCall): Answer {
  const client = find(call);
  call.world.clients.delete(clientKey(client.owner, client.name));
  return { result: null, message: "Client removed successfully." };
}

async function create(call: AgaveCall): Promise<Answer> {
  const fields = await call.fields();
  const name = (textOf(fields["clientName"]) ?? textOf(fields["name"]) ?? "").trim();
  if (name === "") throw badRequest("clientName cannot be empty");
  const key = clientKey(call.username, name);
  if (call.world.clients.has(key)) throw badRequest("Application already exists");
  const { ids } = call.services;
  const client: ClientRecord = {
    name,
    owner: call.username,
    description: textOf(fields["description"]) ?? "",
    tier: textOf(fields["tier"]) || "Unlimited",
    callbackUrl: textOf(fields["callbackUrl"]) ?? "",
    key: ids.hex().slice(0, 28),
    secret: ids.hex().slice(0, 28),
    subscriptions: standardSubscriptions(),
  };
  call.world.clients.set(key, client);
  const result = { ...shown(client, call), consumerSecret: client.secret };
  return { result, message: "Client created successfully." };
}

function shown({ name, description, key, tier, callbackUrl, owner }: ClientRecord, call: AgaveCall): object {
  const self = `/clients/v2/${encodeURIComponent(name)}`;
  return {
    description,
    name,
    consumerKey: key,
    tier,
    callbackUrl,
    _links: {
      subscriber: call.link(`/profiles/v2/${owner}`),
      self: call.link(self),
      subscriptions: call.link(`${self}/subscriptions/`),
    },
  };
}

function listSubscriptions(call: AgaveCall): Answer {
  const client = find(call);
  const result = client.subscriptions.map((subscription) => shownSubscription(subscription, client, call));
  return { result, message: "Subscriptions retrieved successfully." };
}

function shownSubscription(
  { apiContext, ...api }: SubscriptionRecord,
  client: ClientRecord,
  call: AgaveCall,
): object {
  const self = `/clients/v2/${encodeURIComponent(client.name)}`;
  return {
    ...api,
    apiContext,
    apiStatus: "PUBLISHED",
    businessOwner: null,
    _links: {
      api: call.link(`${apiContext}/`),
      client: call.link(self),
      self: call.link(`${self}/subscriptions/`),
    },
  };
}

async function subscribe(call: AgaveCall): Promise<Answer> {
  const client = find(call);
  const fields = await call.fields();
  const [apiName = "", apiVersion, apiProvider] = ["apiName", "apiVersion", "apiProvider"].map(
    (name, index) => textOf(fields[name]) || textOf(fields[["name", "version", "provider"][index] ?? ""]),
  );
  if (apiName === "") throw badRequest("apiName cannot be empty");
  if (apiName === "*") {
    client.subscriptions = standardSubscriptions();
    return { result: null, message: "Subscriptions added successfully." };
  }
  if (apiVersion === undefined || apiProvider === undefined)
    throw badRequest("apiVersion and apiProvider cannot be empty");
  const known = standardSubscriptions().find((api) => api.apiName.toLowerCase() === apiName.toLowerCase());
  if (known === undefined || known.apiVersion !== apiVersion || known.apiProvider !== apiProvider)
    throw new ServiceError(404, "API not found");
  const rest = client.subscriptions.filter((api) => api.apiName !== known.apiName);
  const added = { ...known, tier: textOf(fields["tier"]) || "Unlimited" };
  client.subscriptions = [...rest, added];
  const result = shownSubscription(added, client, call);
  return { result, message: "Subscription added successfully." };
}

function unsubscribe(call: AgaveCall): Answer {
  find(call).subscriptions = [];
  return { result: null, message: "Subscriptions removed successfully." };
}
