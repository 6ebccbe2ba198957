import { expect, test } from "vitest";
import type { HttpBinding } from "../../../src/core/http/binding.ts";
import { buildRequest } from "../../../src/core/http/build-request.ts";
import { binding } from "../support/made-up-platform.ts";

const endpoint = {
  url: "https://api.example.org",
  bindings: async () => ({}),
  headers: {},
  query: { "x-nonce": "N 1" },
};

const url = (
  more: Partial<HttpBinding> & Pick<HttpBinding, "path">,
  values: Readonly<Record<string, unknown>>,
) => buildRequest(endpoint, binding(more), { arguments: values }).url.slice(endpoint.url.length);

const LISTING = "/listings/system/{id}{/filePath*}";

test.each([
  ["a/b c", "/listings/system/s/a/b%20c"],
  ["/abs", "/listings/system/s//abs"],
  ["", "/listings/system/s"],
  [null, "/listings/system/s"],
  [undefined, "/listings/system/s"],
])("a path that may be left out is a slash and its segments, or nothing: %s", (filePath, expected) => {
  const places: HttpBinding["arguments"] = {
    id: { place: "PATH", name: "id" },
    filePath: { place: "PATH", name: "filePath" },
  };
  expect(url({ path: LISTING, arguments: places }, { id: "s", filePath })).toBe(expected);
  const one = {
    path: "/x{/filePath}",
    arguments: { filePath: { place: "PATH", name: "filePath" } },
  } as const;
  expect(url(one, { filePath: "a/b" })).toBe("/x/a%2Fb");
});

test("a path that may be left out keeps its place all the same", () => {
  const one = { path: "/x{/p*}/end", arguments: { p: { place: "PATH", name: "p" } } } as const;
  expect(url(one, {})).toBe("/x/end");
  for (const p of ["..", "a/../b", "./a"])
    expect(() => url(one, { p })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
});

test("what the client has for the query goes along where a binding names it; an argument goes before it", () => {
  const nonce = { path: "/a", query: ["x-nonce", "x-other"] };
  expect(url(nonce, {})).toBe("/a?x-nonce=N%201");
  expect(url({ path: "/a?fixed=1", query: ["x-nonce"] }, {})).toBe("/a?fixed=1&x-nonce=N%201");
  const own = { ...nonce, arguments: { nonce: { place: "QUERY", name: "x-nonce" } } } as const;
  expect(url(own, { nonce: "M" })).toBe("/a?x-nonce=M");
  expect(url(own, { nonce: null })).toBe("/a?x-nonce=N%201");
  expect(url({ path: "/a" }, {})).toBe("/a");
});

test("a separator joins the lists among the members of a value", () => {
  const search = { search: { place: "QUERY", name: "*", separator: "," } } as const;
  const values = { search: { "status.in": ["RUNNING", "QUEUED"], owner: "ann", gone: null } };
  expect(url({ path: "/jobs", arguments: search }, values)).toBe(
    "/jobs?status.in=RUNNING%2CQUEUED&owner=ann",
  );
});

test("an object in the query, a header or a form is its JSON; what writes itself as a text is that text", () => {
  const query = { q: { place: "QUERY", name: "q" } } as const;
  expect(url({ path: "/a", arguments: query }, { q: { name: "x" } })).toBe("/a?q=%7B%22name%22%3A%22x%22%7D");
  expect(url({ path: "/a", arguments: query }, { q: new Date(0) })).toBe("/a?q=1970-01-01T00%3A00%3A00.000Z");
  const form = { a: { place: "FORM", name: "a" } } as const;
  const post = { path: "/a", method: "POST", arguments: form } as const;
  const a = [{ url: "u" }, 1];
  expect(buildRequest(endpoint, binding({ ...post, body: "FORM" }), { arguments: { a } }).body).toBe(
    "a=%7B%22url%22%3A%22u%22%7D&a=1",
  );
  const { body } = buildRequest(endpoint, binding({ ...post, body: "MULTIPART" }), { arguments: { a } });
  expect(body instanceof FormData && body.getAll("a")).toEqual(['{"url":"u"}', "1"]);
  const header = { h: { place: "HEADER", name: "X-H" } } as const;
  const { headers } = buildRequest(endpoint, binding({ path: "/a", arguments: header }), {
    arguments: { h: { k: 1 } },
  });
  expect(headers["x-h"]).toBe('{"k":1}');
});

test("a list in the path is joined by its own separator", () => {
  const ids = { ids: { place: "PATH", name: "ids", separator: ";" } } as const;
  expect(url({ path: "/a/{ids}", arguments: ids }, { ids: ["1", "2"] })).toBe("/a/1%3B2");
});

test("an argument that is not given is not what every object has under its name", () => {
  const query = { constructor: { place: "QUERY", name: "constructor" } } as const;
  expect(url({ path: "/a", arguments: query }, {})).toBe("/a");
});
