import { describe, expect, test, vi } from "vitest";
import { createSession, fixedSession, tokenExpiry } from "../../src/core/session.ts";
import { instantClock } from "./support/clock.ts";
import { failure, idle, until } from "./support/rejection.ts";
import { client, JOB, json, LOG_IN, well, wire, type Seen } from "./support/wire.ts";

// Many calls or many values: on a busy machine they take their time.
vi.setConfig({ testTimeout: 30_000 });

const forever = new AbortController().signal;
const unauthorized = (): Response => new Response("Unauthorized", { status: 401 });

/** A JSON web token that ends at a moment. */
function webToken(endsAt: number, mark: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [part({ alg: "none" }), part({ sub: "dämo", exp: endsAt / 1000 }), mark].join(".");
}

const tokenOf = ({ headers }: Seen): string => headers.get("authorization") ?? "";

test("a thousand calls share one log-in, and one more when the token has ended", async () => {
  let ended = "nothing yet";
  const { fetch, seen, count } = wire((request) =>
    tokenOf(request) === ended ? unauthorized() : well(request),
  );
  const saagie = client(fetch);
  const many = (): Promise<unknown> => Promise.all(Array.from({ length: 1000 }, () => saagie.jobs.get(JOB)));
  await many();
  expect([count(LOG_IN), seen.length]).toEqual([1, 1 + 1000]);
  ended = "Bearer token-1";
  await many();
  expect([count(LOG_IN), seen.length]).toEqual([2, 2 + 3000]);
});

describe("a 401", () => {
  test("is followed by one fresh log-in and one replay", async () => {
    const { fetch, seen } = wire((request) =>
      tokenOf(request) === "Bearer token-1" ? unauthorized() : well(request),
    );
    expect(await client(fetch).jobs.get(JOB)).toMatchObject({ id: JOB });
    expect(seen.map((request) => [request.name, tokenOf(request)])).toEqual([
      [LOG_IN, ""],
      ["JobsGet", "Bearer token-1"],
      [LOG_IN, ""],
      ["JobsGet", "Bearer token-2"],
    ]);
  });

  test("lets even a write be replayed: it was not let in", async () => {
    const { fetch, count } = wire((request) =>
      tokenOf(request) === "Bearer token-1" ? unauthorized() : well(request),
    );
    await client(fetch).jobs.run(JOB);
    expect(count("JobsRun")).toBe(2);
  });

  test.each(["UNAUTHENTICATED", "NotAuthenticated", "TOKEN_EXPIRED"])(
    "told in GraphQL's way inside a 200 is met in the same way, also by a write: %s",
    async (code) => {
      const errors = [{ message: "Who are you?", extensions: { code } }];
      const { fetch, seen, count } = wire((request) =>
        tokenOf(request) === "Bearer token-1" ? json({ data: { runJob: null }, errors }) : well(request),
      );
      const saagie = client(fetch);
      await saagie.jobs.run(JOB);
      await saagie.jobs.get(JOB);
      expect([count("JobsRun"), count("JobsGet"), count(LOG_IN)]).toEqual([2, 1, 2]);
      expect(seen.map(tokenOf).at(-1)).toBe("Bearer token-2");
      const fixed = client(wire(() => json({ data: null, errors })).fetch, { token: "fixed" });
      expect(await failure(fixed.jobs.run(JOB))).toMatchObject({
        code: "AUTHENTICATION",
        operation: "JobsRun",
        hint: "Check user, password and realm, or the token.",
      });
    },
  );

  test("is met in the same way by a download", async () => {
    const version = { data: { jobVersion: { number: 1, packageInfo: { downloadUrl: "/package" } } } };
    const { fetch, seen } = wire((request) => {
      if (request.name === "JobsVersion") return json(version);
      if (request.name !== "/package") return undefined;
      return tokenOf(request) === "Bearer token-1" ? unauthorized() : new Response("content");
    });
    const { stream } = await client(fetch).jobs.openArtifact(JOB, 1);
    expect(await new Response(stream).text()).toBe("content");
    expect(seen.filter(({ name }) => name === "/package").map(tokenOf)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  test("after a fresh log-in is final", async () => {
    const { fetch, count } = wire((request) => (request.name === LOG_IN ? undefined : unauthorized()));
    expect(await failure(client(fetch).jobs.get(JOB))).toMatchObject({
      code: "AUTHENTICATION",
      operation: "JobsGet",
      status: 401,
    });
    expect([count("JobsGet"), count(LOG_IN)]).toEqual([2, 2]);
  });

  test("is replayed once, also where a fresh log-in gives the same token", async () => {
    const { fetch, count } = wire(unauthorized);
    let asked = 0;
    const token = (): Promise<string> => {
      asked += 1;
      return Promise.resolve("always-the-same");
    };
    expect(await failure(client(fetch, { token }).jobs.get(JOB))).toMatchObject({ code: "AUTHENTICATION" });
    expect([count("JobsGet"), asked]).toEqual([2, 2]);
  });

  test("is final for a token that cannot be renewed", async () => {
    const { fetch, seen } = wire(unauthorized);
    expect(await failure(client(fetch, { token: "fixed" }).jobs.get(JOB))).toMatchObject({
      code: "AUTHENTICATION",
    });
    expect(seen.map(tokenOf)).toEqual(["Bearer fixed"]);
    const session = fixedSession("fixed");
    session.invalidate(await session.acquire(forever));
    expect(await session.acquire(forever)).toMatchObject({ token: "fixed" });
  });

  test("about an old token that comes late does not undo the newer one", async () => {
    const late: ((response: Response) => void)[] = [];
    const { fetch, count } = wire((request) => {
      if (tokenOf(request) !== "Bearer token-1") return well(request);
      return new Promise((resolve) => late.push(resolve));
    });
    const saagie = client(fetch);
    const [first, second] = [saagie.jobs.get(JOB), saagie.jobs.get(JOB)];
    await until(() => late.length === 2);
    late[0]?.(unauthorized());
    await first;
    expect(count(LOG_IN)).toBe(2);
    late[1]?.(unauthorized());
    await second;
    expect(count(LOG_IN)).toBe(2);
  });
});

describe("refused credentials", () => {
  test("are not tried again by every caller, but again after a second", async () => {
    const { fetch, count, names } = wire((request) =>
      request.name === LOG_IN ? new Response("Bad credentials", { status: 401 }) : well(request),
    );
    const clock = instantClock();
    const saagie = client(fetch, { clock });
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(saagie.jobs.get(JOB))));
    for (let call = 0; call < 20; call += 1) errors.push(await failure(saagie.jobs.run(JOB)));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["AUTHENTICATION"]));
    expect([count(LOG_IN), names()]).toEqual([1, []]);
    clock.advance(1000);
    await failure(saagie.jobs.get(JOB));
    expect(count(LOG_IN)).toBe(2);
  });

  test("are not what an outage of the log-in is: the next caller tries again", async () => {
    let isDown = true;
    const { fetch, count } = wire((request) =>
      request.name === LOG_IN && isDown ? new Response("", { status: 500 }) : well(request),
    );
    const saagie = client(fetch, { clock: instantClock() });
    expect(await failure(saagie.jobs.get(JOB))).toMatchObject({
      code: "HTTP_STATUS",
      operation: "SessionAuthenticate",
    });
    isDown = false;
    expect(await saagie.jobs.get(JOB)).toMatchObject({ id: JOB });
    expect(count(LOG_IN)).toBe(2);
  });
});

