import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryArchive, openArchive } from "../../../../src/archive/index.ts";
import type { ZipPart } from "../../../archive/build-zip.ts";
import { buildMutatedZip, zipMutations } from "../../../archive/mutate-zip.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { contents } from "../support/archives.ts";
import { gradleFiles } from "../support/foreign-exports.ts";
import { mutated, mutations, toFiles, type Files } from "../support/mutations.ts";
import { expectPlainRefusal } from "../support/refusals.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { makeRichProject } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie } = platform;

async function exported(): Promise<Files> {
  const { id } = await platform.makeProject();
  await makeRichProject(saagie, id);
  const archive = memoryArchive();
  await saagie.projects.export(id, archive);
  return toFiles(await contents(archive));
}

function partsOf(files: Files): readonly ZipPart[] {
  return [...files].map(([name, content]) => ({ name, content }));
}

const cases: readonly {
  readonly what: string;
  readonly files: () => Promise<Files>;
  readonly runs: number;
}[] = [
  { what: "a zip of this library", files: exported, runs: 200 },
  { what: "a zip of the Gradle plugin", files: () => Promise.resolve(toFiles(gradleFiles())), runs: 900 },
];

const changes = fc.record({
  inFiles: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, { arbitrary: mutations, weight: 1 }),
  inZip: fc.oneof({ arbitrary: zipMutations, weight: 7 }, { arbitrary: fc.constant([]), weight: 1 }),
  stripRoot: fc.boolean(),
});

describe.each(cases)("$what that was changed anyhow", ({ files, runs }) => {
  test("is planned, or refused plainly, and nothing is written anywhere", { timeout: 120_000 }, async () => {
    const original = await files();
    const folder = join(await temporaryFolder(), "inside");
    await mkdir(folder);
    const place = join(folder, "project.zip");
    const outcomes = { planned: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(changes, async ({ inFiles, inZip, stripRoot }) => {
        const changed = mutated(original, inFiles);
        await writeFile(place, buildMutatedZip(partsOf(changed), inZip));
        await using archive = await openArchive(place, { stripRoot });
        try {
          await saagie.projects.planImport(archive, { name: "Anything", secrets: () => "told" });
          outcomes.planned += 1;
        } catch (error) {
          // Names may have changed together with the bytes of the zip: they all end like those of exports.
          const paths = [...changed.keys(), ".json"];
          expectPlainRefusal(error, { location: place, paths });
          outcomes.refused += 1;
        }
        expect([await readdir(folder), await readdir(join(folder, ".."))]).toEqual([
          ["project.zip"],
          ["inside"],
        ]);
      }),
      { numRuns: samples(runs) },
    );
    expect(Math.min(outcomes.planned, outcomes.refused)).toBeGreaterThan(samples(runs) / 20);
  });
});
