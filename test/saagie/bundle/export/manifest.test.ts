import { describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { InvalidInputError } from "../../../../src/index.ts";
import type { JobImportPlan } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { backends, contents, fill } from "../support/archives.ts";
import { bundlePlatform, jobFile, makeRichJob } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** Of the job that is made. */
const FOLDER = "jobs/Chargement été";

/** Exports a job, changes what lies in the archive, and plans its import into another project. */
async function planAfter(
  make: () => Promise<Archive>,
  change: (files: Record<string, string>, folder: string) => void,
): Promise<JobImportPlan & { readonly folder: string }> {
  const [from, to] = [await platform.makeProject(), await platform.makeProject()];
  await makeRichJob(saagie, from.id);
  const exported = memoryArchive();
  await saagie.projects.export(from.id, exported);
  const files = { ...(await contents(exported)) };
  change(files, FOLDER);
  const archive = await fill(await make(), files);
  return { ...(await saagie.jobs.planImport(archive, { project: to.id })), folder: FOLDER };
}

describe.each(backends)("an export in a $name that somebody has been at", ({ make }) => {
  test("nothing is said of one that is as it was", async () => {
    expect(await planAfter(make, () => undefined)).toMatchObject({
      warnings: [],
      steps: [{ action: "create", warnings: [] }],
    });
  });

  test("a package of another size, or of other bytes, is warned of", async () => {
    const { steps, folder } = await planAfter(make, (files, at) => {
      files[`${at}/version/1/load.py`] = "print(100)\n";
      files[`${at}/version/2/load-2.py`] = "print(9)\n";
    });
    expect(steps).toMatchObject([
      {
        action: "create",
        warnings: [
          `version 1: ${folder}/version/1/load.py is not what was exported: it has 11 bytes instead of 9`,
          `version 2: ${folder}/version/2/load-2.py is not what was exported: its checksum is another`,
        ],
      },
    ]);
  });

  test("a job.json that was edited is warned of, and imported as it is", async () => {
    const { steps } = await planAfter(make, (files, at) => {
      files[`${at}/job.json`] = files[`${at}/job.json`]?.replace("nightly", "weekly") ?? "";
    });
    expect(steps).toMatchObject([
      { action: "create", warnings: [expect.stringContaining("job.json has been edited since the export")] },
    ]);
  });

  test("a package that is listed and missing makes its job impossible, also one of an older version", async () => {
    const { steps, folder } = await planAfter(make, (files, at) => {
      delete files[`${at}/version/1/load.py`];
    });
    expect(steps).toMatchObject([
      { action: "cannot", reason: `${folder}/version/1/load.py is in the manifest, but missing` },
    ]);
  });

  test("a job that was added by hand is warned of, and imported", async () => {
    const { steps } = await planAfter(make, (files) => {
      files["jobs/new/job.json"] = JSON.stringify(jobFile());
      files["jobs/new/version/1/sort.py"] = "";
    });
    expect(steps).toContainEqual(
      expect.objectContaining({
        name: "Sort parcels",
        action: "create",
        warnings: [
          "jobs/new/job.json is not in the manifest: added since the export, or left from an earlier one",
        ],
      }),
    );
  });

  test("a job whose folder was removed is gone, as after a merge in Git", async () => {
    const { steps, warnings } = await planAfter(make, (files, at) => {
      for (const path of Object.keys(files)) if (path.startsWith(at)) delete files[path];
    });
    expect({ steps, warnings }).toEqual({ steps: [], warnings: [] });
  });

  test("a job whose file alone is missing is warned of", async () => {
    const { steps, warnings, folder } = await planAfter(make, (files, at) => {
      delete files[`${at}/job.json`];
    });
    expect(steps).toEqual([]);
    expect(warnings).toEqual([
      `${folder}/job.json is in the manifest, but missing: that job is not imported`,
    ]);
  });
});

test("the manifest is found when the folder above the export is given", async () => {
  const [from, to] = [await platform.makeProject(), await platform.makeProject()];
  await makeRichJob(saagie, from.id);
  const exported = memoryArchive();
  await saagie.projects.export(from.id, exported);
  const files = Object.entries(await contents(exported)).map(
    ([path, text]) => [`backup/today/${path}`, text] as const,
  );
  const archive = await fill(memoryArchive(), {
    ...Object.fromEntries(files),
    [`backup/today/${FOLDER}/version/3/load-2.py`]: "",
  });
  expect(await saagie.jobs.planImport(archive, { project: to.id })).toMatchObject({
    steps: [{ warnings: [expect.stringContaining("version 3: ")] }],
  });
});

describe("a manifest that is broken", () => {
  test.each([
    ["no JSON", "{", /^footbridge\.json is not valid JSON/u],
    [
      "of a newer version",
      '{"format":2}',
      /^footbridge\.json: "format" should be 1, not 2\..*newer version/u,
    ],
    ["of no version", "{}", /^footbridge\.json: "format" should be 1/u],
    [
      "with files that are none",
      '{"format":1,"files":[]}',
      /^footbridge\.json: "files" should be a JSON object/u,
    ],
    [
      "with a file that is none",
      '{"format":1,"files":{"a":1}}',
      /^footbridge\.json: "files": "a" should be a JSON object/u,
    ],
    [
      "with a size that is none",
      '{"format":1,"files":{"a":{"size":"big","sha256":""}}}',
      /"size" should be a number/u,
    ],
  ])("%s: the file is named, and nothing is asked", async (_, content, message) => {
    const { id } = await platform.makeProject();
    const archive = await fill(memoryArchive(), { "footbridge.json": content, "job.json": jobFile() });
    const asked = watchRequests(emulator);
    const error = await rejection(saagie.jobs.planImport(archive, { project: id }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string });
    expect(asked.operations()).toEqual([]);
  });
});
