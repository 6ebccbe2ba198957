import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryArchive, zipArchive, type ZipOptions } from "../../../../src/archive/index.ts";
import { allTidiedUp } from "../../../../src/core/concurrency/tidy-up.ts";
import type { WritableArchive } from "../../../../src/core/content/archive.ts";
import type { Saagie } from "../../../../src/saagie/index.ts";
import { expectReason, until } from "../../../core/support/rejection.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { rejection } from "../../support/things.ts";
import { contents } from "../support/archives.ts";
import { crashing, STOPPED, stoppingClient, unluckyClient, type Stop } from "../support/interruptions.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { essenceOf, makeRichProject } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

let id = "";
let expected: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  ({ id } = await platform.makeProject());
  await makeRichProject(saagie, id);
  // The app that was told to stop has stopped: nothing changes any more.
  emulator.clock.advance(3_600_000);
  const archive = memoryArchive();
  await saagie.projects.export(id, archive);
  expected = await contents(archive);
});

test("an abort is told although the archive takes its time, and nothing more is written", async () => {
  let answer = (): void => undefined;
  const disk = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const written: string[] = [];
  const archive: WritableArchive = {
    write: async (path) => {
      written.push(path);
      if (path.startsWith("jobs/")) await disk;
      return { size: 1, sha256: "" };
    },
  };
  const controller = new AbortController();
  const exporting = saagie.projects.export(id, archive, { signal: controller.signal });
  exporting.catch(() => undefined);
  await until(() => written.some((path) => path.startsWith("jobs/")));
  const before = written.length;
  controller.abort(STOPPED);
  await expectReason(exporting, STOPPED);
  answer();
  await allTidiedUp();
  expect(written).toHaveLength(before);
});

type Interruption =
  | ({ readonly kind: "abort" | "crash" } & Stop)
  | { readonly kind: "close" }
  | { readonly kind: "unlucky"; readonly luck: Iterator<number> };

const when = fc.constantFrom("before" as const, "after" as const);
const interruption: fc.Arbitrary<Interruption> = fc.oneof(
  fc.record({ kind: fc.constant("abort" as const), at: fc.integer({ min: 1, max: 25 }), when }),
  fc.record({ kind: fc.constant("crash" as const), at: fc.integer({ min: 1, max: 25 }), when }),
  // Everything is written, and the process ends before the zip is packed.
  fc.record({ kind: fc.constant("close" as const) }),
  fc.record({
    kind: fc.constant("unlucky" as const),
    luck: fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
  }),
);

/** Exports to a zip as a process of its own would; tells whether the zip was finished. */
async function exportTo(
  place: string,
  options: ZipOptions,
  what: Interruption | undefined,
): Promise<boolean> {
  const controller = new AbortController();
  const { signal } = controller;
  await using archive = zipArchive(place, options);
  try {
    const target = what?.kind === "crash" ? crashing(archive, what) : archive;
    await clientFor(controller, what).projects.export(id, target, { signal });
    if (what?.kind === "close") return false;
    await archive.close();
    return true;
  } catch (error) {
    if (error !== STOPPED) expect(error).toHaveProperty("code");
    return false;
  }
}

function clientFor(controller: AbortController, what: Interruption | undefined): Saagie {
  if (what?.kind === "abort") return stoppingClient(platform, controller, what);
  if (what?.kind === "unlucky") return unluckyClient(platform, () => Number(what.luck.next().value ?? 1));
  return platform.client();
}

const interruptions = fc.array(interruption, { minLength: 1, maxLength: 4 });

describe("an export to a zip that is interrupted anywhere, any number of times", () => {
  test("leaves no zip, and is completed by the next one that resumes", { timeout: 120_000 }, async () => {
    const parent = await temporaryFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(interruptions, async (list) => {
        run += 1;
        const place = join(parent, String(run), "project.zip");
        let isFinished = false;
        for (const what of list) {
          if (isFinished) break;
          isFinished = await exportTo(place, { resume: true }, what);
          const left = await readdir(dirname(place)).catch((): string[] => []);
          expect(["project.zip", "project.zip.part"]).toEqual(expect.arrayContaining(left));
          expect(left.includes("project.zip")).toBe(isFinished);
        }
        if (!isFinished) expect(await exportTo(place, { resume: true }, undefined)).toBe(true);
        expect(await readdir(dirname(place))).toEqual(["project.zip"]);
        expect(await contents(zipArchive(place))).toEqual(expected);
      }),
      { numRuns: samples(25) },
    );
  });

  test("leaves the zip that is to be replaced as it is until then", { timeout: 120_000 }, async () => {
    const parent = await temporaryFolder();
    const place = join(parent, "project.zip");
    await fc.assert(
      fc.asyncProperty(interruptions, async (list) => {
        await rm(`${place}.part`, { recursive: true, force: true });
        const former = zipArchive(place, { overwrite: true });
        await former.write("former.txt", "an export of before");
        await former.close();
        const before = await readFile(place);
        let isFinished = false;
        for (const what of list) {
          if (isFinished) break;
          isFinished = await exportTo(place, { overwrite: true, resume: true }, what);
          if (!isFinished) expect((await readFile(place)).equals(before)).toBe(true);
        }
        if (!isFinished) await exportTo(place, { overwrite: true, resume: true }, undefined);
        expect(await contents(zipArchive(place))).toEqual(expected);
      }),
      { numRuns: samples(10) },
    );
  });

  test("is not mixed with another one: that has to say that it resumes, or starts anew", async () => {
    const place = join(await temporaryFolder(), "project.zip");
    await exportTo(place, {}, { kind: "crash", at: 12, when: "after" });
    const part = `${place}.part`;
    const left = await readdir(part, { recursive: true });
    expect(left.length).toBeGreaterThan(12);
    for (const overwrite of [false, true]) {
      const error = await rejection(saagie.projects.export(id, zipArchive(place, { overwrite })));
      expect(error).toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringMatching(
          /project\.zip\.part holds its files\. Pass resume: true to go on with them, or delete that folder\.$/u,
        ) as string,
      });
    }
    expect(await readdir(part, { recursive: true })).toEqual(left);
    await rm(part, { recursive: true });
    expect(await exportTo(place, {}, undefined)).toBe(true);
    expect(await contents(zipArchive(place))).toEqual(expected);
  });

  test("comes back from the zip as it was, also when that import is interrupted", async () => {
    const place = join(await temporaryFolder(), "project.zip");
    await exportTo(place, {}, { kind: "abort", at: 10, when: "after" });
    await exportTo(place, { resume: true }, undefined);
    const options = { name: platform.unique("back"), secrets: () => "told" };
    const controller = new AbortController();
    const client = stoppingClient(platform, controller, { at: 40, when: "after" });
    const { signal } = controller;
    const error = await rejection(client.projects.import(zipArchive(place), { ...options, signal }));
    expect(error).toBe(STOPPED);
    const { projectId } = await saagie.projects.import(zipArchive(place), options);
    const again = memoryArchive();
    await saagie.projects.export(projectId, again);
    expect(await essenceOf(again)).toEqual(await essenceOf(zipArchive(place)));
  });
});
