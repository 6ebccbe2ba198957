import { expect, test } from "vitest";
import { isForm } from "../../../core/support/sent-form.ts";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { rejection } from "../../support/things.ts";
import { fill } from "../support/archives.ts";
import { appFile, pythonFiles } from "../support/foreign-exports.ts";
import { bundlePlatform, essences, jobFile, versionFile } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const COMMAND = "python {file}";

test("a version whose answer is lost is not taken for another one that differs in its package alone", async () => {
  const { id: project } = await platform.makeProject();
  const place = { project, name: "Sort parcels" };
  const version = { commandLine: COMMAND, releaseNote: "" };
  await saagie.jobs.create(project, {
    name: place.name,
    technology: "Python",
    alias: "sort_parcels",
    commandLine: COMMAND,
    file: { name: "sort.py", content: "old" },
  });
  const archive = await fill(memoryArchive(), {
    "job.json": jobFile({ versions: [versionFile(version)] }),
    "version/1/sort.py": "archived",
  });
  let isLost = false;
  const client = platform.client({
    fetch: async (input, init) => {
      if (!isForm(init?.body) || isLost) return emulator.fetch(input, init);
      isLost = true;
      // It never arrives; meanwhile somebody else is at work.
      await saagie.jobs.upgrade(place, { ...version, file: { name: "sort.py", content: "somebody else's" } });
      throw new TypeError("fetch failed");
    },
    retry: { retries: 0 },
  });
  expect(await rejection(client.jobs.import(archive, { project }))).toMatchObject({
    code: "OUTCOME_UNKNOWN",
  });
  expect(await saagie.jobs.import(archive, { project })).toMatchObject({ jobs: [{ action: "upgraded" }] });
  expect(await essences(saagie, project)).toMatchObject({
    "Sort parcels": {
      versions: [{ package: "old" }, { package: "somebody else's" }, { package: "archived" }],
    },
  });
});

test("a version of an app whose answer is lost is looked up, and none is there twice", async () => {
  const { id: into } = await platform.makeProject();
  const APP = "p/apps/a/app.json";
  const versions = [1, 2, 3].map((number) => ({
    number,
    dockerInfo: { image: `nginx:${number}` },
    isCurrent: number === 3,
  }));
  const archive = await fill(
    memoryArchive(),
    pythonFiles({ [APP]: appFile({ versions, currentVersion: versions[2] }) }),
  );
  emulator.faults.add({ match: { operation: "addAppVersion" }, reset: "after", times: 2 });
  await platform.client({ retry: { retries: 0 } }).projects.import(archive, { into });
  emulator.faults.clear();
  const { versions: made } = await saagie.apps.get({ project: into, name: "Page" });
  expect(made?.map((one) => one?.dockerInfo?.image).toSorted()).toEqual(["nginx:1", "nginx:2", "nginx:3"]);
});
