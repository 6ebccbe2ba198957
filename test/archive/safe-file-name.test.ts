import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryArchive, safeFileName } from "../../src/archive/index.ts";
import { InvalidInputError } from "../../src/core/errors.ts";
import { samples } from "../support/thorough.ts";

test.each([
  ["report.py", "report.py"],
  ["my job (2).zip", "my job (2).zip"],
  [".env", ".env"],
  ["ünïcode-名前.jar", "ünïcode-名前.jar"],
  ["50% off.txt", "50% off.txt"],
  ["run 10:30?.py", "run 10%3A30%3F.py"],
  ["a%3Ab", "a%253Ab"],
  ["trailing.", "trailing%2E"],
  ["trailing ", "trailing%20"],
  ["line\nbreak", "line%0Abreak"],
])("%j becomes %j", (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

test.each([
  "",
  ".",
  "..",
  "../../x",
  "/etc/passwd",
  "a/b",
  "..\\x",
  "C:\\x",
  "a\0b",
  "CON",
  "nul.txt",
  "com1.log",
  "x".repeat(256),
  "\ud800",
])("%j is refused", (name) => {
  expect(() => safeFileName(name)).toThrow(InvalidInputError);
});

const anyName = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom("%", "2", "5", "3", "A", "a", ":", ".", " ", "..", "/", "\\", "?", "con", "ü"))
    .map((parts) => parts.join("")),
);

function safeOrRefused(name: string): string | undefined {
  try {
    return safeFileName(name);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return undefined;
  }
}

test("what is not refused is one segment that any archive takes, and can be told back", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, async (name) => {
      const safe = safeOrRefused(name);
      fc.pre(safe !== undefined);
      const archive = memoryArchive();
      await archive.write(`folder/${safe}`, "x");
      expect(safe).not.toMatch(/[/\\]/u);
      // Different names never become one, since each can be computed back.
      expect(
        safe.replace(/%([0-9A-F]{2})/gu, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
      ).toBe(name);
    }),
    { numRuns: samples(1000) },
  );
});
