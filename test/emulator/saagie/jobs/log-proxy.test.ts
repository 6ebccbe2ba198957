import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { like } from "../../matchers.ts";
import {
  A,
  ask,
  E,
  expressionNode,
  F,
  jobNode,
  makePipeline,
  runPipeline,
  statusNode,
} from "../pipelines/wire.ts";
import { connect, makeJob, NOTHING, readyProject, run, type Wire } from "../wire.ts";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;
let instance: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project, { name: "talker" });
  emulator.scripts.set("talker", {
    lines: [
      "one",
      { stream: "STDERR", value: "two" },
      { stream: "ORCHESTRATION_STDOUT", value: "three" },
      "four",
    ],
  });
  instance = await run(wire, job);
  emulator.clock.advance(3000);
});

interface Page {
  readonly logs: readonly {
    readonly index: number;
    readonly stream: string;
    readonly time?: string;
    readonly value: string;
  }[];
  readonly total: number;
}

const place = (kind: string, id: string, of: string = project): string =>
  `demo/platform/1/project/${of}/${kind}/${id}`;

async function read(path: string): Promise<Page> {
  const answer = await wire.get(`/log-proxy/api/logs/${path}`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, like(/^application\/json/)]);
  return (await answer.json()) as Page;
}

describe("the log of a run of a job", () => {
  test("is read whole without any wish", async () => {
    expect(await read(place("job_instance", instance))).toEqual({
      logs: [
        { index: 0, stream: "STDOUT", time: "2024-06-03T08:00:03.200000000Z", value: "one" },
        { index: 1, stream: "STDERR", time: "2024-06-03T08:00:03.650000000Z", value: "two" },
        { index: 2, stream: "ORCHESTRATION_STDOUT", time: "2024-06-03T08:00:04.100000000Z", value: "three" },
        { index: 3, stream: "STDOUT", time: "2024-06-03T08:00:04.550000000Z", value: "four" },
      ],
      limit: 10_000,
      total: 4,
      order: "asc",
      source: "elastic",
    });
  });

  test.each([
    ["limit=1&skip=1", ["two"], 4],
    ["limit=2&skip=3", ["four"], 4],
    ["limit=0", [], 4],
    ["streams=STDOUT", ["one", "four"], 2],
    ["streams=STDOUT,STDERR&limit=1&skip=2", ["four"], 3],
    ["streams=STDOUT%2CORCHESTRATION_STDOUT&limit=&skip=", ["one", "three", "four"], 3],
    ["streams=", ["one", "two", "three", "four"], 4],
    ["streams=ENVVARS_STDERR", [], 0],
  ])("with %s is %j of %i lines", async (query, values, total) => {
    const page = await read(`${place("job_instance", instance)}?${query}`);
    expect([page.logs.map(({ value }) => value), page.total]).toEqual([values, total]);
  });

  test("tells the limit and the source that were asked for", async () => {
    expect(await read(`${place("job_instance", instance)}?limit=2&source=mongo`)).toMatchObject({
      limit: 2,
      source: "mongo",
    });
  });

  test("can be downloaded as a file", async () => {
    const answer = await wire.get(
      `/log-proxy/api/download/${place("job_instance", instance)}?streams=STDOUT,STDERR`,
    );
    expect([answer.status, await answer.text()]).toEqual([200, "one\ntwo\nfour\n"]);
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="${instance}.log"`);
  });
});

test("the log of a condition has five lines without a time, whatever the page", async () => {
  const pipeline = await makePipeline(wire, project, {
    jobNodes: [jobNode(A, job, [E])],
    conditionNodes: [statusNode(E, "AtLeastOneSuccess", { no: [F] }), expressionNode(F, "1 + 1 == 2", {})],
  });
  const id = await runPipeline(wire, pipeline);
  emulator.clock.advance(3000);
  const { pipelineInstance } = await ask<{
    pipelineInstance: { conditionsInstance: readonly { id: string | null }[] };
  }>(wire, "query ($id: UUID!) { pipelineInstance(id: $id) { conditionsInstance { id } } }", { id });
  const ids = pipelineInstance.conditionsInstance.map((condition) => condition.id);
  expect(ids).toEqual([like(/^[0-9a-f-]{36}$/), null]);
  const path = place("condition_instance", String(ids[0]));
  const all = await read(`${path}?limit=10000&skip=0&streams=STDOUT,STDERR`);
  expect([all.total, all.logs.length, all.logs.some((line) => "time" in line)]).toEqual([5, 5, false]);
  const one = await read(`${path}?limit=1&skip=0&streams=STDOUT,STDERR`);
  expect([one.total, one.logs.length]).toEqual([5, 1]);
});

describe("what is not there", () => {
  test.each(["logs", "download"])("is 404 for %s", async (what) => {
    const other = await readyProject(emulator, wire, { name: "Other" });
    for (const path of [
      place("job_instance", NOTHING),
      place("job_instance", instance, other),
      place("job_instance", instance, NOTHING),
      place("condition_instance", instance),
      place("pod", instance),
      place("constructor", instance),
      place("job_instance", instance).replace("demo/", "elsewhere/"),
      place("job_instance", instance).replace("platform/1", "platform/2"),
      place("job_instance", instance).replace("platform/1", "platform/01"),
    ])
      expect([path, (await wire.get(`/log-proxy/api/${what}/${path}`)).status]).toEqual([path, 404]);
  });

  test.each(["limit=x", "skip=-1", "streams=STDOUT,LOUD"])("is 400 for %s", async (query) => {
    expect((await wire.get(`/log-proxy/api/logs/${place("job_instance", instance)}?${query}`)).status).toBe(
      400,
    );
  });

  test("is 400 for a file of a stream that there is not", async () => {
    const path = `/log-proxy/api/download/${place("job_instance", instance)}?streams=LOUD`;
    expect((await wire.get(path)).status).toBe(400);
  });

  test("is 401 without a token", async () => {
    const url = `${emulator.url}/log-proxy/api/logs/${place("job_instance", instance)}`;
    expect((await emulator.fetch(url)).status).toBe(401);
  });
});

test("the realm may be written in any case, and slashes may be doubled", async () => {
  const path = place("job_instance", instance).replace("demo", "DEMO");
  expect((await wire.get(`//log-proxy/api/logs/${path}`)).status).toBe(200);
});

test("reading a log can be made to fail", async () => {
  emulator.faults.add({ match: { operation: "readLogs" }, status: 503 });
  const path = `/log-proxy/api/logs/${place("job_instance", instance)}`;
  expect([(await wire.get(path)).status, (await wire.get(path)).status]).toEqual([503, 200]);
  expect(emulator.requests.at(-1)).toMatchObject({
    endpoint: "log-proxy",
    operation: "readLogs",
    status: 200,
  });
});
