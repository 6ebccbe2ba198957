import { describe, expect, test } from "vitest";
import type { Download } from "../../../src/index.ts";
import type { HttpBinding } from "../../../src/core/http/binding.ts";
import { instantClock } from "../support/clock.ts";
import { binding, madeUpPlatform, operation, type MadeUp } from "../support/made-up-platform.ts";
import { failure } from "../support/rejection.ts";
import { json, wire } from "../support/wire.ts";

/** Asks `query` of one binding, which is answered like this. */
function ask(
  answer: () => Response | Promise<Response>,
  more: Partial<HttpBinding> = {},
  query = "query Ask($id: ID) { ask(id: $id) { id name } }",
  options: MadeUp & { readonly variables?: Readonly<Record<string, unknown>>; readonly list?: boolean } = {},
): { readonly result: Promise<unknown>; readonly wired: ReturnType<typeof wire> } {
  const wired = wire(answer);
  const { variables = { id: "1" }, list = false, ...rest } = options;
  const bindings = {
    ask: binding({ path: "/things", arguments: { id: { place: "QUERY", name: "id" } }, ...more }),
  };
  const { call } = madeUpPlatform({ fetch: wired.fetch, clock: instantClock(), bindings, ...rest });
  return { result: call(operation(query, { endpoint: "rest", list }), variables), wired };
}

const THING = {
  id: "1",
  name: "one",
  secret: "x",
  owner: { id: 2, name: "Ann", age: 3 },
  tags: [{ k: "a", v: 1 }, null],
};

describe("an answer in JSON", () => {
  test.each<[string, string, unknown]>([
    ["what is selected, and no more", "query Q { ask { id name } }", { id: "1", name: "one" }],
    [
      "null for what it lacks",
      "query Q { ask { id colour owner { shoe } } }",
      { id: "1", colour: null, owner: { shoe: null } },
    ],
    [
      "aliases",
      "query Q { ask { key: id who: owner { called: name } } }",
      { key: "1", who: { called: "Ann" } },
    ],
    ["lists, and the gaps in them", "query Q { ask { tags { k } } }", { tags: [{ k: "a" }, null] }],
    [
      "fragments, merged where several select of one thing",
      "query Q { ask { ...A ...B ... { owner { age } } } } fragment A on T { owner { id } } fragment B on T { id owner { name } }",
      { id: "1", owner: { id: 2, name: "Ann", age: 3 } },
    ],
    [
      "nothing that every object has",
      "query Q { ask { constructor toString } }",
      { constructor: null, toString: null },
    ],
  ])("is reduced to the selection: %s", async (_, query, expected) => {
    expect(await ask(() => json(THING), {}, query).result).toEqual(expected);
  });

  test("is taken out of its envelope", async () => {
    const envelope = { status: "success", result: { things: [THING] } };
    const list = ask(() => json(envelope), { unwrap: "result.things" }, undefined, { list: true });
    expect(await list.result).toEqual([{ id: "1", name: "one" }]);
    expect(await ask(() => json({ id: "1" }), {}, "query Q { ask }").result).toEqual({ id: "1" });
  });

  test("that lacks what it should hold is an empty list, or not found", async () => {
    expect(
      await ask(() => json({ result: null }), { unwrap: "result.things" }, undefined, { list: true }).result,
    ).toEqual([]);
    const missing = await failure(ask(() => json({}), { unwrap: "result" }).result);
    expect(missing).toMatchObject({
      code: "NOT_FOUND",
      message: "This thing does not exist, or is not visible to this user.",
    });
  });

  test("that is a page is told as one, and not asked for again", async () => {
    const { result, wired } = ask(() => new Response(" <html>"));
    expect(await failure(result)).toMatchObject({ code: "PROTOCOL", platform: "made-up" });
    expect(wired.seen).toHaveLength(1);
  });

  test("that is cut short is asked for again", async () => {
    const { result, wired } = ask(() => new Response('{"id":'));
    const { code, cause } = await failure(result);
    // What the parser says quotes the answer.
    expect([code, cause]).toEqual(["CONNECTION", undefined]);
    expect(wired.seen).toHaveLength(4);
  });
});

describe("other answers", () => {
  test("a text is taken as it is", async () => {
    const text = " not parsed, not trimmed\n";
    expect(await ask(() => new Response(text), { response: "TEXT" }, "query Q { ask }").result).toBe(text);
    expect(await ask(() => new Response(""), { response: "TEXT" }, "query Q { ask }").result).toBe("");
  });

  test.each([200, 202, 204])("none at all is a success: %d", async (status) => {
    const answer = (): Response => new Response(status === 204 ? null : "ignored", { status });
    expect(await ask(answer, { response: "NONE" }, "query Q { ask }").result).toBe(true);
  });
});

