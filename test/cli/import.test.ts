import { existsSync } from "node:fs";
import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { folderArchive, memoryArchive, zipArchive } from "../../src/archive/index.ts";
import type { ImportResult, ImportPlan } from "../../src/saagie/index.ts";
import { fill } from "../saagie/bundle/support/archives.ts";
import { jobFile } from "../saagie/bundle/support/sample-jobs.ts";
import { essenceOf } from "../saagie/bundle/support/sample-project.ts";
import { watchRequests } from "../saagie/support/request-log.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { commandPlatform, PASSWORD } from "./project-platform.ts";
import { hasControls } from "./test-io.ts";

const platform = commandPlatform();
const { saagie, emulator, run } = platform;

let sales = "";
let expected: readonly string[] = [];

const TOLD = [
  {
    what: "docker credentials",
    username: "robot",
    registry: "registry.example.org",
    value: "canary-of-docker",
  },
  { what: "variable", scope: "PROJECT", name: "TOKEN", value: "canary-of-a-variable" },
];

beforeAll(async () => {
  sales = await platform.makeSales("Sales");
  expected = await essenceOfProject(sales);
});

/** A folder of one's own with the export of the project. */
async function backup(): Promise<string> {
  const folder = join(await temporaryFolder(), "backup");
  await saagie.projects.export(sales, folderArchive(folder));
  return folder;
}

