import { command, option, type CommandMaker } from "../frame/command.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { moment } from "../frame/formats.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import { given } from "../frame/given.ts";
import { openWith, theProject } from "./references.ts";

const list: CommandMaker = command({
  usage: "list",
  summary: "lists the storages of a project",
  scope: "saagie",
  examples: ["storage list --project Sales"],
  run: async (task) => {
    const open = await openSaagie(task);
    task.print.list(await open.saagie.storages.list(theProject(open), task.call), {
      quiet: ({ id }) => id,
      empty: "The project has no storages.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Size", of: ({ size }) => size },
        { head: "App", of: ({ linkedApp }) => linkedApp?.name },
        { head: "Description", of: ({ description }) => description },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const show: CommandMaker = command({
  usage: "show <storage>",
  summary: "shows one storage",
  scope: "saagie",
  examples: ["storage show Orders --project Sales"],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const storage = await saagie.storages.get(reference, task.call);
    task.print.record(
      storage,
      [
        ["Name", storage.name],
        ["Id", storage.id],
        ["Size", storage.size],
        ["Description", storage.description],
        ["App", storage.linkedApp?.name],
        ["Creator", storage.creator],
        ["Created", moment(storage.creationDate)],
      ],
      storage.id,
    );
  },
});

const create: CommandMaker = command<{ readonly description?: string }>({
  usage: "create <name> <size>",
  summary: "creates a storage",
  scope: "saagie",
  examples: ["storage create Orders '1 GB' --project Sales"],
  options: [option("--description <text>", "what it is for")],
  run: async (task) => {
    const open = await openSaagie(task);
    const [name = "", size = ""] = task.args;
    const definition = { name, size, ...given({ description: task.options.description }) };
    const storage = await open.saagie.storages.create(theProject(open), definition, task.call);
    task.print.done(storage, `Storage "${storage.name}" is created: ${storage.id}`, storage.id);
  },
});

const remove: CommandMaker = command<ConfirmOptions>({
  usage: "delete <storage>",
  summary: "deletes a storage with what is in it",
  scope: "saagie",
  examples: ["storage delete Orders --project Sales --yes"],
  options: [option("-y, --yes", "do not ask")],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const { id, name } = await saagie.storages.get(reference, task.call);
    await confirm(task, `Delete the storage "${name}" with everything in it?`);
    await saagie.storages.delete(id, task.call);
    task.print.done({ deleted: { id, name } }, `The storage "${name}" is deleted.`, id);
  },
});

/** What can be done with storages. */
export const storageCommands: readonly CommandMaker[] = [list, show, create, remove];
