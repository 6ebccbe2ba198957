import { beforeAll, expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import type { ExportResult } from "../../../../src/saagie/bundle/export/project.ts";
import { watchRequests } from "../../support/request-log.ts";
import { contents, json } from "../support/archives.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { makeRichProject } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;
const archive = memoryArchive();
let id = "";
let result: ExportResult | undefined;

beforeAll(async () => {
  ({ id } = await platform.makeProject());
  await makeRichProject(saagie, id);
  result = await saagie.projects.export(id, archive);
});

/** The names of the members of the one file whose path has this form. */
async function membersOf(path: RegExp): Promise<string> {
  const found = Object.keys(await contents(archive)).find((other) => path.test(other)) ?? "";
  return Object.keys((await json(archive, found)) as object).join(" ");
}

test("the layout is that of the Python client, and more", async () => {
  const paths = Object.keys(await contents(archive));
  expect(paths.filter((path) => !path.endsWith("/footbridge.json"))).toEqual([
    ".gitattributes",
    "apps/Web page/app.json",
    "apps/Web page/env_vars/THEME/variable.json",
    "docker_credentials/robot at registry.example.org/docker_credentials.json",
    "env_vars/BUCKET/variable.json",
    "env_vars/TOKEN/variable.json",
    "footbridge.json",
    "jobs/Chargement été/job.json",
    "jobs/Chargement été/version/1/load.py",
    "jobs/Chargement été/version/2/load-2.py",
    "jobs/Chargement été/version/3/load-2.py",
    "jobs/In a container/job.json",
    "jobs/Report/job.json",
    "jobs/Report/version/1/report.sh",
    "pipelines/In a row/pipeline.json",
    "pipelines/Nightly/env_vars/MODE/variable.json",
    "pipelines/Nightly/pipeline.json",
    "project.json",
    "storages/models/storage.json",
    "storages/notes/storage.json",
    "storages/spare/storage.json",
  ]);
});

test("each thing has a manifest of its own, but for the variables of pipelines and apps", async () => {
  const folders = Object.keys(await contents(archive)).map((path) => path.split("/").slice(0, 2).join("/"));
  const things = folders.filter((folder) => folder.includes("/"));
  for (const folder of new Set(things)) {
    expect(await archive.entry(`${folder}/footbridge.json`), folder).toBeDefined();
  }
});

test("files begin with the members of the Python client, in its order", async () => {
  expect(await membersOf(/^project\.json$/u)).toMatch(
    /^name creator description jobs_technologies apps_technologies rights id /u,
  );
  expect(await membersOf(/pipeline\.json$/u)).toMatch(
    /^id name alias description alerting versions creationDate creator isScheduled cronScheduling scheduleTimezone isLegacyPipeline hasExecutionVariablesEnabled/u,
  );
  expect(await membersOf(/app\.json$/u)).toMatch(
    /^id name creationDate technology project description versions currentVersion history isGenericApp alerting resources linkedVolumes/u,
  );
  expect(await membersOf(/env_vars\/BUCKET\/variable/u)).toBe("id name scope value description isPassword");
});

test("the result tells what was written, and what is secret", () => {
  expect(result).toMatchObject({
    jobs: [{ versions: 3 }, { versions: 1 }, { versions: 1 }],
    pipelines: [{ name: "Nightly" }, { name: "In a row" }],
    apps: [{ name: "Web page" }],
    storages: [{ name: "notes" }, { name: "models" }, { name: "spare" }],
    dockerCredentials: [{ name: "robot at registry.example.org" }],
    variables: [{ name: "BUCKET" }, { name: "TOKEN" }, { name: "MODE" }, { name: "THEME" }],
    warnings: [],
    secrets: [
      { what: "docker credentials", username: "robot", registry: "registry.example.org" },
      { what: "variable", scope: "PROJECT", name: "TOKEN" },
    ],
  });
});

test("no file holds a secret", async () => {
  expect(JSON.stringify(await contents(archive))).not.toMatch(/hidden|s3cret/u);
});

test("the current versions alone, on request", async () => {
  const current = memoryArchive();
  await saagie.projects.export(id, current, { versions: "current" });
  const files = await contents(current);
  const pipelines = Object.entries(files).filter(([path]) => path.endsWith("pipeline.json"));
  for (const [, content] of pipelines) {
    expect((JSON.parse(content) as { versions: readonly object[] }).versions).toHaveLength(1);
  }
  const app = Object.entries(files).find(([path]) => path.endsWith("app.json"))?.[1] ?? "{}";
  expect(JSON.parse(app)).not.toHaveProperty("versions");
});

test("what is asked grows with the groups of things in it, and with nothing else", async () => {
  const asked = watchRequests(emulator);
  await platform.client().projects.export(id, memoryArchive());
  expect(asked.writes()).toEqual([]);
  for (const [operation, count] of [
    ["ProjectsForExport", 1],
    ["JobsForExport", 1],
    ["PipelinesForExport", 1],
    ["AppsForExport", 1],
    ["StoragesForExport", 1],
    ["EnvironmentVariablesListForPipeline", 1],
  ] as const) {
    expect([operation, asked.count(operation)]).toEqual([operation, count]);
  }
});
