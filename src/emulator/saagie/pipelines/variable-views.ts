import type { Context } from "../services.ts";
import type { ConditionRunRecord, PipelineInstanceRecord } from "./records.ts";
import type { VariableValue } from "../runs/records.ts";
import { shown, variableInput, wasReached, type VariableInput } from "./variables.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { InstanceRecord } from "../jobs/records.ts";
import type { World } from "../world.ts";

/** How the variables that pass through a run of a pipeline answer. A job that runs on its own has none. */
export const pipelineVariableResolvers: Resolvers = {
  JobInstance: {
    executionGlobalVariablesInput: (instance: InstanceRecord, _args: unknown, { world }: Context) =>
      inputOfJob(world, instance)?.initial.map(shown) ?? [],
    executionVariablesInput: (instance: InstanceRecord, _args: unknown, { world }: Context) => {
      const input = inputOfJob(world, instance);
      return input === undefined ? [] : sourceViews(world, input);
    },
    executionVariablesOutput: ({ variablesOutput }: InstanceRecord) => variablesOutput.map(shown),
    executionVariablesByKey: (instance: InstanceRecord, _args: unknown, { world }: Context) => {
      const input = inputOfJob(world, instance);
      return input === undefined ? [] : viewsByKey(world, input, instance.variablesOutput);
    },
  },
  ConditionInstance: {
    executionVariablesByKey: (condition: ConditionRunRecord, _args: unknown, { world }: Context) => {
      const run = world.pipelineInstances.get(condition.pipelineInstanceId);
      const input = inputOf(run, condition.nodeId, wasReached(condition));
      return input === undefined ? [] : viewsByKey(world, input, []);
    },
  },
};

function inputOfJob(world: World, instance: InstanceRecord): VariableInput | undefined {
  const run = world.pipelineInstances.get(instance.pipelineInstanceId ?? "");
  return inputOf(run, instance.jobNodeId ?? "", wasReached(instance));
}

/** What came into a node: nothing, as long as the run has not come to it, or without execution variables. */
function inputOf(
  run: PipelineInstanceRecord | undefined,
  nodeId: string,
  reached: boolean,
): VariableInput | undefined {
  return run?.runWithExecutionVariables === true && reached ? variableInput(run, nodeId) : undefined;
}

/** The sources, the pipeline itself first; one that gave nothing is left out. */
function sourceViews(world: World, { initial, sources }: VariableInput): readonly object[] {
  const pipeline = { executionVariables: initial.map(shown), isGlobalVariables: true, isDirectParent: false };
  return [
    ...(initial.length === 0 ? [] : [pipeline]),
    ...sources.map(({ run, isDirectParent }) => ({
      executionVariables: run.variablesOutput.map(shown),
      isGlobalVariables: false,
      isDirectParent,
      parentJobId: run.jobId,
      parentJobAlias: world.jobs.get(run.jobId)?.alias ?? null,
      parentJobInstanceId: run.id,
    })),
  ];
}

function viewsByKey(
  world: World,
  { initial, sources }: VariableInput,
  output: readonly VariableValue[],
): readonly object[] {
  const all = [...initial, ...sources.flatMap(({ run }) => run.variablesOutput), ...output];
  const keys = [...new Set(all.map(({ key }) => key))];
  const find = (variables: readonly VariableValue[], key: string): ReturnType<typeof shown> | undefined =>
    variables.filter((variable) => variable.key === key).map(shown)[0];
  return keys.map((key) => ({
    keyVariable: key,
    isPassword: all.some((variable) => variable.key === key && variable.isPassword),
    valueGlobalVariableInput: find(initial, key)?.value ?? null,
    valueVariablesInputByJobInstance: sources.flatMap(({ run, isDirectParent }) => {
      const variable = find(run.variablesOutput, key);
      return variable === undefined ? [] : [{ ...variable, ...parentView(world, run), isDirectParent }];
    }),
    valueVariableOutput: find(output, key)?.value ?? null,
  }));
}

function parentView(world: World, { id, jobId }: InstanceRecord): object {
  const job = world.jobs.get(jobId);
  const jobName = job?.name ?? "";
  // The schema wants an alias here, which a job need not have.
  return { jobInstanceId: id, jobId, jobName, jobAlias: job?.alias ?? jobName };
}
