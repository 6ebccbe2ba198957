import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { HttpBinding } from "../../../src/core/http/binding.ts";
import type { FailureReader } from "../../../src/core/http/failures.ts";
import type { Operation } from "../../../src/core/operation.ts";
import { createSession } from "../../../src/core/session.ts";
import { instantClock } from "../support/clock.ts";
import { binding, madeUpPlatform, operation } from "../support/made-up-platform.ts";
import { failure } from "../support/rejection.ts";
import { json, wire } from "../support/wire.ts";

/** A platform that wraps all it says, and has a gateway before it that says what is about the log-in. */
const readFailure: FailureReader = ({ status, contentType, json: body, text }) => {
  if (contentType?.includes("xml")) return { kind: "login", message: text.replaceAll(/<[^>]*>/gu, "") };
  if (typeof body !== "object" || body === null) return undefined;
  const { message, status: outcome } = body as { readonly message?: string; readonly status?: string };
  if (outcome !== "error") return undefined;
  const words = message === undefined ? {} : { message };
  return status === 401 ? { kind: "permission", ...words } : words;
};

interface Script {
  readonly answer: () => Response | Promise<Response>;
  readonly binding?: Partial<HttpBinding>;
  readonly operation?: Partial<Operation<unknown, Readonly<Record<string, unknown>>>>;
  readonly query?: string;
  readonly reader?: FailureReader | undefined;
}

/** Asks once; tells how it ended, how often it was sent, and how often the user was logged in. */
function ask({ answer, query = "query Q { ask { id } }", ...script }: Script) {
  const wired = wire(answer);
  const log = { ins: 0 };
  const clock = instantClock();
  const session = createSession({
    clock,
    login: async () => {
      log.ins += 1;
      return { token: `made-up-token-${log.ins}` };
    },
  });
  const reader = "reader" in script ? script.reader : readFailure;
  const { call, raw } = madeUpPlatform({
    fetch: wired.fetch,
    clock,
    session,
    bindings: { ask: binding({ path: "/things", unwrap: "result", ...script.binding }) },
    rest: reader === undefined ? {} : { readFailure: reader },
  });
  const asked = operation(query, { endpoint: "rest", ...script.operation });
  return { result: () => call(asked, {}), raw: () => raw(asked, {}), wired, log };
}

const refusal = (status: number, message?: string) =>
  json({ status: "error", message, version: "2.2.27", result: null }, { status });

