import type { AdaptiveLimit } from "../core/concurrency/adaptive-limit.ts";
import type { BatchCaller, Caller } from "../core/client.ts";
import type { Clock } from "../core/watch/clock.ts";
import type { Warning } from "../core/options.ts";
import type { ProjectAccess } from "./projects/access.ts";
import type { ExportSource } from "./bundle/format/manifest.ts";
import type { PlatformVersion } from "./versions/platform-version.ts";
import type { References } from "./references/references.ts";
import type { Technologies } from "./technologies/technologies.ts";

/** What the resources of one client are built from. */
export interface SaagieContext {
  readonly call: Caller;
  readonly batch: BatchCaller;
  readonly clock: Clock;
  /** How many things long work handles at once, unless it is told. */
  readonly concurrency: AdaptiveLimit;
  readonly references: References;
  readonly projects: ProjectAccess;
  readonly technologies: Technologies;
  /** Which platform this is: for exports and journals, and for paths that name it. */
  readonly source: ExportSource;
  /** Tells the platform's version. */
  readonly version: PlatformVersion;
  /** Tells the client's `onWarning`. */
  readonly warn: (warning: Warning) => void;
}
