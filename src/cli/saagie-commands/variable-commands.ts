import { CliError, UsageError } from "../cli-error.ts";
import { command, option, type CommandMaker, type Task } from "../frame/command.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { readSecret, readText } from "../frame/read-input.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { tally } from "../printable.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import type { EnvironmentVariable, EnvironmentVariableOwner, Saagie } from "../../saagie/index.ts";
import { inProject, theProject } from "./references.ts";
import { parseAssignmentLines, parseAssignments } from "./variable-assignments.ts";

/** Whose variables are meant; without one, those of the project. */
interface OwnerOptions {
  readonly global?: true;
  readonly pipeline?: string;
  readonly app?: string;
}

const OWNERS = [
  option("--global", "variables of the platform").conflicts(["pipeline", "app"]),
  option("--pipeline <pipeline>", "variables of this pipeline").conflicts(["app"]),
  option("--app <app>", "variables of this app"),
];

const list: CommandMaker = command<OwnerOptions & { readonly own?: true }>({
  usage: "list",
  summary: "lists the variables that a project sees, or a pipeline, an app, the platform",
  scope: "saagie",
  examples: ["var list --project Sales", "var list --global --json"],
  about: "The value of a password is never shown: the platform does not tell it.",
  options: [...OWNERS, option("--own", "leave out what is inherited")],
  run: async (task) => {
    const { saagie, owner, scope } = await openOwner(task);
    const visible = await saagie.environmentVariables.list(owner, task.call);
    const variables = task.options.own ? visible.filter((variable) => variable.scope === scope) : visible;
    task.print.list(variables, {
      quiet: ({ name }) => name,
      empty: "There are no variables.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Value", of: valueOf },
        { head: "From", of: ({ scope: from }) => from.toLowerCase() },
        { head: "Description", of: ({ description }) => description },
      ],
    });
  },
});

const get: CommandMaker = command<OwnerOptions>({
  usage: "get <name>",
  summary: "prints the value of a variable",
  scope: "saagie",
  examples: ["var get REGION --project Sales"],
  options: OWNERS,
  run: async (task) => {
    const [name = ""] = task.args;
    const { saagie, owner } = await openOwner(task);
    const variable = await saagie.environmentVariables.get({ ...owner, name }, task.call);
    if (variable.isPassword && !task.print.isJson) {
      throw new CliError(`${name} is a password: the platform does not tell its value.`, {
        exitCode: EXIT.refused,
        code: "REFUSED",
      });
    }
    task.print.text(variable.value ?? "", variable);
  },
});

interface SetOptions extends OwnerOptions {
  readonly secret?: true;
  readonly valueStdin?: true;
  readonly description?: string;
}

const set: CommandMaker = command<SetOptions>({
  usage: "set <NAME=value>",
  summary: "sets a variable: creates it, or changes its value",
  scope: "saagie",
  examples: [
    "var set REGION=north --project Sales",
    "var set DB_PASSWORD --secret --value-stdin --project Sales < password.txt",
  ],
  about:
    "With the name alone the value is asked for, or read from standard input. A secret is never given on the command\nline, which other users of the machine can see.",
  options: [
    ...OWNERS,
    option("--secret", "a password: its value cannot be read again"),
    option("--value-stdin", "read the value from standard input"),
    option("--description <text>", "what it is for"),
  ],
  run: async (task) => {
    const { name, value } = await wantedValue(task);
    const { saagie, owner } = await openOwner(task);
    const { secret, description } = task.options;
    const saved = await saagie.environmentVariables.createOrUpdate(
      owner,
      {
        name,
        value,
        ...(secret ? { isPassword: true } : {}),
        ...(description === undefined ? {} : { description }),
      },
      task.call,
    );
    const { id, scope } = saved.variable;
    task.print.done(
      { action: saved.action, id, name, scope },
      `Variable ${name} of the ${scope.toLowerCase()} is ${saved.action}.`,
      id,
    );
  },
});

