import { mkdir, open, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderArchive, memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { InvalidInputError } from "../../../../src/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rejection } from "../../support/things.ts";
import { backends, contents, fill } from "../support/archives.ts";
import { bundlePlatform, jobFile, versionFile } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** Expects that an import is refused before the platform is asked anything. */
async function expectRefused(archive: Archive, message: RegExp): Promise<void> {
  const { id: project } = await platform.makeProject();
  const before = archive.location === "memory" ? await contents(archive) : {};
  const asked = watchRequests(emulator);
  const errors = await Promise.all([
    rejection(saagie.jobs.planImport(archive, { project })),
    rejection(saagie.jobs.import(archive, { project, skipImpossible: true })),
  ]);
  for (const error of errors) {
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string });
  }
  expect(asked.operations()).toEqual([]);
  if (archive.location === "memory") expect(await contents(archive)).toEqual(before);
}

describe("a folder that is not an export", () => {
  test("is missing", async () => {
    const folder = join(await temporaryFolder(), "nowhere");
    await expectRefused(
      folderArchive(folder),
      /nowhere is not an export: it holds no job\.json\. Give the folder that an export wrote/u,
    );
  });

  test("is a file", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "{}");
    await expectRefused(folderArchive(file), /file cannot be listed/u);
  });

  test("is empty, or holds something else", async () => {
    const folder = await temporaryFolder();
    await expectRefused(folderArchive(folder), /is not an export/u);
    await writeFile(join(folder, "jobs.json"), "{}");
    await writeFile(join(folder, "my-job.json"), "{}");
    await expectRefused(folderArchive(folder), /is not an export/u);
  });
});

describe.each(backends)("in a $name", ({ make }) => {
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ["no JSON", '{"name": ', /^jobs\/a\/job\.json is not valid JSON\.$/u],
    ["nothing", "", /^jobs\/a\/job\.json is not valid JSON\.$/u],
    ["UTF-16", "\u0000{\u0000}", /^jobs\/a\/job\.json is not valid JSON\.$/u],
    ["a list", "[]", /^jobs\/a\/job\.json should be a JSON object\.$/u],
    ["null", "null", /^jobs\/a\/job\.json should be a JSON object\.$/u],
    ["an empty object", "{}", /^jobs\/a\/job\.json: "versions" holds none\.$/u],
    ["no name", jobFile({ name: undefined }), /^jobs\/a\/job\.json: "name" is missing\.$/u],
    ["an empty name", jobFile({ name: "" }), /^jobs\/a\/job\.json: "name" is missing\.$/u],
    ["a name that is none", jobFile({ name: 7 }), /^jobs\/a\/job\.json: "name" should be text\.$/u],
    [
      "half a character",
      jobFile({ name: "\ud83d" }),
      /^jobs\/a\/job\.json: "name" holds half a character\.$/u,
    ],
    ["no category", jobFile({ category: null }), /^jobs\/a\/job\.json: "category" is missing\.$/u],
    [
      "a technology that is none",
      jobFile({ technology: "Python" }),
      /^jobs\/a\/job\.json: "technology" should be a JSON object\.$/u,
    ],
    [
      "a word that is none",
      jobFile({ isScheduled: "yes" }),
      /^jobs\/a\/job\.json: "isScheduled" should be true or false\.$/u,
    ],
    [
      "a list that is none",
      jobFile({ alerting: { emails: "a@example.org" } }),
      /^jobs\/a\/job\.json: "alerting": "emails" should be a list\.$/u,
    ],
    [
      "an item that is none",
      jobFile({ alerting: { emails: ["a@example.org", 1] } }),
      /"alerting": "emails"\[1\] should be text\.$/u,
    ],
    [
      "a number that is none",
      jobFile({ resources: { cpu: { limit: "much" } } }),
      /^jobs\/a\/job\.json: "resources": "cpu": "limit" should be a number\.$/u,
    ],
    [
      "a number without end",
      '{"name":"a","category":"Processing","versions":[{"number":1}],"resources":{"cpu":{"limit":1e999}}}',
      /"limit" should be a number\.$/u,
    ],
    [
      "a number that is a word",
      jobFile({ resources: { cpu: { limit: true } } }),
      /"limit" should be a number\.$/u,
    ],
    ["no versions", jobFile({ versions: [] }), /^jobs\/a\/job\.json: "versions" holds none\.$/u],
    [
      "a version that is none",
      jobFile({ versions: [versionFile(), null] }),
      /^jobs\/a\/job\.json: "versions"\[1\] should be a JSON object\.$/u,
    ],
    [
      "a version without a number",
      jobFile({ versions: [versionFile({ number: null })] }),
      /"versions"\[0\]: "number" should be a whole number from 1\.$/u,
    ],
    [
      "a version 0",
      jobFile({ versions: [versionFile({ number: 0 })] }),
      /"versions"\[0\]: "number" should be a whole number from 1\.$/u,
    ],
    [
      "a version 1.5",
      jobFile({ versions: [versionFile({ number: "1.5" })] }),
      /"versions"\[0\]: "number" should be a whole number from 1\.$/u,
    ],
    [
      "a version twice",
      jobFile({ versions: [versionFile(), versionFile({ isCurrent: false })] }),
      /"versions" holds number 1 twice\.$/u,
    ],
    [
      "two current versions",
      jobFile({ versions: [versionFile(), versionFile({ number: 2 })] }),
      /"versions" marks several as the current one: 1, 2\.$/u,
    ],
  ];

  test.each(bad)(
    "a job.json with %s is refused, with the file and the member",
    async (_, content, message) => {
      await expectRefused(await fill(await make(), { "jobs/a/job.json": content }), message);
    },
  );

  test.each(["../../x", "/etc/x", "a/b", "a\\b", "..", ".", "\u0000", "a\nb"])(
    "a package named %j is refused",
    async (name) => {
      const content = jobFile({ versions: [versionFile({ packageInfo: { name } })] });
      await expectRefused(
        await fill(await make(), { "jobs/a/job.json": content }),
        /^jobs\/a\/job\.json: "versions"\[0\]: "packageInfo": "name" is refused: .* is not a file name\.$/u,
      );
    },
  );

  test.each(["../../x", "/etc/x", "version/../../x", "./x", "..", "a\\..\\x", "C:\\x"])(
    "a packageFile %j is refused",
    async (packageFile) => {
      const content = jobFile({ versions: [versionFile({ packageFile })] });
      await expectRefused(
        await fill(await make(), { "jobs/a/job.json": content }),
        /^jobs\/a\/job\.json: "versions"\[0\]: "packageFile" is refused: .* is not a path below the job's folder\.$/u,
      );
    },
  );

  test("two jobs of one name are refused, letter case ignored, with both files", async () => {
    const archive = await fill(await make(), {
      "a/job.json": jobFile(),
      "b/job.json": jobFile({ name: "SORT parcels" }),
    });
    await expectRefused(archive, /^a\/job\.json and b\/job\.json hold jobs of one name, "SORT parcels"\./u);
  });

  test("several files, of which none is the package, make the job impossible", async () => {
    const { id: project } = await platform.makeProject();
    const archive = await fill(await make(), {
      "job.json": jobFile(),
      "version/1/a.py": "",
      "version/1/b.py": "",
    });
    const { steps } = await saagie.jobs.planImport(archive, { project });
    expect(steps).toMatchObject([
      {
        action: "cannot",
        reason:
          "version 1, the current one: version/1/ holds 2 files, and job.json does not tell which is the package",
      },
    ]);
  });
});

