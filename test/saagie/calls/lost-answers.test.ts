import { describe, expect, onTestFinished, test } from "vitest";
import { OutcomeUnknownError, RefusedError } from "../../../src/index.ts";
import type { Saagie } from "../../../src/saagie/index.ts";
import { emulatedPlatform, type TestPlatform } from "../support/platform.ts";
import { watchRequests } from "../support/request-log.ts";
import { makeJob, makeRun, plainJob, rejection, SCRIPT, type MadeRun } from "../support/things.ts";

function ownPlatform(): TestPlatform {
  const own = emulatedPlatform();
  onTestFinished(() => own.close());
  return own;
}

describe("createJob whose answer is lost", () => {
  test("after it was done: there is one job, and it is the answer", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    own.emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
    const asked = watchRequests(own.emulator);
    const definition = plainJob(own, { description: "d", alerting: { emails: ["ada@example.io"] } });
    const job = await own.saagie.jobs.create(project, definition);
    expect(asked.count("JobsCreate")).toBe(1);
    expect(await own.saagie.jobs.listMinimal(project)).toEqual([
      { id: job.id, name: job.name, alias: job.alias },
    ]);
    expect(job.versions).toEqual([{ number: 1, isCurrent: true }]);
  });

  test.each([{ reset: "before" }, { status: 502 }, { status: 504 }] as const)(
    "before it was done (%o): it is sent once more, and there is one job",
    async (fault) => {
      const own = ownPlatform();
      const { id: project } = await own.project();
      own.emulator.faults.add({ match: { operation: "createJob" }, ...fault });
      const asked = watchRequests(own.emulator);
      const job = await own.saagie.jobs.create(project, plainJob(own));
      expect(asked.count("JobsCreate")).toBe(2);
      expect(await own.saagie.jobs.listMinimal(project)).toMatchObject([{ id: job.id }]);
      expect(await new Response((await own.saagie.jobs.openArtifact(job.id, 1)).stream).text()).toBe(
        SCRIPT.content,
      );
    },
  );

  test("twice, the second time after it was done: there is one job", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    for (const reset of ["before", "after"] as const) {
      own.emulator.faults.add({ match: { operation: "createJob" }, reset });
    }
    const job = await own.saagie.jobs.create(project, plainJob(own));
    expect(await own.saagie.jobs.listMinimal(project)).toMatchObject([{ id: job.id }]);
  });

  test("in the midst of the answer: there is one job", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    own.emulator.faults.add({ match: { operation: "createJob" }, tear: 10 });
    const job = await own.saagie.jobs.create(project, plainJob(own));
    expect(await own.saagie.jobs.listMinimal(project)).toMatchObject([{ id: job.id }]);
  });

  test.each([
    ["package", { file: { ...SCRIPT, content: "print('mine')" } }],
    ["description", { description: "mine" }],
    ["command", { commandLine: "python {file} mine" }],
    ["spelling", { name: "TAKEN" }],
  ])("is no success when the name was another job's, with another %s", async (_, mine) => {
    const own = ownPlatform();
    const taken = await makeJob(own, { name: "Taken" });
    own.emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
    const definition = { ...plainJob(own), name: "Taken", ...mine };
    const error = await rejection(own.saagie.jobs.create(taken.project.id, definition));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ fields: { name: "already used" } });
    expect((await own.saagie.jobs.get(taken.id)).versions).toHaveLength(1);
  });

  test.each(["damaged", `${SCRIPT.content} and more`])(
    "is success when the package is read wrongly once while it is looked up (%s)",
    async (body) => {
      const own = ownPlatform();
      const { id: project } = await own.project();
      own.emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
      own.emulator.faults.add({ match: { path: /\/artifact\//u }, status: 200, body });
      const job = await own.saagie.jobs.create(project, plainJob(own));
      expect(own.emulator.faults.unused()).toEqual([]);
      expect(await own.saagie.jobs.listMinimal(project)).toMatchObject([{ id: job.id }]);
    },
  );

  test("is unsure when the package reads differently each time", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    own.emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
    for (const body of ["one", "two", "three"]) {
      own.emulator.faults.add({ match: { path: /\/artifact\//u }, status: 200, body });
    }
    const error = await rejection(own.saagie.jobs.create(project, plainJob(own)));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: "JobsCreate" });
  });

  test("is unknown when the look-up fails as well", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    own.emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
    own.emulator.faults.add({ match: { operation: "JobsListMinimal" }, times: Infinity, reset: "before" });
    const asked = watchRequests(own.emulator);
    const error = await rejection(own.saagie.jobs.create(project, plainJob(own)));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: "JobsCreate" });
    expect(asked.count("JobsCreate")).toBe(1);
  });

  test("leaves an abort an abort", async () => {
    const own = ownPlatform();
    const { id: project } = await own.project();
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const saagie = own.client({
      onRequest: ({ status }) => void (status === undefined && controller.abort(reason)),
    });
    own.emulator.faults.add({ match: { operation: "createJob" }, reset: "after" });
    const asked = watchRequests(own.emulator);
    const creating = saagie.jobs.create(project, plainJob(own), { signal: controller.signal });
    expect(await rejection(creating)).toBe(reason);
    expect(asked.operations().at(-1)).toBe("JobsCreate");
  });
});

