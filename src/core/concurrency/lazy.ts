/**
 * Loads something when it is first asked for, and keeps it; a failure is not kept.
 *
 * @remarks `import()` keeps modules too, but asks its way through the module system each time: where tools hook into that,
 * it takes as long as a request.
 */
export function lazy<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
