import type { Caller } from "../../core/client.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { jobsOperations } from "../../../generated/saagie/methods.ts";
import { isFinalStatus, statusOf } from "./runs.ts";
import { readLogPages, type LogLine, type LogOptions } from "../logs/pages.ts";

/** What {@link readLogs} needs. */
export interface LogSource {
  readonly call: Caller;
  readonly clock: Clock;
  readonly jobInstanceId: string;
}

/** Reads the log of a run of a job line by line. */
export function readLogs(
  { call, clock, jobInstanceId }: LogSource,
  options: LogOptions,
): AsyncGenerator<LogLine, void, void> {
  return readLogPages<LogLine>(
    {
      clock,
      operation: jobsOperations.filteredLogs.name,
      page: async (request, callOptions) => {
        const { content } = await call(
          jobsOperations.filteredLogs,
          { jobInstanceId, ...request },
          callOptions,
        );
        return (content ?? []).map(({ index, stream, value }) => ({ index, stream, value }));
      },
      hasEnded: async (callOptions) =>
        isFinalStatus(
          statusOf(await call(jobsOperations.instanceStatus, { id: jobInstanceId }, callOptions)),
        ),
    },
    options,
  );
}
