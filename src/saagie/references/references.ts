import type { Caller, ResolveOptions } from "../../core/client.ts";
import { lazy } from "../../core/concurrency/lazy.ts";
import type { ReferenceKind } from "../../../generated/saagie/methods.ts";
import { knownId, namesNothing, type Expected, type Home } from "./known-id.ts";
import type { LookUpContext } from "./look-up.ts";

/** Turns references into ids, over the cheapest call that exists; an id costs none. */
export interface References {
  /**
   * @param kind - one of the kinds that operations name, e.g. `JOB`
   * @param options - Docker credentials are looked up in the project of `variables.projectId`
   * @throws {@link InvalidInputError} for what names nothing of the kind, {@link NotFoundError} with near names.
   */
  resolve(kind: string, reference: unknown, options: ResolveOptions): string | Promise<string>;
}

/** What each kind is called in messages, and which part of the URL of a page is its id; not all have a page. */
const KINDS: Readonly<Record<ReferenceKind, Omit<Expected, "home">>> = {
  PROJECT: { what: "project", part: "projectId" },
  JOB: { what: "job", part: "jobId" },
  PIPELINE: { what: "pipeline", part: "pipelineId" },
  APP: { what: "app", part: "appId" },
  STORAGE: { what: "storage" },
  JOB_INSTANCE: { what: "job instance", part: "jobInstanceId" },
  PIPELINE_INSTANCE: { what: "pipeline instance", part: "pipelineInstanceId" },
  TECHNOLOGY: { what: "technology" },
  ENVIRONMENT_VARIABLE: { what: "environment variable" },
  DOCKER_CREDENTIALS: { what: "Docker credentials" },
  REPOSITORY: { what: "repository" },
};

/** Creates the resolver of one client. `call` is used only by references that are neither ids nor URLs. */
export function createReferences(home: Home, call: Caller): References {
  // Who has ids does not carry it.
  const load = lazy(() => import("./look-ups.ts"));
  return { resolve };

  function resolve(kind: string, reference: unknown, options: ResolveOptions): string | Promise<string> {
    // A kind that operations name and nothing here knows is a mistake of this library: it must not pass for an id.
    if (!isKnown(kind)) throw new TypeError(`Nothing looks up references of the kind ${kind}.`);
    return knownId(reference, { ...KINDS[kind], home }) ?? lookUp(kind, reference, options);
  }

  async function lookUp(
    kind: ReferenceKind,
    reference: unknown,
    { variables, ...options }: ResolveOptions,
  ): Promise<string> {
    const find = (await load()).LOOK_UPS[kind];
    if (find !== undefined) {
      const idOf: LookUpContext["idOf"] = (of, first) => resolve(of, first, options);
      return find({ call, variables, idOf }, reference, options);
    }
    const { what, part } = KINDS[kind];
    throw namesNothing(reference, what, part === undefined ? "Give its id." : "Give its id or its URL.");
  }
}

function isKnown(kind: string): kind is ReferenceKind {
  return Object.hasOwn(KINDS, kind);
}