describe("a download", () => {
  const open = (answer: () => Response): Promise<Download> =>
    ask(answer, { response: "STREAM" }, "query Q { ask }").result as Promise<Download>;
  const pieces = (...texts: readonly string[]): ReadableStream<Uint8Array> =>
    new Blob(texts.map((text) => new TextEncoder().encode(text))).stream();

  test("tells its size and type beforehand", async () => {
    const headers = { "content-length": "6", "content-type": "text/plain" };
    const { stream, size, contentType } = await open(() => new Response(pieces("abc", "def"), { headers }));
    expect([size, contentType, await new Response(stream).text()]).toEqual([6, "text/plain", "abcdef"]);
  });

  test("without a length is whole when it ends", async () => {
    const { stream, size, contentType } = await open(() => new Response(pieces("abc")));
    expect([size, contentType, await new Response(stream).text()]).toEqual([undefined, undefined, "abc"]);
  });

  test("does not take the length of a coded body for its own", async () => {
    const headers = { "content-length": "2", "content-encoding": "gzip" };
    const { stream, size } = await open(() => new Response(pieces("abcdef"), { headers }));
    expect([size, await new Response(stream).text()]).toEqual([undefined, "abcdef"]);
  });

  test.each([
    ["short", "7"],
    ["long", "5"],
  ])("that ends too %s fails", async (_, length) => {
    const { stream } = await open(
      () => new Response(pieces("abcdef"), { headers: { "content-length": length } }),
    );
    expect(await failure(new Response(stream).text())).toMatchObject({ code: "TRANSFER" });
  });

  test("that is not wanted any more lets the connection go", async () => {
    let cancelled: unknown;
    const body = new ReadableStream<Uint8Array>({ cancel: (reason) => void (cancelled = reason) });
    const { stream } = await open(() => new Response(body));
    await stream.cancel("enough");
    expect(cancelled).toBe("enough");
  });
});

describe("the arguments", () => {
  test("come from variables, defaults and the document itself", async () => {
    const query = `query Q($id: ID, $limit: Int = 10, $skip: Int = 5, $x: X) {
      ask(id: $id, limit: $limit, skip: $skip, x: $x, fixed: "f", list: [1, 2.5], deep: { a: null, b: ASC, c: true, d: $id })
    }`;
    const place = (name: string) => ({ place: "BODY", name }) as const;
    const names = ["id", "limit", "skip", "x", "fixed", "list", "deep"];
    const { result, wired } = ask(
      () => json({}),
      {
        method: "POST",
        body: "JSON",
        arguments: Object.fromEntries(names.map((name) => [name, place(name)])),
      },
      query,
      { variables: { id: "7", skip: 0 } },
    );
    await result;
    expect(JSON.parse(String(wired.seen[0]?.body))).toEqual({
      id: "7",
      limit: 10,
      skip: 0,
      fixed: "f",
      list: [1, 2.5],
      deep: { a: null, b: "ASC", c: true, d: "7" },
    });
  });

  test("that would leave their place are refused before anything is sent", async () => {
    const { result, wired } = ask(
      () => json({}),
      { path: "/things/{id}", arguments: { id: { place: "PATH", name: "id" } } },
      undefined,
      {
        variables: { id: ".." },
      },
    );
    expect(await failure(result)).toMatchObject({
      code: "INVALID_INPUT",
      operation: "Ask",
      platform: "made-up",
    });
    expect(wired.seen).toEqual([]);
  });
});

describe("who is asked", () => {
  test("gets the token and the client's headers only where the binding says so", async () => {
    const closed = ask(() => json(THING), { headers: ["X-Tenant"] });
    await closed.result;
    expect([...(closed.wired.seen[0]?.headers ?? [])]).toContainEqual([
      "authorization",
      "Bearer made-up-token",
    ]);
    expect(closed.wired.seen[0]?.headers.get("x-tenant")).toBe("acme");
    const open = ask(() => json(THING), { auth: false });
    await open.result;
    expect([...(open.wired.seen[0]?.headers ?? [])]).toEqual([["accept", "application/json"]]);
  });

  test("and says 401 without a token being needed: that is final", async () => {
    const { result, wired } = ask(() => new Response("no", { status: 401 }), { auth: false });
    expect(await failure(result)).toMatchObject({ code: "AUTHENTICATION" });
    expect(wired.seen).toHaveLength(1);
  });

  test.each([
    [404, "NOT_FOUND"],
    [403, "PERMISSION_DENIED"],
    [400, "HTTP_STATUS"],
    [304, "HTTP_STATUS"],
  ])("and says %d: %s", async (status, code) => {
    expect(await failure(ask(() => new Response(null, { status })).result)).toMatchObject({
      code,
      status,
      operation: "Ask",
    });
  });

  test("has to be known: an operation without a binding is a mistake of this library", async () => {
    await expect(ask(() => json({}), {}, "query Q { other }").result).rejects.toThrow(
      "No HTTP binding for other of rest.",
    );
  });
});

