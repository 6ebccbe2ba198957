import type { Operation as UrqlOperation } from "@urql/core";
import { ConnectionError, ProtocolError } from "../errors.ts";
import { callOf, sentWith, type CallContext } from "../exchanges/call-context.ts";
import type { TransportResponse } from "../transport.ts";
import type { HttpBinding, HttpEndpoint } from "./binding.ts";
import { buildRequest } from "./build-request.ts";
import { toDownload } from "./download.ts";
import { rootFieldOf } from "./selection.ts";
import type { Sender } from "./send.ts";
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
  const response = await send({ ...request, headers: { ...request.headers, ...call.headers } }, call);
  if (response.status < 200 || response.status > 299) {
    const text = await response.text();
    throw statusError({
      response,
      text,
      call,
      sent: sentWith(operation),
      missing: `This ${call.operation.what}`,
    });
  }
  return { [root.field]: root.project(await read(response, binding, call)) };
}

async function read(response: TransportResponse, binding: HttpBinding, call: CallContext): Promise<unknown> {
  switch (binding.response) {
    case "NONE":
      response.discard();
      return true;
    case "STREAM":
      return toDownload(response, call.hold());
    case "TEXT":
      return response.text();
    case "JSON":
      return within(parse(await response.text(), call.operation.name), binding.unwrap);
  }
}

function parse(text: string, operation: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the answer: it is not passed on.
    if (/^\s*</u.test(text)) {
      throw new ProtocolError("The answer is a page, not JSON.", { operation, hint: "Check the URL." });
    }
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
