import { beforeEach, describe, expect, test } from "vitest";
import type { EmulatedAgave } from "../../../src/emulator/index.ts";
import { asking, begin, type Ask } from "./wire.ts";

let emulator: EmulatedAgave;
let ask: Ask;

beforeEach(async () => {
  ({ emulator, ask } = await begin());
});

const JOB = { name: "count", appId: "wc-1.0.0", inputs: { input1: "agave://data//ann/words.txt" } };

interface Submitted {
  readonly id: string;
  readonly archivePath: string;
}

const submit = async (more: object = {}): Promise<Submitted> =>
  (await ask("POST /jobs/v2/", { ...JOB, ...more })).result as Submitted;

const statuses = async (id: string): Promise<unknown> =>
  ((await ask(`GET /jobs/v2/${id}/history`)).result as readonly { readonly status: string }[]).map(
    ({ status }) => status,
  );

const idsOf = async (line: string): Promise<readonly string[]> =>
  ((await ask(line)).result as readonly { readonly id: string }[]).map(({ id }) => id);

describe("a submission", () => {
  test("is answered at once with what was not said filled in", async () => {
    const { status, result } = await ask("POST /jobs/v2/", JOB);
    const { id } = result as Submitted;
    expect([status, result]).toMatchObject([
      201,
      {
        id: expect.stringMatching(/-0001-007$/) as string,
        owner: "ann",
        status: "PENDING",
        executionSystem: "hpc",
        batchQueue: "normal",
        nodeCount: 1,
        processorsPerNode: 1,
        memoryPerNode: 64,
        maxRunTime: "48:00:00",
        archive: true,
        archiveSystem: "data",
        archivePath: `ann/archive/jobs/job-${id}`,
        inputs: { input1: ["agave://data//ann/words.txt"] },
        parameters: {},
        startTime: null,
        lastModified: "2024-06-03T03:00:00.000-05:00",
        _links: { history: { href: `${emulator.url}/jobs/v2/${id}/history` } },
      },
    ]);
    expect(result).not.toHaveProperty("message");
    expect(emulator.files.list({ system: "data", path: "/ann/archive/jobs" })).toContain(
      `/ann/archive/jobs/job-${id}`,
    );
  });

  test.each([
    ["no name", { name: "" }, 400],
    ["no app", { appId: "none" }, 400],
    ["an app that there is not", { appId: "none-1.0" }, 400],
    ["an app of another", { appId: "secret-1.0.0" }, 403],
    ["another system", { executionSystem: "data" }, 400],
    ["a queue that there is not", { batchQueue: "none" }, 400],
    ["too many nodes for the queue", { batchQueue: "debug", nodeCount: 2 }, 400],
    ["more than any queue has", { memoryPerNode: "100GB" }, 400],
    ["no input", { inputs: {} }, 400],
    ["an input that is not there", { inputs: { input1: "/ann/none" } }, 400],
    ["an input of another", { inputs: { input1: "agave://data//bob/b.txt" } }, 403],
    ["an input of no known scheme", { inputs: { input1: "gopher://x/y" } }, 400],
    ["a parameter of another type", { parameters: { cli_opts: ["a", "b"] } }, 400],
    ["an archive that is a file", { archivePath: "/ann/words.txt" }, 400],
    ["an archive of another", { archivePath: "/bob/out" }, 403],
    ["dependencies", { dependencies: [] }, 400],
    ["a bad address to tell", { notifications: [{ url: "nowhere", event: "*" }] }, 400],
  ])("with %s is refused", async (_name, more, status) => {
    emulator.files.put({ system: "data", path: "/bob/b.txt" }, "x");
    const bob = await asking(emulator, "bob");
    await bob("PUT /apps/v2/public-wc-1.0.0u1", { action: "clone", name: "secret", version: "1.0.0" });
    expect((await ask("POST /jobs/v2", { ...JOB, ...more })).status).toBe(status);
    expect(await idsOf("GET /jobs/v2")).toHaveLength(2);
  });

  test("is refused with 412 while the system cannot be used", async () => {
    const admin = await asking(emulator, "admin");
    const { result } = await admin("GET /systems/v2/hpc");
    const auth = { type: "PASSWORD", username: "u", password: "p" };
    const system = result as { readonly storage: object; readonly login: object };
    const body = { ...system, storage: { ...system.storage, auth }, login: { ...system.login, auth } };
    await admin("POST /systems/v2/hpc", { ...body, status: "DOWN" });
    expect((await ask("POST /jobs/v2", JOB)).status).toBe(412);
  });

  test("takes inputs and parameters at its top, and notifications along", async () => {
    const { id } = await submit({
      inputs: undefined,
      input1: "ann/words.txt;agave://data//ann/words.txt",
      cli_opts: 5,
      notifications: [{ url: "https://example.com/done", event: "FINISHED" }],
    });
    expect((await ask(`GET /jobs/v2/${id}`)).result).toMatchObject({
      inputs: { input1: ["ann/words.txt", "agave://data//ann/words.txt"] },
      parameters: { cli_opts: "5" },
      _links: { notification: [{ title: "FINISHED" }] },
    });
  });
});

