import type { Operation as UrqlOperation } from "@urql/core";
import { ConnectionError } from "../errors.ts";
import { sentWith, type CallContext } from "../exchanges/call-context.ts";
import type { TransportResponse } from "../transport/transport.ts";
import type { HttpBinding, HttpEndpoint } from "./binding.ts";
import { isPastEnd, toDownload } from "./download.ts";
import { parsedOrNothing, type Failure } from "./failures.ts";
import { isPageType, pageError, refusePage } from "./page.ts";
import type { Answer, OutgoingRequest } from "./send.ts";
import { statusError } from "./status-error.ts";

/** What an answer answers. */
export interface Asked {
  readonly endpoint: HttpEndpoint;
  readonly binding: HttpBinding;
  readonly operation: UrqlOperation;
  readonly call: CallContext;
  readonly request: OutgoingRequest;
}

/**
 * Reads the value that an answer amounts to: its body, its head, or both; the whole body, where a call asks for all that
 * came.
 *
 * @throws the error that a failed answer stands for
 */
export async function readAnswer(response: Answer, asked: Asked): Promise<unknown> {
  const { binding, call, request } = asked;
  if (binding.response === "STREAM" && isPastEnd(response, request)) return readBody(response, asked);
  const isSuccess = response.status >= 200 && response.status <= 299;
  if (!isSuccess && !binding.accept?.includes(response.status)) {
    const text = await response.text();
    throw failed(response, { ...asked, text, failure: failureIn(response, text, asked) });
  }
  const head = headMembers(response, binding);
  if (!isSuccess) {
    response.discard();
    return binding.response === "NONE" ? false : head;
  }
  const body = await readBody(response, asked);
  if (call.raw && binding.response === "JSON") return body;
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

/** What the platform's reader of failures says to an answer; nothing, where somebody else has answered. */
function failureIn(
  response: Answer,
  text: string,
  { endpoint, binding, json = parsedOrNothing(text) }: Asked & { readonly json?: unknown },
): Failure | undefined {
  if (binding.signed || response.isRedirected) return undefined;
  const contentType = response.header("content-type");
  return endpoint.readFailure?.({ status: response.status, contentType, text, json });
}

interface Failed extends Asked {
  readonly text: string;
  readonly failure: Failure | undefined;
}

function failed(response: Answer, { text, failure, operation, call, binding, endpoint }: Failed): Error {
  const sent = sentWith(operation);
  return statusError({
    response,
    text,
    call,
    failure,
    // What goes along in the query grants as much as a token does.
    sent: { ...sent, secrets: [...sent.secrets, ...Object.values(endpoint.query ?? {})] },
    missing: `This ${call.operation.what}`,
    signed: binding.signed === true,
  });
}

async function readBody(response: Answer, asked: Asked): Promise<unknown> {
  const { call, request, binding } = asked;
  switch (binding.response) {
    case "NONE":
      await readNothing(response, asked);
      return true;
    case "HEAD":
      response.discard();
      return null;
    case "STREAM":
      return toDownload(response, request, call.keepAlive());
    case "TEXT":
      return response.text();
    case "JSON":
      return readJson(response, asked);
  }
}

/** Makes sure that what is not read is no page, and nothing that the platform knows for a failure. */
async function readNothing(response: Answer, asked: Asked): Promise<void> {
  const { request, endpoint } = asked;
  const type = response.header("content-type");
  if (request.method !== "HEAD" && endpoint.readFailure !== undefined && isJsonType(type)) {
    const text = await response.text();
    const failure = failureIn(response, text, asked);
    if (failure !== undefined) throw failed(response, { ...asked, text, failure });
    return;
  }
  // Whoever answers with a page has not done what was asked for.
  if (!isPageType(type)) return response.discard();
  if (request.method === "HEAD") throw discarding(response, pageError());
  await (await refusePage(response.stream())).cancel();
}

function isJsonType(type: string | null): boolean {
  return type !== null && /^\s*application\/(?:[\w.-]+\+)?json\b/iu.test(type);
}

async function readJson(response: Answer, asked: Asked): Promise<unknown> {
  const { call, binding, endpoint } = asked;
  const text = await response.text();
  if (text.trim() === "" && mayBeEmpty(response, call)) return null;
  const value = parse(text, call.operation.name);
  // What is no object says nothing about itself.
  if (endpoint.readFailure !== undefined && typeof value === "object" && value !== null) {
    const failure = failureIn(response, text, { ...asked, json: value });
    if (failure !== undefined) throw failed(response, { ...asked, text, failure });
  }
  return call.raw ? value : within(value, binding.unwrap);
}

/** Whether nothing at all is an answer. A list that has come as nothing may have been cut short: it is asked for again. */
function mayBeEmpty({ status }: TransportResponse, { operation, raw }: CallContext): boolean {
  return [204, 205].includes(status) || operation.nullable === true || raw === true;
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
