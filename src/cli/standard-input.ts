import { createInterface } from "node:readline/promises";
import { Writable, type Readable } from "node:stream";
import type { Input } from "./io.ts";

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
      // Not before: until readline has taken the terminal over, that shows itself what is typed.
      output.write(question);
      // A terminal that readline has taken over sends Ctrl-C as a character, not as a signal.
      lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      try {
        return await lines.question("", { signal });
      } finally {
        lines.close();
        if (isSecret) output.write("\n");
      }
    },
  };
}
