import type { EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { connect, JUPYTER, readyProject, type Answer, type Wire } from "../wire.ts";

/** Ids of the seed catalogue. */
export const DOCKER_IMAGE = "36912c68-d084-43b9-9fda-b5ded8eb7b13";
export const KIBANA = "6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a06";

/** The one runtime of each. */
export const KIBANA_CONTEXT = "kibana-7.15.1";
export const JUPYTER_CONTEXT = "jupyter-notebook-jupyterlab-genai-4.0-python-3.11";

/** How long an app is on the way from one state to the next, unless a test says otherwise. */
export const APP_MS = 2000;

/** Makes a project that has apps, and lets the time pass until it is ready. */
export async function appProject(
  emulator: EmulatedSaagie,
  wire: Wire,
  project: object = {},
): Promise<string> {
  const appTechnologies = [DOCKER_IMAGE, KIBANA, JUPYTER].map((id) => ({ id }));
  return readyProject(emulator, wire, { appTechnologies, ...project });
}

export const CREATE_APP = "mutation ($app: AppInput!) { createApp(app: $app) { id name } }";

/** What an app from an image is created from. */
export function dockerApp(projectId: string, app: object = {}, version: object = {}): { app: object } {
  return {
    app: {
      projectId,
      name: "Web server",
      technologyId: DOCKER_IMAGE,
      version: {
        dockerInfo: { image: "httpd:2.4.54-alpine" },
        ports: [{ number: 80, isRewriteUrl: true, scope: "PROJECT" }],
        ...version,
      },
      ...app,
    },
  };
}

/** The fields that an answer has to have. @throws Error with the errors of one that has any */
export function unwrap<Data>({ data, errors }: Answer<Data>): Data {
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Makes an app from an image. */
export async function makeApp(
  wire: Wire,
  projectId: string,
  app: object = {},
  version: object = {},
): Promise<string> {
  const answer = await wire.post<{ createApp: { id: string } }>(
    CREATE_APP,
    dockerApp(projectId, app, version),
  );
  return unwrap(answer).createApp.id;
}

/** Makes an app of the catalogue. */
export async function install(
  wire: Wire,
  projectId: string,
  technologyId: string = JUPYTER,
  contextId: string = JUPYTER_CONTEXT,
): Promise<{ readonly id: string; readonly name: string }> {
  const answer = await wire.post<{ installApp: { id: string; name: string } }>(
    `mutation ($projectId: UUID!, $technologyId: UUID!, $contextId: String!) {
      installApp(projectId: $projectId, technologyId: $technologyId, contextId: $contextId) { id name }
    }`,
    { projectId, technologyId, contextId },
  );
  return unwrap(answer).installApp;
}

/** Makes a storage. */
export async function makeVolume(wire: Wire, projectId: string, volume: object = {}): Promise<string> {
  const answer = await wire.post<{ createVolume: { id: string } }>(
    "mutation ($volume: VolumeInput!) { createVolume(volume: $volume) { id } }",
    { volume: { projectId, name: "Notebooks", size: "1 GB", ...volume } },
  );
  return unwrap(answer).createVolume.id;
}

/** Makes a pipeline of one job. */
export async function makeSmallPipeline(wire: Wire, projectId: string, jobId: string): Promise<string> {
  const node = { id: "00000000-0000-4000-8000-000000000001", job: { id: jobId }, nextNodes: [] };
  const answer = await wire.post<{ createGraphPipeline: { id: string } }>(
    "mutation ($pipeline: GraphPipelineInput) { createGraphPipeline(pipeline: $pipeline) { id } }",
    {
      pipeline: {
        projectId,
        name: "Nightly",
        alias: "Nightly",
        isScheduled: false,
        graph: { jobNodes: [node], conditionNodes: [] },
      },
    },
  );
  return unwrap(answer).createGraphPipeline.id;
}

/** People with one role each: who they are is their role. */
export interface People {
  readonly viewer: Wire;
  readonly editor: Wire;
  readonly stranger: Wire;
  readonly authorizedGroups: readonly object[];
}

/** Makes people, and the list of groups that gives them their roles in a project. */
export async function makePeople(emulator: EmulatedSaagie): Promise<People> {
  const as = (login: string): Promise<Wire> => {
    emulator.users.add({ login, password: "secret", groups: [`${login}s`] });
    return connect(emulator, { login, password: "secret" });
  };
  return {
    viewer: await as("viewer"),
    editor: await as("editor"),
    stranger: await as("stranger"),
    authorizedGroups: [
      { name: "viewers", role: "ROLE_PROJECT_VIEWER" },
      { name: "editors", role: "ROLE_PROJECT_EDITOR" },
    ],
  };
}

/** Sends fields that name their variables, all of them ids. */
export async function ask<Data>(
  wire: Wire,
  kind: "query" | "mutation",
  field: string,
  ids: Readonly<Record<string, string>> = {},
): Promise<Answer<Data>> {
  const used = Object.keys(ids).filter((name) => field.includes(`$${name}`));
  const header = used.length === 0 ? "" : `(${used.map((name) => `$${name}: UUID!`).join(", ")})`;
  return wire.post<Data>(`${kind} ${header} { ${field} }`, ids);
}

/** How a lacking right is told. */
export function isForbidden({ errors }: Answer<unknown>): boolean {
  return errors?.[0]?.message === "Forbidden" && errors[0].extensions?.["classification"] === "FORBIDDEN";
}
