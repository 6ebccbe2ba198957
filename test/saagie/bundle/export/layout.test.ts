import { describe, expect, test } from "vitest";
import { NotFoundError, ProtocolError } from "../../../../src/index.ts";
import { folderArchive, memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { Saagie, type PartExportOptions } from "../../../../src/saagie/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rejection } from "../../support/things.ts";
import { backends, contents, json } from "../support/archives.ts";
import { bundlePlatform, makeRichJob, ownPlatform, script } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const JOB_KEYS =
  "id name alias description alerting versions category technology isScheduled cronScheduling scheduleTimezone " +
  "isStreaming creationDate doesUseGPU resources originalJobId project";
const VERSION_KEYS =
  "number creationDate releaseNote runtimeVersion commandLine packageInfo dockerInfo extraTechnology isCurrent " +
  "isMajor sourceUrl creator";
/** Of the job that is made. */
const RICH = "jobs/Chargement été";
/** What is in an archive besides the things themselves. */
const ABOUT = /(?:^|\/)footbridge\.json$|^\.gitattributes$/u;

describe.each(backends)("an export to a $name", ({ make }) => {
  test("holds exactly the jobs, their packages and the manifest", async () => {
    const { id: project } = await platform.makeProject();
    const rich = await makeRichJob(saagie, project);
    const plain = await saagie.jobs.create(project, {
      name: "Tidy",
      technology: "Bash",
      commandLine: "echo 1",
    });
    const archive = await make();
    const result = await saagie.jobs.export([rich, plain.id], archive);
    const files = await contents(archive);
    expect(Object.keys(files)).toEqual(
      [
        ".gitattributes",
        "footbridge.json",
        `${RICH}/footbridge.json`,
        `${RICH}/job.json`,
        `${RICH}/version/1/load.py`,
        `${RICH}/version/2/load-2.py`,
        `${RICH}/version/3/load-2.py`,
        "jobs/Tidy/footbridge.json",
        "jobs/Tidy/job.json",
      ].toSorted(),
    );
    expect(files[`${RICH}/version/1/load.py`]).toBe("print(1)\n");
    expect(files[`${RICH}/version/3/load-2.py`]).toBe("print(2)\n");
    const sizes = Object.entries(files).map(([path, text]) => (ABOUT.test(path) ? 0 : text.length));
    expect(result).toEqual({
      jobs: [
        { id: rich, name: "Chargement été", versions: 3 },
        { id: plain.id, name: "Tidy", versions: 1 },
      ],
      files: 5,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      warnings: [],
    });
  });

  test("tells what every file amounts to, and where it comes from", async () => {
    const { id: project } = await platform.makeProject();
    const id = await makeRichJob(saagie, project);
    const archive = await make();
    await saagie.jobs.export([id], archive);
    const manifest = (await json(archive, `${RICH}/footbridge.json`)) as { readonly files: object };
    const source = { url: saagie.url, realm: "demo", platform: 1 };
    expect(await json(archive, "footbridge.json")).toEqual({ format: 1, source, files: {} });
    const files = await contents(archive);
    const expected = Object.entries(files)
      .filter(([path]) => !ABOUT.test(path))
      .map(([path, text]) => [path.slice(RICH.length + 1), text] as const);
    for (const [path, text] of expected) {
      const bytes = new TextEncoder().encode(text);
      const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
      expect(manifest.files).toHaveProperty([path], { size: bytes.length, sha256 });
    }
    expect(Object.keys(manifest.files)).toEqual(expected.map(([path]) => path));
  });
});

test("job.json holds what the Python client writes, in its order, and then more", async () => {
  const { id: project } = await platform.makeProject();
  const id = await makeRichJob(saagie, project);
  await saagie.jobs.runAndWait(id, { intervalMs: 500 });
  const archive = memoryArchive();
  await saagie.jobs.export([id], archive);
  const job = (await json(archive, `${RICH}/job.json`)) as Record<string, readonly object[]>;
  const first = (text: string, value: object | undefined): string =>
    Object.keys(value ?? {})
      .slice(0, text.split(" ").length)
      .join(" ");
  expect(first(JOB_KEYS, job)).toBe(JOB_KEYS);
  expect(first(VERSION_KEYS, job["versions"]?.[0])).toBe(VERSION_KEYS);
  expect(job).toMatchObject({
    id,
    name: "Chargement été",
    alias: "load_orders",
    category: "Extraction",
    technology: { name: "Python", technology_catalog: "Saagie" },
    isScheduled: false,
    cronScheduling: "0 4 * * *",
    scheduleTimezone: "Europe/Paris",
    doesUseGPU: true,
    alerting: {
      emails: ["ops@example.org"],
      loginEmails: [{ login: "jo.doe", email: "jo.doe@example.org" }],
    },
    project: { id: project },
    versions: [
      { number: 3, isCurrent: false },
      { number: 2, isCurrent: true, isMajor: true, sourceUrl: "https://git.example.org/load/2" },
      { number: 1, packageInfo: { name: "load.py" } },
    ],
  });
  const text = (await contents(archive))[`${RICH}/job.json`] ?? "";
  expect(text).toMatch(/^\{\n {4}"id": /u);
  expect(text).toContain('"Chargement \\u00e9t\\u00e9"');
});

test("the current version alone is exported when that is asked for", async () => {
  const { id: project } = await platform.makeProject();
  const id = await makeRichJob(saagie, project);
  const archive = memoryArchive();
  await saagie.jobs.export([id], archive, { versions: "current" });
  expect(Object.keys(await contents(archive))).toEqual([
    ".gitattributes",
    "footbridge.json",
    `${RICH}/footbridge.json`,
    `${RICH}/job.json`,
    `${RICH}/version/2/load-2.py`,
  ]);
});

test("a job that is referred to twice is exported once", async () => {
  const { id: project } = await platform.makeProject();
  const { id, name } = await saagie.jobs.create(project, {
    name: "Tidy",
    technology: "Bash",
    commandLine: "echo 1",
  });
  const { jobs } = await saagie.jobs.export([id, { project, name }], memoryArchive());
  expect(jobs).toEqual([{ id, name, versions: 1 }]);
});

test("project.json holds what the Python client writes, in its order, and then more", async () => {
  const project = await platform.makeProject();
  const job = await saagie.jobs.create(project.id, {
    name: "Tidy",
    technology: "Bash",
    commandLine: "echo 1",
  });
  const archive = memoryArchive();
  await saagie.projects.export(project.id, archive);
  const file = (await json(archive, "project.json")) as Record<string, unknown>;
  expect(Object.keys(file).slice(0, 6)).toEqual(
    "name creator description jobs_technologies apps_technologies rights".split(" "),
  );
  expect(file).toMatchObject({
    name: project.name,
    jobs_technologies: { Saagie: expect.arrayContaining(["Python", "Bash"]) as unknown },
    rights: expect.arrayContaining([{ viewers: "VIEWER" }]) as unknown,
    technologies_by_category: [{ category: "Extraction" }, { category: "Processing" }],
  });
  expect(Object.keys(await contents(archive))).toContain(`jobs/${job.name}/job.json`);
});

test("who may not see the rights of a project exports the rest, and is told", async () => {
  const project = await platform.makeProject();
  const archive = memoryArchive();
  const { warnings } = await platform.as("viewer").projects.export(project.id, archive);
  expect(warnings).toEqual([expect.stringContaining("rights")]);
  expect(await json(archive, "project.json")).toMatchObject({ rights: [] });
});

describe("an export that fails", () => {
  async function failing(archive: Archive, options: PartExportOptions = {}): Promise<unknown> {
    const { id: project } = await platform.makeProject();
    const id = await makeRichJob(saagie, project);
    return rejection(saagie.jobs.export([id], archive, options));
  }

  test.each([
    ["is missing", { status: 404 }, NotFoundError],
    ["is torn", { tear: 3 }, Error],
  ])("says which package %s, and leaves neither it, nor job.json, nor a manifest", async (_, fault, kind) => {
    emulator.faults.add({ match: { operation: "downloadArtifact", path: /version\/2/u }, ...fault });
    const archive = memoryArchive();
    const error = await failing(archive);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({
      message: expect.stringContaining(
        '"Chargement été": The package of version 2 was not exported: ',
      ) as string,
    });
    const paths = Object.keys(await contents(archive)).join();
    expect(paths).not.toContain("job.json");
    expect(paths).not.toContain("version/2");
    expect(paths).not.toContain("footbridge.json");
  });

  test("an abort ends it with the signal's reason", async () => {
    const controller = new AbortController();
    const archive = memoryArchive();
    const onProgress = (): void => controller.abort(new Error("enough"));
    expect(await failing(archive, { signal: controller.signal, onProgress })).toEqual(new Error("enough"));
    expect(Object.keys(await contents(archive))).not.toContain("footbridge.json");
  });

  test.each([0, -1, 1.5, Number.NaN])("a concurrency of %s is refused", async (concurrency) => {
    expect(await failing(memoryArchive(), { concurrency })).toMatchObject({
      code: "INVALID_INPUT",
      message: `concurrency must be a whole number from 1, not ${concurrency}.`,
    });
  });
});

test("progress is told for packages and jobs, up to everything", async () => {
  const { id: project } = await platform.makeProject();
  const id = await makeRichJob(saagie, project);
  const told: string[] = [];
  let last = 0;
  const { bytes } = await saagie.jobs.export([id], memoryArchive(), {
    onProgress: (event) => {
      told.push(`${event.what} ${event.name} ${event.done}/${event.total}`);
      last = event.bytes;
    },
  });
  const packages = ["load-2.py", "load-2.py", "load.py"].map((name) => `package ${name} 0/1`);
  expect(told).toEqual([...packages, "job Chargement été 1/1"]);
  expect(last).toBe(bytes);
});

describe("what a server says never becomes a path", () => {
  /** A client whose jobs are answered with something else in them. */
  function lying(change: (text: string) => string): Saagie {
    const { url, realm, user, password } = emulator;
    const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const answer = await emulator.fetch(input, init);
      if (!answer.headers.get("content-type")?.includes("json")) return answer;
      return new Response(change(await answer.text()), {
        status: answer.status,
        headers: { "content-type": "application/json" },
      });
    };
    return new Saagie({ url, realm, user, password, platform: 1, fetch, clock: emulator.clock });
  }

  test.each([
    "../../evil.py",
    "/etc/evil.py",
    "a/b.py",
    "a\\\\b.py",
    "..",
    "nul.txt",
    "what?.py",
    "ends.",
    ".footbridge-0123456789abcdef01234567.part",
    `${"é".repeat(128)}.py`,
  ])("a package named %s lies under a fixed name, and keeps its own", async (name) => {
    const { id: project } = await platform.makeProject();
    const { id } = await saagie.jobs.create(project, {
      name: "Tidy",
      technology: "Bash",
      commandLine: "x",
      file: script("ok.sh", "1"),
    });
    const folder = folderArchive(await temporaryFolder());
    await lying((text) => text.replace('"name":"ok.sh"', `"name":"${name}"`)).jobs.export([id], folder);
    expect(Object.keys(await contents(folder))).toEqual([
      ".gitattributes",
      "footbridge.json",
      "jobs/Tidy/footbridge.json",
      "jobs/Tidy/job.json",
      "jobs/Tidy/version/1/package",
    ]);
    expect(await json(folder, "jobs/Tidy/job.json")).toMatchObject({
      versions: [
        { packageInfo: { name: JSON.parse(`"${name}"`) as string }, packageFile: "version/1/package" },
      ],
    });
  });

  test.each([
    ["id", (text: string, id: string): string => text.replaceAll(`"id":"${id}"`, '"id":"../../evil"')],
    ["number", (text: string): string => text.replaceAll('"number":1', '"number":"../../evil"')],
  ])("a job whose %s is a path is refused", async (_, change) => {
    const { id: project } = await platform.makeProject();
    const { id } = await saagie.jobs.create(project, { name: "Tidy", technology: "Bash", commandLine: "x" });
    const archive = memoryArchive();
    const error = await rejection(lying((text) => change(text, id)).jobs.export([id], archive));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(await contents(archive)).toEqual({});
  });
});

test("a job whose technology has left the catalogue is exported, with a warning", async () => {
  const own = ownPlatform();
  const { id: project } = await own.makeProject();
  const { id } = await own.saagie.jobs.create(project, {
    name: "Tidy",
    technology: "Bash",
    commandLine: "x",
  });
  own.emulator.technologies.remove("a7f89b17-e078-46ab-ba48-be4fae8dd606");
  const archive = memoryArchive();
  const { warnings } = await own.client().jobs.export([id], archive);
  expect(warnings).toEqual([expect.stringContaining('"Tidy": its technology is gone')]);
  const { steps } = await own.client().jobs.planImport(archive, { project });
  expect(steps).toMatchObject([
    { action: "cannot", reason: expect.stringContaining("add technology.name") as string },
  ]);
});
