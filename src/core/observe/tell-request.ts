import { isFootbridgeError } from "../errors.ts";
import type { CallContext } from "../exchanges/call-context.ts";
import { notify, type Settings } from "../options.ts";
import type { TransportResponse } from "../transport/transport.ts";
import { isHeard, requestChannels } from "./channels.ts";
import { observeRequest, type RequestEnd, type SentRequest } from "./request-messages.ts";

/** Tells of the end of a request. */
type Tell = (end: RequestEnd) => void;

/** Tells that a request begins, and makes what tells its end to whoever listens: channels, `onRequest` and the log. */
export function requestTeller(
  request: SentRequest,
  call: CallContext,
  { onRequest, log }: Pick<Settings, "onRequest" | "log">,
): Tell {
  const startedAt = performance.now();
  const { name, endpoint } = call.operation;
  const platform = call.platform.name;
  const attempt = call.attempts.length + 1;
  const observed = isHeard(requestChannels()) ? observeRequest(request, call) : undefined;
  return (end) => {
    const durationMs = performance.now() - startedAt;
    const status = end.response?.status;
    const error = isFootbridgeError(end.failure?.error) ? end.failure.error : undefined;
    observed?.(end);
    if (onRequest !== undefined)
      notify(onRequest, { platform, operation: name, endpoint, attempt, durationMs, status, error });
    log?.("debug", call, {
      what: `${status ?? "no answer"} in ${Math.round(durationMs)} ms`,
      endpoint,
      attempt,
      durationMs,
      status,
      code: error?.code,
    });
  };
}

/** The answer, told about when it has ended: its body where that is read as a text, its head otherwise. */
export function told(response: TransportResponse, tell: Tell): TransportResponse {
  return {
    status: response.status,
    header: (name) => response.header(name),
    text: async () => {
      try {
        const text = await response.text();
        tell({ response, text });
        return text;
      } catch (error) {
        tell({ response, failure: { error } });
        throw error;
      }
    },
    stream: () => {
      tell({ response });
      return response.stream();
    },
    discard: () => {
      tell({ response });
      response.discard();
    },
  };
}
