import type { ControlAccess, EmulatedSaagie, Listening } from "../../emulator/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { createReporter } from "../reporter/create-reporter.ts";
import type { Paint } from "../paint.ts";
import { isLoopback, listenOptionsOf, type EmulatorCommandOptions } from "./emulator-options.ts";
import type { Seeded } from "./emulator-seed.ts";
import { controlLines, type RunningServer } from "./running-server.ts";

/**
 * Serves an emulated Saagie, with what it shall begin with.
 *
 * @throws CliError when the state or an export cannot be used.
 */
export async function serveSaagie(options: EmulatorCommandOptions, io: Io): Promise<RunningServer> {
  const { realm, platform, user, password, executor, platformVersion, state } = options;
  const { runSeconds, cleanSeconds, runtime: runtimes } = options;
  // Its libraries are many, and no other command needs them.
  const { emulateSaagie } = await import("../../emulator/index.ts");
  const emulator = asCliError(() =>
    emulateSaagie({
      realm,
      platform,
      user,
      ...(password === undefined ? {} : { password }),
      executor,
      ...(platformVersion === undefined ? {} : { platformVersion }),
      // What is there before it listens is of today, too.
      start: new Date(),
      ...(runSeconds === undefined ? {} : { runSeconds }),
      ...(cleanSeconds === undefined ? {} : { cleanSeconds }),
      ...(runtimes === undefined ? {} : { runtimes }),
    }),
  );
  try {
    const seeded = await fill(emulator, options, io);
    const listening = await emulator.listen(listenOptionsOf(options));
    // One that was chosen is known to who chose it, and shall not stand anywhere.
    const madeUp = password === undefined ? emulator.password : undefined;
    const place = placeOf(listening, options, { platformVersion: emulator.platformVersion, madeUp });
    return {
      place: { ...place, ...(options.seed === undefined ? {} : { seeded }) },
      requests: emulator.requests,
      greeting: (paint) => greeting(place, options, paint),
      close: async () => {
        try {
          if (state !== undefined) await emulator.saveFile(state);
        } finally {
          // Ends what runs are still doing on this machine, too.
          await emulator.close();
        }
      },
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

/** An option that only the emulator can judge is refused like all others. */
function asCliError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message.replace(/(?<![.?])$/u, "."));
    throw error;
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
  const reporter = createReporter(io, { json: json ?? false });
  if (!isKept) {
    const { seedEmulator } = await import("./emulator-seed.ts");
    return seedEmulator(emulator, seed, { reporter, signal: io.stop });
  }
  // What has become of it since is worth more than the beginning.
  reporter.say([`The state in ${state} is there already: nothing is imported.`, ""]);
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
  /** The password that the emulator has made up. */
  readonly password?: string;
  readonly executor: string;
  readonly control: ControlAccess;
}

function placeOf(
  { url, port, control }: Listening,
  options: EmulatorCommandOptions,
  { platformVersion, madeUp }: { readonly platformVersion: string; readonly madeUp: string | undefined },
): Place {
  const { realm, platform, user, executor } = options;
  const connectUrl = `${url}/projects/platform/${platform}`;
  const place = {
    emulator: "saagie",
    platformVersion,
    url,
    port,
    connectUrl,
    realm,
    platform,
    user,
  } as const;
  return { ...place, ...(madeUp === undefined ? {} : { password: madeUp }), executor, control };
}

function greeting(place: Place, { host, state }: EmulatorCommandOptions, paint: Paint): readonly string[] {
  const { connectUrl, realm, user, url, platformVersion, executor, password, control } = place;
  const shown = password ?? "<the password you chose>";
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
    `${paint("bold", `Saagie ${platformVersion}, emulated`)}  ${paint("cyan", url)}`,
    paint("dim", runs),
    "",
    paint("dim", "Connect with"),
    ...variables.map(([name, value]) => `  export ${name}=${value}`),
    paint("dim", "and"),
    "  const saagie = Saagie.fromEnvironment();",
    "",
    ...controlLines(control, paint),
    ...(isLoopback(host)
      ? []
      : ["", paint("dim", "Clients on other machines need the option allowInsecureHttp.")]),
    ...(state === undefined ? [] : ["", paint("dim", `Its state is kept in ${state}.`)]),
  ];
}
