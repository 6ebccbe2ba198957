import { isLoopback } from "../base-url.ts";
import { ConnectionError, isFootbridgeError, ProtocolError } from "../errors.ts";
import type { CallContext } from "../exchanges/call-context.ts";
import { notify, type Settings } from "../options.ts";
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

/** Sends a request of a call and tells `onRequest` about it. */
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

type Tell = (status: number | undefined, error?: unknown) => void;

/** Binds a transport to a client's limits and events: the one place from which anything is sent. */
export function sender(platform: string, transport: () => Promise<Transport>, settings: Settings): Sender {
  const { clock, limits } = settings;
  return async (request, call) => {
    const send = await transport();
    if (!settings.allowInsecureHttp) refuseUnprotected(request.url);
    // After all that had to be waited for: what is aborted sends nothing.
    call.signal.throwIfAborted();
    const tell = teller(platform, call, settings);
    try {
      call.effect.mayHaveHappened = true;
      const isReplayable = call.operation.safety !== "write";
      const response = await send({ ...request, isReplayable, signal: call.signal, limits });
      const wait = retryAfterMs(response.header("retry-after"), clock.now());
      return { ...told(response, tell), retryAfterMs: wait };
    } catch (error) {
      if (isUnsent(error)) call.effect.mayHaveHappened = false;
      tell(undefined, error);
      throw error;
    }
  };
}

/** Whether it is certain that nothing was done; a redirect that a runtime hides points to where it would be. */
function isUnsent(error: unknown): boolean {
  if (error instanceof ConnectionError) return !error.sent;
  return error instanceof ProtocolError && error.hint?.startsWith("Redirects are not followed") === true;
}

function teller(platform: string, { operation, attempts }: CallContext, { onRequest }: Settings): Tell {
  const startedAt = performance.now();
  const { name, endpoint } = operation;
  const attempt = attempts.length + 1;
  return (status, error) => {
    if (onRequest === undefined) return;
    const durationMs = performance.now() - startedAt;
    const shown = isFootbridgeError(error) ? error : undefined;
    notify(onRequest, { platform, operation: name, endpoint, attempt, durationMs, status, error: shown });
  };
}

/** The answer, told about when it has ended: its body where that is read as a text, its head otherwise. */
function told(response: TransportResponse, tell: Tell): TransportResponse {
  const { status } = response;
  return {
    status,
    header: (name) => response.header(name),
    text: async () => {
      try {
        const text = await response.text();
        tell(status);
        return text;
      } catch (error) {
        tell(status, error);
        throw error;
      }
    },
    stream: () => {
      tell(status);
      return response.stream();
    },
    discard: () => {
      tell(status);
      response.discard();
    },
  };
}
