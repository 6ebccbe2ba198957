import { isFootbridgeError, NotFoundError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import { appsOperations, logsOperations, type AppReference } from "../../../generated/saagie/methods.ts";
import { isAppAtRest } from "./states.ts";
import type { SaagieContext } from "../context.ts";
import { readLogPages, type LogLine, type LogOptions, type LogPageRequest } from "../logs/pages.ts";

/** One line of the log of an app. */
export interface AppLogLine extends LogLine {
  /** When it was written, to the nanosecond, where the platform tells it. */
  readonly time: string | null;
  /** The execution that wrote it: the time from one action on the app to the next. */
  readonly executionId: string;
}

/** Options of reading the log of an app. */
export interface AppLogOptions extends LogOptions {
  /** The execution whose log to read, as the app's history tells it. Default: the current one. */
  readonly executionId?: string;
  /**
   * Go on until the app has stopped or failed. Without `executionId`, with the next execution when the app is started again,
   * restarted or changed meanwhile; else until the execution is over. @defaultValue false
   */
  readonly follow?: boolean;
}

/** The log of one execution, and where to read it. */
interface ExecutionLog {
  readonly appId: string;
  readonly project: string;
  readonly executionId: string;
}

/** Reads the log of an app line by line, a page at a time. */
export async function* readAppLogs(
  context: SaagieContext,
  app: AppReference,
  { executionId, ...options }: AppLogOptions,
): AsyncGenerator<AppLogLine, void, void> {
  const { signal, follow = false } = options;
  const read = { id: app, versionsOnlyCurrent: true, eventsLimit: 1 };
  const found = await context.call(appsOperations.get, read, signal === undefined ? {} : { signal });
  const place = { appId: found.id, project: found.project.id };
  let current = executionId ?? found.history?.currentExecutionId ?? undefined;
  if (current === undefined) throw new NotFoundError(`The app "${found.name}" has not been started yet.`);
  for (;;) {
    const log = new FollowedLog(context, { ...place, executionId: current });
    yield* log.read(options);
    // An execution that was asked for is read alone.
    if (!follow || executionId !== undefined || log.next === undefined) return;
    current = log.next;
  }
}

/** Follows one execution of an app. */
class FollowedLog {
  readonly #context: SaagieContext;
  readonly #log: ExecutionLog;
  /** How many lines the platform endpoint has answered; `undefined` while the log proxy is asked. */
  #passed: number | undefined;
  /** The execution that has taken its place, once it was seen. */
  next: string | undefined;

  constructor(context: SaagieContext, log: ExecutionLog) {
    this.#context = context;
    this.#log = log;
  }

  read(options: LogOptions): AsyncGenerator<AppLogLine, void, void> {
    return readLogPages<AppLogLine>(
      {
        clock: this.#context.clock,
        operation: logsOperations.page.name,
        page: (request, callOptions) => this.#page(request, callOptions),
        hasEnded: (callOptions) => this.#hasEnded(callOptions),
      },
      options,
    );
  }

  /** One page, of the log proxy; of the platform endpoint where the proxy does not know the log, as on older platforms. */
  async #page(request: LogPageRequest, options: CallOptions): Promise<readonly AppLogLine[]> {
    if (this.#passed !== undefined) return this.#pageOfPlatform(request, options);
    try {
      return await this.#pageOfProxy(request, options);
    } catch (error) {
      if (!isFootbridgeError(error, "NOT_FOUND") || request.skip > 0) throw error;
      this.#passed = 0;
      return this.#pageOfPlatform(request, options);
    }
  }

  async #pageOfProxy(request: LogPageRequest, options: CallOptions): Promise<readonly AppLogLine[]> {
    const { call, source } = this.#context;
    const { realm, platform } = source;
    const { project, executionId } = this.#log;
    const place = { realm, platform, project, kind: "app_execution", id: executionId } as const;
    const { logs } = await call(logsOperations.page, { ...place, ...request }, options);
    return logs.map(({ index, stream, value, time }) => ({ index, stream, value, time, executionId }));
  }

  /** It takes one stream or none: of several, the lines are chosen here, so the position is kept here, too. */
  async #pageOfPlatform(
    { streams, limit }: LogPageRequest,
    options: CallOptions,
  ): Promise<readonly AppLogLine[]> {
    const { appId, executionId } = this.#log;
    const [only, ...others] = streams;
    const place = { appId, appExecutionId: executionId, stream: others.length === 0 ? (only ?? null) : null };
    for (;;) {
      const skip = this.#passed ?? 0;
      const { content } = await this.#context.call(appsOperations.logs, { ...place, limit, skip }, options);
      const lines = content ?? [];
      this.#passed = skip + lines.length;
      const wanted = lines.filter(({ stream }) => streams.includes(stream));
      if (wanted.length === 0 && lines.length > 0) continue;
      return wanted.map(({ index, stream, value, recordAt }) => ({
        index,
        stream,
        value,
        time: recordAt,
        executionId,
      }));
    }
  }

  async #hasEnded(options: CallOptions): Promise<boolean> {
    const app = await this.#context.call(appsOperations.status, { id: this.#log.appId }, options);
    const current = app.history?.currentExecutionId ?? undefined;
    if (current === undefined || current === this.#log.executionId) return isAppAtRest(app);
    this.next = current;
    return true;
  }
}
