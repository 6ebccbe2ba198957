import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { memoryArchive } from "../../../src/archive/index.ts";
import type { Saagie } from "../../../src/saagie/index.ts";
import { makeRichProject } from "../bundle/support/sample-project.ts";
import { interrupt, REASON, type Interruption } from "../support/interruption.ts";
import { emulatedPlatform, openPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, makeJob, makeRun, plainJob } from "../support/things.ts";
import { samples } from "../../support/thorough.ts";

/** Something that a program does, in several requests. */
interface Undertaking {
  readonly name: string;
  readonly begin: (
    platform: TestPlatform,
  ) => Promise<(saagie: Saagie, signal: AbortSignal) => Promise<unknown>>;
}

const undertakings: readonly Undertaking[] = [
  {
    name: "jobs.create",
    begin: async (platform) => {
      const { name } = await platform.project();
      return ({ jobs }, signal) => jobs.create(name, plainJob(platform), { signal });
    },
  },
  {
    name: "jobs.createOrUpgrade",
    begin: async (platform) => {
      const { name, project } = await makeJob(platform);
      const definition = {
        ...plainJob(platform),
        name,
        description: "new",
        commandLine: "python {file} new",
      };
      return ({ jobs }, signal) => jobs.createOrUpgrade(project.id, definition, { signal });
    },
  },
  {
    name: "jobs.edit",
    begin: async (platform) => {
      const { name, project } = await makeJob(platform);
      return ({ jobs }, signal) =>
        jobs.edit({ project: project.name, name }, { description: "new" }, { signal });
    },
  },
  {
    name: "jobs.runAndWait",
    begin: async (platform) => {
      const { id } = await makeJob(platform);
      return ({ jobs }, signal) => jobs.runAndWait(id, { signal, intervalMs: 300 });
    },
  },
  {
    name: "jobs.logs",
    begin: async (platform) => {
      const { id } = await makeJob(platform);
      const run = await platform.saagie.jobs.run(id);
      return ({ jobs }, signal) =>
        collect(jobs.logs(run.id, { signal, follow: true, pageSize: 1, intervalMs: 300 }));
    },
  },
  {
    name: "projects.ensure",
    begin: (platform) => {
      const name = platform.unique("ensured");
      return Promise.resolve(({ projects }, signal) =>
        projects.ensure({ name }, { signal, intervalMs: 300 }),
      );
    },
  },
  {
    name: "projects.edit",
    begin: async (platform) => {
      const { id } = await platform.makeProject();
      const changes = { description: "new", jobTechnologies: { Saagie: ["Python"] } };
      return ({ projects }, signal) => projects.edit(id, changes, { signal });
    },
  },
  {
    name: "jobs.getInstance after retries",
    begin: async (platform) => {
      const { id } = await makeRun(platform);
      platform.emulator.faults.clear();
      platform.emulator.faults.add({ match: { operation: "JobsGetInstance" }, times: 3, status: 503 });
      return ({ jobs }, signal) => jobs.getInstance(id, { signal });
    },
  },
];

const interruptions = fc.record<Interruption>({
  moment: fc.constantFrom("before the request", "while it is sent", "behind the answer", "in the wait"),
  count: fc.integer({ min: 1, max: 9 }),
});

const NOTHING_LEFT = {
  lateMs: 0,
  requestsAfter: 0,
  requestsLeft: 0,
  sleepersLeft: 0,
  listenersLeft: 0,
  timersLeft: 0,
};

describe("an abort at any point rejects with its reason, and leaves nothing running", () => {
  const platform = openPlatform();

  test.each(undertakings)("property: $name", async ({ begin }) => {
    await fc.assert(
      fc.asyncProperty(interruptions, async (interruption) => {
        const { aborted, ...ended } = await interrupt(platform, interruption, await begin(platform));
        expect(ended).toEqual(aborted ? { ...NOTHING_LEFT, rejection: REASON } : NOTHING_LEFT);
        if (aborted) expect(ended.rejection).toBe(REASON);
      }),
      { numRuns: samples(40) },
    );
  });

  test.each(undertakings)("before it begins, $name sends nothing", async ({ begin }) => {
    const call = await begin(platform);
    const ended = await interrupt(platform, { moment: "before the request", count: 0 }, (saagie) =>
      call(saagie, AbortSignal.abort(REASON)),
    );
    expect(ended).toMatchObject({ ...NOTHING_LEFT, rejection: REASON });
  });
});