async function secretsFile(content: unknown = TOLD): Promise<string> {
  const file = join(await temporaryFolder(), "secrets.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

async function folderOf(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = join(await temporaryFolder(), "given");
  await fill(folderArchive(folder), files);
  return folder;
}

/** A small folder in which one job is of a technology that no catalogue has. */
function withLostJob(project: string): Promise<string> {
  return folderOf({
    "p/project.json": { name: project, jobs_technologies: { Saagie: ["Bash", "Python"] } },
    "p/jobs/GOOD/job.json": jobFile(),
    "p/jobs/GOOD/version/1/sort.py": "print(1)",
    "p/jobs/LOST/job.json": jobFile({
      name: "Lost",
      alias: "lost",
      technology: { id: "x", name: "Gone", technology_catalog: "Saagie" },
    }),
    "p/jobs/LOST/version/1/sort.py": "print(1)",
    "p/env_vars/SHARED/variable.json": { name: "SHARED", scope: "GLOBAL", value: "eu", isPassword: false },
  });
}

/** What a project amounts to, as an export of it tells. */
async function essenceOfProject(project: string): Promise<readonly string[]> {
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  return essenceOf(archive);
}

const WARNED = [
  'Warning: storage "models": its content is not carried over',
  'Warning: storage "notes": its content is not carried over',
  'Warning: storage "spare": its content is not carried over',
];

describe("a plan", () => {
  test("is a table with counts below it in plain lines to a pipe, and changes nothing", async () => {
    const folder = await backup();
    const asked = watchRequests(emulator);
    const { code, out, err } = await run(["plan", folder, "--project", "Planned"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(asked.writes()).toEqual([]);
    expect(await readdir(folder)).not.toContain(".footbridge");
    expect(hasControls(out)).toBe(false);
    expect(out).toMatch(/^Plan the import: compare with the platform\nPlan the import: 15 things \(\d/mu);
    const [, told = ""] = out.split('What an import into a new project "Planned" would do:\n');
    const [rows = "", ...below] = told.trimEnd().split("\n\n");
    const [head, ...steps] = rows.split("\n");
    expect(head).toBe("  Action   Kind                 Name                            What");
    // Within a kind they go by their ids.
    expect(steps.toSorted()).toEqual([
      "                                                                warning: its docker credentials belong to another project and are not carried over: set them afterwards",
      "  create   app                  Web page                        versions 1, 2",
      "  create   job                  Chargement été                  versions 1, 2, 3",
      "  create   job                  In a container                  version 1",
      "  create   job                  Report                          version 1",
      "  create   pipeline             In a row                        version 1",
      "  create   pipeline             Nightly                         versions 1, 2",
      "  create   project              Planned",
      "  create   storage              models                          warning: its content is not carried over",
      "  create   storage              notes                           warning: its content is not carried over",
      "  create   storage              spare                           warning: its content is not carried over",
      "  create   variable             BUCKET",
      "  create   variable             MODE",
      "  create   variable             THEME",
      "  skip     docker credentials   robot at registry.example.org   their password is not told: what uses them goes without",
      "  skip     variable             TOKEN                           its value is a secret, which is not told: set it afterwards",
    ]);
    expect(below.join("\n\n").split("\n")).toEqual([
      "13 to create, 2 left alone",
      "",
      "2 secrets not told, and in no export. To give them, save this as a file, fill in the",
      "values, and run the same command with --secrets and its name:",
      "",
      "  [",
      '    {"what":"docker credentials","username":"robot","registry":"registry.example.org","value":""},',
      '    {"what":"variable","scope":"PROJECT","name":"TOKEN","value":""}',
      "  ]",
    ]);
  });

  test("is a document with --json, and what import --dry-run prints", async () => {
    const folder = await backup();
    const args = [folder, "--project", "Planned", "--secrets", await secretsFile(), "--json"];
    const planned = await run(["plan", ...args]);
    const dry = await run(["import", "--dry-run", ...args]);
    expect([planned.code, dry.code]).toEqual([0, 0]);
    const plan = JSON.parse(planned.out) as ImportPlan;
    expect(plan).toMatchObject({ from: folder, project: { name: "Planned" }, secrets: [] });
    expect(JSON.parse(dry.out)).toEqual(plan);
    expect((await saagie.projects.list()).map(({ name }) => name)).not.toContain("Planned");
  });

  test("names the options of the command, not those of the library", async () => {
    const folder = await backup();
    await fill(folderArchive(folder), {
      "env_vars/REGION/variable.json": { name: "REGION", scope: "GLOBAL", value: "eu", isPassword: false },
    });
    const { out } = await run(["plan", folder, "--project", "Planned"], { isTTY: true, columns: 300 });
    expect(out).toContain("give --global-variables to bring it over");
    const json = JSON.parse((await run(["plan", folder, "--json"])).out) as ImportPlan;
    expect(json.steps).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining("give --global-variables") as string }),
    );
    const refused = await run(["import", await withLostJob("Hinted")]);
    expect(refused.err).toContain("Mend them, or give --skip-impossible.");
    for (const text of [out, JSON.stringify(json), refused.err])
      expect(text).not.toMatch(/globalVariables|skipImpossible/u);
  });

  test("is shown to a person with the looks of its actions", async () => {
    const { code, out } = await run(["plan", await backup(), "--project", "Planned"], {
      isTTY: true,
      columns: 100,
    });
    expect(code).toBe(0);
    expect(out).toContain("    \u001b[32mcreate\u001b[39m   project              Planned\n");
    expect(out).toContain("    \u001b[33mskip\u001b[39m     variable             TOKEN ");
    expect(out).toContain("  13 to create, 2 left alone\n");
  });

  test("of what cannot be imported says so with its exit code, once", async () => {
    const folder = await withLostJob("Parcels");
    const { code, out, err } = await run(["plan", folder]);
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}cannot +job +Lost +.*"Gone"/mu);
    expect(out).toMatch(/, 1 that cannot be imported$/mu);
    expect(err).toBe(
      "error: 1 of 4 things cannot be imported, and so nothing would be; --skip-impossible imports the rest.\n",
    );
    const json = await run(["plan", folder, "--json"]);
    expect(json.code).toBe(1);
    expect(json.err.endsWith(`\n${err}`)).toBe(true);
    expect(JSON.parse(json.out)).toMatchObject({ project: { name: "Parcels" } });
    expect((await run(["plan", folder, "--skip-impossible"])).code).toBe(0);
  });
});

