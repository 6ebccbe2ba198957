import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { like } from "../../matchers.ts";
import { BASH, connect, GENERIC, JUPYTER, NOTHING, PYTHON, SPARK, type Wire } from "../wire.ts";

interface Context {
  readonly id: string;
  readonly label: string;
  readonly available: boolean;
  readonly recommended: boolean;
  readonly trustLevel: string;
  readonly deprecationDate: string | null;
}

let emulator: EmulatedSaagie;
let wire: Wire;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
});

test("the official repository has the technologies that clients look for, all available", async () => {
  const { data } = await wire.catalogue<{
    repositories: readonly {
      id: string;
      name: string;
      technologies: readonly { label: string; available: boolean; __typename: string }[];
    }[];
  }>("{ repositories { id name technologies { id label available __typename } } }");
  const saagie = data.repositories[0];
  expect(saagie).toMatchObject({ id: "9fcbddfe-a7b7-4d25-807c-ad030782c923", name: "Saagie" });
  const labels = (...types: readonly string[]): readonly string[] =>
    (saagie?.technologies ?? [])
      .filter(({ __typename }) => types.includes(__typename))
      .map(({ label }) => label);
  expect(labels("JobTechnology", "SparkTechnology")).toEqual([
    "Bash",
    "Generic",
    "Java/Scala",
    "Python",
    "R",
    "Spark",
    "SQOOP",
    "Talend",
  ]);
  expect(labels("AppTechnology")).toEqual([
    "CloudBeaver",
    "Dash",
    "Docker image",
    "Grafana",
    "Jupyter Notebook",
    "Kibana",
    "Metabase",
    "MLFlow Server",
    "Nifi",
    "OrientDB",
    "PGAdmin 4",
    "RStudio",
    "Spark History Server",
    "Zeppelin Notebook",
  ]);
  expect(saagie?.technologies.every(({ available }) => available)).toBe(true);
  const labs = data.repositories[1]?.technologies.map(({ label, available }) => [label, available]);
  expect(labs).toEqual([
    ["Julia", true],
    ["Ruby", false],
  ]);
});

