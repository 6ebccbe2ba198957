/**
 * The chunks of an async iterable as a web stream, each asked for when the reader wants it.
 *
 * @remarks Cancelling the stream ends the iteration.
 */
export function webStream<Chunk>(chunks: AsyncIterable<Chunk>): ReadableStream<Chunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Chunk>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel(reason) {
        await iterator.return?.(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
