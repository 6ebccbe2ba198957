import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderArchive, memoryArchive, zipArchive } from "../../../../src/archive/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill } from "../support/archives.ts";
import { bundlePlatform, script } from "../support/sample-jobs.ts";
import { makeRichProject } from "../support/sample-project.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** Runs the real Git in a folder, with nobody's own settings. */
function git(folder: string, ...args: readonly string[]): string {
  const settings = ["user.name=A", "user.email=a@example.org", "commit.gpgsign=false"];
  return execFileSync("git", [...settings.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });
}

function commit(folder: string, what: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", what);
}

/** A project with everything in it, exported into a repository and committed. */
async function repository(): Promise<{ readonly folder: string; readonly project: string }> {
  const { id: project } = await platform.makeProject();
  await makeRichProject(saagie, project);
  // The app that was told to stop has stopped.
  emulator.clock.advance(3_600_000);
  const folder = await temporaryFolder();
  git(folder, "init", "--quiet", "--initial-branch", "main");
  await saagie.projects.export(project, folderArchive(folder));
  commit(folder, "export");
  return { folder, project };
}

test("two exports of an unchanged project are the same bytes, with runs in between", async () => {
  const { folder, project } = await repository();
  const before = await contents(folderArchive(folder));
  for (const { id } of await saagie.jobs.listMinimal(project))
    await saagie.jobs.runAndWait(id, { intervalMs: 500 });
  const [pipeline] = await saagie.pipelines.listMinimal(project);
  await saagie.pipelines.runAndWait(pipeline?.id ?? "", { intervalMs: 500 });
  emulator.clock.advance(86_400_000);
  await saagie.projects.export(project, folderArchive(folder));
  expect(await contents(folderArchive(folder))).toEqual(before);
  expect(git(folder, "status", "--porcelain")).toBe("");
});

test("two zips of an unchanged project are the same bytes", async () => {
  const { id: project } = await platform.makeProject();
  await makeRichProject(saagie, project);
  emulator.clock.advance(3_600_000);
  const folder = await temporaryFolder();
  const bytes: Buffer[] = [];
  for (const name of ["one.zip", "two.zip"]) {
    const zip = zipArchive(join(folder, name));
    await saagie.projects.export(project, zip);
    await zip.close();
    bytes.push(await readFile(join(folder, name)));
    emulator.clock.advance(86_400_000);
  }
  expect(bytes[0]?.equals(bytes[1] ?? Buffer.of())).toBe(true);
});

test("branches that changed different jobs are merged without a conflict, and imported without a warning", async () => {
  const { folder, project } = await repository();
  const change = async (branch: string, work: () => Promise<unknown>): Promise<void> => {
    await work();
    git(folder, "switch", "--quiet", "--create", branch, "main");
    await saagie.projects.export(project, folderArchive(folder));
    commit(folder, branch);
  };
  const report = { project, name: "Report" };
  const contained = { project, name: "In a container" };
  await change("one", async () => {
    await saagie.jobs.edit(report, { description: "of branch one" });
    await saagie.jobs.upgrade(report, { commandLine: "echo 2", file: script("report.sh", "echo two") });
    await saagie.jobs.create(project, { name: "New in one", technology: "Bash", commandLine: "echo 1" });
  });
  await saagie.jobs.edit(report, { description: "" });
  await saagie.jobs.delete({ project, name: "New in one" });
  git(folder, "switch", "--quiet", "main");
  await change("two", async () => {
    await saagie.jobs.edit(contained, { description: "of branch two", isScheduled: false });
    await saagie.jobs.create(project, { name: "New in two", technology: "Bash", commandLine: "echo 1" });
  });
  // The platform has one state: of the report's second version, branch two is to know nothing.
  git(folder, "checkout", "--quiet", "main", "--", "jobs/Report");
  git(folder, "commit", "--quiet", "--amend", "--no-edit");
  git(folder, "switch", "--quiet", "main");
  git(folder, "merge", "--quiet", "--no-edit", "one");
  git(folder, "merge", "--quiet", "--no-edit", "two");
  const { id: into } = await platform.makeProject();
  const secrets = (): string => "told";
  const { steps, warnings } = await saagie.projects.planImport(folderArchive(folder), { into, secrets });
  expect(warnings).toEqual([]);
  const jobs = steps.filter(({ what }) => what === "job");
  expect(jobs.flatMap((step) => step.warnings)).toEqual([]);
  expect(jobs.map(({ name }) => name)).toEqual(expect.arrayContaining(["New in one", "New in two"]));
  expect(await readFile(join(folder, "jobs/Report/job.json"), "utf8")).toContain("of branch one");
  expect(await readFile(join(folder, "jobs/In a container/job.json"), "utf8")).toContain("of branch two");
});

test("the journal of an import is not for Git, whoever wrote the folder", async () => {
  const { folder } = await repository();
  const { id: into } = await platform.makeProject();
  const { journal } = await saagie.projects.import(folderArchive(folder), { into });
  expect(await folderArchive(folder).entry(`${journal}/jobs/Report/journal.json`)).toBeDefined();
  expect(git(folder, "status", "--porcelain")).toBe("");
});

