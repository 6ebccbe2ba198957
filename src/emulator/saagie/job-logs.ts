import type { Context } from "./context.ts";
import { findInstance } from "./job-instances.ts";
import { paged, type Page } from "./paging.ts";
import type { Resolvers } from "./schema.ts";
import type { LogStream } from "./store.ts";

interface OfInstance {
  readonly jobInstanceID: string;
}

type Streams = readonly (LogStream | null)[];

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

interface Logs {
  /** How many lines there are on these streams, whatever part of them is given. */
  readonly count: number;
  readonly content: readonly object[];
}

/** How many lines are given when the client sets no limit. */
const DEFAULT_LIMIT = 10_000;

function readLogs(context: Context, id: string, options: Page & { readonly streams?: Streams }): Logs | null {
  const instance = findInstance(context, id);
  if (instance === undefined) return null;
  const { streams } = options;
  const lines = instance.logs
    .map((line, index) => ({ ...line, index }))
    .filter(({ stream }) => streams === undefined || streams.includes(stream));
  return {
    count: lines.length,
    content: paged(lines, { skip: options.skip ?? null, limit: options.limit ?? DEFAULT_LIMIT }),
  };
}
