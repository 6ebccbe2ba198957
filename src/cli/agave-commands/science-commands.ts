import { UsageError } from "../cli-error.ts";
import { command, listOption, numberOption, option, type CommandMaker } from "../frame/command.ts";
import { moment } from "../frame/formats.ts";
import { readText } from "../frame/read-input.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { openAgave } from "../profiles/open-platforms.ts";
import { parseAssignments } from "../saagie-commands/variable-assignments.ts";

/** Lists tenants: nobody has to be logged in for that. */
export const tenants: CommandMaker = command({
  usage: "tenants",
  summary: "lists the tenants of Agave",
  scope: "nothing",
  examples: ["agave tenants", "agave tenants --json"],
  about: "TAPIS_TENANTS_URL names another place where tenants are listed.",
  run: async ({ io, print }) => {
    const { Agave } = await import("../../agave/index.ts");
    const tenantsUrl = io.environment["TAPIS_TENANTS_URL"] || undefined;
    const found = await Agave.tenants({
      signal: io.stop,
      ...(tenantsUrl === undefined ? {} : { tenantsUrl }),
    });
    print.list(found, {
      quiet: ({ code }) => code,
      empty: "There are no tenants.",
      columns: [
        { head: "Tenant", of: ({ code }) => code },
        { head: "Name", of: ({ name }) => name },
        { head: "Address", of: ({ baseUrl }) => baseUrl },
      ],
    });
  },
});

const limitOption = numberOption("--limit <number>", "at most so many", { from: 1, to: 1_000_000 });

interface Limited {
  readonly limit?: number;
}

const listApps: CommandMaker = command<Limited>({
  usage: "list",
  summary: "lists apps",
  scope: "agave",
  examples: ["agave app list"],
  options: [limitOption],
  run: async (task) => {
    const agave = await openAgave(task);
    const { limit = Infinity } = task.options;
    task.print.list(await agave.apps.list(task.call).first(limit), {
      quiet: ({ id }) => id,
      empty: "There are no apps.",
      columns: [
        { head: "App", of: ({ id }) => id },
        { head: "Label", of: ({ label }) => label },
        { head: "System", of: ({ executionSystem }) => executionSystem },
        { head: "Public", of: ({ isPublic }) => (isPublic ? "yes" : "") },
      ],
    });
  },
});

const showApp: CommandMaker = command({
  usage: "show <app>",
  summary: "shows one app",
  scope: "agave",
  examples: ["agave app show wc-1.0.0"],
  run: async (task) => {
    const agave = await openAgave(task);
    const app = await agave.apps.get(task.args[0] ?? "", task.call);
    task.print.record(
      app,
      [
        ["App", app.id],
        ["Label", app.label],
        ["Description", app.shortDescription],
        ["Owner", app.owner],
        ["Revision", app.revision],
        ["Available", app.available === false ? "no" : "yes"],
      ],
      app.id,
    );
  },
});

const listSystems: CommandMaker = command<Limited>({
  usage: "list",
  summary: "lists systems",
  scope: "agave",
  examples: ["agave system list"],
  options: [limitOption],
  run: async (task) => {
    const agave = await openAgave(task);
    const { limit = Infinity } = task.options;
    task.print.list(await agave.systems.list(task.call).first(limit), {
      quiet: ({ id }) => id,
      empty: "There are no systems.",
      columns: [
        { head: "System", of: ({ id }) => id },
        { head: "Name", of: ({ name }) => name },
        { head: "Type", of: ({ type }) => type?.toLowerCase() },
        { head: "Status", of: ({ status }) => status, isStatus: true },
        { head: "Default", of: ({ default: isDefault }) => (isDefault ? "yes" : "") },
      ],
    });
  },
});

const showSystem: CommandMaker = command({
  usage: "show <system>",
  summary: "shows one system",
  scope: "agave",
  examples: ["agave system show data"],
  run: async (task) => {
    const agave = await openAgave(task);
    const system = await agave.systems.get(task.args[0] ?? "", task.call);
    task.print.record(
      system,
      [
        ["System", system.id],
        ["Name", system.name],
        ["Description", system.description],
        ["Type", system.type?.toLowerCase()],
        ["Status", system.status],
        ["Owner", system.owner],
        ["Site", system.site],
      ],
      system.id,
    );
  },
});

