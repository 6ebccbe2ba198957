import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { zipArchive, type ZipOptions } from "../../src/archive/index.ts";
import { InvalidInputError } from "../../src/core/errors.ts";
import { rejection } from "../node/loopback.ts";
import { buildZip, type ZipPart } from "./build-zip.ts";
import { buildMutatedZip, DENSE, zipMutations } from "./mutate-zip.ts";
import { samples } from "../support/thorough.ts";

let parent = "";
let place = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "footbridge-test-"));
  place = join(parent, "foreign.zip");
});
afterEach(() => rm(parent, { recursive: true }));

async function read(zip: Uint8Array, options?: ZipOptions): Promise<Record<string, string>> {
  await writeFile(place, zip);
  await using archive = zipArchive(place, options);
  const found: [string, string][] = [];
  for await (const entry of archive.entries()) found.push([entry.path, await (await entry.open()).text()]);
  return Object.fromEntries(found);
}

async function readParts(parts: readonly ZipPart[], options?: ZipOptions): Promise<Record<string, string>> {
  return read(buildZip(parts), options);
}

const text = "a content that is long enough to be packed, packed, packed, packed";

describe("zips of other tools", () => {
  test.each<readonly [string, ZipPart, string]>([
    ["stored", { name: "a/b.txt", method: 0 }, "a/b.txt"],
    ["packed", { name: "a/b.txt" }, "a/b.txt"],
    ["sizes behind the content", { name: "a/b.txt", descriptor: true }, "a/b.txt"],
    ["ZIP64", { name: "a/b.txt", zip64: true }, "a/b.txt"],
    ["backslashes", { name: "a\\b.txt" }, "a/b.txt"],
    ["a dot in front", { name: "./a/b.txt" }, "a/b.txt"],
    ["UTF-8 with the flag", { name: "ä/名.txt" }, "ä/名.txt"],
    ["UTF-8 without the flag", { name: "ä/名.txt", flags: 0 }, "ä/名.txt"],
    ["code page 437", { name: new Uint8Array([0x84, 0x2e, 0x74]), flags: 0 }, "ä.t"],
    ["permissions of Unix", { name: "run.sh", mode: 0o100755 }, "run.sh"],
  ])("%s", async (_, part, path) => {
    const others = [{ name: "other", content: "x" }];
    expect(await readParts([{ ...part, content: text }, ...others])).toEqual({ [path]: text, other: "x" });
  });

  test("listed folders are no files", async () => {
    const folders = [
      { name: "./", method: 0 },
      { name: "a/", method: 0, mode: 0o040755 },
      { name: "b\\", method: 0 },
      { name: "c", method: 0, mode: 0o040755 },
    ];
    expect(await readParts([...folders, { name: "a/x", content: "1" }])).toEqual({ "a/x": "1" });
  });

  test("bytes in front of the zip, and an empty zip", async () => {
    const zip = buildZip([{ name: "a", content: text }]);
    expect(await read(Buffer.concat([Buffer.from("#!/bin/sh\n"), zip]))).toEqual({ a: text });
    expect(await read(buildZip([]))).toEqual({});
  });

  test("thousands of entries", async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `jobs/${index}/job.json`);
    const found = await readParts(names.map((name) => ({ name, content: name })));
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  });

  test("a common folder stays unless it is to be left out", async () => {
    const parts = [
      { name: "Sales/", method: 0 },
      { name: "Sales/Job/1/job.json", content: "{}" },
      { name: "Sales/Variable/A/variable.json", content: "[]" },
      { name: "__MACOSX/Sales/._x", content: "junk" },
    ];
    expect(Object.keys(await readParts(parts))).toContain("Sales/Job/1/job.json");
    expect(await readParts(parts, { stripRoot: true })).toEqual({
      "Job/1/job.json": "{}",
      "Variable/A/variable.json": "[]",
    });
    for (const other of ["top.txt", "Salesman/x", "Sales2/x"]) {
      const found = await readParts([...parts, { name: other }], { stripRoot: true });
      expect(Object.keys(found)).toContain("Sales/Job/1/job.json");
    }
  });

  test("what this library writes follows the format", async () => {
    const archive = zipArchive(place);
    await archive.write("ä/b c.txt", text);
    await archive.write("empty", "");
    await archive.close();
    expect(unpackByHand(await readFile(place))).toEqual({ "ä/b c.txt": text, empty: "" });
  });
});

