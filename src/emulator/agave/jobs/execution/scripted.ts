import { encodeText } from "../../../bytes.ts";
import { join } from "../../files/file-tree.ts";
import { textOf } from "../../wire/values.ts";
import { isAloe } from "../aloe.ts";
import { firstSteps, go, lastSteps, type Step } from "../lifecycle.ts";
import { workFolderOf } from "./places.ts";
import type { JobRecord } from "../records.ts";
import type { JobActor } from "../rules.ts";
import type { JobScript } from "./scripts.ts";

/** Lets a job pretend that it runs, as its script says. */
export function runScripted(job: JobRecord, actor: JobActor): void {
  const { scripts } = actor.services;
  const source = scripts.get(job.appId) ?? scripts.get("*") ?? {};
  go(job, stepsOf(job, typeof source === "function" ? source(job) : source, actor), actor);
}

function stepsOf(job: JobRecord, script: JobScript, actor: JobActor): readonly Step[] {
  const { seconds = 10, stepSeconds: after = 1, status = "FINISHED", message = "The job failed" } = script;
  const first = firstSteps(after, actor);
  if (status === "KILLED") {
    // The newer service knows no such status.
    if (isAloe(actor)) return [...first, { ...failed("Job was killed"), after: seconds }];
    return [...first, { status, description: "Job was killed", after: seconds }];
  }
  const over: Step = {
    status: "CLEANING_UP",
    description: "Job completed execution",
    after: seconds,
    effect: (one, where) => leave(one, { actor: where, script }),
  };
  return [...first, over, ...lastSteps(job, { status, message, after }, actor)];
}

function failed(message: string): Omit<Step, "after"> {
  const tell = (job: JobRecord): void => {
    job.message = message;
    job.remoteOutcome = "FAILED_SKIP_ARCHIVE";
  };
  return { status: "FAILED", description: message, effect: tell };
}

interface Leaving {
  readonly actor: JobActor;
  readonly script: JobScript;
}

/** Writes what a job leaves behind. */
function leave(job: JobRecord, { actor, script }: Leaving): void {
  job.endTime = actor.services.clock.now();
  const folder = workFolderOf(actor.world, job);
  if (folder === undefined) return;
  const outputs = script.outputs ?? defaultOutputs(job, actor);
  for (const [path, content] of Object.entries(outputs))
    folder.tree.write(join(folder.path, path), typeof content === "string" ? encodeText(content) : content);
}

/** What the app says that it leaves behind, and what the scheduler does. */
function defaultOutputs(job: JobRecord, { world }: JobActor): Readonly<Record<string, string>> {
  const declared = (world.apps.get(job.appId)?.outputs ?? []).flatMap(({ value }) => {
    const path = textOf(value["default"]);
    return path === undefined || path === "" ? [] : [[path, `Output of ${job.name}\n`] as const];
  });
  const log = logName(job);
  return { ...Object.fromEntries(declared), [`${log}.out`]: `Output of ${job.name}\n`, [`${log}.err`]: "" };
}

/** The name of the files with what a job has printed. */
export function logName({ name, id }: Pick<JobRecord, "name" | "id">): string {
  return `${name.replace(/[^\w.-]/g, "-")}-${id}`;
}
