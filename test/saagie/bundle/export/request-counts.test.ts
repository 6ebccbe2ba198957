import { expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { pipelineGraph } from "../../../../src/saagie/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { ownPlatform, script } from "../support/sample-jobs.ts";

const JOBS = 5;
const VERSIONS = 3;

/** Jobs with several versions, each with a package, in an archive. */
async function exported(): Promise<{
  readonly platform: ReturnType<typeof ownPlatform>;
  readonly archive: ReturnType<typeof memoryArchive>;
}> {
  const platform = ownPlatform();
  const { saagie } = platform;
  const { id: project } = await platform.makeProject();
  for (let job = 1; job <= JOBS; job += 1) {
    const version = (at: number): object => ({
      commandLine: `bash {file} ${at}`,
      file: script(`${job}.sh`, `echo ${at}`),
    });
    const { id } = await saagie.jobs.create(project, {
      name: `Job ${job}`,
      technology: "Bash",
      ...version(1),
    });
    for (let at = 2; at <= VERSIONS; at += 1) await saagie.jobs.upgrade(id, version(at));
  }
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  return { platform, archive };
}

test("an import asks once what the project allows, and reads no job that it has just made", async () => {
  const { platform, archive } = await exported();
  const watch = watchRequests(platform.emulator);
  await platform.client().projects.import(archive, { name: platform.unique("copy") });
  expect(watch.count("JobsCreate")).toBe(JOBS);
  expect(watch.count("JobsAddVersion")).toBe(JOBS * (VERSIONS - 1));
  expect(watch.count("JobsForUpgrade")).toBe(0);
  expect(watch.count("ProjectsTechnologies")).toBe(1);
});

test("an import of jobs alone does so, too", async () => {
  const { platform, archive } = await exported();
  const { id: project } = await platform.makeProject();
  const watch = watchRequests(platform.emulator);
  await platform.client().jobs.import(archive, { project });
  expect(watch.count("JobsForUpgrade")).toBe(0);
  expect(watch.count("ProjectsTechnologies")).toBe(1);
});

test("an import reads neither a pipeline nor an app that it has just made, however many versions they have", async () => {
  const platform = ownPlatform();
  const { saagie } = platform;
  const { id: project } = await platform.makeProject();
  const { id: job } = await saagie.jobs.create(project, {
    name: "Sort",
    technology: "Bash",
    commandLine: "sort",
  });
  const graph = pipelineGraph().job("a", { id: job });
  const schedule = { isScheduled: true, cronScheduling: "0 4 * * *" };
  const { id: pipeline } = await saagie.pipelines.create(project, { name: "Daily", graph, ...schedule });
  const { id: app } = await saagie.apps.create(project, { name: "Page", image: "nginx:1", description: "x" });
  for (let at = 2; at <= VERSIONS; at += 1) {
    await saagie.pipelines.upgrade(pipeline, { graph, releaseNote: `note ${at}` });
    await saagie.apps.upgrade(app, { image: `nginx:${at}` });
  }
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  const watch = watchRequests(platform.emulator);
  await platform.client().projects.import(archive, { name: platform.unique("copy") });
  expect(watch.count("PipelinesAddVersion")).toBe(VERSIONS - 1);
  expect(watch.count("AppsAddVersion")).toBe(VERSIONS - 1);
  expect(watch.count("PipelinesForExport") + watch.count("AppsForExport")).toBe(0);
  // The schedule waited for the version that is current: what differs is looked up once, at the end.
  expect(watch.count("PipelinesForUpgrade")).toBe(1);
  expect(watch.count("AppsForUpgrade")).toBe(0);
});

test("an import into what is there reads each thing once, before it changes anything", async () => {
  const { platform, archive } = await exported();
  const { id: project } = await platform.makeProject();
  await platform.saagie.projects.import(archive, { into: project });
  for (const { id } of await platform.saagie.jobs.list(project)) {
    await platform.saagie.jobs.edit(id, { description: "mine" });
    await platform.saagie.jobs.upgrade(id, { commandLine: "bash {file} mine" });
  }
  const watch = watchRequests(platform.emulator);
  await platform.client().projects.import(archive, { into: project });
  expect(watch.count("JobsAddVersion")).toBe(JOBS);
  expect(watch.count("JobsForUpgrade")).toBe(JOBS);
  expect(watch.count("JobsListMinimal")).toBe(1);
});

test("an export takes one request for each sixteen jobs, and one for each package", async () => {
  const { platform, archive } = await exported();
  const { id: project } = await platform.makeProject();
  const { projectId } = await platform.saagie.projects.import(archive, { into: project });
  const watch = watchRequests(platform.emulator);
  await platform.client().projects.export(projectId, memoryArchive());
  expect(watch.count("JobsForExport")).toBe(Math.ceil(JOBS / 16));
  expect(watch.count("downloadArtifact")).toBe(JOBS * VERSIONS);
  // The log-in, the catalogue, and what a project is, allows and has: none of them once for each job.
  expect(watch.operations().length - JOBS * (1 + VERSIONS)).toBeLessThan(10);
});
