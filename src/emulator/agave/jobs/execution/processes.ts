/** How long a process has to end by itself, in milliseconds of the machine's clock. */
const GRACE_MS = 2000;

/** The process of a job, with all that it has started. */
export interface JobProcess {
  readonly signal: (signal: "SIGTERM" | "SIGKILL") => void;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/** The processes of jobs that really run. */
export class JobProcesses {
  readonly #running = new Map<string, JobProcess>();

  add(jobId: string, job: JobProcess): void {
    this.#running.set(jobId, job);
    void job.ended.then(() => this.#running.delete(jobId));
  }

  /** Ends the process of a job, with all that it has started. */
  stop(jobId: string): void {
    const job = this.#running.get(jobId);
    if (job === undefined) return;
    job.signal("SIGTERM");
    const timer = setTimeout(() => job.signal("SIGKILL"), GRACE_MS);
    void job.ended.then(() => clearTimeout(timer));
  }

  stopAll(): void {
    for (const job of this.#running.values()) job.signal("SIGKILL");
  }
}
