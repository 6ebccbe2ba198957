import type { OperationFacts } from "../../core/operation.ts";
import { describeRange, hasVersion, type VersionRange } from "../../core/version/platform-versions.ts";
import type { EndpointHistory, InputFieldHistory } from "../../core/version/history.ts";
import * as generated from "../../../generated/saagie/methods.ts";
import { versions } from "../../../generated/saagie/versions.ts";
import { Apps } from "../apps/apps.ts";
import { Conditions } from "../conditions/conditions.ts";
import { DockerCredentials } from "../docker-credentials/docker-credentials.ts";
import { EnvironmentVariables } from "../environment-variables/environment-variables.ts";
import { Groups } from "../people/groups.ts";
import { Jobs } from "../jobs/jobs.ts";
import { loadHistory } from "./load-history.ts";
import { Logs } from "../logs/logs.ts";
import { Pipelines } from "../pipelines/pipelines.ts";
import { Profiles } from "../people/profiles.ts";
import { Projects } from "../projects/projects.ts";
import { Reports } from "../reports/reports.ts";
import { Repositories } from "../repositories/repositories.ts";
import { Storages } from "../storages/storages.ts";
import { Technologies } from "../technologies/technologies.ts";
import { Users } from "../people/users.ts";

/** Which platform versions a method works with: an absent end is open, both ends are inclusive. */
export interface MethodCompatibility {
  /** The method, as a client has it: `jobs.duplicate`. */
  readonly method: string;
  /** The first version that it works with. Default: all have it. */
  readonly since?: string;
  /** The last version that it works with. Default: the newest has it. */
  readonly until?: string;
  /** The supported versions among them, oldest first. */
  readonly versions: readonly string[];
  /** Options and fields that only some of these versions have: `excludeInstanceIds since 2023.04`. */
  readonly notes?: readonly string[];
}

type Operations = Readonly<Record<string, OperationFacts>>;

type History = Readonly<Record<string, EndpointHistory>>;

/** An operation, or one part of what it reads. */
type Needed = OperationFacts | { readonly operation: OperationFacts; readonly part: string };

/** What a method cannot do without, where it is not the one that the method is called like. */
const NEEDED: Readonly<Record<string, Needed>> = {
  "conditions.logs": generated.conditionsOperations.filteredLogs,
  "jobs.getByAlias": generated.jobsOperations.get,
  "pipelines.getByAlias": {
    operation: generated.pipelinesOperations.listMinimal,
    part: "project.pipelines.alias",
  },
  "pipelines.getByName": generated.pipelinesOperations.get,
  "projects.getByName": generated.projectsOperations.get,
  "storages.get": generated.storagesOperations.list,
  "storages.link": generated.storagesOperations.list,
  // The size of an edition came in the same version.
  "storages.resize": generated.storagesOperations.get,
  "storages.duplicateAndWait": generated.storagesOperations.duplicate,
  "storages.moveAndWait": generated.storagesOperations.move,
};

/** What a method takes an id alone for, where it can do with a name and a project otherwise. */
const BY_ID: Readonly<Record<string, OperationFacts>> = Object.fromEntries(
  ["get", "link", "edit", "unlink", "delete", "waitUntilIdle"].map((method) => [
    `storages.${method}`,
    generated.storagesOperations.get,
  ]),
);

/** The rows of `compatibility()`, sorted by method. */
export async function compatibilityRows(): Promise<readonly MethodCompatibility[]> {
  const history = await loadHistory();
  return resources()
    .flatMap(({ name, type, operations }) =>
      methodsOf(type.prototype).map((method) => rowOf(`${name}.${method}`, operations[method], history)),
    )
    .toSorted((left, right) => (left.method < right.method ? -1 : 1));
}

interface Resource {
  readonly name: string;
  readonly type: { readonly prototype: object };
  readonly operations: Operations;
}

