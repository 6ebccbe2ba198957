import { describe, expect, onTestFinished, test } from "vitest";
import { DeadlineError, InvalidInputError, RefusedError } from "../../../src/index.ts";
import type { JobTechnologyChoice, ProjectChanges, ProjectDefinition } from "../../../src/saagie/index.ts";
import { emulatedPlatform, openPlatform, patience, VIEWERS } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { BASH, makeJob, NOBODY, PYTHON, rejection, SPARK } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;
const ADMIN_GROUP = "technical-ci-saagieapi";

interface Categories {
  readonly jobCategory: string;
  readonly technologies: readonly { readonly id: string }[];
}

interface SentProject {
  readonly technologiesByCategory: readonly Categories[];
  readonly appTechnologies: readonly { readonly id: string }[];
}

describe("what is sent to create a project", () => {
  async function sent(definition: Omit<ProjectDefinition, "name">): Promise<SentProject> {
    const asked = watchRequests(platform.emulator);
    await saagie.projects.create({ name: platform.unique("new"), ...definition });
    const [variables] = asked.variables("ProjectsCreate") as readonly { readonly project: SentProject }[];
    if (variables === undefined) throw new Error("nothing was sent");
    return variables.project;
  }

  test("is every available technology of the official catalogue, unless some are named", async () => {
    const project = await sent({});
    expect(Object.keys(project).toSorted()).toEqual(["appTechnologies", "name", "technologiesByCategory"]);
    const { technologiesByCategory, appTechnologies } = project;
    expect(technologiesByCategory.map(({ jobCategory }) => jobCategory)).toEqual([
      "Extraction",
      "Processing",
    ]);
    for (const { technologies } of technologiesByCategory) expect(technologies).toHaveLength(8);
    expect(appTechnologies).toHaveLength(14);
  });

  test("are the technologies that are named, by label in any case or by id, each once", async () => {
    const jobTechnologies: JobTechnologyChoice = { saagie: ["python", BASH, "Bash"], Labs: ["Julia"] };
    const { technologiesByCategory, appTechnologies } = await sent({ jobTechnologies, appTechnologies: {} });
    const ids = technologiesByCategory[0]?.technologies.map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids?.slice(0, 2)).toEqual([PYTHON, BASH]);
    expect(technologiesByCategory[1]?.technologies).toEqual(technologiesByCategory[0]?.technologies);
    expect(appTechnologies).toEqual([]);
  });

  test("are the categories that are named", async () => {
    const jobTechnologies = [
      { category: "Extraction", technologies: { Saagie: ["Spark"] } },
      { category: "Smart App", technologies: {} },
    ];
    expect((await sent({ jobTechnologies })).technologiesByCategory).toEqual([
      { jobCategory: "Extraction", technologies: [{ id: SPARK }] },
      { jobCategory: "Smart App", technologies: [] },
    ]);
  });

  test("are the groups with their roles, in any spelling", async () => {
    const groups = [
      { group: VIEWERS, role: "viewer" },
      { group: ADMIN_GROUP, role: "ROLE_PROJECT_MANAGER" },
    ];
    expect(await sent({ groups, description: "with groups" })).toMatchObject({
      description: "with groups",
      authorizedGroups: [
        { name: VIEWERS, role: "ROLE_PROJECT_VIEWER" },
        { name: ADMIN_GROUP, role: "ROLE_PROJECT_MANAGER" },
      ],
    });
  });
});

describe("a project is refused before anything is changed", () => {
  test.each<readonly [string, Omit<ProjectDefinition, "name">, readonly string[]]>([
    ["an unknown role", { groups: [{ group: "g", role: "Owner" }] }, [`"Owner"`, "Viewer, Editor, Manager"]],
    ["a group without a name", { groups: [{ group: "", role: "Viewer" }] }, ["group has no name"]],
    [
      "a group that is named twice",
      {
        groups: [
          { group: "g", role: "Viewer" },
          { group: "g", role: "Editor" },
        ],
      },
      [`"g" is named twice`],
    ],
    [
      "an unknown technology",
      { jobTechnologies: { Saagie: ["Pyton"] } },
      [`"Pyton"`, `Did you mean "Python"`],
    ],
    [
      "an unknown catalogue",
      { jobTechnologies: { Sagie: ["Python"] } },
      [`"Sagie"`, `Did you mean "Saagie"`],
    ],
    ["an app among the jobs", { jobTechnologies: { Saagie: ["Grafana"] } }, [`"Grafana"`, "Python"]],
    ["a job among the apps", { appTechnologies: { Saagie: ["Python"] } }, [`"Python"`, "Grafana"]],
  ])("%s", async (_, definition, says) => {
    const asked = watchRequests(platform.emulator);
    const error = await rejection(saagie.projects.create({ name: platform.unique("bad"), ...definition }));
    expect(error).toBeInstanceOf(InvalidInputError);
    for (const text of says) expect(String(error)).toContain(text);
    expect(asked.writes()).toEqual([]);
  });
});

