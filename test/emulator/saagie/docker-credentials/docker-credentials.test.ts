import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  appProject,
  ask,
  CREATE_APP,
  dockerApp,
  isForbidden,
  makeApp,
  makePeople,
  unwrap,
} from "../apps/wire.ts";
import { ANY_TEXT, like } from "../../matchers.ts";
import {
  bashJob,
  connect,
  CREATE_JOB,
  GENERIC,
  makeJob,
  NOTHING,
  problems,
  type Answer,
  type Wire,
} from "../wire.ts";

interface Credentials {
  readonly id: string;
  readonly registry: string | null;
  readonly username: string;
  readonly lastUpdate: string;
}

const FIELDS = "id registry username lastUpdate";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await appProject(emulator, wire);
});

function tryCreate(credentials: object = {}): Promise<Answer<{ createDockerCredentials: Credentials }>> {
  return wire.post(
    `mutation ($dockerCredentials: DockerCredentialsInput) { createDockerCredentials(dockerCredentials: $dockerCredentials) { ${FIELDS} } }`,
    { dockerCredentials: { projectId: project, username: "ada", password: "secret", ...credentials } },
  );
}

const create = async (credentials: object = {}): Promise<Credentials> =>
  unwrap(await tryCreate(credentials)).createDockerCredentials;

function tryUpdate(
  id: string,
  credentials: object = {},
): Promise<Answer<{ updateDockerCredentials: Credentials }>> {
  return wire.post(
    `mutation ($update: DockerCredentialsUpdate) { updateDockerCredentials(dockerCredentialsUpdate: $update) { ${FIELDS} } }`,
    { update: { id, projectId: project, password: "other", ...credentials } },
  );
}

async function list(fields = FIELDS): Promise<readonly Credentials[]> {
  const answer = await ask<{ allDockerCredentials: readonly Credentials[] }>(
    wire,
    "query",
    `allDockerCredentials(projectId: $project) { ${fields} }`,
    { project },
  );
  return unwrap(answer).allDockerCredentials;
}

const read = async (id: string, projectId = project, fields = FIELDS): Promise<unknown> => {
  const { data } = await ask<{ dockerCredentials: unknown }>(
    wire,
    "query",
    `dockerCredentials(id: $id, projectId: $project) { ${fields} }`,
    { id, project: projectId },
  );
  return data.dockerCredentials;
};

const remove = (id: string): Promise<Answer<{ deleteDockerCredentials: boolean | null }>> =>
  ask(wire, "mutation", "deleteDockerCredentials(id: $id, projectId: $project)", { id, project });

