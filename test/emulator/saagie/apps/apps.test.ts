import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  APP_MS,
  appProject,
  ask,
  CREATE_APP,
  DOCKER_IMAGE,
  dockerApp,
  install,
  isForbidden,
  JUPYTER_CONTEXT,
  KIBANA,
  KIBANA_CONTEXT,
  makeApp,
  makePeople,
  makeVolume,
  unwrap,
} from "./wire.ts";
import { ANY_TEXT, having, like } from "../../matchers.ts";
import { connect, JUPYTER, NOTHING, problems, PYTHON, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await appProject(emulator, wire);
});

async function read(id: string, fields: string): Promise<unknown> {
  const { data } = await wire.post<{ app: unknown }>(`query ($id: UUID!) { app(id: $id) { ${fields} } }`, {
    id,
  });
  return data.app;
}

async function names(): Promise<readonly string[]> {
  const { data } = await wire.post<{ project: { apps: readonly { name: string }[] } }>(
    "query ($id: UUID!) { project(id: $id) { apps { name } } }",
    { id: project },
  );
  return data.project.apps.map(({ name }) => name);
}

describe("an app from an image", () => {
  test("is there, with its first version, and starts by itself", async () => {
    const id = await makeApp(
      wire,
      project,
      { description: "serves pages" },
      { releaseNote: "first", ports: [{ number: 80, isRewriteUrl: true, name: "web", scope: "PUBLIC" }] },
    );
    const version = {
      number: 1,
      isMajor: false,
      creator: "demo",
      creationDate: "2024-06-03T08:00:02Z",
      releaseNote: "first",
      dockerInfo: { image: "httpd:2.4.54-alpine", dockerCredentialsId: null },
      runtimeContextId: null,
      ports: [
        {
          number: 80,
          name: "web",
          basePathVariableName: null,
          isRewriteUrl: true,
          scope: "PUBLIC",
          internalUrl: `http://app-${id}:80`,
        },
      ],
      volumesWithPath: [],
    };
    const versionFields =
      "number isMajor creator creationDate releaseNote dockerInfo { image dockerCredentialsId } runtimeContextId ports { number name basePathVariableName isRewriteUrl scope internalUrl } volumesWithPath { path }";
    expect(
      await read(
        id,
        `id name description creator creationDate isGenericApp technology { id } project { id name }
         alerting { emails } resources { cpu { limit } } linkedVolumes { id } history { currentStatus }
         currentVersion { ${versionFields} } versions { ${versionFields} }`,
      ),
    ).toEqual({
      id,
      name: "Web server",
      description: "serves pages",
      creator: "demo",
      creationDate: "2024-06-03T08:00:02Z",
      isGenericApp: true,
      technology: { id: DOCKER_IMAGE },
      project: { id: project, name: "Sales" },
      alerting: null,
      resources: null,
      linkedVolumes: [],
      history: { currentStatus: "STARTING" },
      currentVersion: version,
      versions: [version],
    });
    emulator.clock.advance(APP_MS);
    expect(await read(id, "history { currentStatus }")).toEqual({ history: { currentStatus: "STARTED" } });
  });

  test("may have no port, mount storages and take resources and alerting", async () => {
    const volume = await makeVolume(wire, project);
    const id = await makeApp(
      wire,
      project,
      {
        resources: { cpu: { request: 0.5, limit: 2 }, memory: { limit: 10 } },
        alerting: {
          emails: ["b@example.org", "a@example.org"],
          logins: ["demo"],
          statusList: ["FAILED", "STARTED"],
        },
      },
      // The platform takes a single object for a list.
      { ports: [], volumesWithPath: { path: "/data", volumeId: volume } },
    );
    expect(
      await read(
        id,
        `currentVersion { ports { number } volumesWithPath { path volume { id name linkedApp { id } } } }
         linkedVolumes { id } resources { cpu { request limit } memory { request limit } }
         alerting { emails statusList loginEmails { login email } }`,
      ),
    ).toEqual({
      currentVersion: {
        ports: [],
        volumesWithPath: [{ path: "/data", volume: { id: volume, name: "Notebooks", linkedApp: { id } } }],
      },
      linkedVolumes: [{ id: volume }],
      resources: { cpu: { request: 0.5, limit: 2 }, memory: { request: null, limit: 10 } },
      alerting: {
        emails: ["b@example.org", "a@example.org"],
        statusList: ["FAILED", "STARTED"],
        loginEmails: [{ login: "demo", email: "demo@example.org" }],
      },
    });
  });

  test.each([
    ["name", { name: " " }, {}],
    ["name", { name: "WEB SERVER" }, {}],
    ["technology", { technologyId: NOTHING }, {}],
    ["technology", { technologyId: PYTHON }, {}],
    ["dockerInfo", {}, { dockerInfo: null }],
    ["dockerInfo", {}, { dockerInfo: { image: "" } }],
    ["dockerInfo.dockerCredentialsId", {}, { dockerInfo: { image: "x", dockerCredentialsId: NOTHING } }],
    ["runtimeContextId", {}, { runtimeContextId: "x" }],
    ["runtimeContextId", { technologyId: KIBANA }, { dockerInfo: null }],
    ["runtimeContextId", { technologyId: KIBANA }, { dockerInfo: null, runtimeContextId: "7.15.1" }],
    ["dockerInfo", { technologyId: KIBANA }, { runtimeContextId: KIBANA_CONTEXT }],
    ["ports", {}, { ports: [{ number: 0, isRewriteUrl: false }] }],
    ["ports", {}, { ports: [80, 80].map((number) => ({ number, isRewriteUrl: false })) }],
    ["volumesWithPath", {}, { volumesWithPath: [{ path: "/x", volumeId: NOTHING }] }],
    ["alerting", { alerting: { emails: ["a@example.org"], statusList: [] } }, {}],
    ["alerting", { alerting: { logins: ["nobody"], statusList: ["FAILED"] } }, {}],
    ["resources.memory.limit", { resources: { memory: { limit: -1 } } }, {}],
  ])("is refused because of %s with %o %o, and makes nothing", async (field, app, version) => {
    await makeApp(wire, project);
    const answer = await wire.post(CREATE_APP, dockerApp(project, { name: "Another", ...app }, version));
    expect(answer.errors?.[0]?.message).toBe("App not valid");
    expect(problems(answer)).toHaveProperty([field], ANY_TEXT);
    expect(await names()).toEqual(["Web server"]);
  });

  test("needs a project that is ready and has the technology", async () => {
    const bare = await readyProject(emulator, wire, { name: "Bare" });
    expect(problems(await wire.post(CREATE_APP, dockerApp(bare)))).toEqual({
      technology: "is not enabled in the project",
    });
    const { data } = await wire.post<{ createProject: { id: string } }>(
      "mutation ($project: ProjectInput!) { createProject(project: $project) { id } }",
      { project: { name: "Fresh", appTechnologies: [{ id: DOCKER_IMAGE }] } },
    );
    expect(problems(await wire.post(CREATE_APP, dockerApp(data.createProject.id)))).toEqual({
      projectId: "is not ready",
    });
    expect(problems(await wire.post(CREATE_APP, dockerApp(NOTHING)))).toEqual({ project: "NOT_EXISTS" });
  });

  test("cannot use a technology that was withdrawn", async () => {
    emulator.technologies.withdraw(DOCKER_IMAGE);
    expect(problems(await wire.post(CREATE_APP, dockerApp(project)))).toEqual({
      technology: "is not available for new apps",
    });
  });
});

