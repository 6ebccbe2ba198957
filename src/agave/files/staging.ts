import { deadline } from "../../core/watch/deadline.ts";
import { DeadlineError, isFootbridgeError, TransferError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/options.ts";
import type { AgaveContext } from "../context.ts";
import type { FilePlace } from "./address.ts";
import { fileHistory, type FileEvent } from "./records.ts";

/** Options of waiting for a file that the service is receiving or fetching. */
export interface StagingOptions extends CallOptions {
  /** Limit for the whole wait, in milliseconds. @defaultValue none */
  readonly deadlineMs?: number;
  /** Called whenever the status has changed. What it throws is uncaught, as in an event listener. */
  readonly onStatus?: (status: string) => void;
}

// A file that is new to the service has no history for a moment.
const LOOKS_WITHOUT_HISTORY = 10;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Waits until a file is in its place. */
export async function waitUntilStaged(
  context: AgaveContext,
  place: FilePlace,
  { deadlineMs, onStatus, signal }: StagingOptions,
): Promise<void> {
  const limit = deadline(signal ? { signal } : {}, undefined);
  const { clock } = context.settings;
  const until = deadlineMs === undefined ? Infinity : clock.now() + deadlineMs;
  let waitMs = FIRST_WAIT_MS;
  let missing = 0;
  let last: string | undefined;
  try {
    for (;;) {
      const status = await stagingOf(context, place, limit.signal);
      missing = status === undefined ? missing + 1 : 0;
      if (status !== undefined && status !== last) onStatus?.(status);
      last = status ?? last;
      if (isStaged(status)) return;
      if (status?.endsWith("_FAILED"))
        throw new TransferError(`The service could not put the file in its place (${status}).`, {
          platform: "agave",
        });
      if (missing > LOOKS_WITHOUT_HISTORY)
        throw new TransferError("The service knows nothing of the file.", { platform: "agave" });
      if (clock.now() + waitMs > until)
        throw new DeadlineError("The file is not in its place yet.", {
          platform: "agave",
          ...(last === undefined ? {} : { lastState: last }),
        });
      await clock.sleep(waitMs, limit.signal);
      waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS);
    }
  } finally {
    limit.end();
  }
}

function isStaged(status: string | undefined): boolean {
  return status === "STAGING_COMPLETED" || status === "TRANSFORMING_COMPLETED";
}

const STAGING = /^(?:STAGING|TRANSFORMING|PREPROCESSING)/u;

/** The newest word on the staging of a file; `undefined` where there is none. */
async function stagingOf(
  context: AgaveContext,
  place: FilePlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const events: FileEvent[] = [];
  try {
    for await (const event of fileHistory(context, place, { signal })) events.push(event);
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND") || isFootbridgeError(error, "PERMISSION_DENIED"))
      return undefined;
    throw error;
  }
  const staging = events.filter(({ status }) => STAGING.test(status));
  // The order of a history is not stated; of two words of one moment, the one that ends it counts.
  const rank = (status: string): number => (isStaged(status) || status.endsWith("_FAILED") ? 1 : 0);
  return staging
    .toSorted((left, right) => momentOf(right) - momentOf(left) || rank(right.status) - rank(left.status))
    .at(0)?.status;
}

function momentOf({ created }: FileEvent): number {
  return created == null ? 0 : Date.parse(created) || 0;
}
