import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";
import { silentNarrator, type Narrator } from "./narrator.ts";
import { PlainNarrator } from "./plain-narrator.ts";
import { TerminalNarrator } from "./terminal-narrator.ts";

/**
 * Chooses how to tell: live on a terminal, in plain lines to a pipe. With `json` standard output belongs to the document,
 * and only a person at standard error is told anything.
 */
export function createNarrator(io: Io, { json }: { readonly json: boolean }): Narrator {
  const sink = json ? io.stderr : io.stdout;
  if (isTerminal(sink, io)) return new TerminalNarrator(sink, paintFor(sink, io));
  return json ? silentNarrator : new PlainNarrator(sink);
}
