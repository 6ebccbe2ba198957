import { describe, expect, test } from "vitest";
import {
  emulateAgave,
  emulateDescartes,
  emulateSaagie,
  type Fault,
  type FaultInjection,
} from "../../src/emulator/index.ts";
import { connect, requestToken } from "./saagie/wire.ts";

/** The statuses of so many log-ins. */
async function statuses(
  emulator: ReturnType<typeof emulateSaagie>,
  count: number,
): Promise<readonly number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) seen.push((await requestToken(emulator)).status);
  return seen;
}

describe("a fault chooses among the requests that match", () => {
  test("after so many have passed", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    emulator.faults.add({ skip: 2, times: 2, status: 503 });
    expect(await statuses(emulator, 6)).toEqual([200, 200, 503, 503, 200, 200]);
  });

  test("by chance, in the same way for the same seed", async () => {
    const struck = async (seed: number, chance: number): Promise<readonly number[]> => {
      const emulator = emulateSaagie({ clock: "manual" });
      emulator.faults.add({ chance, seed, status: 503 });
      return statuses(emulator, 40);
    };
    const once = await struck(7, 0.5);
    expect(await struck(7, 0.5)).toEqual(once);
    expect(await struck(8, 0.5)).not.toEqual(once);
    const count = once.filter((status) => status === 503).length;
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(30);
    expect(new Set(await struck(7, 0))).toEqual(new Set([200]));
    expect(new Set(await struck(7, 1))).toEqual(new Set([503]));
  });

  test("by the name that a document gives its operation", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const wire = await connect(emulator);
    emulator.faults.add({ match: { operationName: "mine" }, status: 503 });
    expect((await wire.post("query yours { platform { id } }")).status).toBe(200);
    await expect(wire.post("query mine { platform { id } }")).rejects.toThrow();
    expect((await wire.post("query mine { platform { id } }")).status).toBe(200);
  });
});

describe("what has become of faults", () => {
  test("is told by each, and those that never struck by all of them", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const often = emulator.faults.add({ match: { operation: "authenticate" }, status: 503, times: 2 });
    const never = emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
    expect(emulator.faults.unused()).toEqual([often, never]);
    await statuses(emulator, 1);
    expect([often.struck, often.isSpent]).toEqual([1, false]);
    await statuses(emulator, 2);
    expect([often.struck, often.isSpent]).toEqual([2, true]);
    expect(emulator.faults.list()).toEqual([often, never]);
    expect(emulator.faults.unused()).toEqual([never]);
    never.remove();
    expect(emulator.faults.unused()).toEqual([]);
    emulator.faults.clear();
    expect(emulator.faults.list()).toEqual([]);
  });

  test("one that is taken back strikes no more", async () => {
    const emulator = emulateSaagie({ clock: "manual" });
    const fault = emulator.faults.add({ status: 503, times: Infinity });
    expect(await statuses(emulator, 2)).toEqual([503, 503]);
    fault.remove();
    expect(await statuses(emulator, 1)).toEqual([200]);
  });
});

