import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import type { JobDefinition, JobUpgrade, Saagie } from "../../../../src/saagie/index.ts";
import { foldCase } from "../../../../src/core/lookup/lookup.ts";
import { watchRequests } from "../../support/request-log.ts";
import { contents, journals, packed } from "../support/archives.ts";
import { bundlePlatform, essences, makeRichJob } from "../support/sample-jobs.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** A job that anybody could have made. */
interface MadeUpJob {
  readonly definition: JobDefinition;
  readonly upgrades: readonly JobUpgrade[];
  /** Places of versions, from 0: one that is major, one to roll back to, one to delete. */
  readonly major: number;
  readonly current: number | undefined;
  readonly deleted: number | undefined;
}

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const names = text.filter((name) => name.trim() !== "");
const fileName = names
  .map((name) => name.replaceAll(/["\\/\p{Cc}]/gu, "_"))
  // They name no file.
  .filter((name) => name !== "." && name !== "..");
const file = fc.record({ name: fileName, content: fc.string({ maxLength: 200 }) });
const amount = fc.record({ request: fc.double({ min: 0, max: 64, noNaN: true }) }, { requiredKeys: [] });

const versions = {
  Python: fc.record({
    runtimeVersion: fc.constantFrom("3.9", "3.10", "3.11"),
    commandLine: names.map((words) => `python {file} ${words}`),
    file,
  }),
  Bash: fc.record({ commandLine: names, file: fc.option(file, { nil: undefined }) }),
  Spark: fc.record({
    runtimeVersion: fc.constant("3.1"),
    commandLine: names,
    extraTechnology: fc.constantFrom(
      { language: "Python", version: "3.8" },
      { language: "Java/Scala", version: "11" },
    ),
  }),
  Generic: fc.record({
    runtimeVersion: fc.constant("docker"),
    commandLine: fc.option(names, { nil: "" }),
    dockerInfo: fc.constantFrom({ image: "alpine:3" }, { image: "registry.example.org/a/b@sha256:00" }),
  }),
};
const notes = fc.record(
  { releaseNote: text, sourceUrl: fc.webUrl({ withQueryParameters: true }) },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    description: text,
    alias: fc.stringMatching(/^\w{1,20}$/u),
    isScheduled: fc.boolean(),
    cronScheduling: fc.constantFrom("0 4 * * *", "*/5 0 1 1 0"),
    scheduleTimezone: fc.constantFrom("UTC", "Europe/Paris", "Asia/Tokyo"),
    alerting: fc.constantFrom<NonNullable<JobDefinition["alerting"]>>(
      { emails: ["ops@example.org"] },
      { logins: ["jo.doe"], statusList: ["SUCCEEDED", "KILLED"] },
      { emails: ["b@example.org", "a@example.org"], logins: ["demo"], statusList: ["FAILED"] },
    ),
    resources: fc.record({ cpu: amount, memory: amount, gpu: amount }, { requiredKeys: ["cpu"] }),
    doesUseGPU: fc.boolean(),
    isStreaming: fc.boolean(),
    category: fc.constantFrom("Extraction", "Processing"),
  },
  { requiredKeys: [] },
);

const place = fc.nat({ max: 3 });
const madeUpJob: fc.Arbitrary<MadeUpJob> = fc
  .constantFrom("Python" as const, "Bash" as const, "Spark" as const, "Generic" as const)
  .chain((technology) => {
    const version = fc
      .tuple(versions[technology], notes)
      .map(([what, note]) => ({ ...what, ...note, usePreviousArtifact: false }) as JobUpgrade);
    return fc.record({
      definition: fc
        .tuple(names, settings, version)
        .map(([name, more, { usePreviousArtifact: _, ...first }]) => {
          // Nothing of a schedule means anything without the rest of it.
          const { isScheduled = true, cronScheduling, scheduleTimezone = "UTC", ...rest } = more;
          const schedule =
            cronScheduling === undefined ? {} : { isScheduled, cronScheduling, scheduleTimezone };
          return { ...rest, ...schedule, ...first, name, technology };
        }),
      upgrades: fc.array(version, { maxLength: 3 }),
      major: place,
      current: fc.option(place, { nil: undefined }),
      deleted: fc.option(place, { nil: undefined }),
    });
  });

/** The alias that a job asks for, or else the one that the platform derives. */
function aliasOf({ definition: { alias, name } }: MadeUpJob): string {
  return alias ?? name.replaceAll(/\W/gu, "_");
}

const madeUpProject = fc.uniqueArray(madeUpJob, {
  minLength: 1,
  maxLength: 3,
  comparator: (a, b) =>
    foldCase(a.definition.name) === foldCase(b.definition.name) || aliasOf(a) === aliasOf(b),
});

async function make(
  project: string,
  { definition, upgrades, major, current, deleted }: MadeUpJob,
): Promise<void> {
  const { id } = await saagie.jobs.create(project, definition);
  for (const upgrade of upgrades) await saagie.jobs.upgrade(id, upgrade);
  const number = (at: number): number => (at % (upgrades.length + 1)) + 1;
  await saagie.jobs.setMajorVersion(id, { versionNumber: number(major), isMajor: true });
  if (current !== undefined) await saagie.jobs.rollback(id, number(current));
  // What is current stays, whatever is asked.
  if (deleted !== undefined) await saagie.jobs.deleteVersions(id, [number(deleted)]);
}

const ASSIGNED = new Set(["id", "number", "creationDate", "downloadUrl", "project", "packageFile"]);

/** The files of an export without what a platform assigns, by the names of the jobs. */
async function comparable(archive: Archive): Promise<unknown> {
  const files = await contents(archive);
  const jobs = Object.entries(files).filter(([path]) => /^jobs\/[^/]+\/job\.json$/u.test(path));
  return Object.fromEntries(
    jobs
      .map(([path, content]) => {
        const job = JSON.parse(content, (key, value: unknown) => (ASSIGNED.has(key) ? undefined : value)) as {
          name: string;
        };
        const folder = path.replace("job.json", "version/");
        const packages = Object.entries(files)
          .filter(([other]) => other.startsWith(folder))
          .toSorted(
            ([a], [b]) =>
              Number(a.slice(folder.length).split("/")[0]) - Number(b.slice(folder.length).split("/")[0]),
          )
          .map(([other, bytes]) => [other.split("/").at(-1), bytes]);
        return [job.name, { job, packages }] as const;
      })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function roundTrip(
  jobs: readonly MadeUpJob[],
  exported: (typeof packed)[number]["fill"],
  client: Saagie,
): Promise<void> {
  const [from, to] = [await platform.makeProject(), await platform.makeProject()];
  for (const job of jobs) await make(from.id, job);
  const first = await exported((empty) => client.projects.export(from.id, empty));
  const { jobs: imported, steps } = await client.jobs.import(first, { project: to.id });
  expect(imported.map(({ action }) => action)).toEqual(jobs.map(() => "created"));
  expect(steps.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(await essences(client, to.id)).toEqual(await essences(client, from.id));
  const second = await exported((empty) => client.projects.export(to.id, empty));
  expect(await comparable(second)).toEqual(await comparable(first));

  const written = await journals(first);
  const asked = watchRequests(emulator);
  const again = await client.jobs.import(first, { project: to.id });
  expect(again.steps.map(({ action, changed }) => [action, changed])).toEqual(
    jobs.map(() => ["unchanged", []]),
  );
  expect(asked.writes()).toEqual([]);
  expect(await journals(first)).toEqual(written);
}

describe.each(packed)("by way of a $name", ({ name, fill }) => {
  test(
    "any jobs come back as they were, and stay as they are when imported again",
    { timeout: 60_000 },
    async () => {
      const numRuns = samples(name === "memory" ? 40 : 8);
      await fc.assert(
        fc.asyncProperty(madeUpProject, (jobs) => roundTrip(jobs, fill, saagie)),
        { numRuns },
      );
    },
  );
});

describe.each(packed)("packed as a $name", ({ fill }) => {
  test("a job of every setting there is comes back as it was", async () => {
    const [from, to] = [await platform.makeProject(), await platform.makeProject()];
    await makeRichJob(saagie, from.id, { isScheduled: true });
    const archive = await fill((empty) => saagie.projects.export(from.id, empty));
    await saagie.jobs.import(archive, { project: to.id });
    expect(await essences(saagie, to.id)).toEqual(await essences(saagie, from.id));
  });
});

test("a schedule that is on comes into force when the right version is current, and not before", async () => {
  const [from, to] = [await platform.makeProject(), await platform.makeProject()];
  await makeRichJob(saagie, from.id, { isScheduled: true });
  const archive = memoryArchive();
  await saagie.projects.export(from.id, archive);
  const asked = watchRequests(emulator);
  await saagie.jobs.import(archive, { project: to.id });
  expect(asked.variables("JobsCreate")).toMatchObject([
    { job: { isScheduled: false, cronScheduling: "0 4 * * *" } },
  ]);
  expect(asked.writes().slice(-2)).toEqual(["JobsRollback", "JobsEdit"]);
  expect(asked.variables("JobsEdit")).toMatchObject([{ job: { isScheduled: true } }]);
});

test("a project without jobs can be exported and imported", async () => {
  const [from, to] = [await platform.makeProject(), await platform.makeProject()];
  const archive = memoryArchive();
  await saagie.projects.export(from.id, archive);
  expect(await saagie.jobs.import(archive, { project: to.id })).toMatchObject({ jobs: [], steps: [] });
});

describe("the versions asked for", () => {
  test("the current one alone", async () => {
    const [from, to] = [await platform.makeProject(), await platform.makeProject()];
    await makeRichJob(saagie, from.id);
    const archive = memoryArchive();
    await saagie.projects.export(from.id, archive);
    const { jobs } = await saagie.jobs.import(archive, { project: to.id, versions: "current" });
    expect(jobs).toMatchObject([{ versions: { 2: 1 } }]);
    expect(await essences(saagie, to.id)).toMatchObject({
      "Chargement été": { versions: [{ releaseNote: "second", isMajor: true, isCurrent: true }] },
    });
  });
});
