import type { Exchange } from "@urql/core";
import { parse, print } from "graphql";
import { describe, expect, test, vi } from "vitest";
import { pipe, tap } from "wonka";
import type { Warning } from "../../src/index.ts";
import { batchRead } from "../../src/core/concurrency/batch.ts";
import type { CallOptions } from "../../src/core/options.ts";
import { madeUpPlatform, operation, type MadeUp } from "./support/made-up-platform.ts";
import { failure } from "./support/rejection.ts";
import { json, wire, type Seen } from "./support/wire.ts";

type Variables = Readonly<Record<string, unknown>>;

/** The request that a call becomes. */
async function sent(document: string, variables: Variables): Promise<Seen> {
  const { fetch, seen } = wire(() => json({ data: { send: "done" } }));
  const { call } = madeUpPlatform({ fetch });
  await call(operation(document, { field: "send", safety: "write" }), variables);
  const [request] = seen;
  if (request === undefined) throw new Error("Nothing was sent.");
  return request;
}

/** The parts of a multipart request, in order. */
function parts({ body }: Seen): readonly (readonly [string, unknown])[] {
  return body instanceof FormData ? [...body.entries()] : [];
}

const SEND = "mutation Send($a: X, $b: X) {\n  send(a: $a, b: $b)\n}";

describe("the body of a request", () => {
  test("is the document and its variables, and no more", async () => {
    const { method, headers, body, url } = await sent(SEND, { a: 1, b: { c: [null, "x"], d: undefined } });
    expect([method, url.pathname, headers.get("content-type"), headers.get("accept")]).toEqual([
      "POST",
      "/graphql",
      "application/json",
      "application/json",
    ]);
    expect(JSON.parse(String(body))).toEqual({ query: SEND, variables: { a: 1, b: { c: [null, "x"] } } });
  });

  test.each([{}, { a: undefined }])("has no variables where there are none: %o", async (variables) => {
    expect(JSON.parse(String((await sent(SEND, variables)).body))).toEqual({ query: SEND });
  });

  test("writes a date as a date", async () => {
    const at = new Date(Date.UTC(2024, 5, 3));
    expect(JSON.parse(String((await sent(SEND, { a: { at } })).body))).toMatchObject({
      variables: { a: { at: "2024-06-03T00:00:00.000Z" } },
    });
  });

  test("with a file is a multipart form: operations, map, then the files", async () => {
    const file = new File(["print('hello')"], "report.py");
    const seen = await sent(SEND, { a: { name: "x" }, b: file });
    expect(seen.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=\S+$/);
    expect(parts(seen).map(([name]) => name)).toEqual(["operations", "map", "0"]);
    const [operations, map, first] = parts(seen).map(([, value]) => value);
    expect(JSON.parse(String(operations))).toEqual({ query: SEND, variables: { a: { name: "x" }, b: null } });
    expect([map, first instanceof File && first.name, first instanceof File && (await first.text())]).toEqual(
      ['{"0":["variables.b"]}', "report.py", "print('hello')"],
    );
  });

  test("finds files wherever they are", async () => {
    const [one, two, three] = ["1", "2", "3"].map((text) => new File([text], `${text}.txt`));
    const seen = await sent(SEND, { a: { list: [{ file: one }, null, { file: two }], n: 1 }, b: [three] });
    expect(JSON.parse(String(parts(seen)[0]?.[1]))).toMatchObject({
      variables: { a: { list: [{ file: null }, null, { file: null }], n: 1 }, b: [null] },
    });
    expect(JSON.parse(String(parts(seen)[1]?.[1]))).toEqual({
      "0": ["variables.a.list.0.file"],
      "1": ["variables.a.list.2.file"],
      "2": ["variables.b.0"],
    });
    const files = parts(seen).slice(2);
    expect(files.map(([name, file]) => [name, file instanceof File && file.name])).toEqual([
      ["0", "1.txt"],
      ["1", "2.txt"],
      ["2", "3.txt"],
    ]);
  });
});

