import { describe, expect, test } from "vitest";
import { isForm } from "../../../core/support/sent-form.ts";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { InvalidInputError } from "../../../../src/index.ts";
import type { JobImportResult } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { backends, fill, journals, json } from "../support/archives.ts";
import { bundlePlatform, essences, jobFile, versionFile } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const VERSIONS = [3, 2, 1].map((number) =>
  versionFile({
    number,
    releaseNote: `note ${number}`,
    commandLine: `python {file} ${number}`,
    isCurrent: number === 3,
  }),
);
const FILES = {
  "jobs/a/job.json": jobFile({ versions: VERSIONS }),
  "jobs/a/version/1/sort.py": "1",
  "jobs/a/version/2/sort.py": "2",
  "jobs/a/version/3/sort.py": "3",
};

async function project(): Promise<string> {
  return (await platform.makeProject()).id;
}

function journalOf(target: string, place = "jobs/a"): string {
  return `.footbridge/import-demo-1-${target}/${place}/journal.json`;
}

/** Imports until the platform refuses to add the version of a place, so that the journal is left in the middle. */
async function importInPart(archive: Archive, target: string, versions: number): Promise<void> {
  let added = 0;
  const client = platform.client({
    fetch: (input, init) => {
      if (isForm(init?.body) && (added += 1) > versions) throw new TypeError("the line is dead");
      return emulator.fetch(input, init);
    },
    retry: { retries: 0 },
  });
  expect(await rejection(client.jobs.import(archive, { project: target }))).toHaveProperty("code");
}

/** The commands of a job's versions. */
async function commands(target: string, name = "Sort parcels"): Promise<unknown> {
  const { versions } = (await essences(saagie, target))[name] as {
    readonly versions: readonly { readonly commandLine: string }[];
  };
  return versions.map(({ commandLine }) => commandLine.replace("python {file} ", ""));
}

function summary({ steps }: JobImportResult): unknown {
  return steps.map(({ action, versions }) => [action, versions]);
}

describe.each(backends)("a journal in a $name", ({ make }) => {
  test("remembers what is done, in the archive, for each job and target", async () => {
    const [one, other] = [await project(), await project()];
    const archive = await fill(await make(), FILES);
    const { journal, jobs } = await saagie.jobs.import(archive, { project: one });
    expect(journal).toBe(`.footbridge/import-demo-1-${one}`);
    expect(await json(archive, journalOf(one))).toEqual({
      name: "Sort parcels",
      id: jobs[0]?.id,
      versions: { 1: 1, 2: 2, 3: 3 },
      done: true,
    });
    expect(summary(await saagie.jobs.import(archive, { project: other }))).toEqual([["create", [1, 2, 3]]]);
    expect(await journals(archive)).toEqual([journalOf(one), journalOf(other)].toSorted());
  });

  test("goes on where it was", async () => {
    const target = await project();
    const archive = await fill(await make(), FILES);
    await importInPart(archive, target, 2);
    expect(await json(archive, journalOf(target))).toMatchObject({ versions: { 1: 1, 2: 2 }, done: false });
    const asked = watchRequests(emulator);
    const { steps } = await saagie.jobs.planImport(archive, { project: target });
    expect(steps).toMatchObject([{ action: "resume", versions: [3], changed: [] }]);
    expect(asked.writes()).toEqual([]);
    expect(await saagie.jobs.import(archive, { project: target })).toMatchObject({
      jobs: [{ action: "created", versions: { 1: 1, 2: 2, 3: 3 } }],
    });
    expect(await commands(target)).toEqual(["1", "2", "3"]);
  });
});

test("a journal may lie elsewhere, and the archive is only read", async () => {
  const target = await project();
  const archive = await fill(memoryArchive(), FILES);
  const journal = memoryArchive();
  await saagie.jobs.import(archive, { project: target, journal });
  expect(await journals(archive)).toEqual([]);
  expect(await journals(journal)).toEqual([journalOf(target)]);
});

test("an archive that cannot be written is refused before anything is changed", async () => {
  const target = await project();
  const archive = await fill(memoryArchive(), FILES);
  const readOnly: Archive = {
    location: "read-only",
    entries: (prefix) => archive.entries(prefix),
    entry: (path) => archive.entry(path),
    write: () => Promise.reject(new InvalidInputError("Nothing can be written here.")),
  };
  const asked = watchRequests(emulator);
  expect(await rejection(saagie.jobs.import(readOnly, { project: target }))).toMatchObject({
    code: "INVALID_INPUT",
  });
  expect(asked.writes()).toEqual([]);
});

