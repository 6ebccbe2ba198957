/** How much of a list a client wants; null and absent alike mean no bound. */
export interface Page {
  readonly limit?: number | null;
  readonly skip?: number | null;
}

/** Cuts a page out of a list. */
export function paged<T>(list: readonly T[], { limit, skip }: Page): readonly T[] {
  const from = Math.max(skip ?? 0, 0);
  return list.slice(from, limit == null ? undefined : from + Math.max(limit, 0));
}