describe("an import", () => {
  test("brings everything over, and tells what it did; again, it changes nothing", async () => {
    const folder = await backup();
    const args = ["import", folder, "--project", "Brought", "--secrets", await secretsFile()];
    const { code, out, err } = await run(args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(await essenceOfProject("Brought")).toEqual(expected);
    expect(out).toMatch(/^Import the project: upload package load\.py, \d+ of 14, \d+ B$/mu);
    expect(out).toMatch(/^Import the project: create variable \w+, 14 of 14, 31 B$/mu);
    expect(out).toMatch(/^Import the project: 15 created \(/mu);
    expect(out).toMatch(
      /^What was done in "Brought":\n {2}Action {4}Kind .*\n {2}created {3}project +Brought$/mu,
    );
    expect(out).toMatch(/^ {2}created {3}job +Chargement été +3 versions$/mu);
    expect(out.trimEnd().split("\n").slice(-5)).toEqual(["15 created", "", ...WARNED]);
    expect(out + err).not.toMatch(/canary/u);

    const again = await run(args);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(
      /leave alone what needs no change\nImport the project: 14 unchanged \(.+\)\n$/u,
    );
  });

  test("is the library's result as a document with --json", async () => {
    const { code, out, err } = await run(["import", await backup(), "--project", "As JSON", "--json"]);
    expect(code).toBe(0);
    expect(err).toMatch(/^\{"event":"started","step":"Import the project"\}\n(?:\{.*\}\n)+$/u);
    const { id } = await saagie.projects.getByName("As JSON");
    const result = JSON.parse(out) as ImportResult;
    expect(result).toMatchObject({ projectId: id, project: { name: "As JSON", id } });
    expect(result.secrets).toHaveLength(2);
    expect(result.imported).toContainEqual(
      expect.objectContaining({ what: "job", name: "Report", action: "created" }),
    );
  });

  test("lists the secrets that it was not told, in the form in which it takes them", async () => {
    const folder = await backup();
    const args = ["import", folder, "--project", "Secretive"];
    const { code, out } = await run(args);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}skipped +variable +TOKEN +its value is a secret, which is not told/mu);
    const template = out.slice(out.indexOf("  [\n"));
    const filled = template.replaceAll('"value":""', '"value":"canary-7"');
    const told = await run([...args, "--secrets", await secretsFile(filled)]);
    expect(told.code).toBe(0);
    expect(told.out).toMatch(/^ {2}created +docker credentials +robot/mu);
    expect(told.out).toMatch(/^ {2}created +variable +TOKEN$/mu);
    expect(told.out).toMatch(/^ {2}upgraded +job +In a container +changed version; 1 version$/mu);
    expect(told.out).not.toContain("not told");
    expect(told.out + told.err).not.toContain("canary-7");
  });

  test("takes a secret that is told for any scope, and leaves out one that is told for another", async () => {
    const folder = await backup();
    const plan = async (secret: object): Promise<ImportPlan> => {
      const file = await secretsFile([{ what: "variable", name: "TOKEN", value: "x", ...secret }]);
      const { out } = await run(["plan", folder, "--project", "Planned", "--json", "--secrets", file]);
      return JSON.parse(out) as ImportPlan;
    };
    expect((await plan({})).secrets).toHaveLength(1);
    expect((await plan({ scope: "APP" })).secrets).toHaveLength(2);
  });

  test.each([
    ["no JSON", "[canary", "it is not JSON"],
    ["no array", { TOKEN: "canary" }, "it is not a JSON array"],
    ["no object", ["canary"], "entry 1 is not an object"],
    ["of no kind", [TOLD[0], { name: "TOKEN", value: "canary" }], "entry 2 says what it is neither as"],
    ["nameless", [{ what: "variable", value: "canary" }], "entry 1 has no name"],
    ["without user", [{ what: "docker credentials", value: "canary" }], "entry 1 has no username"],
    ["without value", [{ what: "variable", name: "TOKEN" }], "entry 1 has no value that is a text"],
    ["misspelt", [{ ...TOLD[1], vaule: "canary" }], 'entry 1 has a member "vaule", which no secret has'],
  ])("refuses secrets that are %s, without printing one", async (_, content, why) => {
    const file = await secretsFile(content);
    const asked = watchRequests(emulator);
    const { code, out, err } = await run(["import", await backup(), "--project", "Never", "--secrets", file]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`error: The secrets in ${file} cannot be used: ${why}`);
    expect(err).not.toContain("canary");
    expect(asked.writes()).toEqual([]);
  });

  test("refuses secrets that cannot be read, and archives that are not there", async () => {
    const folder = await temporaryFolder();
    const none = join(folder, "none.json");
    expect((await run(["import", await backup(), "--secrets", none])).err).toMatch(
      `error: The secrets in ${none} cannot be used: ENOENT`,
    );
    expect(await run(["import", none])).toMatchObject({
      code: 4,
      err: `error: There is neither a folder nor a zip at ${none}.\n`,
    });
    expect((await run(["import", folder])).err).toContain("is not an export");
  });

  test("does with what exists as --mode says", async () => {
    const folder = await backup();
    const { id } = await saagie.projects.create({ name: "Moded" });
    await saagie.jobs.create(id, { name: "Report", technology: "Bash", commandLine: "echo old" });
    const plan = async (mode: string): Promise<readonly string[]> => {
      const { out } = await run(["plan", folder, "--into", "Moded", "--mode", mode, "--json"]);
      const { steps } = JSON.parse(out) as ImportPlan;
      return steps
        .filter(({ what, name }) => what === "project" || name === "Report")
        .map(({ action }) => action);
    };
    // The project itself is left alone: there is no step for it.
    expect(await plan("upgrade")).toEqual(["upgrade"]);
    expect(await plan("skip")).toEqual(["skip"]);
    expect(await plan("fail")).toEqual(["cannot"]);
    const { code, err } = await run(["import", folder, "--into", id, "--mode", "fail"]);
    expect(code).toBe(2);
    expect(err).toMatch(/the job "Report".*: it exists already/u);
    // Nothing was begun, and so there is nothing to go on with.
    expect(err).not.toContain("goes on");
  });

  test("imports the rest on request, and tells what is missing", async () => {
    const folder = await withLostJob("Rest");
    const { code, out } = await run(["import", folder, "--skip-impossible"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}cannot +job +Lost +.*"Gone"/mu);
    expect(out).toMatch(/^\d+ created, 1 skipped, 1 that cannot be imported$/mu);
    expect((await saagie.jobs.listMinimal("Rest")).map(({ name }) => name)).toEqual(["Sort parcels"]);
  });

  test("brings current versions alone, no rights, and variables of the platform, as its options say", async () => {
    emulator.groups.add({ name: "viewers" });
    const region = { scope: "GLOBAL", name: "REGION" } as const;
    onTestFinished(() => saagie.environmentVariables.delete(region));
    const folder = await backup();
    const project = join(folder, "project.json");
    await writeFile(project, JSON.stringify({ name: "Chosen", rights: [{ viewers: "VIEWER" }] }));
    await fill(folderArchive(folder), {
      "env_vars/REGION/variable.json": { name: "REGION", scope: "GLOBAL", value: "eu", isPassword: false },
    });
    const args = ["import", folder, "--versions", "current", "--no-rights", "--global-variables"];
    expect((await run(args)).code).toBe(0);
    const load = await saagie.jobs.get({ project: "Chosen", name: "Chargement été" });
    expect(load.versions.map(({ commandLine }) => commandLine)).toEqual(["python {file} --second"]);
    expect((await saagie.projects.rights("Chosen")).map(({ name }) => name)).not.toContain("viewers");
    expect(await saagie.environmentVariables.get(region)).toMatchObject({
      value: "eu",
    });
  });

  test("keeps its journal where it is told to", async () => {
    const [folder, journal] = [await backup(), join(await temporaryFolder(), "journal")];
    const args = ["import", folder, "--project", "Noted", "--journal", journal];
    expect((await run(args)).code).toBe(0);
    expect(existsSync(join(folder, ".footbridge"))).toBe(false);
    expect(await readdir(journal)).toEqual([".footbridge"]);
  });
});

