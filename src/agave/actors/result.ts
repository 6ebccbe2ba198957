import { UnsupportedByPlatformError } from "../../core/errors.ts";
import { nodeDoor } from "../../core/runtime.ts";

/** Options of sending a result. */
export interface ActorResultOptions {
  /** The UNIX datagram socket. @defaultValue "/_abaco_results.sock" */
  readonly path?: string;
  readonly signal?: AbortSignal;
}

/**
 * Sends a result of the execution that an actor's own program is: who sent the message reads it with `agave.actors.results`.
 *
 * @remarks One datagram to the socket that the platform puts into the container. Node has no such sockets: the image's Perl or
 * Python 3 sends it. Each call is a result of its own.
 * @param result - bytes, or a text, sent as UTF-8; of other values send their JSON
 * @throws {@link InvalidInputError} when the socket is missing or does not take so much;
 * {@link UnsupportedByPlatformError} where neither program is installed, and elsewhere than on Node.
 * @example
 * ```ts
 * await sendActorResult(JSON.stringify({ words: 42 }));
 * ```
 */
export async function sendActorResult(
  result: Uint8Array | string,
  { path = "/_abaco_results.sock", signal }: ActorResultOptions = {},
): Promise<void> {
  const node = await nodeDoor();
  if (node === undefined) throw new UnsupportedByPlatformError("Only Node can send a result of an actor.");
  const bytes = typeof result === "string" ? new TextEncoder().encode(result) : result;
  await node.sendDatagram(path, bytes, signal);
}
