import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ANY_NUMBER, including, like } from "../../matchers.ts";
import {
  BASH,
  connect,
  JUPYTER,
  makeJob,
  NOTHING,
  problems,
  PYTHON,
  readyProject,
  RUBY,
  SPARK,
  type Wire,
} from "../wire.ts";

interface Project {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

const CREATE =
  "mutation ($project: ProjectInput!) { createProject(project: $project) { id name creator status } }";
const EDIT =
  "mutation ($project: ProjectEditionInput!) { editProject(project: $project) { id name creator } }";
const TECHNOLOGIES =
  "query ($id: UUID!) { project(id: $id) { technologiesByCategory { jobCategory technologies { id __typename } } appTechnologies { id } } }";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

async function create(project: object): Promise<string> {
  const { data } = await wire.post<{ createProject: Project }>(CREATE, { project });
  return data.createProject.id;
}

async function statusOf(id: string): Promise<string | undefined> {
  const { data } = await wire.post<{ project: Project | null }>(
    "query ($id: UUID!) { project(id: $id) { status } }",
    { id },
  );
  return data.project?.status;
}

describe("creating a project", () => {
  test("answers at once; it becomes ready in steps", async () => {
    const { data } = await wire.post<{ createProject: Project }>(CREATE, {
      project: {
        name: "Sales",
        authorizedGroups: { name: "technical-ci-saagieapi", role: "ROLE_PROJECT_MANAGER" },
      },
    });
    const { id } = data.createProject;
    expect(data.createProject).toEqual({ id, name: "Sales", creator: "demo", status: "CREATED" });
    const seen: unknown[] = [];
    for (const ms of [500, 500, 999, 1]) {
      emulator.clock.advance(ms);
      seen.push(await statusOf(id));
    }
    expect(seen).toEqual(["INIT_REQUESTED", "INITIALIZING", "INITIALIZING", "READY"]);
  });

  test("makes it visible in the list and by its exact name", async () => {
    const id = await create({ name: "Sales" });
    const list = await wire.post("{ projects { id name jobsCount description } }");
    expect(list.data).toEqual({ projects: [{ id, name: "Sales", jobsCount: 0, description: null }] });
    const query = "query ($name: String!) { projectByName(name: $name) { id } }";
    expect((await wire.post(query, { name: "Sales" })).data).toEqual({ projectByName: { id } });
    expect((await wire.post(query, { name: "sales" })).data).toEqual({ projectByName: null });
  });

  test("gives it exactly the categories sent, an absent list being empty", async () => {
    const id = await create({
      name: "Sales",
      technologiesByCategory: [
        { jobCategory: "Extraction", technologies: [{ id: PYTHON }, { id: BASH }] },
        { jobCategory: "Smart App" },
      ],
      appTechnologies: [{ id: JUPYTER }],
    });
    const { data } = await wire.post(TECHNOLOGIES, { id });
    const technologies = [PYTHON, BASH].map((technology) => ({ id: technology, __typename: "Technology" }));
    expect(data).toEqual({
      project: {
        technologiesByCategory: [
          { jobCategory: "Extraction", technologies },
          { jobCategory: "Smart App", technologies: [] },
        ],
        appTechnologies: [{ id: JUPYTER }],
      },
    });
    const old = await wire.post(
      'query ($id: UUID!) { technologiesByCategory(projectId: $id, jobCategory: "Smart App") { jobCategory } appTechnologies(projectId: $id) { id } }',
      { id },
    );
    expect(old.data).toEqual({
      technologiesByCategory: [{ jobCategory: "Smart App" }],
      appTechnologies: [{ id: JUPYTER }],
    });
  });

  test("is refused in the platform's words when the name is in use, letter case ignored", async () => {
    await create({ name: "Sales" });
    const answer = await wire.post(CREATE, { project: { name: "SALES" } });
    expect(answer).toEqual({
      status: 200,
      data: null,
      errors: [
        {
          message: "Project not valid",
          path: ["createProject"],
          extensions: { name: "already used", classification: "ValidationError" },
        },
      ],
    });
  });

  test.each([
    [{ name: "" }, "name", /empty/],
    [{ name: "x".repeat(255) }, "name", /255/],
    [
      { name: "A", authorizedGroups: [{ name: "ghosts", role: "ROLE_PROJECT_VIEWER" }] },
      "authorizedGroups",
      /ghosts/,
    ],
    [{ name: "A", technologiesByCategory: [{ jobCategory: "Magic" }] }, "technologiesByCategory", /Magic/],
    [
      { name: "A", technologiesByCategory: [{ jobCategory: "Extraction", technologies: [{ id: NOTHING }] }] },
      "technologiesByCategory",
      /NOT_EXISTS/,
    ],
    [{ name: "A", appTechnologies: [{ id: RUBY }] }, "appTechnologies", /not available/],
  ])("refuses %o because of %s", async (project, field, reason) => {
    expect(problems(await wire.post(CREATE, { project }))).toEqual({
      [field]: like(reason),
    });
    expect((await wire.post("{ projects { id } }")).data).toEqual({ projects: [] });
  });

  test("takes a name of 254 characters", async () => {
    expect((await wire.post(CREATE, { project: { name: "x".repeat(254) } })).errors).toBeUndefined();
  });
});

describe("editing a project", () => {
  test("keeps what is null or absent, and empties by empty values", async () => {
    const id = await readyProject(emulator, wire, {
      description: "all about sales",
      appTechnologies: [{ id: JUPYTER }],
    });
    const read = async (): Promise<unknown> => {
      const { data } = await wire.post(
        "query ($id: UUID!) { project(id: $id) { name description appTechnologies { id } technologiesByCategory { jobCategory } } }",
        { id },
      );
      return data;
    };
    const before = await read();
    await wire.post(EDIT, { project: { id, name: null, description: null, technologiesByCategory: null } });
    expect(await read()).toEqual(before);
    await wire.post(EDIT, {
      project: { id, name: "Sales 2", description: "", appTechnologies: [], technologiesByCategory: [] },
    });
    expect(await read()).toEqual({
      project: { name: "Sales 2", description: "", appTechnologies: [], technologiesByCategory: [] },
    });
  });

  test("keeps its own name, and refuses another's", async () => {
    const id = await readyProject(emulator, wire);
    await create({ name: "Other" });
    expect((await wire.post(EDIT, { project: { id, name: "sales" } })).errors).toBeUndefined();
    expect(problems(await wire.post(EDIT, { project: { id, name: "other" } }))).toEqual({
      name: "already used",
    });
  });

  test("cannot take away a technology that a job uses", async () => {
    const id = await readyProject(emulator, wire);
    await makeJob(wire, id, { category: "Processing" });
    const edit = (jobCategory: string, technology: string): object => ({
      project: { id, technologiesByCategory: [{ jobCategory, technologies: [{ id: technology }] }] },
    });
    expect(problems(await wire.post(EDIT, edit("Processing", PYTHON)))).toHaveProperty(
      "technologiesByCategory",
    );
    expect(problems(await wire.post(EDIT, edit("Extraction", BASH)))).toHaveProperty(
      "technologiesByCategory",
    );
    expect((await wire.post(EDIT, edit("Processing", BASH))).errors).toBeUndefined();
  });

  test("may resend a technology that the catalogue withdrew meanwhile", async () => {
    const id = await readyProject(emulator, wire);
    emulator.technologies.withdraw(SPARK);
    const technologiesByCategory = [{ jobCategory: "Extraction", technologies: [{ id: SPARK }] }];
    expect((await wire.post(EDIT, { project: { id, technologiesByCategory } })).errors).toBeUndefined();
  });

  test("of a project that is not there is refused", async () => {
    expect(problems(await wire.post(EDIT, { project: { id: NOTHING } }))).toEqual({ project: "NOT_EXISTS" });
  });
});

describe("the rights of a project", () => {
  const RIGHTS = "query ($id: UUID!) { rights(projectId: $id) { name role isAllProjects } }";

  test("are those given, and those that groups have on all projects", async () => {
    emulator.groups.add({ name: "auditors", allProjects: "ROLE_PROJECT_VIEWER" });
    emulator.groups.add({ name: "data-team" });
    const id = await create({
      name: "A",
      authorizedGroups: [{ name: "data-team", role: "ROLE_PROJECT_EDITOR" }],
    });
    expect((await wire.post(RIGHTS, { id })).data).toEqual({
      rights: [
        { name: "auditors", role: "ROLE_PROJECT_VIEWER", isAllProjects: true },
        { name: "data-team", role: "ROLE_PROJECT_EDITOR", isAllProjects: false },
      ],
    });
  });

  test("are replaced by an edit that names groups", async () => {
    emulator.groups.add({ name: "a" });
    emulator.groups.add({ name: "b" });
    const id = await create({ name: "A", authorizedGroups: [{ name: "a", role: "ROLE_PROJECT_EDITOR" }] });
    await wire.post(EDIT, {
      project: { id, authorizedGroups: [{ name: "b", role: "ROLE_PROJECT_VIEWER" }] },
    });
    expect((await wire.post(RIGHTS, { id })).data).toEqual({
      rights: [{ name: "b", role: "ROLE_PROJECT_VIEWER", isAllProjects: false }],
    });
  });

  test("of no project are an error and null", async () => {
    const answer = await wire.post(RIGHTS, { id: NOTHING });
    expect([answer.data, problems(answer)]).toEqual([{ rights: null }, { project: "NOT_EXISTS" }]);
  });
});

describe("deleting a project", () => {
  test.each(["deleteProject", "archiveProject"])("by %s takes its jobs with it", async (mutation) => {
    const id = await readyProject(emulator, wire);
    const job = await makeJob(wire, id);
    const drop = `mutation ($id: UUID!) { ${mutation}(projectId: $id) }`;
    expect((await wire.post(drop, { id })).data).toEqual({ [mutation]: true });
    const gone = await wire.post(
      "query ($id: UUID!, $job: UUID!) { project(id: $id) { id } job(id: $job) { id } }",
      { id, job },
    );
    expect(gone).toEqual({ status: 200, data: { project: null, job: null } });
    const again = await wire.post(drop, { id });
    expect([again.data, problems(again)]).toEqual([{ [mutation]: null }, { project: "NOT_EXISTS" }]);
  });
});

test("the platform tells its number, its counts and its nodes", async () => {
  const id = await readyProject(emulator, wire);
  await makeJob(wire, id);
  const { data } = await wire.post(
    "{ platform { id counts { projects jobs apps pipelines } } jobCategories getClusterCapacity { cpu gpu memory } }",
  );
  expect(data).toEqual({
    platform: { id: 1, counts: { projects: 1, jobs: 1, apps: 0, pipelines: 0 } },
    jobCategories: ["Extraction", "Processing", "Smart App"],
    getClusterCapacity: including([{ cpu: ANY_NUMBER, gpu: ANY_NUMBER, memory: ANY_NUMBER }]),
  });
});

test("a project has lists of what cannot be made yet, and they are empty", async () => {
  const id = await create({ name: "A" });
  const { data } = await wire.post(
    "query ($id: UUID!) { project(id: $id) { apps { id } pipelines { id } volumes { id } jobs { id } } }",
    { id },
  );
  expect(data).toEqual({ project: { apps: [], pipelines: [], volumes: [], jobs: [] } });
});
