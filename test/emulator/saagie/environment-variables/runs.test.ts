import { afterEach, expect, test, vi } from "vitest";
import { emulateSaagie, type EmulatedSaagie } from "../../../../src/emulator/index.ts";
import { ask, makeSmallPipeline, unwrap } from "../apps/wire.ts";
import { including } from "../../matchers.ts";
import { connect, makeJob, readyProject, type Wire } from "../wire.ts";

/** A process of its own needs real time; this is how much of it at most. */
const DEADLINE = { timeout: 10_000, interval: 10 };

let emulator: EmulatedSaagie;

afterEach(() => emulator.close());

async function outputOf(wire: Wire, field: string, ids: Readonly<Record<string, string>>): Promise<unknown> {
  const started = await ask<{ found: { id?: string; jobsInstance?: readonly { id: string }[] } }>(
    wire,
    "mutation",
    `found: ${field}`,
    ids,
  );
  const { id, jobsInstance } = unwrap(started).found;
  const run = jobsInstance?.[0]?.id ?? id ?? "";
  return vi.waitFor(async () => {
    const answer = await ask<{
      jobInstance: { status: string };
      filteredLogs: { content: readonly { value: string }[] };
    }>(
      wire,
      "query",
      "jobInstance(id: $run) { status } filteredLogs(jobInstanceID: $run, streams: [STDOUT]) { content { value } }",
      { run },
    );
    const { jobInstance, filteredLogs } = unwrap(answer);
    expect(jobInstance.status).toBe("SUCCEEDED");
    return filteredLogs.content.map(({ value }) => value);
  }, DEADLINE);
}

test("a process finds the variables that it sees in its environment, secrets included", async () => {
  emulator = emulateSaagie({ executor: "process" });
  const wire = await connect(emulator);
  const project = await readyProject(emulator, wire);
  const job = await makeJob(wire, project, {}, { commandLine: "env" });
  const pipeline = await makeSmallPipeline(wire, project, job);
  for (const [scope, entity, name, value, isPassword] of [
    ["GLOBAL", undefined, "WIDE", "wide", false],
    ["GLOBAL", undefined, "COLOUR", "red", false],
    ["PROJECT", project, "COLOUR", "two words", false],
    ["PROJECT", project, "SECRET", "hush", true],
    ["PROJECT", project, "SAAGIE_JOB_NAME", "forged", false],
    ["PIPELINE", pipeline, "COLOUR", "green", false],
  ] as const) {
    unwrap(
      await wire.post(
        "mutation ($entity: UUID, $variable: EnvironmentVariableInput!) { saveEnvironmentVariable(entityId: $entity, environmentVariable: $variable) { id } }",
        { entity, variable: { scope, name, value, isPassword } },
      ),
    );
  }
  expect(await outputOf(wire, "runJob(jobId: $job) { id }", { job })).toEqual(
    including(["WIDE=wide", "COLOUR=two words", "SECRET=hush", "SAAGIE_JOB_NAME=Daily report"]),
  );
  expect(
    await outputOf(wire, "runPipeline(pipelineId: $pipeline) { jobsInstance { id } }", { pipeline }),
  ).toEqual(including(["WIDE=wide", "COLOUR=green", "SECRET=hush"]));
});
