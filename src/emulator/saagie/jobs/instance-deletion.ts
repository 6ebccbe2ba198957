import type { Context } from "../services.ts";
import {
  byDate,
  bySelector,
  except,
  SELECTOR_NAMES,
  type InstanceFilter,
  type InstanceIds,
} from "../runs/selectors.ts";
import { instanceDeletable } from "./deletable.ts";
import { removeInstances } from "./removal.ts";
import { findJob, requireJob } from "../access/permissions.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { InstanceRecord, JobRecord } from "./records.ts";

interface Exceptions {
  readonly excludeJobInstanceIds?: InstanceIds;
  readonly includeJobInstanceIds?: InstanceIds;
  /** Older names of the same two. */
  readonly minusJobInstanceIds?: InstanceIds;
  readonly moreJobInstanceIds?: InstanceIds;
}

interface ByJob {
  readonly jobId: string;
}

interface ByDate extends ByJob {
  readonly beforeAt: number;
}

/**
 * How runs of jobs are counted and deleted.
 *
 * @remarks Only those are counted that can be deleted: that is what the counts are for.
 */
export const jobInstanceDeletionResolvers: Resolvers = {
  Query: {
    countJobInstancesBySelector: (_: unknown, { jobId }: ByJob, context: Context) => {
      const job = requireJob(context, jobId, "ROLE_PROJECT_VIEWER");
      return SELECTOR_NAMES.map((selector) => ({
        selector,
        count: deletable(context, job, bySelector(selector)).length,
      }));
    },
    countJobInstancesByDate: (_: unknown, { jobId, beforeAt }: ByDate, context: Context) => {
      const job = findJob(context, jobId);
      return job === undefined ? null : deletable(context, job, byDate(beforeAt)).length;
    },
  },
  Mutation: {
    deleteJobInstances: (
      _: unknown,
      { jobId, jobInstanceIds }: ByJob & { jobInstanceIds?: InstanceIds },
      context: Context,
    ) => {
      const job = requireJob(context, jobId, "ROLE_PROJECT_EDITOR");
      const chosen = deletable(context, job, ({ id }) => jobInstanceIds?.includes(id) === true);
      removeInstances(context, job, chosen);
      return (jobInstanceIds ?? []).map((id) => ({
        id,
        success: chosen.some((instance) => instance.id === id),
      }));
    },
    deleteJobInstancesBySelector: (
      _: unknown,
      args: ByJob & Exceptions & { selector: string },
      context: Context,
    ) => deleteWhere(context, args, bySelector(args.selector)),
    deleteJobInstancesByDate: (_: unknown, args: ByDate & Exceptions, context: Context) =>
      deleteWhere(context, args, byDate(args.beforeAt)),
  },
};

function deletable(context: Context, job: JobRecord, filter: InstanceFilter): readonly InstanceRecord[] {
  return job.instances.filter(
    (instance) => filter(instance) && instanceDeletable(context, instance).deletable,
  );
}

function deleteWhere(context: Context, args: ByJob & Exceptions, filter: InstanceFilter): number {
  const job = requireJob(context, args.jobId, "ROLE_PROJECT_EDITOR");
  const exclude = [...(args.excludeJobInstanceIds ?? []), ...(args.minusJobInstanceIds ?? [])];
  const include = [...(args.includeJobInstanceIds ?? []), ...(args.moreJobInstanceIds ?? [])];
  const chosen = deletable(context, job, except(filter, exclude, include));
  removeInstances(context, job, chosen);
  return chosen.length;
}
