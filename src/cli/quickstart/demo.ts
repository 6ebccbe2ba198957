import { folderArchive } from "../../archive/index.ts";
import type { Archive } from "../../index.ts";
import type { JobExportResult, ImportedJob, JobImportPlan } from "../../saagie/index.ts";
import type { Reporter } from "../reporter/reporter.ts";
import { bytes, counted, tally } from "../printable.ts";
import { progressTo } from "../progress.ts";
import type { DeployedJob, MadeProject, RecordedRun, DemoRecord } from "./record.ts";
import { runJobs, type FinishedRun } from "./run-jobs.ts";
import { MAKE_ORDERS, SUMMARISE, SUMMARISE_WITH_BARS, writeScript, type Script } from "./scripts.ts";
import type { DemoContext } from "./demo-context.ts";

/** How many steps the demonstration has. */
export const DEMO_STEPS = 12;

/** What the demonstration is made with. */
export interface DemoSetup {
  readonly demo: DemoContext;
  readonly reporter: Reporter;
  /** An empty folder for the scripts. */
  readonly scriptFolder: string;
  /** An empty folder for the export. */
  readonly exportFolder: string;
  readonly signal: AbortSignal;
  /** Called for each project as soon as it exists. */
  readonly onProject: (project: MadeProject) => void;
}

const QUOTED_LINES = 10;

/** The whole life of two jobs: deployed, run, upgraded, rolled back, exported, imported elsewhere, run there. */
export class Demo {
  readonly #context: DemoSetup;
  readonly #archive: Archive;
  readonly #runs: RecordedRun[] = [];

  constructor(context: DemoSetup) {
    this.#context = context;
    this.#archive = folderArchive(context.exportFolder);
  }

  /**
   * Tells it from beginning to end.
   *
   * @throws CliError when a run fails; any error of the library; the signal's reason on abort.
   */
  async tell(): Promise<DemoRecord> {
    const project = await this.#makeProject("Footbridge quickstart");
    const jobs = await this.#deploy(project);
    const both = [MAKE_ORDERS.job, SUMMARISE.job];
    await this.#run("Run both jobs", project, both);
    const version = await this.#upgrade(project);
    await this.#run(`Run version ${version}`, project, [SUMMARISE.job]);
    const rolledBackTo = await this.#rollBack(project);
    const exported = await this.#export(project);
    const copy = await this.#makeProject("Footbridge quickstart, copy");
    const plan = await this.#plan(copy);
    const imported = await this.#import("Import it", copy);
    await this.#run("Run both jobs in the copy", copy, both);
    const importedAgain = await this.#import("Import it again", copy);
    return {
      project,
      copy,
      jobs,
      runs: this.#runs,
      upgraded: { job: SUMMARISE.job, version },
      rolledBackTo,
      export: { folder: this.#context.exportFolder, ...exported },
      plan: plan.steps,
      imported,
      importedAgain,
    };
  }

  #makeProject(name: string): Promise<MadeProject> {
    const { demo, reporter, signal, onProject } = this.#context;
    const { projects } = demo.saagie;
    const unique = demo.projectName(name);
    return reporter.step({ title: `Create project "${unique}"`, outcome: () => "ready" }, async (report) => {
      const { id } = await projects.create({ name: unique }, { signal });
      onProject({ id, name: unique });
      await projects.waitUntilReady(id, {
        ...demo.patience,
        signal,
        onStatus: (status) => report(status),
      });
      return { id, name: unique };
    });
  }

  #deploy(project: MadeProject): Promise<readonly DeployedJob[]> {
    const { reporter } = this.#context;
    return reporter.step(
      { title: "Upload two scripts as jobs", outcome: (jobs) => counted(jobs.length, "job") },
      async (report) => {
        const jobs: DeployedJob[] = [];
        for (const script of [MAKE_ORDERS, SUMMARISE]) {
          report(script.file);
          jobs.push(await this.#deployOne(project, script));
        }
        return jobs;
      },
    );
  }

