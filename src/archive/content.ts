/** What can be written into an archive. */
export type Content = string | Blob | ReadableStream<Uint8Array>;

/** The content as a stream. */
export function contentStream(content: Content): ReadableStream<Uint8Array> {
  if (content instanceof ReadableStream) return content;
  return (typeof content === "string" ? new Blob([content]) : content).stream();
}

/** Runs the checks before a write; where they refuse it, a stream is closed, so that its connection does not stay open. */
export async function beforeWrite<T>(content: Content, checks: () => Promise<T> | T): Promise<T> {
  try {
    return await checks();
  } catch (error) {
    if (content instanceof ReadableStream) content.cancel(error).catch(() => undefined);
    throw error;
  }
}
