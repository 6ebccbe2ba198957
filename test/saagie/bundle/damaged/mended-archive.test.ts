import { expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { gradleFiles, pythonFiles } from "../support/foreign-exports.ts";
import { STOPPED, stoppingClient } from "../support/interruptions.ts";
import { rawArchive, toFiles, type Files } from "../support/mutations.ts";
import { bundlePlatform, essences } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie } = platform;

const CHANGES: readonly (readonly [string, string])[] = [
  ["python {file} --all", "python {file} --some"],
  ["python {file} 2", "python {file} 22"],
  ["nginx:1", "nginx:7"],
  [`a == \\"x\\"`, `b == \\"x\\"`],
  ["print(1)", "print(7)"],
  ["of every size", "small ones"],
];

/** The files as they were before somebody mended them. */
function unmended(files: Files): Files {
  return new Map(
    [...files].map(([path, content]) => [
      path,
      CHANGES.reduce((text, [now, before]) => text.replaceAll(now, before), String(content)),
    ]),
  );
}

test.each([
  ["a folder of the Python client", toFiles(pythonFiles())],
  ["what the Gradle plugin exports", toFiles(gradleFiles())],
])(
  "%s that is mended after an import was cut off at any of its requests is imported as it is now",
  { timeout: 60_000 },
  async (_, files) => {
    for (let [at, isThrough] = [1, false]; !isThrough; at += 1) {
      const options = { name: platform.unique("mended"), journal: memoryArchive(), secrets: () => "told" };
      const controller = new AbortController();
      const client = stoppingClient(platform, controller, { at, when: "after" });
      const first = { ...options, concurrency: 1, signal: controller.signal };
      isThrough = await client.projects.import(rawArchive(unmended(files)), first).then(
        () => true,
        (error: unknown) => {
          expect(error).toBe(STOPPED);
          return false;
        },
      );
      await saagie.projects.import(rawArchive(files), options);
      const { steps } = await saagie.projects.planImport(rawArchive(files), options);
      const left = steps.filter(({ action }) => action !== "unchanged" && action !== "skip");
      expect(left.map(({ what, name, changed }) => ({ at, what, name, changed }))).toEqual([]);
    }
  },
);

test("of a version that is not the current one, what was made first stays", async () => {
  const { id: project } = await platform.makeProject();
  const files = toFiles(gradleFiles());
  const before = new Map(
    [...files].map(([path, content]) => [path, String(content).replaceAll("{file} 1", "{file} 11")]),
  );
  const journal = memoryArchive();
  const controller = new AbortController();
  // The first version of the first job is made, and nothing behind it.
  const client = platform.client({
    fetch: async (input, init) => {
      const answer = await platform.emulator.fetch(input, init);
      if (platform.emulator.requests.at(-1)?.operation === "JobsCreate") controller.abort(STOPPED);
      return answer;
    },
  });
  const { signal } = controller;
  const cutOff = client.jobs.import(rawArchive(before), { project, journal, concurrency: 1, signal });
  await expect(cutOff).rejects.toBe(STOPPED);
  await saagie.jobs.import(rawArchive(files), { project, journal });
  expect(await essences(saagie, project)).toMatchObject({
    Sort: {
      versions: [
        { commandLine: "python {file} 11", isCurrent: false },
        { commandLine: "python {file} 2", isCurrent: true },
      ],
    },
  });
});
