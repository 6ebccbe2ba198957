import { describe, expect, test } from "vitest";
import { isTooDense, ZipTally, zipLimits } from "../../src/archive/zip-limits.ts";

const MIB = 1024 ** 2;

describe("a file of a zip", () => {
  test.each([
    [10_000, 2_000_000, false],
    [10_000, 2_000_001, true],
    [9_999, 2_000_000, true],
    // Below 1 MiB even the densest does no harm.
    [1, MIB, false],
    [1, MIB + 1, true],
  ])(
    "of %d bytes that unpacks to %d bytes is too dense at a ratio of 200: %s",
    (compressedSize, uncompressedSize, is) => {
      expect(isTooDense({ compressedSize, uncompressedSize }, 200)).toBe(is);
    },
  );
});

describe("a zip", () => {
  const tally = (limits: Parameters<typeof zipLimits>[0]): ZipTally =>
    new ZipTally("a.zip", zipLimits(limits));

  test("may have as many entries as its limit, and none more", () => {
    const entries = tally({ maxEntries: 2 });
    entries.add("a", 1);
    entries.add("b", 1);
    expect(() => entries.add("c", 1)).toThrow(/more than 2 entries/u);
  });

  test("may unpack to as many bytes as its limit, and none more", () => {
    const bytes = tally({ maxUnpackedBytes: 10 });
    bytes.add("a", 10);
    bytes.add("empty", 0);
    expect(() => bytes.add("b", 1)).toThrow(/more than 10 bytes/u);
  });
});