/** Asks something that is answered like this. */
function ask(
  answer: unknown,
  {
    list = false,
    warnings = [],
    ...options
  }: CallOptions & { readonly list?: boolean; readonly warnings?: Warning[] } & MadeUp = {},
): Promise<unknown> {
  const { fetch } = wire(() => (typeof answer === "string" ? new Response(answer) : json(answer)));
  const { call } = madeUpPlatform({ fetch, onWarning: (warning) => warnings.push(warning), ...options });
  return call(operation("query Ask { ask { id } }", { list }), {}, options);
}

describe("an answer", () => {
  test("is the value of its one field", async () => {
    expect(await ask({ data: { ask: { id: "1" } } })).toEqual({ id: "1" });
    expect(await ask({ data: { ask: false } })).toBe(false);
    expect(await ask({ data: { ask: 0 }, errors: [] })).toBe(0);
  });

  test("of a list that is null is an empty one", async () => {
    expect(await ask({ data: { ask: null } }, { list: true })).toEqual([]);
  });

  test("that is null is not found", async () => {
    expect(await failure(ask({ data: { ask: null } }))).toMatchObject({
      code: "NOT_FOUND",
      message: "This thing does not exist, or is not visible to this user.",
      operation: "Ask",
    });
  });

  test.each([
    { data: {} },
    { data: null },
    { data: [] },
    { data: "x" },
    { errors: [] },
    { data: null, errors: null },
  ])("that says nothing of what was asked is none: %o", async (answer) => {
    for (const list of [false, true]) {
      expect(await failure(ask(answer, { list }))).toMatchObject({ code: "PROTOCOL", operation: "Ask" });
    }
    const { batch } = madeUpPlatform({ fetch: wire(() => json(answer)).fetch });
    const reading = batch(operation("query Ask($id: X) { ask(id: $id) { id } }"), ["a"]);
    expect(await failure(reading)).toMatchObject({ code: "PROTOCOL", operation: "Ask" });
  });

  test("of a list that is null is none where the schema says that there is one", async () => {
    const { call } = madeUpPlatform({ fetch: wire(() => json({ data: { ask: null } })).fetch });
    const asked = operation("query Ask { ask { id } }", { list: true, required: true });
    expect(await failure(call(asked, {}))).toMatchObject({ code: "PROTOCOL" });
  });

  test.each([{ id: "1" }, "x", [null], [{ id: "1" }, null]])(
    "that is not a list of things is none: %o",
    async (value) => {
      const { call } = madeUpPlatform({ fetch: wire(() => json({ data: { ask: value } })).fetch });
      const asked = operation("query Ask { ask { id } }", { list: true, requiredItems: true });
      expect(await failure(call(asked, {}))).toMatchObject({ code: "PROTOCOL", operation: "Ask" });
    },
  );

  test.each<[string, unknown]>([
    ["no member", [{}]],
    ["null", [null]],
    ["a text", "oh"],
    ["an object", {}],
    ["a message that is none", [{ message: { oh: 1 }, path: {}, extensions: [] }]],
  ])("whose errors are %s says nothing", async (_, errors) => {
    expect(await failure(ask({ data: null, errors }))).toMatchObject({ code: "PROTOCOL", operation: "Ask" });
    const warnings: Warning[] = [];
    expect(await ask({ data: { ask: { id: "1" } }, errors }, { warnings })).toEqual({ id: "1" });
    expect(warnings).toEqual([{ operation: "Ask", message: "An error that says nothing.", path: undefined }]);
  });

  test.each([
    [
      "graphql-js",
      `Variable "$selector" got invalid value "ALLL"; Value "ALLL" does not exist in "Selector" enum.`,
    ],
    ["graphql-java", "Variable 'selector' has an invalid value: Invalid input for enum 'Selector'"],
    ["a literal in a document", `Value "ALLL" does not exist in "Selector" enum.`],
  ])("that a value is none of its type, as %s words it, is about the input", async (_, message) => {
    expect(await failure(ask({ data: null, errors: [{ message }] }))).toMatchObject({
      code: "INVALID_INPUT",
      operation: "Ask",
    });
  });

  test("that a thing is not there is still about the thing", async () => {
    for (const message of ["Job does not exist", "The enum Colours does not exist here"]) {
      expect((await failure(ask({ data: null, errors: [{ message }] }))).code).toBe("NOT_FOUND");
    }
  });

  test("whose errors are one object is refused in its words", async () => {
    const errors = { message: "Job not valid", path: "odd", extensions: { name: "already used" } };
    expect(await failure(ask({ data: null, errors }))).toMatchObject({
      code: "REFUSED",
      fields: { name: "already used" },
    });
  });

  test("whose errors have an odd path is warned of with what of it can be read", async () => {
    const warnings: Warning[] = [];
    const path = ["ask", null, { a: 1 }, 3, "id"];
    await ask({ data: { ask: { id: "1" } }, errors: [{ message: "Oh", path }] }, { warnings });
    expect(warnings).toEqual([{ operation: "Ask", message: "Oh", path: "ask.3.id" }]);
  });

  test("with a message of 5 MB is an error of some lines", async () => {
    const long = "long ".repeat(1_000_000);
    const extensions = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`field${at}${long.slice(0, 2_000)}`, long.slice(0, 20_000)]),
    );
    const errors = Array.from({ length: 3 }, () => ({ message: long, extensions }));
    const error = await failure(ask({ data: null, errors }));
    expect(error.code).toBe("REFUSED");
    expect(error.message.length).toBeLessThan(1_100);
    expect(JSON.stringify(error).length).toBeLessThan(100_000);
    const warnings: Warning[] = [];
    await ask({ data: { ask: { id: "1" } }, errors: [{ message: long }] }, { warnings });
    expect(warnings[0]?.message.length).toBeLessThan(1_100);
  });

  test("of a list that is null beside errors is a refusal", async () => {
    expect(
      (await failure(ask({ data: { ask: null }, errors: [{ message: "No." }] }, { list: true }))).code,
    ).toBe("REFUSED");
  });
});

