import type { CallContext } from "../exchanges/call-context.ts";
import type { TransportRequest, TransportResponse } from "../transport/transport.ts";
import { requestChannels } from "./channels.ts";
import { currentCall } from "./current-call.ts";
import { failureCode, type RequestMessage } from "./messages.ts";

/** A request, as far as it is told about. */
export type SentRequest = Pick<TransportRequest, "method" | "url" | "body">;

/** How a request ended: with an answer, and its text where that was read, or with an error. */
export interface RequestEnd {
  readonly response: TransportResponse | undefined;
  readonly text?: string | undefined;
  /** Whether no whole answer came, and why. */
  readonly failure?: { readonly error: unknown } | undefined;
}

/** Tells that a request begins, and returns what tells its end. */
export function observeRequest(request: SentRequest, call: CallContext): (end: RequestEnd) => void {
  const channels = requestChannels();
  const startedAt = performance.now();
  const message = messageOf(request, call);
  channels?.start.publish(message);
  return ({ response, text, failure }) => {
    const responseBytes = response && sizeOf(response, text);
    Object.assign(message, {
      durationMs: performance.now() - startedAt,
      ...(response && { status: response.status }),
      ...(responseBytes === undefined ? {} : { responseBytes }),
      ...(failure && { code: failureCode(failure.error, call.signal) }),
    });
    channels?.[failure === undefined ? "end" : "error"].publish(message);
  };
}

function messageOf(
  { method: httpMethod, url, body }: SentRequest,
  { id: requestId, platform, operation, attempts }: CallContext,
): RequestMessage {
  const requestBytes = bytesOf(body);
  return {
    platform: platform.name,
    operation: operation.name,
    endpoint: operation.endpoint,
    callId: requestId,
    ...currentCall(),
    requestId,
    attempt: attempts.length + 1,
    httpMethod,
    ...hostOf(url),
    ...(requestBytes === undefined ? {} : { requestBytes }),
  };
}

/** What a platform hands out to send to may be no URL at all. */
function hostOf(url: string): Pick<RequestMessage, "host" | "port"> {
  if (!URL.canParse(url)) return {};
  const { hostname: host, port, protocol } = new URL(url);
  return { host, port: Number(port) || (protocol === "http:" ? 80 : 443) };
}

/** The size of what is sent; forms and streams have none beforehand. */
function bytesOf(body: TransportRequest["body"]): number | undefined {
  if (body === undefined) return 0;
  if (typeof body === "string") return new TextEncoder().encode(body).length;
  return body instanceof Blob ? body.size : undefined;
}

function sizeOf(response: TransportResponse, text: string | undefined): number | undefined {
  const told = response.header("content-length");
  if (told !== null && /^\d+$/u.test(told)) return Number(told);
  return text === undefined ? undefined : new TextEncoder().encode(text).length;
}
