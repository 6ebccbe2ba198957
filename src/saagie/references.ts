import type { Caller, ResolveOptions } from "../core/client.ts";
import type { CallOptions } from "../core/options.ts";
import type { ReferenceKind } from "../../generated/saagie/methods.ts";
import { resolveDockerCredentials } from "./references/docker-credentials-reference.ts";
import { resolveVariable } from "./references/environment-variable-reference.ts";
import { requiredId, type Expected, type Home } from "./references/known-id.ts";
import {
  APP,
  JOB,
  PIPELINE,
  resolvePlaced,
  STORAGE,
  type PlacedKind,
} from "./references/placed-reference.ts";
import { resolveProject } from "./references/project-reference.ts";
import { resolveRepository } from "./references/repository-reference.ts";

/** Turns references into ids, over the cheapest call that exists; an id costs none. */
export interface References {
  /**
   * @param kind - one of the kinds that operations name, e.g. `JOB`
   * @param options - Docker credentials are looked up in the project of `variables.projectId`
   * @throws {@link InvalidInputError} for what names nothing of the kind, {@link NotFoundError} with near names.
   */
  resolve(kind: string, reference: unknown, options: ResolveOptions): string | Promise<string>;
}

/** Finds things of one kind. */
type Resolver = (
  reference: unknown,
  options: CallOptions,
  variables: ResolveOptions["variables"],
) => string | Promise<string>;

/** Creates the resolver of one client. `call` is used only by references that are neither ids nor URLs. */
export function createReferences(home: Home, call: Caller): References {
  const project: Resolver = (reference, options) => resolveProject({ call, home }, reference, options);
  const placed =
    (kind: PlacedKind): Resolver =>
    (reference, options) =>
      resolvePlaced(
        { call, home, kind, project: (where) => project(where, options, {}) },
        reference,
        options,
      );
  const byId =
    (expected: Omit<Expected, "home">): Resolver =>
    (reference) =>
      requiredId(reference, { ...expected, home });
  const resolvers: Readonly<Record<ReferenceKind, Resolver>> = {
    PROJECT: project,
    JOB: placed(JOB),
    PIPELINE: placed(PIPELINE),
    APP: placed(APP),
    STORAGE: placed(STORAGE),
    JOB_INSTANCE: byId({ what: "job instance", part: "jobInstanceId" }),
    PIPELINE_INSTANCE: byId({ what: "pipeline instance", part: "pipelineInstanceId" }),
    TECHNOLOGY: byId({ what: "technology" }),
    ENVIRONMENT_VARIABLE: (reference, options) =>
      resolveVariable(
        { call, home, owner: (kind, owner) => resolve(kind, owner, options) },
        reference,
        options,
      ),
    DOCKER_CREDENTIALS: (reference, options, variables) =>
      resolveDockerCredentials({ call, home, projectId: variables?.["projectId"] }, reference, options),
    REPOSITORY: (reference, options) => resolveRepository({ call, home }, reference, options),
  };
  return { resolve };

  function resolve(
    kind: string,
    reference: unknown,
    { variables, ...options }: ResolveOptions,
  ): string | Promise<string> {
    // A kind that operations name and nothing here knows is a mistake of this library: it must not pass for an id.
    if (!isKnown(kind)) throw new TypeError(`Nothing looks up references of the kind ${kind}.`);
    return resolvers[kind](reference, options, variables);
  }

  function isKnown(kind: string): kind is ReferenceKind {
    return Object.hasOwn(resolvers, kind);
  }
}
