import { Option } from "commander";
import { command, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { byteProgress } from "../frame/byte-progress.ts";
import { confirm, type ConfirmOptions } from "../frame/confirm.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { writeStream } from "../frame/write-stream.ts";
import { bytes } from "../printable.ts";
import { openDescartes } from "../profiles/open-platforms.ts";
import type { StorageType } from "../../descartes/index.ts";
import { given } from "../frame/given.ts";
import { sync } from "./sync-command.ts";

/** The type of blobs that is meant. */
export interface TypeOption {
  readonly type?: StorageType;
}

/** The option of that. */
export const typeOption: Option = new Option("--type <type>", "what blobs are for (default: data)").choices([
  "cache",
  "data",
  "products",
  "result",
  "logs",
  "tmp",
]);

const list: CommandMaker = command<TypeOption & { readonly limit?: number }>({
  usage: "list [prefix]",
  summary: "lists keys",
  scope: "descartes",
  examples: ["ds list", "ds list maps/ --limit 20"],
  options: [typeOption, numberOption("--limit <number>", "at most so many", { from: 1, to: 1_000_000_000 })],
  run: async (task) => {
    const storage = await openDescartes(task);
    const { type, limit = Infinity } = task.options;
    const listing = storage.iterList({ ...task.call, ...given({ type, prefix: task.args[0] }) });
    const keys = (await listing.first(limit)).map((key) => ({ key }));
    task.print.list(keys, {
      quiet: ({ key }) => key,
      empty: "There are no such keys.",
      columns: [{ head: "Key", of: ({ key }) => key }],
    });
  },
});

const cat: CommandMaker = command<TypeOption>({
  usage: "cat <key>",
  summary: "writes a blob to standard output",
  scope: "descartes",
  examples: ["ds cat notes/today", "ds cat model.bin > model.bin"],
  about: "The bytes come as they are: --json changes errors alone.",
  options: [typeOption],
  run: async (task) => {
    const storage = await openDescartes(task);
    const { stream } = await storage.getStream(task.args[0] ?? "", typed(task));
    await writeStream(stream, task.io);
  },
});

const get: CommandMaker = command<TypeOption>({
  usage: "get <key> [file]",
  summary: "saves a blob as a file: whole, or not at all",
  scope: "descartes",
  examples: ["ds get maps/europe.tif", "ds get maps/europe.tif europe.tif"],
  options: [typeOption],
  run: async (task) => {
    const [key = "", given_] = task.args;
    const path = given_ ?? nameIn(key);
    const storage = await openDescartes(task);
    const written = await withStatusLine(task, `Get ${key}`, (tell) =>
      storage.getFile(key, path, { ...typed(task), onProgress: byteProgress(tell) }),
    );
    task.print.done({ key, path, ...written }, `Saved ${key} as ${path}, ${bytes(written.size)}.`, path);
  },
});

const put: CommandMaker = command<TypeOption>({
  usage: "put <file> [key]",
  summary: "stores a file as a blob; - reads standard input",
  scope: "descartes",
  examples: ["ds put europe.tif maps/europe.tif", "date | ds put - notes/today"],
  options: [typeOption],
  run: async (task) => {
    const [file = "", given_] = task.args;
    const key = given_ ?? nameIn(file);
    const storage = await openDescartes(task);
    const size = await withStatusLine(task, `Put ${key}`, async (tell) => {
      let moved = 0;
      const onProgress = (count: number, total: number | undefined): void => {
        moved = count;
        byteProgress(tell)(count, total);
      };
      const how = { ...typed(task), onProgress };
      if (file === "-") await storage.set(key, task.io.stdin.bytes(), how);
      else await storage.setFile(key, file, how);
      return moved;
    });
    task.print.done({ key, bytes: size }, `Stored ${key}, ${bytes(size)}.`, key);
  },
});

interface CopyOptions extends TypeOption {
  readonly toType?: StorageType;
}

const toType = new Option("--to-type <type>", "type of the copy (default: that of the original)").choices(
  typeOption.argChoices ?? [],
);

const copy: CommandMaker = command<CopyOptions>({
  usage: "copy <from> <to>",
  summary: "copies a blob to another key",
  scope: "descartes",
  examples: ["ds copy maps/europe.tif maps/europe-2025.tif"],
  about: "The service has no copying: the bytes come here and go back.",
  options: [typeOption, toType],
  run: async (task) => {
    const [from = "", to = ""] = task.args;
    const storage = await openDescartes(task);
    await withStatusLine(task, `Copy ${from}`, (tell) =>
      storage.copy(from, to, { ...typed(task), ...toTyped(task), onProgress: byteProgress(tell) }),
    );
    task.print.done({ from, to }, `Copied ${from} to ${to}.`, to);
  },
});

const move: CommandMaker = command<CopyOptions>({
  usage: "move <from> <to>",
  summary: "moves a blob to another key",
  scope: "descartes",
  examples: ["ds move maps/europe.tif archive/europe.tif"],
  options: [typeOption, toType],
  run: async (task) => {
    const [from = "", to = ""] = task.args;
    const storage = await openDescartes(task);
    await withStatusLine(task, `Move ${from}`, (tell) =>
      storage.move(from, to, { ...typed(task), ...toTyped(task), onProgress: byteProgress(tell) }),
    );
    task.print.done({ from, to }, `Moved ${from} to ${to}.`, to);
  },
});

const remove: CommandMaker = command<TypeOption & ConfirmOptions>({
  usage: "delete <key>",
  summary: "deletes a blob",
  scope: "descartes",
  examples: ["ds delete maps/europe.tif --yes"],
  options: [typeOption, option("-y, --yes", "do not ask")],
  run: async (task) => {
    const [key = ""] = task.args;
    const storage = await openDescartes(task);
    await confirm(task, `Delete the blob ${key}?`);
    await storage.delete(key, typed(task));
    task.print.done({ deleted: key }, `Deleted ${key}.`, key);
  },
});

const url: CommandMaker = command<TypeOption & { readonly upload?: true }>({
  usage: "url <key>",
  summary: "prints a signed address, by which anybody reads the blob for a while",
  scope: "descartes",
  examples: ["ds url maps/europe.tif", "ds url maps/europe.tif --upload"],
  options: [typeOption, option("--upload", "an address by which the blob can be written instead")],
  run: async (task) => {
    const [key = ""] = task.args;
    const storage = await openDescartes(task);
    const signed = task.options.upload
      ? await storage.getUploadUrl(key, typed(task))
      : await storage.getSignedUrl(key, typed(task));
    task.print.done({ key, url: signed.href }, signed.href, signed.href);
  },
});

const stat: CommandMaker = command<TypeOption>({
  usage: "stat <key>",
  summary: "tells what is known of a blob: its size, type and checksum",
  scope: "descartes",
  examples: ["ds stat maps/europe.tif"],
  options: [typeOption],
  run: async (task) => {
    const [key = ""] = task.args;
    const storage = await openDescartes(task);
    const facts = await storage.stat(key, typed(task));
    task.print.record(
      { key, ...facts },
      [
        ["Key", key],
        ["Size", facts.size === undefined ? undefined : `${bytes(facts.size)} (${facts.size} bytes)`],
        ["Type", facts.contentType],
        ["Kept as", facts.contentEncoding],
        ["Tag", facts.tag],
        ["Checksums", facts.hash],
      ],
      key,
    );
  },
});

function typed({ call, options }: Task<TypeOption>): Task["call"] & TypeOption {
  return { ...call, ...given({ type: options.type }) };
}

function toTyped({ options }: Task<CopyOptions>): { readonly toType?: StorageType } {
  return given({ toType: options.toType });
}

/** The last part of a path or key. */
function nameIn(path: string): string {
  return path.split(/[/\\]/u).findLast((part) => part !== "") ?? path;
}

/** What can be done with blobs. */
export const blobCommands: readonly CommandMaker[] = [
  list,
  cat,
  get,
  put,
  copy,
  move,
  remove,
  sync,
  url,
  stat,
];
