import type { AppRecord, AppValueRecord } from "../apps/records.ts";
import { entryAt, pathOn, readAgaveUrl, rightsAt, treeOf } from "../files/rules.ts";
import { defaultSystem, demandUsable, findSystem } from "../systems/rules.ts";
import type { AgaveCall } from "../wire/call.ts";
import { badRequest, forbidden } from "../wire/service-error.ts";
import { booleanOf, isObject, numberOf, textOf, type Json, type JsonObject } from "../wire/values.ts";
import type { JobRecord } from "./records.ts";

const SCHEMES: ReadonlySet<string> = new Set(["agave", "http", "https", "ftp", "sftp", "gridftp"]);

/** All values of a submission by their ids, wherever they stand: members of objects count as if they stood at the top. */
export function flattened(body: JsonObject): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  for (const [key, value] of Object.entries(body)) {
    if (isObject(value)) for (const [inner, nested] of flattened(value)) values.set(inner, nested);
    else if (value !== undefined) values.set(key, value);
  }
  return values;
}

/**
 * Reads the inputs of a job.
 *
 * @throws ServiceError 400 for one that is not good, 403 for one that the caller cannot read
 */
export function readInputs(
  call: AgaveCall,
  app: AppRecord,
  given: ReadonlyMap<string, Json>,
): JobRecord["inputs"] {
  const entries = app.inputs.flatMap((input) => {
    const urls = givenList(input, given, "input").flatMap((value) => (textOf(value) ?? "").split(";"));
    const present = urls.map((url) => url.trim()).filter((url) => url !== "");
    demandCardinality(input, present.length, "input");
    for (const url of present) {
      demandValid(input, url, "input");
      demandReadable(call, url, input.id);
    }
    return present.length === 0 ? [] : [[input.id, present] as const];
  });
  return Object.fromEntries(entries);
}

/** What is given for an input or a parameter, or its default; what nobody may give is not taken. */
function givenList(record: AppValueRecord, given: ReadonlyMap<string, Json>, kind: string): readonly Json[] {
  const isVisible = record.value["visible"] !== false;
  const value = given.get(record.id);
  if (!isVisible && value !== undefined)
    throw badRequest(`The ${kind} ${record.id} is not visible and cannot be given`);
  const chosen = value ?? record.value["default"] ?? null;
  if (chosen === null || chosen === "") return [];
  return Array.isArray(chosen) ? (chosen as readonly Json[]) : [chosen];
}

function demandCardinality({ id, value, semantics }: AppValueRecord, count: number, kind: string): void {
  if (count === 0 && value["required"] === true) throw badRequest(`No ${kind} given for ${id}`);
  const least = numberOf(semantics["minCardinality"]) ?? 0;
  const most = numberOf(semantics["maxCardinality"]) ?? -1;
  if (count > 0 && count < least)
    throw badRequest(`At least ${String(least)} values are needed for ${kind} ${id}`);
  if (most >= 0 && count > most)
    throw badRequest(`At most ${String(most)} values are taken for ${kind} ${id}`);
}

function demandValid({ id, value }: AppValueRecord, text: string, kind: string): void {
  const validator = textOf(value["validator"]);
  if (validator !== undefined && !new RegExp(validator).test(text))
    throw badRequest(`Invalid value for ${kind} ${id}: it does not match ${validator}`);
}

function demandReadable(call: AgaveCall, url: string, id: string): void {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined && !SCHEMES.has(scheme)) throw badRequest(`Unsupported scheme for input ${id}`);
  if (scheme !== undefined && scheme !== "agave") return;
  const { system, path } = sourceOf(call, url);
  demandUsable(system);
  const place = { system, path, tree: treeOf(call.world, system.id) };
  if (place.tree.find(path) === undefined) throw badRequest(`Input ${id} does not exist: ${url}`);
  entryAt(place);
  if (!rightsAt(call.world, place, call.caller).read)
    throw forbidden(`User does not have permission to read input ${id}`);
}

/** The place of an input that lies on a system: without a scheme it is on the caller's default storage. */
function sourceOf(call: AgaveCall, url: string) {
  if (!url.startsWith("agave://")) {
    const system = defaultSystem(call, "STORAGE");
    return { system, path: pathOn(system, url, call.username) };
  }
  const { systemId, path } = readAgaveUrl(url);
  const system = findSystem(call, systemId);
  return { system, path: pathOn(system, path, call.username) };
}

/**
 * Reads the parameters of a job.
 *
 * @throws ServiceError 400 for one that is not good
 */
export function readParameters(app: AppRecord, given: ReadonlyMap<string, Json>): JobRecord["parameters"] {
  const entries = app.parameters.flatMap((parameter) => {
    const values = givenList(parameter, given, "parameter");
    demandCardinality(parameter, values.length, "parameter");
    const type = textOf(parameter.value["type"]) ?? "string";
    if (values.length > 1 && (type === "bool" || type === "flag"))
      throw badRequest(`Only one value is taken for parameter ${parameter.id}`);
    const typed = values.map((value) => typedValue(parameter, value, type));
    const [first] = typed;
    return first === undefined ? [] : [[parameter.id, typed.length === 1 ? first : typed] as const];
  });
  return Object.fromEntries(entries);
}

function typedValue(parameter: AppValueRecord, value: Json, type: string): Json {
  const refuse = (): never => {
    throw badRequest(`Invalid value for parameter ${parameter.id}: it is a ${type}`);
  };
  switch (type) {
    case "number":
      return numberOf(value) ?? refuse();
    case "bool":
    case "flag":
      return booleanOf(value) ?? refuse();
    case "enumeration": {
      const text = textOf(value) ?? "";
      return enumValues(parameter).includes(text) ? text : refuse();
    }
    default: {
      const text = textOf(value) ?? refuse();
      demandValid(parameter, text, "parameter");
      return text;
    }
  }
}

/** The words of an enumeration: some are given with a label. */
function enumValues({ value }: AppValueRecord): readonly string[] {
  const list = Array.isArray(value["enum_values"]) ? (value["enum_values"] as readonly Json[]) : [];
  return list.flatMap((one) => (isObject(one) ? Object.keys(one) : (textOf(one) ?? [])));
}
