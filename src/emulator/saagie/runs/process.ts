import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentStatus, type Executor, type Run } from "./executor.ts";
import { printLines } from "./print-lines.ts";
import type { ArtifactRecord } from "../jobs/records.ts";
import { RUN_MARK, signalRun } from "../../run-processes.ts";
import { parseVariables } from "./variable-lines.ts";

/** How long a stopped process has to end by itself, in milliseconds of the machine's clock. */
const GRACE_MS = 2_000;

/** How much of what a run prints is kept: it lies in memory. */
const LOG_LINES = 100_000;
const LOG_CHARACTERS = 16 * 1024 * 1024;

/** The file, in its folder, by which a run hands variables on. */
const OUTPUT_FILE = "output-vars.properties";

/** Names of the platform that a job finds in its environment. */
export interface PlatformNames {
  readonly realm: string;
}

interface Active {
  /** Resolves when the process has ended and its folder is gone. */
  done: Promise<void>;
  child?: ChildProcess;
  /** By which its processes are known. */
  readonly mark: string;
  isStopped: boolean;
}

function signalActive({ child, mark }: Active, signal: NodeJS.Signals): void {
  signalRun(child, mark, signal);
}

/**
 * Carries out runs by really running their command lines on this machine, by its shell, with the rights of
 * this process: only for jobs that one would run oneself.
 *
 * @remarks Each run has a fresh temporary folder with the version's package in it, for which `{file}` in
 * the command line stands, and an environment of its own. Exit code 0 is success. Docker images are not
 * used: what they would run is run by the shell.
 *
 * In a pipeline with execution variables, a run finds those handed on to it in its environment, and hands on
 * what it writes, as lines `NAME=value`, to the file that `SAAGIE_OUTPUT_VARIABLES` names: the file
 * `output-vars.properties` of its folder.
 */
export class ProcessExecutor implements Executor {
  readonly #names: PlatformNames;
  readonly #active = new Map<string, Active>();
  readonly #killAtExit = (): void => {
    for (const active of this.#active.values()) signalActive(active, "SIGKILL");
  };

  constructor(names: PlatformNames) {
    this.#names = names;
  }

