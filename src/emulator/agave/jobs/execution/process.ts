import { encodeText, decodeText } from "../../../bytes.ts";
import { spawn } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { RUN_MARK, signalRun } from "../../../run-processes.ts";
import { copyTree } from "../../files/copying.ts";
import { DiskTree } from "../../files/disk-tree.ts";
import { join, tidy, type FileTree } from "../../files/file-tree.ts";
import { pathOn, treeOf } from "../../files/rules.ts";
import { textOf } from "../../wire/values.ts";
import { firstSteps, go, lastSteps } from "../lifecycle.ts";
import { workFolderOf } from "./places.ts";
import type { JobRecord } from "../records.ts";
import { enter, isFinal, type JobActor } from "../rules.ts";
import { logName } from "./scripted.ts";
import { fillTemplate } from "./template.ts";

/**
 * Lets a job really run: the template of its app, with the inputs and parameters put in, by the shell of this machine, in a folder
 * of its own with the files of the app and the inputs.
 */
export function runProcess(job: JobRecord, actor: JobActor): void {
  const steps = firstSteps(1, actor);
  const last = steps.at(-1);
  if (last === undefined) return;
  const begun = (one: JobRecord, where: JobActor): void => {
    void last.effect?.(one, where);
    where.services.work.track(carryOut(one, where));
  };
  go(job, [...steps.slice(0, -1), { ...last, effect: begun }], actor);
}

async function carryOut(job: JobRecord, actor: JobActor): Promise<void> {
  const folder = await mkdtemp(joinPath(tmpdir(), "footbridge-agave-job-"));
  let message = "";
  try {
    const tree = new DiskTree(folder);
    const template = stage(job, tree, actor);
    const before = snapshot(tree, "/");
    const code = await run(job, { folder, template }, actor);
    keepOutputs(job, { tree, before }, actor);
    // How the real platform learns of an exit code is not documented; here a template that fails fails its job.
    if (code !== 0) message = `The job ended with exit code ${String(code)}`;
  } catch (error) {
    message = error instanceof Error ? error.message : "The job could not be run";
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (isFinal(job.status)) return;
  job.endTime = actor.services.clock.now();
  enter(job, { status: "CLEANING_UP", description: "Job completed execution" }, actor);
  const status = message === "" ? "FINISHED" : "FAILED";
  go(job, lastSteps(job, { status, message, after: 1 }, actor), actor);
}

/** Brings everything into the folder. @returns the name of the script to run */
function stage(job: JobRecord, tree: FileTree, { world }: JobActor): string {
  const app = world.apps.get(job.appId);
  const system = app === undefined ? undefined : world.systems.get(app.deploymentSystem);
  if (app === undefined || system === undefined) throw new Error(`The app ${job.appId} is gone`);
  const path = pathOn(system, textOf(app.more["deploymentPath"]) ?? "", app.owner);
  copyTree({ tree: treeOf(world, system.id), path }, { tree, path: "/" });
  const inputs = workFolderOf(world, job);
  if (inputs !== undefined) copyTree(inputs, { tree, path: "/" });
  const template = tree.read(tidy(textOf(app.more["templatePath"]) ?? ""));
  if (template === undefined) throw new Error(`The template of ${job.appId} is not at ${path}`);
  const name = `${logName(job)}.ipcexe`;
  tree.write(`/${name}`, encodeText(fillTemplate(decodeText(template), app, job)));
  return name;
}

interface Command {
  readonly folder: string;
  readonly template: string;
}

async function run(
  job: JobRecord,
  { folder, template }: Command,
  { services }: JobActor,
): Promise<number | null> {
  if (isFinal(job.status)) return null;
  const [out, err] = await Promise.all(
    ["out", "err"].map((kind) => open(joinPath(folder, `${logName(job)}.${kind}`), "w")),
  );
  try {
    return await new Promise((resolve, reject) => {
      const mark = crypto.randomUUID();
      const child = spawn("sh", [template], {
        cwd: folder,
        detached: true,
        env: { ...environmentOf(job, folder), [RUN_MARK]: mark },
        stdio: ["ignore", out?.fd ?? "ignore", err?.fd ?? "ignore"],
      });
      const ended = new Promise<void>((end) => void child.once("close", () => end()));
      services.processes.add(job.id, { signal: (signal) => signalRun(child, mark, signal), ended });
      child.once("error", reject);
      // As on a cluster, nothing outlives the script.
      child.once("exit", () => signalRun(child, mark, "SIGKILL"));
      child.once("close", resolve);
    });
  } finally {
    await out?.close();
    await err?.close();
  }
}

/** Nothing of this process but the path to programs: its environment may hold secrets. */
function environmentOf(job: JobRecord, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    AGAVE_JOB_ID: job.id,
    AGAVE_JOB_NAME: job.name,
    AGAVE_JOB_OWNER: job.owner,
    AGAVE_JOB_APP_ID: job.appId,
  };
}

type Snapshot = ReadonlyMap<string, string>;

/** Every file below a folder, with what changes when it is written. */
function snapshot(tree: FileTree, folder: string): Snapshot {
  const files = tree
    .list(folder)
    .flatMap(({ path, isFolder, size, modified }): (readonly [string, string])[] =>
      isFolder ? [...snapshot(tree, path)] : [[path, `${String(size)} ${String(modified)}`]],
    );
  return new Map(files);
}

/** What is new or has changed goes to the folder of the job on its system. */
function keepOutputs(
  job: JobRecord,
  { tree, before }: { readonly tree: FileTree; readonly before: Snapshot },
  { world }: JobActor,
): void {
  const to = workFolderOf(world, job);
  if (to === undefined) return;
  for (const [path, state] of snapshot(tree, "/")) {
    const bytes = before.get(path) === state ? undefined : tree.read(path);
    if (bytes !== undefined) to.tree.write(join(to.path, path), bytes);
  }
}
