import { expect, test } from "vitest";
import type { PipelineChanges, PipelineDefinition } from "../../../src/saagie/pipelines/definition.ts";
import { makePipeline } from "../support/pipeline-things.ts";
import { openPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { rejection } from "../support/things.ts";

const platform = openPlatform();
const { saagie } = platform;

const FULL: Partial<PipelineDefinition> = {
  description: "before",
  cronScheduling: "0 5 * * *",
  scheduleTimezone: "Europe/Paris",
  alerting: { emails: ["ada@example.io"], logins: ["demo"], statusList: ["FAILED", "KILLED"] },
  hasExecutionVariablesEnabled: true,
};
const ALERTING = {
  emails: ["ada@example.io"],
  loginEmails: [{ login: "demo", email: "demo@example.org" }],
  statusList: ["FAILED", "KILLED"],
};

/** Edits a pipeline that has everything, and tells its id and what was sent. */
async function sentFor(
  changes: PipelineChanges,
): Promise<{ readonly id: string; readonly sent: readonly unknown[] }> {
  const { id } = await makePipeline(platform, FULL);
  const asked = watchRequests(platform.emulator);
  await saagie.pipelines.edit(id, changes);
  const sent = asked.variables("PipelinesEdit") as readonly { readonly pipeline: unknown }[];
  return { id, sent: sent.map(({ pipeline }) => pipeline) };
}

test.each<readonly [PipelineChanges, object | undefined]>([
  [{}, undefined],
  [{ description: "before" }, undefined],
  [{ cronScheduling: "0 5 * * *" }, undefined],
  [{ isScheduled: true, scheduleTimezone: "Europe/Paris" }, undefined],
  [{ alerting: FULL.alerting ?? null }, undefined],
  [{ hasExecutionVariablesEnabled: true }, undefined],
  [{ hasExecutionVariablesEnabled: false }, { hasExecutionVariablesEnabled: false }],
  [{ description: "after" }, { description: "after" }],
  [{ description: null }, { description: null }],
  [{ description: "" }, { description: null }],
  [{ alias: "another_one" }, { alias: "another_one" }],
  [{ alerting: null }, { alerting: null }],
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
  expect(await saagie.pipelines.get(id)).toMatchObject({
    description: "after",
    isScheduled: true,
    cronScheduling: "0 5 * * *",
    scheduleTimezone: "Europe/Paris",
    hasExecutionVariablesEnabled: true,
    alerting: ALERTING,
  });
});

test("null clears", async () => {
  const { id } = await sentFor({ description: null, alerting: null, cronScheduling: null });
  const cleared = { description: null, alerting: null, isScheduled: false, cronScheduling: null };
  expect(await saagie.pipelines.get(id)).toMatchObject(cleared);
});

test("a schedule that is switched off is remembered, and can be switched on again by a word", async () => {
  const schedule = { cronScheduling: "0 5 * * *", scheduleTimezone: "Europe/Paris" };
  const { id } = await makePipeline(platform, schedule);
  const off = await saagie.pipelines.edit(id, { isScheduled: false });
  expect(off).toMatchObject({ isScheduled: false, ...schedule });
  const on = await saagie.pipelines.edit(id, { isScheduled: true });
  expect(on).toMatchObject({ isScheduled: true, ...schedule });
});

test("a pipeline without a cron expression is not scheduled", async () => {
  const { id } = await makePipeline(platform);
  const error = await rejection(saagie.pipelines.edit(id, { isScheduled: true }));
  expect(error).toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining("pipeline") as string,
  });
});

test("a pipeline is renamed, also in letter case alone", async () => {
  const { id, name, alias } = await makePipeline(platform);
  const wanted = { name: name.toUpperCase() };
  expect(await saagie.pipelines.edit(id, wanted)).toMatchObject({ ...wanted, alias });
});

test("what is unchanged is answered as it is", async () => {
  const { id, name } = await makePipeline(platform, FULL);
  const answer = await saagie.pipelines.edit(id, {});
  expect(answer).toMatchObject({ id, name, description: "before", alerting: ALERTING });
});

test("an alerting that an edit lost is sent again", async () => {
  const { id, name } = await makePipeline(platform, FULL);
  const { versions: _, ...pipeline } = await saagie.pipelines.get(id);
  const answer = { data: { editPipeline: { ...pipeline, description: "after", alerting: null } } };
  platform.emulator.faults.add({
    match: { operation: "editPipeline" },
    status: 200,
    body: JSON.stringify(answer),
  });
  const asked = watchRequests(platform.emulator);
  const edited = await saagie.pipelines.edit(id, { description: "after" });
  expect(asked.variables("PipelinesEdit")).toEqual([
    { pipeline: { id, description: "after" } },
    { pipeline: { id, alerting: FULL.alerting } },
  ]);
  expect(edited).toMatchObject({ id, name, alerting: ALERTING });
});

test("an edit whose answer is lost is sent again: it leaves the same state", async () => {
  const { id } = await makePipeline(platform);
  platform.emulator.faults.add({ match: { operation: "editPipeline" }, reset: "after" });
  const asked = watchRequests(platform.emulator);
  const edited = await saagie.pipelines.edit(id, { description: "after" });
  expect(edited).toMatchObject({ description: "after" });
  expect(asked.count("PipelinesEdit")).toBe(2);
});
