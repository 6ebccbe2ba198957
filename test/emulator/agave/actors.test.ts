import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, send, type Ask, type Read } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

const add = async (more: object = {}): Promise<string> => {
  const { status, result } = await ask("POST /actors/v2", { image: "me/actor", name: "mine", ...more });
  expect(status).toBe(200);
  return (result as { readonly id: string }).id;
};

const pass = async (seconds: number): Promise<void> => {
  emulator.clock.advance(seconds * 1000);
  await emulator.settled();
};

const say = async (id: string, body: unknown, init: RequestInit = {}): Promise<string> => {
  const { result } = await ask(`POST /actors/v2/${id}/messages`, body, init);
  return (result as { readonly executionId: string }).executionId;
};

const BYTES = { headers: { "content-type": "application/octet-stream" } };

describe("an actor", () => {
  test("is registered at once, and ready a little later", async () => {
    const { result, message } = await ask("POST /actors/v2", { image: "me/actor" });
    expect([result, message]).toMatchObject([
      {
        status: "SUBMITTED",
        stateless: true,
        owner: "ann",
        createTime: "2024-06-03T08:00:00.000Z",
        _links: { owner: `${emulator.url}/profiles/v2/ann` },
      },
      "Actor created successfully.",
    ]);
    const { id } = result as { readonly id: string };
    await pass(1);
    expect((await ask(`GET /actors/v2/${id}`)).result).toMatchObject({ status: "READY" });
    expect((await ask("GET /actors/v2")).result).toMatchObject([{ id }]);
  });

  test.each([
    [{ image: "" }],
    [{ hints: [1] }],
    [{ link: "none" }],
    [{ privileged: true }],
    [{ maxWorkers: 2 }],
    [{ defaultEnvironment: "x" }],
  ])("with %j is refused, with null for a result", async (more) => {
    const { status, body } = await ask("POST /actors/v2", { image: "me/actor", ...more });
    expect([status, body]).toMatchObject([400, { status: "error", result: null }]);
  });

  test("is changed, not from stateful to stateless, nor into a circle", async () => {
    const [one, two] = [await add({ stateless: false }), await add()];
    await ask(`PUT /actors/v2/${two}`, { link: one });
    expect((await ask(`PUT /actors/v2/${one}`, { stateless: true })).status).toBe(400);
    expect((await ask(`PUT /actors/v2/${one}`, { link: two })).status).toBe(400);
    expect((await ask(`PUT /actors/v2/${one}`, { image: "new" })).result).toMatchObject({
      image: "new",
      revision: 2,
      status: "SUBMITTED",
    });
    expect((await ask(`DELETE /actors/v2/${one}`)).body).toMatchObject({ status: "success", result: null });
    expect((await ask(`GET /actors/v2/${one}`)).status).toBe(404);
  });
});

describe("a message", () => {
  test("runs the function that is given, with all that it needs to know", async () => {
    emulator.actors.set("me/actor", ({ message, contentType, environment, bytes, log, sendResult }) => {
      log(`${contentType}: ${message} for ${environment["WHO"] ?? "nobody"}`);
      sendResult(bytes);
      sendResult("second");
    });
    const id = await add({ defaultEnvironment: { WHO: "ann" } });
    const execution = await say(id, { message: "hi" });
    expect((await ask(`GET /actors/v2/${id}/messages`)).result).toMatchObject({ messages: 1 });
    await pass(2);
    const path = `/actors/v2/${id}/executions/${execution}`;
    expect((await ask(`GET ${path}`)).result).toMatchObject({ status: "COMPLETE", exitCode: 0, actorId: id });
    expect((await ask(`GET ${path}/logs`)).result).toMatchObject({ logs: "str: hi for ann\n" });
    const results: Read[] = [];
    for (let index = 0; index < 3; index += 1) results.push(await ask(`GET ${path}/results`));
    expect(results.map(({ text }) => text)).toEqual(["hi", "second", ""]);
    expect(results[2]?.headers.get("content-type")).toBe("application/octet-stream");
  });

  test.each<[unknown, RequestInit, unknown]>([
    [{ message: "text" }, {}, ["str", "text", "text"]],
    [new URLSearchParams({ message: "form" }), {}, ["str", "form", "form"]],
    [{ a: 1 }, {}, ["application/json", '{"a":1}', { a: 1 }]],
    [new Uint8Array([104, 105]), BYTES, ["application/octet-stream", "hi", "binary - omitted"]],
    ["[]", {}, ["str", "[]", "[]"]],
    ["0", {}, ["str", "0", "0"]],
    [{ message: "" }, {}, ["application/json", '{"message":""}', { message: "" }]],
  ])("of %j is taken for what it is", async (body, init, expected) => {
    const seen: unknown[] = [];
    emulator.actors.set("mine", ({ contentType, message }) => void seen.push(contentType, message));
    const id = await add();
    const { result } = await ask(`POST /actors/v2/${id}/messages?X=1`, body, init);
    await pass(2);
    expect([...seen, (result as { readonly msg: unknown }).msg]).toEqual(expected);
  });

  test("that is none is refused", async () => {
    const id = await add();
    expect((await ask(`POST /actors/v2/${id}/messages`, "not json")).status).toBe(400);
    const empty = new URLSearchParams({ message: "" });
    expect((await ask(`POST /actors/v2/${id}/messages`, empty)).status).toBe(400);
  });

  test("may be waited for", async () => {
    emulator.actors.set("mine", ({ message, sendResult, log }) => {
      log("logged");
      if (message === "loud") sendResult("result");
    });
    const id = await add();
    const path = `/actors/v2/${id}/messages?_abaco_synchronous=true`;
    expect((await ask(`POST ${path}`, { message: "loud" })).text).toBe("result");
    expect((await ask(`POST ${path}`, { message: "quiet" })).text).toBe("logged\n");
    for (let index = 0; index < 4; index += 1) await say(id, { message: "x" });
    expect((await ask(`POST ${path}`, { message: "loud" })).status).toBe(400);
    await ask(`DELETE /actors/v2/${id}/messages`);
    expect((await ask(`GET /actors/v2/${id}/messages`)).result).toMatchObject({ messages: 0 });
  });

  test("whose function fails ends with exit code 1, and its log says why", async () => {
    emulator.actors.set("mine", () => {
      throw new Error("no luck");
    });
    const id = await add();
    const execution = await say(id, { message: "x" });
    await pass(2);
    const path = `/actors/v2/${id}/executions/${execution}`;
    expect((await ask(`GET ${path}`)).result).toMatchObject({ exitCode: 1, finalState: { ExitCode: 1 } });
    expect((await ask(`GET ${path}/logs`)).text).toContain("no luck");
  });
});

