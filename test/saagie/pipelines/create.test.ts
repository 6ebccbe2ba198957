import { describe, expect, onTestFinished, test } from "vitest";
import { InvalidInputError, NotFoundError, OutcomeUnknownError, RefusedError } from "../../../src/index.ts";
import type { PipelineDefinition } from "../../../src/saagie/pipelines/definition.ts";
import { pipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { idle } from "../support/idle.ts";
import { makeGraph, makePipeline } from "../support/pipeline-things.ts";
import { emulatedPlatform, openPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

test("everything that is given arrives, execution variables too", async () => {
  const { id: project } = await platform.project();
  const { graph } = await makeGraph(platform);
  const name = platform.unique("all of it");
  const settings = {
    description: "d",
    alias: name.replaceAll(" ", "_").toUpperCase(),
    cronScheduling: "0 5 * * *",
    scheduleTimezone: "Europe/Paris",
    hasExecutionVariablesEnabled: true,
  };
  const version = { releaseNote: "first", sourceUrl: "https://example.io/a" };
  const alerting = { emails: ["ada@example.io"] };
  const { id } = await saagie.pipelines.create(project, { name, graph, alerting, ...settings, ...version });
  const pipeline = await saagie.pipelines.get(id);
  expect(pipeline).toMatchObject({ name, ...settings, isScheduled: true });
  expect(pipeline.alerting).toMatchObject({ ...alerting, statusList: ["FAILED"] });
  expect(pipeline.versions).toMatchObject([version]);
});

test("ids, edges, conditions and positions are those of the graph", async () => {
  const { id: project } = await platform.project();
  const { jobs } = await makeGraph(platform);
  const graph = pipelineGraph()
    .job("first", jobs[0].id, { position: { x: 40, y: 50 } })
    .condition("good", { expression: 'x.contains("a") || y == "b"' })
    .condition("any", "AtLeastOneSuccess")
    .job("second", jobs[1].id)
    .job("again", jobs[0].id)
    .edge("first", ["good", "any"])
    .edge("good", "second")
    .edge("good", "again", { on: "failure" })
    .edge("any", "second");
  const { id } = await saagie.pipelines.create(project, { name: platform.unique("pipeline"), graph });
  const built = graph.build();
  const { graph: found } = await saagie.pipelines.version(id, 1);
  expect(found?.jobNodes).toEqual(
    built.jobNodes.map((node) => ({
      ...node,
      job: jobs.map(({ id: jobId, name }) => ({ id: jobId, name })).find((job) => job.id === node.job),
    })),
  );
  expect(found?.conditionNodes).toMatchObject([
    { ...built.conditionNodes[0], condition: { expression: 'x.contains("a") || y == "b"' } },
    { ...built.conditionNodes[1], condition: { value: "AtLeastOneSuccess" } },
  ]);
});

describe("jobs are looked up", () => {
  test("each project once, however many of its jobs there are", async () => {
    const own = ownPlatform();
    const [first, second] = [await makeJob(own), await makeJob(own)];
    const { id, name } = await own.project();
    const graph = pipelineGraph()
      .job("1", { project: name, name: first.name })
      .job("2", { project: name, name: second.name.toUpperCase() })
      .job("3", { project: id, alias: first.name.replaceAll(" ", "_") })
      .job("4", { name: first.name })
      .job("5", { alias: second.name.replaceAll(" ", "_") })
      .job("6", first.id)
      .job("7", { id: second.id });
    const asked = watchRequests(own.emulator);
    const created = await own.saagie.pipelines.create(id, { name: "P", graph });
    // The project by name and the jobs of the project by id are asked for at the same time.
    expect(asked.operations().toSorted()).toEqual([
      "JobsListMinimal",
      "PipelinesCreate",
      "ProjectsGetByName",
    ]);
    expect(asked.operations().at(-1)).toBe("PipelinesCreate");
    const { graph: found } = await own.saagie.pipelines.version(created.id, 1);
    const ids = (found?.jobNodes ?? []).map(({ job }) => job.id);
    expect(ids).toEqual([first.id, second.id, first.id, first.id, second.id, first.id, second.id]);
  });

  test.each([{ name: "jbo" }, { alias: "jbo" }])("and %o is not found, with near names", async (job) => {
    const { id } = await platform.project();
    const { name } = await makeJob(platform, { name: platform.unique("jbo") });
    const graph = pipelineGraph().job("a", job);
    const error = await rejection(saagie.pipelines.create(id, { name: platform.unique("pipeline"), graph }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({
      near: expect.arrayContaining(["name" in job ? name : name.replaceAll(" ", "_")]) as string[],
    });
  });
});

const WRONG: readonly (readonly [string, Partial<PipelineDefinition>, RegExp])[] = [
  ["an empty name", { name: " " }, /name is empty/u],
  ["a long name", { name: "x".repeat(256) }, /longer than 255/u],
  ["an odd alias", { alias: "a-b" }, /alias "a-b" is refused/u],
  ["a wrong cron expression", { cronScheduling: "0 5 * *" }, /not a cron expression/u],
  ["a wrong zone", { scheduleTimezone: "Europe/Pari" }, /not a time zone/u],
  ["a schedule without a cron expression", { isScheduled: true }, /pipeline without a cron expression/u],
  ["an alerting of nobody", { alerting: {} }, /tells nobody/u],
  ["a source URL that is none", { sourceUrl: "ftp://x" }, /not an http or https URL/u],
  ["an empty graph", { graph: pipelineGraph() }, /graph is empty/u],
  ["a graph with a cycle", { graph: pipelineGraph().job("a", "x").edge("a", "a") }, /a → a/u],
];

describe("is refused before anything is sent", () => {
  test.each(WRONG)("%s", async (_, wrong, message) => {
    const { id: project } = await platform.project();
    const graph = pipelineGraph().job("a", "00000000-0000-4000-8000-000000000001");
    const asked = watchRequests(platform.emulator);
    const error = await rejection(saagie.pipelines.create(project, { name: "x", graph, ...wrong }));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toMatch(message);
    expect(asked.operations()).toEqual([]);
  });

  test("a linear pipeline without a job", async () => {
    const error = await rejection(saagie.pipelines.createLinear("Sales", { name: "x", jobs: [] }));
    expect(error).toBeInstanceOf(InvalidInputError);
  });
});

const graphs = new WeakMap<TestPlatform, ReturnType<typeof makeGraph>>();

/** The same jobs every time, so that pipelines of a platform differ in nothing else. */
function graphOf(own: TestPlatform): ReturnType<typeof makeGraph> {
  const made = graphs.get(own) ?? makeGraph(own);
  graphs.set(own, made);
  return made;
}

describe.each(["create", "createLinear"] as const)("%s, whose answer is lost", (kind) => {
  const FIELD = kind === "create" ? "createGraphPipeline" : "createPipeline";
  const OPERATION = kind === "create" ? "PipelinesCreate" : "PipelinesCreateLinear";

  async function create(
    own: TestPlatform,
    more: Partial<PipelineDefinition> = {},
  ): Promise<{ readonly id: string }> {
    const { id: project } = await own.project();
    const { graph, jobs } = await graphOf(own);
    const { pipelines } = own.saagie;
    const definition = { name: "P", description: "d", alerting: { logins: ["demo"] }, ...more };
    return kind === "create"
      ? pipelines.create(project, { graph, hasExecutionVariablesEnabled: true, ...definition })
      : pipelines.createLinear(project, { ...definition, jobs: jobs.map(({ id }) => id) });
  }

  test.each([
    ["after it was done", [{ reset: "after" }], 1],
    ["in the midst of the answer", [{ tear: 10 }], 1],
    ["before it was done", [{ reset: "before" }], 2],
    ["before it was done, by a gateway", [{ status: 502 }], 2],
    ["twice", [{ reset: "before" }, { reset: "after" }], 2],
  ] as const)("%s: there is one pipeline, and it is the answer", async (_, faults, times) => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    for (const fault of faults) own.emulator.faults.add({ match: { operation: FIELD }, ...fault });
    const asked = watchRequests(own.emulator);
    const { id } = await create(own);
    expect(asked.count(OPERATION)).toBe(times);
    expect(await own.saagie.pipelines.listMinimal(project)).toMatchObject([{ id, name: "P" }]);
  });

  test.each([{ description: "mine" }, { releaseNote: "mine" }, { alias: "mine" }, { name: "p" }])(
    "is no success when the name was another pipeline's, with another %o",
    async (mine) => {
      const own = ownPlatform();
      const { id: project } = await own.project();
      const taken = await create(own);
      own.emulator.faults.add({ match: { operation: FIELD }, reset: "after" });
      const error = await rejection(create(own, mine));
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toMatchObject({ fields: { name: "already used" } });
      expect(await own.saagie.pipelines.listMinimal(project)).toMatchObject([{ id: taken.id }]);
    },
  );

  test("is no success when the name was another pipeline's, with an alias that ours would not have got", async () => {
    const own = ownPlatform();
    await create(own, { alias: "theirs" });
    own.emulator.faults.add({ match: { operation: FIELD }, reset: "after" });
    expect(await rejection(create(own))).toBeInstanceOf(RefusedError);
  });

  test("is unknown when the look-up fails as well", async () => {
    const own = ownPlatform();
    await own.project();
    own.emulator.faults.add({ match: { operation: FIELD }, reset: "after" });
    own.emulator.faults.add({
      match: { operation: "PipelinesListMinimal" },
      times: Infinity,
      reset: "before",
    });
    const error = await rejection(create(own));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: OPERATION });
  });
});

describe("a version whose answer is lost", () => {
  test("after it was added: there is one more, and it is the answer", async () => {
    const own = ownPlatform();
    const { id, graph, jobs } = await makePipeline(own);
    own.emulator.faults.add({ match: { operation: "addGraphPipelineVersion" }, reset: "after" });
    const longer = graph.job("third", jobs[0].id).edge("second", "third");
    const version = await own.saagie.pipelines.upgrade(id, { graph: longer, releaseNote: "2" });
    expect(version).toMatchObject({ number: 2, isCurrent: true, releaseNote: "2" });
    expect(version.graph?.jobNodes).toHaveLength(3);
    expect((await own.saagie.pipelines.get(id)).versions).toHaveLength(2);
  });

  test("before it was added, while somebody else added one: that is not ours", async () => {
    const own = ownPlatform();
    const { id, graph, jobs } = await makePipeline(own);
    const { clock, faults } = own.emulator;
    clock.auto = false;
    faults.add({ match: { operation: "addGraphPipelineVersion" }, latencyMs: 1_000, reset: "before" });
    const longer = graph.job("third", jobs[0].id);
    const upgrading = rejection(own.saagie.pipelines.upgrade(id, { graph: longer }));
    await idle(100);
    const theirs = await own.client().pipelines.upgrade(id, {});
    clock.auto = true;
    clock.advance(2_000);
    expect(await upgrading).toBeInstanceOf(OutcomeUnknownError);
    expect(theirs.number).toBe(2);
    expect((await own.saagie.pipelines.get(id)).versions).toHaveLength(2);
  });

  test("before it was added: it is unknown, and nothing is sent twice", async () => {
    const own = ownPlatform();
    const { id } = await makePipeline(own);
    own.emulator.faults.add({ match: { operation: "addGraphPipelineVersion" }, reset: "before" });
    const asked = watchRequests(own.emulator);
    const error = await rejection(own.saagie.pipelines.upgrade(id, {}));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(asked.count("PipelinesAddVersion")).toBe(1);
    expect((await own.saagie.pipelines.get(id)).versions).toHaveLength(1);
  });
});

test("an upgrade without a graph runs the same, node ids and all; a linear one becomes one with a graph", async () => {
  const { id: project } = await platform.project();
  const { jobs } = await makeGraph(platform);
  const definition = { name: platform.unique("pipeline"), jobs: jobs.map((job) => job.id) };
  const { id } = await saagie.pipelines.createLinear(project, definition);
  const before = await saagie.pipelines.version(id, 1);
  const after = await saagie.pipelines.upgrade(id, { sourceUrl: "" });
  const edges = (version: typeof before): readonly unknown[] =>
    (version.graph?.jobNodes ?? []).map((node) => ({ ...node, position: null }));
  expect(edges(after)).toEqual(edges(before));
  expect(after.sourceUrl).toBeNull();
  expect((await saagie.pipelines.get(id)).isLegacyPipeline).toBe(false);
});
