const overruns = new WeakSet<Error>();

/** Marks an error that tells of more bytes than announced: unlike a cut, this is nothing that could be gone on from. */
export function asOverrun<E extends Error>(error: E): E {
  overruns.add(error);
  return error;
}

/** Whether an error tells of more bytes than announced. */
export function isOverrun(error: unknown): boolean {
  return error instanceof Error && overruns.has(error);
}