const query: CommandMaker = command<Limited>({
  usage: "query [query]",
  summary: "lists metadata that matches a query in the language of MongoDB; - reads standard input",
  scope: "agave",
  examples: [`meta query '{"name": "run", "value.status": "done"}'`, "meta query --limit 10 --json"],
  options: [limitOption],
  run: async (task) => {
    const [text] = task.args;
    const wanted =
      text === undefined ? undefined : parsedQuery(text === "-" ? await readText("-", task.io) : text);
    const agave = await openAgave(task);
    const { limit = Infinity } = task.options;
    const listing = agave.meta.list({ ...task.call, ...(wanted === undefined ? {} : { query: wanted }) });
    task.print.list(await listing.first(limit), {
      quiet: ({ uuid }) => uuid,
      empty: "Nothing matches.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Value", of: ({ value }) => JSON.stringify(value) },
        { head: "Changed", of: ({ lastUpdated }) => moment(lastUpdated) },
        { head: "Id", of: ({ uuid }) => uuid },
      ],
    });
  },
});

const listActors: CommandMaker = command({
  usage: "list",
  summary: "lists actors",
  scope: "agave",
  examples: ["actor list"],
  run: async (task) => {
    const agave = await openAgave(task);
    task.print.list(await agave.actors.list(task.call), {
      quiet: ({ id }) => id,
      empty: "There are no actors.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Status", of: ({ status }) => status, isStatus: true },
        { head: "Image", of: ({ image }) => image },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

interface SendOptions {
  readonly env?: readonly string[];
  readonly wait?: true;
  readonly jsonMessage?: true;
}

const send: CommandMaker = command<SendOptions>({
  usage: "send <actor> <message>",
  summary: "sends a message to an actor; - reads standard input",
  scope: "agave",
  examples: ["actor send resize hello", `actor send resize '{"width": 640}' --json-message --wait`],
  options: [
    listOption("-e, --env <NAME=value>", "variable that the actor finds"),
    option("--json-message", "the message is JSON, not a text"),
    option("--wait", "wait until it has been worked on, and print the log"),
  ],
  run: async (task) => {
    const [actor = "", given = ""] = task.args;
    const text = given === "-" ? await readText("-", task.io) : given;
    const message = task.options.jsonMessage ? parsedMessage(text) : text;
    const environment = Object.fromEntries(parseAssignments(task.options.env ?? []));
    const agave = await openAgave(task);
    const receipt = await agave.actors.send(actor, message, { ...task.call, environment });
    const { executionId } = receipt;
    if (!task.options.wait || !executionId)
      return task.print.done(receipt, `Sent: execution ${executionId ?? "unknown"}.`, executionId ?? "");
    const ended = await withStatusLine(task, `Execution ${executionId}`, (tell) =>
      agave.actors.waitForExecution(actor, executionId, { ...task.wait, onStatus: (word) => tell(word) }),
    );
    const log = await agave.actors.log(actor, executionId, task.call);
    return task.print.text(log, { ...ended, log });
  },
});

const actorLogs: CommandMaker = command({
  usage: "logs <actor> [execution]",
  summary: "prints the log of an execution of an actor: the newest, or the one that is named",
  scope: "agave",
  examples: ["actor logs resize"],
  run: async (task) => {
    const [actor = "", named] = task.args;
    const agave = await openAgave(task);
    const { executions } =
      named === undefined ? await agave.actors.listExecutions(actor, task.call) : { executions: [] };
    const newest = [...(executions ?? [])]
      .toSorted((a, b) => (a.messageReceivedTime ?? "").localeCompare(b.messageReceivedTime ?? ""))
      .at(-1);
    const id = named ?? newest?.id;
    if (id === undefined) throw new UsageError(`The actor ${actor} has not been sent anything yet.`);
    const log = await agave.actors.log(actor, id, task.call);
    task.print.text(log, { execution: id, log });
  },
});

function parsedQuery(text: string): Readonly<Record<string, unknown>> {
  const value = parsedMessage(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new UsageError(`A query is a JSON object, such as {"name": "run"}.`);
}

function parsedMessage(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(
      `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`,
    );
  }
}

/** What can be done with apps of Agave. */
export const agaveAppCommands: readonly CommandMaker[] = [listApps, showApp];

/** What can be done with systems. */
export const systemCommands: readonly CommandMaker[] = [listSystems, showSystem];

/** What can be done with metadata. */
export const metaCommands: readonly CommandMaker[] = [query];

/** What can be done with actors. */
export const actorCommands: readonly CommandMaker[] = [listActors, send, actorLogs];
