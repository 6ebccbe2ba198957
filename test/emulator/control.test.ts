import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  emulateAgave,
  emulateDescartes,
  emulateSaagie,
  type ClockMode,
  type Listening,
} from "../../src/emulator/index.ts";

const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const PLATFORMS = { saagie: emulateSaagie, descartes: emulateDescartes, agave: emulateAgave } as const;

/** For each platform, a call that anybody may make, and by which name faults mean it. */
const CALLS = {
  saagie: { path: "/authentication/api/open/authenticate", method: "POST", operation: "authenticate" },
  descartes: { path: "/token", method: "POST", operation: "token" },
  agave: { path: "/tenants", method: "GET", operation: "tenants.list" },
} as const;

describe.each(["saagie", "descartes", "agave"] as const)("the control API of an emulated %s", (platform) => {
  const { path, method, operation } = CALLS[platform];
  let emulator: ReturnType<(typeof PLATFORMS)[typeof platform]>;
  let listening: Listening;

  beforeEach(async () => {
    emulator = PLATFORMS[platform]({ clock: "manual" });
    listening = await emulator.listen();
  });

  afterEach(() => emulator.close());

  async function steer(line: string, body?: unknown, key = listening.control.key): Promise<unknown> {
    const [verb = "", where = ""] = line.split(" ");
    const answer = await fetch(listening.control.url + where, {
      method: verb,
      headers: { authorization: `Bearer ${key}` },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, ...(text !== "" && { body: JSON.parse(text) as unknown }) };
  }

  const call = async (): Promise<number> => (await fetch(listening.url + path, { method })).status;

  test("wants the key that was handed out, and leaves no trace in the log", async () => {
    for (const key of ["", "nonsense", `${listening.control.key}x`])
      expect(await steer("GET /health", undefined, key)).toMatchObject({ status: 401 });
    expect((await fetch(`${listening.control.url}/health`)).status).toBe(401);
    expect(await steer("GET /health")).toMatchObject({
      status: 200,
      body: { status: "ok", emulator: platform },
    });
    expect(emulator.requests).toEqual([]);
    const again = await emulator.listen({ controlKey: "mine" });
    const url = `${again.url}/_footbridge`;
    expect(again.control).toEqual({ url, key: "mine", window: `${url}/#key=mine` });
  });

  test("tells and moves the clock", async () => {
    const now = emulator.clock.now();
    expect(await steer("GET /clock")).toEqual({
      status: 200,
      body: { now: new Date(now).toISOString(), mode: "manual" },
    });
    await steer("POST /clock/advance", { seconds: 90 });
    expect(emulator.clock.now()).toBe(now + 90_000);
    const modes: ClockMode[] = [];
    for (const way of ["run", "pause"]) {
      await steer(`POST /clock/${way}`);
      modes.push(emulator.clock.mode);
    }
    expect(modes).toEqual(["real", "manual"]);
    // Time has gone on from where it was, and did not jump to the machine's.
    expect(emulator.clock.now() - now).toBeLessThan(3_600_000);
    expect(await steer("POST /clock/advance", { seconds: -1 })).toMatchObject({ status: 400 });
    expect(await steer("POST /clock/advance", { second: 1 })).toMatchObject({
      status: 400,
      body: { error: containing("did you mean seconds?") },
    });
  });

  test("adds faults, tells which have struck, and takes them back", async () => {
    const struck = { match: { operation }, status: 503, times: "always" };
    const waiting = { match: { path: { pattern: "never$", flags: "i" } }, reset: "before" };
    expect(await steer("POST /faults", struck)).toEqual({
      status: 201,
      body: { id: "1", struck: 0, isSpent: false, fault: struck },
    });
    await steer("POST /faults", waiting);
    expect([await call(), await call()]).toEqual([503, 503]);
    expect(await steer("GET /faults")).toEqual({
      status: 200,
      body: {
        faults: [
          { id: "1", struck: 2, isSpent: false, fault: struck },
          { id: "2", struck: 0, isSpent: false, fault: waiting },
        ],
      },
    });
    expect(await steer("DELETE /faults/1")).toEqual({ status: 204 });
    expect(await call()).not.toBe(503);
    expect(await steer("DELETE /faults/1")).toMatchObject({ status: 404 });
    expect(await steer("DELETE /faults")).toEqual({ status: 204 });
    expect(emulator.faults.list()).toEqual([]);
  });

  test("refuses what it cannot read, and says why", async () => {
    const refusals: readonly (readonly [string, unknown, string])[] = [
      ["POST /faults", { staus: 500 }, "did you mean status?"],
      ["POST /faults", "{", "JSON"],
      ["POST /faults", [], "must be a JSON object"],
      ["POST /faults", { match: { path: { patern: "x" } }, status: 500 }, "did you mean pattern?"],
      ["POST /faults", { match: { path: { pattern: "(" } }, status: 500 }, "regular expression"],
      ["GET /requests?limit=some", undefined, "limit"],
      ["PUT /state", { format: "x" }, "not the state of an emulator"],
    ];
    for (const [line, body, why] of refusals)
      expect(await steer(line, body)).toMatchObject({
        status: 400,
        body: { error: containing(why) },
      });
    expect(await steer("GET /nothing")).toMatchObject({ status: 404 });
  });

  test("shows the last requests, without secrets", async () => {
    for (let count = 0; count < 3; count += 1) await call();
    expect(await steer("GET /requests?limit=2")).toMatchObject({
      status: 200,
      body: {
        requests: [
          { operation, method },
          { operation, at: matching(/^2024-06-03T/) },
        ],
      },
    });
  });

  test("saves a state, resets, and loads the state again", async () => {
    const before = await emulator.save();
    const saved = await steer("GET /state");
    expect(saved).toEqual({ status: 200, body: JSON.parse(JSON.stringify(before)) as unknown });
    emulator.faults.add({ status: 503 });
    expect(await steer("POST /reset")).toEqual({ status: 204 });
    expect([emulator.faults.list(), emulator.requests]).toEqual([[], []]);
    expect(await steer("PUT /state", before)).toEqual({ status: 204 });
    expect(await emulator.save()).toEqual(before);
  });
});
