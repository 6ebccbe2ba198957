import type { VirtualClock } from "../../clock.ts";
import type { Executor, Run } from "./executor.ts";
import type { VariableValue, InstanceStatus, LogLine, LogStream } from "./records.ts";

/** How a run is to go. */
export interface RunScript {
  /** The state in which it ends. @defaultValue "SUCCEEDED" */
  readonly outcome?: "SUCCEEDED" | "FAILED" | "UNKNOWN" | "ERROR" | "KILLED" | "SKIPPED";
  /** From request to end, in seconds of the emulator's clock; `Infinity` runs until it is stopped. @defaultValue `runSeconds` of the emulator */
  readonly seconds?: number;
  /** Its output, spread over its time; a text alone goes to `STDOUT`. @defaultValue its command line and a few words */
  readonly lines?: readonly (string | LogLine)[];
  /** The platform's reason for a failure, for example "OUT_OF_MEMORY". */
  readonly reason?: string;
  /** Details of the final state. */
  readonly details?: string;
  /** What it hands on at its end to the jobs after it, by name, when it runs in a pipeline with execution variables. */
  readonly variables?: Readonly<Record<string, string | ScriptedVariable>>;
}

/** A variable that a scripted run hands on. */
export interface ScriptedVariable {
  readonly value: string;
  /** Whether nobody is to read the value. @defaultValue false */
  readonly isPassword?: boolean;
}

/** A run about to start, for scripts that depend on it. */
export interface ScriptedRun {
  readonly jobId: string;
  readonly jobName: string;
  readonly projectName: string;
  /** The number of the run: 1 for the job's first. */
  readonly number: number;
  readonly version: number;
  readonly commandLine: string | null;
  /** The variables that it finds, by name: those that it sees, and what the jobs before it handed on. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A script, or a function that writes one for each run. */
export type ScriptSource = RunScript | ((run: ScriptedRun) => RunScript);

/**
 * The scripts by which runs go.
 *
 * @example
 * ```ts
 * emulator.scripts.set("Nightly load", { outcome: "FAILED", lines: ["no such table: orders"] });
 * emulator.scripts.set("Flaky", ({ number }) => ({ outcome: number < 3 ? "FAILED" : "SUCCEEDED" }));
 * ```
 */
export interface RunScripts {
  /** Sets the script of the jobs with this id or, in whatever project, this name. Replaces the one before. */
  set(job: string, script: ScriptSource): void;
  /** Sets the script of all jobs that have none of their own. */
  setDefault(script: ScriptSource): void;
  /** Forgets all scripts. */
  clear(): void;
}

/** The scripts of one emulator, as it reads them itself. */
export class ScriptBook implements RunScripts {
  readonly #byJob = new Map<string, ScriptSource>();
  #fallback: ScriptSource = {};

  set(job: string, script: ScriptSource): void {
    this.#byJob.set(job, script);
  }

  setDefault(script: ScriptSource): void {
    this.#fallback = script;
  }

  clear(): void {
    this.#byJob.clear();
    this.#fallback = {};
  }

  /** The script for a run. */
  for(run: ScriptedRun): RunScript {
    const source = this.#byJob.get(run.jobId) ?? this.#byJob.get(run.jobName) ?? this.#fallback;
    return typeof source === "function" ? source(run) : source;
  }
}

/** When the states before the end are reached, as shares of the time of a run. */
const QUEUED_AT = 0.1;
const RUNNING_AT = 0.25;
/** How long a stopped run needs to end, as a share of the default time of a run. */
const KILL_SHARE = 0.1;

/** Carries out runs by script, on the emulator's clock. */
export class ScriptedExecutor implements Executor {
  readonly #clock: VirtualClock;
  readonly #scripts: ScriptBook;
  readonly #runMs: number;
  readonly #active = new Map<string, { readonly run: Run; readonly plans: (() => void)[] }>();

  constructor(clock: VirtualClock, scripts: ScriptBook, runMs: number) {
    this.#clock = clock;
    this.#scripts = scripts;
    this.#runMs = runMs;
  }

  start(run: Run): void {
    const {
      outcome = "SUCCEEDED",
      seconds = this.#runMs / 1000,
      lines,
      reason,
      details,
      variables = {},
    } = this.#scripts.for(describe(run));
    // Not the present: in a pipeline, the one before may have ended a while ago and nobody have looked since.
    const started = run.instance.startTime;
    const plans: (() => void)[] = [];
    const plan = (share: number, act: (at: number) => void): void => {
      // An endless run is under way at the times of an ordinary one; only its end never comes.
      const total = Number.isFinite(seconds) ? seconds * 1000 : share < 1 ? this.#runMs : Infinity;
      if (Number.isFinite(total)) plans.push(this.#clock.at(started + share * total, act));
    };
    this.#active.set(run.instance.id, { run, plans });
    plan(QUEUED_AT, (at) => run.reached("QUEUED", {}, at));
    plan(RUNNING_AT, (at) => run.reached("RUNNING", {}, at));
    const output = lines ?? defaultLines(run, outcome);
    for (const [index, line] of output.entries()) {
      const share = RUNNING_AT + ((1 - RUNNING_AT) * (index + 1)) / (output.length + 1);
      const { stream, value } = typeof line === "string" ? { stream: "STDOUT" as const, value: line } : line;
      plan(share, (at) => run.print(stream, value, at));
    }
    plan(1, (at) => {
      this.#active.delete(run.instance.id);
      run.handOn(Object.entries(variables).map(([key, variable]) => handedOn(key, variable)));
      run.reached(
        outcome,
        { ...(reason !== undefined && { reason }), ...(details !== undefined && { details }) },
        at,
      );
    });
  }

  stop(instanceId: string): void {
    const active = this.#active.get(instanceId);
    if (active === undefined) return;
    for (const cancel of active.plans.splice(0)) cancel();
    active.plans.push(
      this.#clock.at(this.#clock.now() + KILL_SHARE * this.#runMs, (at) => {
        this.#active.delete(instanceId);
        active.run.reached("KILLED", {}, at);
      }),
    );
  }

  dropAll(): Promise<void> {
    for (const { plans } of this.#active.values()) for (const cancel of plans) cancel();
    this.#active.clear();
    return Promise.resolve();
  }
}

function handedOn(key: string, variable: string | ScriptedVariable): VariableValue {
  const { value, isPassword = false } = typeof variable === "string" ? { value: variable } : variable;
  return { key, value, isPassword };
}

function describe({ job, project, instance, variables }: Run): ScriptedRun {
  return {
    jobId: job.id,
    jobName: job.name,
    projectName: project.name,
    number: instance.number,
    version: instance.version.number,
    commandLine: instance.version.commandLine,
    variables: Object.fromEntries(variables.map(({ key, value }) => [key, value])),
  };
}

function defaultLines({ instance, job }: Run, outcome: InstanceStatus): readonly LogLine[] {
  const line = (stream: LogStream, value: string): LogLine => ({ stream, value });
  const command = instance.version.commandLine ?? instance.version.dockerInfo?.image ?? "";
  return [
    line(
      "ORCHESTRATION_STDOUT",
      `Run ${String(instance.number)} of ${job.name}, version ${String(instance.version.number)}`,
    ),
    line("STDOUT", `+ ${command}`),
    outcome === "SUCCEEDED" ? line("STDOUT", "done") : line("STDERR", `ended as ${outcome.toLowerCase()}`),
  ];
}
