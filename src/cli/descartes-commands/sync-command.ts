import { Option } from "commander";
import { CliError, UsageError } from "../cli-error.ts";
import { command, numberOption, option, type CommandMaker, type Task } from "../frame/command.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { bytes, tally } from "../printable.ts";
import { progressTo } from "../progress.ts";
import { openDescartes } from "../profiles/open-platforms.ts";
import type { SyncResult, SyncWay } from "../../descartes/index.ts";
import { given } from "../frame/given.ts";
import { localFolder } from "../frame/local-folder.ts";

interface SyncOptions {
  readonly compare?: "record" | "content";
  readonly delete?: true;
  readonly allowEmpty?: true;
  readonly skipImpossible?: true;
  readonly dryRun?: true;
  readonly concurrency?: number;
}

const SCHEME = "ds://";

const PAST: Readonly<Partial<Record<string, string>>> = {
  upload: "uploaded",
  download: "downloaded",
  delete: "deleted",
  cannot: "impossible",
};

/** Keeps a folder and the blobs below a prefix in step. */
export const sync: CommandMaker = command<SyncOptions>({
  usage: "sync <from> <to>",
  summary: "brings what differs from a folder to a prefix (ds://prefix), or back",
  scope: "descartes",
  examples: ["ds sync maps ds://maps", "ds sync ds://maps maps --dry-run", "ds sync maps ds://maps --delete"],
  about: "Files are never deleted; blobs only with --delete. Ended in the middle, the same command goes on.",
  options: [
    option("--dry-run", "tell what would be done, and do nothing"),
    new Option(
      "--compare <way>",
      "tell files from blobs by records of earlier runs, or by reading them",
    ).choices(["record", "content"]),
    option("--delete", "delete blobs that have no file"),
    option("--allow-empty", "let --delete delete all of them where there is no file at all"),
    option("--skip-impossible", "leave out what cannot be done"),
    numberOption("--concurrency <number>", "how many files at the same time", { from: 1, to: 100 }),
  ],
  run: async (task) => {
    const way = await wayOf(task.args);
    const storage = await openDescartes(task);
    const { compare, delete: isDeleting, allowEmpty, concurrency, skipImpossible, dryRun } = task.options;
    const how = { ...task.call, ...given({ compare, delete: isDeleting, allowEmpty, concurrency }) };
    const result = await withStatusLine(task, `Sync ${task.args[0] ?? ""}`, (news) =>
      dryRun
        ? storage.planSync(way, how)
        : storage.sync(way, { ...how, ...given({ skipImpossible }), onProgress: progressTo(news) }),
    );
    tell(task, result);
    const impossible = result.steps.filter(({ action }) => action === "cannot");
    if (impossible.length === 0 || skipImpossible) return;
    throw new CliError(`${impossible.length} of ${result.steps.length} cannot be done: see above.`, {
      isDocumented: task.print.isJson,
    });
  },
});

function tell({ print, options }: Task<SyncOptions>, result: SyncResult): void {
  if (print.isJson) return print.done(result, "");
  const changing = result.steps.filter(({ action }) => action !== "unchanged");
  print.list(changing, {
    quiet: ({ path }) => path,
    empty: "",
    columns: [
      { head: "Action", of: ({ action }) => action },
      { head: "File", of: ({ path }) => path },
      { head: "Why", of: ({ reason }) => reason },
    ],
  });
  const counts = tally(result.steps.map(({ action }) => PAST[action] ?? action)) || "nothing there";
  print.note(options.dryRun ? `Would be ${counts}.` : `${counts}: ${bytes(result.bytes)} moved.`);
}

async function wayOf([from = "", to = ""]: readonly string[]): Promise<SyncWay> {
  const [isFromBlobs, isToBlobs] = [from.startsWith(SCHEME), to.startsWith(SCHEME)];
  if (isFromBlobs === isToBlobs)
    throw new UsageError(`One side is a folder, the other one a prefix, written as ${SCHEME}prefix.`);
  return isFromBlobs
    ? { from: { prefix: from.slice(SCHEME.length) }, to: await localFolder(to) }
    : { from: await localFolder(from), to: { prefix: to.slice(SCHEME.length) } };
}
