import { isFootbridgeError } from "../../index.ts";
import { CliError } from "../cli-error.ts";
import { command, option, type CommandMaker } from "../frame/command.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { openSaagie } from "../profiles/open-platforms.ts";

interface ListOptions {
  readonly catalog?: string;
  readonly all?: true;
}

const listTechnologies: CommandMaker = command<ListOptions>({
  usage: "list",
  summary: "lists the technologies of the catalogue",
  scope: "saagie",
  examples: ["technology list", "technology list --catalog Saagie --json"],
  options: [
    option("--catalog <name>", "only those of this repository"),
    option("--all", "also those that new jobs and apps may not use"),
  ],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const { catalog, all = false } = task.options;
    const filter = { ...task.call, availableOnly: !all, ...(catalog === undefined ? {} : { catalog }) };
    task.print.list(await saagie.technologies.list(filter), {
      quiet: ({ id }) => id,
      empty: "There are no technologies.",
      columns: [
        { head: "Technology", of: ({ label }) => label },
        { head: "For", of: ({ kind }) => kind },
        { head: "Catalogue", of: ({ catalog: from }) => from },
        { head: "Available", of: ({ available }) => (available ? "yes" : "no"), isStatus: true },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const showTechnology: CommandMaker = command<{ readonly catalog?: string }>({
  usage: "show <technology>",
  summary: "shows a technology with its runtimes",
  scope: "saagie",
  examples: ["technology show Python"],
  options: [option("--catalog <name>", "repository that it comes from")],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const [wanted = ""] = task.args;
    const { catalog } = task.options;
    const filter = { ...task.call, ...(catalog === undefined ? {} : { catalog }) };
    const found = await saagie.technologies.find(wanted, filter).catch((error: unknown) => {
      // To who deploys a job it is a wrong input; here it is what was asked for.
      if (!isFootbridgeError(error, "INVALID_INPUT")) throw error;
      throw new CliError(error.message, { exitCode: EXIT.notFound, code: "NOT_FOUND", cause: error });
    });
    const contexts =
      found.kind === "app"
        ? await saagie.technologies.appContexts(found.id, task.call)
        : await saagie.technologies.jobContexts(found.id, task.call);
    task.print.record(
      { ...found, contexts },
      [
        ["Technology", found.label],
        ["For", found.kind],
        ["Catalogue", found.catalog],
        ["Available", found.available ? "yes" : "no"],
        ...contexts.map(
          ({ label, recommended, available }) =>
            [
              "Runtime",
              [label, recommended ? "recommended" : "", available ? "" : "not available"]
                .filter(Boolean)
                .join(", "),
            ] as const,
        ),
        ["Id", found.id],
      ],
      found.id,
    );
  },
});

const listUsers: CommandMaker = command({
  usage: "list",
  summary: "lists the users of the realm",
  scope: "saagie",
  examples: ["user list"],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    task.print.list(await saagie.users.list(task.call), {
      quiet: ({ login }) => login,
      empty: "There are no users.",
      columns: [
        { head: "Login", of: ({ login }) => login },
        { head: "Roles", of: ({ roles }) => roles?.join(", ") },
        { head: "Groups", of: ({ groups }) => groups?.join(", ") },
      ],
    });
  },
});

const showUser: CommandMaker = command({
  usage: "show <login>",
  summary: "shows one user",
  scope: "saagie",
  examples: ["user show ann"],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const user = await saagie.users.get(task.args[0] ?? "", task.call);
    task.print.record(
      user,
      [
        ["Login", user.login],
        ["Roles", user.roles?.join(", ")],
        ["Groups", user.groups?.join(", ")],
        ["Protected", user.protected ? "yes" : undefined],
      ],
      user.login,
    );
  },
});

const listGroups: CommandMaker = command({
  usage: "list",
  summary: "lists the groups of the realm",
  scope: "saagie",
  examples: ["group list"],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    task.print.list(await saagie.groups.list(task.call), {
      quiet: ({ name }) => name,
      empty: "There are no groups.",
      columns: [
        { head: "Group", of: ({ name }) => name },
        { head: "Protected", of: ({ protected: isProtected }) => (isProtected ? "yes" : "") },
      ],
    });
  },
});

const showGroup: CommandMaker = command({
  usage: "show <group>",
  summary: "shows one group: who is in it, and what it may do",
  scope: "saagie",
  examples: ["group show Analysts"],
  run: async (task) => {
    const { saagie } = await openSaagie(task);
    const [name = ""] = task.args;
    const [group, permissions] = await Promise.all([
      saagie.groups.get(name, task.call),
      saagie.groups.permissions(name, task.call),
    ]);
    task.print.record(
      { ...group, permissions },
      [
        ["Group", group.name],
        ["Users", group.users?.join(", ")],
        ["Protected", group.protected ? "yes" : undefined],
      ],
      group.name,
    );
  },
});

/** What can be done with technologies. */
export const technologyCommands: readonly CommandMaker[] = [listTechnologies, showTechnology];

/** What can be done with users. */
export const userCommands: readonly CommandMaker[] = [listUsers, showUser];

/** What can be done with groups. */
export const groupCommands: readonly CommandMaker[] = [listGroups, showGroup];
