import { InvalidArgumentError } from "commander";
import type { ListenOptions } from "../../emulator/index.ts";
import { UsageError } from "../cli-error.ts";

/** Which platforms `footbridge emulator` can emulate. */
export type EmulatorName = "saagie" | "descartes" | "agave" | "all";

/** Options of `footbridge emulator`, as the command line gives them. */
export interface EmulatorCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly realm: string;
  readonly platform: number;
  readonly user: string;
  /** Absent, it is the one that the emulator makes up. */
  readonly password?: string;
  readonly executor: "scripted" | "process";
  readonly runSeconds?: number;
  readonly cleanSeconds?: number;
  /** Absent, it is the newest. */
  readonly platformVersion?: string;
  /** The file that the state is read from and kept in. */
  readonly state?: string;
  /** Runtimes that the catalogue has besides, by the label of their technology. */
  readonly runtime?: Readonly<Record<string, readonly string[]>>;
  /** The exports that it begins with. */
  readonly seed?: readonly string[];
  /** What tells programs where to find Agave, when they reach it by another address. */
  readonly publicUrl?: string;
  /** Which jobs service Agave has. */
  readonly jobs: "classic" | "aloe";
  /** Names by which clients may reach it. */
  readonly allowHost?: readonly string[];
  /** Origins whose web pages may use it. */
  readonly allowOrigin?: readonly string[];
  /** The key of the control API. */
  readonly controlKey?: string;
  /** What the body of a request may hold at most. */
  readonly maxBodyBytes?: number;
  readonly json?: true;
}

/** What the options are when nothing is said. */
export const EMULATOR_DEFAULTS: Omit<
  EmulatorCommandOptions,
  | "runSeconds"
  | "cleanSeconds"
  | "runtime"
  | "platformVersion"
  | "state"
  | "seed"
  | "publicUrl"
  | "json"
  | "password"
  | "allowHost"
  | "allowOrigin"
  | "controlKey"
  | "maxBodyBytes"
> = Object.freeze({
  port: 4010,
  host: "127.0.0.1",
  realm: "demo",
  platform: 1,
  user: "demo",
  executor: "scripted",
  jobs: "classic",
});

const HIGHEST_PORT = 65_535;
const LONGEST_RUN_SECONDS = 86_400;

/** Reads a port; 0 stands for a free one. */
export function toPort(text: string): number {
  if (/^\d+$/u.test(text) && Number(text) <= HIGHEST_PORT) return Number(text);
  throw new InvalidArgumentError(`A port is a number from 0 (any free one) to ${HIGHEST_PORT}.`);
}

/** Reads the number of a platform. */
export function toPlatform(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("A platform is a number.");
}

/** Reads a realm. */
export function toRealm(text: string): string {
  if (/^[\w.-]+$/u.test(text)) return text;
  throw new InvalidArgumentError('A realm consists of letters, digits, ".", "-" and "_".');
}

/** Reads how long a run takes. */
export function toRunSeconds(text: string): number {
  if (/^\d+(?:\.\d+)?$/u.test(text) && Number(text) > 0 && Number(text) <= LONGEST_RUN_SECONDS)
    return Number(text);
  throw new InvalidArgumentError(`A run takes more than 0 seconds, and ${LONGEST_RUN_SECONDS} at most.`);
}

/** Reads how long a run that is over is still known to the orchestrator. */
export function toCleanSeconds(text: string): number {
  if (/^\d+(?:\.\d+)?$/u.test(text) && Number(text) <= LONGEST_RUN_SECONDS) return Number(text);
  throw new InvalidArgumentError(`Cleaning takes a number of seconds, ${LONGEST_RUN_SECONDS} at most.`);
}

/** Reads a runtime, and puts it beside those that were told before. */
export function toRuntime(
  text: string,
  before: EmulatorCommandOptions["runtime"] = {},
): NonNullable<EmulatorCommandOptions["runtime"]> {
  const [, label = "", name = ""] = /^([^=]*\S)=(.*\S.*)$/u.exec(text) ?? [];
  if (label === "")
    throw new InvalidArgumentError('A runtime is told with its technology, e.g. "Python=3.7".');
  const told = Object.hasOwn(before, label) ? (before[label] ?? []) : [];
  return { ...before, [label]: [...told, name] };
}

/** Reads what must not be empty. */
export function toText(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

/**
 * Checks options against each other.
 *
 * @throws CliError when they contradict each other.
 */
export function checkTogether({ executor, runSeconds }: EmulatorCommandOptions): void {
  if (executor === "process" && runSeconds !== undefined) {
    throw new UsageError(
      "--run-seconds is for scripted runs: with --executor process a run takes as long as it takes.",
    );
  }
}

/** The options that every emulator has; all others are Saagie's, but for those of Agave. */
const COMMON: ReadonlySet<string> = new Set([
  "port",
  "host",
  "json",
  "allowHost",
  "allowOrigin",
  "controlKey",
  "maxBodyBytes",
]);
const OF_AGAVE: ReadonlySet<string> = new Set(["publicUrl", "jobs"]);

const TITLES: Readonly<Record<Exclude<EmulatorName, "all">, string>> = {
  saagie: "Saagie",
  descartes: "Descartes Labs Storage",
  agave: "Agave",
};

/**
 * Checks that an emulator has the options that are given.
 *
 * @param given - the names of the options that stand in the command line, as commander has them
 * @throws CliError naming the option that is of no use
 */
export function checkGiven(name: EmulatorName, given: readonly string[]): void {
  if (name === "all") return;
  const owner = (option: string): EmulatorName => (OF_AGAVE.has(option) ? "agave" : "saagie");
  const useless = given.find((option) => !COMMON.has(option) && owner(option) !== name);
  if (useless === undefined) return;
  const option = useless.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  const whose = OF_AGAVE.has(useless) ? TITLES.agave : TITLES.saagie;
  throw new UsageError(`--${option} is for ${whose}: the emulator of ${TITLES[name]} has no use for it.`);
}

/** Reads a number of bytes. */
export function toBytes(text: string): number {
  const bytes = /^\d+$/u.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError("It must be a whole number of bytes.");
}

/** Reads the address by which programs reach an emulator. */
export function toWebAddress(text: string): string {
  if (/^https?:\/\/[^/\s]+/u.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("An address begins with http:// or https://.");
}

/** How a command listens. */
export function listenOptionsOf(options: EmulatorCommandOptions): ListenOptions {
  const { port, host, allowHost = [], allowOrigin = [], controlKey, maxBodyBytes } = options;
  return {
    port,
    host,
    allowHosts: allowHost,
    allowOrigins: allowOrigin,
    ...(controlKey !== undefined && { controlKey }),
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
  };
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/u.test(host);
}

/** Reads an option that may be given several times. */
export function toList(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, toText(text)];
}