describe("an import that does not come to its end", () => {
  test.each(["folder", "zip"])("is gone on with by the same command: from a %s", async (kind) => {
    const folder = await backup();
    const place = kind === "folder" ? folder : `${folder}.zip`;
    if (kind === "zip") {
      const archive = zipArchive(place);
      await saagie.projects.export(sales, archive);
      await archive.close();
    }
    const name = `Stopped, ${kind}`;
    const args = ["import", place, "--project", name, "--secrets", await secretsFile(), "--concurrency", "2"];
    for (const at of ["create storage", "create job", "create pipeline"]) {
      const stop = new AbortController();
      const onWrite = (text: string): void => {
        if (text.includes(at)) stop.abort(new Error("Ctrl-C"));
      };
      const { code, err } = await run(args, { stop: stop.signal, onWrite });
      expect(code).toBe(130);
      expect(err).toBe(
        "Stopped.\nWhat has been done is noted in the journal: the same command goes on from there.\n",
      );
    }
    expect((await run(args)).code).toBe(0);
    expect(await essenceOfProject(name)).toEqual(expected);
  });

  test("says nothing of going on where nothing was begun", async () => {
    const stop = new AbortController();
    stop.abort(new Error("Ctrl-C"));
    const { code, err } = await run(["import", await backup(), "--project", "Never"], { stop: stop.signal });
    expect({ code, err }).toEqual({ code: 130, err: "Stopped.\n" });
  });

  test("tells why, and how to go on", async () => {
    const args = ["import", await backup(), "--project", "Failing", "--secrets", await secretsFile()];
    emulator.faults.add({ match: { operation: "createApp" }, status: 500, times: Infinity });
    const { code, out, err } = await run([...args, "--json"]);
    emulator.faults.clear();
    expect(code).toBe(6);
    expect(err).toMatch(
      /\nerror: The app "Web page": .+\nWhat has been done is noted in the journal: .+\n$/u,
    );
    expect(JSON.parse(out)).toMatchObject({ error: { code: "OUTCOME_UNKNOWN" } });
    expect((await run(args)).code).toBe(0);
    expect(await essenceOfProject("Failing")).toEqual(expected);
  });
});

