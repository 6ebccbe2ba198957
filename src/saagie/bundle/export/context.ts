import type { AdaptiveLimit } from "../../../core/concurrency/adaptive-limit.ts";
import type { BatchCaller, Caller } from "../../../core/client.ts";
import type { Clock } from "../../../core/watch/clock.ts";
import type { CallOptions } from "../../../core/options.ts";
import type { OnProgress } from "../../../core/progress.ts";
import type { Technologies } from "../../technologies/technologies.ts";
import type { ExportSource, ManifestWriter } from "../format/manifest.ts";
import type { VersionChoice } from "./version-choice.ts";

/** Options of the export of parts of a project: jobs, or apps. */
export interface PartExportOptions extends CallOptions, VersionChoice {
  /** Things handled at once. Default: what the platform bears, up to 32; all long work of a client finds it out together. */
  readonly concurrency?: number;
  /** Called after every package and every job. What it throws is uncaught, as in an event listener. */
  readonly onProgress?: OnProgress;
}

/** What an export reads with. */
export interface ExportContext {
  readonly call: Caller;
  readonly batch: BatchCaller;
  readonly clock: Clock;
  readonly concurrency: AdaptiveLimit;
  readonly technologies: Technologies;
  readonly source: ExportSource;
}

/** How far an export has come; shared by its parts. */
export interface ExportTally {
  done: number;
  /** Things in all, of all kinds, as far as they are known. */
  total: number;
}

/** Takes the place of a package for somebody to read it later. */
export type ReferToPackage = (
  path: string,
  source: { readonly name: string; readonly downloadUrl: string },
) => void;

/** What the parts of an export write with. */
export interface WriteContext extends ExportContext {
  readonly writer: ManifestWriter;
  readonly tally: ExportTally;
  /** Given for exports that leave packages where they are. */
  readonly refer?: ReferToPackage | undefined;
}
