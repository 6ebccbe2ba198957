import { Uint8ArrayReader, BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { like } from "../../matchers.ts";
import {
  ADD,
  addFile,
  metadata,
  readRepository,
  SYNCHRONIZE,
  uploadToCatalogue,
  zipFile,
  type Report,
  type Synchro,
  type Technology,
} from "./wire.ts";
import { bashJob, connect, CREATE_JOB, problems, readyProject, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

/** Adds a repository from a file and tells how that went. */
async function reportOn(file: File): Promise<Report | undefined> {
  const variables = { repositoryInput: { name: `From ${file.name}` } };
  const { data } = await uploadToCatalogue<{ addRepository: { objects: readonly [{ id: string }] } }>(
    emulator,
    wire,
    { query: ADD, variables, file },
  );
  const repository = await readRepository(wire, data.addRepository.objects[0].id);
  return repository?.synchronizationReports.list[0];
}

async function firstTechnology(text: string): Promise<Technology> {
  const id = await addFile(emulator, wire, { "metadata.yaml": text });
  const [technology] = (await readRepository(wire, id))?.technologies ?? [];
  if (technology === undefined) throw new Error("no technology");
  return technology;
}

const CONTEXT =
  "id label description available recommended trustLevel deprecationDate facets dockerInfo { image version } defaultResources { cpu { limit } memory { limit } }";

test("a technology for jobs is read with all that it says", async () => {
  const { id } = await firstTechnology(`
version: "v1"
type: JOB
id: python
label: Python
description: >
  A language
  for everything
icon: snake
available: true
customFlags: [Other]
defaultResources: { cpu: { limit: 2 }, memory: { limit: 1 GB } }
contexts:
  - id: 3.10
    label: 3.10
    available: true
    recommended: true
    trustLevel: Stable
    description: The good one
    job:
      features:
        - type: COMMAND_LINE
          label: "Command line"
          mandatory: true
          comment: "Linux shell command"
          defaultValue: python {file}
        - { type: SCHEDULER }
    dockerInfo: { image: saagie/python, baseTag: 3.10, version: 3.10-1.2 }
  - id: "3.0"
    available: false
    trustLevel: deprecated
    deprecationDate: 2024-01-31
    recommended: null
    defaultResources: { memory: { limit: 64 MB } }
`);
  const { data } = await wire.catalogue(
    `query ($id: UUID!) { technology(id: $id) { __typename technologyId label description icon customFlags
      ... on JobTechnology { defaultResources { cpu { limit } memory { limit } }
        contexts { ${CONTEXT} job { features { type label mandatory comment defaultValue } } } } } }`,
    { id },
  );
  const resources = (limit: number, memory: string): object => ({
    defaultResources: { cpu: { limit }, memory: { limit: memory } },
  });
  expect(data).toEqual({
    technology: {
      __typename: "JobTechnology",
      technologyId: "python",
      label: "Python",
      description: "A language for everything\n",
      icon: "snake",
      customFlags: ["Unknown"],
      ...resources(2, "1 GB"),
      contexts: [
        {
          id: "3.10",
          label: "3.10",
          description: "The good one",
          available: true,
          recommended: true,
          trustLevel: "Stable",
          deprecationDate: null,
          facets: [],
          dockerInfo: { image: "saagie/python", version: "3.10-1.2" },
          ...resources(0.5, "512.0 MB"),
          job: {
            features: [
              {
                type: "COMMAND_LINE",
                label: "Command line",
                mandatory: true,
                comment: "Linux shell command",
                defaultValue: "python {file}",
              },
              { type: "SCHEDULER", label: "SCHEDULER", mandatory: false, comment: null, defaultValue: null },
            ],
          },
        },
        {
          id: "3.0",
          label: "3.0",
          description: null,
          available: false,
          recommended: false,
          trustLevel: "Deprecated",
          deprecationDate: "2024-01-31T00:00:00Z",
          facets: [],
          dockerInfo: null,
          ...resources(0.5, "64 MB"),
          job: { features: [] },
        },
      ],
    },
  });
});

describe("Spark", () => {
  const SPARK = `
type: JOB
id: spark
label: Spark
customFlags: [Spark]
contexts:
  - id: 2.4
    label: 2.4
    available: true
    trustLevel: stable
    dockerInfo: { image: saagie/spark, version: "2.4" }
    innerContexts:
      - id: python
        label: Python
        available: true
        trustLevel: stable
        job:
          features:
            - { type: COMMAND_LINE, label: Command line, mandatory: true }
        innerContexts:
          - { id: 3.0, label: 3.0, available: true, trustLevel: experimental }
`;

  test("has languages in its runtimes, and versions in them", async () => {
    const { id } = await firstTechnology(SPARK);
    const { data } = await wire.catalogue(
      `query ($id: UUID!) { technology(id: $id) { customFlags ... on SparkTechnology { contexts { id job { features { type } }
        technologyContexts { id label job { features { type } } jobContexts { id label trustLevel dockerInfo { image } } } } } } }`,
      { id },
    );
    expect(data).toEqual({
      technology: {
        customFlags: ["Spark"],
        contexts: [
          {
            id: "2.4",
            job: { features: [] },
            technologyContexts: [
              {
                id: "python",
                label: "Python",
                job: { features: [{ type: "COMMAND_LINE" }] },
                jobContexts: [{ id: "3.0", label: "3.0", trustLevel: "Experimental", dockerInfo: null }],
              },
            ],
          },
        ],
      },
    });
  });

  test("asks of jobs what stands with the language", async () => {
    const { id } = await firstTechnology(SPARK);
    const projectId = await readyProject(emulator, wire, {
      technologiesByCategory: [{ jobCategory: "Processing", technologies: [{ id }] }],
    });
    const version = { runtimeVersion: "2.4", extraTechnology: { language: "Python", version: "3.0" } };
    const create = async (rest: object): Promise<unknown> =>
      problems(
        await wire.post(CREATE_JOB, bashJob(projectId, { technology: { id } }, { ...version, ...rest })),
      );
    expect(await create({})).toEqual({});
    expect(await create({ commandLine: "" })).toHaveProperty("commandLine");
    expect(await create({ extraTechnology: { language: "python", version: "3.0" } })).toHaveProperty(
      "extraTechnology",
    );
  });
});

test("a technology for apps is read with its ports and storages, in the older form too", async () => {
  const { id } = await firstTechnology(`
type: APP
id: superset
label: Superset
baseline: See data
backgroundColor: "#00d1c1"
readme: /apps/superset
customFlags: []
contexts:
  - id: superset-2.0
    label: "2.0"
    releaseNotes: First
    available: true
    trustLevel: experimental
    ports:
      - { port: 80, name: Superset, rewriteUrl: false, basePath: SAAGIE_BASE_PATH }
      - { port: 8080, rewriteUrl: true, scope: PUBLIC }
    volumes: [/home, { path: /data, size: 1 GB }]
    dockerInfo: { image: saagie/superset, baseTag: "2.0", version: "2.0-1" }
`);
  const { data } = await wire.catalogue(
    `query ($id: UUID!) { technology(id: $id) { ... on AppTechnology { baseline backgroundColor readme appContexts {
      id label releaseNotes ports { port name rewriteUrl basePath scope } volumes { path size } dockerInfo { image version } } } } }`,
    { id },
  );
  expect(data).toEqual({
    technology: {
      baseline: "See data",
      backgroundColor: "#00d1c1",
      readme: "/apps/superset",
      appContexts: [
        {
          id: "superset-2.0",
          label: "2.0",
          releaseNotes: "First",
          ports: [
            { port: 80, name: "Superset", rewriteUrl: false, basePath: "SAAGIE_BASE_PATH", scope: "PROJECT" },
            { port: 8080, name: null, rewriteUrl: true, basePath: null, scope: "PUBLIC" },
          ],
          volumes: [
            { path: "/home", size: "64 MB" },
            { path: "/data", size: "1 GB" },
          ],
          dockerInfo: { image: "saagie/superset", version: "2.0-1" },
        },
      ],
    },
  });
});

test("a technology for any image needs no runtimes", async () => {
  const text =
    "type: APP\nid: docker-app\nlabel: Any image\nbaseLine: Bring it\ncustomFlags: [GenericApp]\ncontexts: []\n";
  const { id } = await firstTechnology(text);
  const { data } = await wire.catalogue(
    "query ($id: UUID!) { technology(id: $id) { customFlags ... on AppTechnology { baseline appContexts { id } } } }",
    { id },
  );
  expect(data).toEqual({
    technology: { customFlags: ["GenericApp"], baseline: "Bring it", appContexts: [] },
  });
});

test("a single metadata file is a source, too", async () => {
  const report = await reportOn(new File([metadata("a")], "dir/any.yaml"));
  expect(report).toMatchObject({ numberOfChanges: 1, source: { name: "dir/any.yaml" } });
});

describe("a file that cannot be understood is an issue, and the others count", () => {
  const BOMB = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    .concat(
      ["b", "c", "d", "e", "f"].map(
        (key, index) => `${key}: &${key} [${`*${"abcde".charAt(index)},`.repeat(9)}]`,
      ),
    )
    .join("\n");

  test.each([
    ["no YAML", "a: [", /^is not YAML: /],
    ["two documents", `${metadata("x")}---\n${metadata("y")}`, /^is not YAML: /],
    ["a key twice", "id: a\nid: b\ntype: JOB", /^is not YAML: /],
    ["too many aliases", BOMB, /^is not YAML: /],
    ["too much nesting", "[".repeat(100_000), /^is not YAML: /],
    ["no mapping", "- a\n- b", /^The file is not a mapping/],
    ["nothing", "", /^The file is not a mapping/],
    ["no id", "type: JOB\nlabel: X", /^id is missing/],
    ["an id that is not a text", "type: JOB\nid: [x]", /^id is not a text/],
    ["no type", "id: x", /^type is missing/],
    ["too much text", `id: x\ntype: JOB\n# ${"x".repeat(1024 * 1024)}`, /^is larger than 1 MB/],
    ["the same id again", metadata("good"), /describes good, as a\/metadata.yaml does/],
  ])("%s", async (_, text, message) => {
    const file = await zipFile("t.zip", {
      "a/metadata.yaml": metadata("good"),
      "b/metadata.yaml": text,
      "c/metadata.yaml": metadata("other"),
    });
    expect(await reportOn(file)).toMatchObject({
      numberOfChanges: 2,
      issues: [{ path: "b/metadata.yaml", message: like(message) }],
    });
  });
});

describe("a technology that is described wrongly fails, and stays what it was", () => {
  const good = metadata("good");

  test.each([
    ["an unknown type", good.replace("type: JOB", "type: EXT_JOB"), /^type is none of JOB, APP/],
    ["a runtime without id", good.replace("id: 1.0", "name: 1.0"), /^contexts\[0\].id is missing/],
    ["an id twice", `${good}  - id: 1.0\n`, /has the id 1.0 twice/],
    ["no list", "type: JOB\nid: good\ncontexts: x", /^contexts is not a list/],
    ["an odd trust level", good.replace("stable", "sure"), /trustLevel is none of Stable/],
    [
      "an odd date",
      good.replace("    job:", "    deprecationDate: soon\n    job:"),
      /deprecationDate is not a date/,
    ],
    [
      "a flag that is none",
      good.replace("recommended: true", "recommended: maybe"),
      /neither true nor false/,
    ],
    ["half an image", good.replace("      image: acme/good\n", ""), /dockerInfo.image is missing/],
    [
      "an app without an image",
      "type: APP\nid: good\ncontexts: [{ id: a }]",
      /^contexts\[0\].dockerInfo is missing/,
    ],
    [
      "an impossible port",
      "type: APP\nid: good\ncontexts: [{ id: a, ports: [{ port: 99999 }], dockerInfo: { image: a, version: b } }]",
      /ports\[0\].port is not a number from 1/,
    ],
    [
      "an impossible size",
      "type: APP\nid: good\ncontexts: [{ id: a, volumes: [{ path: /, size: big }], dockerInfo: { image: a, version: b } }]",
      /volumes\[0\].size is not a size/,
    ],
  ])("%s", async (_, text, message) => {
    const id = await addFile(emulator, wire, { "metadata.yaml": good });
    const before = (await readRepository(wire, id))?.technologies;
    const file = await zipFile("t.zip", { "metadata.yaml": text });
    const { data } = await uploadToCatalogue<{ synchronizeRepository: Synchro }>(emulator, wire, {
      query: SYNCHRONIZE,
      variables: { id },
      file,
    });
    expect(data.synchronizeRepository).toMatchObject({
      count: 0,
      report: {
        numberOfChanges: 0,
        issues: [],
        technologyReports: [{ technologyId: "good", status: "FAILED", message: like(message) }],
      },
    });
    expect((await readRepository(wire, id))?.technologies).toEqual(before);
  });
});

describe("a source that cannot be read makes the synchronization fail", () => {
  test.each([
    ["no archive", new File(["hello"], "a.zip"), /neither a zip archive nor a metadata file/],
    ["nothing", new File([], "a.zip"), /neither a zip archive/],
    ["a torn archive", new File(["PK\u0003\u0004 and no more"], "a.zip"), /^The archive cannot be read: /],
    ["too large", new File([new Uint8Array(10 * 1024 * 1024 + 1)], "a.zip"), /larger than 10 MB/],
    [
      "a metadata file that is too large",
      new File(["#".repeat(1024 * 1024 + 1)], "a.yaml"),
      /larger than 1 MB/,
    ],
  ])("%s", async (_, file, failure) => {
    expect(await reportOn(file)).toMatchObject({
      __typename: "FailedSynchronization",
      failure: like(failure),
    });
  });

  test("an archive without metadata", async () => {
    const file = await zipFile("a.zip", { "readme.txt": "x", "__MACOSX/._metadata.yaml": "x" });
    expect(await reportOn(file)).toMatchObject({ failure: like(/no metadata.yaml/) });
  });

  test("an archive that unpacks to far more than it is", async () => {
    const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
    const megabyte = new Uint8Array(1024 * 1024).fill(35);
    for (let index = 0; index < 21; index += 1)
      await writer.add(`${String(index)}/metadata.yaml`, new Uint8ArrayReader(megabyte));
    const bomb = new File([await writer.close()], "bomb.zip");
    expect(bomb.size).toBeLessThan(100_000);
    expect(await reportOn(bomb)).toMatchObject({ failure: like(/unpacks to more than 20 MB/) });
  });

  test("and a large file in an archive does no harm where nobody reads it", async () => {
    const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
    await writer.add("huge.bin", new Uint8ArrayReader(new Uint8Array(40 * 1024 * 1024)));
    await writer.add("metadata.yaml", new TextReader(metadata("a")));
    expect(await reportOn(new File([await writer.close()], "odd.zip"))).toMatchObject({ numberOfChanges: 1 });
  });

  test("an archive whose names lead out of it", async () => {
    const file = await zipFile("a.zip", { "../../metadata.yaml": metadata("a") });
    expect(await reportOn(file)).toMatchObject({ failure: like(/^The archive cannot be read: /) });
  });

  test("and leaves everything as it was", async () => {
    const id = await addFile(emulator, wire, { "metadata.yaml": metadata("a") });
    const before = await readRepository(wire, id);
    const { data } = await uploadToCatalogue<{ synchronizeRepository: Synchro }>(emulator, wire, {
      query: SYNCHRONIZE,
      variables: { id },
      file: new File(["x"], "other.zip"),
    });
    expect(data.synchronizeRepository).toMatchObject({ count: 0, report: { source: { name: "other.zip" } } });
    const after = await readRepository(wire, id);
    expect(after).toMatchObject({ source: before?.source, technologies: before?.technologies });
    expect(after?.synchronizationReports).toMatchObject({ count: 2, lastReversibleId: null });
  });
});
