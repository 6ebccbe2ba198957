import { styleText } from "node:util";
import type { Io, Sink } from "./io.ts";

/** The few looks that the command line has. */
export type Look = "bold" | "dim" | "green" | "red" | "cyan" | "yellow";

/** Gives a text a look, or leaves it as it is. */
export type Paint = (look: Look, text: string) => string;

/** Whether live lines, colours and boxes are wanted on a stream: on a terminal that can move its cursor. */
export function isTerminal(sink: Sink, { environment }: Pick<Io, "environment">): boolean {
  return sink.isTTY === true && environment["TERM"] !== "dumb";
}

/**
 * Makes the paint for a stream: none where nobody looks, and none with `NO_COLOR`.
 *
 * @remarks Decided here and not by `styleText`, which on older Nodes asks nobody, and on newer ones only `process.stdout`.
 */
export function paintFor(sink: Sink, io: Pick<Io, "environment">): Paint {
  const isColoured = isTerminal(sink, io) && (io.environment["NO_COLOR"] ?? "") === "";
  return isColoured ? (look, text) => styleText(look, text, { validateStream: false }) : (_, text) => text;
}
