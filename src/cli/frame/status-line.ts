import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";
import { printable, seconds } from "../printable.ts";
import { cut, LiveLine } from "../reporter/live-line.ts";
import type { Task } from "./command.ts";

/** Tells what a work is doing now. */
export type Tell = (status: string) => void;

const USUAL_WIDTH = 80;
const ROOM_FOR_SPINNER = 6;

/**
 * Shows what a work is doing while it goes on, on standard error: to a person one live line, to a pipe a line for each change,
 * with `--json` or `--quiet` nothing.
 */
export async function withStatusLine<Result>(
  { io, print }: Pick<Task, "io" | "print">,
  title: string,
  work: (tell: Tell) => Promise<Result>,
): Promise<Result> {
  if (print.isJson || print.isQuiet) return work(() => undefined);
  if (!isTerminal(io.stderr, io)) return work(linesTo(io, title));
  const live = new LiveLine(io.stderr);
  const paint = paintFor(io.stderr, io);
  const started = performance.now();
  let status = "";
  live.start((spinner) => {
    const told = [printable(title), status, seconds(performance.now() - started)].filter(Boolean).join(" · ");
    return `${paint("cyan", spinner)} ${cut(told, (io.stderr.columns ?? USUAL_WIDTH) - ROOM_FOR_SPINNER)}`;
  });
  try {
    return await work((news) => {
      status = printable(news);
    });
  } finally {
    live.clear();
  }
}

function linesTo({ stderr }: Io, title: string): Tell {
  let last = "";
  return (status) => {
    if (status !== last) stderr.write(`${printable(`${title}: ${status}`)}\n`);
    last = status;
  };
}
