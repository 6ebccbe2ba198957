import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { folderArchive, memoryArchive, zipArchive, type Archive } from "../../src/archive/index.ts";
import { emulateSaagie } from "../../src/emulator/index.ts";
import { Saagie } from "../../src/saagie/index.ts";
import { contents, fill } from "../saagie/bundle/support/archives.ts";
import { jobFile } from "../saagie/bundle/support/sample-jobs.ts";
import { essenceOf, makeRichProject } from "../saagie/bundle/support/sample-project.ts";
import { temporaryFolder } from "../saagie/support/temporary-folder.ts";
import { eventsOf, hasControls, testIo, type TestIo, type TestIoOptions } from "./test-io.ts";

/** The command's JSON line. */
interface Place {
  readonly url: string;
  readonly platform: number;
  readonly realm: string;
  readonly seeded?: readonly object[];
}

const source = emulateSaagie({ clock: "auto" });
let files: Readonly<Record<string, string>> = {};
let expected: readonly string[] = [];

beforeAll(async () => {
  // Nobody of a fresh emulator is called so: the seeding has to make them.
  source.users.add({ login: "jo.doe", password: "x" });
  source.groups.add({ name: "sales-team" });
  const saagie = connect(source, { fetch: source.fetch, clock: source.clock });
  const groups = [{ group: "sales-team", role: "Viewer" }] as const;
  const { id } = await saagie.projects.ensure({ name: "Sales", groups });
  await makeRichProject(saagie, id);
  const archive = memoryArchive();
  await saagie.projects.export(id, archive);
  files = await contents(archive);
  expected = await essenceOf(archive);
});

afterAll(() => source.close());

function connect(
  { url, platform, realm }: Place,
  more: Partial<ConstructorParameters<typeof Saagie>[0]> = {},
): Saagie {
  return new Saagie({ url, platform, realm, user: "demo", password: "demo", ...more });
}

async function backup(): Promise<string> {
  const folder = join(await temporaryFolder(), "backup");
  await fill(folderArchive(folder), files);
  return folder;
}

/** Serves until the given work is done. */
async function serving(
  args: readonly string[],
  work: (place: Place) => Promise<void>,
  options: TestIoOptions = {},
): Promise<{ readonly code: number; readonly io: TestIo }> {
  const stop = new AbortController();
  let greet: (text: string) => void = () => undefined;
  const greeted = new Promise<string>((resolve) => {
    greet = resolve;
  });
  const onWrite = (text: string): void => {
    if (text.includes("http://")) greet(text);
  };
  const io = testIo({ ...options, stop: stop.signal, onWrite });
  const ended = runCommandLine(["emulator", "--port", "0", ...args], io);
  const written = await Promise.race([greeted, ended.then(() => "")]);
  try {
    if (written !== "") await work(placeIn(written));
  } finally {
    stop.abort();
  }
  return { code: await ended, io };
}

function placeIn(written: string): Place {
  if (written.startsWith("{")) return JSON.parse(written) as Place;
  const [, url = ""] = /http:\/\/[^/]*?(127\.0\.0\.1:\d+)/.exec(written) ?? [];
  return { url: `http://${url}`, platform: 1, realm: "demo" };
}

async function essenceOfSales(saagie: Saagie): Promise<readonly string[]> {
  const archive = memoryArchive();
  await saagie.projects.export("Sales", archive);
  return essenceOf(archive);
}

