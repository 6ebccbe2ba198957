import type { MiddlewareHandler } from "hono";
import { ConnectionBroken } from "../connection.ts";
import type { SocketEnvironment } from "./guard.ts";

/** What a body may hold at most, where nothing else is said: 2 GiB. */
export const DEFAULT_BODY_BYTES: number = 2 ** 31;

/** A body that holds more than it may. */
class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/**
 * Refuses bodies that are larger than a limit: before they are read where their length is told, else as soon as they pass it.
 *
 * @throws RangeError for a limit that is none
 */
export function limitBodies(maxBodyBytes: number): MiddlewareHandler<SocketEnvironment> {
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 0)
    throw new RangeError(`maxBodyBytes must be a whole number from 0, not ${maxBodyBytes}`);
  const why = `The body is larger than the ${maxBodyBytes} bytes that this emulator takes: allow more with --max-body-bytes, or maxBodyBytes of listen().\n`;
  return async (c, next) => {
    const refused = (): Response => c.text(why, 413, { connection: "close" });
    const told = c.req.header("content-length");
    if (told !== undefined && Number(told) > maxBodyBytes) return refused();
    if (told !== undefined || c.req.raw.body === null) {
      await next();
      return undefined;
    }
    const { request, isOver } = counted(c.req.raw, maxBodyBytes);
    c.req.raw = request;
    try {
      await next();
    } catch (error) {
      if (!isOver() || error instanceof ConnectionBroken) throw error;
    }
    // Whatever was made of the part that was read.
    if (isOver()) c.res = refused();
    return undefined;
  };
}

/** A request whose body fails as soon as it holds too much. */
function counted(
  given: Request,
  limit: number,
): { readonly request: Request; readonly isOver: () => boolean } {
  let seen = 0;
  const body = given.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        seen += chunk.byteLength;
        if (seen > limit) controller.error(new BodyTooLarge("The body is too large"));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { method, headers, signal } = given;
  const init: RequestInit & { readonly duplex: "half" } = {
    method,
    headers,
    signal,
    body: body ?? null,
    duplex: "half",
  };
  return { request: new Request(given.url, init), isOver: () => seen > limit };
}