describe("an app of the catalogue", () => {
  test("is named after its technology, with a number from the second one on", async () => {
    const first = await install(wire, project);
    await install(wire, project);
    await install(wire, project);
    await install(wire, project, KIBANA, KIBANA_CONTEXT);
    expect(first.name).toBe("Jupyter Notebook");
    expect(await names()).toEqual([
      "Jupyter Notebook",
      "Jupyter Notebook (1)",
      "Jupyter Notebook (2)",
      "Kibana",
    ]);
  });

  test("has the ports of its runtime, and storages of its own", async () => {
    const { id } = await install(wire, project);
    expect(
      await read(
        id,
        `isGenericApp currentVersion { dockerInfo { image } runtimeContextId releaseNote
           ports { number name basePathVariableName isRewriteUrl scope internalUrl }
           volumesWithPath { path volume { name description size linkedApp { id } } } }
         history { currentStatus currentDockerInfo { image dockerCredentialsId } }`,
      ),
    ).toEqual({
      isGenericApp: false,
      currentVersion: {
        dockerInfo: null,
        runtimeContextId: JUPYTER_CONTEXT,
        releaseNote: null,
        ports: [
          {
            number: 8080,
            name: "Web",
            basePathVariableName: "SAAGIE_BASE_PATH",
            isRewriteUrl: false,
            scope: "PROJECT",
            internalUrl: `http://app-${id}:8080`,
          },
        ],
        volumesWithPath: [
          {
            path: "/notebooks-dir",
            volume: {
              name: "storage Jupyter Notebook (0)",
              description:
                'Autogenerated storage from app installation for "/notebooks-dir" path in "Jupyter Notebook" app.',
              size: "64 MB",
              linkedApp: { id },
            },
          },
        ],
      },
      history: {
        currentStatus: "STARTING",
        currentDockerInfo: { image: like(/^saagie\/jupyter-notebook:/), dockerCredentialsId: null },
      },
    });
  });

  test("installed again after its deletion takes the next free name for its storage", async () => {
    const { id } = await install(wire, project);
    await ask(wire, "mutation", "deleteApp(appId: $id) { id }", { id });
    const again = await install(wire, project);
    expect(again.name).toBe("Jupyter Notebook");
    expect(await read(again.id, "linkedVolumes { name }")).toEqual({
      linkedVolumes: [{ name: "storage Jupyter Notebook (1)" }],
    });
  });

  test("can have a name and storages of the client's choice too", async () => {
    const volume = await makeVolume(wire, project);
    const id = await makeApp(
      wire,
      project,
      { name: "Notebook", technologyId: JUPYTER },
      {
        dockerInfo: null,
        runtimeContextId: JUPYTER_CONTEXT,
        volumesWithPath: [{ path: "/notebooks-dir", volumeId: volume }],
      },
    );
    expect(await read(id, "name isGenericApp linkedVolumes { id }")).toEqual({
      name: "Notebook",
      isGenericApp: false,
      linkedVolumes: [{ id: volume }],
    });
  });

  test.each([
    [NOTHING, "x", ["technology"]],
    [JUPYTER, "JupyterLab+GenAI 4.0 Python 3.11", ["contextId"]],
    [DOCKER_IMAGE, "docker-image-1.0", ["technology"]],
    [PYTHON, "3.10", ["technology"]],
  ])("%s %s cannot be installed because of %o", async (technologyId, contextId, fields) => {
    const answer = await wire.post(
      `mutation ($project: UUID!, $technologyId: UUID!, $contextId: String!) {
        installApp(projectId: $project, technologyId: $technologyId, contextId: $contextId) { id }
      }`,
      { project, technologyId, contextId },
    );
    expect(answer.errors?.[0]?.message).toBe("App not valid");
    expect(Object.keys(problems(answer))).toEqual(fields);
    expect(await names()).toEqual([]);
  });

  test("with a withdrawn runtime cannot be installed", async () => {
    emulator.technologies.withdrawContext(JUPYTER, JUPYTER_CONTEXT);
    await expect(install(wire, project)).rejects.toThrow(/"contextId":"is not available"/);
  });

  test("without its technology is read with an error beside the data", async () => {
    const { id } = await install(wire, project, KIBANA, KIBANA_CONTEXT);
    emulator.technologies.remove(KIBANA);
    const answer = await ask<unknown>(
      wire,
      "query",
      "app(id: $id) { name technology { id } history { currentDockerInfo { image } } }",
      { id },
    );
    expect(answer.data).toEqual({
      app: { name: "Kibana", technology: null, history: { currentDockerInfo: null } },
    });
    expect(answer.errors).toEqual([having({ path: ["app", "technology"] })]);
  });
});