describe("an emulator that is seeded", () => {
  test.each(["folder", "zip"])("is what was exported, as soon as it is there: from a %s", async (kind) => {
    const folder = await backup();
    const place = kind === "folder" ? folder : `${folder}.zip`;
    if (kind === "zip") {
      const zip = zipArchive(place);
      await fill<Archive>(zip, files);
      await zip.close();
    }
    const { code, io } = await serving(["--json", "--seed", place], async (served) => {
      const saagie = connect(served);
      const { id } = await saagie.projects.getByName("Sales");
      expect(served.seeded).toEqual([
        { from: place, project: { id, name: "Sales" }, things: 15, leftOut: [] },
      ]);
      expect(await essenceOfSales(saagie)).toEqual(expected);
      expect(await saagie.projects.rights("Sales")).toContainEqual(
        expect.objectContaining({ name: "sales-team", role: "ROLE_PROJECT_VIEWER" }),
      );
      // It was made now, and not when emulators in tests begin.
      const { creationDate } = await saagie.jobs.get({ project: "Sales", name: "Report" });
      expect(Math.abs(Date.parse(creationDate) - Date.now())).toBeLessThan(120_000);
    });
    expect({ code, last: eventsOf(io).at(-1) }).toEqual({ code: 0, last: "done" });
    expect(io.stdout.text().trimEnd().split("\n")).toHaveLength(1);
    // The next emulator has the same ids: a journal would take it for this one.
    expect((await readdir(folder)).toSorted()).not.toContain(".footbridge");
    expect(await readdir(join(folder, ".."))).not.toContain("backup.zip.journal");
  });

  test("tells what it imports, and what it leaves out", async () => {
    const other = join(await temporaryFolder(), "other");
    await fill(folderArchive(other), {
      "project.json": { name: "Parcels" },
      "jobs/1/job.json": jobFile({ technology: { id: "x", name: "Gone", technology_catalog: "Saagie" } }),
      "jobs/1/version/1/sort.py": "sort()",
      "env_vars/REGION/variable.json": { name: "REGION", scope: "GLOBAL", value: "eu", isPassword: false },
    });
    const folder = await backup();
    const { code, io } = await serving(["--seed", folder, "--seed", other], async (served) => {
      const saagie = connect(served);
      expect((await saagie.projects.list()).map(({ name }) => name).toSorted()).toEqual(["Parcels", "Sales"]);
      expect(await saagie.environmentVariables.get({ scope: "GLOBAL", name: "REGION" })).toMatchObject({
        value: "eu",
      });
    });
    expect(code).toBe(0);
    const text = io.stdout.text();
    expect(hasControls(text)).toBe(false);
    expect(text).toMatch(/^Seeding the emulator\n\n\[1\/2\] Import /u);
    expect(text).toContain(`[1/2] Import ${folder}: create app Web page, `);
    expect(text).toMatch(/^\[1\/2\] Import .+: 15 things \(\d+\.\d s\)$/mu);
    expect(text).toMatch(/^\[2\/2\] Import .+: 2 things \(\d+\.\d s\)$/mu);
    expect(text).toMatch(/^Left out: job "Sort parcels": .*"?Gone/mu);
  });

  test("does not show a person the requests of its own beginning", async () => {
    const options = { isTTY: true, environment: { NO_COLOR: "1" } };
    const { io } = await serving(["--seed", await backup()], () => Promise.resolve(), options);
    expect(io.stdout.text()).toContain("15 things");
    expect(io.stdout.text()).not.toMatch(/ 200 {2}platform /u);
  });

  test("keeps the state that it has come to, and is not seeded again", async () => {
    const folder = await backup();
    const args = ["--json", "--seed", folder, "--state", join(folder, "..", "state.json")];
    await serving(args, async (served) => {
      const saagie = connect(served);
      await saagie.jobs.delete({ project: "Sales", name: "In a container" });
    });
    await serving(args, async (served) => {
      expect(served.seeded).toEqual([]);
      const names = (await connect(served).jobs.listMinimal("Sales")).map(({ name }) => name);
      expect(names).not.toContain("In a container");
    });
    const { io } = await serving(args.slice(1), () => Promise.resolve());
    expect(io.stdout.text()).toMatch(
      /^The state in .+state\.json is there already: nothing is imported\.\n/u,
    );
  });

  test("does not begin without its seed", async () => {
    const none = join(await temporaryFolder(), "none");
    for (const [place, why, exit] of [
      [none, `There is neither a folder nor a zip at ${none}.`, 4],
      [join(none, ".."), "is not an export", 2],
    ] as const) {
      const { code, io } = await serving(["--json", "--seed", place], () =>
        Promise.reject(new Error("it serves all the same")),
      );
      expect(code).toBe(exit);
      expect(io.stderr.text()).toContain(why);
    }
  });

  test("can be stopped while it is being seeded", async () => {
    const stop = new AbortController();
    const onWrite = (text: string): void => {
      if (text.includes("create job")) stop.abort(new Error("Ctrl-C"));
    };
    const io = testIo({ stop: stop.signal, onWrite });
    expect(await runCommandLine(["emulator", "--port", "0", "--seed", await backup()], io)).toBe(130);
    expect(io.stderr.text()).toBe("Stopped.\n");
    expect(io.stdout.text()).not.toContain("Connect with");
  });
});
