import type { InstanceStatus } from "../../../generated/saagie/platform.ts";
import type { Alerting } from "../settings/alerting.ts";
import type { PipelineGraph } from "./graph.ts";
import type { PipelineJobReference } from "./graph-nodes.ts";

/** What belongs to a pipeline as a whole, whatever its version. */
export interface PipelineSettings {
  readonly description?: string;
  /** Letters, digits and underscores, unique in the project. Default for a new one: its name, with `_` for anything else. */
  readonly alias?: string;
  /** Whether the schedule is in force. Default: true when `cronScheduling` is given. */
  readonly isScheduled?: boolean;
  /** Five fields: minute, hour, day of month, month, day of week. Kept, but not in force, with `isScheduled: false`. */
  readonly cronScheduling?: string;
  /** IANA name. @defaultValue `"UTC"` */
  readonly scheduleTimezone?: string;
  /** Who is told about runs. @defaultValue nobody; of which statuses: `FAILED` */
  readonly alerting?: Alerting<InstanceStatus>;
  /** Whether its jobs can hand variables on to each other. @defaultValue false */
  readonly hasExecutionVariablesEnabled?: boolean;
}

/** What describes one version of a pipeline. */
export interface PipelineVersionSettings {
  /** `createOrUpgrade` sends it with a new version only: where the graph is the same, the result's `notApplied` names it. */
  readonly releaseNote?: string;
  /** An http(s) URL where this version's source can be seen; for `createOrUpgrade` see `releaseNote`. */
  readonly sourceUrl?: string;
}

/** A new pipeline. */
export interface PipelineDefinition extends PipelineSettings, PipelineVersionSettings {
  /** Unique in the project. */
  readonly name: string;
  readonly graph: PipelineGraph;
}

/** A new linear pipeline: the kind that was there before graphs. */
export interface LinearPipelineDefinition
  extends Omit<PipelineSettings, "hasExecutionVariablesEnabled">, PipelineVersionSettings {
  /** Unique in the project. */
  readonly name: string;
  /** In the order in which they run. */
  readonly jobs: readonly PipelineJobReference[];
}

/** What to change of a pipeline: absent keeps, `null` clears. */
export interface PipelineChanges extends Omit<
  PipelineSettings,
  "description" | "isScheduled" | "cronScheduling" | "scheduleTimezone" | "alerting"
> {
  readonly name?: string;
  readonly description?: string | null;
  readonly isScheduled?: boolean | null;
  readonly cronScheduling?: string | null;
  readonly scheduleTimezone?: string | null;
  readonly alerting?: Alerting<InstanceStatus> | null;
}

/** A new version of a pipeline: without a graph it runs the same as the current one. */
export interface PipelineUpgrade extends PipelineVersionSettings {
  readonly graph?: PipelineGraph;
}
