import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { folderArchive, memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { isFootbridgeError } from "../../../../src/index.ts";
import { contents, journals } from "../support/archives.ts";
import { mutated, mutations, rawArchive, toFiles, type Files } from "../support/mutations.ts";
import { expectPlainRefusal, isOfPlatform } from "../support/refusals.ts";
import { bundlePlatform, jobFile, makeRichJob } from "../support/sample-jobs.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie } = platform;

let exported: Files = new Map();

beforeAll(async () => {
  const { id: project } = await platform.makeProject();
  const id = await makeRichJob(saagie, project, { isScheduled: true });
  await saagie.jobs.edit(id, { alerting: { emails: ["ops@example.org"] } });
  await saagie.jobs.create(project, { name: "Tidy", technology: "Bash", commandLine: "echo 1" });
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  exported = toFiles({
    ...(await contents(archive)),
    "more/job.json": jobFile(),
    "more/version/1/sort.py": "1",
  });
});

/** Imports jobs, again after that; what is refused is refused before anything is made, or known to the journal. */
async function importMutated(archive: Archive, paths: readonly string[]): Promise<void> {
  const { id: project } = await platform.makeProject();
  const skipImpossible = paths.length % 2 === 0;
  const options = { project, skipImpossible };
  let planned: readonly string[] = [];
  try {
    planned = (await saagie.jobs.planImport(archive, options)).steps.map(({ action }) => action);
    const { jobs } = await saagie.jobs.import(archive, options);
    expect(jobs).toHaveLength(planned.filter((action) => action !== "cannot").length);
    const { steps } = await saagie.jobs.import(archive, options);
    expect(steps.filter(({ action }) => action !== "cannot").map(({ action }) => action)).toEqual(
      jobs.map(() => "unchanged"),
    );
  } catch (error) {
    if (isOfPlatform(error)) {
      expect(error.message).toMatch(/^"[^]*": /u);
      expect(await journals(archive)).not.toEqual([]);
    } else {
      expectPlainRefusal(error, { location: archive.location, paths });
      expect(await saagie.jobs.listMinimal(project)).toEqual([]);
      if (planned.length > 0) expect([skipImpossible, planned.includes("cannot")]).toEqual([false, true]);
    }
  }
  await saagie.projects.delete(project);
}

describe("jobs of an archive that was changed anyhow are imported, or refused plainly", () => {
  test("in memory", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (list) => {
        const changed = mutated(exported, list);
        await importMutated(rawArchive(changed), [...changed.keys()]);
      }),
      { numRuns: samples(300) },
    );
  });

  test("in a folder, and nothing is written outside of it", { timeout: 60_000 }, async () => {
    const parent = await mkdtemp(join(tmpdir(), "footbridge-test-"));
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(mutations, async (list) => {
          run += 1;
          const around = join(parent, String(run));
          const archive = folderArchive(join(around, "export"));
          for (const [path, content] of mutated(exported, list)) await write(archive, path, content);
          const before = Object.keys(await contents(archive));
          await importMutated(archive, before);
          expect(await readdir(around)).toEqual(["export"]);
          expect(Object.keys(await contents(archive))).toEqual(before);
        }),
        { numRuns: samples(30) },
      );
      expect((await readdir(parent)).length).toBe(run);
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });
});

/** Writes a file, unless a folder can hold none at that path; folders without end take their time. */
async function write(archive: Archive, path: string, content: string | Uint8Array): Promise<void> {
  if (path.split("/").length > 100) return;
  const blob = new Blob([typeof content === "string" ? content : new Uint8Array(content)]);
  await archive.write(path, blob).catch((error: unknown) => {
    if (!isFootbridgeError(error, "INVALID_INPUT")) throw error;
  });
}
