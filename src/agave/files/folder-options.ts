import type { CallOptions } from "../../core/options.ts";

/** One file of a folder on its way. */
export interface FolderStep {
  /** The path below the folder. */
  readonly path: string;
  readonly size: number | undefined;
}

/** How far a folder has come. */
export interface FolderProgress extends FolderStep {
  /** How many files are done, this one included. */
  readonly done: number;
  readonly total: number;
}

/** Options of transferring a folder. */
export interface FolderOptions extends CallOptions {
  /** How many files at once: a whole number from 1. @defaultValue what the platform bears, as the client finds out */
  readonly concurrency?: number;
  /** Only tells what would be transferred. @defaultValue false */
  readonly dryRun?: boolean;
  /** Called after every file. What it throws is uncaught, as in an event listener. */
  readonly onProgress?: (progress: FolderProgress) => void;
}

/** What was transferred, or would be. */
export interface FolderResult {
  readonly files: readonly FolderStep[];
  readonly bytes: number;
}

/** A file that could not be transferred, and why. */
export interface FolderFailure {
  readonly path: string;
  readonly reason: unknown;
}
