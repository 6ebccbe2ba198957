import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../../src/archive/index.ts";
import { rejection } from "../../support/things.ts";
import { contents, fill, places } from "../support/archives.ts";
import { STOPPED, stoppingClient, unluckyClient } from "../support/interruptions.ts";
import { bundlePlatform } from "../support/sample-jobs.ts";
import { essenceOf, makeRichProject } from "../support/sample-project.ts";
import { samples } from "../../../support/thorough.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const secrets = (): string => "told";

let files: Readonly<Record<string, string>> = {};
let expected: readonly string[] = [];

beforeAll(async () => {
  const { id } = await platform.makeProject();
  await makeRichProject(saagie, id);
  const archive = memoryArchive();
  await saagie.projects.export(id, archive);
  files = await contents(archive);
  expected = await essenceOf(archive);
});

async function expectEverythingOnce(archive: Archive, name: string): Promise<void> {
  const { id } = await saagie.projects.getByName(name);
  const again = memoryArchive();
  await saagie.projects.export(id, again);
  expect(await essenceOf(again)).toEqual(expected);
  const { steps } = await saagie.projects.planImport(archive, { name, secrets });
  expect(steps.filter(({ action }) => action !== "unchanged")).toEqual([]);
}

const luckyNumbers = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
const stop = fc.record({
  at: fc.integer({ min: 1, max: 130 }),
  when: fc.constantFrom("before" as const, "after" as const),
  concurrency: fc.constantFrom(1, 4),
});

describe.each(places)("from a $name", ({ name: place, make }) => {
  const isMemory = place === "memory";

  test(
    "the import of a project that is interrupted anywhere, any number of times, is completed by the next",
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stop, { minLength: 1, maxLength: 4 }), async (stops) => {
          const name = platform.unique("resumed");
          const open = await make(files);
          for (const { concurrency, ...where } of stops) {
            const controller = new AbortController();
            const { signal } = controller;
            const client = stoppingClient(platform, controller, where);
            await client.projects
              .import(open(), { name, secrets, concurrency, signal })
              .catch((error: unknown) => expect(error).toBe(STOPPED));
          }
          await platform.client().projects.import(open(), { name, secrets });
          await expectEverythingOnce(open(), name);
        }),
        { numRuns: samples(isMemory ? 20 : 8) },
      );
    },
  );

  test(
    "with a tenth of all requests going wrong, nothing is lost and nothing is there twice",
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(luckyNumbers, async (luck) => {
          const name = platform.unique("unlucky");
          const open = await make(files);
          const random = (): number => Number(luck.next().value ?? 1);
          for (let tries = 0; tries < 60; tries += 1) {
            const client = unluckyClient(platform, random);
            const error = await client.projects.import(open(), { name, secrets }).then(
              () => undefined,
              (reason: unknown) => reason,
            );
            if (error === undefined) break;
            expect(error).toHaveProperty("code");
          }
          await platform.client().projects.import(open(), { name, secrets });
          await expectEverythingOnce(open(), name);
        }),
        { numRuns: samples(isMemory ? 8 : 4) },
      );
    },
  );
});

test(
  "so it is when existing things are a reason to fail: what it made itself is none",
  { timeout: 60_000 },
  async () => {
    for (const at of [30, 50, 70, 90, 110]) {
      const name = platform.unique("strict");
      const archive = await fill(memoryArchive(), files);
      const controller = new AbortController();
      const client = stoppingClient(platform, controller, { at, when: "after" });
      const options = { name, secrets, existing: "fail" } as const;
      await client.projects
        .import(archive, { ...options, signal: controller.signal })
        .catch((error: unknown) => expect(error).toBe(STOPPED));
      await platform.client().projects.import(archive, options);
      await expectEverythingOnce(archive, name);
    }
  },
);

test("a fault that stays is told with the thing's name, and the next import goes on", async () => {
  const name = platform.unique("faulty");
  const archive = await fill(memoryArchive(), files);
  emulator.faults.add({ match: { operation: "createApp" }, status: 500, times: Infinity });
  const error = await rejection(saagie.projects.import(archive, { name, secrets }));
  emulator.faults.clear();
  expect(error).toMatchObject({
    code: "OUTCOME_UNKNOWN",
    message: expect.stringMatching(/^The app "Web page": /u) as string,
  });
  await saagie.projects.import(archive, { name, secrets });
  await expectEverythingOnce(archive, name);
});

test("progress is told, up to everything", async () => {
  const name = platform.unique("told");
  const archive = await fill(memoryArchive(), files);
  const told: string[] = [];
  const onProgress = ({
    phase,
    what,
    done,
    total,
  }: {
    phase: string;
    what: string;
    done: number;
    total: number | undefined;
  }): void => {
    told.push(`${phase} ${what} ${done}/${total ?? "?"}`);
  };
  await saagie.projects.import(archive, { name, secrets, onProgress });
  expect(told).toContain("create storage 4/14");
  expect(told.filter((line) => line.startsWith("upload package"))).toHaveLength(4);
  expect(told.at(-1)).toMatch(/^create variable (\d+)\/\1$/u);
});
