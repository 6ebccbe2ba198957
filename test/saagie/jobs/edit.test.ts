import { expect, test } from "vitest";
import type { JobChanges, JobDefinition } from "../../../src/saagie/index.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

const FULL: Partial<JobDefinition> = {
  description: "before",
  cronScheduling: "0 5 * * *",
  scheduleTimezone: "Europe/Paris",
  alerting: { emails: ["ada@example.io"], logins: ["demo"], statusList: ["FAILED", "KILLED"] },
  resources: { cpu: { request: 0.5, limit: 1 }, memory: { limit: 2 } },
};
const ALERTING = {
  emails: ["ada@example.io"],
  loginEmails: [{ login: "demo", email: "demo@example.org" }],
  statusList: ["FAILED", "KILLED"],
};

/** Edits a job that has everything, and tells its id and what was sent. */
async function sentFor(
  changes: JobChanges,
): Promise<{ readonly id: string; readonly sent: readonly unknown[] }> {
  const { id } = await makeJob(platform, { ...FULL, alias: platform.unique("alias").replaceAll(" ", "_") });
  const asked = watchRequests(platform.emulator);
  await saagie.jobs.edit(id, changes);
  return { id, sent: asked.variables("JobsEdit").map((variables) => (variables as { job: unknown }).job) };
}

test.each<readonly [JobChanges, object | undefined]>([
  [{}, undefined],
  [{ description: "before" }, undefined],
  [{ cronScheduling: "0 5 * * *" }, undefined],
  [{ isScheduled: true, scheduleTimezone: "Europe/Paris" }, undefined],
  [{ resources: { memory: { limit: 2 }, cpu: { limit: 1, request: 0.5 } } }, undefined],
  [{ alerting: FULL.alerting ?? null }, undefined],
  [{ isStreaming: false }, undefined],
  [{ description: "after" }, { description: "after" }],
  [{ description: null }, { description: null }],
  [{ description: "" }, { description: null }],
  [{ alias: null }, { alias: null }],
  [{ alerting: null }, { alerting: null }],
  [{ resources: null }, { resources: null }],
  [
    { resources: { cpu: { limit: 2 } } },
    { resources: { cpu: { request: 0.5, limit: 2 }, memory: { limit: 2 } } },
  ],
  [{ resources: { cpu: { request: null } } }, { resources: { cpu: { limit: 1 }, memory: { limit: 2 } } }],
  [{ resources: { memory: null } }, { resources: { cpu: { request: 0.5, limit: 1 } } }],
  [{ resources: { cpu: { request: 0.5 } } }, undefined],
  [{ isScheduled: false }, { isScheduled: false }],
  [{ cronScheduling: "0 6 * * *" }, { cronScheduling: "0 6 * * *" }],
  [{ scheduleTimezone: "UTC" }, { scheduleTimezone: "UTC" }],
  [{ cronScheduling: null }, { isScheduled: false, cronScheduling: null }],
  [
    { alerting: { emails: ["bob@example.io"] } },
    { alerting: { emails: ["bob@example.io"], logins: ["demo"], statusList: ["FAILED", "KILLED"] } },
  ],
  [
    { alerting: { statusList: ["SUCCEEDED"] } },
    { alerting: { emails: ["ada@example.io"], logins: ["demo"], statusList: ["SUCCEEDED"] } },
  ],
  [
    { alerting: { logins: [] } },
    { alerting: { emails: ["ada@example.io"], statusList: ["FAILED", "KILLED"] } },
  ],
  [{ alerting: { statusList: ["FAILED", "KILLED"] } }, undefined],
])("of %o is sent %o", async (changes, expected) => {
  const { id, sent } = await sentFor(changes);
  expect(sent).toEqual(expected === undefined ? [] : [{ id, ...expected }]);
});

test("what is not mentioned is kept, the logins of an alerting included", async () => {
  const { id } = await sentFor({ description: "after" });
  expect(await saagie.jobs.get(id)).toMatchObject({
    description: "after",
    isScheduled: true,
    cronScheduling: "0 5 * * *",
    scheduleTimezone: "Europe/Paris",
    alerting: ALERTING,
    resources: { cpu: { request: 0.5, limit: 1 }, memory: { request: null, limit: 2 } },
  });
});

