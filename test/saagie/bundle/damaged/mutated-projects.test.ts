import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { contents } from "../support/archives.ts";
import { gradleFiles, pythonFiles } from "../support/foreign-exports.ts";
import { mutated, mutations, rawArchive, toFiles, type Files } from "../support/mutations.ts";
import { expectPlainRefusal } from "../support/refusals.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { makeRichProject } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** A project that is there already, and its export. */
let there = "";
let exported: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  ({ id: there } = await platform.makeProject());
  await makeRichProject(saagie, there);
  const archive = memoryArchive();
  await saagie.projects.export(there, archive);
  exported = await contents(archive);
});

function withoutManifest(): Files {
  const files = Object.entries(exported).filter(([path]) => !path.endsWith("footbridge.json"));
  return toFiles(Object.fromEntries(files));
}

const cases: readonly {
  readonly what: string;
  readonly files: () => Files;
  readonly runs: number;
  /** Whether the things of the archive are there already. */
  readonly isThere?: boolean;
}[] = [
  { what: "an export of this library", files: () => toFiles(exported), runs: 1100 },
  { what: "one without its manifest", files: withoutManifest, runs: 1000 },
  { what: "one that was imported before", files: withoutManifest, runs: 600, isThere: true },
  { what: "a folder of the Python client", files: () => toFiles(pythonFiles()), runs: 2000 },
  { what: "what the Gradle plugin exports", files: () => toFiles(gradleFiles()), runs: 2200 },
];

const secrets = (): string => "told";

describe.each(cases)("$what that was changed anyhow", ({ files, runs, isThere = false }) => {
  test("is planned, or refused plainly, and nothing is changed", { timeout: 120_000 }, async () => {
    const original = files();
    const asked = watchRequests(emulator);
    const natives = Object.getOwnPropertyNames(Object.prototype);
    const outcomes = { planned: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(mutations, async (list) => {
        const changed = mutated(original, list);
        const archive = rawArchive(changed);
        const target = isThere ? { into: there } : { name: "Anything" };
        try {
          await saagie.projects.planImport(archive, { ...target, secrets, globalVariables: true });
          outcomes.planned += 1;
        } catch (error) {
          expectPlainRefusal(error, { location: archive.location, paths: [...changed.keys()] });
          outcomes.refused += 1;
        }
        expect(archive.written.size).toBe(0);
      }),
      { numRuns: samples(runs) },
    );
    expect(asked.writes()).toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(natives);
    // The changes are neither too coarse to get through, nor too mild to do harm.
    expect(Math.min(outcomes.planned, outcomes.refused)).toBeGreaterThan(samples(runs) / 10);
  });
});
