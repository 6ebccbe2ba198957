import type { Context } from "./context.ts";
import { currentStatus } from "./executor.ts";
import { instanceDeletable } from "./job-deletable.ts";
import { removeInstances } from "./job-removal.ts";
import { findJob, requireJob } from "./permissions.ts";
import type { Resolvers } from "./schema.ts";
import type { InstanceRecord, InstanceStatus, JobRecord } from "./store.ts";

/** The selectors and the states that each covers; ALL covers every state in which a run is over. */
const SELECTORS: Readonly<Record<string, readonly InstanceStatus[] | undefined>> = {
  ALL: undefined,
  SUCCEEDED: ["SUCCEEDED"],
  FAILED: ["FAILED", "ERROR"],
  STOPPED: ["KILLED"],
  UNKNOWN: ["UNKNOWN"],
};

type Ids = readonly string[] | null | undefined;

interface Exceptions {
  readonly excludeJobInstanceIds?: Ids;
  readonly includeJobInstanceIds?: Ids;
  /** Older names of the same two. */
  readonly minusJobInstanceIds?: Ids;
  readonly moreJobInstanceIds?: Ids;
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
      return Object.keys(SELECTORS).map((selector) => ({
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
      { jobId, jobInstanceIds }: ByJob & { jobInstanceIds?: Ids },
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

type Filter = (instance: InstanceRecord) => boolean;

function bySelector(selector: string): Filter {
  const states = SELECTORS[selector];
  return (instance) => states?.includes(currentStatus(instance)) ?? true;
}

function byDate(beforeAt: number): Filter {
  return ({ startTime }) => startTime < beforeAt;
}

function deletable(context: Context, job: JobRecord, filter: Filter): readonly InstanceRecord[] {
  return job.instances.filter(
    (instance) => filter(instance) && instanceDeletable(context, instance).deletable,
  );
}

/** Exceptions from the filter: excluded runs stay, included ones go, and being included wins. */
function deleteWhere(context: Context, args: ByJob & Exceptions, filter: Filter): number {
  const job = requireJob(context, args.jobId, "ROLE_PROJECT_EDITOR");
  const excluded = new Set([...(args.excludeJobInstanceIds ?? []), ...(args.minusJobInstanceIds ?? [])]);
  const included = new Set([...(args.includeJobInstanceIds ?? []), ...(args.moreJobInstanceIds ?? [])]);
  const chosen = deletable(
    context,
    job,
    (instance) => included.has(instance.id) || (filter(instance) && !excluded.has(instance.id)),
  );
  removeInstances(context, job, chosen);
  return chosen.length;
}
