import { ProtocolError } from "../errors.ts";

/** Whether a media type is that of a page. */
export function isPageType(contentType: string | null): boolean {
  return contentType !== null && /^\s*(?:text\/html|application\/xhtml\+xml)\b/iu.test(contentType);
}

// What a page begins with, after blanks, a byte order mark and comments.
const PAGE = /^\uFEFF?\s*<(?:!doctype|html|head|body|title|meta|script|style|!--|\?xml)/iu;
const LOOKED_AT = 256;

/**
 * Looks at how a body begins, and gives it on whole.
 *
 * @remarks Asked for where an answer says that it is a page: some services give any bytes under that type.
 * @throws {@link ProtocolError} when it is one; the body's own error.
 */
export async function refusePage(body: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const seen: Uint8Array[] = [];
  let text = "";
  while (text.length < LOOKED_AT && !PAGE.test(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    seen.push(value);
    text += decoder.decode(value.subarray(0, LOOKED_AT), { stream: true });
  }
  if (PAGE.test(text)) {
    await reader.cancel().catch(() => undefined);
    throw pageError();
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const first = seen.shift();
        if (first !== undefined) return controller.enqueue(first);
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** The error for a page in the place of an answer. */
export function pageError(): ProtocolError {
  return new ProtocolError("A page came instead of the platform's answer.", {
    hint: "Something in between answered: a proxy, or the log-in page of a network. Check the URL.",
  });
}

/** Whether the path of a URL ends as that of a page does. */
export function namesPage(url: string): boolean {
  return URL.canParse(url) && /\.(?:x?html?)$/iu.test(new URL(url).pathname);
}
