import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie } from "../../../../src/emulator/index.ts";
import { A, ask, B, jobNode, makeLinear, type Graph } from "./wire.ts";
import { connect, makeJob, NOTHING, problems, readyProject, type Wire } from "../wire.ts";

let wire: Wire;
let project: string;
let job: string;
let graph: Graph;

beforeEach(async () => {
  const emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project);
  graph = { jobNodes: [jobNode(A, job, [B]), jobNode(B, job)] };
});

describe("a linear pipeline", () => {
  const READ = `query ($id: UUID!, $project: UUID!) {
    graphPipeline(id: $id) { isLegacyPipeline versions { number graph { jobNodes { id job { id } nextNodes position { x } } conditionNodes { id } } } }
    pipeline(id: $id) { id versions { jobs { id } } }
    pipelines(projectId: $project) { id }
  }`;

  test("is read as itself, and as the graph that does the same", async () => {
    const other = await makeJob(wire, project, { name: "Other" });
    const id = await makeLinear(wire, project, [job, other]);
    const data = await ask<{
      graphPipeline: { versions: [{ graph: { jobNodes: [{ nextNodes: [string] }] } }] };
    }>(wire, READ, { id, project });
    const [second] = data.graphPipeline.versions[0].graph.jobNodes[0].nextNodes;
    expect(data).toMatchObject({
      graphPipeline: {
        isLegacyPipeline: true,
        versions: [
          {
            graph: {
              jobNodes: [
                { job: { id: job }, nextNodes: [second], position: null },
                { id: second, job: { id: other }, nextNodes: [] },
              ],
              conditionNodes: [],
            },
          },
        ],
      },
      // They are in no order, which nobody is to trust.
      pipeline: { id, versions: [{ jobs: [{ id: other }, { id: job }] }] },
      pipelines: [{ id }],
    });
  });

  test("gets further versions, until one has a graph", async () => {
    const id = await makeLinear(wire, project, [job]);
    const add =
      'mutation ($id: UUID!, $jobs: [UUID!]!) { addPipelineVersion(pipelineId: $id, jobsId: $jobs, releaseNote: "n") { number releaseNote creationDate } }';
    expect(await ask(wire, add, { id, jobs: [job, job] })).toEqual({
      addPipelineVersion: { number: 2, releaseNote: "n", creationDate: "2024-06-03T08:00:02Z" },
    });
    expect(problems(await wire.post(add, { id, jobs: [] }))).toEqual({ jobsId: "must not be empty" });
    expect(problems(await wire.post(add, { id, jobs: [NOTHING] }))).toEqual({
      jobsId: `NOT_EXISTS: ${NOTHING}`,
    });
    await ask(
      wire,
      "mutation ($id: UUID!, $graph: PipelineGraphInput!) { addGraphPipelineVersion(pipelineId: $id, graph: $graph) { number } }",
      { id, graph },
    );
    expect(await ask(wire, READ, { id, project })).toMatchObject({
      graphPipeline: { isLegacyPipeline: false, versions: [{ number: 3 }, { number: 2 }, { number: 1 }] },
      pipeline: null,
      pipelines: [],
    });
    expect(problems(await wire.post(add, { id, jobs: [job] }))).toEqual({
      pipeline: "has versions with a graph",
    });
  });
});
