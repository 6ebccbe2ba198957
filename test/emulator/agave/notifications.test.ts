import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;
let received: { readonly url: string; readonly headers: Headers; readonly body: string }[];
let answers: number[];
let uuid: string;

beforeEach(async () => {
  received = [];
  answers = [];
  ({ emulator, ask } = await begin({
    fetch: async (input, init) => {
      const request = new Request(input, init);
      received.push({ url: request.url, headers: request.headers, body: await request.text() });
      return new Response(null, { status: answers.shift() ?? 200 });
    },
  }));
  ({ uuid } = (await ask("GET /systems/v2/ann.storage")).result as { readonly uuid: string });
});

const HOOK = "https://me:secret@hooks.example.com/${EVENT}/${SYSTEM_ID}?name=${NAME}&x=${NONE}";

const add = async (more: object = {}): Promise<string> => {
  const body = { url: HOOK, associatedUuid: uuid, event: "*", persistent: true, ...more };
  const { status, result } = await ask("POST /notifications/v2/", body);
  expect(status).toBe(201);
  return (result as { readonly id: string }).id;
};

const touch = async (action = "DISABLE"): Promise<void> => {
  await ask("PUT /systems/v2/ann.storage", { action });
  await emulator.settled();
};

describe("a notification", () => {
  test("is delivered with its macros filled in and its own headers", async () => {
    const id = await add();
    await touch();
    expect(received).toHaveLength(1);
    const [{ url, headers, body }] = received as [(typeof received)[0]];
    expect([url, body]).toEqual([
      "https://hooks.example.com/DISABLED/ann.storage?name=Own%20storage&x=${NONE}",
      " ",
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/json",
      "user-agent": expect.stringMatching(/^Agave-Hookbot\//) as string,
      "x-agave-notification": id,
      "x-agave-delivery": expect.stringMatching(/-042$/) as string,
      authorization: `Basic ${Buffer.from("me:secret").toString("base64")}`,
    });
    expect((await ask(`GET /notifications/v2/${id}`)).result).toMatchObject({
      attempts: 1,
      success: true,
      responseCode: 200,
      status: "ACTIVE",
      policy: { retryStrategy: "IMMEDIATE", retryRate: 5, retryDelay: 0 },
    });
  });

  test("is spent by its first event unless it is persistent", async () => {
    const id = await add({ persistent: false, event: "enabled" });
    await touch("DISABLE");
    await touch("ENABLE");
    await touch("ENABLE");
    expect(received).toHaveLength(1);
    expect((await ask(`GET /notifications/v2/${id}`)).result).toMatchObject({ status: "COMPLETE" });
    expect((await ask(`POST /notifications/v2/${id}`, { event: "*" })).status).toBe(412);
  });

  test("is tried again as its policy says", async () => {
    answers = [500, 500, 200];
    await add({ policy: { retryStrategy: "EXPONENTIAL", retryRate: 10, retryLimit: 5 }, persistent: false });
    await touch();
    for (const [seconds, count] of [
      [9, 1],
      [1, 2],
      [19, 2],
      [1, 3],
      [1000, 3],
    ] as const) {
      emulator.clock.advance(seconds * 1000);
      await emulator.settled();
      expect([seconds, received.length]).toEqual([seconds, count]);
    }
  });

  test("fails when the tries are used up; every one is remembered", async () => {
    answers = [500, 404];
    const policy = { retryStrategy: "DELAYED", retryDelay: 60, retryLimit: 1 };
    const id = await add({ policy, persistent: false });
    await touch();
    emulator.clock.advance(60_000);
    await emulator.settled();
    expect((await ask(`GET /notifications/v2/${id}`)).result).toMatchObject({
      status: "FAILED",
      attempts: 2,
    });
    const { result } = await ask(`GET /notifications/v2/${id}/attempts`);
    expect(result).toMatchObject([
      { attemptNumber: 1, response: { code: 500 }, event: "DISABLED" },
      { attemptNumber: 2, response: { code: 404 } },
    ]);
    const [{ id: attempt }] = result as [{ readonly id: string }];
    expect((await ask(`GET /notifications/v2/${id}/attempts/${attempt}`)).status).toBe(200);
    expect((await ask(`DELETE /notifications/v2/${id}/attempts`)).status).toBe(200);
    expect((await ask(`GET /notifications/v2/${id}/attempts`)).result).toEqual([]);
  });

  test("is sent at once when it is asked to be", async () => {
    const id = await add();
    expect((await ask(`POST /notifications/v2/${id}/attempts`)).result).toMatchObject({
      event: "FORCED_ATTEMPT",
      response: { code: 200 },
    });
  });

  test.each([
    [{ url: "nowhere" }, 400],
    [{ event: "" }, 400],
    [{ associatedUuid: "none" }, 400],
    [{ associatedUuid: "*" }, 403],
    [{ policy: { retryStrategy: "OFTEN" } }, 400],
    [{ policy: { retryLimit: 2000 } }, 400],
  ])("with %j is refused", async (more, status) => {
    const body = { url: HOOK, associatedUuid: uuid, event: "*", ...more };
    expect((await ask("POST /notifications/v2", body)).status).toBe(status);
  });

  test("is listed by its resource, for its owner, and deleted", async () => {
    const id = await add({ url: "ann@example.com" });
    const path = `/notifications/v2/?associatedUuid=${uuid}`;
    expect((await ask(`GET ${path}`)).result).toMatchObject([{ id, event: "*", url: "ann@example.com" }]);
    expect((await ask("GET /notifications/v2?associatedUuid=none")).result).toEqual([]);
    const bob = await asking(emulator, "bob");
    expect((await bob(`GET ${path}`)).result).toEqual([]);
    expect((await bob(`DELETE /notifications/v2/${id}`)).status).toBe(403);
    expect((await ask(`DELETE /notifications/v2/${id}`)).status).toBe(200);
    expect((await ask(`GET /notifications/v2/${id}`)).status).toBe(404);
  });
});

test("jobs, files, apps and metadata tell of themselves", async () => {
  const url = "https://hooks.example.com/?status=${JOB_STATUS}&job=${JOB_NAME}";
  await ask("POST /jobs/v2", {
    name: "count",
    appId: "wc-1.0.0",
    inputs: { input1: "ann/words.txt" },
    notifications: [{ url, event: "FINISHED" }],
  });
  const form = new FormData();
  form.set("fileToUpload", new File(["x"], "a.txt"));
  form.set(
    "notifications",
    JSON.stringify([{ url: "https://hooks.example.com/${FILE_NAME}", event: "STAGING_COMPLETED" }]),
  );
  await ask("POST /files/v2/media/ann", form);
  const app = (await ask("GET /apps/v2/wc-1.0.0")).result as { readonly uuid: string };
  const item = { name: "m", value: 1, associationIds: [app.uuid] };
  const meta = (await ask("POST /meta/v2/data", item)).result as { readonly uuid: string };
  await add({ url: "https://hooks.example.com/${APP_ID}/${METADATA_NAME}", associatedUuid: app.uuid });
  await ask(`DELETE /meta/v2/data/${meta.uuid}`);
  await ask("PUT /apps/v2/wc-1.0.0", { action: "disable" });
  emulator.clock.advance(60_000);
  await emulator.settled();
  expect(received.map((one) => one.url).toSorted()).toEqual([
    "https://hooks.example.com/$%7BAPP_ID%7D/m",
    "https://hooks.example.com/?status=FINISHED&job=count",
    "https://hooks.example.com/a.txt",
    "https://hooks.example.com/wc-1.0.0/$%7BMETADATA_NAME%7D",
  ]);
});

test("without a word about it, nothing beyond this machine is reached", async () => {
  ({ emulator, ask } = await begin());
  ({ uuid } = (await ask("GET /systems/v2/ann.storage")).result as { readonly uuid: string });
  const id = await add({ policy: { retryStrategy: "NONE" } });
  await touch();
  expect((await ask(`GET /notifications/v2/${id}/attempts`)).result).toMatchObject([
    { response: { code: 408, message: "hooks.example.com is not this machine" } },
  ]);
});