  start(run: Run): void {
    const { id } = run.instance;
    const active: Active = { isStopped: false, mark: crypto.randomUUID(), done: Promise.resolve() };
    if (this.#active.size === 0) process.on("exit", this.#killAtExit);
    this.#active.set(id, active);
    active.done = this.#carryOut(run, active)
      .catch((error: unknown) => reportFailure(run, error))
      .finally(() => {
        this.#active.delete(id);
        if (this.#active.size === 0) process.off("exit", this.#killAtExit);
      });
  }

  stop(instanceId: string): void {
    const active = this.#active.get(instanceId);
    if (active === undefined) return;
    active.isStopped = true;
    signalActive(active, "SIGTERM");
    const timer = setTimeout(() => signalActive(active, "SIGKILL"), GRACE_MS);
    void active.done.then(() => clearTimeout(timer));
  }

  async dropAll(): Promise<void> {
    const all = [...this.#active.values()];
    for (const active of all) {
      active.isStopped = true;
      signalActive(active, "SIGKILL");
    }
    await Promise.all(all.map(({ done }) => done));
  }

  async #carryOut(run: Run, active: Active): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "footbridge-run-"));
    try {
      const { commandLine, artifact } = run.instance.version;
      const file = artifact === null ? undefined : await unpack(folder, artifact);
      if (commandLine === null || commandLine === "") throw new Error("There is no command line to run");
      run.reached("QUEUED");
      const end = active.isStopped
        ? undefined
        : await this.#runProcess(run, active, { folder, command: withFile(commandLine, file) });
      if (end === undefined || active.isStopped) {
        run.reached("KILLED");
        return;
      }
      await handOn(run, join(folder, OUTPUT_FILE));
      reportEnd(run, end);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  #runProcess(
    run: Run,
    active: Active,
    place: { readonly folder: string; readonly command: string },
  ): Promise<ProcessEnd> {
    return new Promise((resolve, reject) => {
      const child = spawn(place.command, {
        shell: true,
        cwd: place.folder,
        env: { ...environmentOf(run, place.folder, this.#names), [RUN_MARK]: active.mark },
        // A group of its own, so that stopping it ends its children too.
        detached: process.platform !== "win32",
        stdio: ["ignore", "pipe", "pipe"],
      });
      active.child = child;
      child.once("spawn", () => run.reached("RUNNING"));
      child.once("error", reject);
      const print = boundedPrint(run);
      printLines(child.stdout, (line) => print("STDOUT", line));
      printLines(child.stderr, (line) => print("STDERR", line));
      // As in a container, nothing outlives the main process, and so nothing keeps its output open.
      child.once("exit", () => signalActive(active, "SIGKILL"));
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
  }
}

interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

function reportEnd(run: Run, { code, signal }: ProcessEnd): void {
  if (code === 0) run.reached("SUCCEEDED");
  else
    run.reached("FAILED", { details: signal === null ? `Exit code ${String(code)}` : `Ended by ${signal}` });
}

/** Ends a run that could not be carried out. One that has ended already stays as it is. */
function reportFailure(run: Run, error: unknown): void {
  const details = error instanceof Error ? error.message : String(error);
  run.print("ORCHESTRATION_STDERR", details);
  run.reached(currentStatus(run.instance) === "KILLING" ? "KILLED" : "FAILED", { details });
}

/** Keeps the beginning of what a run prints, and tells once that there was more. */
function boundedPrint(run: Run): (stream: "STDOUT" | "STDERR", line: string) => void {
  let [lines, characters, isFull] = [0, 0, false];
  return (stream, line) => {
    if (isFull) return;
    lines += 1;
    characters += line.length;
    isFull = lines > LOG_LINES || characters > LOG_CHARACTERS;
    if (isFull) run.print("ORCHESTRATION_STDERR", "The run prints more than is kept: the rest is left out.");
    else run.print(stream, line);
  };
}

/** Hands on what a run has written for the jobs after it. What is no line of a variable is told, without values. */
async function handOn(run: Run, path: string): Promise<void> {
  // Anything else than a file, a pipe for instance, might never end.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return;
  const { variables, trouble } = parseVariables(await readFile(path, "utf8"));
  for (const problem of trouble) run.print("ENVVARS_STDERR", `${OUTPUT_FILE}: ${problem}`);
  run.handOn(variables);
}

async function unpack(folder: string, { name, content }: ArtifactRecord): Promise<string> {
  // The name came from a client. It has no separators, but may still be one of the two that lead elsewhere.
  const path = join(folder, /^\.{0,2}$/.test(name) ? "package" : name);
  await writeFile(path, content.stream());
  return path;
}

function withFile(commandLine: string, file: string | undefined): string {
  if (file === undefined) return commandLine;
  const quoted = /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
  return commandLine.replaceAll("{file}", () => quoted);
}

/** What a job needs to find its programs and to know itself; nothing else of this process's environment. */
function environmentOf(
  { project, job, instance, variables }: Run,
  folder: string,
  { realm }: PlatformNames,
): Record<string, string> {
  const { PATH = "", SystemRoot } = process.env;
  return {
    // First, so that none of them can take the place of what the run needs.
    ...Object.fromEntries(variables.map(({ key, value }) => [key, value])),
    PATH,
    ...(SystemRoot !== undefined && { SystemRoot }),
    HOME: folder,
    TMPDIR: folder,
    LANG: "C.UTF-8",
    // Otherwise Python's output comes only when it ends.
    PYTHONUNBUFFERED: "1",
    SAAGIE_REALM: realm,
    SAAGIE_PLATFORM_ID: String(project.platformId),
    SAAGIE_PROJECT_ID: project.id,
    SAAGIE_PROJECT_NAME: project.name,
    SAAGIE_JOB_ID: job.id,
    SAAGIE_JOB_NAME: job.name,
    SAAGIE_JOB_VERSION: String(instance.version.number),
    SAAGIE_JOB_INSTANCE_ID: instance.id,
    SAAGIE_OUTPUT_VARIABLES: join(folder, OUTPUT_FILE),
  };
}
