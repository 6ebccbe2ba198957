import { omitUndefined } from "../../../core/omit-undefined.ts";
import { InvalidInputError } from "../../../core/errors.ts";
import { toAlertingInput } from "../../settings/alerting.ts";
import { INSTANCE_STATUSES } from "../../runs/instance-statuses.ts";
import type { JobAlerting } from "../../jobs/definition.ts";
import { checkSchedule } from "../../schedules/input.ts";
import type { ArchivedSchedule } from "../format/job-record.ts";

/** What all jobs, or all pipelines, of an import get in place of what the archive says: absent keeps, `null` clears. */
export interface RunOverrides {
  /** Switches schedules on or off; what has no cron expression, here or in the archive, stays unscheduled. */
  readonly isScheduled?: boolean;
  /** Whether it is in force stays as in the archive, unless `isScheduled` is given too. */
  readonly cronScheduling?: string | null;
  /** IANA name; of no effect on what has no cron expression. */
  readonly scheduleTimezone?: string;
  /** Who is told about runs, instead of those whom the archive names. */
  readonly alerting?: JobAlerting | null;
}

/** What the variables of an import get in place of what the archive says. */
export interface VariableOverrides {
  /**
   * Where variables of the project and of the platform go: all to the project, or all to the platform, which then needs no
   * `globalVariables`. Where the archive has one of each by one name, the project's own goes. Variables of pipelines and
   * apps stay with these.
   */
  readonly scope?: "PROJECT" | "GLOBAL";
}

/** What the things of an import get in place of what the archive says; what is absent stays as in the archive. */
export interface ImportOverrides {
  readonly jobs?: RunOverrides;
  readonly pipelines?: RunOverrides;
  readonly variables?: VariableOverrides;
}

/**
 * Checks overrides before anything is read.
 *
 * @throws {@link InvalidInputError} naming what is wrong and what is valid.
 */
export async function checkOverrides({
  jobs,
  pipelines,
  variables,
}: ImportOverrides = {}): Promise<ImportOverrides> {
  return omitUndefined({
    jobs: jobs && (await checkRun(jobs)),
    pipelines: pipelines && (await checkRun(pipelines)),
    variables,
  });
}

async function checkRun(overrides: RunOverrides): Promise<RunOverrides> {
  const { alerting, cronScheduling, isScheduled } = overrides;
  await checkSchedule(overrides);
  if (isScheduled === true && cronScheduling === null) {
    throw new InvalidInputError("What has no cron expression cannot be scheduled.", {
      hint: "Give isScheduled, or cronScheduling: null, and not both.",
    });
  }
  // Pipelines take it as it is: the statuses that are left out are settled here.
  return alerting == null
    ? overrides
    : { ...overrides, alerting: toAlertingInput(alerting, INSTANCE_STATUSES) };
}

/** The settings of a job or a pipeline with what is given in their place. */
export function withOverrides<Settings extends ArchivedSchedule & { readonly alerting?: JobAlerting | null }>(
  settings: Settings,
  overrides: RunOverrides | undefined,
): Settings {
  if (overrides === undefined) return settings;
  const { alerting } = overrides;
  return { ...settings, ...schedule(settings, overrides), ...omitUndefined({ alerting }) };
}

function schedule(archived: ArchivedSchedule, overrides: RunOverrides): ArchivedSchedule {
  const { isScheduled, cronScheduling, scheduleTimezone } = overrides;
  const cron = cronScheduling === undefined ? archived.cronScheduling : cronScheduling;
  // A time zone and a switch mean nothing without a cron expression.
  if (cron == null) return cronScheduling === null ? { isScheduled: false, cronScheduling } : {};
  return omitUndefined({ isScheduled, cronScheduling, scheduleTimezone });
}
