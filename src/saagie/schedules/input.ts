import { InvalidInputError } from "../../core/errors.ts";
import { checkCron, checkTimeZone } from "./schedule.ts";

/** The schedule of a job or a pipeline, as the platform takes it. */
export interface ScheduleInput {
  readonly isScheduled?: boolean | null | undefined;
  readonly cronScheduling?: string | null | undefined;
  readonly scheduleTimezone?: string | null | undefined;
}

/**
 * Checks the parts of a schedule that are given.
 *
 * @throws {@link InvalidInputError} naming the field that is wrong.
 */
export async function checkSchedule({ cronScheduling, scheduleTimezone }: ScheduleInput): Promise<void> {
  if (cronScheduling != null) await checkCron(cronScheduling);
  if (scheduleTimezone != null) checkTimeZone(scheduleTimezone);
}

/** Checks that what is to be scheduled has something to be scheduled by. */
function checkIsSchedulable(cron: string | null | undefined, what: string): void {
  if (cron != null) return;
  throw new InvalidInputError(`A ${what} without a cron expression cannot be scheduled.`, {
    hint: "Give cronScheduling.",
  });
}

/** The schedule of something new: on when there is a cron expression and nothing else is said, in UTC by default. */
export function firstSchedule(
  { isScheduled, cronScheduling, scheduleTimezone }: ScheduleInput,
  what: string,
): { readonly isScheduled: boolean; readonly scheduleTimezone?: string } {
  if (isScheduled) checkIsSchedulable(cronScheduling, what);
  if (cronScheduling == null) return { isScheduled: false };
  return { isScheduled: isScheduled ?? true, scheduleTimezone: scheduleTimezone ?? "UTC" };
}

/** Completes a change: switching a schedule on or off goes along with its cron expression, in either direction. */
export function withSchedule<Input extends ScheduleInput>(
  current: ScheduleInput,
  input: Input,
  what: string,
): Input {
  const { cronScheduling: cron, isScheduled } = input;
  if (isScheduled) checkIsSchedulable(cron === undefined ? current.cronScheduling : cron, what);
  if (cron === undefined) return input;
  if (cron === null) return { ...input, isScheduled: false };
  const zone = input.scheduleTimezone ?? current.scheduleTimezone ?? "UTC";
  return { ...input, isScheduled: isScheduled ?? true, scheduleTimezone: zone };
}