describe("of a project's changes only those are sent that differ", () => {
  test.each<readonly [ProjectChanges, object | undefined]>([
    [{}, undefined],
    [{ description: "before" }, undefined],
    [{ description: "after" }, { description: "after" }],
    [{ description: null }, { description: "" }],
    [{ description: "" }, { description: "" }],
    [{ groups: null }, { authorizedGroups: [] }],
    [{ groups: [] }, { authorizedGroups: [] }],
    [{ appTechnologies: {} }, { appTechnologies: [] }],
    [
      { groups: [{ group: VIEWERS, role: "Editor" }] },
      { authorizedGroups: [{ name: VIEWERS, role: "ROLE_PROJECT_EDITOR" }] },
    ],
    [
      { jobTechnologies: { Saagie: ["Bash"] } },
      {
        technologiesByCategory: [
          { jobCategory: "Extraction", technologies: [{ id: BASH }] },
          { jobCategory: "Smart App", technologies: [{ id: BASH }] },
        ],
      },
    ],
    [
      { jobTechnologies: [{ category: "Processing", technologies: { Saagie: ["Python"] } }] },
      { technologiesByCategory: [{ jobCategory: "Processing", technologies: [{ id: PYTHON }] }] },
    ],
  ])("%o", async (changes, expected) => {
    const { id } = await saagie.projects.create({
      name: platform.unique("changing"),
      description: "before",
      jobTechnologies: ["Extraction", "Smart App"].map((category) => ({
        category,
        technologies: { Saagie: ["R"] },
      })),
    });
    const asked = watchRequests(platform.emulator);
    await saagie.projects.edit(id, changes);
    const sent = asked.variables("ProjectsEdit");
    expect(sent).toEqual(expected === undefined ? [] : [{ project: { id, ...expected } }]);
  });

  test("what is not mentioned is kept", async () => {
    const project = await platform.makeProject();
    const before = await saagie.projects.technologies(project.id);
    const rights = await saagie.projects.rights(project.id);
    await saagie.projects.edit(project.id, { name: platform.unique("renamed") });
    expect(await saagie.projects.technologies(project.id)).toEqual(before);
    expect(await saagie.projects.rights(project.id)).toEqual(rights);
  });

  test("a technology that a job uses cannot be taken away", async () => {
    const { project } = await makeJob(platform);
    const error = await rejection(
      saagie.projects.edit(project.id, { jobTechnologies: { Saagie: ["Bash"] } }),
    );
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      fields: { technologiesByCategory: `technology ${PYTHON} is used by a job` },
    });
  });

  test("a group that does not exist is named by the platform", async () => {
    const { id } = await platform.project();
    const groups = [{ group: "ghosts", role: "Viewer" }];
    expect(await rejection(saagie.projects.edit(id, { groups }))).toMatchObject({
      code: "NOT_FOUND",
      fields: { authorizedGroups: expect.stringContaining("NOT_EXISTS") as string },
    });
  });
});

describe("waiting for a project", () => {
  test("tells each status once", async () => {
    const statuses: string[] = [];
    const project = await saagie.projects.create({ name: platform.unique("awaited") });
    await saagie.projects.waitUntilReady(project.id, {
      ...patience,
      onStatus: (status) => void statuses.push(status),
    });
    expect(new Set(statuses).size).toBe(statuses.length);
    expect(statuses.at(-1)).toBe("READY");
  });

  test("tells each status on the way, when it asks often enough", async () => {
    // Steps of 250 s, asked every 100 s: a slow machine does not miss one.
    const own = emulatedPlatform({ projectSeconds: 1_000 });
    onTestFinished(() => own.close());
    const statuses: string[] = [];
    const { id } = await own.saagie.projects.create({ name: "Slow" });
    await own.saagie.projects.waitUntilReady(id, {
      intervalMs: 100_000,
      onStatus: (status) => void statuses.push(status),
    });
    expect(statuses).toEqual(["CREATED", "INIT_REQUESTED", "INITIALIZING", "READY"]);
  });

  test("ends with a deadline, an abort, or the project's failure", async () => {
    const own = emulatedPlatform({ projectSeconds: 1_000 });
    onTestFinished(() => own.close());
    const { projects } = own.saagie;
    const { id } = await projects.create({ name: "Slow" });
    const late = await rejection(projects.waitUntilReady(id, { deadlineMs: 100_000 }));
    expect(late).toBeInstanceOf(DeadlineError);
    expect(late).toMatchObject({ lastState: "CREATED" });
    const reason = new Error("changed my mind");
    expect(await rejection(projects.waitUntilReady(id, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const body = JSON.stringify({ data: { r0: { id, name: "Slow", status: "FAILED" } } });
    own.emulator.faults.add({ match: { operation: "ProjectsGet" }, status: 200, body });
    expect(await rejection(projects.waitUntilReady(id))).toBeInstanceOf(RefusedError);
  });

  test("costs ten waits no more requests than one", async () => {
    const own = emulatedPlatform({ projectSeconds: 1_000 });
    onTestFinished(() => own.close());
    const { projects } = own.saagie;
    const ids = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => (await projects.create({ name: `Slow ${at}` })).id),
    );
    const asked = watchRequests(own.emulator);
    const options = { intervalMs: 10_000, deadlineMs: 45_000 };
    await Promise.all(ids.map((id) => rejection(projects.waitUntilReady(id, options))));
    // At 0, 10, 20, 30, 40 and 45 seconds, or nearly.
    expect(asked.operations().length).toBeLessThanOrEqual(6);
    expect(new Set(asked.operations())).toEqual(new Set(["ProjectsGet"]));
  });

  test.each([{ intervalMs: 0 }, { deadlineMs: 0 }, { deadlineMs: Number.NaN }])(
    "for %o is refused before anything is asked",
    async (options) => {
      const asked = watchRequests(platform.emulator);
      expect(await rejection(saagie.projects.waitUntilReady(NOBODY, options))).toBeInstanceOf(
        InvalidInputError,
      );
      expect(await rejection(saagie.projects.ensure({ name: "never made" }, options))).toBeInstanceOf(
        InvalidInputError,
      );
      expect(asked.operations()).toEqual([]);
    },
  );
});

test("ensure finds a project by its name in any case, and leaves it as it is", async () => {
  const { id, name, description } = await platform.project();
  const found = await saagie.projects.ensure({ name: name.toUpperCase(), description: "other" });
  expect(found).toMatchObject({ id, name, description });
});
