import { createInterface } from "node:readline/promises";
import { Writable, type Readable } from "node:stream";
import { CliError } from "./cli-error.ts";
import type { Input } from "./io.ts";
import { printable } from "./printable.ts";

/** What is needed of `process.stdin`. */
type Stream = Readable & { readonly isTTY?: boolean };

/**
 * Makes the input of a stream.
 *
 * @param output - where questions go: standard error, so that standard output has the result alone
 */
export function inputFrom(stream: Stream, output: Writable): Input {
  return {
    get isTTY() {
      return stream.isTTY === true;
    },
    bytes: () => stream,
    ask: async (question, { isSecret = false, signal }) => {
      // Readline shows what is typed by writing it: for a secret, to nowhere.
      const shown = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output;
      const lines = createInterface({ input: stream, output: shown, terminal: true });
      const asked = printable(question);
      // Not before: until readline has taken the terminal over, that shows itself what is typed.
      if (isSecret) output.write(asked);
      // A terminal that readline has taken over sends Ctrl-C as a character, not as a signal.
      lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      // A terminal that goes away closes readline, whose question then waits for ever.
      const closed = new Promise<never>((_, reject) => lines.once("close", () => reject(unanswered())));
      try {
        // What is shown has to be readline's own prompt: it clears the line that it begins on.
        return await Promise.race([lines.question(isSecret ? "" : asked, { signal }), closed]);
      } catch (error) {
        signal.throwIfAborted();
        if (!isSecret) output.write("\n");
        // Ctrl-D is what readline calls an abort, too.
        throw error instanceof CliError ? error : unanswered(error);
      } finally {
        lines.close();
        if (isSecret) output.write("\n");
      }
    },
  };
}

function unanswered(cause?: unknown): CliError {
  return new CliError("The question was not answered: nothing was done.", {
    code: "NOT_CONFIRMED",
    ...(cause === undefined ? {} : { cause }),
  });
}
