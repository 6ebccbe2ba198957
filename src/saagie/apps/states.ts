import type { BatchCaller } from "../../core/client.ts";
import type { Clock } from "../../core/watch/clock.ts";
import { NotFoundError, RefusedError } from "../../core/errors.ts";
import { createWatcher, type Watcher } from "../../core/watch/watch.ts";
import type { WatchOptions } from "../../core/watch/watch-options.ts";
import { appsOperations, type AppsStatusResult } from "../../../generated/saagie/methods.ts";
import type { AppStatus } from "../../../generated/saagie/platform.ts";

/** The state of an app at one moment. */
export type AppState = AppsStatusResult;

/** Options of a wait for an app. */
export interface AppWaitOptions extends WatchOptions {
  /**
   * Called whenever the status has changed, first with the one found.
   * What it throws is uncaught, as in an event listener.
   */
  readonly onStatus?: (status: AppStatus, app: AppState) => void;
}

/** The current status of an app; `UNKNOWN` where nothing ever happened to it. */
export function appStatusOf({ history }: AppState): AppStatus {
  return history?.currentStatus ?? "UNKNOWN";
}

/** Whether an app will stay as it is until somebody acts on it, and writes no more to its log. */
export function isAppAtRest(app: AppState): boolean {
  const status = appStatusOf(app);
  return status === "STOPPED" || status === "FAILED";
}

/** Watches apps: all watchers of a client share one aliased query per tick and hundred apps. */
export function createAppWatcher(batch: BatchCaller, clock: Clock): Watcher<AppState> {
  return createWatcher<AppState>({
    clock,
    read: (ids, signal) => batch(appsOperations.status, ids, { signal }),
    // Somebody may act on an app at any time: no state is the last one.
    isFinal: () => false,
    label: appStatusOf,
    // A restart between two reads leaves the status as it was, and opens another execution.
    mark: (app) => `${appStatusOf(app)} ${app.history?.currentExecutionId ?? ""}`,
    missing: (id) => new NotFoundError(`The app ${id} does not exist, or is not visible to this user.`),
  });
}

/** What to wait for. */
export interface AppTarget {
  readonly id: string;
  readonly status: "STARTED" | "STOPPED";
  /** Whether a state is from before the action that is waited for. */
  readonly isStale?: (app: AppState) => boolean;
}

/**
 * Waits until an app is in a state.
 *
 * @throws {@link RefusedError} with the platform's reason when it has failed.
 */
export async function waitForApp(
  watcher: Watcher<AppState>,
  { id, status: wanted, isStale = () => false }: AppTarget,
  { onStatus, ...options }: AppWaitOptions,
): Promise<AppState> {
  let last: AppStatus | undefined;
  for await (const app of watcher.watch(id, options)) {
    const status = appStatusOf(app);
    if (status !== last) onStatus?.(status, app);
    last = status;
    if (isStale(app)) continue;
    if (status === wanted) return app;
    if (status === "FAILED") throw failed(app, wanted);
  }
  throw new NotFoundError(`The app ${id} was never seen ${wanted}.`);
}

function failed({ id, history }: AppState, wanted: string): RefusedError {
  const reason = history?.currentStatusReason ?? "no reason is told";
  return new RefusedError(`The app ${id} has failed and is not ${wanted}: ${reason}.`, {
    fields: { app: reason },
    hint: "Its log may tell more.",
  });
}
