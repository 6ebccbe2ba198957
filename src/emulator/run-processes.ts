import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The variable by which a run's processes are known, wherever they have gone. */
export const RUN_MARK = "FOOTBRIDGE_RUN";

/**
 * Signals a process and whatever it started.
 *
 * @remarks Its process group, and on Linux also what has left that, by `setsid` for instance, but still has the run's mark in its
 * environment. Elsewhere such a process outlives its run.
 * @param mark - the value of {@link RUN_MARK} in the environment that it was started with
 */
export function signalRun(child: ChildProcess | undefined, mark: string, signal: NodeJS.Signals): void {
  if (child?.pid === undefined) return;
  if (process.platform === "win32") child.kill(signal);
  else send(-child.pid, signal);
  for (const pid of markedBy(mark)) send(pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, which is what was wanted.
  }
}

/** The processes of this machine with a mark in their environment; none where the system does not tell. */
function markedBy(mark: string): readonly number[] {
  if (process.platform !== "linux") return [];
  const line = `\0${RUN_MARK}=${mark}\0`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && `\0${environmentOf(pid)}\0`.includes(line));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, "latin1");
  } catch {
    // It has ended, or is somebody else's.
    return "";
  }
}