describe("an answer of another status", () => {
  test("is false where the question was whether", async () => {
    const more = { method: "HEAD", response: "NONE", accept: [404] } as const;
    const answer = (status: number) => (): Response => new Response(null, { status });
    expect(await ask(answer(200), more, "query Q { ask }").result).toBe(true);
    expect(await ask(answer(404), more, "query Q { ask }").result).toBe(false);
    const { result } = ask(answer(302), more, "query Q { ask }");
    expect(await failure(result)).toMatchObject({ code: "HTTP_STATUS", status: 302 });
  });

  test("has what its head tells", async () => {
    const more = { wrap: "keys", accept: [404], fromHead: { next: "x-next" } };
    const query = "query Q { ask { keys next } }";
    const page = (): Response => json(["a", "b"], { headers: { "X-Next": "n" } });
    expect(await ask(page, more, query).result).toEqual({ keys: ["a", "b"], next: "n" });
    expect(await ask(() => json([]), more, query).result).toEqual({ keys: [], next: null });
    const none = (): Response => new Response("none", { status: 404 });
    expect(await ask(none, more, query).result).toEqual({ keys: null, next: null });
  });

  test("from 300 on is read where it is expected, also when a file was sent", async () => {
    const more = {
      method: "PUT",
      body: "BINARY",
      response: "HEAD",
      accept: [308],
      fromHead: { status: ":status", range: "range" },
      arguments: { bytes: { place: "WHOLE_BODY", name: "bytes" } },
    } as const;
    const { result, wired } = ask(
      () => new Response(null, { status: 308, headers: { range: "bytes=0-1" } }),
      more,
      "query Q($bytes: Upload) { ask(bytes: $bytes) { status range } }",
      { variables: { bytes: new Blob(["abc"]) } },
    );
    expect(await result).toEqual({ status: 308, range: "bytes=0-1" });
    expect(wired.seen).toHaveLength(1);
  });
});

describe("a redirect", () => {
  const follow = { response: "TEXT", follow: true } as const;
  const HERE = "/things";

  /** Answers by path, or by origin and path; what is not told is a text. */
  function hops(to: Readonly<Record<string, string>>) {
    const wired = wire(({ url }) => {
      const location = to[url.pathname] ?? to[url.origin + url.pathname];
      return location === undefined
        ? new Response(`from ${url.host}`)
        : new Response(null, { status: 307, headers: { location } });
    });
    const bindings = { ask: binding({ path: "/things", ...follow }) };
    const { call } = madeUpPlatform({
      fetch: wired.fetch,
      clock: instantClock(),
      bindings,
      url: "https://acme.invalid",
    });
    return { result: call(operation("query Q { ask }", { endpoint: "rest" }), {}), wired };
  }

  test("inside the platform is followed with the token", async () => {
    const { result, wired } = hops({ [HERE]: "/elsewhere" });
    await result;
    expect(wired.seen.map(({ headers }) => headers.has("authorization"))).toEqual([true, true]);
  });

  test("to another origin is followed without anything of the client's", async () => {
    const { result, wired } = hops({ [HERE]: "https://store.invalid/x?sig=1" });
    expect(await result).toBe("from store.invalid");
    expect([...(wired.seen[1]?.headers.keys() ?? [])]).toEqual(["accept"]);
  });

  test.each(["http://store.invalid/", "https://a:b@store.invalid/", "http://["])(
    "to %s is not followed",
    async (location) => {
      const { result, wired } = hops({ [HERE]: location });
      expect(await failure(result)).toMatchObject({ code: "HTTP_STATUS", status: 307 });
      expect(wired.seen).toHaveLength(1);
    },
  );

  test("in a circle is left after a few turns", async () => {
    const { result, wired } = hops({ [HERE]: HERE });
    expect(await failure(result)).toMatchObject({ status: 307 });
    expect(wired.seen).toHaveLength(6);
  });
});
