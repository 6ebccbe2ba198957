import type { ExportResult } from "../../saagie/index.ts";
import { UnfinishedError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { createReporter } from "../reporter/create-reporter.ts";
import type { Reporter, Report } from "../reporter/reporter.ts";
import { bytes, counted } from "../printable.ts";
import { progressTo } from "../progress.ts";
import { openTarget, type ExportTarget } from "./export-target.ts";
import { observed } from "./observed.ts";
import { namedPlatform, type NamedPlatform } from "./platform.ts";
import { toCallOptions, type ExportCommandOptions } from "./project-options.ts";
import { secretName } from "./secrets-file.ts";

/** What to export, and where to. */
export interface ExportTask {
  /** Its name, id or URL. */
  readonly project: string;
  /** A folder or a zip. */
  readonly path: string;
  readonly options: ExportCommandOptions;
}

/**
 * Writes a whole project of the platform that the environment names to a folder or a zip.
 *
 * @throws CliError when something lies there; UnfinishedError when an export is left that is not whole; any error of the library.
 */
export async function exportCommand({ project, path, options }: ExportTask, io: Io): Promise<void> {
  const json = options.json ?? false;
  const platform = await namedPlatform(options, io);
  const target = await openTarget(path, options);
  const reporter = createReporter(io, { json });
  const { location } = target.archive;
  reporter.open(`Export of "${project}"`, [`To ${location}`, platform.about], 1);
  const { result, removed } = await write({ project, options, platform, target, reporter }, io);
  const warnings = [...result.warnings, ...platform.warnings()];
  conclude(reporter, { result, removed, warnings, location });
  if (json) {
    const document = { project, archive: location, ...result, warnings, removedFiles: removed };
    io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

interface Writing {
  readonly project: string;
  readonly options: ExportCommandOptions;
  readonly platform: NamedPlatform;
  readonly target: ExportTarget;
  readonly reporter: Reporter;
}

interface Written {
  readonly result: ExportResult;
  /** Files of an earlier export. */
  readonly removed: readonly string[];
}

function write(
  { project, options, platform, target, reporter }: Writing,
  { stop }: Pick<Io, "stop">,
): Promise<Written> {
  const { versions, versionsLimit, concurrency } = options;
  let isBegun = false;
  const archive = observed(target.archive, () => {
    isBegun = true;
  });
  const step = {
    title: "Export the project",
    outcome: ({ result: { files, bytes: size } }: Written) => `${counted(files, "file")}, ${bytes(size)}`,
  };
  const work = async (report: Report): Promise<Written> => {
    const how = {
      ...toCallOptions(options),
      versions,
      ...(versionsLimit === undefined ? {} : { versionsLimit }),
      ...(concurrency === undefined ? {} : { concurrency }),
      signal: stop,
    };
    const told = { ...how, onProgress: progressTo(report) };
    const result = await platform.saagie.projects.export(project, archive, told);
    return { result, removed: await target.finish() };
  };
  return reporter.step(step, work).catch((error: unknown) => {
    if (!isBegun) throw error;
    throw new UnfinishedError(
      `The export in ${archive.location} is not whole: the same command with --overwrite begins it anew.`,
      { cause: error },
    );
  });
}

interface Conclusion extends Written {
  readonly warnings: readonly string[];
  readonly location: string;
}

function conclude(reporter: Reporter, { result, removed, warnings, location }: Conclusion): void {
  const { jobs, pipelines, apps, storages, variables, dockerCredentials, secrets } = result;
  const kinds = { jobs, pipelines, apps, storages, variables, "Docker credentials": dockerCredentials };
  reporter.table("What the export holds", {
    head: ["Kind", "Things"],
    rows: Object.entries(kinds).map(([kind, things]) => [kind, String(things.length)]),
  });
  if (removed.length > 0)
    reporter.say([`${counted(removed.length, "file")} of the earlier export removed.`, ""]);
  if (warnings.length > 0) reporter.say([...warnings.map((warning) => `Warning: ${warning}`), ""]);
  if (secrets.length > 0) {
    const named = secrets.map((secret) => `  ${secretName(secret)}`);
    reporter.say(["Secrets are in no export. The import will ask for the", ...named, ""]);
  }
  reporter.say(["The export lies in", `  ${location}`, ""]);
}
