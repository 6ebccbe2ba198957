import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { folderArchive, memoryArchive, zipArchive } from "../../src/archive/index.ts";
import { contents } from "../saagie/bundle/support/archives.ts";
import { essenceOf } from "../saagie/bundle/support/sample-project.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { commandPlatform, PASSWORD } from "./project-platform.ts";
import { hasControls } from "./test-io.ts";

const platform = commandPlatform();
const { saagie, emulator, run } = platform;

let sales = "";

beforeAll(async () => {
  sales = await platform.makeSales("Sales");
});

async function emptyPlace(name: string): Promise<string> {
  return join(await temporaryFolder(), name);
}

describe("an export", () => {
  test("is what the library writes, told in plain lines to a pipe", async () => {
    const place = await emptyPlace("backup");
    const { code, out, err } = await run(["export", "Sales", place]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const expected = memoryArchive();
    await saagie.projects.export(sales, expected);
    expect(await essenceOf(folderArchive(place))).toEqual(await essenceOf(expected));
    expect(hasControls(out)).toBe(false);
    const url = platform.environment["SAAGIE_URL"]?.replace("/projects/platform/1", "");
    const [head = "", tail = ""] = out.split(/^Export the project: \d+ files, \d+\.\d kB \(\d+\.\d s\)$/mu);
    expect(head).toMatch(
      `Export of "Sales"\nTo ${place}\nPlatform 1 of realm demo, ${url}: as SAAGIE_URL says.\n\n`,
    );
    expect(head).toMatch(/^Export the project: download package load\.py, \d of 6, \d+(?:\.\d k| )B$/mu);
    expect(head).toContain("download app Web page, 6 of 6");
    expect(tail.trim().split("\n")).toEqual([
      "What the export holds:",
      "  Kind                 Things",
      "  jobs                 3",
      "  pipelines            2",
      "  apps                 1",
      "  storages             3",
      "  variables            4",
      "  Docker credentials   1",
      "",
      "Secrets are in no export. The import will ask for the",
      "  password of robot at registry.example.org",
      "  variable TOKEN of the project",
      "",
      "The export lies in",
      `  ${place}`,
    ]);
  });

  test("is one document with --json", async () => {
    const place = await emptyPlace("backup.zip");
    const { code, out, err } = await run(["export", sales, place, "--json", "--versions", "current"]);
    expect(code).toBe(0);
    const progress = err
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object);
    const step = "Export the project";
    expect(progress[0]).toEqual({ event: "started", step });
    expect(progress).toContainEqual(
      expect.objectContaining({
        event: "progress",
        step,
        status: expect.stringContaining("download job") as string,
      }),
    );
    expect(progress.at(-1)).toMatchObject({ event: "done", step });
    expect(JSON.parse(out)).toMatchObject({
      project: sales,
      archive: place,
      jobs: expect.arrayContaining([
        expect.objectContaining({ name: "Chargement été", versions: 1 }),
      ]) as object,
      warnings: [],
      removedFiles: [],
      secrets: [{ what: "docker credentials" }, { what: "variable", name: "TOKEN" }],
    });
    // The zip is whole, and nothing is left beside it.
    expect(Object.keys(await contents(zipArchive(place)))).toContain("footbridge.json");
    expect(existsSync(`${place}.part`)).toBe(false);
  });

  test("takes no more versions than --versions-limit says", async () => {
    const place = await emptyPlace("backup");
    const { code } = await run(["export", "Sales", place, "--versions-limit", "1"]);
    expect(code).toBe(0);
    const packages = Object.keys(await contents(folderArchive(place))).filter((path) =>
      path.includes("Chargement été/version/"),
    );
    expect(packages).toEqual(["jobs/Chargement été/version/3/load-2.py"]);
    for (const wrong of ["0", "-1", "two"]) {
      const refused = await run(["export", "Sales", place, "--overwrite", `--versions-limit=${wrong}`]);
      expect(refused).toMatchObject({
        code: 2,
        err: expect.stringContaining("At least one version of each thing is taken.") as string,
      });
    }
  });

  test("shows a person how far it is, and what came of it", async () => {
    const place = await emptyPlace("backup");
    const { code, out } = await run(["export", "Sales", place], { isTTY: true, columns: 90 });
    expect(code).toBe(0);
    expect(out).toContain("\u001b[32m✔\u001b[39m Export the project");
    expect(out).toContain("  \u001b[1mWhat the export holds\u001b[22m\n");
  });

  test("prints and writes nothing of the log-in", async () => {
    const place = await emptyPlace("backup");
    const { out, err } = await run(["export", "Sales", place]);
    const written = Object.values(await contents(folderArchive(place))).join("");
    expect(out + err + written).not.toContain(PASSWORD);
  });
});