const unset: CommandMaker = command<OwnerOptions>({
  usage: "unset <name>",
  summary: "deletes a variable",
  scope: "saagie",
  examples: ["var unset REGION --project Sales"],
  options: OWNERS,
  run: async (task) => {
    const [name = ""] = task.args;
    const { saagie, owner, scope } = await openOwner(task);
    const { id, scope: from } = await saagie.environmentVariables.get({ ...owner, name }, task.call);
    if (from !== scope) {
      throw new CliError(
        `${name} comes from the ${from.toLowerCase()}: it can be deleted there, not in the ${scope.toLowerCase()}.`,
        { exitCode: EXIT.refused, code: "REFUSED" },
      );
    }
    await saagie.environmentVariables.delete(id, task.call);
    task.print.done({ deleted: { id, name } }, `Variable ${name} is deleted.`, id);
  },
});

const bring: CommandMaker = command<OwnerOptions & { readonly secret?: true }>({
  usage: "import <file>",
  summary: "sets all variables of a file of lines NAME=value; - reads standard input",
  scope: "saagie",
  examples: [
    "var import production.env --project Sales",
    "var import - --secret --project Sales < secrets.env",
  ],
  about: "Variables that the file does not name stay. Ended in the middle, the same command goes on.",
  options: [...OWNERS, option("--secret", "all of them are passwords")],
  run: async (task) => {
    const [path = ""] = task.args;
    const wanted = parseAssignmentLines(await readText(path, task.io));
    const { saagie, owner } = await openOwner(task);
    const isPassword = task.options.secret ? { isPassword: true } : {};
    const done = await withStatusLine(task, "Set variables", async (tell) => {
      const saved: { readonly name: string; readonly action: string }[] = [];
      for (const [name, value] of wanted) {
        tell(`${saved.length} of ${wanted.length}, ${name}`);
        const wish = { name, value, ...isPassword };
        const { action } = await saagie.environmentVariables.createOrUpdate(owner, wish, task.call);
        saved.push({ name, action });
      }
      return saved;
    });
    task.print.done(done, `Variables: ${tally(done.map(({ action }) => action)) || "none in the file"}.`);
  },
});

interface OpenOwner {
  readonly saagie: Saagie;
  readonly owner: EnvironmentVariableOwner;
  /** What the platform calls the owner's kind. */
  readonly scope: string;
}

async function openOwner(task: Task<OwnerOptions>): Promise<OpenOwner> {
  const open = await openSaagie(task);
  const { saagie, project } = open;
  const { global, pipeline, app } = task.options;
  if (global) return { saagie, owner: { scope: "GLOBAL" }, scope: "GLOBAL" };
  if (pipeline !== undefined)
    return { saagie, owner: { pipeline: inProject(pipeline, project) }, scope: "PIPELINE" };
  if (app !== undefined) return { saagie, owner: { app: inProject(app, project) }, scope: "APP" };
  return { saagie, owner: { project: theProject(open) }, scope: "PROJECT" };
}

function valueOf({ value, isPassword }: EnvironmentVariable): string {
  return isPassword ? "••••••" : (value ?? "");
}

async function wantedValue({
  args,
  options,
  io,
}: Task<SetOptions>): Promise<{ readonly name: string; readonly value: string }> {
  const [text = ""] = args;
  if (text.includes("=")) {
    const [[name, value] = ["", ""]] = parseAssignments([text]);
    if (options.secret)
      throw new UsageError(
        `Others can see the command line: give the value of ${name} on standard input, with --value-stdin.`,
      );
    if (options.valueStdin)
      throw new UsageError(`The value of ${name} is given twice: as NAME=value, and with --value-stdin.`);
    return { name, value };
  }
  const [[name] = [""]] = parseAssignments([`${text}=`]);
  const isFromInput = options.valueStdin ?? false;
  const value = await readSecret(
    { question: `Value of ${name}: `, option: "--value-stdin", isFromInput },
    io,
  );
  return { name, value };
}

/** What can be done with environment variables. */
export const variableCommands: readonly CommandMaker[] = [list, get, set, unset, bring];
