/** A moment, in milliseconds since 1970 on the emulator's clock. */
export type Moment = number;

/** Who is told of which states of runs. */
export interface AlertingRecord {
  readonly emails: readonly string[];
  readonly logins: readonly string[];
  readonly statusList: readonly string[];
}

/** A share of one resource. */
export interface RequestLimit {
  readonly request?: number | null;
  readonly limit?: number | null;
}

/** What a run may take. */
export interface ResourcesRecord {
  readonly cpu?: RequestLimit | null;
  readonly memory?: RequestLimit | null;
  readonly gpu?: RequestLimit | null;
}

/** The schedule of a job; what is remembered of it while it is off is kept too. */
export interface ScheduleRecord {
  readonly isScheduled: boolean;
  readonly cronScheduling: string | null;
  readonly scheduleTimezone: string | null;
}
