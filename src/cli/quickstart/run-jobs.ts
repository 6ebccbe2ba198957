import { statusOf, type JobRun, type Saagie } from "../../saagie/index.ts";
import { CliError } from "../cli-error.ts";
import type { Report } from "../reporter/reporter.ts";

/** A job to run, by name. */
export interface JobToRun {
  readonly project: string;
  readonly name: string;
}

/** A run that has ended, with its output. */
export interface FinishedRun {
  readonly id: string;
  readonly job: string;
  /** The version that ran, as the platform tells it. */
  readonly version: number;
  readonly status: JobRun["status"];
  readonly log: readonly string[];
}

/** What runs are carried out with. */
export interface RunContext {
  readonly saagie: Saagie;
  readonly patience: { readonly intervalMs: number; readonly deadlineMs: number };
  readonly signal: AbortSignal;
}

/**
 * Runs jobs side by side, tells their states, and reads their output.
 *
 * @remarks A run of it that is not to be waited for any more is stopped.
 * @throws CliError when one does not succeed, with the end of its log.
 */
export async function runJobs(
  context: RunContext,
  jobs: readonly JobToRun[],
  report: Report,
): Promise<readonly FinishedRun[]> {
  const states = new Map<string, string>(jobs.map(({ name }) => [name, "REQUESTED"]));
  const failing = new AbortController();
  const signal = AbortSignal.any([context.signal, failing.signal]);
  const results = await Promise.allSettled(
    jobs.map(async (job) => {
      const onStatus = (status: string): void => {
        states.set(job.name, status);
        report(
          jobs.length === 1 ? status : [...states].map(([name, state]) => `${name} ${state}`).join(" · "),
        );
      };
      try {
        return await runJob({ ...context, signal }, job, onStatus);
      } catch (error) {
        // The others are not left behind running: each is stopped, and waited for.
        failing.abort(error);
        throw error;
      }
    }),
  );
  return results.map((result) => {
    if (result.status === "fulfilled") return result.value;
    throw result.reason;
  });
}

async function runJob(
  context: RunContext,
  job: JobToRun,
  onStatus: (status: string) => void,
): Promise<FinishedRun> {
  const { saagie, patience, signal } = context;
  const run = await saagie.jobs.runAndWait(job, { ...patience, signal, stopOnAbort: true, onStatus });
  const { version } = await saagie.jobs.getInstance(run.id, { signal });
  const log = await readLog(context, run.id);
  const finished = { id: run.id, job: job.name, version: version.number, status: statusOf(run), log };
  if (finished.status === "SUCCEEDED") return finished;
  throw new CliError(`The run of "${job.name}" ended as ${finished.status}: ${lastWords(finished, run)}`);
}

async function readLog({ saagie, signal }: RunContext, id: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { value } of saagie.jobs.logs(id, { signal })) lines.push(value);
  return lines;
}

function lastWords({ log }: FinishedRun, { history }: JobRun): string {
  return log.slice(-3).join(" / ") || history?.currentStatus.details || "it printed nothing.";
}