test("null clears", async () => {
  const { id } = await sentFor({ description: null, alerting: null, resources: null, cronScheduling: null });
  expect(await saagie.jobs.get(id)).toMatchObject({
    description: null,
    alerting: null,
    resources: null,
    isScheduled: false,
    cronScheduling: null,
  });
});

test("a schedule that is switched off is remembered, and can be switched on again by a word", async () => {
  const { id } = await makeJob(platform, { cronScheduling: "0 5 * * *", scheduleTimezone: "Europe/Paris" });
  const schedule = { cronScheduling: "0 5 * * *", scheduleTimezone: "Europe/Paris" };
  expect(await saagie.jobs.edit(id, { isScheduled: false })).toMatchObject({
    isScheduled: false,
    ...schedule,
  });
  expect(await saagie.jobs.edit(id, { isScheduled: true })).toMatchObject({ isScheduled: true, ...schedule });
});

test("a new cron expression puts the schedule in force, in the zone that it had", async () => {
  const { id } = await makeJob(platform, {
    cronScheduling: "0 5 * * *",
    scheduleTimezone: "Europe/Paris",
    isScheduled: false,
  });
  expect(await saagie.jobs.edit(id, { cronScheduling: "0 6 * * *" })).toMatchObject({
    isScheduled: true,
    cronScheduling: "0 6 * * *",
    scheduleTimezone: "Europe/Paris",
  });
  const plain = await makeJob(platform);
  expect(await saagie.jobs.edit(plain.id, { cronScheduling: "0 6 * * *" })).toMatchObject({
    isScheduled: true,
    scheduleTimezone: "UTC",
  });
});

test("a cron expression can be kept ready without being in force", async () => {
  const { id } = await makeJob(platform);
  expect(await saagie.jobs.edit(id, { cronScheduling: "0 6 * * *", isScheduled: false })).toMatchObject({
    isScheduled: false,
    cronScheduling: "0 6 * * *",
  });
});

test("a schedule cannot be taken away and switched on in one go", async () => {
  const { id } = await makeJob(platform, { cronScheduling: "0 5 * * *" });
  const error = await rejection(saagie.jobs.edit(id, { isScheduled: true, cronScheduling: null }));
  expect(error).toMatchObject({ code: "INVALID_INPUT" });
});

test("a job is renamed, also in letter case alone", async () => {
  const { id, name } = await makeJob(platform);
  expect(await saagie.jobs.edit(id, { name: name.toUpperCase() })).toMatchObject({
    name: name.toUpperCase(),
  });
});

test("what is unchanged is answered as it is", async () => {
  const { id, name } = await makeJob(platform, FULL);
  expect(await saagie.jobs.edit(id, {})).toMatchObject({
    id,
    name,
    description: "before",
    alerting: ALERTING,
  });
});

test("an alerting that an edit lost is sent again", async () => {
  const { id, name } = await makeJob(platform, FULL);
  const { versions: _, ...job } = await saagie.jobs.get(id);
  const answer = { data: { editJob: { ...job, description: "after", alerting: null } } };
  platform.emulator.faults.add({
    match: { operation: "editJob" },
    status: 200,
    body: JSON.stringify(answer),
  });
  const asked = watchRequests(platform.emulator);
  const edited = await saagie.jobs.edit(id, { description: "after" });
  expect(asked.variables("JobsEdit")).toEqual([
    { job: { id, description: "after" } },
    { job: { id, alerting: FULL.alerting } },
  ]);
  expect(edited).toMatchObject({ id, name, alerting: ALERTING });
});

test("an edit whose answer is lost is sent again: it leaves the same state", async () => {
  const { id } = await makeJob(platform);
  platform.emulator.faults.add({ match: { operation: "editJob" }, reset: "after" });
  const asked = watchRequests(platform.emulator);
  expect(await saagie.jobs.edit(id, { description: "after" })).toMatchObject({ description: "after" });
  expect(asked.count("JobsEdit")).toBe(2);
});
