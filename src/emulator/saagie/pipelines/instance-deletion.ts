import type { Context } from "../services.ts";
import {
  byDate,
  bySelector,
  except,
  SELECTOR_NAMES,
  type InstanceFilter,
  type InstanceIds,
} from "../runs/selectors.ts";
import { findPipeline, requirePipeline } from "../access/permissions.ts";
import { pipelineInstanceDeletable } from "./deletable.ts";
import type { PipelineInstanceRecord, PipelineRecord } from "./records.ts";
import { removePipelineInstances } from "./removal.ts";
import type { Resolvers } from "../wire/schema.ts";

interface ByPipeline {
  readonly pipelineId: string;
}

interface ByDate extends ByPipeline {
  readonly beforeAt: number;
}

interface Exceptions {
  readonly excludePipelineInstanceIds?: InstanceIds;
  readonly includePipelineInstanceIds?: InstanceIds;
}

/** How runs of pipelines are counted and deleted; only those that can be deleted are counted. */
export const pipelineInstanceDeletionResolvers: Resolvers = {
  Query: {
    countDeletablePipelineInstancesByStatus: (_: unknown, { pipelineId }: ByPipeline, context: Context) => {
      const pipeline = requirePipeline(context, pipelineId, "ROLE_PROJECT_VIEWER");
      return SELECTOR_NAMES.map((selector) => ({
        selector,
        count: deletable(context, pipeline, bySelector(selector)).length,
      }));
    },
    countDeletablePipelineInstancesByDate: (
      _: unknown,
      { pipelineId, beforeAt }: ByDate,
      context: Context,
    ) => {
      const pipeline = findPipeline(context, pipelineId);
      return pipeline === undefined ? null : deletable(context, pipeline, byDate(beforeAt)).length;
    },
  },
  Mutation: {
    deletePipelineInstances: (
      _: unknown,
      { pipelineId, pipelineInstanceIds }: ByPipeline & { pipelineInstanceIds?: InstanceIds },
      context: Context,
    ) => {
      const pipeline = requirePipeline(context, pipelineId, "ROLE_PROJECT_EDITOR");
      const wanted = new Set(pipelineInstanceIds);
      const chosen = deletable(context, pipeline, ({ id }) => wanted.has(id));
      removePipelineInstances(context, pipeline, chosen);
      const gone = new Set(chosen.map(({ id }) => id));
      return (pipelineInstanceIds ?? []).map((id) => ({ id, success: gone.has(id) }));
    },
    deletePipelineInstancesByStatusSelector: (
      _: unknown,
      args: ByPipeline & Exceptions & { selector: string },
      context: Context,
    ) => deleteWhere(context, args, bySelector(args.selector)),
    deletePipelineInstancesByDateSelector: (_: unknown, args: ByDate & Exceptions, context: Context) =>
      deleteWhere(context, args, byDate(args.beforeAt)),
  },
};

function deletable(
  context: Context,
  pipeline: PipelineRecord,
  filter: InstanceFilter,
): readonly PipelineInstanceRecord[] {
  return pipeline.instances.filter((run) => filter(run) && pipelineInstanceDeletable(context, run).deletable);
}

function deleteWhere(context: Context, args: ByPipeline & Exceptions, filter: InstanceFilter): number {
  const pipeline = requirePipeline(context, args.pipelineId, "ROLE_PROJECT_EDITOR");
  const { excludePipelineInstanceIds, includePipelineInstanceIds } = args;
  const chosen = deletable(
    context,
    pipeline,
    except(filter, excludePipelineInstanceIds, includePipelineInstanceIds),
  );
  removePipelineInstances(context, pipeline, chosen);
  return chosen.length;
}
