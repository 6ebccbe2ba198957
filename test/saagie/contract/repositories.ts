import { expect } from "vitest";
import { contract, type ContractRow } from "./contract.ts";
import type { TestPlatform } from "../support/platform.ts";
import { NOBODY } from "../support/things.ts";

/** The source of the repository that every platform has: the one URL that an emulator can read. */
export const OFFICIAL_URL =
  "https://github.com/saagie/technologies/releases/latest/download/technologies.zip";

/** A metadata file of one technology. */
export function metadata(
  label: string,
  name = "metadata.yaml",
): { readonly name: string; readonly content: string } {
  const content = [
    "version: v1",
    "type: JOB",
    `id: ${label.toLowerCase()}`,
    `label: ${label}`,
    "description: made by a test",
    "available: true",
    "contexts:",
    "  - id: '1'",
    "    label: '1'",
    "    available: true",
    "    recommended: true",
    "    trustLevel: Stable",
    "    job:",
    "      features: []",
    "    dockerInfo:",
    "      image: example/image",
    "      version: '1'",
  ];
  return { name, content: `${content.join("\n")}\n` };
}

/** A repository that was made for a test. */
export interface MadeRepository {
  readonly id: string;
  readonly name: string;
}

/** Makes a repository from a file. */
export async function makeRepository(platform: TestPlatform): Promise<MadeRepository> {
  const name = platform.unique("repository");
  return platform.saagie.repositories.create({ name, file: metadata("First") });
}

/** Makes a repository from a file, that was synchronized with another one. */
async function makeSynchronized(platform: TestPlatform): Promise<MadeRepository> {
  const repository = await makeRepository(platform);
  await platform.saagie.repositories.synchronize(repository.id, { file: metadata("Second", "second.yaml") });
  return repository;
}

const reads: readonly ContractRow[] = [
  contract({
    method: "repositories.list",
    prepare: makeRepository,
    call: ({ repositories }) => repositories.list(),
    check: (list, { id, name }) =>
      expect(list.find((found) => found.id === id)).toMatchObject({
        name,
        readOnly: false,
        source: { __typename: "FileSource", name: "metadata.yaml" },
        technologies: [{ label: "First", available: true }],
      }),
    missing: "cannot be missing",
    denied: "nobody",
    refused: { answerTo: "RepositoriesList" },
  }),
  contract({
    method: "repositories.listMinimal",
    prepare: makeRepository,
    call: ({ repositories }) => repositories.listMinimal(),
    check: (list, { id, name }) => expect(list).toContainEqual({ id, name }),
    missing: "cannot be missing",
    denied: "nobody",
    refused: { answerTo: "RepositoriesListMinimal" },
  }),
  contract({
    method: "repositories.get",
    prepare: makeRepository,
    call: ({ repositories }, { id }) => repositories.get(id),
    check: ({ technologies, synchronizationReports }, _thing) => {
      expect(technologies).toMatchObject([{ label: "First", contexts: [{ id: "1" }] }]);
      expect(synchronizationReports).toMatchObject({ count: 1, list: [{ trigger: { type: "INITIAL" } }] });
    },
    missing: ({ repositories }) => repositories.get(NOBODY),
    denied: "nobody",
    refused: { answerTo: "RepositoriesGet" },
  }),
  contract({
    method: "repositories.idOf",
    prepare: makeRepository,
    call: ({ repositories }, { name }) => repositories.idOf(name),
    check: (answer, { id }) => expect(answer).toBe(id),
    missing: ({ repositories }) => repositories.idOf({ name: "nothing has this name" }),
    denied: "nobody",
    refused: { answerTo: "RepositoriesListMinimal" },
  }),
];

const changes: readonly ContractRow[] = [
  contract({
    method: "repositories.create",
    prepare: (platform: TestPlatform) => Promise.resolve(platform.unique("new repository")),
    call: ({ repositories }, name) => repositories.create({ name, url: OFFICIAL_URL }),
    check: async (made, name, { saagie }) => {
      expect(made).toMatchObject({
        name,
        source: { __typename: "UrlSource", url: OFFICIAL_URL },
        synchronization: { trigger: { type: "INITIAL" } },
        failure: null,
      });
      // The check comes twice, and names are taken once.
      await saagie.repositories.delete(made.id);
    },
    missing: "cannot be missing",
    denied: "viewer",
    refused: {
      call: ({ repositories }) => repositories.create({ name: "Saagie", url: OFFICIAL_URL }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "repositories.edit",
    prepare: async (platform: TestPlatform) => {
      const { id } = await makeRepository(platform);
      return { id, newName: platform.unique("renamed") };
    },
    call: ({ repositories }, { id, newName }) => repositories.edit(id, { name: newName }),
    check: async (edited, { id, newName }, { saagie }) => {
      expect(edited).toMatchObject({ id, name: newName, synchronization: null, failure: null });
      expect(await saagie.repositories.idOf(newName)).toBe(id);
    },
    missing: ({ repositories }, { newName }) => repositories.edit(NOBODY, { name: newName }),
    denied: "viewer",
    refused: {
      call: ({ repositories }, { id }) => repositories.edit(id, { name: "Saagie" }),
      fields: { name: "already used" },
    },
  }),
  contract({
    method: "repositories.synchronize",
    prepare: makeRepository,
    call: ({ repositories }, { id }) =>
      repositories.synchronize(id, { file: metadata("Third", "third.yaml") }),
    check: async (answer, { id, name }, { saagie }) => {
      expect(answer).toMatchObject({
        id,
        name,
        source: { name: "third.yaml" },
        synchronization: { trigger: { type: "MANUAL" } },
        failure: null,
      });
      const { technologies } = await saagie.repositories.get(id);
      expect(technologies).toContainEqual(expect.objectContaining({ label: "Third", available: true }));
    },
    missing: ({ repositories }) => repositories.synchronize(NOBODY),
    denied: "viewer",
    refused: { answerTo: "RepositoriesSynchronize" },
  }),
  contract({
    method: "repositories.revert",
    prepare: makeSynchronized,
    call: ({ repositories }, { id }) => repositories.revert(id),
    check: async (answer, { id }, { saagie }) => {
      expect(answer).toMatchObject({ id, source: { name: "metadata.yaml" }, failure: null });
      expect(answer.synchronization).toMatchObject({ source: { name: "second.yaml" } });
      const { technologies } = await saagie.repositories.get(id);
      expect(technologies).toMatchObject([{ label: "First" }]);
    },
    missing: ({ repositories }) => repositories.revert(NOBODY),
    denied: "viewer",
    refused: { answerTo: "RepositoriesRevert" },
  }),
  contract({
    method: "repositories.delete",
    prepare: makeRepository,
    call: ({ repositories }, { id }) => repositories.delete(id),
    check: async (_, { id }, { saagie }) => {
      expect((await saagie.repositories.listMinimal()).map((found) => found.id)).not.toContain(id);
    },
    missing: ({ repositories }) => repositories.delete(NOBODY),
    denied: "viewer",
    refused: {
      call: ({ repositories }) => repositories.delete("Saagie"),
      fields: { repository: "is read only" },
    },
  }),
];

/** What every public method of repositories promises. */
export const repositoryContracts: readonly ContractRow[] = [...reads, ...changes];
