import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import {
  makeEndlessRun,
  makeJob,
  makeJobWithoutPackage,
  NOBODY,
  plainJob,
  SCRIPT,
  type MadeJob,
} from "../support/things.ts";

const aJob = (platform: TestPlatform): Promise<MadeJob> => makeJob(platform);

/** A job whose second version is the current one. */
async function twoVersions(platform: TestPlatform): Promise<MadeJob> {
  const job = await makeJob(platform);
  await platform.saagie.jobs.upgrade(job.id, { releaseNote: "second" });
  return job;
}

/** An image where none belongs: the client does not know whether a platform may take it. */
const MISPLACED = { dockerInfo: { image: "alpine" } };
const MISPLACED_FIELDS = { dockerInfo: "must be absent for this runtime" };

/** What making and changing jobs promises. */
const changes: readonly ContractRow[] = [
  contract({
    method: "jobs.create",
    prepare: async (platform) => ({
      project: await platform.project(),
      definition: plainJob(platform, { description: "made by a test" }),
    }),
    call: ({ jobs }, { project, definition }) => jobs.create(project.id, definition),
    check: async ({ id, versions }, { definition }, { saagie }) => {
      expect(versions).toEqual([{ number: 1, isCurrent: true }]);
      const { name, description } = definition;
      expect(await saagie.jobs.get(id)).toMatchObject({ name, description, category: "Processing" });
    },
    missing: ({ jobs }, { definition }) => jobs.create(NOBODY, definition),
    denied: "viewer",
    refused: {
      call: async ({ jobs }, { project, definition }, platform) => {
        const { name } = await makeJob(platform);
        return jobs.create(project.id, { ...definition, name: name.toUpperCase() });
      },
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "jobs.edit",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.edit(id, { description: "edited" }),
    check: async (answer, { id, name }, { saagie }) => {
      expect(answer).toMatchObject({ id, name, description: "edited" });
      expect(await saagie.jobs.get(id)).toMatchObject({ name, description: "edited", alerting: null });
    },
    missing: ({ jobs }) => jobs.edit(NOBODY, { description: "edited" }),
    denied: "viewer",
    refused: {
      call: async ({ jobs }, { id }, platform) => jobs.edit(id, { name: (await makeJob(platform)).name }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "jobs.upgrade",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.upgrade(id, { releaseNote: "second" }),
    check: async (version, { id }, { saagie }) => {
      const expected = {
        number: 2,
        isCurrent: true,
        releaseNote: "second",
        packageInfo: { name: SCRIPT.name },
      };
      expect(version).toMatchObject(expected);
      expect((await saagie.jobs.get(id)).versions[0]).toMatchObject(expected);
    },
    missing: ({ jobs }) => jobs.upgrade(NOBODY, { releaseNote: "second" }),
    denied: "viewer",
    refused: { call: ({ jobs }, { id }) => jobs.upgrade(id, MISPLACED), fields: MISPLACED_FIELDS },
  }),
  contract({
    method: "jobs.createOrUpgrade",
    prepare: aJob,
    call: ({ jobs }, { name, project }, platform) =>
      jobs.createOrUpgrade(project.id, plainJob(platform, { name, commandLine: "python {file} again" })),
    check: (answer, { id, name }) =>
      expect(answer).toEqual({
        action: "upgraded",
        id,
        name,
        version: 2,
        changed: ["version"],
        notApplied: [],
      }),
    missing: ({ jobs }) => jobs.createOrUpgrade(NOBODY, { name: "x", technology: "Python", file: SCRIPT }),
    denied: "viewer",
    refused: {
      call: ({ jobs }, { name, project }, platform) =>
        jobs.createOrUpgrade(project.id, plainJob(platform, { name, ...MISPLACED })),
      fields: MISPLACED_FIELDS,
    },
  }),
  contract({
    method: "jobs.delete",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.delete(id),
    check: async (_, { id, project }, { saagie }) => {
      expect(await saagie.jobs.listMinimal(project.id)).not.toContainEqual(expect.objectContaining({ id }));
    },
    missing: ({ jobs }) => jobs.delete(NOBODY),
    denied: "viewer",
    refused: {
      call: async ({ jobs }, _, platform) => jobs.delete((await makeEndlessRun(platform)).job.id),
      fields: { job: "HAS_UNFINISHED_INSTANCES" },
      isOwnWording: true,
    },
  }),
  contract({
    method: "jobs.generateDescriptionByAi",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.generateDescriptionByAi(id),
    check: ({ id, description }, thing) => {
      expect(id).toBe(thing.id);
      expect(description).toContain("generated from version 1");
    },
    missing: ({ jobs }) => jobs.generateDescriptionByAi(NOBODY),
    denied: "viewer",
    refused: {
      call: async ({ jobs }, _, platform) =>
        jobs.generateDescriptionByAi((await makeJobWithoutPackage(platform)).id),
      fields: { aiDescription: "SOURCE_CODE_NOT_READABLE" },
    },
    platformVersion: "2024.02",
    emulatorOnly: "it is for a platform of another version, and what is generated differs",
  }),
];

/** What versions, copies and moves promise. */
const versionsAndPlaces: readonly ContractRow[] = [
  contract({
    method: "jobs.rollback",
    prepare: twoVersions,
    call: ({ jobs }, { id }) => jobs.rollback(id, 1),
    check: async ({ id, versions }, thing, { saagie }) => {
      expect(id).toBe(thing.id);
      const current = versions.filter(({ isCurrent }) => isCurrent).map(({ number }) => number);
      expect(current).toEqual([1]);
      expect((await saagie.jobs.get(id, { versionsOnlyCurrent: true })).versions).toMatchObject([
        { number: 1 },
      ]);
    },
    missing: ({ jobs }, { id }) => jobs.rollback(id, 99),
    denied: "viewer",
    refused: { answerTo: "JobsRollback" },
  }),
  contract({
    method: "jobs.setMajorVersion",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.setMajorVersion(id, { versionNumber: 1, isMajor: true }),
    check: async (version, { id }, { saagie }) => {
      expect(version).toMatchObject({ number: 1, isMajor: true });
      expect(await saagie.jobs.version(id, 1)).toMatchObject({ isMajor: true });
    },
    missing: ({ jobs }) => jobs.setMajorVersion(NOBODY, { versionNumber: 1, isMajor: true }),
    denied: "viewer",
    refused: { answerTo: "JobsSetMajorVersion" },
  }),
  contract({
    method: "jobs.deleteVersions",
    prepare: twoVersions,
    call: ({ jobs }, { id }) => jobs.deleteVersions(id, [1, 2]),
    check: async (answer, { id }, { saagie }) => {
      expect(answer).toEqual([
        { number: 1, success: true },
        { number: 2, success: false },
      ]);
      expect((await saagie.jobs.get(id)).versions).toMatchObject([{ number: 2 }]);
    },
    missing: ({ jobs }) => jobs.deleteVersions(NOBODY, [1]),
    denied: "viewer",
    refused: { answerTo: "JobsDeleteVersions" },
  }),
  contract({
    method: "jobs.duplicate",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.duplicate(id),
    check: async (copy, { id, name, project }, { saagie }) => {
      expect(copy).toMatchObject({ name: `Copy of ${name}`, originalJobId: id });
      expect(await saagie.jobs.listMinimal(project.id)).toContainEqual(
        expect.objectContaining({ id: copy.id }),
      );
    },
    missing: ({ jobs }) => jobs.duplicate(NOBODY),
    denied: "viewer",
    refused: { answerTo: "JobsDuplicate" },
  }),
  contract({
    method: "jobs.move",
    prepare: async (platform) => {
      const target = await platform.makeProject();
      return {
        job: await makeJob(platform),
        target: { targetProjectId: target.id, targetPlatformId: platform.saagie.platform },
      };
    },
    call: ({ jobs }, { job, target }) => jobs.move(job.id, target, { targetCategory: "Extraction" }),
    check: async (id, { job, target }, { saagie }) => {
      expect(await saagie.jobs.get(id)).toMatchObject({
        name: job.name,
        category: "Extraction",
        project: { id: target.targetProjectId },
      });
    },
    missing: ({ jobs }, { target }) => jobs.move(NOBODY, target),
    denied: "viewer",
    refused: {
      call: async ({ jobs }, { target }, platform) =>
        jobs.move((await makeJob(platform, { cronScheduling: "0 5 * * *" })).id, target),
      fields: { isScheduled: "a scheduled job cannot be moved" },
      isOwnWording: true,
    },
  }),
];

/** What every public method of jobs that changes something promises. */
export const jobChangeContracts: readonly ContractRow[] = [...changes, ...versionsAndPlaces];
