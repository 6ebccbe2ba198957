import { UsageError } from "../cli-error.ts";
import { command, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { duration, moment } from "../frame/formats.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import { isFootbridgeError } from "../../index.ts";
import type { JobsGetResult, Saagie } from "../../saagie/index.ts";
import { jobDeployCommands } from "./job-deploy-commands.ts";
import { jobRunCommands } from "./job-run-commands.ts";
import { openWith, theProject } from "./references.ts";

const list: CommandMaker = command<{ readonly category?: string }>({
  usage: "list",
  summary: "lists the jobs of a project",
  scope: "saagie",
  examples: ["job list --project Sales", "job list --project Sales --json | jq -r '.[].name'"],
  options: [option("--category <name>", "only jobs of this category")],
  run: async (task) => {
    const open = await openSaagie(task);
    const { category } = task.options;
    const { statusOf } = open.door;
    const jobs = await open.saagie.jobs.list(theProject(open), {
      ...task.call,
      instancesLimit: 1,
      versionsOnlyCurrent: true,
      ...(category === undefined ? {} : { category }),
    });
    task.print.list(jobs, {
      quiet: ({ id }) => id,
      empty: "The project has no jobs.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Last run", of: ({ instances }) => latest(instances, statusOf), isStatus: true },
        { head: "Started", of: ({ instances }) => moment(latest(instances, ({ startTime }) => startTime)) },
        { head: "Schedule", of: scheduleOf },
        { head: "Version", of: ({ versions: [version] }) => version?.number },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const show: CommandMaker = command({
  usage: "show <job>",
  summary: "shows one job",
  scope: "saagie",
  examples: ["job show 'Daily report' --project Sales", "job show 'Sales/Daily report' --json"],
  run: async (task) => {
    const { saagie, reference, door } = await openWith(task);
    const { statusOf } = door;
    const job = await saagie.jobs.get(reference, { ...task.call, instancesLimit: 1 });
    const technology = await technologyOf(saagie, job.technology, task);
    const current = job.versions.find(({ isCurrent }) => isCurrent) ?? job.versions[0];
    const [run] = job.instances ?? [];
    task.print.record(
      job,
      [
        ["Name", job.name],
        ["Id", job.id],
        ["Alias", job.alias],
        ["Description", job.description],
        ["Category", job.category],
        ["Technology", [technology, current?.runtimeVersion].filter(Boolean).join(" ")],
        ["Version", current?.number],
        ["Command", current?.commandLine],
        ["Package", current?.packageInfo?.name],
        ["Schedule", scheduleOf(job)],
        ["Runs", job.countJobInstance],
        ["Last run", run ? statusOf(run) : undefined],
        ["Started", moment(run?.startTime)],
      ],
      job.id,
    );
  },
});

const history: CommandMaker = command<{ readonly limit?: number }>({
  usage: "history <job>",
  summary: "lists the runs of a job, the newest first",
  scope: "saagie",
  examples: ["job history 'Daily report' --project Sales --limit 5"],
  options: [numberOption("--limit <number>", "at most so many (default: 20)", { from: 1, to: 10_000 })],
  run: async (task) => {
    const { saagie, reference, door } = await openWith(task);
    const { statusOf } = door;
    const { limit: instancesLimit = 20 } = task.options;
    const { instances } = await saagie.jobs.get(reference, { ...task.call, instancesLimit });
    task.print.list(instances ?? [], {
      quiet: ({ id }) => id,
      empty: "The job has not been run yet.",
      columns: [
        { head: "Run", of: ({ number }) => number },
        { head: "Status", of: statusOf, isStatus: true },
        { head: "Started", of: ({ startTime }) => moment(startTime) },
        { head: "Took", of: ({ startTime, endTime }) => duration(startTime, endTime) },
        { head: "Version", of: ({ version }) => version?.number },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

interface ScheduleOptions {
  readonly timezone?: string;
  readonly off?: true;
  readonly on?: true;
}

const schedule: CommandMaker = command<ScheduleOptions>({
  usage: "schedule <job> [cron]",
  summary: "shows the schedule of a job, or sets it",
  scope: "saagie",
  examples: [
    "job schedule 'Daily report' --project Sales",
    "job schedule 'Daily report' '0 6 * * *' --timezone Europe/Paris --project Sales",
    "job schedule 'Daily report' --off --project Sales",
  ],
  options: [
    option("--timezone <zone>", "time zone of the schedule (default: UTC)"),
    option("--off", "keep the schedule, but do not run by it").conflicts("on"),
    option("--on", "run by the schedule again"),
  ],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const { timezone, on, off } = task.options;
    const cron = task.args[1];
    const current = await saagie.jobs.get(reference, { ...task.call, instancesLimit: 1 });
    if (cron === undefined && timezone === undefined && !on && !off) return showSchedule(task, current);
    if (on && cron === undefined && !current.cronScheduling)
      throw new UsageError(`The job "${current.name}" has no schedule yet: give one.`);
    const edited = await saagie.jobs.edit(
      current.id,
      {
        ...(cron === undefined ? {} : { cronScheduling: cron }),
        ...(timezone === undefined ? {} : { scheduleTimezone: timezone }),
        ...(off ? { isScheduled: false } : {}),
        ...(on || (cron !== undefined && !off) ? { isScheduled: true } : {}),
      },
      task.call,
    );
    task.print.done(edited, `The schedule of "${edited.name}" is ${scheduleOf(edited) || "off"}.`, edited.id);
  },
});

type Scheduled = Pick<
  JobsGetResult,
  "id" | "name" | "isScheduled" | "cronScheduling" | "scheduleTimezone" | "scheduleStatus"
>;

function showSchedule({ print }: Task<ScheduleOptions>, job: Scheduled): void {
  const { id, name, isScheduled, cronScheduling, scheduleTimezone, scheduleStatus } = job;
  print.record(
    { id, name, isScheduled, cronScheduling, scheduleTimezone, scheduleStatus },
    [
      ["Name", name],
      ["Schedule", cronScheduling ?? "none"],
      ["Time zone", cronScheduling ? scheduleTimezone : undefined],
      ["In force", isScheduled ? "yes" : "no"],
      ["Status", scheduleStatus],
    ],
    cronScheduling ?? "",
  );
}

/** The newest of a list that may be absent. */
function latest<Item, Value>(items: readonly Item[] | null, read: (item: Item) => Value): Value | undefined {
  const item = items?.[0];
  return item === undefined ? undefined : read(item);
}

/** What a technology is called; one that has been removed from the catalogue has its id alone. */
async function technologyOf(
  saagie: Saagie,
  technology: JobsGetResult["technology"],
  { call }: Task,
): Promise<string> {
  if (technology === null) return "";
  try {
    return (await saagie.technologies.get(technology.id, call)).label;
  } catch (error) {
    if (isFootbridgeError(error, "NOT_FOUND")) return technology.id;
    throw error;
  }
}

/** A schedule in force, e.g. `0 6 * * * Europe/Paris`; empty without one. */
export function scheduleOf({
  isScheduled,
  cronScheduling,
  scheduleTimezone,
}: Pick<Scheduled, "isScheduled" | "cronScheduling" | "scheduleTimezone">): string {
  if (!isScheduled || !cronScheduling) return "";
  return scheduleTimezone && scheduleTimezone !== "UTC"
    ? `${cronScheduling} ${scheduleTimezone}`
    : cronScheduling;
}

/** What can be done with jobs. */
export const jobCommands: readonly CommandMaker[] = [
  list,
  show,
  ...jobRunCommands,
  history,
  ...jobDeployCommands,
  schedule,
];
