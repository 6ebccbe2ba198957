import { beforeAll, describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { contents, json } from "../support/archives.ts";
import { bundlePlatform, makeRichJob } from "../support/sample-jobs.ts";
import { makeRichProject } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie } = platform;
const JOB = "jobs/Chargement été";

let project = "";

beforeAll(async () => {
  ({ id: project } = await platform.makeProject());
  await makeRichProject(saagie, project);
});

async function numbersIn(archive: Archive, path: string): Promise<readonly number[]> {
  const { versions } = (await json(archive, path)) as {
    readonly versions: readonly { readonly number: number }[];
  };
  return versions.map(({ number }) => number);
}

describe("versionsLimit", () => {
  test("takes the newest versions of jobs with their packages, of pipelines and of apps", async () => {
    const archive = memoryArchive();
    const { warnings } = await saagie.projects.export(project, archive, { versionsLimit: 1 });
    expect(await numbersIn(archive, `${JOB}/job.json`)).toEqual([3]);
    expect(await numbersIn(archive, "pipelines/Nightly/pipeline.json")).toEqual([2]);
    expect(await numbersIn(archive, "apps/Web page/app.json")).toEqual([2]);
    const packages = Object.keys(await contents(archive)).filter((path) =>
      path.startsWith(`${JOB}/version/`),
    );
    expect(packages).toEqual([`${JOB}/version/3/load-2.py`]);
    // Both are at an older version again.
    expect(warnings).toEqual([
      '"Chargement été": the limit leaves out its current version; an import makes version 3 current.',
      '"Nightly": the limit leaves out its current version; an import makes version 2 current.',
    ]);
  });

  test("that everything fits in says nothing, and leaves nothing out", async () => {
    const [limited, whole] = [memoryArchive(), memoryArchive()];
    const { warnings } = await saagie.projects.export(project, limited, { versionsLimit: 3 });
    await saagie.projects.export(project, whole);
    expect(warnings).toEqual([]);
    expect(await contents(limited)).toEqual(await contents(whole));
  });

  test("keeps the current version of an app that is at an older one again", async () => {
    const { id } = await platform.makeProject();
    await makeRichProject(saagie, id);
    const app = await saagie.apps.idOf({ project: id, name: "Web page" });
    await saagie.apps.rollback(app, 1);
    const archive = memoryArchive();
    await saagie.projects.export(id, archive, { versionsLimit: 1 });
    expect(await numbersIn(archive, "apps/Web page/app.json")).toEqual([2]);
    expect(await json(archive, "apps/Web page/app.json")).toMatchObject({ currentVersion: { number: 1 } });
    const { steps } = await saagie.projects.planImport(archive, { name: platform.unique("copy") });
    expect(steps).toContainEqual(expect.objectContaining({ what: "app", versions: [1, 2] }));
  });

  test("is no matter where the current version alone is asked for", async () => {
    const archive = memoryArchive();
    await saagie.projects.export(project, archive, { versions: "current", versionsLimit: 1 });
    expect(await numbersIn(archive, `${JOB}/job.json`)).toEqual([2]);
  });

  test.each([0, -1, 1.5, Number.NaN])("of %s is refused before anything is asked", async (versionsLimit) => {
    const asked = watchRequests(platform.emulator);
    const archive = memoryArchive();
    for (const work of [
      () => saagie.projects.export(project, archive, { versionsLimit }),
      () => saagie.jobs.export([], archive, { versionsLimit }),
    ]) {
      expect(await rejection(work())).toMatchObject({
        code: "INVALID_INPUT",
        message: `versionsLimit must be a whole number from 1, not ${versionsLimit}.`,
      });
    }
    expect([await contents(archive), asked.operations()]).toEqual([{}, []]);
  });
});

test("one job need not be put into a list", async () => {
  const { id } = await platform.makeProject();
  const job = await makeRichJob(saagie, id);
  const [byId, byName, asList] = [memoryArchive(), memoryArchive(), memoryArchive()];
  await saagie.jobs.export(job, byId, { versionsLimit: 2 });
  await saagie.jobs.export({ project: id, name: "Chargement été" }, byName, { versionsLimit: 2 });
  await saagie.jobs.export([job], asList, { versionsLimit: 2 });
  expect(await numbersIn(byId, `${JOB}/job.json`)).toEqual([3, 2]);
  expect(await contents(byName)).toEqual(await contents(byId));
  expect(await contents(asList)).toEqual(await contents(byId));
});
