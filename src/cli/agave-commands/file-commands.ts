import type { Agave, FilePlace } from "../../agave/index.ts";
import { UsageError } from "../cli-error.ts";
import { command, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { byteProgress } from "../frame/byte-progress.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { moment } from "../frame/formats.ts";
import { given } from "../frame/given.ts";
import { localFolder } from "../frame/local-folder.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { writeStream } from "../frame/write-stream.ts";
import { bytes, counted } from "../printable.ts";
import { openAgave } from "../profiles/open-platforms.ts";

const SCHEME = /^agave:\/\//iu;
const ADDRESSES = "Addresses are agave://system/path, or agave:///path on the default system.";

/** Options of moving whole folders. */
interface FolderOptions {
  readonly recursive?: true;
  readonly dryRun?: true;
  readonly concurrency?: number;
}

const list: CommandMaker = command<{ readonly limit?: number }>({
  usage: "list [address]",
  summary: "lists a folder, or one file",
  scope: "agave",
  examples: ["files list agave://data/results", "files list"],
  about: ADDRESSES,
  options: [numberOption("--limit <number>", "at most so many", { from: 1, to: 1_000_000_000 })],
  run: async (task) => {
    const agave = await openAgave(task);
    const { limit = Infinity } = task.options;
    const entries = await agave.files.list(addressOf(task.args[0]), task.call).first(limit);
    task.print.list(entries, {
      quiet: ({ path }) => path,
      empty: "The folder is empty.",
      columns: [
        { head: "Name", of: ({ name, type }) => (type === "dir" ? `${name}/` : name) },
        { head: "Size", of: ({ length, type }) => (type === "dir" || length === null ? "" : bytes(length)) },
        { head: "Changed", of: ({ lastModified }) => moment(lastModified) },
        { head: "Rights", of: ({ permissions }) => permissions },
      ],
    });
  },
});

const stat: CommandMaker = command({
  usage: "stat <address>",
  summary: "tells what is known of a file or folder",
  scope: "agave",
  examples: ["files stat agave://data/results/all.csv"],
  about: ADDRESSES,
  run: async (task) => {
    const agave = await openAgave(task);
    const entry = await agave.files.stat(addressOf(task.args[0]), task.call);
    task.print.record(
      entry,
      [
        ["Name", entry.name],
        ["Path", entry.path],
        ["System", entry.system],
        ["Type", entry.type === "dir" ? "folder" : "file"],
        ["Size", entry.length === null ? undefined : `${bytes(entry.length)} (${entry.length} bytes)`],
        ["Media type", entry.mimeType],
        ["Changed", moment(entry.lastModified)],
        ["Rights", entry.permissions],
      ],
      entry.path,
    );
  },
});

const cat: CommandMaker = command({
  usage: "cat <address>",
  summary: "writes a file to standard output",
  scope: "agave",
  examples: ["files cat agave://data/results/all.csv | head"],
  about: "The bytes come as they are: --json changes errors alone.",
  run: async (task) => {
    const agave = await openAgave(task);
    const { stream } = await agave.open(addressOf(task.args[0]), task.call);
    await writeStream(stream, task.io);
  },
});

const get: CommandMaker = command<FolderOptions>({
  usage: "get <address> [path]",
  summary: "saves a file, or with -r a folder",
  scope: "agave",
  examples: ["files get agave://data/results/all.csv", "files get -r agave://data/results results"],
  about: ADDRESSES,
  options: [option("-r, --recursive", "all that is below a folder")],
  run: async (task) => {
    const agave = await openAgave(task);
    const address = addressOf(task.args[0]);
    const path = task.args[1] ?? nameOf(await placeOf(address));
    if (task.options.recursive) return moveFolder(task, { agave, from: address, to: path });
    const written = await withStatusLine(task, `Get ${task.args[0] ?? ""}`, (tell) =>
      agave.download(address, path, { ...task.call, onProgress: byteProgress(tell) }),
    );
    const told = `Saved ${task.args[0] ?? ""} as ${path}, ${bytes(written.size)}.`;
    return task.print.done({ address, path, ...written }, told, path);
  },
});

interface PutOptions extends FolderOptions {
  readonly wait?: true;
}

const put: CommandMaker = command<PutOptions>({
  usage: "put <path> <address>",
  summary: "sends a file, or with -r a folder; - reads standard input",
  scope: "agave",
  examples: ["files put genome.fa agave://data/genomes/", "files put -r inputs agave://data/inputs"],
  about: `${ADDRESSES} One that ends in a slash is the folder that the file goes into.`,
  options: [
    option("-r, --recursive", "all that is below a folder"),
    option("--wait", "wait until the platform has put it in its place"),
  ],
  run: async (task) => {
    const [path = "", target] = task.args;
    const agave = await openAgave(task);
    const address = addressOf(target);
    if (task.options.recursive) return moveFolder(task, { agave, from: path, to: address });
    const content =
      path === "-" ? { name: nameOf(await placeOf(address)), content: task.io.stdin.bytes() } : path;
    const handle = await withStatusLine(task, `Put ${path}`, () =>
      agave.files.upload(content, address, {
        ...task.call,
        ...(task.options.wait ? { wait: task.wait } : {}),
      }),
    );
    return task.print.done(handle, `Sent ${path} to ${target ?? ""}.`, target);
  },
});

const sync: CommandMaker = command<FolderOptions>({
  usage: "sync <from> <to>",
  summary: "sends all files of a local folder to an address, or saves all files of an address",
  scope: "agave",
  examples: ["files sync inputs agave://data/inputs", "files sync agave://data/results results --dry-run"],
  about: `${ADDRESSES} Files are sent whether they are there or not: the platform tells no\nchecksums. Nothing is deleted.`,
  options: [
    option("--dry-run", "tell what would be sent, and send nothing"),
    numberOption("--concurrency <number>", "how many files at once", { from: 1, to: 100 }),
  ],
  run: async (task) => {
    const [from = "", to = ""] = task.args;
    if (SCHEME.test(from) === SCHEME.test(to))
      throw new UsageError("One side is a local folder, the other one an address that begins with agave://.");
    return moveFolder(task, { agave: await openAgave(task), from, to });
  },
});

const copy: CommandMaker = command({
  usage: "copy <from> <to>",
  summary: "copies a file or folder on its system, or imports it from another one",
  scope: "agave",
  examples: ["files copy agave://data/results/all.csv agave://data/archive/all.csv"],
  about: ADDRESSES,
  run: async (task) => {
    const [from = "", to = ""] = task.args;
    const agave = await openAgave(task);
    const handle = await agave.files.copy(addressOf(from), addressOf(to), task.call);
    task.print.done(handle, `Copied ${from} to ${to}.`, to);
  },
});

const move: CommandMaker = command({
  usage: "move <from> <to>",
  summary: "moves a file or folder on its system",
  scope: "agave",
  examples: ["files move agave://data/results/all.csv agave://data/archive/all.csv"],
  about: ADDRESSES,
  run: async (task) => {
    const [from = "", to = ""] = task.args;
    const agave = await openAgave(task);
    const handle = await agave.files.move(addressOf(from), addressOf(to), task.call);
    task.print.done(handle, `Moved ${from} to ${to}.`, to);
  },
});

const mkdir: CommandMaker = command({
  usage: "mkdir <address>",
  summary: "makes a folder, with those above it",
  scope: "agave",
  examples: ["files mkdir agave://data/results/2026"],
  about: ADDRESSES,
  run: async (task) => {
    const [address = ""] = task.args;
    const agave = await openAgave(task);
    await agave.files.mkdir(addressOf(address), task.call);
    task.print.done({ made: address }, `Made ${address}.`, address);
  },
});

const remove: CommandMaker = command<ConfirmOptions>({
  usage: "delete <address>",
  summary: "deletes a file, or a folder with all that is in it",
  scope: "agave",
  examples: ["files delete agave://data/results/old --yes"],
  about: ADDRESSES,
  options: [option("-y, --yes", "do not ask")],
  run: async (task) => {
    const [text = ""] = task.args;
    const address = addressOf(text);
    const agave = await openAgave(task);
    const { type, path } = await agave.files.stat(address, task.call);
    const what = type === "dir" ? `the folder ${path} with all that is in it` : `the file ${path}`;
    await confirm(task, `Delete ${what}?`);
    await agave.files.delete(address, task.call);
    task.print.done({ deleted: text }, `Deleted ${text}.`, text);
  },
});

interface UrlOptions {
  readonly uses?: number;
  readonly seconds?: number;
}

const url: CommandMaker = command<UrlOptions>({
  usage: "url <address>",
  summary: "prints an address by which anybody reads the file, once or as often as said",
  scope: "agave",
  examples: ["files url agave://data/results/all.csv --uses 5 --seconds 3600"],
  options: [
    numberOption("--uses <number>", "how often it serves (default: 1)", { from: 1, to: 1_000_000 }),
    numberOption("--seconds <number>", "how long it serves (default: 30 days)", { from: 1, to: 31_536_000 }),
  ],
  run: async (task) => {
    const agave = await openAgave(task);
    const { system, path } = await placeOf(addressOf(task.args[0]));
    const at = path.split("/").map(encodeURIComponent).join("/");
    const place = system === undefined ? "" : `system/${encodeURIComponent(system)}/`;
    const { uses, seconds } = task.options;
    const { postit } = await agave.postits.create(
      {
        url: `${agave.baseUrl}/files/v2/media/${place}${at}`,
        method: "GET",
        ...given({ maxUses: uses, lifetime: seconds }),
      },
      task.call,
    );
    const address = agave.postits.urlOf(postit);
    task.print.done({ postit, url: address }, address, address);
  },
});

/** What is meant: a text without a scheme is a path on the default system. */
function addressOf(text: string | undefined): string {
  return text === undefined
    ? "agave:///"
    : SCHEME.test(text) || text.includes("://")
      ? text
      : `agave:///${text}`;
}

async function placeOf(address: string): Promise<FilePlace> {
  const { parseFileAddress } = await import("../../agave/index.ts");
  return parseFileAddress(address);
}

function nameOf({ path }: FilePlace): string {
  const name = path.split("/").findLast((part) => part !== "");
  if (name !== undefined) return name;
  throw new UsageError("The address names no file: say how it is to be called.");
}

interface FolderMove {
  readonly agave: Agave;
  readonly from: string;
  readonly to: string;
}

async function moveFolder(task: Task<FolderOptions>, { agave, from, to }: FolderMove): Promise<void> {
  const { dryRun, concurrency } = task.options;
  const how = { ...task.call, ...given({ dryRun, concurrency }) };
  const result = await withStatusLine(task, `${from} to ${to}`, async (tell) => {
    const onProgress = ({
      done,
      total,
      path,
    }: {
      readonly done: number;
      readonly total: number;
      readonly path: string;
    }): void => tell(`${done} of ${total}, ${path}`);
    return SCHEME.test(to)
      ? agave.files.uploadFolder(await localFolder(from), to, { ...how, onProgress })
      : agave.files.downloadFolder(from, await localFolder(to), { ...how, onProgress });
  });
  const verb = dryRun ? "Would move" : "Moved";
  const { files } = result;
  task.print.done(
    result,
    `${verb} ${counted(files.length, "file")}, ${bytes(result.bytes)}: ${from} to ${to}.`,
  );
}

/** What can be done with files. */
export const fileCommands: readonly CommandMaker[] = [
  list,
  stat,
  cat,
  get,
  put,
  sync,
  copy,
  move,
  mkdir,
  remove,
  url,
];
