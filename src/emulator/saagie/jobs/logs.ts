import type { Context } from "../services.ts";
import { findInstance } from "./instances.ts";
import { paged, type Page } from "../shared/paging.ts";
import type { Resolvers } from "../wire/schema.ts";
import type { LogLine, LogStream } from "../runs/records.ts";

interface OfInstance {
  readonly jobInstanceID: string;
}

/** Streams to read; a null among them names none. */
export type Streams = readonly (LogStream | null)[];

/** How the output of runs is read. */
export const jobLogResolvers: Resolvers = {
  Query: {
    filteredLogs: (
      _: unknown,
      { jobInstanceID, streams, ...page }: OfInstance & Page & { streams: Streams },
      context: Context,
    ) => readLogs(context, jobInstanceID, { ...page, streams }),
    countFilteredLogs: (
      _: unknown,
      { jobInstanceID, streams }: OfInstance & { streams: Streams },
      context: Context,
    ) => readLogs(context, jobInstanceID, { streams })?.count ?? null,
    logs: (
      _: unknown,
      { jobInstanceID, stream, ...page }: OfInstance & Page & { stream?: LogStream | null },
      context: Context,
    ) => readLogs(context, jobInstanceID, { ...page, ...(stream != null && { streams: [stream] }) }),
    countLogs: (
      _: unknown,
      { jobInstanceID, stream }: OfInstance & { stream?: LogStream | null },
      context: Context,
    ) => readLogs(context, jobInstanceID, stream == null ? {} : { streams: [stream] })?.count ?? null,
  },
};

/** Lines of output, as they are read. */
export interface Logs {
  /** How many lines there are on these streams, whatever part of them is given. */
  readonly count: number;
  readonly content: readonly (LogLine & { readonly index: number })[];
}

/** Which lines are asked for: a page of some streams, or of all of them. */
export interface LogFilter extends Page {
  readonly streams?: Streams;
}

/** How many lines are given when the client sets no limit. */
export const DEFAULT_LOG_LIMIT = 10_000;

/** Picks lines out of an output; each is numbered by its place in the whole. */
export function pickLines(lines: readonly LogLine[], { streams, skip, limit }: LogFilter): Logs {
  const chosen = lines
    .map((line, index) => ({ ...line, index }))
    .filter(({ stream }) => streams === undefined || streams.includes(stream));
  return {
    count: chosen.length,
    content: paged(chosen, { skip: skip ?? null, limit: limit ?? DEFAULT_LOG_LIMIT }),
  };
}

function readLogs(context: Context, id: string, filter: LogFilter): Logs | null {
  const instance = findInstance(context, id);
  return instance === undefined ? null : pickLines(instance.logs, filter);
}