/** Reads a zip by the letter of its format: names are UTF-8, by flag where it matters, contents deflated or stored, checksums right. */
function unpackByHand(zip: Buffer): Record<string, string> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const found: [string, string][] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const content = zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    expect([content.length, crc32(content)]).toEqual([zip.readUInt32LE(at + 24), zip.readUInt32LE(at + 16)]);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    expect(zip.readUInt16LE(at + 8) & 0x801).toBe(/^\p{ASCII}*$/u.test(name) ? 0 : 0x800);
    found.push([name, content.toString()]);
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32);
  }
  return Object.fromEntries(found);
}

describe("a zip is refused as a whole", () => {
  const good = { name: "good.txt", content: text };

  test.each<readonly [string, readonly ZipPart[], string, RegExp]>([
    ["a path that leads out", [{ name: "../evil" }], "../evil", /segment/u],
    ["one that leads out in the middle", [{ name: "a/../../evil" }], "a/../../evil", /segment/u],
    ["one with backslashes", [{ name: "..\\evil" }], "../evil", /segment/u],
    ["an absolute path", [{ name: "/etc/passwd" }], "/etc/passwd", /absolute/u],
    ["an absolute one of Windows", [{ name: "C:\\evil" }], "C:/evil", /character/u],
    ["a share of Windows", [{ name: "\\\\host\\evil" }], "//host/evil", /absolute/u],
    ["a folder that leads out", [{ name: "../evil/", method: 0 }], "../evil", /segment/u],
    ["a NUL character", [{ name: "a\0b" }], "a\\u0000b", /character/u],
    ["a device of Windows", [{ name: "x/aux.txt" }], "aux.txt", /device/u],
    ["an unfinished file's name", [{ name: `.footbridge-${"0".repeat(24)}.part` }], ".part", /unfinished/u],
    ["a path without end", [{ name: `${"d/".repeat(32_000)}x` }], "d/…", /longer than 2048 bytes/u],
    ["a symbolic link", [{ name: "link", content: "/etc/passwd", mode: 0o120777 }], "link", /symbolic link/u],
    ["a pipe", [{ name: "pipe", mode: 0o010644 }], "pipe", /neither a file nor a folder/u],
    ["a folder with a content", [{ name: "d/", content: "x" }], "d/", /folder with a content/u],
    ["a name twice", [{ name: "a" }, { name: "a" }], "a", /two files/u],
    ["a name twice in two spellings", [{ name: "a/b" }, { name: "a\\b" }], "a\\\\b", /two files/u],
    ["a file that is a folder", [{ name: "a" }, { name: "a/b" }], "a/b", /is a file, not a folder/u],
    ["an encrypted entry", [{ name: "secret", flags: 0x801 }], "secret", /encrypted/u],
    ["another method", [{ name: "a", method: 12 }], "a", /method 12/u],
    ["sizes that differ", [{ name: "a", content: "x", method: 0, size: 2 }], "a", /sizes/u],
    [
      "entries that share bytes",
      [
        { ...good, name: "a" },
        { ...good, name: "b", offset: 0 },
      ],
      "b",
      /overlaps/u,
    ],
    ["a bomb", [{ name: "bomb", content: "0".repeat(2_000_000) }], "bomb", /200 times.*maxRatio/u],
    [
      "an absurd size",
      [{ name: "huge", content: text, zip64: true, size: 2 ** 50 }],
      "huge",
      /bytes, unpacked.*maxUnpackedBytes/u,
    ],
  ])("%s", async (...[, parts, name, reason]) => {
    for (const all of [parts, [good, ...parts], [...parts, good]]) {
      // The entry that shares bytes points to where the first one lies.
      if (all[0] === good && parts.some(({ offset }) => offset === 0)) continue;
      const error = await rejection(readParts(all));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as Error).message).toContain(`${name}"`);
      expect((error as Error).message).toMatch(reason);
    }
    expect(await readdir(parent)).toEqual(["foreign.zip"]);
  });

  test("more entries or bytes than the limits allow", async () => {
    const parts = [good, { name: "b", content: text }];
    const bytes = text.length * 2;
    expect(Object.keys(await readParts(parts, { maxEntries: 2, maxUnpackedBytes: bytes }))).toHaveLength(2);
    for (const [name, limit] of Object.entries({ maxEntries: 1, maxUnpackedBytes: bytes - 1 })) {
      const error = await rejection(readParts(parts, { [name]: limit }));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as Error).message).toMatch(new RegExp(`"b".*Raise ${name}`, "u"));
    }
  });

  test("a limit that is raised lets a dense file in", async () => {
    const bomb = { name: "bomb", content: "0".repeat(2_000_000) };
    expect((await readParts([bomb], { maxRatio: 1100 }))["bomb"]).toHaveLength(2_000_000);
  });

  test("a directory larger than its entries need", async () => {
    const parts = Array.from({ length: 40 }, (_, index) => ({ name: `${index}${"x".repeat(60_000)}` }));
    const error = await rejection(readParts(parts, { maxEntries: 40 }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toMatch(/directory is too large/u);
  });

  test.each<readonly [string, (zip: Buffer) => Buffer]>([
    ["nothing", () => Buffer.alloc(0)],
    ["no zip", () => Buffer.from(text.repeat(10))],
    ["a zip cut off", (zip) => zip.subarray(0, -30)],
    ["a directory that is cut", (zip) => Buffer.concat([zip.subarray(0, -60), zip.subarray(-22)])],
    ["a directory elsewhere", (zip) => Buffer.from(zip).fill(0xff, zip.length - 10, zip.length - 2)],
  ])("%s", async (_, spoil) => {
    const error = await rejection(read(spoil(buildZip([good, { name: "b", content: text }]))));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toContain(place);
  });

  test("a folder or a pipe under the name of a zip", async () => {
    spawnSync("mkfifo", [join(parent, "pipe.zip")]);
    await mkdir(join(parent, "folder.zip"));
    for (const name of ["pipe.zip", "folder.zip"])
      expect(await rejection(zipArchive(join(parent, name)).entry("a"))).toBeInstanceOf(InvalidInputError);
  });
});

