import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import type { Fault } from "../../../../src/emulator/index.ts";
import { watchRequests } from "../../support/request-log.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill, places } from "../support/archives.ts";
import { crashing, STOPPED, stoppingClient, type Stop } from "../support/interruptions.ts";
import { bundlePlatform, essences, makeRichJob, script } from "../support/sample-jobs.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

/** What is exported, and what its import must amount to. */
let files: Readonly<Record<string, string>> = {};
let expected: Readonly<Record<string, unknown>> = {};

const OLD = { name: "Old", technology: "Bash", commandLine: "echo old", file: script("old.sh", "old") };

beforeAll(async () => {
  const { id: project } = await platform.makeProject();
  await makeRichJob(saagie, project, { isScheduled: true });
  const { id } = await saagie.jobs.create(project, {
    name: "Twins",
    technology: "Bash",
    commandLine: "echo 1",
  });
  // Two equal versions: what tells them apart is their number alone.
  await saagie.jobs.upgrade(id, {});
  await saagie.jobs.upgrade(id, { commandLine: "echo 3" });
  await saagie.jobs.create(project, { ...OLD, description: "new", file: script("old.sh", "new") });
  const archive = memoryArchive();
  await saagie.projects.export(project, archive);
  files = await contents(archive);
  expected = await essences(saagie, project);
});

/** A project in which one of the jobs is there already, in an older form. */
async function target(): Promise<string> {
  const { id: project } = await platform.makeProject();
  await saagie.jobs.create(project, OLD);
  return project;
}

/** Every job is there once, as it was exported, and nothing else is. */
async function expectEverythingOnce(project: string): Promise<void> {
  const found = await essences(saagie, project);
  const old = found["Old"] as { readonly versions: readonly object[] };
  expect({ ...found, Old: { ...old, versions: old.versions.slice(1) } }).toEqual(expected);
  expect(old.versions).toMatchObject([
    { package: "old", isCurrent: false },
    { package: "new", isCurrent: true },
  ]);
}

/** Something that ends an import before its time. */
type Interruption =
  ({ readonly kind: "abort" | "crash" } & Stop) | { readonly kind: "fault"; readonly fault: Fault };

const WRITES = ["createJob", "addJobVersion", "editJob", "rollbackJobVersion", "setMajorJobVersion"];

const interruption: fc.Arbitrary<Interruption> = fc.oneof(
  fc.record({
    kind: fc.constant("abort" as const),
    at: fc.integer({ min: 1, max: 45 }),
    when: fc.constantFrom("before", "after"),
  }),
  fc.record({
    kind: fc.constant("crash" as const),
    at: fc.integer({ min: 1, max: 10 }),
    when: fc.constantFrom("before", "after"),
  }),
  fc.record({
    kind: fc.constant("fault" as const),
    fault: fc
      .tuple(
        fc.constantFrom(...WRITES, "job", "downloadArtifact"),
        fc.constantFrom<Fault>({ reset: "before" }, { reset: "after" }, { status: 503 }, { tear: 2 }),
        fc.constantFrom(1, 2, 5),
      )
      .map(([operation, fault, times]) => ({ ...fault, times, match: { operation } })),
  }),
);

/** Runs an import with something in its way; tells whether it got through all the same. */
async function interrupted(
  archive: Archive,
  project: string,
  { concurrency, what }: { concurrency: number; what: Interruption },
): Promise<boolean> {
  const controller = new AbortController();
  const client = what.kind === "abort" ? stoppingClient(platform, controller, what) : platform.client();
  if (what.kind === "fault") emulator.faults.add(what.fault);
  const place = what.kind === "crash" ? crashing(archive, what) : archive;
  try {
    await client.jobs.import(place, { project, concurrency, signal: controller.signal });
    return true;
  } catch (error) {
    if (error !== STOPPED) expect(error).toHaveProperty("code");
    return false;
  } finally {
    emulator.faults.clear();
  }
}

