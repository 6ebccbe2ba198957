import { InvalidArgumentError } from "commander";
import type { CallOptions } from "../../index.ts";
import type { ConflictPolicy, ImportOptions } from "../../saagie/index.ts";

/** Options of all commands that move whole projects. */
interface TransferOptions {
  readonly versions: "all" | "current";
  /** Absent: the library's default. */
  readonly concurrency?: number;
  readonly timeout: number;
  readonly strict?: true;
  readonly json?: true;
  /** The name of the profile to go by. */
  readonly profile?: string;
}

/** Options of `footbridge export`. */
export interface ExportCommandOptions extends TransferOptions {
  readonly overwrite?: true;
  /** Absent: no limit. */
  readonly versionsLimit?: number;
}

/** Options of `footbridge plan` and `footbridge import`. */
export interface ImportCommandOptions extends TransferOptions {
  /** The name of the project that is gone into, or made. */
  readonly project?: string;
  /** The project that is gone into, and stays as it is. */
  readonly into?: string;
  readonly mode: ConflictPolicy;
  readonly rights: boolean;
  readonly globalVariables?: true;
  readonly skipImpossible?: true;
  /** The file that tells secrets. */
  readonly secrets?: string;
  /** The folder in which the journal is kept. */
  readonly journal?: string;
  readonly dryRun?: true;
}

/** What the options are when nothing is said. */
export const TRANSFER_DEFAULTS: Omit<TransferOptions, "strict" | "json" | "concurrency" | "profile"> =
  Object.freeze({
    versions: "all",
    timeout: 120,
  });

const MOST_AT_ONCE = 100;
const LONGEST_TIMEOUT_SECONDS = 86_400;

/** Reads how many things are handled at once. */
export function toConcurrency(text: string): number {
  if (/^\d+$/u.test(text) && Number(text) >= 1 && Number(text) <= MOST_AT_ONCE) return Number(text);
  throw new InvalidArgumentError(`From 1 to ${MOST_AT_ONCE} things are handled at once.`);
}

/** Reads how many versions of each thing are taken. */
export function toVersionsLimit(text: string): number {
  if (/^\d{1,9}$/u.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidArgumentError("At least one version of each thing is taken.");
}

/** Reads the limit for one call. */
export function toTimeout(text: string): number {
  if (/^\d+$/u.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_TIMEOUT_SECONDS)
    return Number(text);
  throw new InvalidArgumentError(`A call may take from 1 to ${LONGEST_TIMEOUT_SECONDS} seconds.`);
}

/** The options as every call takes them. */
export function toCallOptions({ timeout, strict }: TransferOptions): CallOptions {
  return { timeoutMs: timeout * 1000, ...(strict === undefined ? {} : { strict }) };
}

/** The options as the library takes them, but for what has to be opened first. */
export function toImportOptions(options: ImportCommandOptions): ImportOptions {
  const { project, into, mode, rights, versions, concurrency } = options;
  return {
    ...toCallOptions(options),
    ...(project === undefined ? {} : { name: project }),
    ...(into === undefined ? {} : { into }),
    existing: mode,
    versions,
    rights,
    ...(concurrency === undefined ? {} : { concurrency }),
    globalVariables: options.globalVariables ?? false,
    skipImpossible: options.skipImpossible ?? false,
  };
}