describe("a job", () => {
  test("goes all its way on the clock, and its outputs go to the archive", async () => {
    const { id, archivePath } = await submit();
    expect((await ask(`GET /jobs/v2/${id}/outputs/listings`)).status).toBe(404);
    emulator.clock.advance(6500);
    expect((await ask(`GET /jobs/v2/${id}/status`)).result).toMatchObject({ id, status: "RUNNING" });
    emulator.clock.advance(60_000);
    expect((await ask(`GET /jobs/v2/${id}`)).result).toMatchObject({
      status: "FINISHED",
      startTime: "2024-06-03T03:00:06.000-05:00",
      endTime: "2024-06-03T03:00:16.000-05:00",
    });
    expect(await statuses(id)).toEqual(
      (
        "PENDING PROCESSING_INPUTS STAGING_INPUTS STAGED SUBMITTING QUEUED RUNNING CLEANING_UP ARCHIVING " +
        "ARCHIVING_FINISHED FINISHED"
      ).split(" "),
    );
    const { result } = await ask(`GET /jobs/v2/${id}/outputs/listings/`);
    expect(result).toMatchObject([
      { name: `count-${id}.err`, format: "unknown", type: "file" },
      { name: `count-${id}.out` },
      { name: "wc_out", path: "/wc_out", format: "folder", type: "dir" },
    ]);
    expect((await ask(`GET /jobs/v2/${id}/outputs/listings/wc_out?limit=1`)).result).toMatchObject([
      { path: "/wc_out/output.txt", permission: expect.any(String) as string },
    ]);
    const media = await ask(`GET /jobs/v2/${id}/outputs/media/wc_out/output.txt`, undefined, {
      headers: { range: "bytes=0-5" },
    });
    expect([media.status, media.text]).toEqual([206, "Output"]);
    expect((await ask(`GET /files/v2/listings/system/data/${archivePath}`)).result).toHaveLength(4);
  });

  test("goes as its script says", async () => {
    emulator.jobs.script("wc-1.0.0", ({ name }) =>
      name === "count"
        ? { seconds: 3, outputs: { "a/b.txt": "B" } }
        : { status: "FAILED", message: "No luck" },
    );
    const { id } = await submit({ archive: false });
    const failing = await submit({ name: "other" });
    emulator.clock.advance(30_000);
    expect(await statuses(id)).not.toContain("ARCHIVING");
    expect((await ask(`GET /jobs/v2/${id}/outputs/media/a/b.txt`)).text).toBe("B");
    expect((await ask(`GET /jobs/v2/${id}`)).result).not.toHaveProperty("archivePath");
    expect((await ask(`GET /jobs/v2/${failing.id}`)).result).toMatchObject({
      status: "FAILED",
      message: "No luck",
    });
  });

  test("that cannot be archived fails after ARCHIVING_FAILED; one may be killed", async () => {
    emulator.jobs.script("*", ({ name }) => ({ status: name === "count" ? "ARCHIVING_FAILED" : "KILLED" }));
    const [{ id }, killed] = [await submit(), await submit({ name: "other" })];
    emulator.clock.advance(60_000);
    expect((await statuses(id)) as readonly string[]).toEqual(
      expect.arrayContaining(["ARCHIVING", "ARCHIVING_FAILED", "FAILED"]),
    );
    expect((await ask(`GET /jobs/v2/${killed.id}/status`)).result).toMatchObject({ status: "KILLED" });
  });

  test("is stopped once, without a result", async () => {
    const { id } = await submit();
    const { status, body } = await ask(`POST /jobs/v2/${id}`, { action: "stop" });
    expect([status, body]).toEqual([200, { status: "success", message: null, version: "2.2.27" }]);
    emulator.clock.advance(60_000);
    expect((await ask(`GET /jobs/v2/${id}/status`)).result).toMatchObject({ status: "STOPPED" });
    expect((await ask(`POST /jobs/v2/${id}`, { action: "stop" })).status).toBe(400);
    expect((await ask(`POST /jobs/v2/${id}`, { action: "kill" })).status).toBe(400);
  });

  test("is submitted again as another", async () => {
    const { id } = await submit({ parameters: { cli_opts: "-l" } });
    const { status, result } = await ask(`POST /jobs/v2/${id}`, { action: "resubmit" });
    expect([status, result]).toMatchObject([202, { name: "count", parameters: { cli_opts: "-l" } }]);
    expect((result as Submitted).id).not.toBe(id);
    expect((result as Submitted).archivePath).not.toContain(id);
  });

  test("is hidden, and brought back by its owner", async () => {
    const { id } = await submit();
    expect((await ask(`DELETE /jobs/v2/${id}`)).status).toBe(200);
    expect((await ask(`GET /jobs/v2/${id}`)).status).toBe(404);
    expect((await ask(`GET /jobs/v2/${id}/outputs/listings`)).status).toBe(400);
    expect(await idsOf("GET /jobs/v2")).not.toContain(id);
    expect((await ask(`POST /jobs/v2/${id}`, { action: "restore" })).status).toBe(200);
    expect((await ask(`GET /jobs/v2/${id}/status`)).result).toMatchObject({ status: "STOPPED" });
  });

  test("is shared with others, whose outputs are refused with 401 before", async () => {
    const { id } = await submit();
    const bob = await asking(emulator, "bob");
    expect((await bob(`GET /jobs/v2/${id}`)).status).toBe(403);
    expect((await bob(`GET /jobs/v2/${id}/outputs/listings`)).status).toBe(401);
    const path = `/jobs/v2/${id}/pems`;
    expect((await ask(`POST ${path}`, { username: "bob", permission: "READ" })).status).toBe(201);
    expect((await bob(`GET /jobs/v2/${id}`)).status).toBe(200);
    expect((await bob(`POST /jobs/v2/${id}`, { action: "stop" })).status).toBe(403);
    expect((await ask(`GET ${path}`)).result).toMatchObject([
      { username: "ann", permission: { read: true, write: true } },
      { username: "bob", permission: { read: true, write: false } },
    ]);
    expect((await ask(`POST ${path}/bob`, { username: "bob", permission: "NONE" })).status).toBe(200);
    expect((await bob(`GET /jobs/v2/${id}`)).status).toBe(403);
  });
});

