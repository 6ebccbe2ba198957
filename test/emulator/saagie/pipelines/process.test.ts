import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import {
  A,
  ask,
  B,
  C,
  D,
  E,
  expressionNode,
  jobNode,
  makePipeline,
  readRun,
  runPipeline,
  statusNode,
  STOP_PIPELINE,
  type Graph,
  type RunView,
} from "./wire.ts";
import { connect, makeJob, readyProject, type Wire } from "../wire.ts";

/** A process of its own needs real time; this is how much of it at most. */
const DEADLINE = { timeout: 10_000, interval: 10 };

let emulator: EmulatedSaagie;
let wire: Wire;
let project: string;

async function connectAnew(): Promise<void> {
  emulator = emulateSaagie({ executor: "process" });
  wire = await connect(emulator);
  project = await readyProject(emulator, wire);
}

beforeEach(connectAnew);

afterEach(() => emulator.close());

const command = (name: string, commandLine: string): Promise<string> =>
  makeJob(wire, project, { name }, { commandLine });

const start = async (graph: Graph, fields: object = {}): Promise<string> =>
  runPipeline(
    wire,
    await makePipeline(wire, project, graph, { hasExecutionVariablesEnabled: true, ...fields }),
  );

function over(id: string): Promise<RunView> {
  return vi.waitFor(async () => {
    const view = await readRun(wire, id);
    expect(view.endTime).not.toBeNull();
    return view;
  }, DEADLINE);
}

interface JobRun {
  readonly id: string;
  readonly jobNodeId: string;
  readonly startTime: string;
  readonly endTime: string;
}

async function jobRuns(id: string): Promise<Readonly<Record<string, JobRun | undefined>>> {
  const { pipelineInstance } = await ask<{ pipelineInstance: { jobsInstance: readonly JobRun[] } }>(
    wire,
    "query ($id: UUID!) { pipelineInstance(id: $id) { jobsInstance { id jobNodeId startTime endTime } } }",
    { id },
  );
  return Object.fromEntries(pipelineInstance.jobsInstance.map((run) => [run.jobNodeId, run]));
}

async function output(run: JobRun | undefined, stream = "STDOUT"): Promise<readonly string[]> {
  const { filteredLogs } = await ask<{ filteredLogs: { content: readonly { value: string }[] } }>(
    wire,
    `query ($id: UUID!) { filteredLogs(jobInstanceID: $id, streams: [${stream}]) { content { value } } }`,
    { id: run?.id },
  );
  return filteredLogs.content.map(({ value }) => value);
}