/** The resources of a client, by the names that it gives them. */
function resources(): readonly Resource[] {
  return [
    { name: "about", type: generated.PlatformMethods, operations: generated.platformOperations },
    { name: "apps", type: Apps, operations: generated.appsOperations },
    { name: "conditions", type: Conditions, operations: generated.conditionsOperations },
    { name: "dockerCredentials", type: DockerCredentials, operations: generated.dockerCredentialsOperations },
    {
      name: "environmentVariables",
      type: EnvironmentVariables,
      operations: generated.environmentVariablesOperations,
    },
    { name: "groups", type: Groups, operations: generated.groupsOperations },
    { name: "jobs", type: Jobs, operations: generated.jobsOperations },
    { name: "logs", type: Logs, operations: {} },
    { name: "pipelines", type: Pipelines, operations: generated.pipelinesOperations },
    { name: "profiles", type: Profiles, operations: generated.profilesOperations },
    { name: "projects", type: Projects, operations: generated.projectsOperations },
    { name: "reports", type: Reports, operations: generated.reportsOperations },
    { name: "repositories", type: Repositories, operations: generated.repositoriesOperations },
    { name: "storages", type: Storages, operations: generated.storagesOperations },
    { name: "technologies", type: Technologies, operations: generated.technologiesOperations },
    { name: "users", type: Users, operations: generated.usersOperations },
  ];
}

/** The names of the methods of a class, inherited ones included. */
function methodsOf(prototype: object): readonly string[] {
  const above: unknown = Object.getPrototypeOf(prototype);
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => typeof value === "function" && name !== "constructor")
    .map(([name]) => name);
  const inherited =
    typeof above === "object" && above !== null && above !== Object.prototype ? methodsOf(above) : [];
  return [...new Set([...own, ...inherited])];
}

function rowOf(
  method: string,
  ownOperation: OperationFacts | undefined,
  history: History,
): MethodCompatibility {
  const range = rangeOf(NEEDED[method] ?? ownOperation, history);
  const byId = BY_ID[method];
  const notes = [
    ...(byId === undefined ? [] : [`id ${describeRange(rangeOf(byId, history))}`]),
    ...(ownOperation === undefined ? [] : notesOf(ownOperation, range, history)),
  ];
  const working = versions.filter((version) => hasVersion(range, version));
  return { method, ...range, versions: working, ...(notes.length > 0 && { notes }) };
}

function rangeOf(needed: Needed | undefined, history: History): VersionRange {
  if (needed === undefined) return {};
  const { operation, part } = "operation" in needed ? needed : { operation: needed };
  const own = history[operation.endpoint]?.operations[operation.name];
  const { since, until } = (part === undefined ? own : own?.parts?.[part]) ?? {};
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** What of an operation is there only in some of the versions that have the operation. */
function notesOf(
  { endpoint, name }: OperationFacts,
  range: VersionRange,
  history: History,
): readonly string[] {
  const { operations = {}, inputs = {} } = history[endpoint] ?? {};
  const { parts = {}, variables = {}, inputs: types = {} } = operations[name] ?? {};
  const notes = [
    ...Object.entries(variables).map(([variable, field]) => note(variable, field)),
    ...Object.values(types).flatMap((type) => inputNotes(type, new Set())),
    // An argument of the operation itself goes with its variable.
    ...Object.entries(parts)
      .filter(([path]) => !path.endsWith(")"))
      .map(([path, part]) => note(path.split(".").slice(1).join("."), part)),
  ];
  return [...new Set(notes.filter((text) => text !== undefined))];

  function note(what: string, part: VersionRange): string | undefined {
    const isAlways = versions.every((version) => !hasVersion(range, version) || hasVersion(part, version));
    return isAlways ? undefined : `${what} ${describeRange(part)}`;
  }

  function inputNotes(type: string, seen: Set<string>): readonly (string | undefined)[] {
    if (seen.has(type)) return [];
    seen.add(type);
    const { fields = {}, values = {} } = inputs[type] ?? {};
    return [
      ...Object.entries(values).map(([value, part]) => note(value, part)),
      ...Object.entries(fields).flatMap(([field, facts]: [string, InputFieldHistory]) => [
        note(field, facts),
        ...(facts.type === undefined ? [] : inputNotes(facts.type, seen)),
      ]),
    ];
  }
}
