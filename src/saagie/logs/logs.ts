import type { Caller } from "../../core/client.ts";
import type { Download } from "../../core/http/download.ts";
import type { CallOptions } from "../../core/options.ts";
import {
  conditionsOperations,
  jobsOperations,
  logsOperations,
  type LogsPageResult,
  type ProjectReference,
} from "../../../generated/saagie/methods.ts";
import type { LogKind } from "../../../generated/saagie/rest.ts";
import type { LogStream } from "../../../generated/saagie/platform.ts";
import type { SaagieContext } from "../context.ts";
import { isFinalStatus, statusOf } from "../jobs/runs.ts";
import { readLogPages, USUAL_STREAMS, type LogLine, type LogOptions } from "./pages.ts";

/** Names a log: what it is of, and where. */
export interface LogTarget {
  readonly project: ProjectReference;
  /** A run of a job, an execution of an app (from one action on it to the next), or a condition in a run of a pipeline. */
  readonly kind: LogKind;
  /** The id of the run, the execution or the condition. */
  readonly id: string;
}

/** One line of a log, with its time. */
export interface TimedLogLine extends LogLine {
  /** When it was written, to the nanosecond; null where the platform does not tell, as on lines of conditions. */
  readonly time: string | null;
}

/** Options of counting the lines of a log. */
export interface LogCountOptions extends CallOptions {
  /** The streams to count. @defaultValue `["STDOUT", "STDERR"]` */
  readonly streams?: readonly LogStream[];
}

/** Options of downloading a log. */
export interface LogDownloadOptions extends CallOptions {
  /** The streams to read. Default: what the platform takes then. */
  readonly streams?: readonly LogStream[];
}

/** What every call to the log proxy has in its path. */
interface LogPath {
  readonly realm: string;
  readonly platform: number;
  readonly project: string;
  readonly kind: LogKind;
  readonly id: string;
}

/** Logs of jobs, apps and conditions, read where the platform keeps them. */
export class Logs {
  readonly #context: SaagieContext;
  readonly #call: Caller;

  /** @internal */
  constructor(context: SaagieContext) {
    this.#context = context;
    this.#call = context.call;
  }

  /**
   * Reads a log line by line; with `follow`, until the run of the job has ended or the condition has been decided. The log
   * of an app tells no end: it is followed until the loop is left or `signal` is aborted.
   *
   * @remarks Remote calls: the log proxy, a page at a time; platform `jobInstance` or `conditionInstance` while following.
   * @throws {@link NotFoundError} also for what this user may not see.
   * @example
   * ```ts
   * const target = { project: "Sales", kind: "app_execution", id: executionId } as const;
   * for await (const { time, value } of saagie.logs.read(target)) console.log(time, value);
   * ```
   */
  async *read(target: LogTarget, options: LogOptions = {}): AsyncGenerator<TimedLogLine, void, void> {
    const { signal } = options;
    const path = await this.#path(target, signal === undefined ? {} : { signal });
    yield* readLogPages<TimedLogLine>(
      {
        clock: this.#context.clock,
        operation: logsOperations.page.name,
        page: async (request, callOptions) =>
          (await this.#call(logsOperations.page, { ...path, ...request }, callOptions)).logs.map(toLine),
        hasEnded: (callOptions) => this.#hasEnded(path, callOptions),
      },
      options,
    );
  }

  /**
   * Counts the lines of a log.
   *
   * @remarks Remote call: the log proxy, for one line.
   */
  async count(target: LogTarget, options: LogCountOptions = {}): Promise<number> {
    const { streams = USUAL_STREAMS, ...callOptions } = options;
    const path = await this.#path(target, callOptions);
    const variables = { ...path, streams, limit: 1, skip: 0 };
    return (await this.#call(logsOperations.page, variables, callOptions)).total;
  }

  /**
   * Opens a whole log as a stream of bytes.
   *
   * @remarks Remote call: the log proxy's download.
   */
  async download(target: LogTarget, options: LogDownloadOptions = {}): Promise<Download> {
    const { streams, ...callOptions } = options;
    const path = await this.#path(target, callOptions);
    const variables = { ...path, ...(streams === undefined ? {} : { streams }) };
    return this.#call(logsOperations.download, variables, { ...callOptions, transfer: true });
  }

  async #path({ project, kind, id }: LogTarget, options: CallOptions): Promise<LogPath> {
    const { references, source } = this.#context;
    const { realm, platform } = source;
    return { realm, platform, project: await references.resolve("PROJECT", project, options), kind, id };
  }

  async #hasEnded({ kind, id }: LogPath, options: CallOptions): Promise<boolean> {
    switch (kind) {
      case "job_instance":
        return isFinalStatus(statusOf(await this.#call(jobsOperations.instanceStatus, { id }, options)));
      case "condition_instance": {
        const variables = { conditionInstanceId: id };
        const { history } = await this.#call(conditionsOperations.instanceStatus, variables, options);
        return history !== null && isFinalStatus(history.currentStatus.status);
      }
      case "app_execution":
        return false;
    }
  }
}

function toLine({ index, stream, time, value }: LogsPageResult["logs"][number]): TimedLogLine {
  return { index, stream, time, value };
}
