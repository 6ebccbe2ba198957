import { once } from "node:events";
import { CliError, UsageError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { isTerminal, paintFor } from "../paint.ts";
import { checkTogether, type EmulatorCommandOptions, type EmulatorName } from "./emulator-options.ts";
import { followRequests } from "./follow-requests.ts";
import { serveAgave } from "./serve-agave.ts";
import { serveDescartes } from "./serve-descartes.ts";
import { serveSaagie } from "./serve-saagie.ts";
import type { RunningServer } from "./running-server.ts";

/** How much higher each further platform's port is than the one before. */
const NEXT_PORT = 10;

/**
 * Serves emulators until the process is asked to stop.
 *
 * @throws CliError when one cannot listen there.
 */
export async function emulatorCommand(
  name: EmulatorName,
  options: EmulatorCommandOptions,
  io: Io,
): Promise<void> {
  checkTogether(options);
  const served: RunningServer[] = [];
  try {
    for (const start of startersOf(name, options, io)) served.push(await start());
    await serve(served, options, io);
  } finally {
    for (const one of served) await one.close();
  }
}

type Starter = (options: EmulatorCommandOptions, io: Io) => Promise<RunningServer>;

const STARTERS: Readonly<Record<Exclude<EmulatorName, "all">, Starter>> = {
  saagie: serveSaagie,
  descartes: serveDescartes,
  agave: serveAgave,
};

/** How to start what a name stands for: of several, each has a port of its own. */
function startersOf(
  name: EmulatorName,
  options: EmulatorCommandOptions,
  io: Io,
): readonly (() => Promise<RunningServer>)[] {
  const starters = name === "all" ? Object.values(STARTERS) : [STARTERS[name]];
  return starters.map((start, index) => {
    // 0 is a free port, and so is the next.
    const port = options.port === 0 ? 0 : options.port + index * NEXT_PORT;
    return () => listening({ ...options, port }, () => start({ ...options, port }, io));
  });
}

async function listening(
  options: Pick<EmulatorCommandOptions, "host" | "port">,
  start: () => Promise<RunningServer>,
): Promise<RunningServer> {
  try {
    return await start();
  } catch (error) {
    throw explained(error, options);
  }
}

async function serve(
  served: readonly RunningServer[],
  options: EmulatorCommandOptions,
  io: Io,
): Promise<void> {
  const isSeen = isTerminal(io.stdout, io) && !options.json;
  io.stdout.write(options.json ? `${JSON.stringify(documentOf(served))}\n` : greeting(served, options, io));
  // To a terminal only: a pipe that nobody empties would in the end hold up the answers.
  const stops = isSeen ? served.map((one) => followRequests(one, io)) : [];
  if (!io.stop.aborted) await once(io.stop, "abort");
  for (const stop of stops) stop();
  if (isSeen) io.stdout.write("\n  Stopped.\n");
}

/** The one there is, or a list of several. */
function documentOf(served: readonly RunningServer[]): unknown {
  const [only, ...others] = served.map(({ place }) => place);
  return others.length === 0 ? only : { emulators: [only, ...others] };
}

function greeting(served: readonly RunningServer[], { state }: EmulatorCommandOptions, io: Io): string {
  const paint = paintFor(io.stdout, io);
  const end = `Ctrl-C stops ${served.length === 1 ? "it" : "them"}`;
  const lines = [
    "",
    ...served.flatMap((one) => [...one.greeting(paint), ""]),
    paint(
      "dim",
      state === undefined
        ? `${end}, and everything in ${served.length === 1 ? "it" : "them"} is gone.`
        : `${end}.`,
    ),
    "",
    "",
  ];
  return lines.map((line) => (line === "" ? line : `  ${line}`)).join("\n");
}

/** Why it cannot listen, in words that tell what to do. */
function explained(error: unknown, { host, port }: Pick<EmulatorCommandOptions, "host" | "port">): unknown {
  // An option that cannot be, as the emulator words it.
  if (error instanceof RangeError) return new UsageError(error.message);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new CliError(
        `Port ${port} of ${host} is taken: choose another with --port, or any free one with --port 0.`,
      );
    case "EACCES":
      return new CliError(
        `Port ${port} of ${host} may not be used by you: choose one above 1023 with --port.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EINVAL":
      return new CliError(
        `${JSON.stringify(host)} is not an address of this machine: choose another with --host.`,
      );
    default:
      return error;
  }
}
