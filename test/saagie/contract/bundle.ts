import { expect } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import type { Archive } from "../../../src/core/content/archive.ts";
import type { Project } from "../../../src/saagie/index.ts";
import { contract, type ContractRow } from "./contract.ts";
import { makeApp, type MadeApp } from "../support/app-things.ts";
import { makePipeline, type MadePipeline } from "../support/pipeline-things.ts";
import type { TestPlatform } from "../support/platform.ts";
import { makeJob, NOBODY, type MadeJob } from "../support/things.ts";

/** An archive with one job, and the project that it is to go to. */
interface Exported {
  readonly job: MadeJob;
  readonly archive: Archive;
  readonly target: Project;
}

async function exported(platform: TestPlatform): Promise<Exported> {
  const job = await makeJob(platform);
  const archive = memoryArchive();
  await platform.saagie.jobs.export([job.id], archive);
  return { job, archive, target: await platform.makeProject() };
}

/** What exporting jobs and bringing them back promises; what archives hold is tested elsewhere. */
export const jobBundleContracts: readonly ContractRow[] = [
  contract({
    method: "jobs.export",
    prepare: (platform) => makeJob(platform),
    call: ({ jobs }, { id }) => jobs.export([id], memoryArchive()),
    check: (result, { id, name }) => expect(result.jobs).toEqual([{ id, name, versions: 1 }]),
    missing: ({ jobs }) => jobs.export([NOBODY], memoryArchive()),
    denied: "outsider",
    refused: { answerTo: "JobsForExport" },
  }),
  contract({
    method: "jobs.planImport",
    prepare: exported,
    call: ({ jobs }, { archive, target }) => jobs.planImport(archive, { project: target.id }),
    check: async ({ steps, projectId }, { job, target }, { saagie }) => {
      expect(projectId).toBe(target.id);
      expect(steps).toMatchObject([{ name: job.name, action: "create", versions: [1] }]);
      expect(await saagie.jobs.listMinimal(target.id)).toEqual([]);
    },
    missing: ({ jobs }, { archive }) => jobs.planImport(archive, { project: NOBODY }),
    denied: "outsider",
    refused: { answerTo: "JobsListMinimal" },
  }),
  contract({
    method: "jobs.import",
    prepare: exported,
    call: ({ jobs }, { archive, target }) => jobs.import(archive, { project: target.id }),
    check: async ({ jobs }, { job, target }, { saagie }) => {
      expect(jobs).toMatchObject([{ name: job.name, action: "created" }]);
      expect(await saagie.jobs.listMinimal(target.id)).toMatchObject([{ name: job.name }]);
    },
    missing: ({ jobs }, { archive }) => jobs.import(archive, { project: NOBODY }),
    denied: "viewer",
    refused: { answerTo: "JobsCreate" },
  }),
];

/** An archive with one pipeline and its jobs, and the project that it is to go to. */
async function exportedPipeline(platform: TestPlatform): Promise<ExportedPart<MadePipeline>> {
  const thing = await makePipeline(platform);
  const archive = memoryArchive();
  await platform.saagie.pipelines.export(thing.id, archive, { includeJobs: true });
  return { thing, archive, target: await platform.makeProject() };
}

/** An archive with one app, and the project that it is to go to. */
async function exportedApp(platform: TestPlatform): Promise<ExportedPart<MadeApp>> {
  const thing = await makeApp(platform);
  const archive = memoryArchive();
  await platform.saagie.apps.export(thing.id, archive);
  return { thing, archive, target: await platform.makeProject() };
}

interface ExportedPart<Thing> {
  readonly thing: Thing;
  readonly archive: Archive;
  readonly target: Project;
}

/** What exporting pipelines and bringing them back promises. */
export const pipelineBundleContracts: readonly ContractRow[] = [
  contract({
    method: "pipelines.export",
    prepare: (platform) => makePipeline(platform),
    call: ({ pipelines }, { id }) => pipelines.export(id, memoryArchive()),
    check: (result, { id, name }) => expect(result).toMatchObject({ pipelines: [{ id, name }], jobs: [] }),
    missing: ({ pipelines }) => pipelines.export(NOBODY, memoryArchive()),
    denied: "outsider",
    refused: { answerTo: "PipelinesForExport" },
  }),
  contract({
    method: "pipelines.planImport",
    prepare: exportedPipeline,
    call: ({ pipelines }, { archive, target }) => pipelines.planImport(archive, { project: target.id }),
    check: async ({ steps, projectId }, { thing, target }, { saagie }) => {
      expect(projectId).toBe(target.id);
      expect(steps).toContainEqual(
        expect.objectContaining({ name: thing.name, action: "create", versions: [1] }),
      );
      expect(await saagie.pipelines.listMinimal(target.id)).toEqual([]);
    },
    missing: ({ pipelines }, { archive }) => pipelines.planImport(archive, { project: NOBODY }),
    denied: "outsider",
    refused: { answerTo: "PipelinesListMinimal" },
  }),
  contract({
    method: "pipelines.import",
    prepare: exportedPipeline,
    call: ({ pipelines }, { archive, target }) => pipelines.import(archive, { project: target.id }),
    check: async ({ imported }, { thing, target }, { saagie }) => {
      expect(imported).toContainEqual(expect.objectContaining({ name: thing.name, action: "created" }));
      expect(await saagie.pipelines.listMinimal(target.id)).toMatchObject([{ name: thing.name }]);
    },
    missing: ({ pipelines }, { archive }) => pipelines.import(archive, { project: NOBODY }),
    denied: "viewer",
    refused: { answerTo: "PipelinesCreate" },
  }),
];