describe("credentials", () => {
  test("are for Docker Hub without a registry, and one can read all but the password", async () => {
    const { id } = await create();
    const expected = { id, registry: null, username: "ada", lastUpdate: "2024-06-03T08:00:02Z" };
    expect([await list(), await read(id)]).toEqual([[expected], expected]);
    const { errors } = await ask(wire, "query", "allDockerCredentials(projectId: $project) { password }", {
      project,
    });
    expect(errors).toHaveLength(1);
  });

  test("change their registry and keep their id; without one they are for Docker Hub again", async () => {
    const { id } = await create({ registry: "registry.example.org" });
    emulator.clock.advance(1500);
    unwrap(await tryUpdate(id, { registry: "other.example.org", username: "bob" }));
    const changed = {
      id,
      registry: "other.example.org",
      username: "bob",
      lastUpdate: "2024-06-03T08:00:03.5Z",
    };
    expect(await read(id)).toEqual(changed);
    unwrap(await tryUpdate(id));
    expect(await read(id)).toEqual({ ...changed, registry: null });
  });

  test("are gone after their deletion", async () => {
    const { id } = await create();
    expect((await remove(id)).data).toEqual({ deleteDockerCredentials: true });
    expect([await list(), await read(id)]).toEqual([[], null]);
    const again = await remove(id);
    expect([again.data, problems(again)]).toEqual([{ deleteDockerCredentials: null }, { id: "NOT_EXISTS" }]);
  });

  test("write their date with the zone once more when they are changed", async () => {
    emulator.clock.advance(118);
    const created = await create();
    expect(created.lastUpdate).toBe("2024-06-03T08:00:02.118000Z[UTC]");
    const { updateDockerCredentials } = unwrap(await tryUpdate(created.id));
    expect(updateDockerCredentials.lastUpdate).toMatch(/Z\[UTC\]$/);
    expect(await read(created.id)).toMatchObject({ lastUpdate: "2024-06-03T08:00:02.118Z" });
  });

  test("are one for each registry and user of a project", async () => {
    const { id } = await create({ registry: "registry.example.org" });
    const hub = await create({ registry: "" });
    await create({ username: "bob" });
    const other = await appProject(emulator, wire, { name: "Other" });
    await create({ projectId: other });
    const taken = { username: "already used" };
    expect(problems(await tryCreate())).toEqual(taken);
    expect(problems(await tryCreate({ registry: "registry.example.org" }))).toEqual(taken);
    expect(problems(await tryUpdate(id))).toEqual(taken);
    expect(problems(await tryUpdate(hub.id, { username: "bob" }))).toEqual(taken);
    expect((await tryUpdate(id, { registry: "registry.example.org" })).errors).toBeUndefined();
    expect(await list()).toHaveLength(3);
  });

  test.each([
    ["username", { username: " " }],
    ["password", { password: "" }],
  ])("are refused because of their %s", async (field, credentials) => {
    const answer = await tryCreate(credentials);
    expect([answer.data, answer.errors?.[0]?.message]).toEqual([
      { createDockerCredentials: null },
      "DockerCredentials not valid",
    ]);
    expect(problems(answer)).toEqual({ [field]: "must not be empty" });
    const { id } = await create();
    expect(problems(await tryUpdate(id, credentials))).toEqual({ [field]: "must not be empty" });
  });

  test("need something to be made of", async () => {
    const nothing = { dockerCredentials: "must not be null" };
    for (const field of ["createDockerCredentials", "updateDockerCredentials"])
      expect(problems(await wire.post(`mutation { ${field} { id } }`))).toEqual(nothing);
  });

  test("are of one project alone", async () => {
    const { id } = await create();
    const other = await appProject(emulator, wire, { name: "Other" });
    expect(await read(id, other)).toBeNull();
    expect(await read(id, NOTHING)).toBeNull();
    expect(problems(await tryUpdate(id, { projectId: other }))).toEqual({ id: "NOT_EXISTS" });
    expect(problems(await tryCreate({ projectId: NOTHING }))).toEqual({ project: "NOT_EXISTS" });
    const all = await ask(wire, "query", "allDockerCredentials(projectId: $x) { id }", { x: NOTHING });
    expect(problems(all)).toEqual({ project: "NOT_EXISTS" });
    unwrap(await ask(wire, "mutation", "deleteProject(projectId: $project)", { project }));
    expect(await read(id)).toBeNull();
  });

  test("are for viewers to see and for editors to change", async () => {
    const { viewer, editor, stranger, authorizedGroups } = await makePeople(emulator);
    project = await appProject(emulator, wire, { name: "Own", authorizedGroups });
    const { id } = await create();
    for (const field of [
      "allDockerCredentials(projectId: $project) { id }",
      "dockerCredentials(projectId: $project, id: $id) { id }",
    ]) {
      expect(isForbidden(await ask(stranger, "query", field, { id, project })), field).toBe(true);
      expect((await ask(viewer, "query", field, { id, project })).errors, field).toBeUndefined();
    }
    for (const field of [
      'createDockerCredentials(dockerCredentials: { projectId: $project, username: "u", password: "p" }) { id }',
      'updateDockerCredentials(dockerCredentialsUpdate: { projectId: $project, id: $id, password: "p" }) { id }',
      "deleteDockerCredentials(projectId: $project, id: $id)",
    ]) {
      expect(isForbidden(await ask(viewer, "mutation", field, { id, project })), field).toBe(true);
      expect((await ask(editor, "mutation", field, { id, project })).errors, field).toBeUndefined();
    }
  });

  test("do not show their password in the log of requests", async () => {
    await create({ password: "do not tell" });
    expect(JSON.stringify(emulator.requests)).not.toContain("do not tell");
  });
});

