import type { Edge } from "./graph.ts";
import type { ConditionPreset } from "./records.ts";
import type { InstanceStatus } from "../runs/records.ts";

/**
 * What comes over a way into a node, once the node before is over:
 *
 * - `PASSED`: a job succeeded, or a condition decided for this way. Whatever a condition decided, it has done
 *   its work: for the nodes after it, the way taken counts as a success.
 * - `FAILED`: a job failed.
 * - `SKIPPED`: a job was not to run, for no fault of any other; or a condition decided for its other way.
 * - `SKIPPED_AFTER_FAILURE`: it was not run because something before it failed or was lost.
 * - `LOST`: a job was stopped or lost, or a condition could not be decided.
 */
export type Inflow = "PASSED" | "FAILED" | "SKIPPED" | "SKIPPED_AFTER_FAILURE" | "LOST";

/**
 * What comes over a way, by the state of the node before.
 *
 * @param afterFailure - whether that node, if it was skipped, was so because of a failure
 * @returns undefined as long as that node is not over
 */
export function inflow({ kind }: Edge, status: InstanceStatus, afterFailure: boolean): Inflow | undefined {
  switch (status) {
    case "SUCCEEDED":
      return kind === "FAILURE" ? "SKIPPED" : "PASSED";
    case "FAILED":
      if (kind === "NEXT") return "FAILED";
      return kind === "FAILURE" ? "PASSED" : "SKIPPED";
    case "ERROR":
      return kind === "NEXT" ? "FAILED" : "LOST";
    case "SKIPPED":
      return afterFailure ? "SKIPPED_AFTER_FAILURE" : "SKIPPED";
    case "KILLED":
    case "UNKNOWN":
      return "LOST";
    case "AWAITING":
    case "REQUESTED":
    case "QUEUED":
    case "RUNNING":
    case "KILLING":
      return undefined;
  }
}

/** Whether a node that is skipped over these ways is so because of a failure. */
export function isAfterFailure(inflows: readonly Inflow[]): boolean {
  return inflows.some((way) => way === "FAILED" || way === "SKIPPED_AFTER_FAILURE" || way === "LOST");
}

/**
 * Whether a job runs: at the beginning always, later when something before it succeeded and nothing failed.
 *
 * @remarks What follows a failed job is skipped, however far behind. That a way which a condition did not take
 * is no obstacle is an assumption, without which its two branches could never meet in a job.
 */
export function mayRun(inflows: readonly Inflow[]): boolean {
  return inflows.length === 0 || (inflows.includes("PASSED") && !isAfterFailure(inflows));
}

/** Whether there is anything to decide by: something before that succeeded or failed. */
export function isDecidable(inflows: readonly Inflow[]): boolean {
  return inflows.includes("PASSED") || inflows.includes("FAILED");
}

/** Decides by the outcome of what is before. Something must have succeeded in any case. */
export function holds(preset: ConditionPreset, inflows: readonly Inflow[]): boolean {
  if (!inflows.includes("PASSED")) return false;
  switch (preset) {
    case "AllSuccess":
      return inflows.every((way) => way === "PASSED");
    case "AllSuccessOrSkipped":
      return inflows.every((way) => way !== "FAILED" && way !== "LOST");
    case "AtLeastOneSuccess":
      return true;
  }
}