/** What exporting apps and bringing them back promises. */
export const appBundleContracts: readonly ContractRow[] = [
  contract({
    method: "apps.export",
    prepare: (platform) => makeApp(platform),
    call: ({ apps }, { id }) => apps.export(id, memoryArchive()),
    check: (result, { id, name }) => expect(result.apps).toEqual([{ id, name }]),
    missing: ({ apps }) => apps.export(NOBODY, memoryArchive()),
    denied: "outsider",
    refused: { answerTo: "AppsForExport" },
  }),
  contract({
    method: "apps.planImport",
    prepare: exportedApp,
    call: ({ apps }, { archive, target }) => apps.planImport(archive, { project: target.id }),
    check: async ({ steps, projectId }, { thing, target }, { saagie }) => {
      expect(projectId).toBe(target.id);
      expect(steps).toMatchObject([{ name: thing.name, action: "create", versions: [1] }]);
      expect(await saagie.apps.listMinimal(target.id)).toEqual([]);
    },
    missing: ({ apps }, { archive }) => apps.planImport(archive, { project: NOBODY }),
    denied: "outsider",
    refused: { answerTo: "AppsListMinimal" },
  }),
  contract({
    method: "apps.import",
    prepare: exportedApp,
    call: ({ apps }, { archive, target }) => apps.import(archive, { project: target.id }),
    check: async ({ imported }, { thing, target }, { saagie }) => {
      expect(imported).toMatchObject([{ what: "app", name: thing.name, action: "created" }]);
      expect(await saagie.apps.listMinimal(target.id)).toMatchObject([{ name: thing.name }]);
    },
    missing: ({ apps }, { archive }) => apps.import(archive, { project: NOBODY }),
    denied: "viewer",
    refused: { answerTo: "AppsCreate" },
  }),
];

/** What exporting a project promises. */
export const projectBundleContracts: readonly ContractRow[] = [
  contract({
    method: "projects.export",
    prepare: (platform) => makeJob(platform),
    call: ({ projects }, { project }) => projects.export(project.id, memoryArchive()),
    check: (result, { id, name }) => expect(result.jobs).toContainEqual({ id, name, versions: 1 }),
    missing: ({ projects }) => projects.export(NOBODY, memoryArchive()),
    denied: "outsider",
    refused: { answerTo: "ProjectsForExport" },
  }),
  contract({
    method: "projects.planImport",
    prepare: exported,
    call: ({ projects }, { archive, target }) => projects.planImport(archive, { into: target.id }),
    check: async ({ steps, project }, { job, target }, { saagie }) => {
      expect(project).toEqual({ name: target.name, id: target.id });
      expect(steps).toMatchObject([{ what: "job", name: job.name, action: "create" }]);
      expect(await saagie.jobs.listMinimal(target.id)).toEqual([]);
    },
    missing: ({ projects }, { archive }) => projects.planImport(archive, { into: NOBODY }),
    denied: "outsider",
    refused: { answerTo: "JobsListMinimal" },
  }),
  contract({
    method: "projects.import",
    prepare: exported,
    call: ({ projects }, { archive, target }) => projects.import(archive, { into: target.id }),
    check: async ({ imported }, { job, target }, { saagie }) => {
      expect(imported).toMatchObject([{ what: "job", name: job.name, action: "created" }]);
      expect(await saagie.jobs.listMinimal(target.id)).toMatchObject([{ name: job.name }]);
    },
    missing: ({ projects }, { archive }) => projects.import(archive, { into: NOBODY }),
    denied: "viewer",
    refused: { answerTo: "JobsCreate" },
  }),
  contract({
    method: "projects.copyTo",
    prepare: exported,
    call: (saagie, { job, target }) =>
      saagie.projects.copyTo(job.project.id, saagie, { into: target.id, skipImpossible: true }),
    check: async ({ projectId }, { job, target }, { saagie }) => {
      expect(projectId).toBe(target.id);
      const jobs = await saagie.jobs.listMinimal(target.id);
      expect(jobs).toContainEqual(expect.objectContaining({ name: job.name }));
    },
    missing: (saagie, { target }) => saagie.projects.copyTo(NOBODY, saagie, { into: target.id }),
    denied: "outsider",
    refused: { answerTo: "ProjectsForExport" },
  }),
];
