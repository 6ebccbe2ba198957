import type { ChildProcess } from "node:child_process";

/** How long a process has to end by itself, in milliseconds of the machine's clock. */
const GRACE_MS = 2000;

/** The processes of jobs that really run. */
export class JobProcesses {
  readonly #running = new Map<string, ChildProcess>();

  add(jobId: string, child: ChildProcess): void {
    this.#running.set(jobId, child);
    child.once("close", () => this.#running.delete(jobId));
  }

  /** Ends the process of a job, with all that it has started. */
  stop(jobId: string): void {
    const child = this.#running.get(jobId);
    if (child === undefined) return;
    kill(child, "SIGTERM");
    const timer = setTimeout(() => kill(child, "SIGKILL"), GRACE_MS);
    child.once("close", () => clearTimeout(timer));
  }

  stopAll(): void {
    for (const child of this.#running.values()) kill(child, "SIGKILL");
  }
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    // The whole group: a shell does not hand signals on.
    process.kill(-pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}
