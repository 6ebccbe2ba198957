import type { EmulatedSaagie } from "../../../src/emulator/index.ts";

/** Ids of the seed catalogue. */
export const PYTHON = "0db6d0a7-ad4b-45cd-8082-913a192daa25";
export const BASH = "a7f89b17-e078-46ab-ba48-be4fae8dd606";
export const SPARK = "1d117fb6-0697-438a-b419-a69e0e7406e8";
export const GENERIC = "1bf79f1d-7e2d-4daf-976d-8702114ab507";
export const JUPYTER = "7d3f247c-b5a9-4a34-a0a2-f6b209bc2b63";
export const RUBY = "c1d2b3f4-53a7-4c2e-8e1a-2f60a1b7d902";

/** An id of the right shape that names nothing. */
export const NOTHING = "11111111-2222-4333-8444-555555555555";

export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | null;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

export interface Answer<Data> {
  readonly status: number;
  /** The fields that were asked for; for tests that expect them to be there. */
  readonly data: Data;
  readonly errors?: readonly WireError[];
}

export interface Wire {
  readonly token: string;
  post<Data>(query: string, variables?: object): Promise<Answer<Data>>;
  catalogue<Data>(query: string, variables?: object): Promise<Answer<Data>>;
  upload<Data>(query: string, variables: object, file: File): Promise<Answer<Data>>;
  get(path: string): Promise<Response>;
}

export interface Where {
  readonly fetch?: (url: string, init?: RequestInit) => Promise<Response>;
  readonly url?: string;
  readonly login?: string;
  readonly password?: string;
}

/** Asks for a token. */
export async function requestToken(emulator: EmulatedSaagie, where: Where = {}): Promise<Response> {
  const {
    fetch = emulator.fetch,
    url = emulator.url,
    login = emulator.user,
    password = emulator.password,
  } = where;
  return fetch(`${url}/authentication/api/open/authenticate`, {
    method: "POST",
    headers: { "content-type": "application/json", "saagie-realm": emulator.realm },
    body: JSON.stringify({ login, password }),
  });
}

/** Speaks to the emulator as bytes on a wire, with nothing of the project's own client in between. */
export async function connect(emulator: EmulatedSaagie, where: Where = {}): Promise<Wire> {
  const { fetch = emulator.fetch, url = emulator.url } = where;
  const token = await (await requestToken(emulator, where)).text();
  const headers = { authorization: `Bearer ${token}` };
  const platform = `${url}/projects/api/platform/${String(emulator.platform)}/graphql`;
  const send = async <Data>(to: string, init: RequestInit): Promise<Answer<Data>> => {
    const response = await fetch(to, { method: "POST", ...init });
    return { ...((await response.json()) as Answer<Data>), status: response.status };
  };
  const json = (query: string, variables?: object): RequestInit => ({
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return {
    token,
    post: (query, variables) => send(platform, json(query, variables)),
    catalogue: (query, variables) => send(`${url}/gateway/api/graphql`, json(query, variables)),
    upload: (query, variables, file) => {
      const body = new FormData();
      body.set("operations", JSON.stringify({ query, variables: { ...variables, file: null } }));
      body.set("map", JSON.stringify({ "0": ["variables.file"] }));
      body.set("0", file);
      return send(platform, { headers, body });
    },
    get: (path) => fetch(`${url}${path}`, { headers }),
  };
}

interface Id {
  readonly id: string;
}

/** Makes a project for Python, Bash, Spark and Docker jobs, and lets the time pass until it is ready. */
export async function readyProject(
  emulator: EmulatedSaagie,
  wire: Wire,
  project: object = {},
): Promise<string> {
  const technologies = [PYTHON, BASH, SPARK, GENERIC].map((id) => ({ id }));
  const technologiesByCategory = ["Extraction", "Processing"].map((jobCategory) => ({
    jobCategory,
    technologies,
  }));
  const { data } = await wire.post<{ createProject: Id }>(
    "mutation ($project: ProjectInput!) { createProject(project: $project) { id } }",
    { project: { name: "Sales", technologiesByCategory, ...project } },
  );
  emulator.clock.advance(2000);
  return data.createProject.id;
}

export const CREATE_JOB = `mutation ($job: JobInput!, $jobVersion: JobVersionInput!, $file: Upload) {
  createJob(job: $job, jobVersion: $jobVersion, file: $file) { id name alias }
}`;

/** What a Bash job, which needs no file, is created from. */
export function bashJob(
  projectId: string,
  job: object = {},
  jobVersion: object = {},
): { job: object; jobVersion: object } {
  return {
    job: {
      projectId,
      name: "Daily report",
      category: "Processing",
      technology: { id: BASH },
      isStreaming: false,
      isScheduled: false,
      ...job,
    },
    jobVersion: { runtimeVersion: "debian11-bullseye", commandLine: "echo hello", ...jobVersion },
  };
}

/** Makes a Bash job. */
export async function makeJob(
  wire: Wire,
  projectId: string,
  job: object = {},
  jobVersion: object = {},
): Promise<string> {
  const answer = await wire.post<{ createJob: Id }>(CREATE_JOB, bashJob(projectId, job, jobVersion));
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data.createJob.id;
}

/** Starts a run. */
export async function run(wire: Wire, jobId: string): Promise<string> {
  const { data } = await wire.post<{ runJob: Id }>("mutation ($id: UUID!) { runJob(jobId: $id) { id } }", {
    id: jobId,
  });
  return data.runJob.id;
}

/** The problems that a refused mutation names, by field. */
export function problems(answer: Answer<unknown>): Readonly<Record<string, unknown>> {
  const { classification, ...fields } = answer.errors?.[0]?.extensions ?? {};
  return classification === "ValidationError" ? fields : {};
}
