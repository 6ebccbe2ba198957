import type { Caller } from "../../core/client.ts";
import { findByName, notFoundByName, type Named } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  appsOperations,
  jobsOperations,
  pipelinesOperations,
  storagesOperations,
} from "../../../generated/saagie/methods.ts";
import { knownId, namesNothing, type Home, type UrlPart } from "./known-id.ts";

/** One of the things that live in a project, in short. */
interface Placed extends Named {
  readonly alias?: string | null;
}

/** What lives in projects, and has names that are unique there. */
export interface PlacedKind {
  readonly what: string;
  readonly part?: UrlPart;
  readonly hasAlias: boolean;
  /** The cheapest call that knows all names of a project. */
  readonly list: (call: Caller, projectId: string, options: CallOptions) => Promise<readonly Placed[]>;
}

/** Jobs, by name or alias. */
export const JOB: PlacedKind = {
  what: "job",
  part: "jobId",
  hasAlias: true,
  list: (call, projectId, options) => call(jobsOperations.listMinimal, { projectId }, options),
};

/** Pipelines, by name or alias. */
export const PIPELINE: PlacedKind = {
  what: "pipeline",
  part: "pipelineId",
  hasAlias: true,
  list: async (call, projectId, options) =>
    (await call(pipelinesOperations.listMinimal, { projectId }, options)).pipelines,
};

/** Apps, by name. */
export const APP: PlacedKind = {
  what: "app",
  part: "appId",
  hasAlias: false,
  list: async (call, projectId, options) =>
    (await call(appsOperations.listMinimal, { projectId }, options)).apps,
};

/** Storages, by name; the web pages have none of a single one. */
export const STORAGE: PlacedKind = {
  what: "storage",
  hasAlias: false,
  list: async (call, projectId, options) =>
    (await call(storagesOperations.listMinimal, { projectId }, options)).volumes,
};

/** What a look-up in a project needs. */
export interface PlacedLookup {
  readonly call: Caller;
  readonly home: Home;
  readonly kind: PlacedKind;
  /** Finds the project that a reference names first. */
  readonly project: (reference: unknown) => string | Promise<string>;
}

/** Finds something in a project: by its id or URL without asking, by name or alias in the list of the project. */
export function resolvePlaced(
  { call, home, kind, project }: PlacedLookup,
  reference: unknown,
  options: CallOptions,
): string | Promise<string> {
  const { what, part, hasAlias } = kind;
  const known = knownId(reference, { what, home, ...(part === undefined ? {} : { part }) });
  if (known !== undefined) return known;
  const wanted = placedName(reference, hasAlias);
  if (wanted === undefined) {
    const ways = [part === undefined ? "its id" : "its id, its URL", "{ project, name }"].join(", or ");
    throw namesNothing(reference, what, `Give ${ways}.`);
  }
  const find = async (projectId: string): Promise<string> =>
    idOf(await kind.list(call, projectId, options), wanted, what);
  const projectId = project(wanted.project);
  return typeof projectId === "string" ? find(projectId) : projectId.then(find);
}

interface PlacedName {
  readonly project: unknown;
  readonly name?: string;
  readonly alias?: string;
}

function placedName(reference: unknown, hasAlias: boolean): PlacedName | undefined {
  if (typeof reference !== "object" || reference === null || !("project" in reference)) return undefined;
  const { project } = reference;
  if ("name" in reference && typeof reference.name === "string") return { project, name: reference.name };
  if (hasAlias && "alias" in reference && typeof reference.alias === "string")
    return { project, alias: reference.alias };
  return undefined;
}

function idOf(items: readonly Placed[], { name, alias }: PlacedName, what: string): string {
  if (name !== undefined) return findByName(items, name, what).id;
  const found = items.find((item) => item.alias === alias);
  if (found !== undefined) return found.id;
  const aliases = items.map((item) => ({ id: item.id, name: item.alias ?? "" }));
  throw notFoundByName(aliases, alias ?? "", `${what} alias`);
}
