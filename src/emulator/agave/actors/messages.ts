import { encodeText } from "../../bytes.ts";
import type { AgaveCall } from "../wire/call.ts";
import { badRequest } from "../wire/service-error.ts";
import { textOf, type Json } from "../wire/values.ts";

/** A message as an actor gets it. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly contentType: "str" | "application/json" | "application/octet-stream";
  /** What the answer says of it. */
  readonly shown: Json;
}

const MAX_BYTES = 500_000_000;

/**
 * Reads a message: a member called so, bytes, any JSON that counts as true, or a text.
 *
 * @throws ServiceError 400 for what is none of these
 */
export async function readMessage(call: AgaveCall): Promise<Message> {
  const type = call.request.headers.get("content-type") ?? "";
  if (/^application\/octet-stream/i.test(type)) return readBytes(call);
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type)) {
    const text = textOf((await call.fields())["message"]) ?? "";
    if (text === "") throw badRequest("Message is required.");
    return textMessage(text);
  }
  return readText(await call.request.text());
}

function textMessage(text: string): Message {
  return { bytes: encodeText(text), contentType: "str", shown: text };
}

async function readBytes({ request }: AgaveCall): Promise<Message> {
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (length > MAX_BYTES) throw badRequest("Message is too large.");
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > MAX_BYTES) throw badRequest("Message is too large.");
  return { bytes, contentType: "application/octet-stream", shown: "binary - omitted" };
}

function readText(source: string): Message {
  let value: Json;
  try {
    value = JSON.parse(source) as Json;
  } catch {
    throw badRequest("Message is required: the body is neither JSON nor a form.");
  }
  const member =
    typeof value === "object" && value !== null && "message" in value ? value["message"] : undefined;
  if (member !== undefined && member !== null && member !== "")
    return typeof member === "string" ? textMessage(member) : json(member);
  return isTrue(value) ? json(value) : textMessage(source.trim());
}

function json(value: Json): Message {
  return { bytes: encodeText(JSON.stringify(value)), contentType: "application/json", shown: value };
}

/** Whether Python takes a value for true. */
export function isTrue(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
