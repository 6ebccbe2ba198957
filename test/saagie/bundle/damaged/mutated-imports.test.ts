import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  appsOperations,
  dockerCredentialsOperations,
  environmentVariablesOperations,
  jobsOperations,
  pipelinesOperations,
  storagesOperations,
} from "../../../../generated/saagie/methods.ts";
import { memoryArchive, zipArchive, type Archive } from "../../../../src/archive/index.ts";
import { isFootbridgeError } from "../../../../src/index.ts";
import { foldCase } from "../../../../src/core/lookup/lookup.ts";
import { buildZip } from "../../../archive/build-zip.ts";
import { buildMutatedZip, zipMutations, type ZipMutation } from "../../../archive/mutate-zip.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { contents } from "../support/archives.ts";
import { gradleFiles, pythonFiles } from "../support/foreign-exports.ts";
import { STOPPED, stoppingClient } from "../support/interruptions.ts";
import { mutated, mutations, rawArchive, toFiles, type Files } from "../support/mutations.ts";
import { expectPlainRefusal, isOfPlatform } from "../support/refusals.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { callerOf, makeRichProject } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie } = platform;
const call = callerOf(saagie);

let exported: Files = new Map();

beforeAll(async () => {
  const { id } = await platform.makeProject();
  await makeRichProject(saagie, id);
  const archive = memoryArchive();
  await saagie.projects.export(id, archive);
  exported = toFiles(await contents(archive));
});

/** What is in the project of a name: what each kind of thing is called, and how many versions of each job there are. */
interface Found {
  readonly names: readonly (readonly string[])[];
  readonly jobVersions: ReadonlyMap<string, number>;
}

async function look(name: string): Promise<Found> {
  const project = (await saagie.projects.list()).find((one) => one.name === name);
  // What interrupted calls have made may not be ready yet; it is empty then.
  if (project?.status !== "READY") return { names: [], jobVersions: new Map() };
  const projectId = project.id;
  const [jobs, { pipelines }, { apps }, { volumes }, credentials, variables] = await Promise.all([
    call(jobsOperations.list, { projectId, instancesLimit: 0 }),
    call(pipelinesOperations.listMinimal, { projectId }),
    call(appsOperations.listMinimal, { projectId }),
    call(storagesOperations.forExport, { projectId }),
    call(dockerCredentialsOperations.listMinimal, { projectId }),
    call(environmentVariablesOperations.listForProject, { projectId }),
  ]);
  const nameOf = (one: { readonly name: string }): string => one.name;
  return {
    names: [
      jobs.map(nameOf),
      pipelines.map(nameOf),
      apps.map(nameOf),
      volumes.flatMap((one) => one?.name ?? []),
      credentials.map(({ registry, username }) => `${username ?? ""} at ${registry || "Docker Hub"}`),
      variables.filter(({ scope }) => scope === "PROJECT").map(nameOf),
    ],
    jobVersions: new Map(jobs.map((job) => [job.name, job.versions.length])),
  };
}

/** What journals tell of, by name. */
async function journaled(archive: Archive): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of archive.entries(".footbridge")) {
    if (!entry.path.startsWith(".footbridge/import-demo-")) continue;
    names.push((JSON.parse(await (await entry.open()).text()) as { readonly name: string }).name);
  }
  return names;
}

interface Run {
  readonly name: string;
  /** The archive that was changed, and the one that was not, each opened as by a process of its own. */
  readonly changed: Archive;
  readonly paths: readonly string[];
  readonly mend: () => Promise<Archive>;
  /** Where the journal is kept, if not in the archive. */
  readonly journal?: Archive;
  readonly at: number;
  readonly when: "before" | "after";
}