test("Git changes no line end of an export, whatever it is set to", async () => {
  const { folder, project } = await repository();
  const file = { name: "windows.bat", content: "echo 1\r\necho 2\r\n" };
  await saagie.jobs.create(project, {
    name: "Of Windows",
    technology: "Bash",
    commandLine: "sh {file}",
    file,
  });
  await saagie.projects.export(project, folderArchive(folder));
  commit(folder, "with both line ends");
  const clone = join(await temporaryFolder(), "clone");
  git(folder, "clone", "--quiet", "--config", "core.autocrlf=true", folder, clone);
  const [of, at] = [await contents(folderArchive(folder)), folderArchive(clone)];
  for (const path of ["jobs/Of Windows/version/1/windows.bat", "jobs/Report/version/1/report.sh"]) {
    const entry = await at.entry(path);
    expect(await (await entry?.open())?.text()).toBe(of[path]);
  }
});

test("attributes that somebody has set are left alone, and told of where they would not do", async () => {
  const { id: project } = await platform.makeProject();
  for (const [text, told] of [
    ["*.py text eol=lf\n", 1],
    ["* -text diff\n", 0],
  ] as const) {
    const archive = await fill(memoryArchive(), { ".gitattributes": text });
    const { warnings } = await saagie.projects.export(project, archive);
    expect(warnings).toHaveLength(told);
    expect((await contents(archive))[".gitattributes"]).toBe(text);
  }
});

test("a plan tells which packages changed in line ends alone", async () => {
  const { id: project } = await platform.makeProject();
  const make = (name: string, content: string): Promise<unknown> =>
    saagie.jobs.create(project, {
      name,
      technology: "Bash",
      commandLine: "sh {file}",
      file: { name: "a.sh", content },
    });
  await make("Was LF", "echo 1\necho 2\n");
  await make("Was CRLF", "echo 1\r\necho 2\r\n");
  await make("Changed", "echo 1\necho 2\n");
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  await fill(archive, {
    "jobs/Was LF/version/1/a.sh": "echo 1\r\necho 2\r\n",
    "jobs/Was CRLF/version/1/a.sh": "echo 1\necho 2\n",
    "jobs/Changed/version/1/a.sh": "echo 1\r\necho 3\r\n",
    "jobs/Changed/job.json": ((await contents(archive))["jobs/Changed/job.json"] ?? "").replaceAll(
      "\n",
      "\r\n",
    ),
  });
  const { id: into } = await platform.makeProject();
  const { steps } = await saagie.projects.planImport(archive, { into });
  const told = Object.fromEntries(
    steps.filter(({ what }) => what === "job").map(({ name, warnings }) => [name, warnings]),
  );
  const alone = "and nothing else is changed (Git's core.autocrlf does that)";
  const place = (name: string): string => `version 1: jobs/${name}/version/1/a.sh is not what was exported`;
  expect(told).toEqual({
    "Was LF": [`${place("Was LF")}: its lines end in CRLF instead of LF, ${alone}`],
    "Was CRLF": [`${place("Was CRLF")}: its lines end in LF instead of CRLF, ${alone}`],
    Changed: [`${place("Changed")}: it has 16 bytes instead of 14`],
  });
});

test("a conflict that nobody has resolved is told with its file and line", async () => {
  const { folder } = await repository();
  const file = join(folder, "jobs/Report/job.json");
  const edit = async (branch: string): Promise<void> => {
    git(folder, "switch", "--quiet", "--create", branch, "main");
    await writeFile(file, (await readFile(file, "utf8")).replace('"name": "Report"', `"name": "${branch}"`));
    commit(folder, branch);
  };
  await edit("one");
  await edit("two");
  expect(() => git(folder, "merge", "--quiet", "one")).toThrow(/CONFLICT|Command failed/u);
  const { id: into } = await platform.makeProject();
  expect(await rejection(saagie.projects.planImport(folderArchive(folder), { into }))).toMatchObject({
    code: "INVALID_INPUT",
    message:
      "jobs/Report/job.json holds a merge conflict at line 3: keep what is right, and remove the lines that Git has put in.",
  });
});

test.each([
  ["a/b", /^a_b~[0-9a-f]{8}$/u],
  [".git", /^_git~[0-9a-f]{8}$/u],
  ["GIT~1", /^GIT~1~[0-9a-f]{8}$/u],
  ["aux", /^aux~[0-9a-f]{8}$/u],
  ["ends.", /^ends\.~[0-9a-f]{8}$/u],
  [".g\u200cit", /^_g_it~[0-9a-f]{8}$/u],
  ["é".repeat(200), /^é{40}~[0-9a-f]{8}$/u],
  ["e\u0301t\u00e9", /^\u00e9t\u00e9$/u],
])(
  "a job named %j has a folder that every system and Git take, and its name inside",
  async (name, folder) => {
    const { id: project } = await platform.makeProject();
    const { id } = await saagie.jobs.create(project, { name, technology: "Bash", commandLine: "echo 1" });
    const archive = memoryArchive();
    await saagie.projects.export(project, archive);
    const path = Object.keys(await contents(archive)).find((each) => each.endsWith("/job.json")) ?? "";
    expect(path.split("/")[1]).toMatch(folder);
    expect(JSON.parse((await contents(archive))[path] ?? "{}")).toMatchObject({ id, name });
  },
);
