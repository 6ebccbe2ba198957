import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HttpArgument, HttpBinding, HttpEndpoint } from "../../../src/core/http/binding.ts";
import { buildRequest } from "../../../src/core/http/build-request.ts";
import { binding } from "../support/made-up-platform.ts";

const endpoint: HttpEndpoint = {
  url: "https://acme.invalid/api/",
  bindings: async () => ({}),
  headers: { "X-Tenant": "acme" },
};
const at = (place: HttpArgument["place"], name: string, separator?: string): HttpArgument => ({
  place,
  name,
  ...(separator === undefined ? {} : { separator }),
});
const build = (more: Partial<HttpBinding>, values: Readonly<Record<string, unknown>> = {}) =>
  buildRequest(endpoint, binding({ path: "/things", ...more }), { arguments: values });

describe("the places of arguments", () => {
  test("each has its own", () => {
    const request = build(
      {
        method: "POST",
        path: "/things/{id}/{rest*}?kind=all",
        body: "JSON",
        headers: ["X-Tenant"],
        arguments: {
          thing: at("PATH", "id"),
          file: at("PATH", "rest"),
          page: at("QUERY", "page-no"),
          key: at("HEADER", "X-Key"),
          title: at("BODY", "name"),
          note: at("BODY", "note"),
        },
      },
      { thing: "a/b", file: "x y/z", page: 2, key: "k", title: "T", note: null },
    );
    expect(request).toEqual({
      method: "POST",
      url: "https://acme.invalid/api/things/a%2Fb/x%20y/z?kind=all&page-no=2",
      headers: {
        accept: "application/json",
        "x-tenant": "acme",
        "x-key": "k",
        "content-type": "application/json",
      },
      body: '{"name":"T","note":null}',
    });
  });

  test("what is absent or null is left out", () => {
    const args = { q: at("QUERY", "q"), h: at("HEADER", "X-H"), b: at("BODY", "b"), c: at("BODY", "c") };
    const { url, headers, body } = build(
      { method: "POST", body: "JSON", arguments: args },
      { q: null, h: null, b: undefined },
    );
    expect([url, headers, body]).toEqual([
      "https://acme.invalid/api/things",
      { accept: "application/json", "content-type": "application/json" },
      "{}",
    ]);
    expect(build({ arguments: args }).url).toBe("https://acme.invalid/api/things");
  });

  test("lists repeat their name, or are joined where the binding says so", () => {
    const args = {
      a: at("QUERY", "a"),
      b: at("QUERY", "b", ","),
      c: at("HEADER", "X-C"),
      d: at("HEADER", "X-D", ";"),
    };
    const { url, headers } = build(
      { arguments: args },
      { a: ["1", "2"], b: ["3", "4"], c: ["5", "6"], d: ["7", "8"] },
    );
    expect(url).toBe("https://acme.invalid/api/things?a=1&a=2&b=3%2C4");
    expect(headers).toMatchObject({ "x-c": "5,6", "x-d": "7;8" });
  });

  test("a query arrives as it was", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, fc.array(text), (one, several) => {
        const { url } = build(
          { arguments: { one: at("QUERY", "o&n=e"), several: at("QUERY", "several") } },
          { one, several },
        );
        const { searchParams, hash, origin } = new URL(url);
        expect([searchParams.getAll("o&n=e"), searchParams.getAll("several"), hash, origin]).toEqual([
          [one],
          several,
          "",
          "https://acme.invalid",
        ]);
      }),
    );
  });

  test("half a character is refused", () => {
    expect(() => build({ arguments: { q: at("QUERY", "q") } }, { q: "\ud800" })).toThrow("half a character");
    expect(() => build({ path: "/{q}", arguments: { q: at("PATH", "q") } }, { q: "\udc00" })).toThrow(
      "half a character",
    );
  });

  test.each(["a\r\nx: y", "a\nb", "a\u0000", "snow ☃"])(
    "a header that would be two, or none, is refused: %j",
    (value) => {
      expect(() => build({ arguments: { key: at("HEADER", "X-Key") } }, { key: value })).toThrow("X-Key");
    },
  );

  test("a header of the client that it has no value for is refused", () => {
    expect(() => build({ headers: ["X-Other"] })).toThrow("X-Other");
  });
});