describe("editing an app", () => {
  const EDIT = "mutation ($app: AppEditionInput!) { editApp(appEdition: $app) { id } }";
  const FIELDS = "name description alerting { emails statusList } resources { cpu { limit } }";

  test("changes what is given and nothing else", async () => {
    const id = await makeApp(wire, project, {
      description: "old",
      resources: { cpu: { limit: 1 } },
    });
    const alerting = { emails: ["a@example.org"], statusList: ["STOPPED", "FAILED"] };
    unwrap(await wire.post(EDIT, { app: { id, name: "Renamed", alerting } }));
    const edited = { name: "Renamed", description: "old", alerting, resources: { cpu: { limit: 1 } } };
    expect(await read(id, FIELDS)).toEqual(edited);
    unwrap(await wire.post(EDIT, { app: { id, name: "renamed", description: "new" } }));
    expect(await read(id, FIELDS)).toEqual({ ...edited, name: "renamed", description: "new" });
    unwrap(
      await wire.post(EDIT, { app: { id, name: null, description: null, alerting: null, resources: null } }),
    );
    expect(await read(id, FIELDS)).toEqual({
      name: "renamed",
      description: null,
      alerting: null,
      resources: null,
    });
  });

  test("does not take the alerting as it is read", async () => {
    const id = await makeApp(wire, project);
    const alerting = { emails: [], statusList: ["FAILED"], loginEmails: [] };
    const { errors } = await wire.post(EDIT, { app: { id, alerting } });
    expect(errors?.[0]?.message).toMatch(/loginEmails/);
  });

  test("is refused for a name in use and for an unknown app", async () => {
    await makeApp(wire, project);
    const id = await makeApp(wire, project, { name: "Other" });
    expect(problems(await wire.post(EDIT, { app: { id, name: "Web Server" } }))).toEqual({
      name: "already used",
    });
    expect(problems(await wire.post(EDIT, { app: { id: NOTHING } }))).toEqual({ app: "NOT_EXISTS" });
  });
});

