import { InvalidInputError } from "../../core/errors.ts";
import type { Download } from "../../core/http/download.ts";
import type { CallOptions } from "../../core/options.ts";
import { actorsOperations, type ActorsSendJsonResult } from "../../../generated/agave/methods.ts";
import type { AgaveContext } from "../context.ts";

/** Options of sending a message. */
export interface SendOptions extends CallOptions {
  /** What the actor finds among its environment variables. */
  readonly environment?: Readonly<Record<string, string | number | boolean>>;
}

/** What became of a message: the execution that it started. */
export type MessageReceipt = ActorsSendJsonResult;

/**
 * Sends a message: bytes as they are, a text as a text, anything else as JSON.
 *
 * @remarks The service takes the member `message` of a body for the whole of it, and an empty body for none: a text, and an
 * object with that member, travel as that member; what JSON knows of nothing (`0`, `false`, `""`, `[]`, `{}`, `null`) travels
 * wrapped as `{ "message": … }`, and arrives so.
 */
export async function sendMessage(
  { call }: AgaveContext,
  { actorId, message }: { readonly actorId: string; readonly message: unknown },
  { environment, ...options }: SendOptions,
): Promise<MessageReceipt> {
  const more = { actorId, environment: checked(environment) };
  if (isBytes(message)) {
    const { prepareContent } = await import("../../core/content/upload-content.ts");
    const { blob, release } = await prepareContent(message, options.signal ? { signal: options.signal } : {});
    try {
      const bytes = new Blob([blob], { type: "application/octet-stream" });
      return await call(actorsOperations.sendBinary, { ...more, bytes }, options);
    } finally {
      await release();
    }
  }
  if (typeof message === "string" || isNothing(message))
    return call(actorsOperations.sendText, { ...more, message: plain(message) }, options);
  if (typeof message === "object" && message !== null && "message" in message)
    return call(actorsOperations.sendText, { ...more, message: plainText(message) }, options);
  return call(actorsOperations.sendJson, { ...more, message: plain(message) }, options);
}

/** Sends a JSON message and opens what the execution answers. */
export async function sendAndWait(
  { call }: AgaveContext,
  { actorId, message }: { readonly actorId: string; readonly message: unknown },
  { environment, ...options }: SendOptions,
): Promise<Download> {
  const body = isNothing(message) ? { message: plain(message) } : plain(message);
  return call(actorsOperations.sendAndWait, { actorId, message: body ?? {}, environment }, options);
}

function isBytes(message: unknown): message is Blob | ArrayBuffer | ArrayBufferView {
  return message instanceof Blob || message instanceof ArrayBuffer || ArrayBuffer.isView(message);
}

/** What a body of alone counts as none. */
function isNothing(message: unknown): boolean {
  if (typeof message !== "object" || message === null) return !message;
  return Array.isArray(message) ? message.length === 0 : Object.keys(message).length === 0;
}

/** A value as JSON has it. */
function plain(message: unknown): unknown {
  return message === undefined ? null : JSON.parse(plainText(message));
}

function plainText(message: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    throw new InvalidInputError("The message cannot be written as JSON.", { cause });
  }
  if (text === undefined) throw new InvalidInputError("The message cannot be written as JSON.");
  return text;
}

function checked(environment: SendOptions["environment"]): SendOptions["environment"] {
  const reserved = Object.keys(environment ?? {}).find(
    (name) => name === "message" || name === "x-nonce" || name.startsWith("_abaco_"),
  );
  if (reserved === undefined) return environment;
  throw new InvalidInputError(`${reserved} cannot be set for an actor: the service uses that name itself.`);
}