describe("what the journal says is held against what is there", () => {
  test("a job that was imported and then deleted is imported anew", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    const { jobs } = await saagie.jobs.import(archive, { project: target });
    await saagie.jobs.delete(jobs[0]?.id ?? "");
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["create", [1, 2, 3]]]);
    expect(await commands(target)).toEqual(["1", "2", "3"]);
  });

  test("a job that was imported in part and then deleted is imported anew", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await importInPart(archive, target, 2);
    await saagie.jobs.delete({ project: target, name: "Sort parcels" });
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["create", [1, 2, 3]]]);
    expect(await commands(target)).toEqual(["1", "2", "3"]);
  });

  test("a job that was imported in part and then renamed is completed under its new name", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await importInPart(archive, target, 1);
    await saagie.jobs.edit({ project: target, name: "Sort parcels" }, { name: "Renamed" });
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["resume", [2, 3]]]);
    expect(Object.keys(await essences(saagie, target))).toEqual(["Renamed"]);
  });

  test("a job of that name that somebody else made meanwhile is not taken for one's own", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await importInPart(archive, target, 0);
    expect(await json(archive, journalOf(target))).toEqual({
      name: "Sort parcels",
      versions: {},
      done: false,
    });
    const file = { name: "sort.py", content: "somebody else's" };
    await saagie.jobs.create(target, {
      name: "Sort parcels",
      technology: "Python",
      commandLine: "python {file} 1",
      file,
    });
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["upgrade", [3]]]);
    expect(await commands(target)).toEqual(["1", "3"]);
  });

  test("a job that took the place of one that was imported in part is not completed", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await importInPart(archive, target, 2);
    await saagie.jobs.delete({ project: target, name: "Sort parcels" });
    const file = { name: "sort.py", content: "1" };
    await saagie.jobs.create(target, {
      name: "Sort parcels",
      technology: "Python",
      commandLine: "python {file} 0",
      file,
    });
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["upgrade", [3]]]);
  });

  test("a version that somebody else added meanwhile stays, and none of one's own is made twice", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await importInPart(archive, target, 2);
    // The crash came between the platform's commit and the journal, and then somebody was at work.
    await archive.write(
      journalOf(target),
      JSON.stringify({ ...((await json(archive, journalOf(target))) as object), versions: { 1: 1 } }),
    );
    await saagie.jobs.upgrade(
      { project: target, name: "Sort parcels" },
      { commandLine: "python {file} theirs" },
    );
    expect(await saagie.jobs.import(archive, { project: target })).toMatchObject({
      steps: [{ action: "resume", versions: [3] }],
      jobs: [{ versions: { 1: 1, 2: 2, 3: 4 } }],
    });
    expect(await commands(target)).toEqual(["1", "2", "theirs", "3"]);
  });

  test("a version that was imported and then deleted is imported again", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await importInPart(archive, target, 2);
    await saagie.jobs.deleteVersions({ project: target, name: "Sort parcels" }, [1]);
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["resume", [1, 3]]]);
    expect(await commands(target)).toEqual(["2", "1", "3"]);
  });

  test("a journal of another job that lay at the same path means nothing", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), { "job.json": jobFile(), "version/1/sort.py": "1" });
    await importInPart(archive, target, 0);
    await fill(archive, { "job.json": jobFile({ name: "Another", alias: "another" }) });
    expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["create", [1]]]);
  });

  test("a journal that was thrown away: the job is compared by its name", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    await saagie.jobs.import(archive, { project: target });
    const without = await fill(memoryArchive(), FILES);
    expect(summary(await saagie.jobs.import(without, { project: target }))).toEqual([["unchanged", []]]);
  });
});

describe("a journal that was broken by hand", () => {
  test.each([
    ["no JSON", "{", /journal\.json is not valid JSON/u],
    ["no object", "[]", /journal\.json should be a JSON object/u],
    ["no name", "{}", /journal\.json: "name" is missing/u],
    ["an id that is none", '{"name":"Sort parcels","id":7}', /journal\.json: "id" should be text/u],
    [
      "versions that are none",
      '{"name":"Sort parcels","versions":[1]}',
      /journal\.json: "versions" should be a JSON object/u,
    ],
    [
      "a number that is none",
      '{"name":"Sort parcels","versions":{"1":"one"}}',
      /journal\.json: "versions": "1" should be a number/u,
    ],
    [
      "a number that is not a version's",
      '{"name":"Sort parcels","versions":{"1":-1}}',
      /"versions" should hold version numbers.*Delete the file/u,
    ],
    [
      "a word that is none",
      '{"name":"Sort parcels","done":"maybe"}',
      /journal\.json: "done" should be true or false/u,
    ],
  ])("%s: the file is named, and nothing is changed", async (_, content, message) => {
    const target = await project();
    const archive = await fill(memoryArchive(), { ...FILES, [journalOf(target)]: content });
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.jobs.import(archive, { project: target }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string });
    expect(error).toMatchObject({ message: expect.stringContaining(journalOf(target)) as string });
    expect(asked.writes()).toEqual([]);
  });
});

describe("two imports at once", () => {
  test("of one archive: no job is made twice, the slower one says so, and both are well when run again", async () => {
    const target = await project();
    const archive = await fill(memoryArchive(), FILES);
    const both = await Promise.allSettled(
      [1, 2].map(() => platform.client().jobs.import(archive, { project: target })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const failed = both.find((result) => result.status === "rejected");
    expect(failed?.reason).toMatchObject({ code: "REFUSED", fields: { name: "already used" } });
    expect(await commands(target)).toEqual(["1", "2", "3"]);
    for (const _ of both) {
      const asked = watchRequests(emulator);
      expect(summary(await saagie.jobs.import(archive, { project: target }))).toEqual([["unchanged", []]]);
      expect(asked.writes()).toEqual([]);
    }
  });
});
