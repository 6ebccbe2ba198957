import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { isFootbridgeError } from "../../../src/index.ts";
import { expandPath } from "../../../src/core/http/path-template.ts";
import { samples } from "../../support/thorough.ts";

// Many calls or many values: on a busy machine they take their time.
vi.setConfig({ testTimeout: 30_000 });

const BASE = "https://acme.invalid/prefix";

/** Any text, with much of what has a meaning in paths. */
const key = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc
    .array(
      fc.constantFrom(
        ".",
        "..",
        "/",
        "\\",
        "%2e",
        "%2f",
        "%",
        "?",
        "#",
        ";",
        "@",
        ":",
        " ",
        "\t",
        "\n",
        "\u0000",
        "a",
        "é",
        "💾",
        "\ud800",
      ),
    )
    .map((parts) => parts.join("")),
);

/** What a platform reads of a URL. */
function received(path: string): URL {
  return new URL(BASE + path);
}

/** Expands, or tells that it was refused as it should be. */
function expanded(template: string, values: Readonly<Record<string, unknown>>): string | undefined {
  try {
    return expandPath(template, values);
  } catch (error) {
    if (isFootbridgeError(error, "INVALID_INPUT")) return undefined;
    throw error;
  }
}

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

describe("whatever a name is", () => {
  test("one segment stays one segment of its route, and arrives as it was", () => {
    fc.assert(
      fc.property(key, (name) => {
        const path = expanded("/things/{name}/parts", { name });
        if (path === undefined) {
          expect(name === "" || name === "." || name === ".." || !isWellFormed(name)).toBe(true);
          return;
        }
        const { origin, pathname, search, hash } = received(path);
        const [, prefix, things, segment = "", parts, ...more] = pathname.split("/");
        expect([origin, prefix, things, parts, more, search, hash]).toEqual([
          "https://acme.invalid",
          "prefix",
          "things",
          "parts",
          [],
          "",
          "",
        ]);
        expect(decodeURIComponent(segment)).toBe(name);
      }),
      { numRuns: samples(2000) },
    );
  });

  test("part of a segment stays in it", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const path = expanded("/x/{a}{b}/y", { a, b });
        if (path === undefined) return;
        const [, , x, segment = "", y, ...more] = received(path).pathname.split("/");
        expect([x, decodeURIComponent(segment), y, more]).toEqual(["x", a + b, "y", []]);
      }),
      { numRuns: samples(2000) },
    );
  });

  test("several segments stay below their route, and arrive as they were", () => {
    fc.assert(
      fc.property(key, (name) => {
        const path = expanded("/files/{name*}", { name });
        const isLost =
          name.split("/").some((segment) => segment === "." || segment === "..") ||
          name === "" ||
          !isWellFormed(name);
        expect(path === undefined).toBe(isLost);
        if (path === undefined) return;
        const { origin, pathname, search, hash } = received(path);
        expect([origin, search, hash]).toEqual(["https://acme.invalid", "", ""]);
        expect(pathname.startsWith("/prefix/files/")).toBe(true);
        expect(pathname.slice("/prefix/files/".length).split("/").map(decodeURIComponent).join("/")).toBe(
          name,
        );
      }),
      { numRuns: samples(2000) },
    );
  });

  test("a path that the platform gave stays below the base URL", () => {
    const given = fc
      .tuple(fc.constantFrom("", "/", "//", "/\\", "/a/"), key)
      .map(([start, rest]) => start + rest);
    fc.assert(
      fc.property(given, (text) => {
        const path = expanded("{+given}", { given: text });
        if (path === undefined) return;
        const { origin, pathname } = received(path);
        expect(origin).toBe("https://acme.invalid");
        expect(pathname.startsWith("/prefix/")).toBe(true);
        // At the root of a host, too: there is nothing that could be taken for another host.
        expect(new URL(path, "https://acme.invalid").origin).toBe("https://acme.invalid");
      }),
      { numRuns: samples(2000) },
    );
  });
});

describe("a path that the platform gave", () => {
  test.each(["/a/b%20c?x=1", "/a", "/a/b/..c", "/a?x=../b"])("is taken as it is: %s", (given) => {
    expect(expandPath("{+given}", { given })).toBe(given);
  });

  test.each([
    "a/b",
    "/",
    "//elsewhere.invalid/a",
    "/\\elsewhere.invalid",
    "https://elsewhere.invalid/a",
    "/a/../b",
    "/a/..#x",
    "/..?x=1",
    "/a/%2e%2E/b",
    "/a/.%2e",
    "/a/./b",
    "/a\tb",
    "/a\\..\\b",
    "/a b",
  ])("is refused where it leads elsewhere: %j", (given) => {
    expect(() => expandPath("{+given}", { given })).toThrow(/given|segment/u);
  });
});

describe("a template", () => {
  test.each([
    ["/a/{id}", { id: 42 }, "/a/42"],
    ["/a/{id}.json?full=true", { id: "x?y" }, "/a/x%3Fy.json?full=true"],
    ["/a/{ids}", { ids: ["1", "2"] }, "/a/1%2C2"],
    ["/a/{id}", { id: "{other}", other: "no" }, "/a/%7Bother%7D"],
    ["/a/{id}", { id: "it's (a) test!*" }, "/a/it%27s%20%28a%29%20test%21%2A"],
    ["/a/{flag}", { flag: false }, "/a/false"],
  ])("%s with %o is %s", (template, values, path) => {
    expect(expandPath(template, values)).toBe(path);
  });

  test.each([{}, { id: null }, { id: "" }, { id: [] }, { id: new URL("https://acme.invalid") }])(
    "whose argument is missing is refused: %o",
    (values) => {
      expect(() => expandPath("/a/{id}", values)).toThrow('"id" is missing');
    },
  );
});
