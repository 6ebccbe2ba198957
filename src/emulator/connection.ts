import { joinBytes } from "./bytes.ts";

/** Thrown instead of an answer: the connection breaks and the caller gets nothing. */
export class ConnectionBroken extends Error {
  override readonly name = "ConnectionBroken";
}

/** Thrown instead of an answer: its head and the first bytes arrive, then the connection breaks. */
export class BodyTorn extends Error {
  override readonly name = "BodyTorn";
  readonly response: Response;
  readonly start: Uint8Array;

  constructor(response: Response, start: Uint8Array) {
    super("the answer's body is cut off");
    this.response = response;
    this.start = start;
  }
}

/** Cuts an answer off after a number of bytes of its body; the head still announces all of them. */
export async function tear(response: Response, bytes: number): Promise<BodyTorn> {
  const headers = new Headers(response.headers);
  const isAnnounced = headers.has("content-length");
  // What is announced already need not be read to be counted: it may be large.
  const { start, size } = await begun(response, isAnnounced ? bytes : Infinity);
  if (!isAnnounced) headers.set("content-length", String(size));
  return new BodyTorn(new Response(null, { status: response.status, headers }), start.subarray(0, bytes));
}

/** The first bytes of a body, and how many have been read. */
async function begun(
  { body }: Response,
  bytes: number,
): Promise<{ readonly start: Uint8Array; readonly size: number }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = (body ?? new Blob([]).stream()).getReader();
  while (size < bytes) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.byteLength;
  }
  await reader.cancel().catch(() => undefined);
  return { start: joinBytes(pieces), size };
}

/** The error that `fetch` rejects with when the network fails, as Node's own words it. */
export function fetchFailed(code: string, reason: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(reason), { code }) });
}

/** A torn answer as `fetch` sees it: reading the body fails where it is cut. */
export function tornResponse({ response, start }: BodyTorn): Response {
  let sent = start.length === 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent)
        controller.error(
          new TypeError("terminated", { cause: fetchFailed("UND_ERR_SOCKET", "other side closed").cause }),
        );
      else controller.enqueue(start);
      sent = true;
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