describe("createProject whose answer is lost", () => {
  test("after it was done: there is one project, and it is the answer", async () => {
    const { emulator, saagie } = ownPlatform();
    emulator.faults.add({ match: { operation: "createProject" }, reset: "after" });
    const asked = watchRequests(emulator);
    const project = await saagie.projects.create({ name: "Sales", description: "d" });
    expect(asked.count("ProjectsCreate")).toBe(1);
    expect(await saagie.projects.list()).toEqual([project]);
  });

  test("before it was done: it is sent once more, and there is one project", async () => {
    const { emulator, saagie } = ownPlatform();
    emulator.faults.add({ match: { operation: "createProject" }, reset: "before" });
    const asked = watchRequests(emulator);
    const { id } = await saagie.projects.create({ name: "Sales" });
    expect(asked.count("ProjectsCreate")).toBe(2);
    expect(await saagie.projects.list()).toMatchObject([{ id }]);
  });

  test.each([
    ["description", { description: "mine" }],
    ["technologies", { jobTechnologies: { Saagie: ["Bash"] } }],
    ["apps", { appTechnologies: {} }],
    ["spelling", { name: "SALES" }],
  ])("is no success when the name was another project's, with other %s", async (_, mine) => {
    const { emulator, saagie } = ownPlatform();
    const { id } = await saagie.projects.create({ name: "Sales" });
    emulator.faults.add({ match: { operation: "createProject" }, reset: "after" });
    const error = await rejection(saagie.projects.create({ name: "Sales", ...mine }));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ fields: { name: "already used" } });
    expect(await saagie.projects.list()).toMatchObject([{ id }]);
  });
});

describe("addJobVersion whose answer is lost", () => {
  const change = { commandLine: "python {file} 2", file: { ...SCRIPT, content: "print(2)" } };

  test("after it was done: there is one version more, and it is the answer", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    own.emulator.faults.add({ match: { operation: "addJobVersion" }, reset: "after" });
    const asked = watchRequests(own.emulator);
    const version = await own.saagie.jobs.upgrade(id, { ...change, releaseNote: "2" });
    expect(asked.count("JobsAddVersion")).toBe(1);
    expect(version).toMatchObject({
      number: 2,
      isCurrent: true,
      commandLine: change.commandLine,
      releaseNote: "2",
    });
    expect((await own.saagie.jobs.get(id)).versions).toHaveLength(2);
  });

  test("before it was done: it is unknown, since nothing tells versions apart; nothing is sent twice", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    own.emulator.faults.add({ match: { operation: "addJobVersion" }, reset: "before" });
    const asked = watchRequests(own.emulator);
    const error = await rejection(own.saagie.jobs.upgrade(id, change));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(String(error)).toMatch(/look before you repeat/u);
    expect(asked.count("JobsAddVersion")).toBe(1);
    expect((await own.saagie.jobs.get(id)).versions).toHaveLength(1);
  });

  test("within createOrUpgrade: the result is true, and the second time there is nothing to do", async () => {
    const own = ownPlatform();
    const { name, project } = await makeJob(own);
    own.emulator.faults.add({ match: { operation: "addJobVersion" }, reset: "after" });
    const definition = { name, technology: "Python", ...change };
    expect(await own.saagie.jobs.createOrUpgrade(project.id, definition)).toMatchObject({
      action: "upgraded",
      version: 2,
    });
    expect(await own.saagie.jobs.createOrUpgrade(project.id, definition)).toMatchObject({
      action: "unchanged",
    });
  });

  test("is unknown when the look-up fails as well", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    own.emulator.faults.add({ match: { operation: "addJobVersion" }, reset: "after" });
    // The first reading is that before the upgrade.
    own.emulator.faults.add({ match: { operation: "JobsForUpgrade" }, latencyMs: 1 });
    own.emulator.faults.add({ match: { operation: "JobsForUpgrade" }, times: Infinity, status: 500 });
    const asked = watchRequests(own.emulator);
    const error = await rejection(own.saagie.jobs.upgrade(id, change));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: "JobsAddVersion" });
    expect(asked.count("JobsAddVersion")).toBe(1);
  });
});

