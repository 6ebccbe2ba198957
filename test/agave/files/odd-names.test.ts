import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFileName } from "../../../src/core/content/archive.ts";
import { memoryArchive } from "../../../src/archive/index.ts";
import { openPlatform } from "../contract/platform.ts";
import { samples } from "../../support/thorough.ts";

// What shells, URLs, forms and query strings each read in their own way.
const ODD = [
  " ",
  "#",
  "?",
  "%",
  "%20",
  "%2F",
  "&",
  "+",
  "=",
  ";",
  ":",
  "@",
  "'",
  '"',
  ",",
  "~",
  "[",
  "ü",
  "日",
  "👩‍🔬",
  ".",
];

const anyName = fc
  .array(
    fc.oneof(fc.constantFrom(...ODD), fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" })),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join("").replaceAll(/[/\\]/gu, "_"))
  .filter((text) => !/^(?:\.|%2e){1,2}$/iu.test(text));

// What every disk can hold.
const name = anyName.filter(isFileName);

const files = fc.dictionary(
  fc.array(name, { minLength: 1, maxLength: 3 }).map((segments) => segments.join("/")),
  fc.string({ maxLength: 20 }),
  { minKeys: 1, maxKeys: 4 },
);

/** Whether no file is where another's folder would be, in any letter case. */
function isTree(paths: readonly string[]): boolean {
  const folded = paths.map((path) => path.toLowerCase().normalize("NFC"));
  return folded.every((path, at) =>
    folded.every((other, index) => at === index || (other !== path && !other.startsWith(`${path}/`))),
  );
}

describe("names of files", () => {
  test("are taken as they are, whatever is in them", async () => {
    const { agave, emulator } = await openPlatform();
    await fc.assert(
      fc.asyncProperty(anyName, fc.string(), async (file, text) => {
        const place = { system: "data", path: `ann/odd/${file}` };
        await agave.files.upload(new Blob([text]), place);
        const sent = new TextEncoder().encode(text);
        const kept = emulator.files.get({ system: "data", path: `/ann/odd/${file}` });
        expect(new Uint8Array(kept ?? [0])).toEqual(sent);
        expect(await agave.files.getText(place)).toBe(text);
        expect(await agave.files.stat(place)).toMatchObject({ name: file, length: sent.byteLength });
        await agave.files.rename(place, "plain");
        await agave.files.move({ ...place, path: "ann/odd/plain" }, place);
        expect((await agave.files.list("data/ann/odd").first(9)).map((entry) => entry.name)).toEqual([file]);
        await agave.files.delete(place);
        expect(await agave.files.exists(place)).toBe(false);
      }),
      { numRuns: samples(60) },
    );
  });

  test("that not every disk can hold keep no other file from being saved, and are told", async () => {
    const { agave, emulator } = await openPlatform();
    for (const file of ["12:30.log", "good.log"])
      emulator.files.put({ system: "data", path: `/ann/logs/${file}` }, file);
    const to = memoryArchive();
    await expect(agave.files.downloadFolder("data/ann/logs", to)).rejects.toThrow(
      /1 of 2 files could not be transferred\. 12:30\.log: /u,
    );
    expect(await (await to.entry("good.log"))?.open().then((content) => content.text())).toBe("good.log");
  });

  test("come back as they were, whatever they are, by a socket and both ways", async () => {
    const { agave } = await openPlatform();
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        files.filter((tree) => isTree(Object.keys(tree))),
        async (tree) => {
          const at = `data/ann/round ${(round += 1)}`;
          const from = memoryArchive();
          for (const [path, text] of Object.entries(tree)) await from.write(path, text);
          await agave.files.uploadFolder(from, at);
          const to = memoryArchive();
          await agave.files.downloadFolder(at, to);
          const back: Record<string, string> = {};
          for await (const entry of to.entries()) back[entry.path] = await (await entry.open()).text();
          expect(back).toEqual({ ...tree });
        },
      ),
      { numRuns: samples(60) },
    );
  });

  test("that lead out of their folder are refused before anything is sent", async () => {
    const platform = await openPlatform();
    const out = [
      "data/..",
      "data/ann/../bob/x",
      "data/ann/%2e%2e/x",
      "agave://data/ann/%2E%2E/bob",
      "data/a/.%2e",
    ];
    for (const address of out) {
      const asked = [
        platform.agave.files.stat(address),
        platform.agave.files.getText(address),
        platform.agave.files.delete(address),
        platform.agave.files.upload(new File(["x"], "x"), `${address}/x`),
      ];
      for (const ended of await Promise.allSettled(asked))
        expect(ended).toMatchObject({ status: "rejected", reason: { code: "INVALID_INPUT" } });
    }
    expect(platform.emulator.requests).toEqual([]);
  });
});
