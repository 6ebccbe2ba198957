const virtual = new WeakSet<Blob>();

/**
 * Marks a `Blob` whose content is not in the object itself but comes from its methods.
 *
 * @remarks A blob that is made of others takes what lies inside them, without asking their methods: of one like this it
 * would take nothing.
 */
export function markVirtual(blob: Blob): void {
  virtual.add(blob);
}

/** Whether the content of a `Blob` has to be asked for by its methods. */
export function isVirtual(blob: Blob): boolean {
  return virtual.has(blob);
}
