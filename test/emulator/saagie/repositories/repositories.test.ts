import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ANY_TEXT, having, like } from "../../matchers.ts";
import {
  ADD,
  addFile,
  EDIT,
  metadata,
  readRepository,
  REMOVE,
  REVERT,
  SYNCHRONIZE,
  uploadToCatalogue,
  zipFile,
  zipOf,
  type Repository,
  type Synchro,
} from "./wire.ts";
import { bashJob, connect, CREATE_JOB, NOTHING, problems, PYTHON, readyProject, type Wire } from "../wire.ts";

const SAAGIE = "9fcbddfe-a7b7-4d25-807c-ad030782c923";
const SAAGIE_URL = "https://github.com/saagie/technologies/releases/latest/download/technologies.zip";
const LABS = "e5a90b36-4f0d-4b41-9c7e-61d8f2a4c902";
const NOWHERE = "https://technologies.example.org/nowhere.zip";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

async function read(id: string, filter?: string): Promise<Repository> {
  const repository = await readRepository(wire, id, filter);
  if (repository === null) throw new Error(`no repository ${id}`);
  return repository;
}

async function addUrl(url: string, name = "From URL"): Promise<string> {
  const { data } = await wire.catalogue<{ addRepository: { objects: readonly [{ id: string }] } }>(ADD, {
    repositoryInput: { name, url },
  });
  return data.addRepository.objects[0].id;
}

async function synchronizeWith(
  id: string,
  files: Readonly<Record<string, string>>,
  name = "new.zip",
): Promise<Synchro> {
  const file = await zipFile(name, files);
  const upload = { query: SYNCHRONIZE, variables: { id }, file };
  const { data } = await uploadToCatalogue<{ synchronizeRepository: Synchro }>(emulator, wire, upload);
  return data.synchronizeRepository;
}

async function revert(id: string): Promise<Synchro> {
  const { lastReversibleId } = (await read(id)).synchronizationReports;
  const { data } = await wire.catalogue<{ revertLastSynchronization: Synchro }>(REVERT, {
    id,
    report: lastReversibleId,
  });
  return data.revertLastSynchronization;
}

const statuses = ({ report }: Synchro): readonly (readonly [string, string])[] =>
  (report.technologyReports ?? []).map(({ technologyId, status }) => [technologyId, status]);

const labels = ({ technologies }: Repository): readonly string[] => technologies.map(({ label }) => label);