describe("a URL that the platform handed out", () => {
  const signed = {
    path: "{+url}",
    signed: true,
    auth: false,
    arguments: { url: at("PATH", "url") },
  } as const;

  test.each(["https://store.invalid/a%2Fb?sig=x%20y", "https://store.invalid:8443/?a=1#f"])(
    "is taken as it is: %s",
    (url) => {
      const request = build(signed, { url });
      expect([request.url, request.headers]).toEqual([url, { accept: "application/json" }]);
    },
  );

  test.each([
    "http://store.invalid/?sig=secret",
    "ftp://store.invalid/?sig=secret",
    "https://user:secret@store.invalid/",
    "/?sig=secret",
    "",
  ])("is refused where it is weaker or none, and not repeated: %s", (url) => {
    expect(() => build(signed, { url })).toThrow("must be a whole https URL");
    expect(() => build(signed, { url })).not.toThrow(/secret/u);
  });

  test("may be plain http where the platform itself is", () => {
    const plain = { ...endpoint, url: "http://127.0.0.1:1/api" };
    const url = "http://localhost:1/x";
    expect(buildRequest(plain, binding(signed), { arguments: { url } }).url).toBe(url);
  });
});

test("the members of an argument called * are parameters of their own", () => {
  const args = { all: at("QUERY", "*") };
  const all = { "a&b": "x y", list: ["1", 2], none: null, absent: undefined };
  expect(build({ arguments: args }, { all }).url).toBe(
    "https://acme.invalid/api/things?a%26b=x%20y&list=1&list=2",
  );
  expect(build({ arguments: args }, { all: null }).url).toBe("https://acme.invalid/api/things");
});

describe("the kinds of bodies", () => {
  const file = new File(["content"], "report.py", { type: "text/x-python" });

  test("JSON of one argument", () => {
    const { body, headers } = build(
      { method: "PUT", body: "JSON", arguments: { all: at("WHOLE_BODY", "all") } },
      { all: [1, { a: null }] },
    );
    expect([body, headers["content-type"]]).toEqual(['[1,{"a":null}]', "application/json"]);
  });

  test("a form", () => {
    const args = { a: at("FORM", "a"), b: at("FORM", "b"), c: at("FORM", "c") };
    const { body, headers } = build(
      { method: "POST", body: "FORM", arguments: args },
      { a: "x &y", b: ["1", "2"], c: null },
    );
    expect([body, headers["content-type"]]).toEqual([
      "a=x%20%26y&b=1&b=2",
      "application/x-www-form-urlencoded",
    ]);
  });

  test("a multipart form, whose type is left to whoever draws its boundary", () => {
    const args = { name: at("FORM", "name"), file: at("FILE", "fileToUpload"), more: at("FILE", "more") };
    const { body, headers } = build(
      { method: "POST", body: "MULTIPART", arguments: args },
      { name: "n", file, more: null },
    );
    expect(headers["content-type"]).toBeUndefined();
    expect(body instanceof FormData && [...body.entries()]).toEqual([
      ["name", "n"],
      ["fileToUpload", file],
    ]);
  });

  test("the bytes of one argument, with the type that they carry", () => {
    const args = { all: at("WHOLE_BODY", "all") };
    const put = (all: unknown) => build({ method: "PUT", body: "BINARY", arguments: args }, { all });
    expect(() => put({ text: "1" })).toThrow("The bytes to send are neither a file nor a text.");
    expect(put(file)).toMatchObject({ body: file, headers: { "content-type": "text/x-python" } });
    expect(put("text")).toMatchObject({
      body: "text",
      headers: { "content-type": "application/octet-stream" },
    });
    expect(put(null)).toMatchObject({ body: "" });
    // A stream could be sent only once.
    expect(() => put(new Blob(["x"]).stream())).toThrow("Prepare an upload");
  });

  test("none", () => {
    expect(build({ method: "DELETE" })).toEqual({
      method: "DELETE",
      url: "https://acme.invalid/api/things",
      headers: { accept: "application/json" },
    });
  });
});

test("a file is asked for as it is stored, so that its length can be told and checked", () => {
  expect(build({ response: "STREAM" }).headers).toEqual({ accept: "*/*", "accept-encoding": "identity" });
  expect(build({ response: "TEXT" }).headers).toEqual({ accept: "*/*" });
});