const secrets = (): string => "told";

/** What moves a project in which there is everything: many requests, and several at a time. */
const moves: readonly Undertaking[] = [
  {
    name: "projects.export",
    begin: async (platform) => {
      const { id } = await platform.project();
      return ({ projects }, signal) => projects.export(id, memoryArchive(), { signal });
    },
  },
  {
    name: "projects.planImport",
    begin: async (platform) => {
      const archive = memoryArchive();
      await platform.saagie.projects.export((await platform.project()).id, archive);
      return ({ projects }, signal) => projects.planImport(archive, { name: "Elsewhere", secrets, signal });
    },
  },
  {
    name: "projects.import",
    begin: async (platform) => {
      const archive = memoryArchive();
      await platform.saagie.projects.export((await platform.project()).id, archive);
      const name = platform.unique("imported");
      return ({ projects }, signal) => projects.import(archive, { name, secrets, signal });
    },
  },
  {
    name: "projects.copyTo",
    begin: async (platform) => {
      const { id } = await platform.project();
      const name = platform.unique("copied");
      return (saagie, signal) => saagie.projects.copyTo(id, saagie, { name, secrets, signal });
    },
  },
];

describe("an abort of a move of a whole project, at any point", () => {
  test.each(moves)("property: $name", async ({ begin }) => {
    const platform = emulatedPlatform();
    onTestFinished(() => platform.close());
    platform.emulator.users.add({ login: "jo.doe", password: "x", groups: [] });
    await makeRichProject(platform.saagie, (await platform.project()).id);
    const points = fc.record<Interruption>({
      moment: fc.constantFrom("before the request", "while it is sent", "behind the answer"),
      count: fc.integer({ min: 1, max: 90 }),
    });
    await fc.assert(
      fc.asyncProperty(points, async (interruption) => {
        const { aborted, ...ended } = await interrupt(platform, interruption, await begin(platform));
        expect(ended).toEqual(aborted ? { ...NOTHING_LEFT, rejection: REASON } : NOTHING_LEFT);
      }),
      { numRuns: samples(30) },
    );
  });
});

describe("an abort of a transfer", () => {
  test("property: of a download leaves no file", async () => {
    const platform = emulatedPlatform();
    onTestFinished(() => platform.close());
    const { id } = await makeJob(platform, { file: { name: "big.bin", content: new Uint8Array(200_000) } });
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(interruptions, async (interruption) => {
        const { aborted, ...ended } = await interrupt(platform, interruption, ({ jobs }, signal) =>
          jobs.saveArtifact(id, 1, { path: join(folder, "big.bin"), signal }),
        );
        expect(ended).toEqual(aborted ? { ...NOTHING_LEFT, rejection: REASON } : NOTHING_LEFT);
        if (aborted) expect((await readdir(folder)).filter((name) => name !== "big.bin")).toEqual([]);
      }),
      { numRuns: samples(30) },
    );
  });

  test("of an upload ends the source that it reads from", async () => {
    const platform = emulatedPlatform();
    onTestFinished(() => platform.close());
    const { id } = await makeJob(platform);
    const controller = new AbortController();
    let ended = false;
    const long = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (let piece = 0; piece < 10_000; piece += 1) {
          if (piece === 5) controller.abort(REASON);
          yield Promise.resolve(new Uint8Array(1_000));
        }
        throw new Error("It was read to its end.");
      } finally {
        ended = true;
      }
    };
    const asked = watchRequests(platform.emulator);
    const file = { name: "long.bin", content: long() };
    const upgrading = platform.saagie.jobs.upgrade(id, { file }, { signal: controller.signal });
    await expect(upgrading).rejects.toBe(REASON);
    expect(asked.writes()).toEqual([]);
    expect(ended).toBe(true);
  });
});
