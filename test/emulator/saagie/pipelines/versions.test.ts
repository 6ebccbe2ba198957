import { beforeEach, describe, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { A, ask, B, jobNode, makePipeline, runPipeline, type Graph } from "./wire.ts";
import { connect, makeJob, NOTHING, problems, readyProject, type Wire } from "../wire.ts";

const ADD = `mutation ($id: UUID!, $graph: PipelineGraphInput!, $note: String, $url: String) {
  addGraphPipelineVersion(pipelineId: $id, graph: $graph, releaseNote: $note, sourceUrl: $url) {
    number releaseNote sourceUrl graph { jobNodes { id job { id } } conditionNodes { id } } creationDate creator isCurrent isMajor
  }
}`;
const ROLLBACK =
  "mutation ($id: UUID!, $number: Int!) { rollbackPipelineVersion(pipelineId: $id, versionNumber: $number) { id versions { number isCurrent } } }";
const DELETE =
  "mutation ($id: UUID!, $numbers: [Int!]!) { deletePipelineVersions(pipelineId: $id, pipelineVersionNumbers: $numbers) { number success } }";

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;
let graph: Graph;
let id: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project);
  graph = { jobNodes: [jobNode(A, job)] };
  id = await makePipeline(wire, project, graph);
});

const add = async (): Promise<unknown> => ask(wire, ADD, { id, graph });

describe("a further version", () => {
  test("is current, and its answer has a date of an odd form that no other has", async () => {
    emulator.clock.advance(1234);
    const data = await ask(wire, ADD, {
      id,
      graph: { jobNodes: [jobNode(A, job, [B]), jobNode(B, job)] },
      note: "second",
      url: "http://example.org",
    });
    expect(data).toEqual({
      addGraphPipelineVersion: {
        number: 2,
        releaseNote: "second",
        sourceUrl: "http://example.org",
        graph: {
          jobNodes: [
            { id: A, job: { id: job } },
            { id: B, job: { id: job } },
          ],
          conditionNodes: [],
        },
        creationDate: "2024-06-03T08:00:03.234000Z[UTC]",
        creator: "demo",
        isCurrent: true,
        isMajor: false,
      },
    });
    expect(
      await ask(
        wire,
        "query ($id: UUID!) { pipelineVersion(pipelineId: $id, number: 2) { creationDate isCurrent } }",
        { id },
      ),
    ).toEqual({ pipelineVersion: { creationDate: "2024-06-03T08:00:03.234Z", isCurrent: true } });
  });

  test("may have a source only on the web, and an empty one is none", async () => {
    expect(problems(await wire.post(ADD, { id, graph, url: "x" }))).toEqual({
      sourceUrl: "must be an http or https URL",
    });
    expect(await ask(wire, ADD, { id, graph, url: "" })).toMatchObject({
      addGraphPipelineVersion: { sourceUrl: null },
    });
  });

  test("of a pipeline that is not there is refused", async () => {
    expect(problems(await wire.post(ADD, { id: NOTHING, graph }))).toEqual({ pipeline: "NOT_EXISTS" });
  });
});

describe("versions", () => {
  test("are listed from the last, as many as are wanted", async () => {
    await add();
    await add();
    const data = await ask(
      wire,
      "query ($id: UUID!) { graphPipeline(id: $id) { all: versions { number } one: versions(limit: 1) { number } now: versions(onlyCurrent: true) { number } } }",
      { id },
    );
    const numbers = (list: readonly number[]): object => list.map((number) => ({ number }));
    expect(data).toEqual({
      graphPipeline: { all: numbers([3, 2, 1]), one: numbers([3]), now: numbers([3]) },
    });
  });

  test("can be rolled back to by a number in a text, and the next one is numbered after the last", async () => {
    await add();
    expect(await ask(wire, ROLLBACK, { id, number: "1" })).toEqual({
      rollbackPipelineVersion: {
        id,
        versions: [
          { number: 2, isCurrent: false },
          { number: 1, isCurrent: true },
        ],
      },
    });
    const run = await runPipeline(wire, id);
    expect(
      await ask(wire, "query ($id: UUID!) { pipelineInstance(id: $id) { version { number } } }", { id: run }),
    ).toEqual({ pipelineInstance: { version: { number: 1 } } });
    expect(await add()).toMatchObject({ addGraphPipelineVersion: { number: 3, isCurrent: true } });
    expect(problems(await wire.post(ROLLBACK, { id, number: 9 }))).toEqual({ versionNumber: "NOT_EXISTS" });
  });

  test("can be marked as major", async () => {
    const mark =
      "mutation ($id: UUID!, $number: Int!, $major: Boolean!) { setMajorPipelineVersion(pipelineId: $id, versionNumber: $number, isMajor: $major) { number isMajor } }";
    for (const major of [true, false])
      expect(await ask(wire, mark, { id, number: 1, major })).toEqual({
        setMajorPipelineVersion: { number: 1, isMajor: major },
      });
    expect(problems(await wire.post(mark, { id, number: 2, major: true }))).toEqual({
      versionNumber: "NOT_EXISTS",
    });
  });

  test("go one by one, and not the current one", async () => {
    await add();
    await add();
    const result = (number: number, success: boolean): object => ({ number, success });
    expect(await ask(wire, DELETE, { id, numbers: [1, 3, 9] })).toEqual({
      deletePipelineVersions: [result(1, true), result(3, false), result(9, false)],
    });
    expect(await ask(wire, DELETE, { id, numbers: "2" })).toEqual({
      deletePipelineVersions: [result(2, true)],
    });
    expect(
      await ask(wire, "query ($id: UUID!) { graphPipeline(id: $id) { versions { number } } }", { id }),
    ).toEqual({ graphPipeline: { versions: [{ number: 3 }] } });
  });

  test("that ran stay until the run is cleaned up", async () => {
    await runPipeline(wire, id);
    await add();
    const states: unknown[] = [];
    for (const ms of [0, 3000, 60_000]) {
      emulator.clock.advance(ms);
      const { pipelineVersion } = await ask<{ pipelineVersion: { deletableState: { reasons: unknown } } }>(
        wire,
        "query ($id: UUID!) { pipelineVersion(pipelineId: $id, number: 1) { deletableState { deletable reasons } } }",
        { id },
      );
      states.push(pipelineVersion.deletableState.reasons);
    }
    expect(states).toEqual([["VERSION_HAS_UNFINISHED_INSTANCES"], ["VERSION_INSTANCES_NOT_YET_CLEANED"], []]);
  });
});
