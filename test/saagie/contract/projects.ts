import { expect } from "vitest";
import type { Project } from "../../../src/saagie/index.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { makeJob, NOBODY, PYTHON } from "../support/things.ts";

const shared = (platform: TestPlatform): Promise<Project> => platform.project();

/** Makes a project that is not ready yet. */
async function makeUnready(platform: TestPlatform): Promise<Project> {
  const project = await platform.saagie.projects.create({ name: platform.unique("unready") });
  platform.afterwards(() => platform.saagie.projects.delete(project.id));
  return project;
}

/** What reading projects promises. */
const reads: readonly ContractRow[] = [
  contract({
    method: "projects.list",
    prepare: shared,
    call: ({ projects }) => projects.list(),
    check: (list, { id, name }) => expect(list).toContainEqual(expect.objectContaining({ id, name })),
    missing: "cannot be missing",
    denied: "nobody",
    refused: { answerTo: "ProjectsList" },
  }),
  contract({
    method: "projects.get",
    prepare: shared,
    call: ({ projects }, { id }) => projects.get(id),
    check: (answer, { id, name }) => expect(answer).toMatchObject({ id, name, status: "READY" }),
    missing: ({ projects }) => projects.get(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ProjectsGet" },
  }),
  contract({
    method: "projects.status",
    prepare: shared,
    call: ({ projects }, { id }) => projects.status(id),
    check: (answer, { id }) => expect(answer).toEqual({ id, status: "READY" }),
    missing: ({ projects }) => projects.status(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ProjectsStatus" },
  }),
  contract({
    method: "projects.getByName",
    prepare: shared,
    call: ({ projects }, { name }) => projects.getByName(name),
    check: (answer, { id, name }) => expect(answer).toMatchObject({ id, name }),
    missing: ({ projects }) => projects.getByName("nothing has this name"),
    denied: "outsider",
    refused: { answerTo: "ProjectsGetByName" },
  }),
  contract({
    method: "projects.idOf",
    prepare: shared,
    call: ({ projects }, { name }) => projects.idOf(name),
    check: (answer, { id }) => expect(answer).toBe(id),
    missing: ({ projects }) => projects.idOf({ name: "nothing has this name" }),
    denied: "outsider",
    refused: { answerTo: "ProjectsGet" },
  }),
  contract({
    method: "projects.technologies",
    prepare: shared,
    call: ({ projects }, { id }) => projects.technologies(id),
    check: ({ technologiesByCategory, appTechnologies }) => {
      expect(technologiesByCategory.map((entry) => entry?.jobCategory)).toEqual(["Extraction", "Processing"]);
      expect(technologiesByCategory[0]?.technologies).toContainEqual({ id: PYTHON });
      expect(appTechnologies?.length).toBeGreaterThan(2);
    },
    missing: ({ projects }) => projects.technologies(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ProjectsTechnologies" },
  }),
  contract({
    method: "projects.rights",
    prepare: shared,
    call: ({ projects }, { id }) => projects.rights(id),
    // Groups that may see all projects of a platform are among them.
    check: (rights, _, { viewers }) =>
      expect(rights).toContainEqual({ name: viewers, role: "ROLE_PROJECT_VIEWER", isAllProjects: false }),
    missing: ({ projects }) => projects.rights(NOBODY),
    denied: "viewer",
    refused: { answerTo: "ProjectsRights" },
  }),
  contract({
    method: "projects.countJobs",
    prepare: (platform) => makeJob(platform),
    call: ({ projects }, { name, project }) =>
      projects.countJobs(project.id, { jobCategory: "Processing", technologyId: PYTHON, search: name }),
    check: (counts) =>
      expect(counts).toEqual([
        expect.objectContaining({
          jobCategory: "Processing",
          jobsCountByTechnology: [{ technology: { id: PYTHON }, count: expect.any(Number) as number }],
        }),
      ]),
    missing: ({ projects }) => projects.countJobs(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ProjectsCountJobs" },
  }),
  contract({
    method: "projects.countApps",
    prepare: shared,
    call: ({ projects }, { id }) => projects.countApps(id),
    check: (counts) => expect(counts).toBeInstanceOf(Array),
    missing: ({ projects }) => projects.countApps(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ProjectsCountApps" },
  }),
  contract({
    method: "projects.jobCategories",
    prepare: shared,
    call: ({ projects }) => projects.jobCategories(),
    check: (categories) => expect(categories).toEqual(expect.arrayContaining(["Extraction", "Processing"])),
    missing: "cannot be missing",
    denied: "viewer",
    refused: { answerTo: "ProjectsJobCategories" },
  }),
  contract({
    method: "projects.waitUntilReady",
    prepare: makeUnready,
    call: ({ projects }, { id }, { patience }) => projects.waitUntilReady(id, patience),
    check: (answer, { id }) => expect(answer).toMatchObject({ id, status: "READY" }),
    missing: ({ projects }) => projects.waitUntilReady(NOBODY),
    denied: "outsider",
    refused: { answerTo: "ProjectsGet" },
  }),
];

/** What changing projects promises. */
const changes: readonly ContractRow[] = [
  contract({
    method: "projects.create",
    prepare: (platform) =>
      Promise.resolve({ name: platform.unique("created"), description: "made by a test" }),
    call: async ({ projects }, definition, platform) => {
      const project = await projects.create(definition);
      platform.afterwards(() => projects.delete(project.id));
      return project;
    },
    check: async (answer, definition, { saagie }) => {
      expect(answer).toMatchObject(definition);
      expect(await saagie.projects.get(answer.id)).toMatchObject(definition);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: {
      call: async ({ projects }, _, platform) =>
        projects.create({ name: (await platform.project()).name.toUpperCase() }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "projects.ensure",
    prepare: (platform) => Promise.resolve({ name: platform.unique("ensured") }),
    call: async ({ projects }, definition, platform) => {
      const project = await projects.ensure(definition, platform.patience);
      platform.afterwards(() => projects.delete(project.id));
      return project;
    },
    check: (answer, { name }) => expect(answer).toMatchObject({ name, status: "READY" }),
    missing: "cannot be missing",
    denied: "viewer",
    refused: { answerTo: "ProjectsCreate" },
  }),
  contract({
    method: "projects.edit",
    prepare: (platform) => platform.makeProject(),
    call: ({ projects }, { id }) => projects.edit(id, { description: "edited" }),
    check: async (answer, { id, name }, { saagie }) => {
      expect(answer).toMatchObject({ id, name, description: "edited" });
      expect(await saagie.projects.get(id)).toMatchObject({ name, description: "edited" });
    },
    missing: ({ projects }) => projects.edit(NOBODY, { description: "edited" }),
    denied: "viewer",
    refused: {
      call: async ({ projects }, { id }, platform) =>
        projects.edit(id, { name: (await platform.project()).name }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "projects.delete",
    prepare: (platform) => platform.makeProject(),
    call: ({ projects }, { id }) => projects.delete(id),
    check: async (_, { id }, { saagie }) => {
      expect(await saagie.projects.list()).not.toContainEqual(expect.objectContaining({ id }));
    },
    missing: ({ projects }) => projects.delete(NOBODY),
    denied: "viewer",
    refused: { answerTo: "ProjectsDelete" },
  }),
];

/** What every public method of projects promises. */
export const projectContracts: readonly ContractRow[] = [...reads, ...changes];
