import type { VirtualClock } from "../../clock.ts";
import type { Handler } from "../../in-process.ts";
import type { Context, Services } from "../services.ts";
import { runJob } from "../jobs/run.ts";
import { currentVersion } from "../jobs/versions.ts";
import { startPipelineRun } from "../pipelines/run.ts";
import type { Moment, ScheduleRecord } from "../shared/records.ts";
import type { UserRecord } from "../users/records.ts";

/** Something with a schedule that is on. */
interface Scheduled {
  /** Its cron expression and time zone: what is planned by others is planned anew. */
  readonly when: string;
  readonly schedule: ScheduleRecord;
  readonly start: () => void;
}

interface Plan {
  readonly when: string;
  readonly cancel: () => void;
}

/** Finds the moment at which a schedule comes next; undefined where it never does. */
type NextRun = (schedule: ScheduleRecord, after: Moment) => Moment | undefined;

/** Runs jobs and pipelines when their schedules are due, on the emulator's clock. */
export class Scheduling {
  readonly #clock: VirtualClock;
  readonly #services: () => Services;
  readonly #plans = new Map<string, Plan>();

  constructor(clock: VirtualClock, services: () => Services) {
    this.#clock = clock;
    this.#services = services;
  }

  /** A handler after which schedules are planned as they are then, whatever became of the request. */
  after(handle: Handler): Handler {
    return async (request) => {
      try {
        return await handle(request);
      } finally {
        await this.refresh();
      }
    };
  }

  /** Plans what has a schedule by now, and takes back what has none any more or another one. */
  async refresh(): Promise<void> {
    const wanted = scheduledOf(this.#services());
    for (const [id, plan] of this.#plans) {
      if (wanted.get(id)?.when === plan.when) continue;
      plan.cancel();
      this.#plans.delete(id);
    }
    const missing = [...wanted].filter(([id]) => !this.#plans.has(id));
    if (missing.length === 0) return;
    const { nextRun } = await import("./next-run.ts");
    for (const [id, scheduled] of missing) this.#plan(id, scheduled, { nextRun, after: this.#clock.now() });
  }

  /** Forgets all plans: the clock has forgotten its tasks. */
  forget(): void {
    this.#plans.clear();
  }

  #plan(
    id: string,
    { when, schedule }: Scheduled,
    { nextRun, after }: { readonly nextRun: NextRun; readonly after: Moment },
  ): void {
    const moment = nextRun(schedule, after);
    if (moment === undefined) return;
    const run = (): void => {
      this.#plans.delete(id);
      // As it is now: it may have been changed by other ways than a request.
      const present = scheduledBy(this.#services(), id);
      if (present === undefined) return;
      if (present.when === when) present.start();
      this.#plan(id, present, { nextRun, after: moment });
    };
    this.#plans.set(id, { when, cancel: this.#clock.at(moment, run) });
  }
}

function scheduledOf(services: Services): ReadonlyMap<string, Scheduled> {
  const { jobs, pipelines } = services.world;
  const found = new Map<string, Scheduled>();
  for (const { id } of [...jobs.values(), ...pipelines.values()]) {
    const scheduled = scheduledBy(services, id);
    if (scheduled) found.set(id, scheduled);
  }
  return found;
}

/** What a job or a pipeline has planned; undefined where its schedule is off, or it is gone. */
function scheduledBy(services: Services, id: string): Scheduled | undefined {
  const [job, pipeline] = [services.world.jobs.get(id), services.world.pipelines.get(id)];
  const schedule = (job ?? pipeline)?.schedule;
  if (!schedule?.isScheduled) return undefined;
  const start = (): void => {
    const context = job
      ? contextOf(services, job.projectId, currentVersion(job).creator)
      : pipeline && contextOf(services, pipeline.projectId, pipeline.creator);
    if (context && job) runJob(context, job, { byCron: true });
    else if (context && pipeline) startPipelineRun(context, pipeline, { byCron: true });
  };
  return { when: textOf(schedule), schedule, start };
}

function textOf({ cronScheduling, scheduleTimezone }: ScheduleRecord): string {
  return `${cronScheduling ?? ""} ${scheduleTimezone ?? ""}`;
}

/** Whose run it is: nothing is known of that, so it is given to who made what runs, or to anybody once they are gone. */
function contextOf(services: Services, projectId: string, creator: string): Context | undefined {
  const { projects, users } = services.world;
  const project = projects.get(projectId);
  const user: UserRecord | undefined = users.get(creator) ?? users.values().next().value;
  return project && user && { ...services, user, platformId: project.platformId };
}
