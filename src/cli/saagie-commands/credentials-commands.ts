import { command, option, type CommandMaker } from "../frame/command.ts";
import { readSecret } from "../frame/read-input.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import { theProject } from "./references.ts";

const DOCKER_HUB = "Docker Hub";

const list: CommandMaker = command({
  usage: "list",
  summary: "lists the Docker credentials of a project",
  scope: "saagie",
  examples: ["credentials list --project Sales"],
  run: async (task) => {
    const open = await openSaagie(task);
    task.print.list(await open.saagie.dockerCredentials.list(theProject(open), task.call), {
      quiet: ({ id }) => id,
      empty: "The project has no Docker credentials.",
      columns: [
        { head: "Registry", of: ({ registry }) => registry ?? DOCKER_HUB },
        { head: "User", of: ({ username }) => username },
        { head: "Jobs", of: ({ jobs }) => jobs?.map(({ name }) => name).join(", ") },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

interface SetOptions {
  readonly registry?: string;
  readonly passwordStdin?: true;
}

const set: CommandMaker = command<SetOptions>({
  usage: "set <user>",
  summary: "stores Docker credentials, or gives those that exist a new password",
  scope: "saagie",
  examples: [
    "credentials set ann --registry registry.example.com --password-stdin --project Sales < password.txt",
  ],
  options: [
    option("--registry <host>", `host of the registry (default: ${DOCKER_HUB})`),
    option("--password-stdin", "read the password from standard input"),
  ],
  run: async (task) => {
    const open = await openSaagie(task);
    const project = theProject(open);
    const [username = ""] = task.args;
    const { registry, passwordStdin: isFromInput = false } = task.options;
    const question = `Password of ${username}: `;
    const password = await readSecret({ question, option: "--password-stdin", isFromInput }, task.io);
    const definition = { username, password, ...(registry === undefined ? {} : { registry }) };
    const saved = await open.saagie.dockerCredentials.createOrUpdate(project, definition, task.call);
    const told = `Docker credentials of ${username} at ${registry ?? DOCKER_HUB} are ${saved.action}.`;
    task.print.done(saved, told, saved.credentials.id);
  },
});

const remove: CommandMaker = command<{ readonly registry?: string }>({
  usage: "delete <user>",
  summary: "deletes Docker credentials, by user name or id",
  scope: "saagie",
  examples: ["credentials delete ann --registry registry.example.com --project Sales"],
  options: [option("--registry <host>", `host of the registry (default: ${DOCKER_HUB})`)],
  run: async (task) => {
    const open = await openSaagie(task);
    const project = theProject(open);
    const [user = ""] = task.args;
    const { registry } = task.options;
    const all = await open.saagie.dockerCredentials.listMinimal(project, task.call);
    const byId = all.find(({ id }) => id === user);
    const reference = byId?.id ?? { username: user, registry: registry ?? null };
    const id = await open.saagie.dockerCredentials.idOf(project, reference, task.call);
    await open.saagie.dockerCredentials.delete(project, id, task.call);
    task.print.done({ deleted: { id } }, `Docker credentials of ${user} are deleted.`, id);
  },
});

/** What can be done with Docker credentials. */
export const credentialsCommands: readonly CommandMaker[] = [list, set, remove];