describe("data with errors beside it", () => {
  const answer = {
    data: { ask: { id: "1", technology: null } },
    errors: [{ message: "Technology is gone.", path: ["ask", "technology"] }, { message: "And more" }],
  };

  test("is returned, and the errors are told as warnings", async () => {
    const warnings: Warning[] = [];
    expect(await ask(answer, { warnings })).toEqual({ id: "1", technology: null });
    expect(warnings).toEqual([
      { operation: "Ask", message: "Technology is gone", path: "ask.technology" },
      { operation: "Ask", message: "And more", path: undefined },
    ]);
  });

  test.each([
    ["the call", { strict: true }, true],
    ["the client, unless the call says otherwise", { strict: false }, false],
  ])("is refused where %s is strict", async (_, options, isRefused) => {
    const warnings: Warning[] = [];
    const { fetch } = wire(() => json(answer));
    const { call } = madeUpPlatform({ fetch, strict: true, onWarning: (warning) => warnings.push(warning) });
    const end = await call(operation("query Ask { ask { id } }"), {}, options).catch(
      (error: unknown) => error,
    );
    expect([end instanceof Error, warnings.length]).toEqual([isRefused, isRefused ? 0 : 2]);
  });

  test("stays what it is when the listener throws: that is uncaught, as in any listener", async () => {
    const uncaught: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", (error) => uncaught.push(error));
    const mistake = new Error("my mistake");
    const fail = (): never => {
      throw mistake;
    };
    try {
      expect(await ask({ data: { ask: 1 }, errors: [{ message: "x" }] }, { onWarning: fail })).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of listeners) process.on("uncaughtException", listener);
    }
    expect(uncaught).toEqual([mistake]);
  });
});

