import type { AgaveCall } from "../wire/call.ts";
import { badRequest, ServiceError } from "../wire/service-error.ts";
import { booleanOf, isObject, textOf, type JsonObject } from "../wire/values.ts";
import { demandAdmin } from "./rules.ts";
import type { ActorRecord } from "./records.ts";

const DEFAULTS: JsonObject = Object.freeze({
  name: "",
  description: "",
  stateless: true,
  privileged: false,
  type: "none",
  token: false,
  link: "",
  webhook: "",
  hints: [],
  defaultEnvironment: {},
  maxWorkers: null,
  memLimit: null,
  maxCpus: null,
  useContainerUid: false,
  queue: "default",
  logEx: null,
  cronOn: false,
  cronSchedule: null,
});

/** Members by which an actor would take more than its share. */
const FOR_ADMINS: readonly string[] = [
  "privileged",
  "maxWorkers",
  "maxCpus",
  "memLimit",
  "queue",
  "useContainerUid",
];

/**
 * Reads the definition of an actor; what an update leaves out stays as it was.
 *
 * @throws ServiceError 400 for what is not good, and for what only administrators may set
 */
export function readActor(call: AgaveCall, body: JsonObject, old?: ActorRecord): JsonObject {
  const given = Object.fromEntries(
    Object.entries(body).filter(([name]) => name in DEFAULTS || name === "image"),
  );
  const base: JsonObject = old?.definition ?? DEFAULTS;
  const definition: JsonObject = { ...base, ...given };
  if ((textOf(definition["image"]) ?? "") === "") throw badRequest("Required parameter image missing.");
  if (FOR_ADMINS.some((name) => name in given && JSON.stringify(given[name]) !== JSON.stringify(base[name])))
    demandAdmin(call);
  const stateless = booleanOf(definition["stateless"]) ?? true;
  if (old?.definition["stateless"] === false && stateless)
    throw badRequest("Cannot update an actor from stateful to stateless.");
  if (old?.definition["stateless"] === true && !stateless)
    throw badRequest("Cannot update an actor from stateless to stateful.");
  demandHints(definition["hints"]);
  demandEnvironment(definition["defaultEnvironment"]);
  demandLink(call, textOf(definition["link"]) ?? "", old?.id);
  return { ...definition, stateless };
}

function demandHints(hints: unknown): void {
  if (!Array.isArray(hints) || hints.some((hint) => typeof hint !== "string"))
    throw badRequest("Hints must be a list of strings.");
}

function demandEnvironment(environment: unknown): void {
  if (!isObject(environment)) throw badRequest("The default environment must be an object.");
}

/** A link leads to an actor that is there, and not back to where it comes from. */
function demandLink({ world }: AgaveCall, link: string, own: string | undefined): void {
  const actorOf = (name: string): ActorRecord | undefined =>
    world.actors.get(world.aliases.get(name)?.actorId ?? name);
  for (let at = link; at !== "";) {
    const linked = actorOf(at);
    if (linked === undefined) throw new ServiceError(400, `Invalid link parameter: there is no actor ${at}.`);
    if (linked.id === own) throw badRequest("Error: this update would result in a cycle of linked actors.");
    at = textOf(linked.definition["link"]) ?? "";
  }
}