describe("a list of jobs", () => {
  test("has the newest first, or the order that is asked for", async () => {
    const { id } = await submit();
    const newest = await idsOf("GET /jobs/v2/");
    expect([newest.length, newest[0]]).toEqual([3, id]);
    expect(await idsOf("GET /jobs/v2?order=ASC&orderBy=created")).toEqual(newest.toReversed());
    expect((await ask("GET /jobs/v2?orderBy=none")).status).toBe(400);
    expect((await ask("GET /jobs/v2?order=up")).status).toBe(400);
  });

  test("is searched by the query and by the path", async () => {
    const { id } = await submit({ parameters: { cli_opts: "-c" } });
    expect(await idsOf(`GET /jobs/v2?id.like=${id}`)).toEqual([id]);
    expect(await idsOf("GET /jobs/v2?owner.like=ann")).toHaveLength(3);
    expect(await idsOf("GET /jobs/v2/search/status/pending/name.like/co*")).toEqual([id]);
    expect(await idsOf("GET /jobs/v2?parameters=-c")).toEqual([id]);
    expect(await idsOf("GET /jobs/v2?status.in=FINISHED,FAILED&runtime.gte=40")).toHaveLength(2);
  });

  test("shows full records where a filter asks for their members", async () => {
    expect((await ask("GET /jobs/v2?filter=name,inputs")).result).toMatchObject([
      { name: "second-count", inputs: { input1: [expect.any(String)] } },
      {},
    ]);
    const { result } = await ask("GET /jobs/v2?name=first-count&filter=localId,localJobId");
    // After a search another part of the service writes them, and spells this in its own way.
    expect(result).toEqual([{ localJobId: "1000" }]);
  });
});

test("the history is searched and put in order too", async () => {
  const { id } = await submit();
  emulator.clock.advance(60_000);
  const path = `/jobs/v2/${id}/history`;
  expect((await ask(`GET ${path}?order=desc&limit=1`)).result).toMatchObject([{ status: "FINISHED" }]);
  expect((await ask(`GET ${path}?status=RUNNING`)).result).toHaveLength(1);
});
