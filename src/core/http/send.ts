import { isLoopback } from "../base-url.ts";
import { lazy } from "../concurrency/lazy.ts";
import { ConnectionError, ProtocolError } from "../errors.ts";
import type { CallContext } from "../exchanges/call-context.ts";
import type { Settings } from "../options.ts";
import { retryAfterMs } from "../retry/retry-table.ts";
import type { Transport, TransportRequest, TransportResponse } from "../transport/transport.ts";

/** What is sent for a call; signal and limits are added from the call and the client. */
export type OutgoingRequest = Omit<TransportRequest, "signal" | "limits" | "isReplayable">;

/** An answer, with what its head asks of the client. */
export interface Answer extends TransportResponse {
  /** Whether the platform had pointed to another place, which gave this answer. */
  readonly isRedirected?: boolean;
  /** What `Retry-After` asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** Sends a request of a call and tells `onRequest`, the log and whoever else listens about it. */
export type Sender = (request: OutgoingRequest, call: CallContext) => Promise<Answer>;

// The one that was found to be fine last: calls to one endpoint all have the same.
let fine = "";

/** A client's own URLs are checked when it is made; this is about those that a platform hands out or points at. */
function refuseUnprotected(text: string): void {
  if (text === fine || !text.startsWith("http:") || !URL.canParse(text)) return;
  if (isLoopback(new URL(text).hostname)) {
    fine = text;
    return;
  }
  throw new ProtocolError("The platform leads to another machine over plain http: that is not followed.", {
    hint: "What is sent there could be read on the way. Set allowInsecureHttp where that is meant.",
  });
}

/** Binds a transport to a client's limits and events: the one place from which anything is sent. */
export function sender(transport: () => Promise<Transport>, settings: Settings): Sender {
  const { clock, limits } = settings;
  // What tells of requests is loaded with what sends them: an import stays light.
  const ready = lazy(() => Promise.all([transport(), import("../observe/tell-request.ts")]));
  return async (request, call) => {
    const [send, { requestTeller, told }] = await ready();
    if (!settings.allowInsecureHttp) refuseUnprotected(request.url);
    // After all that had to be waited for: what is aborted sends nothing.
    call.signal.throwIfAborted();
    const tell = requestTeller(request, call, settings);
    try {
      call.effect.mayHaveHappened = true;
      const isReplayable = call.operation.safety !== "write";
      const response = await send({ ...request, isReplayable, signal: call.signal, limits });
      const wait = retryAfterMs(response.header("retry-after"), clock.now());
      return { ...told(response, tell), retryAfterMs: wait };
    } catch (error) {
      if (isUnsent(error)) call.effect.mayHaveHappened = false;
      tell({ response: undefined, failure: { error } });
      throw error;
    }
  };
}

/** Whether it is certain that nothing was done; a redirect that a runtime hides points to where it would be. */
function isUnsent(error: unknown): boolean {
  if (error instanceof ConnectionError) return !error.sent;
  return error instanceof ProtocolError && error.hint?.startsWith("Redirects are not followed") === true;
}
