import type { Context as HonoContext } from "hono";
import { findAppExecution } from "../projects/access.ts";
import { findCondition } from "../conditions/resolvers.ts";
import type { Context } from "../services.ts";
import { findInstance } from "../jobs/instances.ts";
import { DEFAULT_LOG_LIMIT, pickLines, type LogFilter } from "../jobs/logs.ts";
import { findProject } from "../access/permissions.ts";
import type { LogLine, LogStream } from "../runs/records.ts";
import type { Moment } from "../shared/records.ts";

/** Where a page of a log is read, below the base URL. */
export const LOG_ROUTE = "/log-proxy/api/logs/:realm/platform/:platform/project/:project/:kind/:id";

/** Where a whole log is read as a file. */
export const LOG_FILE_ROUTE = "/log-proxy/api/download/:realm/platform/:platform/project/:project/:kind/:id";

/** A line, with the moment when it was written where that is known. */
type Line = LogLine & { readonly recordAt?: Moment };

/** Finds the lines of something in a project; undefined when the project has nothing with that id. */
type LogSource = (context: Context, projectId: string, id: string) => readonly Line[] | undefined;

/** What has a log, by the kind that paths name. A further kind is a line here. */
const SOURCES: Readonly<Record<string, LogSource>> = {
  job_instance: (context, projectId, id) => {
    const instance = findInstance(context, id);
    const job = context.world.jobs.get(instance?.jobId ?? "");
    return job?.projectId === projectId ? instance?.logs : undefined;
  },
  app_execution: (context, projectId, id) => {
    const execution = findAppExecution(context, id);
    return execution?.app.projectId === projectId ? execution.action.logs : undefined;
  },
  // The platform tells no times of them.
  condition_instance: (context, projectId, id) => findCondition(context, id, projectId)?.logs,
};

const STREAMS: readonly string[] = [
  "ENVVARS_STDOUT",
  "ENVVARS_STDERR",
  "ORCHESTRATION_STDOUT",
  "ORCHESTRATION_STDERR",
  "STDERR",
  "STDOUT",
] satisfies LogStream[];

/** Answers a page of a log. */
export function readLogPage(c: HonoContext, context: Context): Response {
  const lines = linesOf(c, context);
  if (lines === undefined) return c.text("Not Found", 404);
  const streams = streamsOf(c);
  const limit = numberOf(c.req.query("limit"), DEFAULT_LOG_LIMIT);
  const skip = numberOf(c.req.query("skip"), 0);
  if (streams === undefined || limit === undefined || skip === undefined) return c.text("Bad Request", 400);
  const { count, content } = pickLines(lines, { ...streams, limit, skip });
  const source = c.req.query("source") ?? "elastic";
  return c.json({ logs: content.map(lineView), limit, total: count, order: "asc", source });
}

/** Answers a whole log as a file. How its lines look there is not known: here they are the bare output. */
export function downloadLog(c: HonoContext, context: Context): Response {
  const lines = linesOf(c, context);
  if (lines === undefined) return c.text("Not Found", 404);
  const streams = streamsOf(c);
  if (streams === undefined) return c.text("Bad Request", 400);
  const { content } = pickLines(lines, { ...streams, limit: lines.length });
  const text = content.map(({ value }) => `${value}\n`).join("");
  return c.body(text, 200, {
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": `attachment; filename="${String(c.req.param("id"))}.log"`,
  });
}

/** What is missing, what is of another project, and what the caller may not see are alike not there. */
function linesOf(c: HonoContext, context: Context): readonly Line[] | undefined {
  const {
    realm,
    platform,
    project: projectId = "",
    kind = "",
    id = "",
  } = c.req.param() as Record<string, string>;
  if (realm?.toLowerCase() !== context.realm.toLowerCase() || platform !== String(context.platformId))
    return undefined;
  try {
    if (findProject(context, projectId) === undefined) return undefined;
    return Object.hasOwn(SOURCES, kind) ? SOURCES[kind]?.(context, projectId, id) : undefined;
  } catch {
    // Forbidden: here, too, it is as if there were nothing.
    return undefined;
  }
}

/** The streams asked for; all of them when none is named. @returns undefined when one is named that there is not */
function streamsOf(c: HonoContext): Pick<LogFilter, "streams"> | undefined {
  const names = (c.req.query("streams") ?? "").split(",").filter((name) => name !== "");
  if (names.length === 0) return {};
  const streams = names.filter((name): name is LogStream => STREAMS.includes(name));
  return streams.length === names.length ? { streams } : undefined;
}

function numberOf(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined || text === "") return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function lineView({ index, stream, value, recordAt }: Line & { readonly index: number }): object {
  return { index, stream, ...(recordAt !== undefined && { time: nanoseconds(recordAt) }), value };
}

/** The form of dates in logs, which are finer than any clock here. */
function nanoseconds(at: Moment): string {
  return new Date(at).toISOString().replace("Z", "000000Z");
}
