import { expect, test } from "vitest";
import { readJob } from "../../../src/agave/index.ts";
import { quickClock, scripted } from "../support/scripted.ts";

test("a job of a newer service is read as one of an older", async () => {
  const { agave } = scripted(() => ({
    result: {
      id: "1-007",
      status: "FINISHED",
      systemId: "hpc",
      remoteQueue: "normal",
      remoteJobId: "4711",
      maxHours: "1.5",
      lastStatusMessage: "fine",
      submitRetries: "2",
      remoteSubmitted: "2026-01-05T10:00:00.000-06:00",
      remoteStarted: "2026-01-05T10:01:00.000-06:00",
      ended: "2026-01-05T10:02:00.000-06:00",
    },
  }));
  expect(readJob(await agave.jobs.get("1-007"))).toEqual({
    id: "1-007",
    status: "FINISHED",
    systemId: "hpc",
    queue: "normal",
    remoteId: "4711",
    message: "fine",
    maxRunTime: "01:30:00",
    retries: 2,
    submittedAt: new Date("2026-01-05T16:00:00Z"),
    startedAt: new Date("2026-01-05T16:01:00Z"),
    endedAt: new Date("2026-01-05T16:02:00Z"),
  });
});

test("a member that the platform has added reaches those who ask for all that came", async () => {
  const { agave } = scripted(() => ({ result: { id: "1", status: "RUNNING", brandNew: { deep: 1 } } }));
  await expect(agave.jobs.raw.get("1")).resolves.toMatchObject({ result: { brandNew: { deep: 1 } } });
});

test("a newer service that has a route for each action is asked by it", async () => {
  const { agave, asked } = scripted(({ path, method }) => {
    if (path === "/jobs/v2/1" && method === "POST")
      return Response.json(
        { status: "error", message: "Method not allowed", version: "2.3" },
        { status: 405 },
      );
    if (path === "/jobs/v2/1/cancel") return { result: null };
    return { result: { id: "1", status: "STOPPED" } };
  });
  await expect(agave.jobs.stop("1")).resolves.toMatchObject({ status: "STOPPED" });
  expect(asked.map(({ path }) => path)).toEqual(["/jobs/v2/1", "/jobs/v2/1/cancel", "/jobs/v2/1/status"]);
});

test("a job that was just accepted may be missing for a while", async () => {
  let asked = 0;
  const { agave } = scripted(
    ({ path, method }) => {
      if (method === "POST") return { result: { id: "1", status: "ACCEPTED" } };
      if (!path.endsWith("/status")) return { result: { id: "1", status: "FINISHED" } };
      asked += 1;
      if (asked === 1)
        return Response.json({ status: "error", message: "No job", version: "2.3" }, { status: 404 });
      return { result: { id: "1", status: "FINISHED" } };
    },
    { token: "access-token", clock: quickClock() },
  );
  const seen: string[] = [];
  const request = { name: "x", appId: "x-1.0" };
  await agave.jobs.run(request, { check: false, onStatus: (status) => seen.push(status) });
  expect(seen).toEqual(["ACCEPTED", "FINISHED"]);
});
