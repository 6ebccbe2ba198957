import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchRead } from "../../src/core/concurrency/batch.ts";
import { documentAt } from "../../src/core/version/document-at.ts";
import type { EndpointHistory } from "../../src/core/version/history.ts";
import { parseVersion, versionByFields } from "../../src/core/version/platform-versions.ts";
import { InvalidInputError, UnsupportedByPlatformError, type Warning } from "../../src/index.ts";
import { parse, print } from "graphql";
import { madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { failure } from "./support/rejection.ts";
import { json, wire } from "./support/wire.ts";

const DOCUMENT = `query BookGet($id: ID!, $limit: Int, $deep: Boolean) {
  book(id: $id) {
    ...BookFields
    loans(limit: $limit) {
      at
      by(deep: $deep)
    }
    owner {
      ... on Person {
        name
      }
      ... on Library {
        city
      }
    }
    copies {
      ...CopyFields
    }
  }
}

fragment BookFields on Book {
  id
  isbn
}

fragment CopyFields on Copy {
  id
}`;

const HISTORY: EndpointHistory = {
  operations: {
    BookGet: {
      parts: {
        "book.loans(limit)": { since: "2024.02" },
        "book.loans.by": { since: "2024.01" },
        "book.owner.[Library]": { since: "2024.01" },
        "book.copies": { until: "2024.02" },
      },
      variables: { limit: { since: "2024.02" }, deep: { since: "2024.01" } },
    },
    BookLend: { since: "2024.01", until: "2024.02", method: "books.lend" },
    BookAdd: { inputs: { book: "BookInput", kinds: "Kind" } },
  },
  fragments: { BookFields: { isbn: { since: "2024.01" } } },
  inputs: {
    BookInput: {
      fields: {
        note: { since: "2024.02", dispensable: true },
        pages: { since: "2024.02" },
        parts: { type: "BookInput" },
        kind: { type: "Kind" },
      },
    },
    Kind: { values: { AUDIO: { since: "2024.01" } } },
  },
};

const VERSIONS = ["2023.05", "2024.01", "2024.02", "2024.05"];

/** What a call of a document sends to a platform of a version, and what it warns of. */
async function sentTo(
  version: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ readonly query: string; readonly variables?: unknown; readonly warnings: readonly Warning[] }> {
  const warnings: Warning[] = [];
  const { fetch, seen } = wire(() => json({ data: { book: { id: "1" }, add: true, lend: true } }));
  const { call } = madeUpPlatform({
    fetch,
    gate: { history: async () => ({ graph: HISTORY }), version: () => version },
    onWarning: (warning) => warnings.push(warning),
  });
  await call(operation(document, { safety: document.startsWith("query") ? "read" : "write" }), variables);
  return { ...(JSON.parse(String(seen[0]?.body)) as { query: string; variables?: unknown }), warnings };
}

describe("a document for an older platform", () => {
  test("lacks the fields, arguments, fragments and variables that this version lacks", async () => {
    const { query, variables } = await sentTo("2023.05", DOCUMENT, { id: "1" });
    expect(print(parse(query))).toBe(`query BookGet($id: ID!) {
  book(id: $id) {
    ...BookFields
    loans {
      at
    }
    owner {
      ... on Person {
        name
      }
    }
    copies {
      ...CopyFields
    }
  }
}

fragment BookFields on Book {
  id
}

fragment CopyFields on Copy {
  id
}`);
    expect(variables).toEqual({ id: "1" });
  });

  test("lacks what a newer platform has given up, and the fragments that only it used", async () => {
    const { query } = await sentTo("2024.05", DOCUMENT, { id: "1", limit: 2, deep: true });
    expect(query).not.toContain("copies");
    expect(query).not.toContain("CopyFields");
    expect(query).toContain("loans(limit: $limit)");
  });

  test("is the document itself where the version has all of it", () => {
    const document = parse(DOCUMENT);
    const { operations, ...rest } = HISTORY;
    const { BookGet: _, ...others } = operations;
    expect(documentAt(document, "2024.01", { ...rest, operations: others })).toBe(document);
  });

  test("is cut in a batch as it is alone", () => {
    const { document } = batchRead(parse(DOCUMENT), ["a", "b"]);
    const text = print(documentAt(document, "2023.05", HISTORY));
    expect(text.match(/loans/gu)).toHaveLength(2);
    expect(text).not.toContain("limit");
    expect(text).not.toContain("city");
  });
});

describe("values that an older platform does not know", () => {
  test("are left out where they are null, and refused where they are not", async () => {
    const { variables } = await sentTo("2023.05", DOCUMENT, { id: "1", limit: null, deep: null });
    expect(variables).toEqual({ id: "1" });
    const error = await failure(sentTo("2023.05", DOCUMENT, { id: "1", limit: 2 }));
    expect(error).toBeInstanceOf(UnsupportedByPlatformError);
    expect(error.message).toBe(
      "Platform version 2023.05 does not know limit. It is there from version 2024.02 on.",
    );
  });

  test("are found within objects and lists", async () => {
    const add = "mutation BookAdd($book: BookInput, $kinds: [Kind]) { add(book: $book, kinds: $kinds) }";
    const wrong = { book: { parts: [{ title: "I" }, { title: "II", pages: 3 }] } };
    expect((await failure(sentTo("2024.01", add, wrong))).message).toContain("book.parts.pages");
    const kinds = { book: { title: "I", pages: null }, kinds: ["PAPER", "AUDIO"] };
    expect((await failure(sentTo("2023.05", add, kinds))).message).toContain("kinds: AUDIO");
    expect((await sentTo("2024.01", add, kinds)).variables).toEqual({
      book: { title: "I" },
      kinds: ["PAPER", "AUDIO"],
    });
  });

  test("are left out with a warning where the schema calls them dispensable", async () => {
    const add = "mutation BookAdd($book: BookInput) { add(book: $book) }";
    const { variables, warnings } = await sentTo("2024.01", add, { book: { title: "I", note: "x" } });
    expect(variables).toEqual({ book: { title: "I" } });
    expect(warnings).toEqual([
      {
        operation: "BookAdd",
        path: "book.note",
        message: "book.note is left out: it is there from version 2024.02 on, and the platform has 2024.01.",
      },
    ]);
  });
});

describe("a method that a version lacks", () => {
  test.each(["2023.05", "2024.05"])("is refused before anything is sent: %s", async (version) => {
    const { fetch, seen } = wire(() => json({ data: { lend: true } }));
    const { call } = madeUpPlatform({
      fetch,
      gate: { history: async () => ({ graph: HISTORY }), version: () => version },
    });
    const error = await failure(call(operation("mutation BookLend { lend }", { safety: "write" }), {}));
    expect(error).toBeInstanceOf(UnsupportedByPlatformError);
    expect(error.message).toBe(
      `books.lend works from version 2024.01 to 2024.02, and the platform has ${version}.`,
    );
    expect(error).toMatchObject({ operation: "BookLend", platform: "made-up", code: "UNSUPPORTED" });
    expect(seen).toEqual([]);
  });
});

test("nobody asks for the version where nothing depends on it", async () => {
  const { fetch } = wire(() => json({ data: { shelf: true } }));
  const version = (): never => {
    throw new Error("asked");
  };
  const { call } = madeUpPlatform({ fetch, gate: { history: async () => ({ graph: HISTORY }), version } });
  await expect(call(operation("query ShelfGet { shelf }"), {})).resolves.toBe(true);
});

describe("a version", () => {
  test.each([
    ["2024.02", "2024.02"],
    ["2024.2", "2024.02"],
    ["2024.02.1", "2024.02"],
    ["2031.11", "2031.11"],
  ])("written %s is %s", (text, version) => {
    expect(parseVersion(text, VERSIONS)).toBe(version);
  });

  test.each(["", "latest", "2024", "2022.08", "24.02"])("cannot be %j", (text) => {
    expect(() => parseVersion(text, VERSIONS)).toThrow(InvalidInputError);
    expect(() => parseVersion(text, VERSIONS)).toThrow(/Supported are 2023\.05 to 2024\.05/u);
  });

  test("is told by its root fields, also with some more or fewer of them", () => {
    const ranges = {
      early: { until: "2023.05" },
      a: { since: "2024.01" },
      b: { since: "2024.01" },
      c: { since: "2024.02" },
      d: { since: "2024.02" },
      late: { since: "2024.05" },
    };
    const tell = (...fields: readonly string[]): string | undefined =>
      versionByFields(new Set(["always", ...fields]), ranges, VERSIONS);
    expect(tell("early")).toBe("2023.05");
    expect(tell("a", "b")).toBe("2024.01");
    expect(tell("a", "b", "c", "d")).toBe("2024.02");
    expect(tell("a", "b", "c", "d", "late", "unheard-of")).toBe("2024.05");
    expect(tell("a", "b", "c", "late")).toBe("2024.05");
  });

  test("without any field between it and another is the newer one", () => {
    expect(versionByFields(new Set(["x"]), {}, VERSIONS)).toBe("2024.05");
  });
});

test("cutting keeps a document valid: every variable and fragment that is left is used", () => {
  const paths = Object.keys(HISTORY.operations["BookGet"]?.parts ?? {});
  fc.assert(
    fc.property(fc.subarray([...paths, "book.owner", "book.loans", "book.loans.at"]), (gone) => {
      const parts = Object.fromEntries(gone.map((path) => [path, { since: "2024.05" }]));
      const history = { ...HISTORY, operations: { BookGet: { parts } }, fragments: {} };
      const text = print(documentAt(parse(DOCUMENT), "2023.05", history));
      for (const name of ["limit", "deep"]) {
        expect(text.split(`$${name}`).length - 1).not.toBe(1);
      }
      expect(text.includes("fragment CopyFields")).toBe(text.includes("...CopyFields"));
    }),
  );
});