  async #deployOne({ id: projectId }: MadeProject, script: Script): Promise<DeployedJob> {
    const { demo, scriptFolder, signal } = this.#context;
    const file = await writeScript(scriptFolder, script);
    const { id, name, version } = await demo.saagie.jobs.createOrUpgrade(
      { id: projectId },
      // Not bash, which the catalogue suggests: sh is on every machine that has a shell at all.
      { name: script.job, technology: "Bash", commandLine: "sh {file}", file },
      { signal },
    );
    return { id, name, file: script.file, version };
  }

  async #run(title: string, project: MadeProject, jobs: readonly string[]): Promise<void> {
    const { demo, reporter, signal } = this.#context;
    const { saagie, patience } = demo;
    const wanted = jobs.map((name) => ({ project: project.id, name }));
    const finished = await reporter.step(
      { title, outcome: (runs: readonly FinishedRun[]) => `${runs.length} succeeded` },
      (report) => runJobs({ saagie, patience, signal }, wanted, report),
    );
    for (const run of finished) this.#runs.push({ ...run, project: project.name });
    const isSeen = this.#runs.some((run) => run.project !== project.name);
    // What everybody has seen before is not shown again, but for the one that was rolled back.
    for (const run of finished.filter(({ job }) => !isSeen || job === SUMMARISE.job)) {
      const hidden = run.log.length - QUOTED_LINES;
      const more = hidden > 0 ? [`… and ${counted(hidden, "more line")}`] : [];
      reporter.quote(`${run.job}, version ${run.version}`, [...run.log.slice(0, QUOTED_LINES), ...more]);
    }
  }

  #upgrade({ id: project }: MadeProject): Promise<number> {
    const { demo, reporter, scriptFolder, signal } = this.#context;
    return reporter.step(
      { title: `Upgrade "${SUMMARISE.job}"`, outcome: (version) => `version ${version}` },
      async () => {
        const file = await writeScript(scriptFolder, SUMMARISE_WITH_BARS);
        const upgrade = { file, releaseNote: "Draws the sums." };
        const job = { project: { id: project }, name: SUMMARISE.job };
        return (await demo.saagie.jobs.upgrade(job, upgrade, { signal })).number;
      },
    );
  }

  #rollBack({ id: project }: MadeProject): Promise<number> {
    const { demo, reporter, signal } = this.#context;
    return reporter.step(
      { title: "Roll it back", outcome: (version) => `version ${version} again` },
      async () => {
        const job = { project: { id: project }, name: SUMMARISE.job };
        const { versions } = await demo.saagie.jobs.rollback(job, 1, { signal });
        return versions.find(({ isCurrent }) => isCurrent)?.number ?? 1;
      },
    );
  }

  #export({ id }: MadeProject): Promise<JobExportResult> {
    const { demo, reporter, signal } = this.#context;
    return reporter.step(
      {
        title: "Export the project to a folder",
        outcome: (done) => `${counted(done.files, "file")}, ${bytes(done.bytes)}`,
      },
      (report) =>
        demo.saagie.projects.export(id, this.#archive, {
          signal,
          onProgress: progressTo(report),
        }),
    );
  }

  async #plan({ id, name }: MadeProject): Promise<JobImportPlan> {
    const { demo, reporter, signal } = this.#context;
    const plan = await reporter.step({ title: "Plan the import", outcome: () => "nothing changed yet" }, () =>
      demo.saagie.jobs.planImport(this.#archive, { project: id, signal }),
    );
    reporter.table(`What an import into "${name}" would do`, {
      head: ["Job", "Action", "Versions"],
      rows: plan.steps.map((step) => [step.name, step.action, step.versions.join(", ")]),
    });
    return plan;
  }

  #import(title: string, { id }: MadeProject): Promise<readonly ImportedJob[]> {
    const { demo, reporter, signal } = this.#context;
    return reporter.step({ title, outcome: summary }, async (report) => {
      const options = { project: id, signal, onProgress: progressTo(report) };
      return (await demo.saagie.jobs.import(this.#archive, options)).jobs;
    });
  }
}

/** How many jobs went which way, e.g. `2 created`. */
function summary(jobs: readonly ImportedJob[]): string {
  return tally(jobs.map(({ action }) => action));
}
