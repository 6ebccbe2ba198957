import { describe, expect, test } from "vitest";
import { AmbiguousNameError, InvalidInputError, NotFoundError } from "../../../src/index.ts";
import type { JobReference, ProjectReference } from "../../../src/saagie/index.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, makeRun, NOBODY, rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;
const page = (path: string): string => `${saagie.url}/projects/platform/${saagie.platform}${path}`;

describe("a project is named", () => {
  test("by its id, its name in any case, or its URL", async () => {
    const { id, name } = await platform.project();
    const references: readonly ProjectReference[] = [
      id,
      id.toUpperCase(),
      { id },
      name,
      { name },
      name.toUpperCase(),
      page(`/project/${id}/jobs`),
      new URL(page(`/project/${id}`)),
      { id, name: "whatever" },
    ];
    for (const reference of references) expect(await saagie.projects.idOf(reference)).toBe(id);
  });

  test("an id or a URL costs no look-up, a name one", async () => {
    const { id, name } = await platform.project();
    const asked = watchRequests(platform.emulator);
    await saagie.jobs.listMinimal(id);
    await saagie.jobs.listMinimal(page(`/project/${id}`));
    expect(asked.operations()).toEqual(["JobsListMinimal", "JobsListMinimal"]);
    await saagie.jobs.listMinimal(name);
    expect(asked.operations().slice(2)).toEqual(["ProjectsGetByName", "JobsListMinimal"]);
  });

  test("a name that nothing has is not found, with near names", async () => {
    const { name } = await platform.project();
    const error = await rejection(saagie.projects.get({ name: `${name}x` }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toContain(name);
    expect(String(error)).toContain(`Did you mean "${name}"`);
  });
});

test.each(["", " ", {} as ProjectReference])("%o names no project", async (reference) => {
  const error = await rejection(saagie.projects.get(reference));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toMatch(/names no project|project must be a string, .* not an empty object/u);
});

describe("a job is named", () => {
  test("by its id, its name in any case, its alias, or its URL", async () => {
    const { id, name, project } = await makeJob(platform);
    const references: readonly JobReference[] = [
      id,
      { id },
      { project: project.id, name },
      { project: { name: project.name }, name: name.toUpperCase() },
      { project: page(`/project/${project.id}`), alias: name.replaceAll(/\W/gu, "_") },
      page(`/project/${project.id}/job/${id}`),
      new URL(page(`/project/${project.id}/job/${id}/instances/${NOBODY}`)),
    ];
    for (const reference of references) expect(await saagie.jobs.idOf(reference)).toBe(id);
  });

  test("a name or an alias that nothing has is not found, with near ones", async () => {
    const { name, project } = await makeJob(platform);
    const alias = name.replaceAll(/\W/gu, "_");
    const byName = await rejection(saagie.jobs.get({ project: project.id, name: `${name}y` }));
    expect(byName).toBeInstanceOf(NotFoundError);
    expect((byName as NotFoundError).near).toContain(name);
    const byAlias = await rejection(saagie.jobs.get({ project: project.id, alias: `${alias}y` }));
    expect(byAlias).toBeInstanceOf(NotFoundError);
    expect((byAlias as NotFoundError).near).toContain(alias);
  });

  test("a name alone is refused: it is unique only in its project", async () => {
    const error = await rejection(saagie.jobs.get("Daily report"));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toMatch(/\{ project, name \}/u);
  });

  test("a name that several have is ambiguous, with their ids", async () => {
    const { project } = await makeJob(platform);
    const jobs = ["Twin", "TWIN"].map((name, at) => ({ id: `${at}${NOBODY.slice(1)}`, name, alias: null }));
    platform.emulator.faults.add({
      match: { operation: "JobsListMinimal" },
      status: 200,
      body: JSON.stringify({ data: { jobs } }),
    });
    const error = await rejection(saagie.jobs.idOf({ project: project.id, name: "twin" }));
    expect(error).toBeInstanceOf(AmbiguousNameError);
    expect((error as AmbiguousNameError).ids).toEqual(jobs.map(({ id }) => id));
  });
});

describe("a run is named", () => {
  test("by its id or its URL", async () => {
    const { id, job } = await makeRun(platform);
    const url = page(`/project/${job.project.id}/job/${job.id}/instances/${id}`);
    for (const reference of [id, { id }, url, new URL(url)]) {
      expect((await saagie.jobs.instanceStatus(reference)).id).toBe(id);
      expect((await saagie.jobs.wait(reference)).id).toBe(id);
    }
  });

  test.each(["the last one", page(""), page(`/project/${NOBODY}/job/${NOBODY}`)])(
    "%s names none",
    async (reference) => {
      expect(await rejection(saagie.jobs.wait(reference))).toBeInstanceOf(InvalidInputError);
    },
  );
});

test("Docker credentials are named by who logs in where, in the project of the call", async () => {
  const { dockerCredentials } = saagie;
  const { id: here, name } = await platform.makeProject();
  const { id: elsewhere } = await platform.makeProject();
  const account = { username: "robot", registry: "registry.example.io" };
  const [mine] = await Promise.all(
    [here, elsewhere].map((id) => dockerCredentials.create(id, { ...account, password: "secret" })),
  );
  expect(await dockerCredentials.get(name, account)).toMatchObject({ id: mine?.id });
  expect(await rejection(dockerCredentials.get(here, { username: "robot" }))).toBeInstanceOf(NotFoundError);
});

describe("a URL of another platform is refused before anything is sent", () => {
  const elsewhere = [
    `https://other-workspace.example.io/projects/platform/1/project/${NOBODY}/job/${NOBODY}`,
    `${saagie.url}/projects/platform/999999/project/${NOBODY}/job/${NOBODY}`,
  ];

  test.each(elsewhere)("%s", async (url) => {
    const error = await rejection(saagie.jobs.get(url));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toMatch(/connect to the other one/u);
    expect(await rejection(saagie.projects.get(new URL(url)))).toBeInstanceOf(InvalidInputError);
  });

  test("so is one that names no thing of that kind", async () => {
    const error = await rejection(saagie.jobs.get(page(`/project/${NOBODY}`)));
    expect(String(error)).toMatch(/holds no job id/u);
  });
});