describe("deleting an app", () => {
  test("leaves its storages, which are free then; a second time it is an error", async () => {
    const { id } = await install(wire, project);
    const remove = (): Promise<{ data: unknown }> =>
      ask(wire, "mutation", "deleteApp(appId: $id) { id name }", { id });
    expect((await remove()).data).toEqual({ deleteApp: { id, name: "Jupyter Notebook" } });
    expect(await read(id, "id")).toBeNull();
    const { data } = await ask<{ project: { volumes: readonly { id: string }[] } }>(
      wire,
      "query",
      "project(id: $project) { apps { id } volumes { id linkedApp { id } } }",
      { project },
    );
    expect(data).toEqual({ project: { apps: [], volumes: [{ id: ANY_TEXT, linkedApp: null }] } });
    const volume = data.project.volumes[0]?.id ?? "";
    unwrap(await ask(wire, "mutation", "deleteVolume(id: $volume) { id }", { volume }));
    expect(await remove()).toMatchObject({
      status: 200,
      data: { deleteApp: null },
      errors: [{ extensions: { app: "NOT_EXISTS", classification: "ValidationError" } }],
    });
  });

  test("happens with its project, with all that it has", async () => {
    const { id } = await install(wire, project);
    const [volume] = (
      (await read(id, "linkedVolumes { id }")) as { linkedVolumes: readonly { id: string }[] }
    ).linkedVolumes;
    unwrap(await ask(wire, "mutation", "deleteProject(projectId: $project)", { project }));
    emulator.clock.advance(APP_MS);
    expect(
      (
        await ask(wire, "query", "app(id: $id) { id } volume(id: $volume) { id }", {
          id,
          volume: volume?.id ?? "",
        })
      ).data,
    ).toEqual({ app: null, volume: null });
  });
});

describe("counts", () => {
  test("are by technology, and of the platform as a whole", async () => {
    await install(wire, project);
    await install(wire, project);
    await makeApp(wire, project);
    const { data } = await ask(
      wire,
      "query",
      "countApps(projectId: $project) { technology { id } count } platform { counts { apps } } labWebApps(projectId: $project) { id } labWebApp(id: $project) { id }",
      { project },
    );
    expect(data).toEqual({
      countApps: [
        { technology: { id: JUPYTER }, count: 2 },
        { technology: { id: DOCKER_IMAGE }, count: 1 },
      ],
      platform: { counts: { apps: 3 } },
      labWebApps: [],
      labWebApp: null,
    });
  });

  test("of an unknown project are an error", async () => {
    expect(problems(await ask(wire, "query", "countApps(projectId: $x) { count }", { x: NOTHING }))).toEqual({
      project: "NOT_EXISTS",
    });
  });
});