describe("a technology", () => {
  test("for jobs has contexts: one recommended, some deprecated or not available", async () => {
    const { data } = await wire.catalogue<{ technology: { contexts: readonly Context[] } }>(
      "query ($id: UUID!) { technology(id: $id) { __typename ... on JobTechnology { contexts { id label available recommended trustLevel deprecationDate dockerInfo { image version } } } } }",
      { id: PYTHON },
    );
    const { contexts } = data.technology;
    expect(contexts.filter(({ recommended }) => recommended).map(({ id }) => id)).toEqual(["3.10"]);
    const usable = contexts.filter(({ available, deprecationDate }) => available && deprecationDate === null);
    expect(usable.map(({ id, trustLevel }) => [id, trustLevel])).toEqual([
      ["3.11", "Experimental"],
      ["3.10", "Stable"],
      ["3.9", "Stable"],
      ["3.8", "Stable"],
    ]);
    expect(contexts.find(({ id }) => id === "3.6")).toMatchObject({
      available: true,
      trustLevel: "Deprecated",
      deprecationDate: "2023-01-01T00:00:00Z",
    });
    expect(contexts.find(({ id }) => id === "2.7")?.available).toBe(false);
  });

  test("for Spark has languages in its contexts, and versions in them", async () => {
    const { data } = await wire.catalogue(
      "query ($id: UUID!) { technology(id: $id) { ... on SparkTechnology { customFlags contexts { id available technologyContexts { label jobContexts { id label available } } } } } }",
      { id: SPARK },
    );
    const versions = (...ids: readonly string[]): object =>
      ids.map((id) => ({ id, label: id, available: true }));
    expect(data).toEqual({
      technology: {
        customFlags: ["Spark"],
        contexts: [
          {
            id: "3.1",
            available: true,
            technologyContexts: [
              { label: "Python", jobContexts: versions("3.9", "3.8") },
              { label: "Java/Scala", jobContexts: versions("11", "8") },
            ],
          },
          { id: "2.4", available: false, technologyContexts: [] },
        ],
      },
    });
  });

  test("for apps has contexts that clients choose by label", async () => {
    const { data } = await wire.catalogue(
      "query ($id: UUID!) { technology(id: $id) { ... on AppTechnology { id label available appContexts { label ports { basePath name port rewriteUrl scope } volumes { path size } dockerInfo { image } } } } }",
      { id: JUPYTER },
    );
    expect(data).toEqual({
      technology: {
        id: JUPYTER,
        label: "Jupyter Notebook",
        available: true,
        appContexts: [
          {
            label: "JupyterLab+GenAI 4.0 Python 3.11",
            ports: [
              { basePath: "SAAGIE_BASE_PATH", name: "Web", port: 8080, rewriteUrl: false, scope: "PROJECT" },
            ],
            volumes: [{ path: "/notebooks-dir", size: "64 MB" }],
            dockerInfo: { image: "saagie/jupyter-notebook" },
          },
        ],
      },
    });
  });

  test("says what its jobs need", async () => {
    const { data } = await wire.catalogue<{
      technologiesByIds: readonly {
        label: string;
        contexts: readonly [{ job: { features: readonly { type: string; mandatory: boolean }[] } }];
      }[];
    }>(
      "query ($ids: [UUID!]!) { technologiesByIds(ids: $ids) { __typename label ... on JobTechnology { contexts { job { features { type label mandatory comment defaultValue } } } } } }",
      { ids: [BASH, NOTHING, GENERIC] },
    );
    const needs = data.technologiesByIds.map(({ label, contexts }) => [
      label,
      contexts[0].job.features.map(({ type, mandatory }) => `${type}${mandatory ? "!" : ""}`),
    ]);
    expect(needs).toEqual([
      ["Bash", ["COMMAND_LINE!", "ARTIFACT", "SCHEDULER"]],
      ["Generic", ["DOCKER_INFO!", "COMMAND_LINE", "SCHEDULER"]],
    ]);
  });

  test("that is not there is null", async () => {
    const query =
      "query ($id: UUID!) { technology(id: $id) { id } repository(id: $id) { id } technologiesByIds(ids: [$id]) { id } }";
    expect((await wire.catalogue(query, { id: NOTHING })).data).toEqual({
      technology: null,
      repository: null,
      technologiesByIds: [],
    });
  });

  test("disappears, or stays without being available, when a test says so", async () => {
    emulator.technologies.remove(PYTHON);
    emulator.technologies.withdraw(BASH);
    emulator.technologies.withdrawContext(SPARK, "3.1");
    const { data } = await wire.catalogue(
      "query ($p: UUID!, $b: UUID!, $s: UUID!) { p: technology(id: $p) { id } b: technology(id: $b) { available } s: technology(id: $s) { available ... on SparkTechnology { contexts { available } } } }",
      { p: PYTHON, b: BASH, s: SPARK },
    );
    expect(data).toEqual({
      p: null,
      b: { available: false },
      s: { available: true, contexts: [{ available: false }, { available: false }] },
    });
    expect(() => emulator.technologies.remove(PYTHON)).toThrow(RangeError);
  });
});

test("a repository tells its source and its synchronizations", async () => {
  const { data } = await wire.catalogue(
    `query ($id: UUID!) { repository(id: $id) {
      name creator editor readOnly creationDate modificationDate source { __typename ... on UrlSource { url } } synchroMode { __typename ... on Automatic { cron } }
      one: synchronizationReports(lastSynchronization: true, limit: 1) { count lastReversibleId list { __typename startedAt endedAt trigger { author type } ... on SuccessfulSynchronization { issues { message } numberOfChanges revert { author } technologyReports { status technologyLabel contextsReports { contextId } } } } }
      none: synchronizationReports(limit: 0) { count list { id } }
      technologies { label repositoryId lastUpdate technologyId }
    } }`,
    { id: "e5a90b36-4f0d-4b41-9c7e-61d8f2a4c902" },
  );
  expect(data).toMatchObject({
    repository: {
      name: "Labs",
      readOnly: false,
      creationDate: "2024-05-02T06:30:00Z",
      source: { __typename: "UrlSource", url: like(/^https:/) },
      synchroMode: { __typename: "Automatic" },
      one: {
        count: 1,
        list: [
          {
            __typename: "SuccessfulSynchronization",
            trigger: { type: "INITIAL" },
            numberOfChanges: 2,
            technologyReports: [{ status: "CREATED", technologyLabel: "Julia" }, { technologyLabel: "Ruby" }],
          },
        ],
      },
      none: { count: 1, list: [] },
      technologies: [
        { label: "Julia", repositoryId: "e5a90b36-4f0d-4b41-9c7e-61d8f2a4c902" },
        { label: "Ruby" },
      ],
    },
  });
  const updated = await wire.catalogue(
    '{ all: updatedTechnologies(from: "2024-01-01T00:00:00Z") { id } none: updatedTechnologies(from: "2024-06-01T00:00:00Z") { id } }',
  );
  expect(updated.data).toMatchObject({ none: [] });
  expect(updated.data).toHaveProperty("all.length", 24);
});
