import type { Caller } from "../../core/client.ts";
import { notFoundByName, type Named } from "../../core/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { environmentVariablesOperations } from "../../../generated/saagie/methods.ts";
import { knownId, namesNothing, type Home } from "./known-id.ts";

/** What a look-up of a variable needs. */
export interface VariableLookup {
  readonly call: Caller;
  readonly home: Home;
  /** Finds the owner that a reference names first. */
  readonly owner: (kind: "PROJECT" | "PIPELINE" | "APP", reference: unknown) => string | Promise<string>;
}

const WHAT = "environment variable";

/** Finds an environment variable: by its id without asking, by name among those of its owner, inherited ones left out. */
export function resolveVariable(
  lookup: VariableLookup,
  reference: unknown,
  options: CallOptions,
): string | Promise<string> {
  const known = knownId(reference, { what: WHAT, home: lookup.home });
  if (known !== undefined) return known;
  if (
    typeof reference === "object" &&
    reference !== null &&
    "name" in reference &&
    typeof reference.name === "string"
  ) {
    const listed = ownVariables(lookup, reference, options);
    if (listed !== undefined) return idByName(listed, reference.name);
  }
  throw namesNothing(
    reference,
    WHAT,
    'Give its id, or its name with its owner: { scope: "GLOBAL", name }, { project, name }, { pipeline, name } or { app, name }.',
  );
}

interface Scoped extends Named {
  readonly scope: string;
}

/** The variables of one owner; undefined when the reference names none. */
function ownVariables(
  { call, owner }: VariableLookup,
  reference: object,
  options: CallOptions,
): Promise<readonly Scoped[]> | undefined {
  const { listGlobal, listForProject, listForPipeline, listForApp } = environmentVariablesOperations;
  if ("project" in reference) {
    return owned("PROJECT", async () =>
      call(listForProject, { projectId: await owner("PROJECT", reference.project) }, options),
    );
  }
  if ("pipeline" in reference) {
    return owned("PIPELINE", async (scope) => {
      const pipelineId = await owner("PIPELINE", reference.pipeline);
      return call(listForPipeline, { pipelineId, scope }, options);
    });
  }
  if ("app" in reference) {
    return owned("APP", async (scope) => {
      const appId = await owner("APP", reference.app);
      return call(listForApp, { appId, scope }, options);
    });
  }
  if ("scope" in reference && reference.scope === "GLOBAL")
    return owned("GLOBAL", () => call(listGlobal, {}, options));
  return undefined;
}

/** A list names inherited variables, too. */
async function owned<Scope extends string>(
  scope: Scope,
  list: (scope: Scope) => Promise<readonly (Scoped | null)[]>,
): Promise<readonly Scoped[]> {
  return (await list(scope)).filter((item): item is Scoped => item?.scope === scope);
}

/** Programs tell variables apart by letter case, so that no other one is meant. */
async function idByName(listed: Promise<readonly Scoped[]>, name: string): Promise<string> {
  const variables = await listed;
  const found = variables.find((variable) => variable.name === name);
  if (found !== undefined) return found.id;
  throw notFoundByName(variables, name, WHAT);
}
