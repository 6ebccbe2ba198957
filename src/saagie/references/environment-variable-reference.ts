import { notFoundByName, type Named } from "../../core/lookup/lookup.ts";
import type { CallOptions } from "../../core/options.ts";
import { environmentVariablesOperations } from "../../../generated/saagie/methods.ts";
import { namesNothing } from "./known-id.ts";
import type { LookUp, LookUpContext } from "./look-up.ts";

const WHAT = "environment variable";

/** Finds an environment variable by name among those of its owner, inherited ones left out. */
export const lookUpVariable: LookUp = async (context, reference, options) => {
  if (
    typeof reference === "object" &&
    reference !== null &&
    "name" in reference &&
    typeof reference.name === "string"
  ) {
    const listed = ownVariables(context, reference, options);
    if (listed !== undefined) return idByName(await listed, reference.name);
  }
  throw namesNothing(
    reference,
    WHAT,
    'Give its id, or its name with its owner: { scope: "GLOBAL", name }, { project, name }, { pipeline, name } or { app, name }.',
  );
};

interface Scoped extends Named {
  readonly scope: string;
}

/** The variables of one owner; undefined when the reference names none. */
function ownVariables(
  { call, idOf }: LookUpContext,
  reference: object,
  options: CallOptions,
): Promise<readonly Scoped[]> | undefined {
  const { listGlobal, listForProject, listForPipeline, listForApp } = environmentVariablesOperations;
  if ("project" in reference) {
    return owned("PROJECT", async () =>
      call(listForProject, { projectId: await idOf("PROJECT", reference.project) }, options),
    );
  }
  if ("pipeline" in reference) {
    return owned("PIPELINE", async (scope) => {
      const pipelineId = await idOf("PIPELINE", reference.pipeline);
      return call(listForPipeline, { pipelineId, scope }, options);
    });
  }
  if ("app" in reference) {
    return owned("APP", async (scope) => {
      const appId = await idOf("APP", reference.app);
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
function idByName(variables: readonly Scoped[], name: string): string {
  const found = variables.find((variable) => variable.name === name);
  if (found !== undefined) return found.id;
  throw notFoundByName(variables, name, WHAT);
}
