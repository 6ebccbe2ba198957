import { command, numberOption, option, type CommandMaker } from "../frame/command.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { exportProject, importProject, planProject } from "../project/project-commands.ts";
import { progressTo } from "../progress.ts";
import { tally } from "../printable.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import { given } from "../frame/given.ts";

const list: CommandMaker = command({
  usage: "list",
  summary: "lists the projects",
  scope: "saagie",
  examples: ["project list", "project list --quiet"],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    task.print.list(await saagie.projects.list(task.call), {
      quiet: ({ id }) => id,
      empty: "There are no projects that you may see.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Jobs", of: ({ jobsCount }) => jobsCount },
        { head: "Status", of: ({ status }) => status, isStatus: true },
        { head: "Creator", of: ({ creator }) => creator },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const show: CommandMaker = command({
  usage: "show <project>",
  summary: "shows one project, and who may do what in it",
  scope: "saagie",
  examples: ["project show Sales"],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const [reference = ""] = task.args;
    const project = await saagie.projects.get(reference, task.call);
    const [pipelines, apps] = await Promise.all([
      saagie.pipelines.listMinimal(project.id, task.call),
      saagie.apps.listMinimal(project.id, task.call),
    ]);
    task.print.record(
      { ...project, pipelinesCount: pipelines.length, appsCount: apps.length },
      [
        ["Name", project.name],
        ["Id", project.id],
        ["Description", project.description],
        ["Status", project.status],
        ["Creator", project.creator],
        ["Jobs", project.jobsCount],
        ["Pipelines", pipelines.length],
        ["Apps", apps.length],
      ],
      project.id,
    );
  },
});

const create: CommandMaker = command<{ readonly description?: string; readonly ifMissing?: true }>({
  usage: "create <name>",
  summary: "creates a project, and waits until it is ready",
  scope: "saagie",
  examples: ["project create Sales --description 'What is sold'", "project create Sales --if-missing"],
  options: [
    option("--description <text>", "what it is for"),
    option("--if-missing", "leave alone one that exists by this name"),
  ],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const [name = ""] = task.args;
    const definition = { name, ...given({ description: task.options.description }) };
    const project = await withStatusLine(task, `Create ${name}`, async () => {
      if (task.options.ifMissing) return saagie.projects.ensure(definition, task.wait);
      const { id } = await saagie.projects.create(definition, task.call);
      return saagie.projects.waitUntilReady(id, task.wait);
    });
    task.print.done(project, `Project "${project.name}" is ready: ${project.id}`, project.id);
  },
});

const remove: CommandMaker = command<ConfirmOptions>({
  usage: "delete <project>",
  summary: "deletes a project with everything in it",
  scope: "saagie",
  examples: ["project delete Sales --yes"],
  options: [option("-y, --yes", "do not ask")],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const [reference = ""] = task.args;
    const { id, name, jobsCount } = await saagie.projects.get(reference, task.call);
    await confirm(task, `Delete the project "${name}" with its ${jobsCount} jobs and everything else in it?`);
    await saagie.projects.delete(id, task.call);
    task.print.done({ deleted: { id, name } }, `The project "${name}" is deleted.`, id);
  },
});

interface CopyOptions {
  readonly toProfile?: string;
  readonly concurrency?: number;
}

const copy: CommandMaker = command<CopyOptions>({
  usage: "copy <project> [name]",
  summary: "copies a project to another name, or to another platform",
  scope: "saagie",
  examples: ["project copy Sales 'Sales test'", "project copy Sales --to-profile production"],
  about: "Secrets are in no copy. Nothing that exists in the target is deleted.",
  options: [
    option("--to-profile <name>", "profile of the platform that it goes to (default: the same platform)"),
    numberOption("--concurrency <number>", "how many things are handled at once", { from: 1, to: 100 }),
  ],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const { toProfile, concurrency } = task.options;
    const target =
      toProfile === undefined
        ? saagie
        : (await openSaagie({ ...task, options: { ...task.options, profile: toProfile } })).saagie;
    const [project = "", name] = task.args;
    const result = await withStatusLine(task, `Copy ${project}`, (tell) =>
      saagie.projects.copyTo(project, target, {
        ...task.call,
        ...given({ name, concurrency }),
        onProgress: progressTo(tell),
      }),
    );
    const done = tally(result.imported.map(({ action }) => action)) || "nothing to do";
    const { name: copied, id } = result.project;
    task.print.done(result, `Copied into "${copied}": ${done}.`, id ?? "");
    if (result.secrets.length > 0)
      task.print.note(`Secrets that the copy lacks: ${result.secrets.length}. footbridge plan lists them.`);
  },
});

/** What can be done with projects. */
export const projectCommands: readonly CommandMaker[] = [
  list,
  show,
  create,
  remove,
  exportProject,
  planProject,
  importProject,
  copy,
];
