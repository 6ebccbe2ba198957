const TEMPORARY = /^\.footbridge-[0-9a-f]{24}\.part$/u;

/** Whether a file name is one that files have until they are whole; a killed process may leave one behind. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}
