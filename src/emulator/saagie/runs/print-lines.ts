import type { Readable } from "node:stream";

/** A line that is longer comes in pieces, so that a program that writes no line ends cannot fill the memory. */
const MAX_LINE_LENGTH = 65_536;

/** Hands each line of a stream on as soon as it is complete, and what is left when the stream ends. */
export function printLines(stream: Readable, print: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) print(line);
    for (; rest.length > MAX_LINE_LENGTH; rest = rest.slice(MAX_LINE_LENGTH))
      print(rest.slice(0, MAX_LINE_LENGTH));
  });
  stream.on("end", () => {
    if (rest !== "") print(rest);
  });
}
