/**
 * Takes charge of a stream that is to be uploaded, by itself, as named content, or as the file of a definition: what it fails
 * with before it is read is told when it is read, and does not end the program, as an error event that nobody listens to would.
 */
export function expectErrors(source: unknown): void {
  if (typeof source !== "object" || source === null) return;
  if (isEmitter(source)) source.on("error", () => undefined);
  else if ("content" in source) expectErrors(source.content);
  else if ("file" in source) expectErrors(source.file);
}

function isEmitter(value: object): value is { on(event: string, listener: () => void): unknown } {
  return Symbol.asyncIterator in value && "on" in value && typeof value.on === "function";
}