describe("the use of credentials", () => {
  const dockerJob = (dockerCredentialsId: string, name = "Image"): { job: object; jobVersion: object } =>
    bashJob(
      project,
      { name, technology: { id: GENERIC } },
      {
        runtimeVersion: "docker",
        commandLine: null,
        dockerInfo: { image: "registry.example.org/x", dockerCredentialsId },
      },
    );
  const USES = "jobs { id } apps { id }";

  test("is by the current versions of jobs and apps", async () => {
    const { id } = await create();
    const answer = await wire.post<{ createJob: { id: string } }>(CREATE_JOB, dockerJob(id));
    const job = unwrap(answer).createJob.id;
    await makeJob(wire, project);
    const dockerInfo = { image: "registry.example.org/y", dockerCredentialsId: id };
    const app = await makeApp(wire, project, {}, { dockerInfo });
    expect(await read(id, project, USES)).toEqual({ jobs: [{ id: job }], apps: [{ id: app }] });
    unwrap(
      await wire.post(
        "mutation ($app: UUID!, $version: AppVersionInput!) { addAppVersion(appId: $app, version: $version) { number } }",
        { app, version: { dockerInfo: { image: "public" }, ports: [] } },
      ),
    );
    expect(await read(id, project, USES)).toEqual({ jobs: [{ id: job }], apps: [] });
    const shown = await ask(
      wire,
      "query",
      "app(id: $app) { versions { dockerInfo { dockerCredentialsId } } } job(id: $job) { versions { dockerInfo { dockerCredentialsId } } }",
      { app, job },
    );
    expect(shown.data).toEqual({
      app: {
        versions: [
          { dockerInfo: { dockerCredentialsId: null } },
          { dockerInfo: { dockerCredentialsId: id } },
        ],
      },
      job: { versions: [{ dockerInfo: { dockerCredentialsId: id } }] },
    });
  });

  test("needs credentials of the same project, for jobs and for apps", async () => {
    const other = await appProject(emulator, wire, { name: "Other" });
    const { id } = await create({ projectId: other });
    const missing = { "dockerInfo.dockerCredentialsId": "NOT_EXISTS" };
    for (const wrong of [id, NOTHING]) {
      expect(problems(await wire.post(CREATE_JOB, dockerJob(wrong)))).toEqual(missing);
      const version = { dockerInfo: { image: "x", dockerCredentialsId: wrong } };
      expect(problems(await wire.post(CREATE_APP, dockerApp(project, {}, version)))).toEqual(missing);
    }
  });

  test("does not keep them from being deleted; the next version needs others", async () => {
    const { id } = await create();
    const answer = await wire.post<{ createJob: { id: string } }>(CREATE_JOB, dockerJob(id));
    const job = unwrap(answer).createJob.id;
    expect((await remove(id)).data).toEqual({ deleteDockerCredentials: true });
    const { jobVersion } = dockerJob(id);
    const upgrade = await wire.post(
      "mutation ($job: UUID!, $jobVersion: JobVersionInput!) { addJobVersion(jobId: $job, jobVersion: $jobVersion) { number } }",
      { job, jobVersion },
    );
    expect(problems(upgrade)).toEqual({ "dockerInfo.dockerCredentialsId": "NOT_EXISTS" });
  });
});

test("an id is one of the usual shape", async () => {
  expect(await create()).toEqual({
    id: like(/^[0-9a-f-]{36}$/),
    registry: null,
    username: "ada",
    lastUpdate: ANY_TEXT,
  });
});
