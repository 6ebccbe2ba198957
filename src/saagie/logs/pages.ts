import type { Clock } from "../../core/watch/clock.ts";
import { InvalidInputError, ProtocolError } from "../../core/errors.ts";
import { milliseconds, type CallOptions } from "../../core/options.ts";
import type { LogStream } from "../../../generated/saagie/platform.ts";

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

/** Which lines to read. */
export interface LogPageRequest {
  readonly streams: readonly LogStream[];
  readonly limit: number;
  readonly skip: number;
}

/** A log that is read a page at a time. */
export interface PagedLog<Line extends LogLine> {
  readonly clock: Clock;
  /** The operation that reads a page, for messages. */
  readonly operation: string;
  readonly page: (request: LogPageRequest, options: CallOptions) => Promise<readonly Line[]>;
  /** Whether nothing more will be written. */
  readonly hasEnded: (options: CallOptions) => Promise<boolean>;
}

/** The streams that are read unless others are asked for. */
export const USUAL_STREAMS: readonly LogStream[] = ["STDOUT", "STDERR"];

/** Reads a log line by line, a page at a time. */
export async function* readLogPages<Line extends LogLine>(
  { clock, operation, page, hasEnded }: PagedLog<Line>,
  options: LogOptions,
): AsyncGenerator<Line, void, void> {
  const {
    streams = USUAL_STREAMS,
    follow = false,
    pageSize = 1_000,
    intervalMs = 2_000,
    ...callOptions
  } = options;
  milliseconds("intervalMs", intervalMs);
  if (!Number.isInteger(pageSize) || pageSize < 1) {
    throw new InvalidInputError(`pageSize must be a whole number from 1, not ${pageSize}.`);
  }
  let last: Line | undefined;
  for (let skip = 0; ;) {
    // Asked before the lines: what has ended by now writes no more of them.
    const ended = follow ? await hasEnded(callOptions) : true;
    for (;;) {
      const lines = await page({ streams, limit: pageSize, skip }, callOptions);
      refuseRepeat(operation, last, lines[0]);
      last = lines.at(-1) ?? last;
      yield* lines;
      skip += lines.length;
      // Only an empty page is the end: a platform may answer fewer lines than asked for.
      if (lines.length === 0) break;
    }
    if (ended) return;
    await clock.sleep(intervalMs, callOptions.signal);
  }
}

/** Positions only grow: a platform that does not skip would hand out the same page for ever. */
function refuseRepeat(operation: string, last: LogLine | undefined, first: LogLine | undefined): void {
  if (last?.index == null || first?.index == null || first.index > last.index) return;
  throw new ProtocolError("The platform answered a page of the log that has been read already.", {
    platform: "saagie",
    operation,
  });
}
