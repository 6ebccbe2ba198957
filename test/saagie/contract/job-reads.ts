import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { makeJob, NOBODY, PYTHON, SCRIPT, type MadeJob } from "../support/things.ts";

const aJob = (platform: TestPlatform): Promise<MadeJob> => makeJob(platform);
const NOWHERE = `no such job`;

/** What reading jobs, their versions and their packages promises. */
export const jobReadContracts: readonly ContractRow[] = [
  contract({
    method: "jobs.list",
    prepare: aJob,
    call: ({ jobs }, { project }) =>
      jobs.list(project.id, { category: "Processing", technologyId: PYTHON, instancesLimit: 0 }),
    check: (list, { id, name }) =>
      expect(list.find((job) => job.id === id)).toMatchObject({
        name,
        instances: [],
        technology: { id: PYTHON },
        versions: [{ number: 1, isCurrent: true, packageInfo: { name: SCRIPT.name } }],
      }),
    missing: ({ jobs }) => jobs.list(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsList" },
  }),
  contract({
    method: "jobs.listMinimal",
    prepare: aJob,
    call: ({ jobs }, { project }) => jobs.listMinimal(project.id),
    check: (list, { id, name }) =>
      expect(list).toContainEqual({ id, name, alias: name.replaceAll(/\W/gu, "_") }),
    missing: ({ jobs }) => jobs.listMinimal(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsListMinimal" },
  }),
  contract({
    method: "jobs.get",
    checkSince: "2023.04",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.get(id, { versionsLimit: 1, instancesLimit: 1 }),
    check: (job, { id, name, project }) =>
      expect(job).toMatchObject({
        id,
        name,
        project: { id: project.id, name: project.name },
        versions: [{ number: 1 }],
        isDeletable: true,
        deletableState: { deletable: true, reasons: [] },
      }),
    missing: ({ jobs }) => jobs.get(NOBODY),
    denied: "outsider",
    refused: { answerTo: "JobsGet" },
  }),
  contract({
    method: "jobs.getByAlias",
    prepare: aJob,
    call: ({ jobs }, { name, project }) => jobs.getByAlias(project.id, name.replaceAll(/\W/gu, "_")),
    check: (job, { id, name }) => expect(job).toMatchObject({ id, name, instances: [] }),
    missing: ({ jobs }, { project }) => jobs.getByAlias(project.id, "no_such_alias"),
    denied: "outsider",
    refused: { answerTo: "JobsGetByAlias" },
  }),
  contract({
    method: "jobs.idOf",
    prepare: aJob,
    call: ({ jobs }, { name, project }) => jobs.idOf({ project: project.id, name }),
    check: async (answer, { id, project }, { saagie }) => {
      expect(answer).toBe(id);
      const { alias } = await saagie.jobs.get(id);
      expect(await saagie.jobs.idOf({ project: project.id, alias: alias ?? "" })).toBe(id);
    },
    missing: ({ jobs }, { project }) => jobs.idOf({ project: project.id, name: NOWHERE }),
    denied: "outsider",
    refused: { answerTo: "JobsListMinimal" },
  }),
  contract({
    method: "jobs.version",
    checkSince: "2023.03",
    prepare: aJob,
    call: ({ jobs }, { id }) => jobs.version(id, 1),
    check: (version) =>
      expect(version).toMatchObject({
        number: 1,
        isCurrent: true,
        isMajor: false,
        packageInfo: { name: SCRIPT.name },
        deletableState: { deletable: false, reasons: ["CURRENT_VERSION"] },
      }),
    missing: ({ jobs }, { id }) => jobs.version(id, 99),
    denied: "outsider",
    refused: { answerTo: "JobsVersion" },
  }),
  contract({
    method: "jobs.openArtifact",
    prepare: aJob,
    call: async ({ jobs }, { id }) => {
      const { stream, size } = await jobs.openArtifact(id, 1);
      return { size, text: await new Response(stream).text() };
    },
    check: ({ text }) => expect(text).toBe(SCRIPT.content),
    missing: ({ jobs }, { id }) => jobs.openArtifact(id, 99),
    denied: "outsider",
    refused: { answerTo: "JobsVersion" },
  }),
  contract({
    method: "jobs.saveArtifact",
    prepare: async (platform) => ({
      job: await makeJob(platform),
      path: join(await temporaryFolder(), "saved.py"),
    }),
    call: ({ jobs }, { job, path }) => jobs.saveArtifact(job.id, 1, { path }),
    check: async (answer, { path }) => {
      expect(answer).toBe(path);
      expect(await readFile(path, "utf8")).toBe(SCRIPT.content);
    },
    missing: ({ jobs }, { path }) => jobs.saveArtifact(NOBODY, 1, { path }),
    denied: "outsider",
    refused: { answerTo: "JobsVersion" },
  }),
];
