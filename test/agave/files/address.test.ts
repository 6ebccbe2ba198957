import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatFileAddress, parseFileAddress } from "../../../src/agave/index.ts";

const segment = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((text) => !text.includes("/") && !/^(?:\.|%2e){1,2}$/iu.test(text));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
const system = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z.-]{0,20}$/u);
const absolute = fc.boolean().map((isAbsolute) => (isAbsolute ? "/" : ""));

describe("addresses of files", () => {
  test("come back from the platform's own form as they were", () => {
    fc.assert(
      fc.property(system, absolute, path, (name, root, rest) => {
        const place = parseFileAddress({ system: name, path: root + rest });
        expect(parseFileAddress(formatFileAddress(place))).toEqual(place);
      }),
    );
  });

  test("a text is taken as it is: nothing in it is decoded", () => {
    fc.assert(
      fc.property(system, absolute, path, (name, root, rest) => {
        expect(parseFileAddress(`${name}/${root}${rest}`)).toEqual({
          system: name,
          path: parseFileAddress({ system: name, path: root + rest }).path,
        });
      }),
    );
  });

  test("every form names the same file", () => {
    const place = { system: "data.example", path: "a b/c#d.txt" };
    for (const address of [
      "agave://data.example/a%20b/c%23d.txt",
      "agave://data.example/a b/c#d.txt",
      "data.example/a b/c#d.txt",
      "/data.example/a b/c#d.txt",
      place,
      "https://api.example.org/files/v2/listings/system/data.example/a%20b/c%23d.txt",
      new URL("https://api.example.org/files/v2/media/system/data.example/a%20b/c%23d.txt"),
      "https://docker.example.com/files/2.0/history/system/data.example/a%20b/c%23d.txt",
    ])
      expect(parseFileAddress(address)).toEqual(place);
  });

  test("a doubled slash leads to the root of the system", () => {
    for (const address of [
      "agave://data//work/x",
      "data//work/x",
      { system: "data", path: "/work/x" },
      "https://api.example.org/files/v2/media/system/data//work/x",
    ])
      expect(parseFileAddress(address)).toEqual({ system: "data", path: "/work/x" });
  });

  test("a place without a system is on the default one", () => {
    expect(parseFileAddress({ path: "x/y" })).toEqual({ system: undefined, path: "x/y" });
    expect(parseFileAddress("https://api.example.org/files/v2/media/x/y")).toEqual({
      system: undefined,
      path: "x/y",
    });
  });

  test.each([
    "data/../secret",
    "agave://data/%2e%2e/secret",
    "agave://data/a/..",
    { system: "data", path: "../x" },
    { system: "a/b", path: "x" },
    "ftp://example.org/x",
    "https://api.example.org/jobs/v2/1/outputs/media/x",
    "",
  ])("%j names no file", (address) => {
    expect(() => parseFileAddress(address)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});
