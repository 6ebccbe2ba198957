import { currentStatus } from "./executor.ts";
import type { InstanceStatus, StatusRecord } from "./records.ts";
import type { Moment } from "../shared/records.ts";

/** The selectors and the states that each covers; ALL covers every state in which a run is over. */
const SELECTORS: Readonly<Record<string, readonly InstanceStatus[] | undefined>> = {
  ALL: undefined,
  SUCCEEDED: ["SUCCEEDED"],
  FAILED: ["FAILED", "ERROR"],
  STOPPED: ["KILLED"],
  UNKNOWN: ["UNKNOWN"],
};

/** All selectors, in the order in which the platform counts by them. */
export const SELECTOR_NAMES: readonly string[] = Object.keys(SELECTORS);

/** A run of a job or of a pipeline, as far as selecting it goes. */
export interface Selectable {
  readonly id: string;
  readonly startTime: Moment;
  readonly statuses: readonly StatusRecord[];
}

/** Which runs are meant. */
export type InstanceFilter = (instance: Selectable) => boolean;

/** The runs that ended in a certain way. */
export function bySelector(selector: string): InstanceFilter {
  const states = SELECTORS[selector];
  return (instance) => states?.includes(currentStatus(instance)) ?? true;
}

/** The runs that started before a moment. */
export function byDate(beforeAt: Moment): InstanceFilter {
  return ({ startTime }) => startTime < beforeAt;
}

/** Runs named by a client, when it names any. */
export type InstanceIds = readonly string[] | null | undefined;

/** Exceptions from a filter: excluded runs stay, included ones go, and being included wins. */
export function except(filter: InstanceFilter, exclude: InstanceIds, include: InstanceIds): InstanceFilter {
  const excluded = new Set(exclude);
  const included = new Set(include);
  return (instance) => included.has(instance.id) || (filter(instance) && !excluded.has(instance.id));
}