describe("a platform that knows its failures", () => {
  test("has the last word on a 401: a right that lacks costs no log-in and is sent once", async () => {
    const { result, wired, log } = ask({ answer: () => refusal(401, "Ann may not delete this app") });
    expect(await failure(result())).toMatchObject({
      code: "PERMISSION_DENIED",
      status: 401,
      message: expect.stringContaining(
        "Q is not allowed for this user: Ann may not delete this app. ",
      ) as unknown,
    });
    expect([wired.seen.length, log.ins]).toEqual([1, 1]);
  });

  test("so it is at the wire", async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(401, { "content-type": "application/json" });
      response.end('{"status":"error","message":"no"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { call } = madeUpPlatform({
        url,
        bindings: { ask: binding({ path: "/a" }) },
        rest: { readFailure },
      });
      const asked = operation("query Q { ask { id } }", { endpoint: "rest" });
      expect(await failure(call(asked, {}))).toMatchObject({ code: "PERMISSION_DENIED" });
      expect(requests).toBe(1);
    } finally {
      server.close();
    }
  });

  test("tells a log-in that was not accepted in its own way: renewed once, and sent again", async () => {
    const headers = { "content-type": "text/xml" };
    const { result, wired, log } = ask({
      answer: () =>
        wired.seen.length === 1
          ? new Response("<fault><code>900904</code></fault>", { status: 400, headers })
          : json({ result: { id: "1" } }),
    });
    expect(await result()).toEqual({ id: "1" });
    expect(log.ins).toBe(2);
    const again = ask({ answer: () => new Response("<fault>900904</fault>", { status: 401, headers }) });
    expect(await failure(again.result())).toMatchObject({
      code: "AUTHENTICATION",
      message: expect.stringContaining("The platform does not accept the log-in: 900904. ") as unknown,
    });
    expect(again.wired.seen).toHaveLength(2);
  });

  test.each([
    [400, undefined, "HTTP_STATUS"],
    [403, undefined, "PERMISSION_DENIED"],
    [404, undefined, "NOT_FOUND"],
    [400, "permission", "PERMISSION_DENIED"],
    [400, "missing", "NOT_FOUND"],
    [404, "other", "HTTP_STATUS"],
    [403, "other", "HTTP_STATUS"],
    [412, "refused", "REFUSED"],
  ] as const)("gives a %d of kind %s the code %s, with its words", async (status, kind, code) => {
    const { result } = ask({
      answer: () => new Response("<?>", { status, headers: { "content-type": "text/html" } }),
      reader: () => (kind === undefined ? { message: "why" } : { kind, message: "why" }),
    });
    const { message, ...error } = await failure(result());
    expect(error).toMatchObject({ code, status });
    expect(message).toMatch(/: why\./u);
    expect(message).not.toMatch(/between|A page/u);
  });

  test("says all of it: up to 1,000 characters, line breaks as blanks, without what was sent", async () => {
    const { result } = ask({
      answer: () => refusal(400, `\n{"a": <1>}\r\n\tmade-up-token-1 is not for ${"long ".repeat(80)}.\n`),
    });
    const { message } = await failure(result());
    expect(message).toContain(`400: {"a": <1>} … is not for ${"long ".repeat(80).trim()}.`);
    expect(message).not.toMatch(/\s{2}|[\r\n\t]/u);
    const longer = await failure(ask({ answer: () => refusal(400, "x y ".repeat(1000)) }).result());
    expect(longer.message.length).toBeLessThan(1_100);
    expect(longer.message).toContain("x y ".repeat(240));
  });

  test("is heard where it says failure under a status of success", async () => {
    for (const list of [true, false]) {
      const { result } = ask({ answer: () => refusal(200, "The queue is closed"), operation: { list } });
      expect(await failure(result())).toMatchObject({
        code: "REFUSED",
        status: 200,
        message: "Q was refused: The queue is closed.",
      });
    }
    const query = "mutation Q { ask }";
    const unread = ask({
      answer: () => refusal(200),
      query,
      binding: { response: "NONE", method: "DELETE" },
      operation: { safety: "write" },
    });
    expect(await failure(unread.result())).toMatchObject({ code: "REFUSED", message: "Q was refused." });
    // A file may say anything.
    const text = ask({ answer: () => refusal(200), query: "query Q { ask }", binding: { response: "TEXT" } });
    expect(await text.result()).toContain('"error"');
  });

  test("is not asked what somebody else has said", async () => {
    const { result, wired } = ask({
      answer: () =>
        wired.seen.length === 1
          ? new Response(null, { status: 302, headers: { location: "https://elsewhere.example.org/x" } })
          : refusal(401, "their words"),
      binding: { follow: true },
    });
    const error = await failure(result());
    expect(error.code).toBe("PERMISSION_DENIED");
    expect(error.message).not.toContain("their words");
  });

  test("leaves the rest to the status", async () => {
    const { result, wired } = ask({ answer: () => json({ fault: 1 }, { status: 401 }) });
    expect(await failure(result())).toMatchObject({ code: "AUTHENTICATION" });
    expect(wired.seen).toHaveLength(2);
  });
});

describe("a success with nothing in it", () => {
  const EMPTY: readonly (readonly [string, () => Response])[] = [
    ["null in the envelope", () => json({ status: "success", result: null })],
    ["an envelope without a result", () => json({ status: "success" })],
    ["an empty 200", () => new Response("")],
    ["an empty 201 with blanks", () => new Response(" \n", { status: 201 })],
    ["204", () => new Response(null, { status: 204 })],
  ];

  test.each(EMPTY)("is null where null is an answer: %s", async (_, answer) => {
    for (const safety of ["read", "write"] as const) {
      const { result, wired } = ask({
        answer,
        query: `${safety === "read" ? "query" : "mutation"} Q { ask { id } }`,
        operation: { nullable: true, safety },
      });
      expect(await result()).toBeNull();
      expect(wired.seen).toHaveLength(1);
    }
  });

  test("is an empty list under 204, and may have been cut short under 200", async () => {
    const ofList = { list: true };
    const none = ask({ answer: () => new Response(null, { status: 204 }), operation: ofList });
    expect(await none.result()).toEqual([]);
    const cut = ask({ answer: () => new Response(""), operation: ofList });
    expect(await failure(cut.result())).toMatchObject({ code: "CONNECTION" });
  });
});

describe("one object that came as a list", () => {
  test("of one is taken out; of none it is nothing; of several it is not an answer", async () => {
    const of = (...result: readonly unknown[]) =>
      ask({ answer: () => json({ result }), operation: { nullable: true } });
    expect(await of({ id: "1", more: 2 }).result()).toEqual({ id: "1" });
    expect(await of().result()).toBeNull();
    expect(await failure(of({ id: "1" }, { id: "2" }).result())).toMatchObject({
      code: "PROTOCOL",
      message: "Q was answered with 2 items where one is due.",
    });
  });

  test("stays what it is where the value has no members that are selected", async () => {
    const { result } = ask({ answer: () => json({ result: [1] }), query: "query Q { ask }" });
    expect(await result()).toEqual([1]);
  });
});
