import { basename } from "node:path";
import { stat } from "node:fs/promises";
import { CliError, UsageError } from "../cli-error.ts";
import { command, option, type CommandMaker } from "../frame/command.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { given } from "../frame/given.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { bytes } from "../printable.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import { openWith, theProject } from "./references.ts";

interface DeployOptions {
  readonly technology?: string;
  readonly runtime?: string;
  readonly command?: string;
  readonly category?: string;
  readonly description?: string;
  readonly alias?: string;
  readonly releaseNote?: string;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly image?: string;
}

const deploy: CommandMaker = command<DeployOptions>({
  usage: "deploy <name> [package]",
  summary: "creates a job, or brings one that exists to what is said",
  scope: "saagie",
  examples: [
    "job deploy 'Daily report' report.py --technology Python --command 'python {file}' --project Sales",
    "job deploy 'Daily report' report.py --release-note 'Counts orders by region' --project Sales",
  ],
  about:
    "What is not said stays as it is. Only what differs is sent: the same command again changes nothing.",
  options: [
    option("--technology <label>", "technology, e.g. Python; needed for a new job"),
    option("--runtime <version>", "version of the technology (default: the recommended one)"),
    option("--command <line>", "command line; {file} stands for the package"),
    option("--category <name>", "category of the job (default: Processing)"),
    option("--description <text>", "what the job does"),
    option("--alias <alias>", "alias: letters, digits and underscores"),
    option("--release-note <text>", "what is new in this version"),
    option("--schedule <cron>", "schedule, five fields"),
    option("--timezone <zone>", "time zone of the schedule"),
    option("--image <image>", "Docker image to run"),
  ],
  run: async (task) => {
    const [name = "", path] = task.args;
    const open = await openSaagie(task);
    const project = theProject(open);
    const size = path === undefined ? undefined : await sizeOf(path);
    const about = size === undefined ? `Deploy ${name}` : `Deploy ${name}, ${bytes(size)}`;
    const { technology, runtime, category, description, alias, releaseNote, image } = task.options;
    const wanted = {
      name,
      ...given({ technology, runtimeVersion: runtime, category, description, alias, releaseNote }),
      ...given({ commandLine: task.options.command, cronScheduling: task.options.schedule }),
      ...given({ scheduleTimezone: task.options.timezone, file: path }),
      ...(image === undefined ? {} : { dockerInfo: { image } }),
    };
    const result = await withStatusLine(task, about, () =>
      open.saagie.jobs.createOrUpgrade(project, wanted, task.call),
    );
    const { action, version, changed, id } = result;
    const what = changed.length === 0 || action === "created" ? "" : ` (${changed.join(", ")})`;
    task.print.done(result, `Job "${name}" is ${action}${what}: version ${version}.`, id);
    if (result.notApplied.length > 0)
      task.print.note(
        `Not applied, since nothing else asks for a new version: ${result.notApplied.join(", ")}.`,
      );
  },
});

const rollback: CommandMaker = command({
  usage: "rollback <job> [version]",
  summary: "makes an earlier version of a job the current one again",
  scope: "saagie",
  examples: ["job rollback 'Daily report' --project Sales", "job rollback 'Daily report' 3 --project Sales"],
  about: "Without a version it is the one before the current one.",
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const job = await saagie.jobs.get(reference, { ...task.call, instancesLimit: 1 });
    const version = versionToTake(job.versions, task.args[1], `The job "${job.name}"`);
    const result = await saagie.jobs.rollback(job.id, version, task.call);
    task.print.done(result, `The current version of "${job.name}" is ${version}.`, job.id);
  },
});

/** A version among others. */
export interface NumberedVersion {
  readonly number: number;
  readonly isCurrent: boolean;
}

/**
 * The version to go back to: the one that is named, or the one before the current one.
 *
 * @throws CliError when there is none.
 */
function versionToTake(
  versions: readonly NumberedVersion[],
  wanted: string | undefined,
  what: string,
): number {
  if (wanted !== undefined && !/^\d{1,9}$/u.test(wanted))
    throw new UsageError(`"${wanted}" is not a version.`);
  const current = versions.find(({ isCurrent }) => isCurrent)?.number ?? 0;
  const numbers = versions.map(({ number }) => number).toSorted((a, b) => b - a);
  const found =
    wanted === undefined
      ? numbers.find((number) => number < current)
      : numbers.find((number) => number === Number(wanted));
  if (found !== undefined) return found;
  const none = wanted === undefined ? `no version before ${current}` : `no version ${wanted}`;
  throw new CliError(`${what} has ${none}. There are ${numbers.join(", ")}.`, {
    exitCode: EXIT.notFound,
    code: "NOT_FOUND",
  });
}

const remove: CommandMaker = command<ConfirmOptions>({
  usage: "delete <job>",
  summary: "deletes a job with its versions and runs",
  scope: "saagie",
  examples: ["job delete 'Daily report' --project Sales --yes"],
  options: [option("-y, --yes", "do not ask")],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const job = await saagie.jobs.get(reference, {
      ...task.call,
      instancesLimit: 1,
      versionsOnlyCurrent: true,
    });
    await confirm(task, `Delete the job "${job.name}" with all its versions and runs?`);
    await saagie.jobs.delete(job.id, task.call);
    const { id, name } = job;
    task.print.done({ deleted: { id, name } }, `The job "${name}" is deleted.`, id);
  },
});

async function sizeOf(path: string): Promise<number> {
  const file = await stat(path).catch(() => undefined);
  if (file?.isFile()) return file.size;
  throw new CliError(`There is no file ${basename(path) === path ? path : `at ${path}`}.`, {
    exitCode: EXIT.notFound,
    code: "NOT_FOUND",
  });
}

/** What changes jobs. */
export const jobDeployCommands: readonly CommandMaker[] = [deploy, rollback, remove];
