import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { createReporter } from "../reporter/create-reporter.ts";
import type { Reporter } from "../reporter/reporter.ts";
import { counted, seconds } from "../printable.ts";
import type { MadeProject, DemoRecord } from "./record.ts";
import { openDemoContext, type DemoContext } from "./demo-context.ts";
import { Demo, DEMO_STEPS } from "./demo.ts";

/** Options of `footbridge quickstart`. */
export interface QuickstartOptions {
  readonly json?: true;
  readonly out?: string;
  readonly keep?: true;
}

/**
 * Shows two jobs, on an emulator or on the live platform that the environment names.
 *
 * @throws CliError when a run fails or the folder cannot be used; any error of the library.
 */
export async function quickstartCommand(options: QuickstartOptions, io: Io): Promise<void> {
  const started = performance.now();
  const reporter = createReporter(io, { json: options.json ?? false });
  const demo = await openDemoContext(io.environment);
  const isCleaned = demo.kind === "live" && !options.keep;
  try {
    const exportFolder = await exportFolderFor(options);
    const steps = DEMO_STEPS + (isCleaned ? 1 : 0);
    reporter.open("Footbridge quickstart", [...demo.about, ...fate(demo, options)], steps);
    const record = await tell({ demo, reporter, exportFolder, isCleaned, signal: io.stop }).catch(
      async (error) => {
        // Nobody has been told of it, and half an export is none.
        if (options.out === undefined) await rm(exportFolder, { recursive: true, force: true });
        throw error;
      },
    );
    conclude(reporter, { record, demo, isCleaned, ms: performance.now() - started });
    if (options.json) io.stdout.write(`${JSON.stringify(documentOf(record, demo, isCleaned), null, 2)}\n`);
  } finally {
    await demo.close();
  }
}

/** What will become of what is made. */
function fate({ kind }: DemoContext, { keep }: QuickstartOptions): readonly string[] {
  if (kind === "emulator") return [];
  return [
    `Two projects are made there, and ${keep ? "kept" : "deleted at the end (--keep keeps them)"}. Nothing else is touched.`,
  ];
}

async function exportFolderFor({ out }: QuickstartOptions): Promise<string> {
  if (out === undefined) return mkdtemp(join(tmpdir(), "footbridge-export-"));
  const folder = resolve(out);
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length === 0) return folder;
  } catch (error) {
    throw new CliError(
      `${folder} cannot be used for the export: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  throw new CliError(`${folder} is not empty: name a folder for the export that is, or does not exist yet.`);
}

interface Telling {
  readonly demo: DemoContext;
  readonly reporter: Reporter;
  readonly exportFolder: string;
  readonly isCleaned: boolean;
  readonly signal: AbortSignal;
}

/** Shows it, and takes away what it made, whatever came of it. */
async function tell({ demo, reporter, exportFolder, isCleaned, signal }: Telling): Promise<DemoRecord> {
  const scriptFolder = await mkdtemp(join(tmpdir(), "footbridge-scripts-"));
  const made: MadeProject[] = [];
  const onProject = (project: MadeProject): void => void made.push(project);
  try {
    return await new Demo({ demo, reporter, scriptFolder, exportFolder, signal, onProject }).tell();
  } finally {
    await rm(scriptFolder, { recursive: true, force: true });
    if (isCleaned && made.length > 0) await deleteProjects({ demo, reporter }, made);
  }
}

/** Without the signal: this is what is still to be done when the user has had enough. */
function deleteProjects(
  { demo, reporter }: Pick<Telling, "demo" | "reporter">,
  made: readonly MadeProject[],
): Promise<void> {
  return reporter.step(
    { title: `Delete ${counted(made.length, "project")}`, outcome: () => "gone" },
    async (report) => {
      for (const { id, name } of made) {
        report(name);
        await demo.saagie.projects.delete(id).catch((error: unknown) => {
          throw new CliError(`The project "${name}" (${id}) could not be deleted and is still there.`, {
            cause: error,
          });
        });
      }
    },
  );
}

interface Conclusion {
  readonly record: DemoRecord;
  readonly demo: DemoContext;
  readonly isCleaned: boolean;
  readonly ms: number;
}

function conclude(reporter: Reporter, { record, demo, isCleaned, ms }: Conclusion): void {
  const {
    project,
    copy,
    jobs,
    runs,
    upgraded,
    rolledBackTo,
    export: exported,
    imported,
    importedAgain,
  } = record;
  const where = demo.kind === "emulator" ? "gone with the emulator" : isCleaned ? "deleted again" : "kept";
  reporter.table(`Done in ${seconds(ms)}`, {
    head: ["What", "With", "Result"],
    rows: [
      ["2 projects", "projects.create", where],
      [counted(jobs.length, "job"), "jobs.createOrUpgrade", jobs.map(({ name }) => name).join(", ")],
      [counted(runs.length, "run"), "jobs.runAndWait, jobs.logs", `${runs.length} succeeded`],
      ["Upgrade", "jobs.upgrade", `${upgraded.job}, version ${upgraded.version}`],
      ["Rollback", "jobs.rollback", `version ${rolledBackTo} is current`],
      [
        "Export",
        "projects.export",
        `${counted(exported.jobs.length, "job")} in ${counted(exported.files, "file")}`,
      ],
      ["Import", "jobs.planImport, jobs.import", `${imported.length} created`],
      ["Second import", "jobs.import", `${importedAgain.length} unchanged`],
    ],
  });
  reporter.say(["The export lies in", `  ${exported.folder}`, ""]);
  if (demo.kind === "live" && !isCleaned)
    reporter.say(["The projects are", ...[project, copy].map(({ name }) => `  ${name}`), ""]);
  reporter.say([
    "Next",
    "  npx footbridge emulator            an emulator for programs of yours",
    "  npx footbridge url <pasted URL>    the ids in a URL of Saagie's web pages",
    "  README.md                          a first program, and all pages to read",
    "",
  ]);
}

function documentOf(record: DemoRecord, { saagie, kind, runs }: DemoContext, isCleaned: boolean): unknown {
  const { url, realm, platform } = saagie;
  return { platform: { kind, url, realm, platform, runs }, ...record, projectsDeleted: isCleaned };
}
