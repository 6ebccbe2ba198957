import { expect, test } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import { watchRequests } from "../support/request-log.ts";
import { ownPlatform, script } from "./sample-jobs.ts";

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