describe("a repository from a file", () => {
  test("has its technologies at once, under a source called as the client called the file", async () => {
    const name = "/home/ada/my files/technologies.zip";
    const file = await zipFile(name, { "root/a/job/ruby/metadata.yaml": metadata("ruby") });
    const variables = { repositoryInput: { name: "repository from zip" } };
    const { data } = await uploadToCatalogue<{ addRepository: { objects: readonly [{ id: string }] } }>(
      emulator,
      wire,
      { query: ADD, variables, file },
    );
    expect(data.addRepository).toEqual({
      count: 1,
      objects: [
        {
          id: ANY_TEXT,
          name: "repository from zip",
          editor: "demo",
          modificationDate: "2024-06-03T08:00:00Z",
          source: { name },
          synchroMode: { __typename: "Manual" },
        },
      ],
    });
    const repository = await read(data.addRepository.objects[0].id);
    expect(repository).toMatchObject({
      synchronizationReports: {
        count: 1,
        lastReversibleId: null,
        list: [
          {
            __typename: "SuccessfulSynchronization",
            source: { name },
            startedAt: "2024-06-03T08:00:00Z",
            trigger: { type: "INITIAL", author: "demo" },
            numberOfChanges: 1,
            issues: [],
            revert: null,
            technologyReports: [
              {
                technologyId: "ruby",
                status: "CREATED",
                contextsReports: [{ contextId: "1.0", status: "CREATED" }],
              },
            ],
          },
        ],
      },
      technologies: [
        { __typename: "JobTechnology", technologyId: "ruby", label: "The ruby", available: true },
      ],
    });
  });

  test("can be used by jobs", async () => {
    const id = await addFile(emulator, wire, { "metadata.yml": metadata("ruby") });
    const [technology] = (await read(id)).technologies;
    const projectId = await readyProject(emulator, wire, {
      technologiesByCategory: [{ jobCategory: "Processing", technologies: [{ id: technology?.id }] }],
    });
    const job = bashJob(projectId, { technology: { id: technology?.id } }, { runtimeVersion: "1.0" });
    expect((await wire.post(CREATE_JOB, job)).errors).toBeUndefined();
    const wrong = bashJob(projectId, { technology: { id: technology?.id } }, { runtimeVersion: "1" });
    expect(problems(await wire.post(CREATE_JOB, wrong))).toHaveProperty("runtimeVersion");
  });

  test("changes with another file, and back again", async () => {
    const id = await addFile(emulator, wire, {
      "a/metadata.yaml": metadata("a"),
      "b/metadata.yaml": metadata("b"),
    });
    const before = await read(id);
    emulator.clock.advance(60_000);
    const synchro = await synchronizeWith(
      id,
      {
        "a/metadata.yaml": metadata("a"),
        "b/metadata.yaml": metadata("b").replace("One", "Uno").replace("id: 1.0", "id: 1.1"),
        "c/metadata.yaml": metadata("c"),
      },
      "dir/new.zip",
    );
    expect(synchro).toMatchObject({ count: 2, repositoryId: id, repositoryName: "From zip" });
    expect(synchro.report).toMatchObject({
      trigger: { type: "MANUAL", author: "demo" },
      source: { name: "dir/new.zip" },
    });
    expect(statuses(synchro)).toEqual([
      ["a", "UNCHANGED"],
      ["b", "UPDATED"],
      ["c", "CREATED"],
    ]);
    expect(synchro.report.technologyReports?.[1]?.contextsReports).toEqual([
      { contextId: "1.1", status: "CREATED" },
      { contextId: "1.0", status: "DELETED" },
    ]);
    const after = await read(id);
    expect(after.source).toEqual({ name: "dir/new.zip" });
    expect(after.technologies.map(({ lastUpdate }) => lastUpdate)).toEqual([
      "2024-06-03T08:00:00Z",
      "2024-06-03T08:01:00Z",
      "2024-06-03T08:01:00Z",
    ]);
    // Ids are kept: jobs refer to them.
    expect(after.technologies.slice(0, 2).map((technology) => technology.id)).toEqual(
      before.technologies.map((technology) => technology.id),
    );
    expect(after.synchronizationReports.lastReversibleId).toBe(synchro.report.id);

    emulator.clock.advance(60_000);
    const taken = await revert(id);
    expect(taken.report).toMatchObject({
      id: synchro.report.id,
      revert: { author: "demo", date: "2024-06-03T08:02:00Z" },
    });
    const restored = await read(id);
    expect(restored.source).toEqual(before.source);
    expect(restored.technologies).toEqual(before.technologies);
    expect(restored.synchronizationReports).toMatchObject({ count: 1, lastReversibleId: null });
    expect((await read(id, "withReverted: true")).synchronizationReports).toMatchObject({
      count: 2,
      list: [{ id: synchro.report.id, revert: { author: "demo" } }, { trigger: { type: "INITIAL" } }],
    });
  });

  test("loses what its file has no more, and gets it back", async () => {
    const id = await addFile(emulator, wire, {
      "a/metadata.yaml": metadata("a"),
      "b/metadata.yaml": metadata("b"),
    });
    const before = await read(id);
    expect(statuses(await synchronizeWith(id, { "a/metadata.yaml": metadata("a") }))).toEqual([
      ["a", "UNCHANGED"],
      ["b", "DELETED"],
    ]);
    expect(labels(await read(id))).toEqual(["The a"]);
    const deleted = before.technologies[1]?.id;
    const gone = "query ($id: UUID!) { technology(id: $id) { label } }";
    expect((await wire.catalogue(gone, { id: deleted })).data).toEqual({ technology: null });
    await revert(id);
    expect((await wire.catalogue(gone, { id: deleted })).data).toEqual({ technology: { label: "The b" } });
  });

  test("can be taken back step by step, and not beyond its beginning", async () => {
    const id = await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
    for (const name of ["b", "c"])
      await synchronizeWith(id, { "metadata.yaml": metadata(name) }, `${name}.zip`);
    await synchronizeWith(id, {}, "empty.zip");
    await revert(id);
    expect((await read(id)).source).toEqual({ name: "b.zip" });
    await revert(id);
    expect(labels(await read(id))).toEqual(["The a"]);
    const { list, lastReversibleId } = (await read(id)).synchronizationReports;
    expect(lastReversibleId).toBeNull();
    const first = await wire.catalogue(REVERT, { id, report: list.at(-1)?.id });
    expect(problems(first)).toEqual({ synchronizationReport: "cannot be taken back" });
    const unknown = await wire.catalogue(REVERT, { id, report: NOTHING });
    expect(problems(unknown)).toEqual({ synchronizationReport: "NOT_EXISTS" });
  });

  test("shows pages of its synchronizations, the newest first", async () => {
    const id = await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
    for (const name of ["b", "c"])
      await synchronizeWith(id, { "metadata.yaml": metadata(name) }, `${name}.zip`);
    const names = async (filter: string): Promise<unknown> => {
      const { count, list } = (await read(id, filter)).synchronizationReports;
      return [count, ...list.map(({ source }) => source.name)];
    };
    expect(await names("limit: 2")).toEqual([3, "c.zip", "b.zip"]);
    expect(await names("skip: 1")).toEqual([3, "b.zip", "technologies.zip"]);
    expect(await names("limit: 1, skip: 2")).toEqual([3, "technologies.zip"]);
    expect(await names("lastSynchronization: true")).toEqual([3, "c.zip"]);
    expect(await names("limit: null, skip: null, withReverted: null")).toEqual([
      3,
      "c.zip",
      "b.zip",
      "technologies.zip",
    ]);
    await revert(id);
    expect(await names("lastSynchronization: true")).toEqual([2, "b.zip"]);
    expect(await names("lastSynchronization: true, withReverted: true")).toEqual([3, "c.zip"]);
  });

  test("is not changed by a URL, nor without a file", async () => {
    const id = await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
    const edit = { id, url: NOWHERE, triggerSynchronization: false };
    expect(problems(await wire.catalogue(EDIT, { repositoryInput: edit }))).toHaveProperty("url");
    expect(problems(await wire.catalogue(SYNCHRONIZE, { id }))).toHaveProperty("upload");
  });
});

