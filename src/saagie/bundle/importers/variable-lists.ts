import { environmentVariablesOperations } from "../../../../generated/saagie/methods.ts";
import type { Caller } from "../../../core/client.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { VariableScope } from "../format/variable-record.ts";

/** What variables belong to: the platform has no id. */
export interface VariableOwner {
  readonly scope: VariableScope;
  readonly id: string | undefined;
}

/** A variable at the platform. */
export interface FoundVariable {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly value: string | null;
  readonly description: string | null;
  readonly isPassword: boolean;
}

/** The variables of one owner, without those that it inherits. */
export async function listVariables(
  call: Caller,
  { scope, id = "" }: VariableOwner,
  options: CallOptions,
): Promise<readonly FoundVariable[]> {
  const { listGlobal, listForProject, listForPipeline, listForApp } = environmentVariablesOperations;
  const list = async (): Promise<readonly FoundVariable[]> => {
    if (scope === "GLOBAL") return call(listGlobal, {}, options);
    if (scope === "PROJECT") return call(listForProject, { projectId: id }, options);
    if (scope === "PIPELINE") return call(listForPipeline, { pipelineId: id, scope }, options);
    return call(listForApp, { appId: id, scope: "APP" }, options);
  };
  return (await list()).filter((variable) => variable.scope === scope);
}
