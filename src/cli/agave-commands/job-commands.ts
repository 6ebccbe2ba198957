import type { JobState, JobSubmission } from "../../agave/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { command, listOption, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { moment } from "../frame/formats.ts";
import { given } from "../frame/given.ts";
import { localFolder } from "../frame/local-folder.ts";
import { readText } from "../frame/read-input.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { bytes, counted } from "../printable.ts";
import { openAgave } from "../profiles/open-platforms.ts";

interface SubmitOptions {
  readonly wait?: true;
  readonly name?: string;
  readonly input?: readonly string[];
  readonly parameter?: readonly string[];
  readonly system?: string;
  readonly queue?: string;
  readonly maxRunTime?: string;
}

const submit: CommandMaker = command<SubmitOptions>({
  usage: "submit <job.json|app>",
  summary: "submits a job: a request in a file, or an app with inputs and parameters; - reads standard input",
  scope: "agave",
  examples: [
    "agave job submit job.json --wait",
    "agave job submit wc-1.0.0 --input query=agave://data/poem.txt --parameter lines=true",
  ],
  about: "A submission whose answer is lost is looked up, never sent twice.",
  options: [
    option("--wait", "wait until the job has ended; exit code 7 when it failed"),
    option("--name <name>", "name of the job"),
    listOption("--input <id=address>", "file that an input of the app gets"),
    listOption("--parameter <id=value>", "value of a parameter of the app"),
    option("--system <id>", "system to run on"),
    option("--queue <name>", "queue to run in"),
    option("--max-run-time <hh:mm:ss>", "how long it may run"),
  ],
  run: async (task) => {
    const request = await requestOf(task);
    const agave = await openAgave(task);
    const job = await agave.jobs.submit(request, task.call);
    const told = `Job ${job.id} has been submitted: ${job.status ?? "ACCEPTED"}.`;
    if (!task.options.wait) return task.print.done(job, told, job.id);
    const state = await withStatusLine(task, `Job ${job.id}`, (tell) =>
      agave.jobs.wait(job.id, { ...task.wait, onStatus: (word) => tell(word) }),
    );
    return reportState(task, state);
  },
});