describe("a repository from a URL", () => {
  test("is there also when nothing is where it says, with a report of that", async () => {
    const id = await addUrl(NOWHERE);
    expect(await read(id)).toMatchObject({
      source: { url: NOWHERE },
      technologies: [],
      synchronizationReports: {
        count: 1,
        lastReversibleId: null,
        list: [
          {
            __typename: "FailedSynchronization",
            source: { url: NOWHERE },
            trigger: { type: "INITIAL", author: "demo" },
            failure: `Nothing can be read from ${NOWHERE}`,
          },
        ],
      },
    });
  });

  test("can be where the emulator's own came from", async () => {
    const id = await addUrl(SAAGIE_URL);
    const copy = await read(id);
    expect(labels(copy)).toEqual(labels(await read(SAAGIE)));
    expect(copy.technologies.map((technology) => technology.id)).not.toContain(PYTHON);
  });

  test("keeps its new name and URL when they lead nowhere, until that is taken back", async () => {
    const id = await addUrl(SAAGIE_URL, "repository from url");
    const before = await read(id);
    const edit = { id, name: "new repository from url", url: NOWHERE, triggerSynchronization: true };
    emulator.clock.advance(1000);
    expect((await wire.catalogue(EDIT, { repositoryInput: edit })).data).toMatchObject({
      editRepository: {
        count: 1,
        objects: [{ name: edit.name, source: { url: NOWHERE }, modificationDate: "2024-06-03T08:00:01Z" }],
      },
    });
    const after = await read(id);
    expect(after).toMatchObject({ name: edit.name, source: { url: NOWHERE } });
    expect(after.synchronizationReports.list[0]).toMatchObject({
      __typename: "FailedSynchronization",
      trigger: { type: "URL_UPDATE", author: "demo" },
    });
    expect(after.technologies).toEqual(before.technologies);
  });

  test("is read by whatever the emulator is given to read with", async () => {
    const asked: string[] = [];
    let content = metadata("a");
    emulator = emulateSaagie({
      clock: "manual",
      fetchRepository: async (url) => {
        asked.push(url);
        if (url.endsWith("broken")) throw new Error("the line is dead");
        return url.endsWith("yaml") ? new Blob([content]) : zipOf({ "x/metadata.yaml": content });
      },
    });
    wire = await connect(emulator);
    const id = await addUrl("https://a.example.org/t.zip?x=1");
    expect(labels(await read(id))).toEqual(["The a"]);
    content = metadata("b");
    const { data } = await wire.catalogue<{ synchronizeRepository: Synchro }>(SYNCHRONIZE, { id });
    expect(statuses(data.synchronizeRepository)).toEqual([
      ["b", "CREATED"],
      ["a", "DELETED"],
    ]);
    const edit = { id, url: "https://a.example.org/metadata.yaml", triggerSynchronization: true };
    await wire.catalogue(EDIT, { repositoryInput: edit });
    expect((await read(id)).synchronizationReports.list[0]).toMatchObject({
      trigger: { type: "URL_UPDATE" },
      technologyReports: [{ status: "UNCHANGED" }],
    });
    await revert(id);
    expect((await read(id)).source).toEqual({ url: "https://a.example.org/t.zip?x=1" });
    expect(asked).toEqual([
      "https://a.example.org/t.zip?x=1",
      "https://a.example.org/t.zip?x=1",
      "https://a.example.org/metadata.yaml",
    ]);
    const broken = await read(await addUrl("https://a.example.org/broken", "Broken"));
    expect(broken.synchronizationReports.list[0]?.failure).toMatch(/the line is dead$/);
  });

  test("is not synchronized by a mere edit, nor changed by one that says nothing new", async () => {
    const id = await addUrl(NOWHERE);
    const editing = async (rest: object): Promise<unknown> => {
      const repositoryInput = { id, triggerSynchronization: true, ...rest };
      const answer = await wire.catalogue<{ editRepository: { count: number } }>(EDIT, { repositoryInput });
      return [answer.data.editRepository.count, (await read(id)).synchronizationReports.count];
    };
    expect(await editing({})).toEqual([0, 1]);
    expect(await editing({ name: "From URL", url: NOWHERE })).toEqual([0, 1]);
    expect(await editing({ name: "Other", url: null })).toEqual([1, 1]);
    expect(await editing({ url: SAAGIE_URL, triggerSynchronization: false })).toEqual([1, 1]);
  });

  test("takes no file", async () => {
    const id = await addUrl(NOWHERE);
    const file = await zipFile("a.zip", { "metadata.yaml": metadata("a") });
    expect(
      problems(await uploadToCatalogue(emulator, wire, { query: SYNCHRONIZE, variables: { id }, file })),
    ).toHaveProperty("upload");
  });
});

