import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  emulateSaagie,
  type EmulatedSaagie,
  type Fault,
  type InjectedFault,
} from "../../src/emulator/index.ts";
import { bashJob, connect, CREATE_JOB, readyProject, requestToken, type Wire } from "./saagie/wire.ts";

const LIST = "query ($id: UUID!) { jobs(projectId: $id) { name } }";

let emulator: EmulatedSaagie;
/** Speaks to the emulator without faults in the way: they are meant for `createJob` only. */
let wire: Wire;
let project: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
});

afterEach(() => emulator.close());

const onCreate = (fault: Fault): InjectedFault =>
  emulator.faults.add({ match: { operation: "createJob" }, ...fault });

async function names(): Promise<unknown> {
  const { data } = await wire.post(LIST, { id: project });
  return data;
}

const NONE = { jobs: [] };
const ONE = { jobs: [{ name: "Daily report" }] };

describe.each(["in process", "on a socket"])("%s", (place) => {
  /** Creates a job over the wire under test, and reads the whole body. */
  async function create(): Promise<Response> {
    const url = place === "in process" ? emulator.url : (await emulator.listen()).url;
    const send = place === "in process" ? emulator.fetch : fetch;
    const response = await send(`${url}/projects/api/platform/1/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${wire.token}`, "content-type": "application/json" },
      body: JSON.stringify({ query: CREATE_JOB, variables: bashJob(project) }),
    });
    return new Response(await response.text(), response);
  }

  test("a reset before the commit breaks the connection, and nothing has happened", async () => {
    onCreate({ reset: "before" });
    const error: unknown = await create().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
    expect(await names()).toEqual(NONE);
    expect((await create()).status).toBe(200);
    expect(await names()).toEqual(ONE);
  });

  test("a reset after the commit breaks the connection, and the job is there", async () => {
    onCreate({ reset: "after" });
    const error: unknown = await create().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
    expect(await names()).toEqual(ONE);
    const entry = emulator.requests.find(({ operation }) => operation === "createJob");
    expect(entry?.status).toBe(0);
  });

  test("a torn body starts well and ends in an error", async () => {
    onCreate({ tear: 10 });
    const error: unknown = await create().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "terminated" });
    expect(await names()).toEqual(ONE);
  });

  test("a status comes with its body and its Retry-After, and nothing has happened", async () => {
    onCreate({ status: 429, retryAfter: 7, body: '{"error":"slow down"}' });
    const answer = await create();
    expect([answer.status, answer.headers.get("retry-after"), await answer.text()]).toEqual([
      429,
      "7",
      '{"error":"slow down"}',
    ]);
    expect(await names()).toEqual(NONE);
  });
});

/** Lets everything happen that waits for nothing but the event loop. */
async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("latency passes on the emulator's clock", async () => {
  onCreate({ latencyMs: 500 });
  let isThere = false;
  const answer = wire.post(CREATE_JOB, bashJob(project)).then((value) => {
    isThere = true;
    return value;
  });
  // The request has to get as far as the fault first.
  await someTurns();
  emulator.clock.advance(499);
  await someTurns();
  expect([isThere, await names()]).toEqual([false, NONE]);
  emulator.clock.advance(1);
  expect((await answer).status).toBe(200);
});

test("latency ends with the caller's signal", async () => {
  onCreate({ latencyMs: 500 });
  const controller = new AbortController();
  const answer = emulator.fetch(`${emulator.url}/projects/api/platform/1/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${wire.token}` },
    body: JSON.stringify({ query: CREATE_JOB, variables: bashJob(project) }),
    signal: controller.signal,
  });
  controller.abort(new Error("enough"));
  await expect(answer).rejects.toThrow("enough");
  emulator.clock.advance(1000);
  expect(await names()).toEqual(NONE);
});

describe("a fault strikes", () => {
  test("once, or as often as it says, and until it is cleared", async () => {
    const statuses = async (count: number): Promise<readonly number[]> => {
      const seen: number[] = [];
      for (let index = 0; index < count; index += 1) seen.push((await requestToken(emulator)).status);
      return seen;
    };
    emulator.faults.add({ status: 500 });
    expect(await statuses(2)).toEqual([500, 200]);
    emulator.faults.add({ status: 503, times: 2 });
    emulator.faults.add({ status: 500, times: Infinity });
    expect(await statuses(4)).toEqual([503, 503, 500, 500]);
    emulator.faults.clear();
    expect(await statuses(1)).toEqual([200]);
  });

  test.each<[Fault["match"], boolean]>([
    [{ operation: "authenticate" }, true],
    [{ operation: "createJob" }, false],
    [{ path: "/authentication/api/open/authenticate" }, true],
    [{ path: "/authentication" }, false],
    [{ path: /^\/authentication/g }, true],
    [{ method: "post" }, true],
    [{ method: "GET" }, false],
    [{ method: "POST", path: /graphql$/ }, false],
  ])("where %o matches: %s", async (match, strikes) => {
    emulator.faults.add({ ...(match !== undefined && { match }), status: 500, times: Infinity });
    for (let time = 0; time < 2; time += 1) {
      expect((await requestToken(emulator)).status).toBe(strikes ? 500 : 200);
    }
  });

  test("an operation by its own name as well as by its root field", async () => {
    const query = "query Mine { platform { id } }";
    for (const operation of ["Mine", "platform"]) {
      emulator.faults.add({
        match: { operation },
        status: 200,
        body: '{"errors":[{"message":"throttled"}]}',
      });
      expect(await wire.post(query)).toEqual({ status: 200, errors: [{ message: "throttled" }] });
    }
    expect((await wire.post(query)).data).toEqual({ platform: { id: 1 } });
  });
});
