import fc from "fast-check";
import { expect, test } from "vitest";
import type { PipelineDefinition } from "../../../src/saagie/pipelines/definition.ts";
import { readPipelineGraph } from "../../../src/saagie/pipelines/graph-reading.ts";
import { pipelineGraph, type PipelineGraph } from "../../../src/saagie/pipelines/graph.ts";
import { makeGraph, makeLinearPipeline, makePipeline } from "../support/pipeline-things.ts";
import { emulatedPlatform, openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob } from "../support/things.ts";
import { samples } from "../../support/thorough.ts";

const platform = openPlatform();
const { saagie } = platform;

/** The graph of {@link makePipeline}, drawn anew: with other ids. */
const redrawn = ([first, second]: readonly { readonly id: string }[]): PipelineGraph =>
  pipelineGraph()
    .job("then", { id: second?.id ?? "" }, { position: { x: 7, y: 7 } })
    .job("begin", { id: first?.id ?? "" })
    .edge("begin", "then");

test("creates, then finds nothing to do, then changes what differs", async () => {
  const { id: project } = await platform.project();
  const { graph, jobs } = await makeGraph(platform);
  const definition = { name: platform.unique("pipeline"), graph, description: "1" };
  const created = await saagie.pipelines.createOrUpgrade(project, definition);
  expect(created).toMatchObject({ action: "created", name: definition.name, version: 1, changed: [] });
  const { id, name } = created;
  expect(await saagie.pipelines.createOrUpgrade(project, { ...definition, graph: redrawn(jobs) })).toEqual({
    action: "unchanged",
    id,
    name,
    version: 1,
    changed: [],
    notApplied: [],
  });
  expect(
    await saagie.pipelines.createOrUpgrade(project, { ...definition, releaseNote: "same" }),
  ).toMatchObject({
    action: "unchanged",
    notApplied: ["releaseNote"],
  });
  const longer = redrawn(jobs).job("third", { name: jobs[0].name }).edge("then", "third");
  const changed = { ...definition, graph: longer, description: "2", releaseNote: "longer" };
  expect(await saagie.pipelines.createOrUpgrade(project, changed)).toEqual({
    action: "upgraded",
    id,
    name,
    version: 2,
    changed: ["description", "version"],
    notApplied: [],
  });
  const pipeline = await saagie.pipelines.get(id);
  expect(pipeline).toMatchObject({
    description: "2",
    versions: [{ number: 2, releaseNote: "longer" }, { number: 1 }],
  });
});

const DIFFERENCES: readonly (readonly [
  string,
  (jobs: readonly { readonly id: string }[]) => Partial<PipelineDefinition>,
  readonly string[],
  readonly string[],
])[] = [
  ["nothing but ids and positions", () => ({}), [], []],
  ["a release note alone", () => ({ releaseNote: "2" }), [], []],
  ["a source URL alone", () => ({ sourceUrl: "https://example.io" }), [], []],
  ["a description", () => ({ description: "2" }), ["description"], ["PipelinesEdit"]],
  ["an alias", () => ({ alias: "other" }), ["alias"], ["PipelinesEdit"]],
  [
    "execution variables",
    () => ({ hasExecutionVariablesEnabled: true }),
    ["hasExecutionVariablesEnabled"],
    ["PipelinesEdit"],
  ],
  [
    "a schedule",
    () => ({ cronScheduling: "0 5 * * *" }),
    ["cronScheduling", "isScheduled", "scheduleTimezone"],
    ["PipelinesEdit"],
  ],
  [
    "the order of jobs",
    (jobs) => ({ graph: redrawn(jobs.toReversed()) }),
    ["version"],
    ["PipelinesAddVersion"],
  ],
  [
    "a condition, and a description",
    (jobs) => ({
      graph: redrawn(jobs).condition("c").edge("begin", "c").edge("c", "then"),
      description: "2",
    }),
    ["description", "version"],
    ["PipelinesAddVersion", "PipelinesEdit"],
  ],
];

test.each(DIFFERENCES)("when %s differs, just that is sent", async (_, change, changed, writes) => {
  const { name, project, jobs } = await makePipeline(platform);
  const asked = watchRequests(platform.emulator);
  const definition = { name, graph: redrawn(jobs), ...change(jobs) };
  const result = await saagie.pipelines.createOrUpgrade(project.id, definition);
  expect(result.changed.toSorted()).toEqual(changed);
  expect(result.action).toBe(changed.length > 0 ? "upgraded" : "unchanged");
  expect(result.version).toBe(changed.includes("version") ? 2 : 1);
  expect(asked.writes()).toEqual(writes);
});

test("finds a pipeline by its name in any case, and leaves its spelling", async () => {
  const { id, name, project, graph } = await makePipeline(platform);
  const result = await saagie.pipelines.createOrUpgrade(project.id, { name: name.toUpperCase(), graph });
  expect(result).toMatchObject({ action: "unchanged", id, name });
});