describe("the vendor's repository", () => {
  test("can be synchronized, which brings back what was taken away", async () => {
    emulator.technologies.remove(PYTHON);
    const { data } = await wire.catalogue<{ synchronizeRepository: Synchro }>(SYNCHRONIZE, { id: SAAGIE });
    expect(data.synchronizeRepository).toMatchObject({
      count: 1,
      report: { numberOfChanges: 1, trigger: { type: "MANUAL" } },
    });
  });

  test("cannot be changed otherwise", async () => {
    const edit = { id: SAAGIE, name: "Mine", triggerSynchronization: false };
    const readOnly = { repository: "is read only" };
    expect(problems(await wire.catalogue(EDIT, { repositoryInput: edit }))).toEqual(readOnly);
    expect(problems(await wire.catalogue(REMOVE, { id: SAAGIE }))).toEqual(readOnly);
  });
});

test("a removed repository is gone with its technologies; removing it again is an error", async () => {
  const id = await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
  expect((await wire.catalogue(REMOVE, { id })).data).toEqual({
    removeRepository: { id, name: "From zip", technologies: [{ label: "The a" }] },
  });
  const again = await wire.catalogue(REMOVE, { id });
  expect([again.status, problems(again)]).toEqual([200, { repository: "NOT_EXISTS" }]);
  expect(await readRepository(wire, id)).toBeNull();
  const { data } = await wire.catalogue<{ repositories: readonly object[] }>("{ repositories { id } }");
  expect(data.repositories).toEqual([{ id: SAAGIE }, { id: LABS }]);
});

test.each([
  ["EDIT", EDIT, { repositoryInput: { id: NOTHING, triggerSynchronization: false } }],
  ["SYNCHRONIZE", SYNCHRONIZE, { id: NOTHING }],
  ["REVERT", REVERT, { id: NOTHING, report: NOTHING }],
])("%s of an unknown repository is refused", async (_, query, variables) => {
  expect(problems(await wire.catalogue(query, variables))).toEqual({ repository: "NOT_EXISTS" });
});

