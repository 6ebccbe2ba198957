import type { Caller } from "../../core/client.ts";
import { UnsupportedByPlatformError } from "../../core/errors.ts";
import { findByName, notFoundByName, type Named } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  appsOperations,
  jobsOperations,
  pipelinesOperations,
  storagesOperations,
} from "../../../generated/saagie/methods.ts";
import { idIfFound } from "./ask-first.ts";
import { namesNothing } from "./known-id.ts";
import type { LookUp } from "./look-up.ts";

/** One of the things that live in a project, in short. */
interface Placed extends Named {
  readonly alias?: string | null;
}

/** What lives in projects, and has names that are unique there. */
interface PlacedKind {
  readonly what: string;
  /** Whether the web pages have one of it, so that a URL may name it. */
  readonly hasPage: boolean;
  readonly hasAlias: boolean;
  /** The calls that know one thing by its name or alias, where there are such. */
  readonly ask?: {
    readonly name?: (call: Caller, wanted: Asked, options: CallOptions) => Promise<{ readonly id: string }>;
    readonly alias?: (call: Caller, wanted: Asked, options: CallOptions) => Promise<{ readonly id: string }>;
  };
  /** The cheapest call that knows all names of a project. */
  readonly list: (call: Caller, projectId: string, options: CallOptions) => Promise<readonly Placed[]>;
}

/** A name or an alias, in a project. */
interface Asked {
  readonly projectId: string;
  readonly text: string;
}

/** Finds a job by name or alias. */
export const lookUpJob: LookUp = placed({
  what: "job",
  hasPage: true,
  hasAlias: true,
  ask: {
    alias: (call, { projectId, text }, options) =>
      call(jobsOperations.idByAlias, { projectId, alias: text }, options),
  },
  list: (call, projectId, options) => call(jobsOperations.listMinimal, { projectId }, options),
});

/** Finds a pipeline by name or alias. */
export const lookUpPipeline: LookUp = placed({
  what: "pipeline",
  hasPage: true,
  hasAlias: true,
  ask: {
    name: (call, { projectId, text }, options) =>
      call(pipelinesOperations.idByName, { projectId, name: text }, options),
    alias: (call, { projectId, text }, options) =>
      call(pipelinesOperations.idByAlias, { projectId, alias: text }, options),
  },
  list: async (call, projectId, options) =>
    (await call(pipelinesOperations.listMinimal, { projectId }, options)).pipelines,
});

/** Finds an app by name. */
export const lookUpApp: LookUp = placed({
  what: "app",
  hasPage: true,
  hasAlias: false,
  list: async (call, projectId, options) =>
    (await call(appsOperations.listMinimal, { projectId }, options)).apps,
});

/** Finds a storage by name. */
export const lookUpStorage: LookUp = placed({
  what: "storage",
  hasPage: false,
  hasAlias: false,
  list: async (call, projectId, options) =>
    (await call(storagesOperations.listMinimal, { projectId }, options)).volumes,
});

/** Finds things of one kind by name or alias in the list of the project that is named beside it. */
function placed({ what, hasPage, hasAlias, ask, list }: PlacedKind): LookUp {
  return async ({ call, idOf }, reference, options) => {
    const wanted = placedName(reference, hasAlias);
    if (wanted === undefined) {
      const ways = [hasPage ? "its id, its URL" : "its id", "{ project, name }"].join(", or ");
      throw namesNothing(reference, what, `Give ${ways}.`);
    }
    const projectId = await idOf("PROJECT", wanted.project);
    const { name, alias = "" } = wanted;
    const asked =
      name === undefined
        ? ask?.alias?.(call, { projectId, text: alias }, options)
        : ask?.name?.(call, { projectId, text: name }, options);
    const id = asked && (await idIfFound(asked));
    return id ?? find(await list(call, projectId, options), wanted, what);
  };
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

function find(items: readonly Placed[], { name, alias }: PlacedName, what: string): string {
  if (name !== undefined) return findByName(items, name, what).id;
  const found = items.find((item) => item.alias === alias);
  if (found !== undefined) return found.id;
  // Left out of the answer, rather than null: the platform has none for this kind.
  if (items.length > 0 && items.every((item) => item.alias === undefined)) {
    throw new UnsupportedByPlatformError(`This platform's version knows no alias of a ${what}.`, {
      hint: "Give { project, name }.",
    });
  }
  const aliases = items.map((item) => ({ id: item.id, name: item.alias ?? "" }));
  throw notFoundByName(aliases, alias ?? "", `${what} alias`);
}
