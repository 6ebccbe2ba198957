import { existsSync } from "node:fs";
import type { Environment } from "../../saagie/index.ts";
import { Saagie } from "../../saagie/index.ts";

/** Where the demonstration takes place. */
export interface DemoContext {
  readonly saagie: Saagie;
  readonly kind: "emulator" | "live";
  /** What runs are here. */
  readonly runs: "executed" | "scripted";
  /** What the reader should know of it. */
  readonly about: readonly string[];
  /** How often to look, and how long to wait, in milliseconds. */
  readonly patience: { readonly intervalMs: number; readonly deadlineMs: number };
  /** A name for a project that no other project has. */
  projectName(name: string): string;
  close(): Promise<void>;
}

const VARIABLES = ["SAAGIE_URL", "SAAGIE_USER", "SAAGIE_PASSWORD", "SAAGIE_TOKEN"];

/**
 * Opens the platform that the environment names, or else an emulated one.
 *
 * @throws InvalidInputError when the environment names a platform by halves.
 */
export function openDemoContext(environment: Environment): Promise<DemoContext> {
  const isNamed = VARIABLES.some((name) => (environment[name] ?? "") !== "");
  return isNamed ? Promise.resolve(liveContext(environment)) : emulatedContext();
}

function liveContext(environment: Environment): DemoContext {
  const saagie = Saagie.fromEnvironment({}, environment);
  const moment = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/gu, "").replace("T", "-");
  const suffix = `${moment}-${crypto.randomUUID().slice(0, 4)}`;
  return {
    saagie,
    kind: "live",
    runs: "executed",
    about: [`Live platform ${saagie.platform} of realm ${saagie.realm}, ${saagie.url}: as SAAGIE_URL says.`],
    patience: { intervalMs: 2_000, deadlineMs: 900_000 },
    projectName: (name) => `${name} ${suffix}`,
    close: () => Promise.resolve(),
  };
}

async function emulatedContext(): Promise<DemoContext> {
  const { emulateSaagie } = await import("../../emulator/index.ts");
  const hasShell = process.platform !== "win32" && existsSync("/bin/sh");
  const emulator = emulateSaagie({
    executor: hasShell ? "process" : "scripted",
    runSeconds: 1.5,
    projectSeconds: 1,
  });
  // Over a real socket, as any platform: what is seen here is what a program would see.
  const { url } = await emulator.listen();
  const { realm, platform, user, password } = emulator;
  return {
    saagie: new Saagie({ url, realm, platform, user, password }),
    kind: "emulator",
    runs: hasShell ? "executed" : "scripted",
    about: [
      `Saagie emulator in this process, at ${url}: no account, no network.`,
      hasShell
        ? "Jobs really run: each run is a process of this machine."
        : "Runs are only pretended: this machine has no POSIX shell to run the scripts with.",
    ],
    patience: { intervalMs: 200, deadlineMs: 60_000 },
    projectName: (name) => name,
    close: () => emulator.close(),
  };
}