/** What is dead and only waits for somebody to notice it counts as dead. */
function isAlive(pid: number): boolean {
  const stat = `/proc/${String(pid)}/stat`;
  if (existsSync("/proc/self/stat")) return existsSync(stat) && !/\) Z /.test(readFileSync(stat, "utf8"));
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a pipeline of processes", () => {
  test("runs in order, decides, and passes variables on", async () => {
    const measure = await command(
      "measure",
      'echo "limit is $LIMIT"; printf "# result\\nrmse=612.5\\nnote=a = b\\n" > "$SAAGIE_OUTPUT_VARIABLES"',
    );
    const retrain = await command(
      "retrain",
      'echo "rmse was $rmse ($note)"; echo LIMIT=6 >> output-vars.properties',
    );
    const publish = await command("publish", "echo never");
    const report = await command("report", 'echo "$rmse $LIMIT"');
    const id = await start(
      {
        jobNodes: [
          jobNode(A, measure, [E]),
          jobNode(B, retrain, [D]),
          jobNode(C, publish),
          jobNode(D, report),
        ],
        conditionNodes: [expressionNode(E, "double(rmse) > 500.0", { yes: [B], no: [C] })],
      },
      { environmentVariables: "LIMIT=5" },
    );
    expect(await over(id)).toMatchObject({
      status: "SUCCEEDED",
      nodes: { a: "SUCCEEDED", b: "SUCCEEDED", c: "SKIPPED", d: "SUCCEEDED", e: "SUCCEEDED" },
    });
    const runs = await jobRuns(id);
    expect(await output(runs[A])).toEqual(["limit is 5"]);
    expect(await output(runs[B])).toEqual(["rmse was 612.5 (a = b)"]);
    expect(await output(runs[D])).toEqual(["612.5 6"]);
    expect(await output(runs[C])).toEqual([]);
    expect(Date.parse(runs[B]?.startTime ?? "")).toBeGreaterThanOrEqual(Date.parse(runs[A]?.endTime ?? ""));
  });

  test("goes by exit codes, and to the branch for failures", async () => {
    const fails = await command("fails", 'echo "cause=disk full" > "$SAAGIE_OUTPUT_VARIABLES"; exit 3');
    const clean = await command("clean", 'echo "cleaning up after: $cause"');
    const id = await start({
      jobNodes: [jobNode(A, fails, [B, E]), jobNode(B, clean), jobNode(C, clean)],
      conditionNodes: [statusNode(E, "AllSuccess", { no: [C] })],
    });
    expect(await over(id)).toMatchObject({
      status: "FAILED",
      nodes: { a: "FAILED", b: "SKIPPED", c: "SUCCEEDED", e: "FAILED" },
    });
    expect(await output((await jobRuns(id))[C])).toEqual(["cleaning up after: disk full"]);
  });

  test("says which lines of a job's variables it cannot read, without their values", async () => {
    const job = await command("odd", `printf '1st=s3cret\\nno line\\nok=1\\n' > output-vars.properties`);
    const id = await start({ jobNodes: [jobNode(A, job)] });
    await over(id);
    const run = (await jobRuns(id))[A];
    const form = "must be NAME=value, with a name of letters, digits and underscores";
    expect(await output(run, "ENVVARS_STDERR")).toEqual([
      `output-vars.properties: line 1 ${form}`,
      `output-vars.properties: line 2 ${form}`,
    ]);
    expect(
      await ask(
        wire,
        "query ($id: UUID!) { jobInstance(id: $id) { executionVariablesOutput { key value } } }",
        {
          id: run?.id,
        },
      ),
    ).toEqual({ jobInstance: { executionVariablesOutput: [{ key: "ok", value: "1" }] } });
  });

  test("is not held up by something that is not a file, and keeps its own names", async () => {
    const first = await command("first", "mkdir output-vars.properties; echo done");
    const names = await command(
      "names",
      'echo "SAAGIE_JOB_NAME=x" > output-vars.properties; echo "PATH=/nowhere" >> output-vars.properties',
    );
    const last = await command("last", 'ls / > /dev/null && echo "$SAAGIE_JOB_NAME"');
    const id = await start({ jobNodes: [jobNode(A, first, [B]), jobNode(B, names, [C]), jobNode(C, last)] });
    expect(await over(id)).toMatchObject({ status: "SUCCEEDED" });
    expect(await output((await jobRuns(id))[C])).toEqual(["last"]);
  });

  test("is stopped with what runs of it", async () => {
    const endless = await command("endless", "sleep 60");
    const id = await start({ jobNodes: [jobNode(A, endless, [B]), jobNode(B, endless)] });
    await vi.waitFor(async () => expect((await readRun(wire, id)).status).toBe("RUNNING"), DEADLINE);
    await ask(wire, STOP_PIPELINE, { id });
    expect(await over(id)).toMatchObject({ status: "KILLED", nodes: { a: "KILLED", b: "SKIPPED" } });
  });

  test("ends with its project, and leaves no process behind", async () => {
    const endless = await command("endless", "sleep 60 & echo $!; wait");
    const id = await start({ jobNodes: [jobNode(A, endless)] });
    const child = await vi.waitFor(async () => {
      const [line] = await output((await jobRuns(id))[A]);
      expect(line).toBeDefined();
      return Number(line);
    }, DEADLINE);
    expect(isAlive(child)).toBe(true);
    await ask(wire, "mutation ($id: UUID!) { deleteProject(projectId: $id) }", { id: project });
    await vi.waitFor(() => expect(isAlive(child)).toBe(false), DEADLINE);
  });

  test.each(["reset", "close"] as const)("does not go on after %s", async (end) => {
    const folder = await mkdtemp(join(tmpdir(), "footbridge-pipeline-"));
    const quick = await command("quick", "true");
    const endless = await command("endless", "sleep 60");
    // What ends the endless job would let this one start: one of the two before it succeeded.
    const next = await command("next", `touch ${folder}/went-on`);
    const graph = {
      jobNodes: [jobNode(A, quick, [E]), jobNode(B, endless, [E]), jobNode(C, next)],
      conditionNodes: [statusNode(E, "AtLeastOneSuccess", { yes: [C] })],
    };
    const id = await start(graph);
    await vi.waitFor(
      async () => expect((await readRun(wire, id)).nodes).toMatchObject({ a: "SUCCEEDED", b: "RUNNING" }),
      DEADLINE,
    );
    await emulator[end]();
    // Time enough for a process to come and go.
    await connectAnew();
    await over(await start({ jobNodes: [jobNode(A, await command("barrier", "true"))] }));
    expect(existsSync(`${folder}/went-on`)).toBe(false);
    await rm(folder, { recursive: true });
  });
});
