import type { Operation as UrqlOperation } from "@urql/core";
import { isFootbridgeError, ProtocolError } from "../errors.ts";
import { callOf, type CallContext } from "../exchanges/call-context.ts";
import type { HttpBinding, HttpEndpoint } from "./binding.ts";
import { buildRequest } from "./build-request.ts";
import { readAnswer } from "./read-answer.ts";
import { sendFollowing } from "./redirects.ts";
import { rootFieldOf, type RootField } from "./selection.ts";
import type { Sender } from "./send.ts";

/**
 * Sends an operation as the HTTP request that its binding tells, and answers what the operation selects; all that came,
 * where the call asks for that.
 */
export async function executeHttp(
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
  const request = buildRequest(endpoint, binding, call.raw ? unnarrowed(root) : root);
  const ownHeaders = binding.signed ? {} : { ...call.headers, ...callId(endpoint, call) };
  try {
    const sent = { ...request, headers: { ...request.headers, ...ownHeaders } };
    const response = binding.follow ? await sendFollowing(sent, call, send) : await send(sent, call);
    const value = await readAnswer(response, { operation, call, request, endpoint, binding });
    if (call.raw) return { [root.field]: value };
    return { [root.field]: root.project(single(value, root, { binding, call }), binding.lenient) };
  } catch (error) {
    const { callIdHeader } = endpoint;
    // An abort may carry anything as its reason.
    if (callIdHeader !== undefined && !binding.signed && !call.signal.aborted && isFootbridgeError(error))
      Object.assign(error, { requestId: call.id });
    throw error;
  }
}

/** Who asks for all that comes is not to get less. */
function unnarrowed(root: RootField): RootField {
  return { ...root, members: (all) => (all === undefined ? root.members() : undefined) };
}

function callId({ callIdHeader }: HttpEndpoint, { id }: CallContext): Readonly<Record<string, string>> {
  return callIdHeader === undefined ? {} : { [callIdHeader.toLowerCase()]: id };
}

/** One object where one is due: some platforms send it as a list of one. */
function single(
  value: unknown,
  { hasMembers }: RootField,
  { binding, call }: { readonly binding: HttpBinding; readonly call: CallContext },
): unknown {
  const { list, name } = call.operation;
  if (!Array.isArray(value) || list || !hasMembers || binding.wrap !== undefined) return value;
  if (value.length <= 1) return value[0] ?? null;
  throw new ProtocolError(`${name} was answered with ${value.length} items where one is due.`, {
    operation: name,
  });
}
