import { describe, expect, test } from "vitest";
import { NotFoundError } from "../../../src/index.ts";
import { logContracts, makeCondition } from "../contract/logs.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { testContracts, testEveryMethodHasRow } from "../contract/test-contracts.ts";
import { collect, makeEndlessRun, makeRun, NOBODY, rejection } from "../support/things.ts";

describe("the contract of logs", () => {
  const platform = openPlatform();
  testContracts(platform, logContracts);
  testEveryMethodHasRow("logs", platform.saagie.logs, logContracts);
});

describe("beyond the contract of logs", () => {
  const platform = openPlatform();
  const { logs, jobs } = platform.saagie;

  test("the log of a condition has its five lines, without times", async () => {
    const { project, conditionInstanceId } = await makeCondition(platform);
    const target = { project: project.id, kind: "condition_instance", id: conditionInstanceId } as const;
    const lines = await collect(logs.read(target, { follow: true }));
    expect(lines).toHaveLength(5);
    expect(lines.every(({ time }) => time === null)).toBe(true);
    expect(await logs.count(target)).toBe(5);
  });

  test("the lines of a job have times", async () => {
    const { id, job } = await makeRun(platform);
    const target = { project: job.project.id, kind: "job_instance", id } as const;
    for (const { time } of await collect(logs.read(target))) expect(time).toMatch(/\.\d{9}Z$/u);
  });

  test("only the streams that are asked for are read", async () => {
    const { id, job } = await makeRun(platform);
    const target = { project: job.project.id, kind: "job_instance", id } as const;
    const lines = await collect(logs.read(target, { streams: ["ORCHESTRATION_STDOUT"] }));
    expect(new Set(lines.map(({ stream }) => stream))).not.toContain("STDOUT");
    expect(await logs.count(target, { streams: ["ORCHESTRATION_STDOUT"] })).toBe(lines.length);
  });

  test("a log is followed until its run has ended", async () => {
    const { id, job } = await makeEndlessRun(platform);
    const target = { project: job.project.id, kind: "job_instance", id } as const;
    const asked = watchRequests(platform.emulator);
    const lines = collect(logs.read(target, { follow: true, intervalMs: 100 }));
    await jobs.stop(id);
    await lines;
    expect(asked.operations()).toContain("JobsInstanceStatus");
    expect((await jobs.instanceStatus(id)).status).toBe("KILLED");
  });

  test("the log of an app has no end, and is followed until something ends it", async () => {
    const { id } = await platform.project();
    const aborted = new AbortController();
    platform.emulator.faults.add({
      match: { path: /\/app_execution\// },
      status: 200,
      body: JSON.stringify({ logs: [], total: 0 }),
      times: 3,
    });
    const lines = logs.read(
      { project: id, kind: "app_execution", id: NOBODY },
      { follow: true, signal: aborted.signal },
    );
    // The emulator knows no such app: the fourth page is not found.
    expect(await rejection(collect(lines))).toBeInstanceOf(NotFoundError);
    aborted.abort(new Error("enough"));
    const again = logs.read(
      { project: id, kind: "app_execution", id: NOBODY },
      { follow: true, signal: aborted.signal },
    );
    expect(String(await rejection(collect(again)))).toMatch(/enough/u);
  });

  test("what does not exist is said to be a log", async () => {
    const { id } = await platform.project();
    const target = { project: id, kind: "job_instance", id: NOBODY } as const;
    expect(String(await rejection(logs.count(target)))).toMatch(/This log does not exist/u);
    expect(String(await rejection(logs.download(target)))).toMatch(/This log does not exist/u);
  });
});
