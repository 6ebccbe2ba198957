import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { memoryArchive, type Archive } from "../../../src/archive/index.ts";
import type { Saagie } from "../../../src/saagie/index.ts";
import { rejection } from "../support/things.ts";
import { contents, fill } from "./archives.ts";
import { bundlePlatform } from "./sample-jobs.ts";
import { essenceOf, makeRichProject } from "./sample-project.ts";

const platform = bundlePlatform();
const { saagie, emulator } = platform;

const STOPPED = new Error("stopped by the test");
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

/** A client whose work is stopped at its nth request, before or after it has had its effect. */
function stoppingClient(controller: AbortController, at: number, when: "before" | "after"): Saagie {
  let count = 0;
  return platform.client({
    fetch: async (input, init) => {
      count += 1;
      const isIt = count === at;
      if (isIt && when === "before") controller.abort(STOPPED);
      const answer = await emulator.fetch(input, init);
      if (isIt) controller.abort(STOPPED);
      return answer;
    },
  });
}

async function expectEverythingOnce(archive: Archive, name: string): Promise<void> {
  const { id } = await saagie.projects.getByName(name);
  const again = memoryArchive();
  await saagie.projects.export(id, again);
  expect(await essenceOf(again)).toEqual(expected);
  const { steps } = await saagie.projects.plan(archive, { name, secrets });
  expect(steps.filter(({ action }) => action !== "unchanged")).toEqual([]);
}

const stop = fc.record({
  at: fc.integer({ min: 1, max: 130 }),
  when: fc.constantFrom("before" as const, "after" as const),
  concurrency: fc.constantFrom(1, 4),
});

test(
  "the import of a project that is interrupted anywhere, any number of times, is completed by the next",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stop, { minLength: 1, maxLength: 4 }), async (stops) => {
        const name = platform.unique("resumed");
        const archive = await fill(memoryArchive(), files);
        for (const { at, when, concurrency } of stops) {
          const controller = new AbortController();
          const { signal } = controller;
          const client = stoppingClient(controller, at, when);
          await client.projects
            .import(archive, { name, secrets, concurrency, signal })
            .catch((error: unknown) => expect(error).toBe(STOPPED));
        }
        await platform.client().projects.import(archive, { name, secrets });
        await expectEverythingOnce(archive, name);
      }),
      { numRuns: 25 },
    );
  },
);

test(
  "so it is when existing things are a reason to fail: what it made itself is none",
  { timeout: 60_000 },
  async () => {
    for (const at of [30, 50, 70, 90, 110]) {
      const name = platform.unique("strict");
      const archive = await fill(memoryArchive(), files);
      const controller = new AbortController();
      const client = stoppingClient(controller, at, "after");
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
  emulator.faults.add({ match: { operation: "createApp" }, status: 500 });
  const error = await rejection(saagie.projects.import(archive, { name, secrets }));
  emulator.faults.clear();
  expect(error).toMatchObject({
    code: "HTTP_STATUS",
    message: expect.stringMatching(/^The app "Web page": /u) as string,
  });
  await saagie.projects.import(archive, { name, secrets });
  await expectEverythingOnce(archive, name);
});

/** A client of which every tenth request goes wrong, in one way or another. */
function unluckyClient(random: () => number): Saagie {
  const answer = (status: number): Response => new Response("", { status, headers: { "retry-after": "1" } });
  return platform.client({
    fetch: async (input, init) => {
      if (random() >= 0.1) return emulator.fetch(input, init);
      const luck = Math.floor(random() * 5);
      if (luck === 0) throw new TypeError("fetch failed");
      if (luck === 1) return answer(429);
      if (luck === 2) return answer(503);
      const sent = await emulator.fetch(input, init);
      if (luck === 3) throw new TypeError("fetch failed");
      const body = await sent.arrayBuffer();
      return new Response(body.slice(0, Math.floor(body.byteLength / 2)), sent);
    },
  });
}

test(
  "with a tenth of all requests going wrong, nothing is lost and nothing is there twice",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async (luck) => {
          const name = platform.unique("unlucky");
          const archive = await fill(memoryArchive(), files);
          const random = (): number => Number(luck.next().value ?? 1);
          for (let tries = 0; tries < 60; tries += 1) {
            const client = unluckyClient(random);
            const error = await client.projects.import(archive, { name, secrets }).then(
              () => undefined,
              (reason: unknown) => reason,
            );
            if (error === undefined) break;
            expect(error).toHaveProperty("code");
          }
          await platform.client().projects.import(archive, { name, secrets });
          await expectEverythingOnce(archive, name);
        },
      ),
      { numRuns: 10 },
    );
  },
);

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
