import type { InstanceStatus } from "../../../generated/saagie/platform.ts";

/** Every status that a run of a job or a pipeline can have. */
export const INSTANCE_STATUSES: Readonly<Record<InstanceStatus, true>> = {
  AWAITING: true,
  REQUESTED: true,
  QUEUED: true,
  RUNNING: true,
  KILLING: true,
  KILLED: true,
  SUCCEEDED: true,
  FAILED: true,
  ERROR: true,
  SKIPPED: true,
  UNKNOWN: true,
};
