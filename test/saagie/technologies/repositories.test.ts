import { describe, expect, test } from "vitest";
import { repositoriesOperations } from "../../../generated/saagie/methods.ts";
import { InvalidInputError, NotFoundError, OutcomeUnknownError, RefusedError } from "../../../src/index.ts";
import { openPlatform } from "../support/platform.ts";
import { makeRepository, metadata, OFFICIAL_URL, repositoryContracts } from "../contract/repositories.ts";
import { watchRequests } from "../support/request-log.ts";
import {
  testContracts,
  testEveryMethodHasRow,
  testEveryOperationExecuted,
} from "../contract/test-contracts.ts";
import { rejection } from "../support/things.ts";

describe("the contract of repositories", () => {
  const platform = openPlatform();
  const executed = testContracts(platform, repositoryContracts);
  testEveryMethodHasRow("repositories", platform.saagie.repositories, repositoryContracts);
  testEveryOperationExecuted(Object.values(repositoriesOperations), executed);
});

describe("beyond the contract of repositories", () => {
  const platform = openPlatform();
  const { repositories, technologies } = platform.saagie;
  const unique = (): string => platform.unique("repository");
  const NOWHERE = "https://nowhere.example.io/technologies.zip";

  test.each([{}, { url: OFFICIAL_URL, file: metadata("First") }])(
    "a repository needs one source: %o is refused before anything is sent",
    async (source) => {
      const asked = watchRequests(platform.emulator);
      const error = await rejection(repositories.create({ name: unique(), ...source }));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(asked.operations()).toEqual([]);
    },
  );

  test.each(["technologies.zip", "file:///etc/passwd", "ftp://example.io/a.zip"])(
    "%s is not a URL of a repository",
    async (url) => {
      expect(await rejection(repositories.create({ name: unique(), url }))).toBeInstanceOf(InvalidInputError);
    },
  );

  test("a file is sent under its base name", async () => {
    const { source } = await repositories.create({
      name: unique(),
      file: { ...metadata("First"), name: "/home/ada/metadata.yaml" },
    });
    expect(source).toMatchObject({ name: "metadata.yaml" });
  });

  test("a repository whose source cannot be read is made, and tells why it has nothing", async () => {
    const made = await repositories.create({ name: unique(), url: NOWHERE });
    expect(made.failure).toMatch(/Nothing can be read/u);
    expect(made.synchronization).toMatchObject({ __typename: "FailedSynchronization" });
    expect((await repositories.get(made.id)).technologies).toEqual([]);
  });

  test("a synchronization that fails changes nothing, and tells why", async () => {
    const { id } = await makeRepository(platform);
    const answer = await repositories.synchronize(id, { file: { name: "broken.zip", content: "no zip" } });
    expect(answer.failure).not.toBeNull();
    expect(answer.source).toMatchObject({ name: "metadata.yaml" });
    expect((await repositories.get(id)).source).toEqual(answer.source);
  });

  test("another URL stays when the synchronization that goes with it fails", async () => {
    const { id } = await repositories.create({ name: unique(), url: OFFICIAL_URL });
    const answer = await repositories.edit(id, { url: NOWHERE, synchronize: true });
    expect(answer.source).toMatchObject({ url: NOWHERE });
    expect(answer.failure).toMatch(/Nothing can be read/u);
    expect((await repositories.edit(id, { url: OFFICIAL_URL })).synchronization).toBeNull();
  });

  test("nothing is sent where nothing differs", async () => {
    const name = unique();
    const { id } = await repositories.create({ name, url: OFFICIAL_URL });
    const asked = watchRequests(platform.emulator);
    expect(await repositories.edit(id, { name, url: OFFICIAL_URL })).toMatchObject({ id, name });
    expect(asked.operations()).toEqual(["RepositoriesForEdit"]);
  });

  test("a source of the other kind is refused before anything is sent", async () => {
    const { id } = await makeRepository(platform);
    const byUrl = await repositories.create({ name: unique(), url: OFFICIAL_URL });
    const asked = watchRequests(platform.emulator);
    const refused = [
      repositories.edit(id, { url: OFFICIAL_URL }),
      repositories.synchronize(id),
      repositories.synchronize(byUrl.id, { file: metadata("First") }),
    ];
    for (const call of refused) expect(await rejection(call)).toBeInstanceOf(InvalidInputError);
    expect(new Set(asked.operations())).toEqual(new Set(["RepositoriesForEdit"]));
  });

  test("the first synchronization cannot be taken back", async () => {
    const { id } = await makeRepository(platform);
    const error = await rejection(repositories.revert(id));
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toMatch(/can be taken back/u);
  });

  test("a name that nothing has is not found, with near ones", async () => {
    const { name } = await makeRepository(platform);
    const error = await rejection(repositories.get(`${name}x`));
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as NotFoundError).near).toContain(name);
  });

  test("the catalogue that is remembered is forgotten after a change", async () => {
    await technologies.list();
    const { id, name } = await makeRepository(platform);
    expect(await technologies.list({ catalog: name })).toMatchObject([{ label: "First", catalog: name }]);
    await repositories.delete(id);
    expect(await rejection(technologies.list({ catalog: name }))).toBeInstanceOf(InvalidInputError);
  });

  describe("when the answer is lost", () => {
    const lose = (operation: string): unknown =>
      platform.emulator.faults.add({ match: { operation }, reset: "after", times: 1 });

    test("a creation is looked up, and not repeated", async () => {
      lose("RepositoriesCreate");
      const name = unique();
      const asked = watchRequests(platform.emulator);
      expect(await repositories.create({ name, file: metadata("First") })).toMatchObject({
        name,
        failure: null,
      });
      expect(asked.count("RepositoriesCreate")).toBe(1);
    });

    test("an edition is looked up, and one that never arrived is reported", async () => {
      const { id } = await makeRepository(platform);
      lose("RepositoriesEdit");
      const name = unique();
      expect(await repositories.edit(id, { name })).toMatchObject({ id, name });
      platform.emulator.faults.add({ match: { operation: "RepositoriesEdit" }, status: 502, times: 1 });
      expect(await rejection(repositories.edit(id, { name: unique() }))).toBeInstanceOf(OutcomeUnknownError);
    });

    test("what was taken back is looked up, and what never arrived is reported", async () => {
      const { id } = await makeRepository(platform);
      await repositories.synchronize(id, { file: metadata("Second", "second.yaml") });
      platform.emulator.faults.add({ match: { operation: "RepositoriesRevert" }, status: 502, times: 1 });
      expect(await rejection(repositories.revert(id))).toBeInstanceOf(OutcomeUnknownError);
      lose("RepositoriesRevert");
      expect((await repositories.revert(id)).source).toMatchObject({ name: "metadata.yaml" });
    });
  });
});
