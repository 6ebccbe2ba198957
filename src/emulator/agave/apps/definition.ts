import { badRequest } from "../wire/service-error.ts";
import {
  booleanOf,
  gigabytesOf,
  isObject,
  numberOf,
  textOf,
  type Json,
  type JsonObject,
} from "../wire/values.ts";
import type { AppRecord, AppValueRecord } from "./records.ts";

/** What a request says of an app. */
export type AppDefinition = Pick<
  AppRecord,
  "name" | "version" | "executionSystem" | "available" | "inputs" | "parameters" | "outputs" | "more"
> & {
  /** Absent, it is the default storage system of the caller. */
  readonly deploymentSystem: string | undefined;
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const EXECUTION_TYPES = words("ATMOSPHERE HPC CONDOR CLI");
const PARALLELISM = words("SERIAL PARALLEL PTHREAD");
const PARAMETER_TYPES = words("string number enumeration bool flag");

/**
 * Reads the definition of an app.
 *
 * @throws ServiceError 400 that names the member that is not good
 */
export function readApp(body: JsonObject): AppDefinition {
  const name = required(body, "name");
  if (!/^[0-9A-Za-z_.-]{1,63}$/.test(name)) throw badRequest("Invalid name value for the app");
  const version = required(body, "version");
  if (!/^\d+(\.\d+){0,2}$/.test(version) || version.length > 15)
    throw badRequest("Invalid version value for the app: it is #.#.#");
  return {
    name,
    version,
    executionSystem:
      textOf(body["executionSystem"]) ?? textOf(body["executionHost"]) ?? required(body, "executionSystem"),
    deploymentSystem: textOf(body["deploymentSystem"]) ?? textOf(body["storageSystem"]),
    available: booleanOf(body["available"]) ?? true,
    inputs: readValues(body, "inputs"),
    parameters: readValues(body, "parameters"),
    outputs: readValues(body, "outputs"),
    more: readMore(body),
  };
}

function required(body: JsonObject, key: string): string {
  const text = textOf(body[key]) ?? "";
  if (text === "") throw badRequest(`No ${key} given for the app`);
  return text;
}

function readMore(body: JsonObject): JsonObject {
  const text = (key: string): string | null => textOf(body[key]) ?? null;
  return {
    label: text("label"),
    icon: text("icon"),
    shortDescription: text("shortDescription"),
    longDescription: text("longDescription"),
    helpURI: text("helpURI"),
    executionType: oneOf(required(body, "executionType"), EXECUTION_TYPES, "executionType"),
    parallelism: oneOf(text("parallelism") ?? "SERIAL", PARALLELISM, "parallelism"),
    deploymentPath: required(body, "deploymentPath"),
    templatePath: required(body, "templatePath"),
    testPath: text("testPath"),
    checkpointable: booleanOf(body["checkpointable"]) ?? false,
    modules: listOf(body["modules"]),
    tags: listOf(body["tags"]),
    ontology: listOf(body["ontology"]),
    defaultQueue: text("defaultQueue"),
    defaultNodeCount: numberOf(body["defaultNodeCount"] ?? body["defaultNodes"]) ?? null,
    defaultProcessorsPerNode: numberOf(body["defaultProcessorsPerNode"] ?? body["defaultProcessors"]) ?? null,
    defaultMemoryPerNode: gigabytesOf(body["defaultMemoryPerNode"] ?? body["defaultMemory"]) ?? null,
    defaultMaxRunTime: text("defaultMaxRunTime"),
  };
}

function oneOf(word: string, known: ReadonlySet<string>, name: string): string {
  if (!known.has(word.toUpperCase())) throw badRequest(`Invalid ${name} value ${word}`);
  return word.toUpperCase();
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

type Part = "inputs" | "parameters" | "outputs";

function readValues(body: JsonObject, part: Part): readonly AppValueRecord[] {
  const list = listOf(body[part]).map((given) => readValue(isObject(given) ? given : {}, part));
  const ids = list.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw badRequest(`Two ${part} have the id ${twice}`);
  return list;
}

function readValue(given: JsonObject, part: Part): AppValueRecord {
  const id = textOf(given["id"]) ?? "";
  if (!/^[^\s]{1,63}$/.test(id)) throw badRequest(`Invalid id value for ${part}`);
  const [value = {}, details = {}, semantics = {}] = ["value", "details", "semantics"].map((key) =>
    isObject(given[key]) ? given[key] : {},
  );
  const validator = textOf(value["validator"]) || null;
  if (validator !== null) demandPattern(validator, id);
  const type = part === "parameters" ? oneTypeOf(value, id) : undefined;
  const common = {
    default: value["default"] ?? value["defaultValue"] ?? null,
    validator,
    order: numberOf(value["order"]) ?? 0,
  };
  const visible = booleanOf(value["visible"]) ?? true;
  // What nobody can give needs a value of its own.
  if (part !== "outputs" && !visible && common.default === null)
    throw badRequest(`${id} is not visible and has no default`);
  const flags = {
    required: !visible || (booleanOf(value["required"]) ?? part === "inputs"),
    visible,
    enquote: booleanOf(value["enquote"]) ?? false,
  };
  const enums = value["enum_values"] ?? value["enumValues"];
  return {
    id,
    value: {
      ...common,
      ...(part !== "outputs" && flags),
      ...(type !== undefined && { type }),
      ...(type === "enumeration" && { enum_values: listOf(enums) }),
    },
    details: {
      label: "",
      description: null,
      argument: null,
      showArgument: false,
      repeatArgument: false,
      ...details,
    },
    semantics: {
      minCardinality: flags.required && part === "inputs" ? 1 : 0,
      maxCardinality: part === "inputs" ? -1 : 1,
      ontology: [],
      ...(part !== "parameters" && { fileTypes: [] }),
      ...semantics,
    },
  };
}

function oneTypeOf(value: JsonObject, id: string): string {
  const type = (textOf(value["type"]) ?? "").toLowerCase();
  if (!PARAMETER_TYPES.has(type)) throw badRequest(`Invalid type value for parameter ${id}`);
  return type;
}

function demandPattern(validator: string, id: string): void {
  try {
    new RegExp(validator);
  } catch {
    throw badRequest(`The validator of ${id} is not a regular expression`);
  }
}