test("a project changed in its folder is deployed as the plan says, and the rest is left alone", async () => {
  const folder = await backup();
  const edited = `${folder}-edited`;
  await cp(folder, edited, { recursive: true });
  const secrets = await secretsFile();
  const args = ["--project", "Deployed", "--secrets", secrets];
  expect((await run(["import", folder, ...args])).code).toBe(0);
  const archive = folderArchive(edited);
  const path = "env_vars/BUCKET/variable.json";
  const entry = await archive.entry(path);
  await archive.write(path, ((await (await entry?.open())?.text()) ?? "").replace("s3:", "gs:"));
  const { out } = await run(["plan", edited, ...args]);
  expect(out).toMatch(/^ {2}upgrade +variable +BUCKET +changes value$/mu);
  expect(out).toMatch(/^1 to upgrade, 14 unchanged$/mu);
  const done = await run(["import", edited, ...args]);
  expect(done.out).toMatch(/^ {2}upgraded +variable +BUCKET +changed value$/mu);
  expect(done.out).toMatch(/^13 unchanged, 1 upgraded$/mu);
  const { value } = await saagie.environmentVariables.get({ project: "Deployed", name: "BUCKET" });
  expect(value).toBe("gs://été");
  expect(done.out + done.err).not.toContain(PASSWORD);
});
