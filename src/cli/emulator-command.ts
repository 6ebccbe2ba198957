import { once } from "node:events";
import type { EmulatedSaagie, Listening } from "../emulator/index.ts";
import { CliError } from "./cli-error.ts";
import {
  checkTogether,
  EMULATOR_DEFAULTS,
  isLoopback,
  type EmulatorCommandOptions,
} from "./emulator-options.ts";
import { seedEmulator, type Seeded } from "./emulator-seed.ts";
import { followRequests } from "./follow-requests.ts";
import type { Io } from "./io.ts";
import { createNarrator } from "./narrator/create-narrator.ts";
import { isTerminal, paintFor, type Paint } from "./paint.ts";

/**
 * Serves an emulator until the process is asked to stop.
 *
 * @throws CliError when it cannot listen there.
 */
export async function emulatorCommand(options: EmulatorCommandOptions, io: Io): Promise<void> {
  checkTogether(options);
  const { port, host, realm, platform, user, password, executor, runSeconds, platformVersion } = options;
  // Its libraries are many, and no other command needs them.
  const { emulateSaagie } = await import("../emulator/index.ts");
  const emulator = emulateSaagie({
    realm,
    platform,
    user,
    password,
    executor,
    platformVersion,
    // What is there before it listens is of today, too.
    start: new Date(),
    ...(runSeconds === undefined ? {} : { runSeconds }),
  });
  try {
    const seeded = await fill(emulator, options, io);
    const listening = await emulator.listen({ port, host }).catch((error: unknown) => {
      throw explained(error, options);
    });
    try {
      await serve(emulator, { listening, options, seeded, io });
    } finally {
      if (options.state !== undefined) await emulator.saveFile(options.state);
    }
  } finally {
    // Ends what runs are still doing on this machine, too.
    await emulator.close();
  }
}

/** Puts in place what the emulator begins with: a state that was kept, or else exports. */
async function fill(
  emulator: EmulatedSaagie,
  { state, seed = [], json }: EmulatorCommandOptions,
  io: Io,
): Promise<readonly Seeded[]> {
  const isKept = await loadState(emulator, state);
  if (seed.length === 0) return [];
  const narrator = createNarrator(io, { json: json ?? false });
  if (!isKept) return seedEmulator(emulator, seed, { narrator, signal: io.stop });
  // What has become of it since is worth more than the beginning.
  narrator.say([`The state in ${state} is there already: nothing is imported.`, ""]);
  return [];
}

/**
 * Takes up a state that was kept; a file that is not there yet will be made at the end.
 *
 * @returns whether there was one
 * @throws CliError when the file cannot be read, or holds something else.
 */
async function loadState(emulator: EmulatedSaagie, file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  try {
    await emulator.loadFile(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`The state in ${file} cannot be used: ${why}`);
  }
}

interface Serving {
  readonly listening: Listening;
  readonly options: EmulatorCommandOptions;
  readonly seeded: readonly Seeded[];
  readonly io: Io;
}

async function serve(emulator: EmulatedSaagie, { listening, options, seeded, io }: Serving): Promise<void> {
  const place = { ...placeOf(listening, options), ...(options.seed === undefined ? {} : { seeded }) };
  const isSeen = isTerminal(io.stdout, io);
  if (options.json) io.stdout.write(`${JSON.stringify(place)}\n`);
  else io.stdout.write(greeting(place, options, paintFor(io.stdout, io)));
  // To a terminal only: a pipe that nobody empties would in the end hold up the answers.
  const stopLog = isSeen && !options.json ? followRequests(emulator, io) : () => undefined;
  if (!io.stop.aborted) await once(io.stop, "abort");
  stopLog();
  if (isSeen && !options.json) io.stdout.write("\n  Stopped.\n");
}

/** Where an emulator can be reached, and as whom; the JSON document. */
interface Place {
  readonly emulator: "saagie";
  readonly platformVersion: string;
  readonly url: string;
  readonly port: number;
  /** What a person would paste from the browser. */
  readonly connectUrl: string;
  readonly realm: string;
  readonly platform: number;
  readonly user: string;
  readonly executor: string;
}

function placeOf({ url: listeningUrl, port }: Listening, options: EmulatorCommandOptions): Place {
  const { realm, platform, user, executor, platformVersion } = options;
  // "Every address of this machine" is none that one could connect to.
  const url = listeningUrl.replace(/\/\/(?:0\.0\.0\.0|\[::\])/u, "//127.0.0.1");
  const connectUrl = `${url}/projects/platform/${platform}`;
  return { emulator: "saagie", platformVersion, url, port, connectUrl, realm, platform, user, executor };
}

function greeting(place: Place, { password, host, state }: EmulatorCommandOptions, paint: Paint): string {
  const { connectUrl, realm, user, url, platformVersion, executor } = place;
  // One that was chosen is known to who chose it, and shall not stand on the screen.
  const shown = password === EMULATOR_DEFAULTS.password ? password : "<the password you chose>";
  const runs =
    executor === "process"
      ? "Runs are processes of this machine."
      : "Runs are scripted: nothing is executed.";
  const quoted = (text: string): string =>
    /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  const variables = [
    ["SAAGIE_URL", connectUrl],
    ["SAAGIE_REALM", realm],
    ["SAAGIE_USER", quoted(user)],
    ["SAAGIE_PASSWORD", shown],
  ];
  return [
    "",
    `${paint("bold", `Saagie ${platformVersion}, emulated`)}  ${paint("cyan", url)}`,
    paint("dim", runs),
    "",
    paint("dim", "Connect with"),
    ...variables.map(([name, value]) => `  export ${name}=${value}`),
    paint("dim", "and"),
    "  const saagie = Saagie.fromEnvironment();",
    "",
    ...(isLoopback(host)
      ? []
      : [paint("dim", "Clients on other machines need the option allowInsecureHttp.")]),
    paint(
      "dim",
      state === undefined
        ? "Ctrl-C stops it, and everything in it is gone."
        : `Ctrl-C stops it, and keeps its state in ${state}.`,
    ),
    "",
    "",
  ]
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
}

/** Why it cannot listen, in words that tell what to do. */
function explained(error: unknown, { host, port }: EmulatorCommandOptions): unknown {
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
        `${JSON.stringify(host)} is no address of this machine: choose another with --host.`,
      );
    default:
      return error;
  }
}