async function hugeFile(place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const file = await open(place, "w");
  // A hole: it takes no room on the disk.
  await file.truncate(5 * 1024 ** 3);
  await file.close();
}

test.each([
  ["job.json", /^job\.json is too large to be a job\.$/u],
  ["footbridge.json", /^footbridge\.json is too large to be a manifest\.$/u],
])("a %s that is far too large is refused without being read", async (name, message) => {
  const folder = await temporaryFolder();
  await hugeFile(join(folder, name));
  await expectRefused(folderArchive(folder), message);
});

test("so is a journal, which an archive may bring along", async () => {
  const { id: project } = await platform.makeProject();
  const folder = await temporaryFolder();
  const archive = await fill(folderArchive(folder), { "job.json": jobFile(), "version/1/sort.py": "" });
  const { journal } = await saagie.jobs.import(archive, { project });
  await hugeFile(join(folder, journal, "journal.json"));
  expect(await rejection(saagie.jobs.import(archive, { project }))).toMatchObject({
    code: "INVALID_INPUT",
    message: `${journal}/journal.json is too large to be a journal.`,
  });
});

test("JSON that is nested without end is refused, or read, and breaks nothing", async () => {
  const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  await expectRefused(await fill(memoryArchive(), { "job.json": deep }), /^job\.json/u);
});

test("a link that leads out of the folder is not followed", async () => {
  const outside = await temporaryFolder();
  await writeFile(join(outside, "job.json"), JSON.stringify(jobFile()));
  await writeFile(join(outside, "sort.py"), "secret");
  const folder = await temporaryFolder();
  await symlink(join(outside, "job.json"), join(folder, "job.json"));
  await expectRefused(folderArchive(folder), /job\.json is a symbolic link that leads out/u);

  const other = await temporaryFolder();
  await writeFile(join(other, "job.json"), JSON.stringify(jobFile()));
  await mkdir(join(other, "version/1"), { recursive: true });
  await symlink(join(outside, "sort.py"), join(other, "version/1/sort.py"));
  const { id: project } = await platform.makeProject();
  const asked = watchRequests(emulator);
  expect(await rejection(saagie.jobs.import(folderArchive(other), { project }))).toMatchObject({
    code: "INVALID_INPUT",
  });
  expect(asked.writes()).toEqual([]);
  expect(await readdir(outside)).toEqual(["job.json", "sort.py"]);
});

test.each([0, 2.5, Number.NaN])(
  "a concurrency of %s is refused before anything is asked",
  async (concurrency) => {
    const { id: project } = await platform.makeProject();
    const asked = watchRequests(emulator);
    const archive = await fill(memoryArchive(), { "job.json": jobFile() });
    expect(await rejection(saagie.jobs.import(archive, { project, concurrency }))).toMatchObject({
      code: "INVALID_INPUT",
    });
    expect(asked.operations()).toEqual([]);
  },
);