test("a linear pipeline that runs the same stays as it is; else it becomes one with a graph", async () => {
  const { id, name, project, jobs } = await makeLinearPipeline(platform);
  const same = await saagie.pipelines.createOrUpgrade(project.id, { name, graph: redrawn(jobs) });
  expect(same).toMatchObject({ action: "unchanged", id });
  const graph = redrawn(jobs.toReversed());
  const other = await saagie.pipelines.createOrUpgrade(project.id, { name, graph });
  expect(other).toMatchObject({ action: "upgraded", id, version: 2 });
});

test("compares with the current version, which after a rollback is not the newest", async () => {
  const { id, name, project, jobs, graph } = await makePipeline(platform);
  const other = redrawn(jobs.toReversed());
  await saagie.pipelines.upgrade(id, { graph: other });
  await saagie.pipelines.rollback(id, 1);
  const same = await saagie.pipelines.createOrUpgrade(project.id, { name, graph });
  expect(same).toMatchObject({ action: "unchanged", version: 1 });
  const again = await saagie.pipelines.createOrUpgrade(project.id, { name, graph: other });
  expect(again).toMatchObject({ action: "upgraded", version: 3 });
});

test("a graph that is read can be sent again, and changes nothing", async () => {
  const { id, name, project } = await makePipeline(platform);
  const { graph } = await saagie.pipelines.version(id, 1);
  const result = await saagie.pipelines.createOrUpgrade(project.id, {
    name,
    graph: readPipelineGraph(graph),
  });
  expect(result.action).toBe("unchanged");
});

test("a version whose answer is lost is told truly, and the second time there is nothing to do", async () => {
  const { name, project, jobs } = await makePipeline(platform);
  platform.emulator.faults.add({ match: { operation: "addGraphPipelineVersion" }, reset: "after" });
  const definition = { name, graph: redrawn(jobs.toReversed()) };
  const first = await saagie.pipelines.createOrUpgrade(project.id, definition);
  expect(first).toMatchObject({ action: "upgraded", version: 2 });
  const second = await saagie.pipelines.createOrUpgrade(project.id, definition);
  expect(second).toMatchObject({ action: "unchanged", version: 2 });
});

test("property: whatever was there, the second time there is nothing to do", async () => {
  const own = emulatedPlatform();
  const { id: project } = await own.project();
  const jobs = [await makeJob(own), await makeJob(own)];
  const graphs = fc
    .record({
      kinds: fc.array(fc.constantFrom("0", "1", "AllSuccess", "a > b"), { maxLength: 5 }),
      skips: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.constantFrom("success", "failure")), {
        maxLength: 6,
      }),
    })
    .map(({ kinds, skips }) => (): PipelineGraph => {
      const isJob = ["0", ...kinds, "1"].map((kind) => kind === "0" || kind === "1");
      let graph = pipelineGraph();
      for (const [at, kind] of ["0", ...kinds, "1"].entries()) {
        const name = String(at);
        if (kind === "0" || kind === "1") graph = graph.job(name, { name: jobs[Number(kind)]?.name ?? "" });
        else graph = graph.condition(name, kind === "AllSuccess" ? kind : { expression: kind });
        if (at > 0) graph = graph.edge(String(at - 1), name);
      }
      for (const [from, to, on] of skips) {
        if (from < to && to < isJob.length) {
          graph = graph.edge(String(from), String(to), isJob[from] === true ? {} : { on });
        }
      }
      return graph;
    });
  const settings = fc.record<Partial<PipelineDefinition>>(
    {
      description: fc.constantFrom("", "a"),
      cronScheduling: fc.constantFrom("0 5 * * *", "*/10 * * * 1-5"),
      scheduleTimezone: fc.constantFrom("UTC", "Europe/Paris"),
      alerting: fc.constantFrom(
        { emails: ["a@example.io"] },
        { logins: ["demo"], statusList: ["KILLED" as const] },
      ),
      hasExecutionVariablesEnabled: fc.boolean(),
      releaseNote: fc.constantFrom("", "note"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(graphs, graphs, settings, settings, async (before, after, first, second) => {
      const name = own.unique("pipeline");
      const { pipelines } = own.saagie;
      await pipelines.createOrUpgrade(project, { name, ...first, graph: before() });
      await pipelines.createOrUpgrade(project, { name, ...second, graph: after() });
      const asked = watchRequests(own.emulator);
      const again = await pipelines.createOrUpgrade(project, { name, ...second, graph: after() });
      expect(again).toMatchObject({ action: "unchanged", changed: [] });
      expect(asked.writes()).toEqual([]);
    }),
    { numRuns: samples(40) },
  );
  await own.close();
});
