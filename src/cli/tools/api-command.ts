import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { CliError, UsageError } from "../cli-error.ts";
import { command, listOption, option, type CommandMaker } from "../frame/command.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { readText } from "../frame/read-input.ts";
import { openSaagie } from "../profiles/open-platforms.ts";

interface ApiOptions {
  readonly field?: readonly string[];
  readonly typedField?: readonly string[];
  readonly upload?: readonly string[];
  readonly operation?: string;
}

type Variables = Record<string, unknown>;

/** Sends a query of one's own. */
export const api: CommandMaker = command<ApiOptions>({
  usage: "api <document>",
  summary: "sends a GraphQL document of your own to Saagie, and prints what comes; - reads standard input",
  scope: "saagie",
  examples: [
    "api jobs.graphql -f project=0db6d0a7-ad4b-45cd-8082-913a192daa25 | jq '.jobs[].name'",
    "echo '{ projects { id name } }' | footbridge api -",
  ],
  about:
    "Variables: -f name=text as it is, -F name=value as JSON where it is JSON (numbers, true, null, lists, objects).\n" +
    "A name with dots goes into objects: -F job.isScheduled=false. A mutation is sent once, and never repeated.",
  options: [
    listOption("-f, --field <name=text>", "variable that is a text"),
    listOption(
      "-F, --typed-field <name=value>",
      "variable that is read as JSON, or is a text where it is none",
    ),
    listOption("--upload <name=file>", "variable that is an upload"),
    option("--operation <name>", "operation of the document to run"),
  ],
  run: async (task) => {
    const [path = ""] = task.args;
    const { field = [], typedField = [], upload = [], operation } = task.options;
    const variables: Variables = {};
    for (const text of field) assign(variables, text, (value) => value);
    for (const text of typedField) assign(variables, text, asJson);
    for (const text of upload) {
      const { name, value } = pairOf(text);
      put(variables, name, await fileAt(value));
    }
    const document = await readText(path, task.io);
    const { saagie } = await openSaagie(task);
    const data = await saagie.request(document, variables, {
      ...task.call,
      ...(operation === undefined ? {} : { operationName: operation }),
    });
    task.io.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  },
});

function assign(variables: Variables, text: string, read: (value: string) => unknown): void {
  const { name, value } = pairOf(text);
  put(variables, name, read(value));
}

function pairOf(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(at, 0));
  if (/^[_A-Za-z]\w*(?:\.[_A-Za-z]\w*)*$/u.test(name)) return { name, value: text.slice(at + 1) };
  throw new UsageError("A variable is given as name=value; its name has letters, digits, _ and dots.");
}

/** Puts a value where a name with dots leads. */
function put(variables: Variables, name: string, value: unknown): void {
  const path = name.split(".");
  const last = path.pop() ?? "";
  let place = variables;
  for (const step of path) {
    // No name reaches what objects inherit.
    const next = Object.hasOwn(place, step) ? place[step] : {};
    if (typeof next !== "object" || next === null || Array.isArray(next) || next instanceof Blob)
      throw new UsageError(`"${name}" goes into "${step}", which has a value of its own.`);
    Object.defineProperty(place, step, { value: next, enumerable: true, writable: true, configurable: true });
    place = next as Variables;
  }
  Object.defineProperty(place, last, { value, enumerable: true, writable: true, configurable: true });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function fileAt(path: string): Promise<File> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes !== undefined) return new File([bytes], basename(path));
  throw new CliError(`There is no file ${path}.`, { exitCode: EXIT.notFound, code: "NOT_FOUND" });
}
