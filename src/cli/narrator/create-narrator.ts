import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";
import { JsonNarrator } from "./json-narrator.ts";
import type { Narrator } from "./narrator.ts";
import { PlainNarrator } from "./plain-narrator.ts";
import { TerminalNarrator } from "./terminal-narrator.ts";

/**
 * Chooses how to tell: live on a terminal, in plain lines to a pipe. With `json` standard output belongs to the document,
 * and standard error tells of progress: to a person live, else in lines of JSON.
 */
export function createNarrator(io: Io, { json }: { readonly json: boolean }): Narrator {
  const sink = json ? io.stderr : io.stdout;
  if (isTerminal(sink, io)) return new TerminalNarrator(sink, paintFor(sink, io));
  return json ? new JsonNarrator(sink) : new PlainNarrator(sink);
}