test("names are unique, whatever the letters, and neither empty nor too long; and there is a source", async () => {
  const name = async (text: string, url: string | null = NOWHERE): Promise<unknown> =>
    problems(await wire.catalogue(ADD, { repositoryInput: { name: text, url } }));
  expect(await name("labs")).toEqual({ name: "already used" });
  expect(await name(" ")).toHaveProperty("name");
  expect(await name("x".repeat(255))).toHaveProperty("name");
  expect(await name("x".repeat(254), null)).toEqual({ url: like(/empty/) });
  const id = await addUrl(NOWHERE);
  const edit = { id, name: "Saagie", triggerSynchronization: false };
  expect(problems(await wire.catalogue(EDIT, { repositoryInput: edit }))).toEqual({ name: "already used" });
});

test("only those with the right on the catalogue change it", async () => {
  emulator.groups.add({ name: "curators", catalogue: true });
  emulator.users.add({ login: "curator", password: "secret", groups: ["curators"] });
  emulator.users.add({ login: "reader", password: "secret", groups: ["readers"] });
  const repositoryInput = { name: "Mine", url: NOWHERE };
  const reader = await connect(emulator, { login: "reader", password: "secret" });
  for (const [query, variables] of [
    [ADD, { repositoryInput }],
    [EDIT, { repositoryInput: { id: LABS, triggerSynchronization: false } }],
    [SYNCHRONIZE, { id: LABS }],
    [REVERT, { id: LABS, report: NOTHING }],
    [REMOVE, { id: LABS }],
  ] as const) {
    expect((await reader.catalogue(query, variables)).errors).toEqual([having({ message: "Forbidden" })]);
  }
  const curator = await connect(emulator, { login: "curator", password: "secret" });
  expect((await curator.catalogue(ADD, { repositoryInput })).data).toMatchObject({
    addRepository: { objects: [{ editor: "curator" }] },
  });
});

test("a synchronization by the schedule has no author", async () => {
  emulator.clock.advance(1000);
  await emulator.technologies.synchronize(LABS);
  const { synchronizationReports, editor } = await read(LABS);
  expect(synchronizationReports.list[0]).toMatchObject({
    trigger: { type: "AUTOMATIC", author: null },
    startedAt: "2024-06-03T08:00:01Z",
    numberOfChanges: 0,
  });
  expect(editor).toBe("labs");
  await expect(emulator.technologies.synchronize(NOTHING)).rejects.toThrow(RangeError);
});

test("technologies that changed after a moment can be asked for", async () => {
  emulator.clock.advance(1000);
  await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
  const updated = async (from: string): Promise<unknown> =>
    (
      await wire.catalogue<{ updatedTechnologies: readonly object[] }>(
        "query ($from: String!) { updatedTechnologies(from: $from) { label } }",
        { from },
      )
    ).data.updatedTechnologies;
  expect(await updated("2024-06-03T08:00:00Z")).toEqual([{ label: "The a" }]);
  expect(await updated("2024-06-03T08:00:01Z")).toEqual([]);
  expect(
    problems(await wire.catalogue('{ updatedTechnologies(from: "yesterday") { label } }')),
  ).toHaveProperty("from");
});

test("what asks for more than the installation is capable of is not available", async () => {
  const file = { "metadata.yaml": metadata("a", "facets: [gpu, tpu]") };
  const id = await addFile(emulator, wire, file);
  expect((await read(id)).technologies).toMatchObject([{ available: false, missingFacets: ["gpu", "tpu"] }]);
  emulator.clock.advance(1000);
  emulator.technologies.addFacet({ name: "gpu", description: "Graphics cards" });
  emulator.technologies.addFacet({ name: "tpu" });
  const { data } = await wire.catalogue("{ facets { name description activationDate } }");
  expect(data).toEqual({
    facets: [
      { name: "gpu", description: "Graphics cards", activationDate: "2024-06-03T08:00:01Z" },
      { name: "tpu", description: "tpu", activationDate: "2024-06-03T08:00:01Z" },
    ],
  });
  expect(statuses(await synchronizeWith(id, file))).toEqual([["a", "UPDATED"]]);
  expect((await read(id)).technologies).toMatchObject([{ available: true, missingFacets: [] }]);
});