test("a technology that an app uses cannot be taken from the project", async () => {
  await makeApp(wire, project);
  const edit = (ids: readonly string[]): ReturnType<Wire["post"]> =>
    wire.post("mutation ($project: ProjectEditionInput!) { editProject(project: $project) { id } }", {
      project: { id: project, appTechnologies: ids.map((id) => ({ id })) },
    });
  expect(problems(await edit([KIBANA]))).toEqual({
    appTechnologies: `technology ${DOCKER_IMAGE} is used by an app`,
  });
  expect((await edit([DOCKER_IMAGE])).errors).toBeUndefined();
});

test("apps are for viewers to read and for editors to change", async () => {
  const { viewer, editor, stranger, authorizedGroups } = await makePeople(emulator);
  const own = await appProject(emulator, wire, { name: "Own", authorizedGroups });
  const app = await makeApp(wire, own);
  const ids = { app, own, technology: KIBANA };
  const history = (await read(app, "history { id currentExecutionId }")) as {
    history: { id: string; currentExecutionId: string };
  };
  const past = { ...ids, history: history.history.id, execution: history.history.currentExecutionId };
  const since = 'versionNumber: 1, startTime: "2024-01-01T00:00:00Z"';
  const reads = [
    "app(id: $app) { id }",
    "appVersion(appId: $app, number: 1) { number }",
    "countApps(projectId: $own) { count }",
    `appStats(appHistoryId: $history, ${since}) { recoveredCount }`,
    `appHistoryStatuses(appHistoryId: $history, ${since}) { status }`,
    `countAppHistoryStatuses(appHistoryId: $history, ${since})`,
    "appLogs(appId: $app, appExecutionId: $execution) { count }",
    "countAppLogs(appId: $app, appExecutionId: $execution)",
  ];
  const edits = [
    'editApp(appEdition: { id: $app, description: "d" }) { id }',
    'addAppVersion(appId: $app, version: { dockerInfo: { image: "x" }, ports: [] }) { number }',
    "rollbackAppVersion(appId: $app, versionNumber: 1) { id }",
    "setMajorAppVersion(appId: $app, versionNumber: 1, isMajor: true) { number }",
    "restartApp(id: $app) { id }",
    "stopApp(id: $app) { id }",
    "runApp(id: $app) { id }",
    `installApp(projectId: $own, technologyId: $technology, contextId: "${KIBANA_CONTEXT}") { id }`,
    "deleteApp(appId: $app) { id }",
  ];
  for (const field of reads) {
    expect(isForbidden(await ask(stranger, "query", field, past)), field).toBe(true);
    expect((await ask(viewer, "query", field, past)).errors, field).toBeUndefined();
  }
  for (const field of edits) {
    expect(isForbidden(await ask(viewer, "mutation", field, past)), field).toBe(true);
    expect((await ask(editor, "mutation", field, past)).errors, field).toBeUndefined();
  }
  expect(isForbidden(await viewer.post(CREATE_APP, dockerApp(own)))).toBe(true);
});

test.each([
  "app(id: $x) { id }",
  "appVersion(appId: $x, number: 1) { number }",
  'appStats(appHistoryId: $x, versionNumber: 1, startTime: "2024-01-01T00:00:00Z") { recoveredCount }',
  'appHistoryStatuses(appHistoryId: $x, versionNumber: 1, startTime: "2024-01-01T00:00:00Z") { status }',
  'countAppHistoryStatuses(appHistoryId: $x, versionNumber: 1, startTime: "2024-01-01T00:00:00Z")',
  "appLogs(appId: $x, appExecutionId: $x) { count }",
  "countAppLogs(appId: $x, appExecutionId: $x)",
])("%s of nothing is null", async (field) => {
  const answer = await ask<Record<string, unknown>>(wire, "query", field, { x: NOTHING });
  expect([Object.values(answer.data), answer.errors]).toEqual([[null], undefined]);
});
