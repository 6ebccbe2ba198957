import { badRequest } from "../wire/service-error.ts";
import {
  booleanOf,
  durationOf,
  gigabytesOf,
  isObject,
  numberOf,
  textOf,
  type JsonObject,
} from "../wire/values.ts";
import type { QueueRecord, StorageRecord, SystemRecord } from "./records.ts";

/** What a request says of a system. */
export type SystemDefinition = Pick<
  SystemRecord,
  "name" | "description" | "site" | "status" | "storage" | "execution" | "login" | "queues"
> & {
  readonly id: string;
  readonly type: SystemRecord["type"];
  readonly available: boolean;
  readonly storageAuth: JsonObject;
  readonly loginAuth: JsonObject | null;
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const RESERVED = words("execution storage authentication vizualization instrument");
const STATUSES = words("UP DOWN UNKNOWN MAINTENANCE");
const STORAGE_PROTOCOLS = words("GRIDFTP FTP SFTP IRODS IRODS4 LOCAL AZURE S3 SWIFT HTTP HTTPS");
const LOGIN_PROTOCOLS = words("SSH GSISSH LOCAL API");
const AUTH_TYPES = words("LOCAL PAM PASSWORD SSHKEYS TOKEN X509 KERBEROSE APIKEYS ANONYMOUS");
const EXECUTION_TYPES = words("HPC CONDOR CLI ATMOSPHERE");
const SCHEDULERS = words(
  "COBALT CONDOR FORK LOADLEVELER LSF MOAB PBS SGE SLURM TORQUE UNKNOWN CUSTOM_LSF CUSTOM_LOADLEVELER CUSTOM_PBS " +
    "CUSTOM_GRIDENGINE CUSTOM_CONDOR CUSTOM_TORQUE CUSTOM_MOAB CUSTOM_SLURM",
);

/**
 * Reads the definition of a system.
 *
 * @throws ServiceError 400 that names the member that is not good
 */
export function readSystem(body: JsonObject): SystemDefinition {
  const id = readId(body);
  const name = limited(body, "name", 64);
  if (name === null) throw badRequest("No name given for the system");
  const type = oneOf(body["type"], words("STORAGE EXECUTION"), "type") as SystemRecord["type"];
  const storage = readPlace(body, "storage", STORAGE_PROTOCOLS);
  const login = type === "EXECUTION" ? readPlace(body, "login", LOGIN_PROTOCOLS) : null;
  return {
    id,
    name,
    type,
    description: limited(body, "description", 4096),
    site: limited(body, "site", 64),
    status: oneOf(body["status"] ?? "UP", STATUSES, "status"),
    available: booleanOf(body["available"]) ?? true,
    storage: readStorage(storage.place),
    storageAuth: storage.auth,
    login: login?.place ?? null,
    loginAuth: login?.auth ?? null,
    execution: type === "EXECUTION" ? readExecution(body) : {},
    queues: type === "EXECUTION" ? readQueues(body["queues"]) : [],
  };
}

function readId(body: JsonObject): string {
  const id = textOf(body["id"]) ?? "";
  if (!/^[0-9A-Za-z.-]{1,63}$/.test(id)) throw badRequest("Invalid id value for the system");
  if (RESERVED.has(id.toLowerCase())) throw badRequest(`${id} is a reserved word`);
  return id;
}

function limited(body: JsonObject, key: string, length: number): string | null {
  const text = textOf(body[key]) ?? "";
  if (text.length >= length)
    throw badRequest(`Invalid ${key} value: it must be less than ${length} characters`);
  return text === "" ? null : text;
}

function oneOf(value: unknown, known: ReadonlySet<string>, name: string): string {
  const word = (textOf(value) ?? "").toUpperCase();
  if (!known.has(word)) throw badRequest(`Invalid ${name} value ${word || "(none)"}`);
  return word;
}

interface Place {
  readonly place: JsonObject;
  readonly auth: JsonObject;
}

function readPlace(body: JsonObject, key: "storage" | "login", protocols: ReadonlySet<string>): Place {
  const given = body[key];
  if (!isObject(given)) throw badRequest(`No ${key} configuration given`);
  const protocol = oneOf(given["protocol"], protocols, `${key}.protocol`);
  const isLocal = protocol === "LOCAL";
  const host = textOf(given["host"]) ?? (isLocal ? "localhost" : "");
  if (host === "") throw badRequest(`Invalid ${key}.host value`);
  const port = numberOf(given["port"]) ?? (isLocal ? 0 : undefined);
  if (port === undefined || port < 0 || port > 65_535) throw badRequest(`Invalid ${key}.port value`);
  const { auth, ...rest } = given;
  if (!isObject(auth) && !isLocal) throw badRequest(`No ${key}.auth given`);
  return {
    place: { ...rest, host, port, protocol },
    auth: readAuth(isObject(auth) ? auth : { type: "LOCAL" }),
  };
}

/**
 * Reads a way to log in.
 *
 * @throws ServiceError 400 for a type that is not known, and for keys that are too long
 */
export function readAuth(auth: JsonObject): JsonObject {
  const type = oneOf(auth["type"], AUTH_TYPES, "auth.type");
  limited(auth, "publicKey", 8192);
  limited(auth, "credential", 8192);
  limited(auth, "privateKey", 16_384);
  return { ...auth, type };
}

function readStorage(place: JsonObject): StorageRecord {
  const { rootDir, homeDir, ...more } = place;
  return {
    rootDir: slashed(textOf(rootDir) || "/"),
    homeDir: slashed(textOf(homeDir) || "/"),
    more: { port: null, ...more },
  };
}

/** Folders are kept with a slash at both ends. */
function slashed(path: string): string {
  return `/${path}/`.replace(/\/{2,}/g, "/");
}

function readExecution(body: JsonObject): JsonObject {
  const folder = (key: string): string | null => {
    const path = limited(body, key, 255);
    return path === null ? null : `${path}/`.replace(/\/{2,}/g, "/");
  };
  return {
    executionType: oneOf(body["executionType"], EXECUTION_TYPES, "executionType"),
    scheduler: oneOf(body["scheduler"], SCHEDULERS, "scheduler"),
    maxSystemJobs: numberOf(body["maxSystemJobs"]) ?? null,
    maxSystemJobsPerUser: numberOf(body["maxSystemJobsPerUser"]) ?? null,
    workDir: folder("workDir"),
    scratchDir: folder("scratchDir"),
    environment: limited(body, "environment", 16_384),
    startupScript: limited(body, "startupScript", 255),
  };
}

function readQueues(given: unknown): readonly QueueRecord[] {
  const list = Array.isArray(given) ? given : [];
  const queues = list.map((queue: unknown) => readQueue(isObject(queue) ? queue : {}));
  if (queues.length === 0) throw badRequest("An execution system has at least one queue");
  if (new Set(queues.map(({ name }) => name)).size < queues.length)
    throw badRequest("Two queues have the same name");
  if (queues.filter((queue) => queue.default).length > 1)
    throw badRequest("Only one queue can be the default queue");
  return queues.some((queue) => queue.default)
    ? queues
    : queues.map((queue, index) => ({ ...queue, default: index === 0 }));
}

/**
 * Reads a queue.
 *
 * @throws ServiceError 400 that names the member that is not good
 */
export function readQueue(queue: JsonObject): QueueRecord {
  const name = limited(queue, "name", 128);
  if (name === null) throw badRequest("No name given for a queue");
  const maxRequestedTime = textOf(queue["maxRequestedTime"]) || null;
  if (maxRequestedTime !== null && durationOf(maxRequestedTime) === undefined)
    throw badRequest("Invalid maxRequestedTime value: it is hhh:mm:ss");
  return {
    name,
    default: booleanOf(queue["default"]) ?? false,
    maxJobs: numberOf(queue["maxJobs"]) ?? 10,
    maxUserJobs: numberOf(queue["maxUserJobs"]) ?? 10,
    maxNodes: numberOf(queue["maxNodes"]) ?? -1,
    maxProcessorsPerNode: numberOf(queue["maxProcessorsPerNode"]) ?? -1,
    maxMemoryPerNode: gigabytesOf(queue["maxMemoryPerNode"]) ?? -1,
    maxRequestedTime,
    customDirectives: limited(queue, "customDirectives", 16_384),
    description: limited(queue, "description", 4096),
    mappedName: limited(queue, "mappedName", 128),
  };
}