/** Imports a changed archive as far as that goes, and then the good one in its place. */
async function importAndMend({ name, changed, paths, mend, at, when, ...kept }: Run): Promise<void> {
  const options = { ...kept, name, secrets: () => "told" };
  const controller = new AbortController();
  const client = stoppingClient(platform, controller, { at, when });
  try {
    const { signal } = controller;
    await client.projects.import(changed, { ...options, skipImpossible: true, signal });
  } catch (error) {
    expectClearFailure(error, { location: changed.location, paths });
  }
  const before = await look(name);
  const good = await mend();
  // Whatever was made, the journal knows of it.
  const known = new Set((await journaled(kept.journal ?? good)).map(foldCase));
  expect(before.names.flat().filter((one) => !known.has(foldCase(one)))).toEqual([]);
  await importMended(good, { ...options, hasBegun: before.names.flat().length > 0 });
  const after = await look(name);
  for (const names of after.names) expect(new Set(names.map(foldCase)).size).toBe(names.length);
  for (const [job, count] of after.jobVersions) {
    // Of what was begun with other contents, what is current is made once more, and nothing else.
    const most = Math.max(before.jobVersions.get(job) ?? 0, 3) + 1;
    expect({ job, isFew: count <= most }).toEqual({ job, isFew: true });
  }
  await saagie.projects.delete((await saagie.projects.getByName(name)).id);
}

function expectClearFailure(
  error: unknown,
  where: { readonly location: string; readonly paths: readonly string[] },
): void {
  if (error === STOPPED) return;
  if (!isOfPlatform(error)) return expectPlainRefusal(error, where);
  // That is told with the thing's name.
  expect(error.message).toMatch(/^The (?:project|docker credentials|storage|job|pipeline|app|variable) "/u);
}

/** The good archive is imported as a whole, unless what was made of the changed one is in its way. */
async function importMended(
  good: Archive,
  { hasBegun, ...options }: Parameters<typeof saagie.projects.import>[1] & { readonly hasBegun: boolean },
): Promise<void> {
  try {
    await saagie.projects.import(good, options);
  } catch (error) {
    if (!hasBegun || !isFootbridgeError(error, "INVALID_INPUT")) throw error;
    expect(error.message).toMatch(/belongs to another app|cannot become/u);
    await saagie.projects.import(good, { ...options, skipImpossible: true });
    return;
  }
  const { steps } = await saagie.projects.planImport(good, options);
  const left = steps.filter(({ action }) => action !== "unchanged" && action !== "skip");
  expect(left.map(({ what, name, action }) => [what, name, action])).toEqual([]);
}

const moment = fc.record({
  // Beyond the last request: nothing stops it.
  at: fc.integer({ min: 1, max: 120 }),
  when: fc.constantFrom("before" as const, "after" as const),
});

describe.each([
  { what: "an export of this library", files: () => exported, runs: 60 },
  { what: "a folder of the Python client", files: () => toFiles(pythonFiles()), runs: 120 },
  { what: "what the Gradle plugin exports", files: () => toFiles(gradleFiles()), runs: 120 },
])("$what that was changed anyhow, and then mended", ({ files, runs }) => {
  test("is imported as a whole, and nothing is there twice", { timeout: 120_000 }, async () => {
    const original = files();
    await fc.assert(
      fc.asyncProperty(mutations, moment, async (list, where) => {
        const changed = mutated(original, list);
        await importAndMend({
          ...where,
          name: platform.unique("mended"),
          changed: rawArchive(changed),
          paths: [...changed.keys()],
          mend: () => Promise.resolve(rawArchive(original)),
          journal: memoryArchive(),
        });
      }),
      { numRuns: samples(runs) },
    );
  });
});

test(
  "a zip that was changed anyhow, and then replaced by a good one, is imported as a whole, with the journal beside it",
  { timeout: 120_000 },
  async () => {
    const parts = [...toFiles(gradleFiles())].map(([name, content]) => ({ name, content }));
    const good = buildZip(parts);
    // Broken packages show when they are uploaded, in the middle of an import.
    const packages = parts.flatMap(({ name }, at) => (name.endsWith(".py") ? [at] : []));
    const brokenPackage = fc
      .constantFrom(...packages)
      .map((part): readonly ZipMutation[] => [{ kind: "part", part, change: { crc: 1 } }]);
    const folder = await temporaryFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(brokenPackage, zipMutations), moment, async (list, where) => {
        run += 1;
        const place = join(folder, `${run}.zip`);
        await writeFile(place, buildMutatedZip(parts, list));
        await importAndMend({
          ...where,
          name: platform.unique("mended zip"),
          changed: zipArchive(place),
          paths: [".json"],
          mend: async () => {
            await writeFile(place, good);
            return zipArchive(place);
          },
        });
      }),
      { numRuns: samples(30) },
    );
  },
);
