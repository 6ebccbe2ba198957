import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";
import { createNarrator } from "../narrator/create-narrator.ts";
import type { Narrator } from "../narrator/narrator.ts";
import { counted, seconds } from "../printable.ts";
import type { MadeProject, StoryRecord } from "./record.ts";
import { openStage, type Stage } from "./stage.ts";
import { Story, STORY_STEPS } from "./story.ts";

/** Options of `footbridge quickstart`. */
export interface QuickstartOptions {
  readonly json?: true;
  readonly out?: string;
  readonly keep?: true;
}

/**
 * Tells the story of two jobs, on an emulator or on the live platform that the environment names.
 *
 * @throws CliError when a run fails or the folder cannot be used; any error of the library.
 */
export async function quickstartCommand(options: QuickstartOptions, io: Io): Promise<void> {
  const started = performance.now();
  const narrator = createNarrator(io, { json: options.json ?? false });
  const stage = await openStage(io.environment);
  const isCleaned = stage.kind === "live" && !options.keep;
  try {
    const exportFolder = await exportFolderFor(options);
    const steps = STORY_STEPS + (isCleaned ? 1 : 0);
    narrator.open("Footbridge quickstart", [...stage.about, ...fate(stage, options)], steps);
    const record = await tell({ stage, narrator, exportFolder, isCleaned, signal: io.stop }).catch(
      async (error) => {
        // Nobody has been told of it, and half an export is none.
        if (options.out === undefined) await rm(exportFolder, { recursive: true, force: true });
        throw error;
      },
    );
    conclude(narrator, { record, stage, isCleaned, ms: performance.now() - started });
    if (options.json) io.stdout.write(`${JSON.stringify(documentOf(record, stage, isCleaned), null, 2)}\n`);
  } finally {
    await stage.close();
  }
}

/** What will become of what is made. */
function fate({ kind }: Stage, { keep }: QuickstartOptions): readonly string[] {
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
  readonly stage: Stage;
  readonly narrator: Narrator;
  readonly exportFolder: string;
  readonly isCleaned: boolean;
  readonly signal: AbortSignal;
}

/** Tells the story, and takes away what it made, whatever came of it. */
async function tell({ stage, narrator, exportFolder, isCleaned, signal }: Telling): Promise<StoryRecord> {
  const scriptFolder = await mkdtemp(join(tmpdir(), "footbridge-scripts-"));
  const made: MadeProject[] = [];
  const onProject = (project: MadeProject): void => void made.push(project);
  try {
    return await new Story({ stage, narrator, scriptFolder, exportFolder, signal, onProject }).tell();
  } finally {
    await rm(scriptFolder, { recursive: true, force: true });
    if (isCleaned && made.length > 0) await deleteProjects({ stage, narrator }, made);
  }
}

/** Without the signal: this is what is still to be done when the user has had enough. */
function deleteProjects(
  { stage, narrator }: Pick<Telling, "stage" | "narrator">,
  made: readonly MadeProject[],
): Promise<void> {
  return narrator.step(
    { title: `Delete ${counted(made.length, "project")}`, outcome: () => "gone" },
    async (report) => {
      for (const { id, name } of made) {
        report(name);
        await stage.saagie.projects.delete(id).catch((error: unknown) => {
          throw new CliError(`The project "${name}" (${id}) could not be deleted and is still there.`, {
            cause: error,
          });
        });
      }
    },
  );
}

interface Conclusion {
  readonly record: StoryRecord;
  readonly stage: Stage;
  readonly isCleaned: boolean;
  readonly ms: number;
}

function conclude(narrator: Narrator, { record, stage, isCleaned, ms }: Conclusion): void {
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
  const where = stage.kind === "emulator" ? "gone with the emulator" : isCleaned ? "deleted again" : "kept";
  narrator.table(`Done in ${seconds(ms)}`, {
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
  narrator.say(["The export lies in", `  ${exported.folder}`, ""]);
  if (stage.kind === "live" && !isCleaned)
    narrator.say(["The projects are", ...[project, copy].map(({ name }) => `  ${name}`), ""]);
  narrator.say([
    "Next",
    "  npx footbridge emulator            an emulator for programs of yours",
    "  npx footbridge url <pasted URL>    the ids in a URL of Saagie's web pages",
    "  README.md                          a first program, and all methods",
    "",
  ]);
}

function documentOf(record: StoryRecord, { saagie, kind, runs }: Stage, isCleaned: boolean): unknown {
  const { url, realm, platform } = saagie;
  return { platform: { kind, url, realm, platform, runs }, ...record, projectsDeleted: isCleaned };
}
