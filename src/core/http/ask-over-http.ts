import type { Operation as UrqlOperation } from "@urql/core";
import { ConnectionError, isFootbridgeError } from "../errors.ts";
import { callOf, sentWith, type CallContext } from "../exchanges/call-context.ts";
import type { TransportResponse } from "../transport.ts";
import type { HttpBinding, HttpEndpoint } from "./binding.ts";
import { buildRequest } from "./build-request.ts";
import { isPastEnd, toDownload } from "./download.ts";
import { sendFollowing } from "./redirects.ts";
import { isPageType, pageError, refusePage } from "./page.ts";
import { rootFieldOf } from "./selection.ts";
import type { Answer, OutgoingRequest, Sender } from "./send.ts";
import { statusError } from "./status-error.ts";

/** Sends an operation as the HTTP request that its binding tells, and answers what the operation selects. */
export async function askOverHttp(
  operation: UrqlOperation,
  endpoints: ReadonlyMap<string, HttpEndpoint>,
  send: Sender,
): Promise<Readonly<Record<string, unknown>>> {
  const call = callOf(operation);
  const variables = (operation.variables ?? {}) as Readonly<Record<string, unknown>>;
  const root = rootFieldOf(operation.query, variables);
  const endpoint = endpoints.get(call.operation.endpoint);
  const binding = (await endpoint?.bindings())?.[root.field];
  if (endpoint === undefined || binding === undefined) {
    throw new TypeError(`No HTTP binding for ${root.field} of ${call.operation.endpoint}.`);
  }
  const request = buildRequest(endpoint, binding, root.arguments);
  const ownHeaders = binding.signed ? {} : { ...call.headers, ...callId(endpoint, call) };
  try {
    const sent = { ...request, headers: { ...request.headers, ...ownHeaders } };
    const response = binding.follow ? await sendFollowing(sent, call, send) : await send(sent, call);
    const value = await valueOf(response, binding, { operation, call, request });
    return { [root.field]: root.project(value, binding.lenient) };
  } catch (error) {
    const { callIdHeader } = endpoint;
    // An abort may carry anything as its reason.
    if (callIdHeader !== undefined && !binding.signed && !call.signal.aborted && isFootbridgeError(error))
      Object.assign(error, { requestId: call.id });
    throw error;
  }
}

function callId({ callIdHeader }: HttpEndpoint, { id }: CallContext): Readonly<Record<string, string>> {
  return callIdHeader === undefined ? {} : { [callIdHeader.toLowerCase()]: id };
}

interface Asked {
  readonly operation: UrqlOperation;
  readonly call: CallContext;
  readonly request: OutgoingRequest;
}

/** The value that an answer amounts to: its body, its head, or both. */
async function valueOf(response: Answer, binding: HttpBinding, asked: Asked): Promise<unknown> {
  const { operation, call, request } = asked;
  if (binding.response === "STREAM" && isPastEnd(response, request)) return read(response, binding, asked);
  const isSuccess = response.status >= 200 && response.status <= 299;
  if (!isSuccess && !binding.accept?.includes(response.status)) {
    const text = await response.text();
    const missing = `This ${call.operation.what}`;
    const { signed = false } = binding;
    throw statusError({ response, text, call, sent: sentWith(operation), missing, signed });
  }
  const head = headMembers(response, binding);
  if (!isSuccess) {
    response.discard();
    return binding.response === "NONE" ? false : head;
  }
  const body = await read(response, binding, asked);
  if (binding.wrap !== undefined) return { ...head, [binding.wrap]: body };
  return binding.response === "HEAD" ? head : body;
}

/** The members that the head of an answer gives; null where there are none. */
function headMembers(
  response: TransportResponse,
  { fromHead }: HttpBinding,
): Readonly<Record<string, unknown>> | null {
  if (fromHead === undefined) return null;
  return Object.fromEntries(
    Object.entries(fromHead).map(([member, name]) => [
      member,
      name === ":status" ? response.status : response.header(name),
    ]),
  );
}

async function read(
  response: TransportResponse,
  binding: HttpBinding,
  { call, request }: Asked,
): Promise<unknown> {
  switch (binding.response) {
    case "NONE":
      // Whoever answers with a page has not done what was asked for.
      if (isPageType(response.header("content-type"))) {
        if (request.method === "HEAD") throw discarding(response, pageError());
        await (await refusePage(response.stream())).cancel();
      } else response.discard();
      return true;
    case "HEAD":
      response.discard();
      return null;
    case "STREAM":
      return toDownload(response, request, call.hold());
    case "TEXT":
      return response.text();
    case "JSON":
      return within(parse(await response.text(), call.operation.name), binding.unwrap);
  }
}

/** Lets go of an answer on the way to an error. */
function discarding(response: TransportResponse, error: Error): Error {
  response.discard();
  return error;
}

function parse(text: string, operation: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the answer: it is not passed on.
    if (/^\s*</u.test(text)) throw pageError();
    throw new ConnectionError("The answer was cut short.", { phase: "receive", sent: true, operation });
  }
}

function within(value: unknown, path: string | undefined): unknown {
  if (path === undefined) return value;
  return path
    .split(".")
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : null),
      value,
    );
}
