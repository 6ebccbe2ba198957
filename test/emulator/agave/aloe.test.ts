import { beforeEach, describe, expect, test } from "vitest";
import { emulateAgave, type EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask, type Read } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin({ jobs: "aloe" }));
});

const JOB = { name: "count", appId: "wc-1.0.0", inputs: { input1: "agave://data//ann/words.txt" } };

const submit = (more: object = {}): Promise<Read> => ask("POST /jobs/v2", { ...JOB, ...more });

const idOf = ({ result }: Read): string => (result as { readonly id: string }).id;

describe("the newer jobs service", () => {
  test("tells its release, and names members in its own way", async () => {
    const { status, body, result } = await submit();
    expect([status, body]).toMatchObject([201, { version: "2.3.0" }]);
    expect(result).toMatchObject({
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}-007$/) as string,
      status: "ACCEPTED",
      systemId: "hpc",
      remoteQueue: "normal",
      maxHours: 48,
      submitRetries: 0,
      remoteJobId: null,
      remoteStarted: null,
      ended: null,
    });
    for (const name of [
      "executionSystem",
      "batchQueue",
      "maxRunTime",
      "retries",
      "localId",
      "startTime",
      "endTime",
    ])
      expect(result).not.toHaveProperty(name);
  });

  test("does not find a job, and does not list it, while it is only accepted", async () => {
    const path = `/jobs/v2/${idOf(await submit())}`;
    const rows = async (): Promise<number> =>
      ((await ask("GET /jobs/v2?name=count")).result as readonly object[]).length;
    for (const line of [`GET ${path}`, `GET ${path}/status`, `POST ${path}/cancel`, `POST ${path}/resubmit`])
      expect((await ask(line)).status).toBe(404);
    expect(await rows()).toBe(0);
    emulator.clock.advance(1000);
    expect((await ask(`GET ${path}/status`)).result).toMatchObject({ status: "PENDING" });
    expect(await rows()).toBe(1);
    expect((await ask(`POST ${path}/resubmit`)).status).toBe(400);
  });

  test("has a route for each action, some by several names, and none for all of them", async () => {
    const path = `/jobs/v2/${idOf(await submit())}`;
    emulator.clock.advance(5000);
    expect((await ask(`POST ${path}`, { action: "stop" })).status).toBe(405);
    expect((await ask(`DELETE ${path}`)).status).toBe(405);
    expect((await ask(`POST ${path}/kill`)).result).toMatchObject({ status: "STOPPED" });
    expect((await ask(`POST ${path}/stop`)).status).toBe(400);
    expect((await ask(`POST ${path}/hide`)).status).toBe(200);
    expect((await ask(`GET ${path}`)).status).toBe(404);
    expect((await ask(`POST ${path}/unhide`)).result).toMatchObject({ visible: true });
    const bob = await asking(emulator, "bob");
    expect((await bob(`POST ${path}/cancel`)).status).toBe(403);
  });

  test("takes JSON alone", async () => {
    const form = new FormData();
    form.set("job", new File([JSON.stringify(JOB)], "job.json"));
    expect((await ask("POST /jobs/v2", form)).status).toBe(415);
  });

  test("counts processors of all nodes together, or on each", async () => {
    const shown = async (more: object): Promise<unknown> => (await submit({ nodeCount: 2, ...more })).result;
    const both = { processorsPerNode: 8, processorsOnEachNode: 4 };
    expect(await shown({ processorsPerNode: 8 })).toMatchObject(both);
    expect(await shown({ processorsOnEachNode: 4 })).toMatchObject(both);
    // 20 on each of two nodes are more than a queue has.
    expect((await submit({ nodeCount: 2, processorsPerNode: 40 })).status).toBe(400);
  });

  test("gives no jobs to a queue with a limit below zero", async () => {
    const admin = await asking(emulator, "admin");
    expect((await submit({ batchQueue: "debug" })).status).toBe(201);
    await admin("POST /systems/v2/hpc/queues/debug", {
      maxUserJobs: -1,
      maxNodes: 1,
      maxProcessorsPerNode: 1,
      maxMemoryPerNode: 1,
    });
    const { status, message } = await submit({ batchQueue: "debug" });
    expect([status, message]).toEqual([
      400,
      "The job does not fit queue debug: its maxUserJobs is below zero",
    ]);
  });

  test("is searched by its own names, too", async () => {
    const id = idOf(await submit());
    emulator.clock.advance(60_000);
    for (const term of ["systemId=hpc", "executionSystem=hpc", "remoteStarted.after=2024-06-03T08:00:00Z"])
      expect((await ask(`GET /jobs/v2?${term}&name=count`)).result).toMatchObject([{ id }]);
    expect((await ask("GET /jobs/v2?systemId=other")).result).toEqual([]);
  });
});

test("faults know the operations of the service that there is", () => {
  const add = (jobs: "classic" | "aloe"): unknown =>
    emulateAgave({ jobs, clock: "manual" }).faults.add({ match: { operation: "jobs.unhide" }, status: 503 });
  expect(add("aloe")).toBeDefined();
  expect(() => add("classic")).toThrow(/jobs\.unhide/u);
});

test("a service that there is not is refused", () => {
  const jobs = "aloa" as "aloe";
  expect(() => emulateAgave({ jobs })).toThrow(
    'The option jobs is one of classic, aloe, and not "aloa": did you mean aloe?',
  );
});
