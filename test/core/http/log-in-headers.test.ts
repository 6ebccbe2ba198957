import { describe, expect, test } from "vitest";
import { basicHeaders, createSession, headerSession, type Session } from "../../../src/core/session.ts";
import { instantClock } from "../support/clock.ts";
import { binding, madeUpPlatform, operation, type MadeUp } from "../support/made-up-platform.ts";
import { failure } from "../support/rejection.ts";
import { json, wire } from "../support/wire.ts";

/** Asks over REST and over GraphQL, and tells what headers went along. */
async function sentBy(session: Session, more: MadeUp = {}): Promise<readonly Headers[]> {
  const { fetch, seen } = wire(({ url }) => json(url.pathname === "/graphql" ? { data: { ask: 1 } } : 1));
  const bindings = { ask: binding({ path: "/a" }) };
  const { call } = madeUpPlatform({ fetch, clock: instantClock(), session, bindings, ...more });
  await call(operation("query Q { ask }", { endpoint: "rest" }), {});
  await call(operation("query Q { ask }"), {});
  return seen.map(({ headers }) => headers);
}

describe("a session", () => {
  test("gives a name and a password, whatever their letters", async () => {
    for (const headers of await sentBy(headerSession(basicHeaders("ann", "p:ä✓"))))
      expect(headers.get("authorization")).toBe(`Basic ${Buffer.from("ann:p:ä✓").toString("base64")}`);
    expect(() => basicHeaders("a:b", "c")).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  test("gives a header that the platform has named", async () => {
    for (const headers of await sentBy(headerSession({ "X-JWT-Assertion-acme": "made.up.jwt" }))) {
      expect(headers.get("x-jwt-assertion-acme")).toBe("made.up.jwt");
      expect(headers.has("authorization")).toBe(false);
    }
  });

  test("gives none at all, where the query says who asks", async () => {
    for (const headers of await sentBy(headerSession({}))) expect(headers.has("authorization")).toBe(false);
  });

  test("gives the headers of each log-in, and the next one's when they were not accepted", async () => {
    const { fetch, seen } = wire(() => json(1, { status: seen.length === 1 ? 401 : 200 }));
    let logIns = 0;
    const clock = instantClock();
    const session = createSession({
      clock,
      login: async () => {
        logIns += 1;
        return { token: "t", headers: { "X-Ticket": `t${logIns}` }, expiresAt: clock.now() + 1_000_000 };
      },
    });
    const { call } = madeUpPlatform({ fetch, clock, session, bindings: { ask: binding({ path: "/a" }) } });
    expect(await call(operation("query Q { ask }", { endpoint: "rest" }), {})).toBe(1);
    expect(seen.map(({ headers }) => headers.get("x-ticket"))).toEqual(["t1", "t2"]);
  });

  test("that cannot be renewed is refused once", async () => {
    const { fetch, seen } = wire(() => new Response("jwt-of-acme is over", { status: 401 }));
    const session = headerSession({ "X-Jwt": "jwt-of-acme" });
    const { call } = madeUpPlatform({ fetch, session, bindings: { ask: binding({ path: "/a" }) } });
    const error = await failure(call(operation("query Q { ask }", { endpoint: "rest" }), {}));
    expect(error.code).toBe("AUTHENTICATION");
    expect(error.message).not.toContain("jwt-of-acme");
    expect(seen).toHaveLength(1);
  });

  test.each([{ "X Y": "a" }, { "": "a" }, { "X-Y": "a\r\nb: c" }, { "X-Y": "" }])(
    "gives no header that no request can have: %j",
    (headers) => {
      expect(() => headerSession(headers)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    },
  );
});

test("what the client supplies to the query says who asks, and no message repeats it", async () => {
  const { fetch, seen } = wire(() => new Response("nonce NONCE_OF_ACME is spent", { status: 400 }));
  const { call } = madeUpPlatform({
    fetch,
    session: headerSession({}),
    bindings: { ask: binding({ path: "/actors", query: ["x-nonce"] }) },
    rest: { query: { "x-nonce": "NONCE_OF_ACME" } },
  });
  const { message } = await failure(call(operation("query Q { ask }", { endpoint: "rest" }), {}));
  expect(seen[0]?.url.search).toBe("?x-nonce=NONCE_OF_ACME");
  expect(message).toContain("nonce … is spent");
});
