import { spawn } from "node:child_process";
import { once } from "node:events";
import { errorCode } from "../core/error-code.ts";
import { InvalidInputError, UnsupportedByPlatformError } from "../core/errors.ts";

/** A program that sends its standard input as one datagram to the socket that its last argument names. */
interface Sender {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Node knows UNIX sockets as streams only, and a native module would be paid by everybody: what nearly every image of a Linux
 * system has sends for it. Perl is in the least that Debian, and so Node's own images, are made of.
 */
const SENDERS: readonly Sender[] = [
  {
    command: "perl",
    args: [
      "-MSocket",
      "-e",
      `binmode STDIN; local $/; my $data = <STDIN>; $data = "" unless defined $data; my $socket;
socket($socket, PF_UNIX, SOCK_DGRAM, 0) && connect($socket, sockaddr_un($ARGV[0])) && defined(send($socket, $data, 0))
  or do { print STDERR "$!"; exit 1 };`,
    ],
  },
  {
    command: "python3",
    args: [
      "-c",
      `import socket, sys
try:
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.connect(sys.argv[1])
    s.send(sys.stdin.buffer.read())
except OSError as error:
    sys.exit(error.strerror)`,
    ],
  },
];

/**
 * Sends one datagram to a UNIX socket, by the Perl or Python of the system.
 *
 * @throws {@link InvalidInputError} when the socket does not take it; {@link UnsupportedByPlatformError} where neither is
 * installed.
 */
export async function sendDatagram(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  for (const sender of SENDERS) if (await isSent(sender, { path, bytes, signal })) return;
  throw new UnsupportedByPlatformError("Node cannot send to a UNIX datagram socket by itself.", {
    hint: "Install perl or python3 in the image.",
  });
}

interface Datagram {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal | undefined;
}

/** @returns false where there is no such program */
async function isSent({ command, args }: Sender, { path, bytes, signal }: Datagram): Promise<boolean> {
  const child = spawn(command, [...args, path], {
    stdio: ["pipe", "ignore", "pipe"],
    ...(signal ? { signal } : {}),
  });
  // It may end before it has read all, and says why by itself.
  child.stdin.on("error", () => undefined);
  child.stdin.end(bytes);
  const words: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => words.push(chunk));
  try {
    await once(child, "close");
  } catch (cause) {
    signal?.throwIfAborted();
    if (errorCode(cause) === "ENOENT") return false;
    throw cause;
  }
  if (child.exitCode === 0) return true;
  const why = Buffer.concat(words).toString().trim().slice(0, 200);
  throw new InvalidInputError(`The socket ${path} did not take ${bytes.byteLength} bytes: ${why}.`, {
    hint: "The socket is there inside an actor only; a datagram holds about 200 kB. Write what is longer to a file.",
  });
}