const list: CommandMaker = command<{ readonly limit?: number }>({
  usage: "list",
  summary: "lists jobs, the newest first",
  scope: "agave",
  examples: ["agave job list --limit 10"],
  options: [numberOption("--limit <number>", "at most so many (default: 50)", { from: 1, to: 1_000_000 })],
  run: async (task) => {
    const agave = await openAgave(task);
    const { limit = 50 } = task.options;
    task.print.list(await agave.jobs.list(task.call).first(limit), {
      quiet: ({ id }) => id,
      empty: "There are no jobs.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Status", of: ({ status }) => status, isStatus: true },
        { head: "App", of: ({ appId }) => appId },
        { head: "Created", of: ({ created }) => moment(created) },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const status: CommandMaker = command<{ readonly wait?: true }>({
  usage: "status <job>",
  summary: "tells how a job is doing",
  scope: "agave",
  examples: ["agave job status 6608339759546166810-242ac113-0001-007 --wait"],
  options: [option("--wait", "wait until the job has ended; exit code 7 when it failed")],
  run: async (task) => {
    const [id = ""] = task.args;
    const agave = await openAgave(task);
    if (task.options.wait) {
      const state = await withStatusLine(task, `Job ${id}`, (tell) =>
        agave.jobs.wait(id, { ...task.wait, onStatus: (word) => tell(word) }),
      );
      return reportState(task, state);
    }
    const job = await agave.jobs.get(id, task.call);
    return task.print.record(
      job,
      [
        ["Status", job.status],
        ["Name", job.name],
        ["App", job.appId],
        ["System", job.executionSystem ?? job.systemId],
        ["Message", job.lastStatusMessage ?? job.message],
        ["Created", moment(job.created)],
        ["Id", job.id],
      ],
      job.status ?? "",
    );
  },
});

const stop: CommandMaker = command({
  usage: "stop <job>",
  summary: "stops a job, and waits until it has stopped",
  scope: "agave",
  examples: ["agave job stop 6608339759546166810-242ac113-0001-007"],
  run: async (task) => {
    const [id = ""] = task.args;
    const agave = await openAgave(task);
    const state = await agave.jobs.stop(id, task.wait);
    task.print.done(state, `Job ${id} is ${state.status}.`, id);
  },
});

const logs: CommandMaker = command<{ readonly err?: true }>({
  usage: "logs <job>",
  summary: "prints what a job has written to standard output, or with --err to standard error",
  scope: "agave",
  examples: ["agave job logs 6608339759546166810-242ac113-0001-007 --err"],
  options: [option("--err", "standard error instead")],
  run: async (task) => {
    const [id = ""] = task.args;
    const agave = await openAgave(task);
    const kind = task.options.err ? "err" : "out";
    const text = await agave.jobs.log(id, kind, task.call);
    task.print.text(text, { id, kind, text });
  },
});

const outputs: CommandMaker = command<{ readonly to?: string }>({
  usage: "outputs <job> [path]",
  summary: "lists what a job has left behind, or saves all of it with --to",
  scope: "agave",
  examples: ["agave job outputs 66083-001", "agave job outputs 66083-001 --to results"],
  options: [option("--to <folder>", "save all files below the path in this folder")],
  run: async (task) => {
    const [id = "", path = ""] = task.args;
    const agave = await openAgave(task);
    const { to } = task.options;
    if (to !== undefined) {
      const result = await withStatusLine(task, `Outputs of ${id}`, async (tell) =>
        agave.jobs.downloadOutputs(id, await localFolder(to), {
          ...task.call,
          path,
          onProgress: ({ done, total }) => tell(`${done} of ${total}`),
        }),
      );
      const told = `Saved ${counted(result.files.length, "file")}, ${bytes(result.bytes)}, in ${to}.`;
      return task.print.done(result, told, to);
    }
    return task.print.list(await agave.jobs.outputs(id, path, task.call).first(Infinity), {
      quiet: (output) => output.name,
      empty: "There is nothing.",
      columns: [
        { head: "Name", of: ({ name, type }) => (type === "dir" ? `${name}/` : name) },
        { head: "Size", of: ({ length, type }) => (type === "dir" || length === null ? "" : bytes(length)) },
        { head: "Changed", of: ({ lastModified }) => moment(lastModified) },
      ],
    });
  },
});

/** The request in a file, or of an app, with what the options say. */
async function requestOf({ args, options, io }: Task<SubmitOptions>): Promise<JobSubmission> {
  const [from = ""] = args;
  const isFile = from === "-" || from.endsWith(".json");
  const base = isFile ? parsedRequest(await readText(from, io), from) : { appId: from, name: "" };
  const { name, input = [], parameter = [], system, queue, maxRunTime } = options;
  const { inputs, parameters } = base;
  return {
    ...base,
    name: name ?? (base.name || base.appId.replaceAll(/[^\w.-]/gu, "-")),
    ...(input.length === 0 ? {} : { inputs: { ...asObject(inputs), ...pairsOf(input) } }),
    ...(parameter.length === 0
      ? {}
      : { parameters: { ...asObject(parameters), ...valuesOf(pairsOf(parameter)) } }),
    ...given({ executionSystem: system, batchQueue: queue, maxRunTime }),
  };
}

function parsedRequest(text: string, from: string): JobSubmission {
  const where = from === "-" ? "Standard input" : `The file ${from}`;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "appId" in value && typeof value.appId === "string")
      return { name: "", ...value, appId: value.appId };
  } catch {
    // Told below, whatever it is.
  }
  throw new UsageError(`${where} is not a request for a job: a JSON object with an appId.`);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** `id=value`; an id that comes several times gets a list. */
function pairsOf(texts: readonly string[]): Readonly<Record<string, string | readonly string[]>> {
  const pairs: Record<string, string | readonly string[]> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw new UsageError(`"${text}" is not id=value.`);
    const [id, value] = [text.slice(0, at), text.slice(at + 1)];
    const before = pairs[id];
    pairs[id] = before === undefined ? value : [...[before].flat(), value];
  }
  return pairs;
}

/** Parameters have types: what reads as a number, true or false is one. */
function valuesOf(
  pairs: Readonly<Record<string, string | readonly string[]>>,
): Readonly<Record<string, unknown>> {
  const typed = (text: string): unknown =>
    /^(?:true|false|-?\d+(?:\.\d+)?)$/u.test(text) ? (JSON.parse(text) as unknown) : text;
  return Object.fromEntries(
    Object.entries(pairs).map(([id, value]) => [
      id,
      typeof value === "string" ? typed(value) : value.map(typed),
    ]),
  );
}

function reportState({ print }: Task, state: JobState): void {
  const told = `Job ${state.id} ended as ${state.status}.`;
  const isGood = state.status === "FINISHED";
  if (isGood || print.isJson) print.done(state, told, state.id);
  if (!isGood)
    throw new CliError(told, { exitCode: EXIT.runFailed, code: "RUN_FAILED", isDocumented: print.isJson });
}

/** What can be done with jobs of Agave. */
export const agaveJobCommands: readonly CommandMaker[] = [submit, list, status, stop, logs, outputs];
