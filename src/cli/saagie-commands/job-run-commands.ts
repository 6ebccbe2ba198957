import { UsageError } from "../cli-error.ts";
import { command, listOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { duration, moment, parseMoment } from "../frame/formats.ts";
import { withStatusLine } from "../frame/status-line.ts";
import type { JobRun, JobsGetResult, Saagie } from "../../saagie/index.ts";
import { chosenRun, notRunning, runOption, type ChosenRun } from "./chosen-run.ts";
import { openWith, theProject, type InProject } from "./references.ts";
import { reportOutcome } from "./run-outcome.ts";
import { parseAssignments } from "./variable-assignments.ts";

interface RunOptions {
  readonly wait?: true;
  readonly follow?: true;
  readonly env?: readonly string[];
}

const run: CommandMaker = command<RunOptions>({
  usage: "run <job>",
  summary: "starts a run of a job",
  scope: "saagie",
  examples: [
    "job run 'Daily report' --project Sales",
    "job run 'Daily report' --project Sales --follow",
    "job run 'Daily report' --project Sales --wait --timeout 600 -e DAY=2026-11-30",
  ],
  about:
    "The platform takes no variables with a run: -e sets variables of the project first, which stay. Ctrl-C ends the\nwaiting, not the run.",
  options: [
    option("--wait", "wait until the run has ended; exit code 7 when it failed"),
    option("-f, --follow", "print its log as it comes, and wait"),
    listOption("-e, --env <NAME=value>", "variable of the project to set first"),
  ],
  run: async (task) => {
    const open = await openWith(task);
    const { saagie, reference } = open;
    const job = await saagie.jobs.get(reference, {
      ...task.call,
      instancesLimit: 1,
      versionsOnlyCurrent: true,
    });
    for (const [name, value] of parseAssignments(task.options.env ?? [])) {
      await saagie.environmentVariables.createOrUpdate(
        { project: job.project?.id ?? theProject(open) },
        { name, value },
        task.call,
      );
    }
    const started = await saagie.jobs.run(job.id, task.call);
    const { wait, follow } = task.options;
    if (!wait && !follow) {
      const told = `Run ${started.number ?? ""} of "${job.name}" has been started: ${started.id}`;
      return task.print.done(started, told, started.id);
    }
    const ended = await waitForRun({ task, saagie, id: started.id, name: job.name, follow: follow ?? false });
    return reportRun(task, job.name, { ended, status: open.door.statusOf(ended) });
  },
});

const status: CommandMaker = command<ChosenRun & { readonly wait?: true }>({
  usage: "status <job>",
  summary: "tells how the newest run of a job is doing",
  scope: "saagie",
  examples: ["job status 'Daily report' --project Sales", "job status 'Daily report' --project Sales --wait"],
  options: [runOption, option("--wait", "wait until the run has ended; exit code 7 when it failed")],
  run: async (task) => {
    const { saagie, reference, door } = await openWith(task);
    const { job, run: found } = await findRun({ saagie, reference, task });
    if (task.options.wait) {
      const ended = await waitForRun({ task, saagie, id: found.id, name: job.name, follow: false });
      return reportRun(task, job.name, { ended, status: door.statusOf(ended) });
    }
    const state = await saagie.jobs.instanceStatus(found.id, task.call);
    return task.print.record(
      state,
      [
        ["Status", door.statusOf(state)],
        ["Job", job.name],
        ["Run", found.number],
        ["Started", moment(state.startTime)],
        ["Ended", moment(state.endTime)],
        ["Took", duration(state.startTime, state.endTime)],
        ["Details", state.history?.currentStatus.reason ?? state.history?.currentStatus.details],
        ["Id", state.id],
      ],
      door.statusOf(state),
    );
  },
});

const stop: CommandMaker = command<ChosenRun>({
  usage: "stop <job>",
  summary: "stops the run of a job that is under way",
  scope: "saagie",
  examples: ["job stop 'Daily report' --project Sales"],
  options: [runOption],
  run: async (task) => {
    const { saagie, reference, door } = await openWith(task);
    const { job, run: found } = await findRun({ saagie, reference, task });
    const last = door.statusOf(found);
    if (door.isFinalStatus(last)) throw notRunning({ what: "job", name: job.name }, last);
    const stopped = await saagie.jobs.stop(found.id, task.call);
    task.print.done(stopped, `The run of "${job.name}" has been asked to stop.`, found.id);
  },
});

interface LogsOptions extends ChosenRun {
  readonly follow?: true;
  readonly since?: string;
}

const logs: CommandMaker = command<LogsOptions>({
  usage: "logs <job>",
  summary: "prints the log of a run of a job",
  scope: "saagie",
  examples: [
    "job logs 'Daily report' --project Sales",
    "job logs 'Daily report' --project Sales -f --since 10m",
  ],
  options: [
    runOption,
    option("-f, --follow", "go on until the run has ended"),
    option("--since <when>", "only what came later: a span such as 90s, 10m, 2h, 1d, or a date"),
  ],
  run: async (task) => {
    const { follow = false, since } = task.options;
    const from = since === undefined ? undefined : parseMoment(since);
    if (since !== undefined && from === undefined)
      throw new UsageError(`"${since}" is neither a span such as 10m nor a date.`);
    const open = await openWith(task);
    const { saagie } = open;
    const { job, run: found } = await findRun({ ...open, task });
    if (from === undefined) return printLog(task, saagie.jobs.logs(found.id, { ...task.call, follow }));
    const target = {
      project: job.project?.id ?? theProject(open),
      kind: "job_instance",
      id: found.id,
    } as const;
    const lines = saagie.logs.read(target, { ...task.call, follow });
    return printLog(task, lines, ({ time }) => time == null || Date.parse(time) >= from);
  },
});

interface RunSearch {
  readonly saagie: Saagie;
  readonly reference: InProject;
  readonly task: Task<ChosenRun>;
}

/** Finds the run that is meant: by id, by number, or the newest one. */
async function findRun({ saagie, reference, task }: RunSearch): Promise<{
  readonly job: JobsGetResult;
  readonly run: NonNullable<JobsGetResult["instances"]>[number];
}> {
  const wanted = task.options.run;
  const limit = wanted === undefined ? { instancesLimit: 1 } : {};
  const job = await saagie.jobs.get(reference, { ...task.call, ...limit, versionsOnlyCurrent: true });
  return { job, run: chosenRun({ what: "job", name: job.name, runs: job.instances }, wanted) };
}

interface LoggedLine {
  readonly stream: string;
  readonly value: string;
  readonly time?: string | null;
}

/** Prints the lines of a log as they come. */
export async function printLog<Line extends LoggedLine>(
  { print }: Pick<Task, "print">,
  lines: AsyncIterable<Line>,
  isWanted: (line: Line) => boolean = () => true,
): Promise<void> {
  for await (const line of lines) if (isWanted(line)) print.piece(line, line.value);
}

interface WaitingRun {
  readonly task: Task;
  readonly saagie: Saagie;
  readonly id: string;
  readonly name: string;
  readonly follow: boolean;
}

/** Waits until a run has ended, and prints its log meanwhile if that is wanted. */
async function waitForRun({ task, saagie, id, name, follow }: WaitingRun): Promise<JobRun> {
  const { jobs } = saagie;
  if (!follow) {
    return withStatusLine(task, `Run of ${name}`, (tell) =>
      jobs.wait(id, { ...task.wait, onStatus: (word) => tell(word) }),
    );
  }
  // Where the waiting comes to nothing, so does the log.
  const over = new AbortController();
  const signal = AbortSignal.any([task.call.signal, over.signal]);
  const ended = jobs.wait(id, task.wait).catch((error: unknown) => {
    over.abort(error);
    throw error;
  });
  const [last] = await Promise.all([ended, printLog(task, jobs.logs(id, { follow: true, signal }))]);
  return last;
}

interface EndedJobRun {
  readonly ended: JobRun;
  readonly status: string;
}

function reportRun(task: Task, name: string, { ended, status: last }: EndedJobRun): void {
  const { reason, details } = ended.history?.currentStatus ?? {};
  reportOutcome(task, { name, status: last, run: ended, reason: reason ?? details });
}

/** What can be done with runs of jobs. */
export const jobRunCommands: readonly CommandMaker[] = [run, status, stop, logs];