describe("a batched read", () => {
  const GET =
    "query Get($id: UUID!) {\n  thing(id: $id) {\n    id\n    ...F\n  }\n}\n\nfragment F on Thing {\n  name\n}";

  test("asks for each id under an alias of its own", () => {
    const { document, variables, aliases } = batchRead(parse(GET), ["x", "y"]);
    expect(print(document)).toBe(
      `query Get($v0: UUID!, $v1: UUID!) {
  r0: thing(id: $v0) {
    id
    ...F
  }
  r1: thing(id: $v1) {
    id
    ...F
  }
}

fragment F on Thing {
  name
}`,
    );
    expect([variables, aliases]).toEqual([{ v0: "x", v1: "y" }, ["r0", "r1"]]);
  });

  test("is sent as such, also after a read of one by the same document", async () => {
    const get = operation(GET);
    const { fetch, seen } = wire(({ body }) =>
      json({ data: String(body).includes("r1:") ? { r0: { id: "x" }, r1: null } : { thing: { id: "x" } } }),
    );
    const { call, batch } = madeUpPlatform({ fetch });
    await call(get, { id: "x" });
    expect(await batch(get, ["x", "y"])).toEqual(new Map([["x", { id: "x" }]]));
    await call(get, { id: "x" });
    expect(seen.map(({ body }) => String(body).includes("r1:"))).toEqual([false, true, false]);
  });

  test("asks with few documents however often and for however many", async () => {
    const queries = new Set<unknown>();
    const data: Record<string, unknown> = {};
    for (let at = 0; at < 128; at += 1) data[`r${at}`] = { id: `${at}` };
    const { fetch } = wire(() => json({ data }));
    const remember: Exchange =
      ({ forward }) =>
      (operations) =>
        forward(
          pipe(
            operations,
            tap(({ query }) => queries.add(query)),
          ),
        );
    const { batch } = madeUpPlatform({ fetch, exchanges: [remember] });
    const get = operation(GET);
    const ids = Array.from({ length: 100 }, (_, at) => `id-${at}`);
    for (let poll = 0; poll < 1_000; poll += 1) await batch(get, ids.slice(0, 1 + (poll % 100)));
    // Whoever prints a document keeps it for ever: one for each poll would fill the memory in the end.
    expect(queries.size).toBeLessThan(20);
  });

  test("fills the places that are left over with the last thing, and answers it once", async () => {
    const { fetch, seen } = wire(() =>
      json({
        data: Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`r${at}`, { id: `${at}` }])),
        errors: [{ message: "odd", path: ["r5"] }],
      }),
    );
    const onWarning = vi.fn();
    const found = await madeUpPlatform({ fetch, onWarning }).batch(operation(GET), ["a", "b", "c", "d", "e"]);
    expect([...found.keys()]).toEqual(["a", "b", "c", "d", "e"]);
    expect(onWarning).not.toHaveBeenCalled();
    expect(JSON.parse(String(seen[0]?.body))).toMatchObject({
      variables: { v0: "a", v3: "d", v4: "e", v5: "e" },
    });
  });

  test("gives the other variables to all", () => {
    const source = "query Get($id: UUID!, $all: Boolean) {\n  thing(id: $id, all: $all) {\n    id\n  }\n}";
    const { document, variables } = batchRead(parse(source), ["x"], { all: true });
    expect(print(document)).toBe(
      "query Get($v0: UUID!, $all: Boolean) {\n  r0: thing(id: $v0, all: $all) {\n    id\n  }\n}",
    );
    expect(variables).toEqual({ all: true, v0: "x" });
  });

  test("of nothing asks nothing", async () => {
    const { fetch, seen } = wire(() => json({ data: {} }));
    expect(await madeUpPlatform({ fetch }).batch(operation(GET), [])).toEqual(new Map());
    expect(seen).toEqual([]);
  });

  test("tells what is wrong with which, and warns of what is wrong beside a value", async () => {
    const warnings: Warning[] = [];
    const answer = {
      data: { r0: { id: "a" }, r1: null, r2: { id: "c", name: null }, r3: null },
      errors: [
        { message: "Forbidden", path: ["r1"], extensions: { classification: "FORBIDDEN" } },
        { message: "No name", path: ["r2", "name"] },
      ],
    };
    const { batch } = madeUpPlatform({
      fetch: wire(() => json(answer)).fetch,
      onWarning: (warning) => warnings.push(warning),
    });
    const found = await batch(operation(GET), ["a", "b", "c", "d"]);
    expect([...found.keys()]).toEqual(["a", "b", "c"]);
    expect(found.get("b")).toMatchObject({ code: "PERMISSION_DENIED", operation: "Get" });
    expect([found.get("c"), warnings]).toEqual([
      { id: "c", name: null },
      [{ operation: "Get", message: "No name", path: "r2.name" }],
    ]);
  });

  test("of which nothing came fails for each of them", async () => {
    const { batch } = madeUpPlatform({
      fetch: wire(() => json({ data: null, errors: [{ message: "Unexpected error" }] })).fetch,
    });
    const found = await batch(operation(GET), ["a", "b"]);
    expect([...found.values()]).toMatchObject([{ code: "REFUSED" }, { code: "REFUSED" }]);
  });
});
