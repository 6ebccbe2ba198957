import type { Caller } from "../core/client.ts";
import type { Clock } from "../core/clock.ts";
import { InvalidInputError, ProtocolError } from "../core/errors.ts";
import { milliseconds, type CallOptions } from "../core/options.ts";
import { jobsOperations } from "../../generated/saagie/methods.ts";
import type { LogStream } from "../../generated/saagie/platform.ts";
import { isFinalStatus, statusOf } from "./job-runs.ts";

/** One line of a log. */
export interface LogLine {
  /** Position in the log, from 0, where the platform tells it. */
  readonly index: number | null;
  readonly stream: LogStream;
  readonly value: string;
}

/** Options of reading a log. */
export interface LogOptions extends CallOptions {
  /** The streams to read. @defaultValue `["STDOUT", "STDERR"]` */
  readonly streams?: readonly LogStream[];
  /** Go on until the run has ended. @defaultValue false */
  readonly follow?: boolean;
  /** Lines in one request. @defaultValue 1000 */
  readonly pageSize?: number;
  /** Time between two reads while following, in milliseconds. @defaultValue 2000 */
  readonly intervalMs?: number;
}

/** What {@link readLogs} needs. */
export interface LogSource {
  readonly call: Caller;
  readonly clock: Clock;
  readonly jobInstanceId: string;
}

/** Reads a log line by line, a page at a time. */
export async function* readLogs(
  { call, clock, jobInstanceId }: LogSource,
  options: LogOptions,
): AsyncGenerator<LogLine, void, void> {
  const {
    streams = ["STDOUT", "STDERR"],
    follow = false,
    pageSize = 1_000,
    intervalMs = 2_000,
    ...callOptions
  } = options;
  milliseconds("intervalMs", intervalMs);
  if (!Number.isInteger(pageSize) || pageSize < 1) {
    throw new InvalidInputError(`pageSize must be a whole number from 1, not ${pageSize}.`);
  }
  let last: LogLine | undefined;
  for (let skip = 0; ;) {
    // Asked before the lines: a run that has ended by now writes no more of them.
    const ended = follow ? await hasEnded({ call, clock, jobInstanceId }, callOptions) : true;
    for (;;) {
      const variables = { jobInstanceId, streams, limit: pageSize, skip };
      const { content } = await call(jobsOperations.filteredLogs, variables, callOptions);
      const lines = content ?? [];
      refuseRepeat(last, lines[0]);
      last = lines.at(-1) ?? last;
      for (const { index, stream, value } of lines) yield { index, stream, value };
      skip += lines.length;
      // Only an empty page is the end: a platform may answer fewer lines than asked for.
      if (lines.length === 0) break;
    }
    if (ended) return;
    await clock.sleep(intervalMs, callOptions.signal);
  }
}

/** Positions only grow: a platform that does not skip would hand out the same page for ever. */
function refuseRepeat(last: LogLine | undefined, first: LogLine | undefined): void {
  if (last?.index == null || first?.index == null || first.index > last.index) return;
  throw new ProtocolError("The platform answered a page of the log that has been read already.", {
    platform: "saagie",
    operation: "JobsFilteredLogs",
  });
}

async function hasEnded({ call, jobInstanceId }: LogSource, options: CallOptions): Promise<boolean> {
  return isFinalStatus(statusOf(await call(jobsOperations.instanceStatus, { id: jobInstanceId }, options)));
}
