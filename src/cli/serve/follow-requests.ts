import type { EmulatedSaagie, RequestLogEntry } from "../../emulator/index.ts";
import type { Io } from "../io.ts";
import { paintFor, type Paint } from "../paint.ts";
import { printable } from "../printable.ts";

const LOOK_MS = 100;

/** Prints the requests that an emulator answers from now on. @returns the function that ends it. */
export function followRequests({ requests }: Pick<EmulatedSaagie, "requests">, io: Io): () => void {
  const paint = paintFor(io.stdout, io);
  let last = requests.at(-1);
  const look = (): void => {
    // Told by the entry, and not by its place: of very many requests the log keeps the last.
    const from = last === undefined ? 0 : requests.lastIndexOf(last) + 1;
    for (const request of requests.slice(from)) io.stdout.write(requestLine(request, paint));
    last = requests.at(-1);
  };
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    look();
  };
}

function requestLine(
  { at, method, path, endpoint, operation, status }: RequestLogEntry,
  paint: Paint,
): string {
  const time = paint("dim", new Date(at).toTimeString().slice(0, 8));
  const told = status === 0 ? "cut" : String(status);
  const look = status >= 200 && status < 400 ? "green" : "yellow";
  const what = operation === undefined ? `${method} ${path}` : operation;
  return `  ${time}  ${paint(look, told)}  ${endpoint.padEnd(9)} ${printable(what)}\n`;
}
