import { afterAll, onTestFinished } from "vitest";
import type { EmulatedSaagie } from "../../../../src/emulator/index.ts";
import type { JobDefinition, Jobs, Saagie } from "../../../../src/saagie/index.ts";
import { emulatedPlatform, type ClosablePlatform } from "../../support/platform.ts";

/** An emulated platform for one file of tests. */
export function bundlePlatform(): ClosablePlatform {
  const platform = peopled();
  afterAll(() => platform.close());
  return platform;
}

/** An emulated platform for one test. */
export function ownPlatform(): ClosablePlatform {
  const platform = peopled();
  onTestFinished(() => platform.close());
  return platform;
}

function peopled(): ClosablePlatform {
  const platform = emulatedPlatform();
  platform.emulator.users.add({ login: "jo.doe", password: "x", groups: [] });
  return platform;
}

/** A package of a text. */
export function script(name: string, content: string): { readonly name: string; readonly content: string } {
  return { name, content };
}

/** A job of every setting there is: three versions, the second of them major, and current after a rollback. */
export async function makeRichJob(
  saagie: Saagie,
  project: string,
  more: Partial<JobDefinition> = {},
): Promise<string> {
  const { jobs } = saagie;
  const { id } = await jobs.create(project, {
    name: "Chargement été",
    alias: "load_orders",
    description: "nightly “load”",
    technology: "Python",
    category: "Extraction",
    runtimeVersion: "3.9",
    commandLine: "python {file} --first",
    releaseNote: "first",
    file: script("load.py", "print(1)\n"),
    cronScheduling: "0 4 * * *",
    scheduleTimezone: "Europe/Paris",
    isScheduled: false,
    alerting: { emails: ["ops@example.org"], logins: ["jo.doe"], statusList: ["FAILED", "KILLED"] },
    resources: { cpu: { request: 0.5, limit: 2 }, memory: { request: 1 }, gpu: { limit: 1 } },
    doesUseGPU: true,
    ...more,
  });
  await jobs.upgrade(id, {
    runtimeVersion: "3.10",
    commandLine: "python {file} --second",
    releaseNote: "second",
    sourceUrl: "https://git.example.org/load/2",
    file: script("load-2.py", "print(2)\n"),
  });
  await jobs.upgrade(id, { commandLine: "python {file} --third", releaseNote: "third" });
  await jobs.setMajorVersion(id, { versionNumber: 2, isMajor: true });
  await jobs.rollback(id, 2);
  return id;
}

const CARRIED = [
  "name",
  "alias",
  "category",
  "technology",
  "isStreaming",
  "doesUseGPU",
  "isScheduled",
  "cronScheduling",
  "alerting",
  "resources",
] as const;

/** What of a job an export and an import carry: all but ids, dates, runs and version numbers. */
async function essence(jobs: Jobs, id: string): Promise<unknown> {
  const job = await jobs.get(id);
  const versions = job.versions.toSorted((a, b) => a.number - b.number);
  return {
    ...Object.fromEntries(CARRIED.map((member) => [member, job[member]])),
    // Who is told, and of what, has no order: exports have one of their own.
    alerting: job.alerting && {
      emails: job.alerting.emails.toSorted(),
      loginEmails: (job.alerting.loginEmails ?? []).toSorted((a, b) =>
        (a.login ?? "") < (b.login ?? "") ? -1 : 1,
      ),
      statusList: job.alerting.statusList?.toSorted(),
    },
    description: job.description ?? "",
    // Without a schedule it means nothing.
    scheduleTimezone: job.cronScheduling === null ? null : job.scheduleTimezone,
    versions: await Promise.all(
      versions.map(async (version) => ({
        releaseNote: version.releaseNote ?? "",
        runtimeVersion: version.runtimeVersion,
        commandLine: version.commandLine ?? "",
        packageName: version.packageInfo?.name,
        package: version.packageInfo && (await packageText(jobs, id, version.number)),
        dockerInfo: version.dockerInfo,
        extraTechnology: version.extraTechnology,
        sourceUrl: version.sourceUrl,
        isCurrent: version.isCurrent,
        isMajor: version.isMajor,
      })),
    ),
  };
}

async function packageText(jobs: Jobs, id: string, version: number): Promise<string> {
  return new Response((await jobs.openArtifact(id, version)).stream).text();
}

/** The jobs of a project, by name. */
export async function essences(saagie: Saagie, project: string): Promise<Readonly<Record<string, unknown>>> {
  const list = await saagie.jobs.listMinimal(project);
  const found = await Promise.all(
    list.map(async ({ id, name }) => [name, await essence(saagie.jobs, id)] as const),
  );
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A `job.json` as another client wrote it, with a part of it changed; `undefined` removes a member. */
export function jobFile(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return changed(
    {
      id: "5b0c2f5e-6d1c-4f43-9c63-0d5f3f8a7e01",
      name: "Sort parcels",
      alias: "sort_parcels",
      description: "by weight",
      alerting: { emails: ["depot@example.org"], loginEmails: [], statusList: ["FAILED"] },
      instances: [],
      countJobInstance: 0,
      versions: [versionFile()],
      category: "Processing",
      technology: {
        id: "7a3d9b52-43f8-4a59-8df4-2b60e6f0c902",
        name: "Python",
        technology_catalog: "Saagie",
      },
      isScheduled: true,
      cronScheduling: "30 6 * * 1-5",
      scheduleStatus: "READY",
      scheduleTimezone: "Europe/Madrid",
      isStreaming: false,
      creationDate: "2023-04-05T06:07:08.9Z",
      migrationStatus: null,
      migrationProjectId: null,
      isDeletable: true,
      graphPipelines: [],
      doesUseGPU: false,
      resources: { cpu: { request: 0.25, limit: 1.5 }, memory: { request: 0.5, limit: null } },
      originalJobId: null,
    },
    changes,
  );
}

/** A version of a {@link jobFile}. */
export function versionFile(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return changed(
    {
      number: 1,
      creationDate: "2023-04-05T06:07:08.9Z",
      releaseNote: "",
      runtimeVersion: "3.10",
      commandLine: "python {file} --all",
      packageInfo: {
        name: "sort.py",
        downloadUrl: "/projects/api/platform/4/project/p/job/j/version/1/artifact/sort.py",
      },
      dockerInfo: null,
      extraTechnology: null,
      isCurrent: true,
      isMajor: false,
      deletableState: { deletable: false, reasons: ["CURRENT_VERSION"] },
      sourceUrl: null,
    },
    changes,
  );
}

function changed(value: object, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...value, ...changes }).filter(([, member]) => member !== undefined),
  );
}

/** The emulator's catalogue ids that tests of bundles change. */
export function withdrawPython(emulator: EmulatedSaagie, context: string): void {
  emulator.technologies.withdrawContext("0db6d0a7-ad4b-45cd-8082-913a192daa25", context);
}
