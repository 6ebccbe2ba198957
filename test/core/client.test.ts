import { describe, expect, test } from "vitest";
import { mapExchange } from "@urql/core";
import { checkBaseUrl } from "../../src/core/base-url.ts";
import { client, JOB, json, well, wire } from "./support/wire.ts";
import { madeUpPlatform, operation } from "./support/made-up-platform.ts";
import { failure, rejection } from "./support/rejection.ts";

describe("references", () => {
  const send = operation("mutation Send($one: ID, $many: [ID], $none: ID, $other: X) { send(a: $one) }", {
    safety: "write",
    references: { one: "THING", many: "OTHER", none: "THING", missing: "THING" },
  });
  const resolve = (kind: string, reference: unknown): Promise<string> =>
    reference === "nowhere"
      ? Promise.reject(new Error("not found"))
      : Promise.resolve(`${kind}:${JSON.stringify(reference)}`);

  test("become ids, one by one or in lists; what is absent stays absent", async () => {
    const { fetch, seen } = wire(() => json({ data: { send: true } }));
    await madeUpPlatform({ fetch, resolve }).call(send, {
      one: { name: "x" },
      many: ["a", { id: "b" }],
      none: null,
      other: 7,
    });
    expect(JSON.parse(String(seen[0]?.body))).toMatchObject({
      variables: { one: 'THING:{"name":"x"}', many: ['OTHER:"a"', 'OTHER:{"id":"b"}'], none: null, other: 7 },
    });
  });

  test("that name nothing keep the call from being sent", async () => {
    const { fetch, seen } = wire(() => json({ data: { send: true } }));
    const { call } = madeUpPlatform({ fetch, resolve });
    expect(String(await rejection(call(send, { one: "x", many: ["a", "nowhere"] })))).toBe(
      "Error: not found",
    );
    expect(seen).toEqual([]);
  });
});

test("exchanges of one's own see every call, before this library does", async () => {
  const seenByExchange: string[] = [];
  const { fetch, names } = wire(well);
  const own = mapExchange({
    onOperation: ({ kind, query }) => {
      const [definition] = query.definitions;
      if (definition?.kind === "OperationDefinition")
        seenByExchange.push(`${kind} ${definition.name?.value ?? ""}`);
    },
    onResult: ({ data }) => void seenByExchange.push(JSON.stringify(data)),
  });
  await client(fetch, { token: "t", exchanges: [own] }).jobs.get(JOB);
  expect(names()).toEqual(["JobsGet"]);
  expect(seenByExchange.slice(0, 2)).toEqual([
    "query JobsGet",
    JSON.stringify({ job: { id: JOB, name: "Daily report" } }),
  ]);
});

test("two clients know nothing of each other", async () => {
  const one = wire(well);
  const other = wire(() => new Response("", { status: 500 }));
  const [first, second] = [client(one.fetch), client(other.fetch)];
  const ends = await Promise.allSettled([first.jobs.get(JOB), second.jobs.get(JOB), first.jobs.get(JOB)]);
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect([one.names(), other.names()]).toEqual([["JobsGet", "JobsGet"], []]);
});

describe("the base URL", () => {
  test.each([
    ["https://acme.invalid", "https://acme.invalid"],
    ["https://acme.invalid:8443//", "https://acme.invalid:8443"],
    ["https://acme.invalid/a/b/", "https://acme.invalid/a/b"],
    ["http://localhost:4010", "http://localhost:4010"],
    ["http://demo.localhost", "http://demo.localhost"],
    ["http://127.0.0.1", "http://127.0.0.1"],
    ["http://127.1.2.3:1", "http://127.1.2.3:1"],
    ["http://[::1]:4010/", "http://[::1]:4010"],
  ])("%s is fine", (text, url) => {
    expect(checkBaseUrl(text, false)).toBe(url);
  });

  test.each([
    "",
    "acme.invalid",
    "ftp://acme.invalid",
    "file:///etc",
    "https://demo@acme.invalid",
    "https://demo:secret@acme.invalid",
    "https://acme.invalid/?a=b",
    "https://acme.invalid/#a",
    "http://acme.invalid",
    "http://127.0.0.1.acme.invalid",
    "http://localhost.acme.invalid",
    "http://10.0.0.1",
    "http://[::2]",
  ])("%j is refused, with what would do", async (text) => {
    const error = await failure(Promise.resolve().then(() => checkBaseUrl(text, false)));
    expect([error.code, error.hint]).toEqual(["INVALID_INPUT", expect.stringMatching(/\w/u)]);
  });

  test("may be plain http elsewhere only where that is asked for", () => {
    expect(checkBaseUrl("http://acme.invalid", true)).toBe("http://acme.invalid");
  });
});