describe("a token whose end is known", () => {
  const MINUTE = 60_000;

  test.each([
    ["an hour", 60 * MINUTE, 59 * MINUTE],
    ["two minutes", 2 * MINUTE, 1.5 * MINUTE],
    ["four seconds", 4000, 3000],
  ])("is renewed in the background before it ends: %s", async (_, lifetimeMs, renewedAfterMs) => {
    const clock = instantClock();
    let made = 0;
    const token = (): Promise<string> => {
      made += 1;
      return Promise.resolve(webToken(clock.now() + lifetimeMs, `number-${made}`));
    };
    const { fetch, seen } = wire(well);
    const saagie = client(fetch, { token, clock });
    const used = async (): Promise<string> => {
      await saagie.jobs.get(JOB);
      await idle();
      return (
        tokenOf(seen.at(-1) as Seen)
          .split(".")
          .at(-1) ?? ""
      );
    };
    expect([await used(), made]).toEqual(["number-1", 1]);
    clock.advance(renewedAfterMs - 1);
    expect([await used(), made]).toEqual(["number-1", 1]);
    clock.advance(1);
    // The call that notices does not wait for it.
    expect([await used(), made]).toEqual(["number-1", 2]);
    expect([await used(), made]).toEqual(["number-2", 2]);
  });

  test("serves on when its renewal fails, which is not tried again at once", async () => {
    const clock = instantClock();
    let asked = 0;
    const session = createSession({
      clock,
      login: () => {
        asked += 1;
        return asked === 1
          ? Promise.resolve({ token: "first", expiresAt: clock.now() + 100_000 })
          : Promise.reject(new Error("down"));
      },
    });
    await session.acquire(forever);
    clock.advance(80_000);
    for (let call = 0; call < 5; call += 1) {
      expect(await session.acquire(forever)).toMatchObject({ token: "first" });
      await idle(1);
    }
    expect(asked).toBe(2);
    clock.advance(1000);
    await session.acquire(forever);
    await idle(1);
    expect(asked).toBe(3);
    clock.advance(100_000);
    await expect(session.acquire(forever)).rejects.toThrow("down");
  });

  test("is not asked for again and again by a machine whose clock is ahead", async () => {
    const clock = instantClock();
    let asked = 0;
    const session = createSession({
      clock,
      login: () => {
        asked += 1;
        return Promise.resolve({ token: "t", expiresAt: clock.now() - 1000 });
      },
    });
    await session.acquire(forever);
    await session.acquire(forever);
    expect(asked).toBe(1);
  });

  test.each([
    "opaque",
    "a.b.c",
    `a.${btoa("[1]")}.c`,
    `a.${btoa("null")}.c`,
    `a.${btoa('{"exp":"soon"}')}.c`,
  ])("is none of this one: %s", (token) => {
    expect(tokenExpiry(token)).toBeUndefined();
  });
});

test("a log-in that fails reaches everybody who waits for it, and the next caller tries anew", async () => {
  let fail: ((error: Error) => void) | undefined;
  let asked = 0;
  const session = createSession({
    clock: instantClock(),
    login: () => {
      asked += 1;
      return asked === 1 ? new Promise((_, reject) => (fail = reject)) : Promise.resolve({ token: "t" });
    },
  });
  const waits = [session.acquire(forever), session.acquire(forever)].map((wait) =>
    expect(wait).rejects.toThrow("down"),
  );
  await until(() => asked === 1);
  fail?.(new Error("down"));
  await Promise.all(waits);
  expect(await session.acquire(forever)).toMatchObject({ token: "t" });
});