describe("a broken content is refused when it is opened, with its name", () => {
  const large = "line\n".repeat(300_000) + Array.from({ length: 20_000 }, (_, index) => index).join(",");

  test.each<readonly [string, Partial<ZipPart>]>([
    ["another checksum", { crc: 1 }],
    ["more than announced", { size: 1_500_000 }],
    ["less than announced", { size: 1_700_000 }],
  ])("%s", async (_, wrong) => {
    const pieces = { small: text, large };
    for (const [name, content] of Object.entries(pieces)) {
      const scaled =
        wrong.size === undefined ? wrong : { size: content.length + (wrong.size - 1_600_000) / 100_000 };
      await writeFile(
        place,
        buildZip([
          { name: "good", content: text },
          { name, content, ...scaled },
        ]),
      );
      await using archive = zipArchive(place, { maxRatio: 1100 });
      const entry = await archive.entry(name);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const error = await rejection(Promise.resolve(entry?.open()));
        expect(error).toBeInstanceOf(InvalidInputError);
        expect((error as Error).message).toContain(`"${name}"`);
      }
      expect(await (await (await archive.entry("good"))?.open())?.text()).toBe(text);
    }
  });

  test("changes of any kind never give another content, nor a file elsewhere, nor a wait", async () => {
    const parts = [
      { name: "jobs/1/job.json", content: text },
      { name: "jobs/1/package/a.py", content: "x = 1\n".repeat(50), descriptor: true },
      { name: "stored", content: text, method: 0 },
      { name: "ä", content: "zip64", zip64: true },
    ];
    const contents = new Set([...parts.map(({ content }) => content), ...DENSE]);
    let whole = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(zipMutations, async (list) => {
        const found = await read(buildMutatedZip(parts, list)).catch((error: unknown) => error);
        if (found instanceof Error) {
          refused += 1;
          expect(found).toBeInstanceOf(InvalidInputError);
          expect(found.message).toContain(place);
        } else {
          whole += 1;
          // A name may have become another one; a content never.
          for (const content of Object.values(found as object)) expect(contents).toContain(content);
        }
        expect(await readdir(parent)).toEqual(["foreign.zip"]);
      }),
      { numRuns: samples(1700) },
    );
    expect(whole).toBeGreaterThan(samples(1700) / 17);
    expect(refused).toBeGreaterThan(samples(1700) / 17);
  }, 60_000);
});