describe("what lies there", () => {
  test("is not touched: a folder that holds something, a zip, an export that was not finished", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "notes.txt"), "mine");
    const zip = join(folder, "a.zip");
    await writeFile(zip, "mine");
    await mkdir(join(folder, "b.zip.part"));
    for (const [place, why] of [
      [
        folder,
        `${folder} is not empty: choose another folder, or replace the export in it with --overwrite.`,
      ],
      [zip, `${zip} exists already: choose another name, or replace it with --overwrite.`],
      [
        join(folder, "b.zip"),
        `${folder}/b.zip.part holds an export that was not finished: --overwrite begins it anew.`,
      ],
    ] as const) {
      expect(await run(["export", "Sales", place])).toMatchObject({
        code: 1,
        out: "",
        err: `error: ${why}\n`,
      });
    }
    expect((await readdir(folder)).toSorted()).toEqual(["a.zip", "b.zip.part", "notes.txt"]);
    expect(await readFile(zip, "utf8")).toBe("mine");
  });

  test("in a folder is replaced as far as an export wrote it, so that Git sees what has gone", async () => {
    const { id } = await saagie.projects.create({ name: "In Git" });
    const file = { name: "a.sh", content: "echo" };
    const gone = await saagie.jobs.create(id, {
      name: "Gone",
      technology: "Bash",
      commandLine: "sh a.sh",
      file,
    });
    const kept = await saagie.jobs.create(id, { name: "Kept", technology: "Bash", commandLine: "echo 1" });
    const folder = await temporaryFolder();
    await writeFile(join(folder, "outside.txt"), "mine");
    const place = join(folder, "backup");
    expect((await run(["export", "In Git", place])).code).toBe(0);
    await writeFile(join(place, "README.md"), "mine");
    // Whoever edits a manifest does not get other files deleted.
    const manifest = join(place, "footbridge.json");
    const edited = JSON.parse(await readFile(manifest, "utf8")) as { readonly files: Record<string, object> };
    edited.files["../outside.txt"] = { size: 4, sha256: "" };
    await writeFile(manifest, JSON.stringify(edited));
    await saagie.jobs.delete(gone.id);

    const { code, out } = await run(["export", "In Git", place, "--overwrite"]);
    expect(code).toBe(0);
    expect(out).toContain("3 files of the earlier export removed.\n");
    expect(await readdir(join(place, "jobs"))).toEqual([kept.name]);
    expect(await readFile(join(place, "README.md"), "utf8")).toBe("mine");
    expect(await readFile(join(folder, "outside.txt"), "utf8")).toBe("mine");
  });

  test("of a zip is replaced as a whole, also what was not finished", async () => {
    const folder = await temporaryFolder();
    const zip = join(folder, "a.zip");
    await writeFile(zip, "something else");
    await mkdir(`${zip}.part`);
    await writeFile(`${zip}.part/job.json`, "{}");
    expect((await run(["export", "Sales", zip, "--overwrite"])).code).toBe(0);
    expect(Object.keys(await contents(zipArchive(zip)))).not.toContain("job.json");
    expect(await readdir(folder)).toEqual(["a.zip"]);
  });
});

describe("an export that does not come to its end", () => {
  test.each(["backup", "backup.zip"])("says how it is begun anew: %s", async (name) => {
    const place = await emptyPlace(name);
    const stop = new AbortController();
    const onWrite = (text: string): void => {
      if (text.includes("download job")) stop.abort(new Error("Ctrl-C"));
    };
    const { code, err } = await run(["export", "Sales", place], { stop: stop.signal, onWrite });
    expect(code).toBe(130);
    expect(err).toBe(
      `Stopped.\nThe export in ${place} is not whole: the same command with --overwrite begins it anew.\n`,
    );
    expect((await run(["export", "Sales", place])).code).toBe(1);
    expect((await run(["export", "Sales", place, "--overwrite"])).code).toBe(0);
  });

  test("leaves everything as it was where nothing was written", async () => {
    const place = await emptyPlace("backup");
    const { code, out, err } = await run(["export", "Seles", place, "--json"]);
    expect(code).toBe(4);
    expect(err).toMatch(/\nerror: There is no project named "Seles".*Did you mean.*"Sales".*\n$/u);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "NOT_FOUND" } });
    expect(existsSync(place)).toBe(false);
    const filled = await temporaryFolder();
    await writeFile(join(filled, "notes.txt"), "mine");
    const again = await run(["export", "Seles", filled, "--overwrite"]);
    expect(again.err).not.toContain("not whole");
  });

  test("is told with the thing at which it failed", async () => {
    const place = await emptyPlace("backup");
    emulator.faults.add({ match: { operation: "AppsForExport" }, status: 404 });
    const { code, err } = await run(["export", "Sales", place]);
    emulator.faults.clear();
    expect(code).toBe(5);
    expect(err).toMatch(/^error: .+\nThe export in .+ is not whole: .+\n$/u);
  });
});

test.each([
  ["export", "Sales", "backup"],
  ["plan", "backup"],
  ["import", "backup"],
])("%s needs to be told the platform", async (...args) => {
  const { code, out, err } = await run(args, { environment: {} });
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toMatch(
    /^error: You are not logged in to saagie\. .+ or set SAAGIE_URL, SAAGIE_USER and SAAGIE_PASSWORD\.\n$/u,
  );
  const help = await run([args[0] ?? "", "--help"], { environment: {} });
  expect(help.code).toBe(0);
  for (const name of ["SAAGIE_URL", "SAAGIE_USER", "SAAGIE_PASSWORD"]) expect(help.out).toContain(name);
});

// Last: the catalogue is another one from here on.
test("an export tells of what came along with useful answers", async () => {
  const { id } = await saagie.projects.create({ name: "Odd" });
  await saagie.jobs.create(id, {
    name: "Old",
    technology: "Talend",
    file: { name: "a.zip", content: "a" },
  });
  const talend = (await saagie.technologies.list({ catalog: "Saagie" })).find(
    ({ label }) => label === "Talend",
  );
  emulator.technologies.remove(talend?.id ?? "");
  const { code, out } = await run(["export", "Odd", await emptyPlace("backup")]);
  expect(code).toBe(0);
  expect(out).toContain(
    'Warning: "Old": its technology is gone from the catalogue; it cannot be imported as it is.\n',
  );
  expect(out).toMatch(/^Warning: JobsForExport: .+/mu);
  const strict = await run(["export", "Odd", await emptyPlace("backup"), "--strict"]);
  expect(strict.code).toBe(4);
  expect(strict.err).toMatch(/^error: /u);
});