test("an execution is quit while it runs, and not after", async () => {
  let release = (): void => undefined;
  emulator.actors.set("mine", () => new Promise<void>((resolve) => (release = resolve)));
  const id = await add();
  const execution = await say(id, { message: "x" });
  const path = `/actors/v2/${id}/executions/${execution}`;
  expect((await ask(`DELETE ${path}`)).status).toBe(400);
  emulator.clock.advance(2000);
  expect((await ask(`GET ${path}`)).result).toMatchObject({ status: "RUNNING", finishTime: "None" });
  expect((await ask(`DELETE ${path}`)).body).toMatchObject({ result: null, status: "success" });
  release();
  await emulator.settled();
  expect((await ask(`GET ${path}`)).result).toMatchObject({ status: "ERROR" });
  expect((await ask(`GET /actors/v2/${id}/executions/none`)).status).toBe(400);
});

test("listings become searches by any argument but a nonce", async () => {
  const id = await add();
  await add({ name: "other" });
  await say(id, { message: "x" });
  await pass(3);
  expect((await ask(`GET /actors/v2/${id}/executions`)).result).toMatchObject({
    totalExecutions: 1,
    executions: [{ status: "COMPLETE" }],
  });
  expect((await ask(`GET /actors/v2/${id}/executions?limit=5`)).result).toMatchObject({
    _metadata: { totalCount: 1, recordsSkipped: 0, recordLimit: 5, countReturned: 1 },
    search: [{ actorId: id }],
  });
  expect((await ask("GET /actors/v2?name=other")).result).toMatchObject({ search: [{ name: "other" }] });
  expect((await ask("GET /actors/v2/search/actors?name.like=m*")).result).toMatchObject({ search: [{ id }] });
  expect((await ask("GET /actors/v2/search/executions?skip=1")).result).toMatchObject({ search: [] });
  expect((await ask("GET /actors/v2/search/things?x=1")).status).toBe(400);
});

test("a state is kept by actors that say so, and cannot be emptied", async () => {
  emulator.actors.set("mine", ({ state, setState }) => setState({ before: state }));
  const [stateful, stateless] = [await add({ stateless: false }), await add()];
  expect((await ask(`GET /actors/v2/${stateless}/state`)).status).toBe(404);
  expect((await ask(`POST /actors/v2/${stateful}/state`, { n: 1 })).result).toMatchObject({
    state: { n: 1 },
  });
  for (const empty of ["{}", "[]", "0", "false", '""'])
    expect([empty, (await ask(`POST /actors/v2/${stateful}/state`, empty)).status]).toEqual([empty, 400]);
  await say(stateful, { message: "x" });
  await pass(2);
  expect((await ask(`GET /actors/v2/${stateful}/state`)).result).toMatchObject({
    state: { before: { n: 1 } },
  });
});

