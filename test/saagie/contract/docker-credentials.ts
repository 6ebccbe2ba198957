import { expect } from "vitest";
import type { Project } from "../../../src/saagie/index.ts";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { NOBODY } from "../support/things.ts";

const REGISTRY = "registry.example.io";

/** Docker credentials that were made for a test. */
export interface MadeCredentials {
  readonly id: string;
  readonly username: string;
  readonly registry: string;
  readonly project: Project;
}

/** Makes Docker credentials in the project that the tests share. */
export async function makeCredentials(platform: TestPlatform): Promise<MadeCredentials> {
  const project = await platform.project();
  const account = { username: platform.unique("robot"), registry: REGISTRY };
  const { id } = await platform.saagie.dockerCredentials.create(project.id, {
    ...account,
    password: "first-1",
  });
  return { id, ...account, project };
}

const definition = { username: "robot", password: "first-1" };

/** What Docker credentials promise. */
export const dockerCredentialsContracts: readonly ContractRow[] = [
  contract({
    method: "dockerCredentials.list",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project }) => dockerCredentials.list(project.id),
    check: (list, { id, username, registry }) =>
      expect(list).toContainEqual(expect.objectContaining({ id, username, registry, jobs: [], apps: [] })),
    missing: ({ dockerCredentials }) => dockerCredentials.list(NOBODY),
    denied: "outsider",
    refused: { answerTo: "DockerCredentialsList" },
  }),
  contract({
    method: "dockerCredentials.listMinimal",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project }) => dockerCredentials.listMinimal(project.id),
    check: (list, { id, username, registry }) => expect(list).toContainEqual({ id, username, registry }),
    missing: ({ dockerCredentials }) => dockerCredentials.listMinimal(NOBODY),
    denied: "outsider",
    refused: { answerTo: "DockerCredentialsListMinimal" },
  }),
  contract({
    method: "dockerCredentials.get",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project, username, registry }) =>
      dockerCredentials.get(project.id, { username, registry }),
    check: (answer, { id, username, registry }) => expect(answer).toMatchObject({ id, username, registry }),
    missing: ({ dockerCredentials }, { project }) => dockerCredentials.get(project.id, NOBODY),
    denied: "outsider",
    refused: { answerTo: "DockerCredentialsGet" },
  }),
  contract({
    method: "dockerCredentials.idOf",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project, username, registry }) =>
      dockerCredentials.idOf(project.id, { username, registry }),
    check: (answer, { id }) => expect(answer).toBe(id),
    // Without a registry they would be those of Docker Hub.
    missing: ({ dockerCredentials }, { project, username }) =>
      dockerCredentials.idOf(project.id, { username }),
    denied: "outsider",
    refused: { answerTo: "DockerCredentialsListMinimal" },
  }),
  contract({
    method: "dockerCredentials.create",
    prepare: async (platform) => ({ project: await platform.project(), username: platform.unique("robot") }),
    call: ({ dockerCredentials }, { project, username }) =>
      dockerCredentials.create(project.id, { username, password: "first-1", registry: REGISTRY }),
    check: async (answer, { project, username }, { saagie }) => {
      expect(answer).toMatchObject({ username, registry: REGISTRY });
      expect(Date.parse(answer.lastUpdate)).not.toBeNaN();
      const found = await saagie.dockerCredentials.get(project.id, answer.id);
      expect(found).toMatchObject({ username, registry: REGISTRY });
    },
    missing: ({ dockerCredentials }) => dockerCredentials.create(NOBODY, definition),
    denied: "viewer",
    refused: {
      call: async ({ dockerCredentials }, { project }, platform) => {
        const { username, registry } = await makeCredentials(platform);
        return dockerCredentials.create(project.id, { username, registry, password: "first-1" });
      },
      fields: { username: "already used" },
    },
  }),
  contract({
    method: "dockerCredentials.update",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project, id }) =>
      dockerCredentials.update(project.id, id, { password: "second-2" }),
    check: async (answer, { id, project, username, registry }, { saagie }) => {
      expect(answer).toMatchObject({ id, username, registry });
      expect(await saagie.dockerCredentials.get(project.id, id)).toMatchObject({ username, registry });
    },
    missing: ({ dockerCredentials }, { project }) =>
      dockerCredentials.update(project.id, NOBODY, { password: "second-2" }),
    denied: "viewer",
    refused: {
      call: async ({ dockerCredentials }, { project, id }, platform) => {
        const { username } = await makeCredentials(platform);
        return dockerCredentials.update(project.id, id, { username, password: "second-2" });
      },
      fields: { username: "already used" },
    },
  }),
  contract({
    method: "dockerCredentials.createOrUpdate",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project, username, registry }) =>
      dockerCredentials.createOrUpdate(project.id, { username, registry, password: "second-2" }),
    check: (answer, { id, username, registry }) =>
      expect(answer).toMatchObject({ action: "updated", credentials: { id, username, registry } }),
    missing: ({ dockerCredentials }) => dockerCredentials.createOrUpdate(NOBODY, definition),
    denied: "viewer",
    refused: { answerTo: "DockerCredentialsEdit" },
  }),
  contract({
    method: "dockerCredentials.delete",
    prepare: makeCredentials,
    call: ({ dockerCredentials }, { project, username, registry }) =>
      dockerCredentials.delete(project.id, { username, registry }),
    check: async (_, { id, project }, { saagie }) =>
      expect((await saagie.dockerCredentials.listMinimal(project.id)).map((found) => found.id)).not.toContain(
        id,
      ),
    missing: ({ dockerCredentials }, { project }) => dockerCredentials.delete(project.id, NOBODY),
    denied: "viewer",
    refused: { answerTo: "DockerCredentialsDelete" },
  }),
];
