/** What may be given alone, or as a list. */
export type OneOrMany<T> = T | readonly T[];

/** The list, or the one thing as a list of one. */
export function listed<T>(given: OneOrMany<T>): readonly T[] {
  return isList(given) ? given : [given];
}

// By itself, `Array.isArray` takes no list that is readonly.
function isList<T>(given: OneOrMany<T>): given is readonly T[] {
  return Array.isArray(given);
}
