import type { Context } from "../services.ts";
import { unknownId } from "../shared/errors.ts";
import { currentStatus } from "../runs/executor.ts";
import { paged, type Page } from "../shared/paging.ts";
import { findPipeline, requirePipeline, type Role } from "../access/permissions.ts";
import { pipelineInstanceDeletable } from "./deletable.ts";
import type { PipelineInstanceRecord } from "./records.ts";
import { startPipelineRun, stopPipelineRun } from "./run.ts";
import { shown } from "./variables.ts";
import type { Resolvers } from "../wire/schema.ts";

/** How runs of pipelines answer, but for their deletion and their conditions. */
export const pipelineInstanceResolvers: Resolvers = {
  Query: {
    pipelineInstance: (_: unknown, { id }: { id: string }, context: Context) =>
      findPipelineInstance(context, id) ?? null,
  },
  Mutation: {
    runPipeline: (_: unknown, { pipelineId }: { pipelineId: string }, context: Context) =>
      startPipelineRun(context, requirePipeline(context, pipelineId, "ROLE_PROJECT_EDITOR")),
    stopPipelineInstance: (
      _: unknown,
      { pipelineInstanceId }: { pipelineInstanceId: string },
      context: Context,
    ) => {
      const run = findPipelineInstance(context, pipelineInstanceId, "ROLE_PROJECT_EDITOR");
      if (run === undefined) throw unknownId("PipelineInstance", "pipelineInstance");
      stopPipelineRun(context, run);
      return run;
    },
  },
  PipelineInstance: {
    pipelineName: ({ pipelineId }: PipelineInstanceRecord, _args: unknown, { world }: Context) =>
      world.pipelines.get(pipelineId)?.name ?? null,
    status: currentStatus,
    statusDetails: ({ statuses }: PipelineInstanceRecord) => statuses.at(-1) ?? null,
    runTrigger: ({ author, byCron }: PipelineInstanceRecord) =>
      byCron
        ? { __typename: "AnonymousTrigger", triggerType: "CRON_PIPELINE" }
        : { __typename: "AuthoredTrigger", author, triggerType: "MANUAL_PIPELINE" },
    stopTrigger: ({ stoppedBy }: PipelineInstanceRecord) =>
      stoppedBy === null ? null : { author: stoppedBy, triggerType: "MANUAL_PIPELINE" },
    nodeStatuses: ({ jobRuns, conditions }: PipelineInstanceRecord) => [
      ...jobRuns.map((run) => ({ nodeId: run.jobNodeId, status: currentStatus(run) })),
      ...conditions.map((condition) => ({ nodeId: condition.nodeId, status: currentStatus(condition) })),
    ],
    jobsInstance: ({ jobRuns }: PipelineInstanceRecord, page: Page) => paged(jobRuns, page),
    conditionsInstance: ({ version, conditions }: PipelineInstanceRecord) =>
      version.isLinear ? null : conditions,
    initialExecutionVariables: ({ runWithExecutionVariables, variables }: PipelineInstanceRecord) =>
      runWithExecutionVariables ? variables.map(shown) : [],
    deletableState: (run: PipelineInstanceRecord, _args: unknown, context: Context) =>
      pipelineInstanceDeletable(context, run),
  },
};

/** Finds a run for a reader of one object: undefined stands for a null answer. @throws Refusal without the role. */
export function findPipelineInstance(
  context: Context,
  id: string,
  role?: Role,
): PipelineInstanceRecord | undefined {
  const run = context.world.pipelineInstances.get(id);
  return run !== undefined && findPipeline(context, run.pipelineId, role) !== undefined ? run : undefined;
}
