import { findAppExecution, type AppExecution } from "../projects/access.ts";
import type { Context } from "../services.ts";
import { Refusal } from "../shared/errors.ts";
import { DEFAULT_LOG_LIMIT } from "../jobs/logs.ts";
import { paged, type Page } from "../shared/paging.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { LogStream } from "../runs/records.ts";

interface OfExecution {
  readonly appId: string;
  readonly appExecutionId: string;
  readonly stream?: LogStream | null;
  readonly recordAt?: string | null;
}

/** How the output of apps is read. An unknown execution is null, and so is one of another app. */
export const appLogResolvers: Resolvers = {
  Query: {
    appLogs: (_: unknown, { limit, skip, ...of }: OfExecution & Page, context: Context) => {
      const lines = linesOf(context, of);
      if (lines === undefined) return null;
      return {
        count: lines.length,
        content: paged(lines, { skip: skip ?? null, limit: limit ?? DEFAULT_LOG_LIMIT }),
      };
    },
    countAppLogs: (_: unknown, of: OfExecution, context: Context) => linesOf(context, of)?.length ?? null,
  },
};

function linesOf(context: Context, of: OfExecution): readonly object[] | undefined {
  const execution = findAppExecution(context, of.appExecutionId);
  if (execution === undefined || execution.app.id !== of.appId) return undefined;
  const from = momentOf(of.recordAt);
  return execution.action.logs
    .map((line, index) => ({ ...line, index, containerId: containerOf(execution) }))
    .filter(({ stream, recordAt }) => (of.stream == null || stream === of.stream) && recordAt >= from);
}

function containerOf({ app, action }: AppExecution): string {
  return `app-${app.id}-${action.executionId.slice(0, 8)}`;
}

/** What `recordAt` is for is not known: here lines are given from that moment on. */
function momentOf(recordAt: string | null | undefined): number {
  const at = recordAt == null ? 0 : Date.parse(recordAt);
  if (Number.isNaN(at)) {
    throw new Refusal("Expected a moment for recordAt", { classification: "ValidationError" });
  }
  return at;
}