describe("a nonce", () => {
  test("stands for a log-in until it is spent, up to its level", async () => {
    const id = await add();
    const { result } = await ask(`POST /actors/v2/${id}/nonces`, { maxUses: 2, level: "READ" });
    expect(result).toMatchObject({ level: "READ", remainingUses: 2, actorId: id });
    const nonce = (result as { readonly id: string }).id;
    expect(nonce).toMatch(/^TACC\.PROD_/);
    const read = (): ReturnType<typeof send> => send(emulator, `GET /actors/v2/${id}?x-nonce=${nonce}`);
    expect((await send(emulator, `GET /actors/v2/${id}/executions?x-nonce=${nonce}`)).result).toHaveProperty(
      "totalExecutions",
    );
    const post = `POST /actors/v2/${id}/messages?x-nonce=${nonce}`;
    expect((await send(emulator, post, { body: { message: "x" } })).status).toBe(400);
    expect((await send(emulator, `GET /actors/v2/search/actors?x-nonce=${nonce}`)).status).toBe(404);
    expect([(await read()).status, (await read()).status]).toEqual([200, 400]);
    expect((await ask(`GET /actors/v2/${id}/nonces/${nonce}`)).result).toMatchObject({ remainingUses: 0 });
    expect((await ask(`DELETE /actors/v2/${id}/nonces/${nonce}`)).status).toBe(200);
    expect((await ask(`GET /actors/v2/${id}/nonces`)).result).toEqual([]);
  });

  test("is unlimited unless something is said, and not for nothing", async () => {
    const id = await add();
    expect((await ask(`POST /actors/v2/${id}/nonces`, {})).result).toMatchObject({
      level: "EXECUTE",
      maxUses: -1,
      remainingUses: "unlimited",
    });
    expect((await ask(`POST /actors/v2/${id}/nonces`, { maxUses: 0 })).status).toBe(400);
    expect((await ask(`POST /actors/v2/${id}/nonces`, { level: "SOME" })).status).toBe(400);
  });
});

test("an alias is another name, with nonces of its own", async () => {
  const id = await add();
  const { result } = await ask("POST /actors/v2/aliases", { alias: "best", actorId: id });
  expect(result).toMatchObject({ alias: "best", actorId: id, owner: "ann" });
  expect((await ask("GET /actors/v2/best")).result).toMatchObject({ id });
  for (const alias of ["nonces", "a b", "a/b", id, "best"])
    expect([alias, (await ask("POST /actors/v2/aliases", { alias, actorId: id })).status]).toEqual([
      alias,
      400,
    ]);
  expect((await ask("POST /actors/v2/aliases/best/nonces", { level: "UPDATE" })).status).toBe(400);
  const nonce = (await ask("POST /actors/v2/aliases/best/nonces", {})).result as { readonly id: string };
  expect((await send(emulator, `GET /actors/v2/best?x-nonce=${nonce.id}`)).result).toMatchObject({ id });
  const other = await add({ name: "other" });
  await ask("PUT /actors/v2/aliases/best", { actorId: other });
  expect((await ask("GET /actors/v2/best")).result).toMatchObject({ id: other });
  expect((await ask("GET /actors/v2/aliases")).result).toHaveLength(1);
  expect((await ask("DELETE /actors/v2/aliases/best")).status).toBe(200);
  expect((await ask("GET /actors/v2/best")).status).toBe(404);
});

test("permissions are a map, and a refusal is 400", async () => {
  const id = await add();
  const bob = await asking(emulator, "bob");
  const refused = await bob(`GET /actors/v2/${id}`);
  expect([refused.status, refused.message]).toEqual([400, expect.stringMatching(/^Not authorized/)]);
  const path = `/actors/v2/${id}/permissions`;
  expect((await ask(`POST ${path}`, { user: "bob", level: "execute" })).result).toEqual({
    ann: "UPDATE",
    bob: "EXECUTE",
  });
  expect((await bob(`POST /actors/v2/${id}/messages`, { message: "x" })).status).toBe(200);
  expect((await bob(`DELETE /actors/v2/${id}`)).status).toBe(400);
  expect((await ask(`POST ${path}`, { user: "bob", level: "ALL" })).status).toBe(400);
  expect((await bob(`GET ${path}`)).result).toMatchObject({ bob: "EXECUTE" });
});

test("workers are the business of administrators", async () => {
  const id = await add();
  await pass(1);
  expect((await ask(`GET /actors/v2/${id}/workers`)).status).toBe(400);
  const admin = await asking(emulator, "admin");
  const path = `/actors/v2/${id}/workers`;
  const { result, message } = await admin(`POST ${path}`, { num: 3 });
  expect([result, message]).toEqual([null, expect.stringContaining("2 new")]);
  const workers = (await admin(`GET ${path}`)).result as readonly { readonly id: string }[];
  expect(workers).toHaveLength(3);
  expect((await admin(`GET ${path}/${workers[0]?.id ?? ""}`)).result).toMatchObject({ status: "READY" });
  expect((await admin(`DELETE ${path}/${workers[0]?.id ?? ""}`)).status).toBe(200);
  expect((await admin(`GET ${path}/none`)).status).toBe(404);
});

test("configs are kept, and secret ones not shown", async () => {
  const body = { name: "settings", value: { a: 1 }, isSecret: false, actors: "x" };
  expect((await ask("POST /actors/v2/configs", body)).result).toMatchObject({ value: { a: 1 } });
  expect(
    (await ask("PUT /actors/v2/configs/settings", { value: "quiet", isSecret: true })).text,
  ).not.toContain("quiet");
  expect((await ask("GET /actors/v2/configs")).result).toMatchObject([{ name: "settings", isSecret: true }]);
  expect((await ask("DELETE /actors/v2/configs/settings")).status).toBe(200);
  expect((await ask("GET /actors/v2/configs/settings")).status).toBe(404);
});
