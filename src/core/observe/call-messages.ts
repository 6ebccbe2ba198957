import { callChannels, isHeard, requestChannels, type Channels } from "./channels.ts";
import { within, type CurrentCall } from "./current-call.ts";
import { failureCode, type CallMessage } from "./messages.ts";

/** A call of a method that somebody listens to. */
export interface ObservedCall {
  /** Does a part of its work, so that what is sent there is known to belong to it. */
  readonly within: <T>(work: () => T) => T;
  /** The same for work that gives one thing after the other. */
  readonly items: <T, Return>(items: AsyncGenerator<T, Return, void>) => AsyncGenerator<T, Return, void>;
  /** Tells how it ended; only the first end counts. */
  readonly end: () => void;
  readonly fail: (error: unknown, signal: AbortSignal | undefined) => void;
}

/** Tells that a call of a method begins; `undefined` where nobody listens, neither to calls nor to requests. */
export function observeCall(platform: string, method: string): ObservedCall | undefined {
  const channels = callChannels();
  if (channels === undefined || !(isHeard(channels) || isHeard(requestChannels()))) return undefined;
  const callId = crypto.randomUUID().replaceAll("-", "");
  return { ...workOf({ callId, method }), ...endOf({ platform, method, callId }, channels) };
}

function workOf(call: CurrentCall): Pick<ObservedCall, "within" | "items"> {
  return {
    within: (work) => within(call, work),
    items: (items) => ({
      // Each step runs as part of whatever asked for it, unless it is told otherwise.
      next: () => within(call, () => items.next()),
      return: (value) => within(call, () => items.return(value)),
      throw: (error) => within(call, () => items.throw(error)),
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => void (await within(call, () => items.return(undefined as never))),
    }),
  };
}

function endOf(message: CallMessage, { start, end, error }: Channels): Pick<ObservedCall, "end" | "fail"> {
  const startedAt = performance.now();
  let isEnded = false;
  const finish = (channel: Channels["end"], facts: Partial<CallMessage>): void => {
    if (isEnded) return;
    isEnded = true;
    channel.publish(Object.assign(message, { durationMs: performance.now() - startedAt, ...facts }));
  };
  start.publish(message);
  return {
    end: () => finish(end, {}),
    fail: (reason, signal) => finish(error, { code: failureCode(reason, signal) }),
  };
}