test("GraphQL errors come in an answer of the platform's shape, and nothing has happened", async () => {
  const emulator = emulateSaagie({ clock: "manual" });
  const wire = await connect(emulator);
  const match = { operation: "createProject" };
  emulator.faults.add({ match, graphqlErrors: "Too many projects" });
  const failure = { message: "Throttled", path: ["createProject"], extensions: { classification: "LIMIT" } };
  emulator.faults.add({ match, graphqlErrors: [failure, "And more"], status: 429, retryAfter: 3 });
  const create = (): Promise<Response> =>
    emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${wire.token}`, "content-type": "application/json" },
      body: JSON.stringify({ query: 'mutation { createProject(project: { name: "A" }) { id } }' }),
    });
  const first = await create();
  expect([first.status, await first.json()]).toEqual([
    200,
    { data: null, errors: [{ message: "Too many projects" }] },
  ]);
  const second = await create();
  expect([second.status, second.headers.get("retry-after"), await second.json()]).toEqual([
    429,
    "3",
    { data: null, errors: [failure, { message: "And more" }] },
  ]);
  expect((await wire.post("{ projects { id } }")).data).toEqual({ projects: [] });
});

describe("a fault that cannot be is refused, in words that help", () => {
  /** As plain JavaScript, or a JSON document, can give one. */
  const add = (faults: FaultInjection, fault: unknown) => (): unknown =>
    Reflect.apply(faults.add, faults, [fault]);

  test.each<[string, unknown, RegExp]>([
    ["a misspelt member", { staus: 500 }, /A fault has no member staus: did you mean status\?/],
    [
      "a misspelt member of match",
      { match: { opration: "createJob" }, status: 500 },
      /opration.*operation\?/,
    ],
    ["a member like none", { zzzzzzzz: 1 }, /no member zzzzzzzz; its members are match, times/],
    [
      "a misspelt root field",
      { match: { operation: "creatJob" }, status: 500 },
      /creatJob: did you mean createJob\?/,
    ],
    ["a misspelt call", { match: { operation: "autenticate" }, status: 500 }, /did you mean authenticate\?/],
    ["a misspelt reset", { reset: "befor" }, /reset is one of before, after.*"befor": did you mean before\?/],
    ["a status that HTTP lacks", { status: 42 }, /status is from 200 to 599, not 42/],
    ["a text for a number", { latencyMs: "5" }, /latencyMs must be a number/],
    ["a number that is none", { tear: Number.NaN }, /tear is from 0/],
    ["no times at all", { times: 0, status: 500 }, /times is from 1/],
    ["a chance above 1", { chance: 20, status: 500 }, /chance is from 0 to 1/],
    ["a header that cannot be", { status: 500, headers: { "a b": "c" } }, /headers must be/],
    ["an error without a message", { graphqlErrors: [{ mesage: "x" }] }, /mesage: did you mean message\?/],
    ["no errors at all", { graphqlErrors: [] }, /graphqlErrors must be a text, or a list/],
    [
      "no effect",
      { match: { operation: "createJob" } },
      /A fault without an effect: give it one of latencyMs/,
    ],
    ["a body alone", { body: "x" }, /body goes with status/],
    ["no object", "status", /A fault must be an object/],
  ])("%s", (_, fault, message) => {
    const { faults } = emulateSaagie({ clock: "manual" });
    expect(add(faults, fault)).toThrow(message);
    expect(faults.list()).toEqual([]);
  });

  test.each<[string, FaultInjection, Fault, RegExp]>([
    [
      "Descartes, misspelt",
      emulateDescartes({ clock: "manual" }).faults,
      { match: { operation: "uplaod" }, status: 500 },
      /uplaod: did you mean upload\?/,
    ],
    [
      "Descartes, GraphQL errors",
      emulateDescartes({ clock: "manual" }).faults,
      { graphqlErrors: "x" },
      /does not speak GraphQL: use status and body/,
    ],
    [
      "Agave, misspelt",
      emulateAgave({ clock: "manual" }).faults,
      { match: { operation: "systems.lst" }, status: 500 },
      /systems\.lst: did you mean systems\.list\?/,
    ],
    [
      "Agave, the name of a document",
      emulateAgave({ clock: "manual" }).faults,
      { match: { operationName: "x" }, status: 500 },
      /does not speak GraphQL: use match\.operation/,
    ],
  ])("%s", (_, faults, fault, message) => {
    expect(() => faults.add(fault)).toThrow(message);
  });

  test("but any name may be that of a document's operation", () => {
    const { faults } = emulateSaagie({ clock: "manual" });
    expect(faults.add({ match: { operation: "JobsCraete" }, status: 500 }).struck).toBe(0);
    expect(faults.add({ match: { operationName: "createJbo" }, status: 500 }).struck).toBe(0);
  });
});