describe.each(places)("an import from a $name", ({ name, make }) => {
  test(
    "that is interrupted anywhere, any number of times, is completed by the next",
    { timeout: 120_000 },
    async () => {
      const runs = fc.record({
        concurrency: fc.constantFrom(1, 4),
        interruptions: fc.array(interruption, { minLength: 1, maxLength: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(runs, async ({ concurrency, interruptions }) => {
          const project = await target();
          const open = await make(files);
          for (const what of interruptions) await interrupted(open(), project, { concurrency, what });
          await platform.client().jobs.import(open(), { project });
          await expectEverythingOnce(project);
          const asked = watchRequests(emulator);
          const { jobs } = await saagie.jobs.import(open(), { project });
          expect(jobs.map(({ action }) => action)).toEqual(["unchanged", "unchanged", "unchanged"]);
          expect(asked.writes()).toEqual([]);
        }),
        { numRuns: samples(name === "memory" ? 30 : 10) },
      );
    },
  );
});

test(
  "an import that is cut off after each of its requests in turn is completed by the next",
  { timeout: 60_000 },
  async () => {
    let isThrough = false;
    let request = 0;
    while (!isThrough) {
      request += 1;
      const project = await target();
      const archive = await fill(memoryArchive(), files);
      const what = { kind: "abort", at: request, when: "after" } as const;
      isThrough = await interrupted(archive, project, { concurrency: 1, what });
      await platform.client().jobs.import(archive, { project });
      await expectEverythingOnce(project);
    }
    // A whole import takes about that many; each of them was the last one once.
    expect(request).toBeGreaterThan(20);
  },
);

test("an abort ends it at once, with the signal's reason, and nothing is asked afterwards", async () => {
  const project = await target();
  const archive = await fill(memoryArchive(), files);
  const controller = new AbortController();
  const client = stoppingClient(platform, controller, { at: 20, when: "before" });
  const asked = watchRequests(emulator);
  expect(await rejection(client.jobs.import(archive, { project, signal: controller.signal }))).toBe(STOPPED);
  const count = asked.operations().length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked.operations()).toHaveLength(count);
});

test("a signal that is aborted already keeps everything from happening", async () => {
  const project = await target();
  const archive = await fill(memoryArchive(), files);
  const asked = watchRequests(emulator);
  const signal = AbortSignal.abort(STOPPED);
  for (const work of [
    saagie.jobs.import(archive, { project, signal }),
    saagie.jobs.planImport(archive, { project, signal }),
    saagie.jobs.export([{ project, name: "Old" }], archive, { signal }),
    saagie.projects.export(project, archive, { signal }),
  ]) {
    expect(await rejection(work)).toBe(STOPPED);
  }
  expect(asked.operations()).toEqual([]);
});

test("a job that fails is named, and the jobs that were done stay done", async () => {
  const project = await target();
  const archive = await fill(memoryArchive(), files);
  emulator.faults.add({ match: { operation: "editJob" }, status: 500 });
  const error = await rejection(saagie.jobs.import(archive, { project, concurrency: 1 }));
  expect(error).toMatchObject({
    code: "HTTP_STATUS",
    status: 500,
    message: expect.stringMatching(/^"[^"]+": /u) as string,
  });
  const { steps } = await saagie.jobs.planImport(archive, { project });
  expect(new Set(steps.map(({ action }) => action)).size).toBeGreaterThan(1);
  await saagie.jobs.import(archive, { project });
  await expectEverythingOnce(project);
});

test("progress is told, up to everything", async () => {
  const project = await target();
  const archive = await fill(memoryArchive(), files);
  const told: Record<string, number> = {};
  let last = "";
  await saagie.jobs.import(archive, {
    project,
    onProgress: ({ phase, what, done, total, bytes }) => {
      told[`${phase} ${what}`] = (told[`${phase} ${what}`] ?? 0) + 1;
      last = `${done}/${total}, ${bytes} bytes`;
    },
  });
  expect(told).toEqual({ "plan job": 3, "upload package": 4, "create job": 2, "upgrade job": 1 });
  expect(last).toBe("3/3, 30 bytes");
});
