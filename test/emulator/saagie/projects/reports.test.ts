import { beforeEach, expect, test } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { A, ask, B, jobNode, makePipeline, runPipeline } from "../pipelines/wire.ts";
import { connect, makeJob, readyProject, run, type Wire } from "../wire.ts";

const REPORT = `query ($slot: Int!, $limit: Int!, $skip: Int!) { projectReports(timeSlot: $slot, limit: $limit, skip: $skip) {
  countInstances projects { id name
    jobs { id name jobInstances { id jobId name status startTime endTime } }
    pipelines { id name pipelineInstances { id status startTime endTime jobInstances { jobId name status } } }
  }
} }`;

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;
let job: string;

beforeEach(async () => {
  emulator = emulateSaagie({ clock: "manual" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
  job = await makeJob(wire, project);
});

test("a report has the runs of jobs on their own, and of pipelines with their jobs", async () => {
  const alone = await run(wire, job);
  const id = await makePipeline(wire, project, { jobNodes: [jobNode(A, job, [B]), jobNode(B, job)] });
  const started = await runPipeline(wire, id);
  emulator.clock.advance(3000);
  const at = { startTime: "2024-06-03T08:00:02Z" };
  const name = "Daily report";
  expect(await ask(wire, REPORT, { slot: 1, limit: 10, skip: 0 })).toEqual({
    projectReports: {
      countInstances: 2,
      projects: [
        {
          id: project,
          name: "Sales",
          jobs: [
            {
              id: job,
              name,
              jobInstances: [
                { id: alone, jobId: job, name, status: "SUCCEEDED", ...at, endTime: "2024-06-03T08:00:05Z" },
              ],
            },
          ],
          pipelines: [
            {
              id,
              name: "Nightly",
              pipelineInstances: [
                {
                  id: started,
                  status: "RUNNING",
                  ...at,
                  endTime: null,
                  jobInstances: [
                    { jobId: job, name, status: "SUCCEEDED" },
                    { jobId: job, name, status: "REQUESTED" },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  });
});

test("a report goes back so many hours, and has a page of runs, the newest first", async () => {
  const other = await readyProject(emulator, wire, { name: "Other" });
  const there = await makeJob(wire, other);
  const first = await run(wire, job);
  emulator.clock.advance(40 * 60_000);
  const second = await run(wire, there);
  emulator.clock.advance(60_000);
  const third = await run(wire, job);
  interface Data {
    readonly projectReports: {
      readonly countInstances: number;
      readonly projects: readonly { jobs: readonly { jobInstances: readonly { id: string }[] }[] }[];
    };
  }
  const ids = async (variables: object): Promise<unknown> => {
    // Tokens do not last as long as this looks back.
    const { projectReports } = await ask<Data>(await connect(emulator), REPORT, variables);
    const runs = projectReports.projects.map(({ jobs }) =>
      jobs.flatMap(({ jobInstances }) => jobInstances.map(({ id }) => id)),
    );
    return [projectReports.countInstances, runs];
  };
  expect(await ids({ slot: 1, limit: 10, skip: 0 })).toEqual([3, [[third, first], [second]]]);
  expect(await ids({ slot: 1, limit: 1, skip: 1 })).toEqual([3, [[second]]]);
  expect(await ids({ slot: 1, limit: 0, skip: 0 })).toEqual([3, []]);
  emulator.clock.advance(30 * 60_000);
  expect(await ids({ slot: "1", limit: "10", skip: "0" })).toEqual([2, [[third], [second]]]);
  expect(await ids({ slot: 2, limit: 10, skip: 0 })).toEqual([3, [[third, first], [second]]]);
});
