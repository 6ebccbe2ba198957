import { existsSync } from "node:fs";
import { folderArchive, openArchive, type ClosableArchive } from "../../archive/index.ts";
import { formatPlan, type ImportOptions, type ImportResult, type ImportPlan } from "../../saagie/index.ts";
import { EXIT } from "../frame/exit-codes.ts";
import { CliError, UnfinishedError } from "../cli-error.ts";
import { stepsInCommandWords } from "../command-words.ts";
import type { Io } from "../io.ts";
import { createReporter } from "../reporter/create-reporter.ts";
import type { Reporter, Report } from "../reporter/reporter.ts";
import { counted, tally } from "../printable.ts";
import { progressTo } from "../progress.ts";
import { concludeImport, lookOfAction, tellSecrets, tellWarnings } from "./import-report.ts";
import { observed } from "./observed.ts";
import { namedPlatform, type NamedPlatform } from "./platform.ts";
import { toImportOptions, type ImportCommandOptions } from "./project-options.ts";
import { readSecrets } from "./secrets-file.ts";

/** What an import, or its plan, works with. */
interface ImportWork {
  readonly archive: ClosableArchive;
  readonly platform: NamedPlatform;
  readonly reporter: Reporter;
  readonly options: ImportCommandOptions;
  /** The options for the library. */
  readonly how: ImportOptions;
}

/**
 * Tells what an import into the platform that the environment names would do, and changes nothing.
 *
 * @throws CliError, after the plan, when the import would be refused; any error of the library.
 */
export function planCommand(path: string, options: ImportCommandOptions, io: Io): Promise<void> {
  return withWork(path, { options, io }, async ({ archive, platform, reporter, how }) => {
    reporter.open("Plan of an import", [`From ${archive.location}`, platform.about], 1);
    const plan = await reporter.step(
      { title: "Plan the import", outcome: (found: ImportPlan) => counted(found.steps.length, "thing") },
      async (report) => {
        const planned = await platform.saagie.projects.planImport(archive, {
          ...how,
          onProgress: progressTo(report),
        });
        return { ...planned, steps: stepsInCommandWords(planned.steps) };
      },
    );
    tellPlan(reporter, plan);
    tellWarnings(reporter, platform.warnings());
    tellSecrets(reporter, plan.secrets);
    if (options.json) io.stdout.write(`${JSON.stringify(plan, null, 2)}\n`);
    refuseImpossible(plan, options);
  });
}

/**
 * Brings a folder or zip to the platform that the environment names.
 *
 * @throws UnfinishedError when it ends before its end, and can be gone on with; CliError, and any error of the library.
 */
export function importCommand(path: string, options: ImportCommandOptions, io: Io): Promise<void> {
  if (options.dryRun) return planCommand(path, options, io);
  return withWork(path, { options, io }, async (work) => {
    const { archive, platform, reporter } = work;
    reporter.open("Import of a project", [`From ${archive.location}`, platform.about], 1);
    const done = await bring(work);
    const result = { ...done, steps: stepsInCommandWords(done.steps) };
    concludeImport(reporter, result, platform.warnings());
    if (options.json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  });
}

function bring({ archive, platform, reporter, how }: ImportWork): Promise<ImportResult> {
  let isBegun = false;
  const begin = (): void => {
    isBegun = true;
  };
  const step = {
    title: "Import the project",
    outcome: ({ imported }: ImportResult) => tally(imported.map(({ action }) => action)) || "nothing",
  };
  const work = (report: Report): Promise<ImportResult> => {
    const tell = progressTo(report);
    return platform.saagie.projects.import(archive, {
      ...how,
      journal: observed(how.journal ?? archive, begin),
      onProgress: (event) => {
        if (event.phase !== "read" && event.phase !== "plan") begin();
        tell(event);
      },
    });
  };
  return reporter.step(step, work).catch((error: unknown) => {
    if (!isBegun) throw error;
    throw new UnfinishedError(
      "What has been done is noted in the journal: the same command goes on from there.",
      { cause: error },
    );
  });
}

async function withWork(
  path: string,
  { options, io }: { readonly options: ImportCommandOptions; readonly io: Io },
  work: (work: ImportWork) => Promise<void>,
): Promise<void> {
  const platform = await namedPlatform(options, io);
  if (!existsSync(path))
    throw new CliError(`There is neither a folder nor a zip at ${path}.`, {
      exitCode: EXIT.notFound,
      code: "NOT_FOUND",
    });
  const { secrets, journal, json = false } = options;
  const how = {
    ...toImportOptions(options),
    signal: io.stop,
    ...(secrets === undefined ? {} : { secrets: await readSecrets(secrets) }),
    ...(journal === undefined ? {} : { journal: folderArchive(journal) }),
  };
  const archive = await openArchive(path);
  try {
    await work({ archive, platform, reporter: createReporter(io, { json }), options, how });
  } finally {
    await archive[Symbol.asyncDispose]();
  }
}

function tellPlan(reporter: Reporter, plan: ImportPlan): void {
  const { name, id } = plan.project;
  // Names hold no line ends there: an empty line is where the table ends.
  const parts = formatPlan(plan).split("\n\n");
  const [table = "", ...rest] = plan.steps.length === 0 ? ["", ...parts] : parts;
  const target = id === undefined ? `a new project "${name}"` : `"${name}"`;
  if (table !== "") reporter.lines(`What an import into ${target} would do`, table.split("\n"), lookOfAction);
  reporter.say(rest.flatMap((part) => [...part.split("\n"), ""]));
}

function refuseImpossible({ steps }: ImportPlan, { skipImpossible, json }: ImportCommandOptions): void {
  const impossible = steps.filter(({ action }) => action === "cannot");
  const isProject = impossible.some(({ what }) => what === "project");
  if (impossible.length === 0 || (skipImpossible && !isProject)) return;
  const advice = isProject ? "" : "; --skip-impossible imports the rest";
  throw new CliError(
    `${impossible.length} of ${counted(steps.length, "thing")} cannot be imported, and so nothing would be${advice}.`,
    { isDocumented: json ?? false },
  );
}