const WRITES: readonly (readonly [string, (saagie: Saagie, run: MadeRun) => Promise<unknown>])[] = [
  ["runJob", ({ jobs }, { job }) => jobs.run(job.id)],
  ["duplicateJob", ({ jobs }, { job }) => jobs.duplicate(job.id)],
  ["deleteJob", ({ jobs }, { job }) => jobs.delete(job.id)],
  ["deleteJobVersions", ({ jobs }, { job }) => jobs.deleteVersions(job.id, [1])],
  ["deleteJobInstances", ({ jobs }, { job, id }) => jobs.deleteInstances(job.id, [id])],
  ["deleteJobInstancesBySelector", ({ jobs }, { job }) => jobs.deleteInstancesBySelector(job.id, "ALL")],
  [
    "deleteJobInstancesByDate",
    ({ jobs }, { job }) => jobs.deleteInstancesByDate(job.id, "2999-01-01T00:00:00Z"),
  ],
  ["deleteProject", ({ projects }, { job }) => projects.delete(job.project.id)],
];

describe("what nothing can be looked up by is reported as unknown, and sent once", () => {
  for (const [field, call] of WRITES) {
    test.each(["before", "after"] as const)(`${field}, lost %s it was done`, async (reset) => {
      const own = ownPlatform();
      const run = await makeRun(own);
      own.emulator.faults.add({ match: { operation: field }, reset });
      const asked = watchRequests(own.emulator);
      const error = await rejection(call(own.saagie, run));
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error).toMatchObject({
        code: "OUTCOME_UNKNOWN",
        platform: "saagie",
        attempts: [{ failure: "CONNECTION" }],
      });
      expect(String(error)).not.toContain(run.job.id);
      expect(asked.writes()).toHaveLength(1);
    });
  }

  test("a run that was asked for with a lost answer is there once", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    own.emulator.faults.add({ match: { operation: "runJob" }, reset: "after" });
    expect(await rejection(own.saagie.jobs.runAndWait(id))).toBeInstanceOf(OutcomeUnknownError);
    expect((await own.saagie.jobs.get(id)).instances).toHaveLength(1);
  });

  test("a write that was throttled was not done, and is not repeated", async () => {
    const own = ownPlatform();
    const { id } = await makeJob(own);
    own.emulator.faults.add({ match: { operation: "runJob" }, status: 429, retryAfter: 1 });
    const asked = watchRequests(own.emulator);
    expect(await rejection(own.saagie.jobs.run(id))).toMatchObject({ code: "HTTP_STATUS", status: 429 });
    expect(asked.count("JobsRun")).toBe(1);
  });
});

const IDEMPOTENT: typeof WRITES = [
  ["editJob", ({ jobs }, { job }) => jobs.edit(job.id, { description: "x" })],
  ["editProject", ({ projects }, { job }) => projects.edit(job.project.id, { description: "x" })],
  ["rollbackJobVersion", ({ jobs }, { job }) => jobs.rollback(job.id, 1)],
  [
    "setMajorJobVersion",
    ({ jobs }, { job }) => jobs.setMajorVersion(job.id, { versionNumber: 1, isMajor: true }),
  ],
  ["stopJobInstance", ({ jobs }, { id }) => jobs.stop(id)],
];

describe("what leaves the same state is sent again", () => {
  for (const [field, call] of IDEMPOTENT) {
    test.each([{ reset: "before" }, { reset: "after" }, { status: 503 }, { tear: 3 }] as const)(
      `${field} after %o`,
      async (fault) => {
        const own = ownPlatform();
        const run = await makeRun(own);
        own.emulator.faults.add({ match: { operation: field }, ...fault });
        const asked = watchRequests(own.emulator);
        await call(own.saagie, run);
        expect(asked.writes()).toHaveLength(2);
      },
    );
  }
});
