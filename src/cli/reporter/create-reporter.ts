import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";
import { JsonReporter } from "./json-reporter.ts";
import type { Reporter } from "./reporter.ts";
import { PlainReporter } from "./plain-reporter.ts";
import { TerminalReporter } from "./terminal-reporter.ts";

/**
 * Chooses how to tell: live on a terminal, in plain lines to a pipe. With `json` standard output belongs to the document,
 * and standard error tells of progress: to a person live, else in lines of JSON.
 */
export function createReporter(io: Io, { json }: { readonly json: boolean }): Reporter {
  const sink = json ? io.stderr : io.stdout;
  if (isTerminal(sink, io)) return new TerminalReporter(sink, paintFor(sink, io));
  return json ? new JsonReporter(sink) : new PlainReporter(sink);
}
