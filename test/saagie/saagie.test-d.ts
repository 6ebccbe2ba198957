import { describe, expectTypeOf, test } from "vitest";
import type { NotFoundError } from "../../src/index.ts";
import {
  Saagie,
  type JobChanges,
  type JobDefinition,
  type JobDeploymentResult,
  type JobReference,
  type JobRun,
  type LogLine,
  type NewUser,
  type PeopleImportResult,
  type Project,
  type ProjectChanges,
  type ProjectReference,
  type TechnologySummary,
} from "../../src/saagie/index.ts";
import type { InstanceStatus } from "../../generated/saagie/platform.ts";

declare const saagie: Saagie;

describe("connecting", () => {
  test("takes a password or a token, and names url and platform", () => {
    expectTypeOf(new Saagie({ url: "u", platform: 1, user: "a", password: "b" })).toEqualTypeOf<Saagie>();
    expectTypeOf(
      new Saagie({ url: "u", platform: "1", token: () => Promise.resolve("t") }),
    ).toEqualTypeOf<Saagie>();
    // @ts-expect-error -- a client belongs to one platform
    void new Saagie({ url: "u", user: "a", password: "b" });
    // @ts-expect-error -- the URL is that of the workspace
    void new Saagie({ platform: 1, user: "a", password: "b" });
    // @ts-expect-error -- a token function is asynchronous
    void new Saagie({ url: "u", platform: 1, token: () => "t" });
    // @ts-expect-error -- the unit is in the name
    void new Saagie({ url: "u", platform: 1, token: "t", timeout: 10 });
  });

  test("by a pasted URL tells what the URL does not", () => {
    expectTypeOf(Saagie.connect).returns.toEqualTypeOf<Saagie>();
    expectTypeOf(Saagie.fromEnvironment).returns.toEqualTypeOf<Saagie>();
    // @ts-expect-error -- the platform is in the pasted URL
    void Saagie.connect("u", { token: "t", platform: 1 });
  });

  test("gives resources that stay", () => {
    // @ts-expect-error -- readonly
    saagie.jobs = new Saagie({ url: "u", platform: 1, token: "t" }).jobs;
    // @ts-expect-error -- readonly
    saagie.platform = 2;
  });
});

describe("references", () => {
  test("are an id, a URL, or a name with what makes it unique", () => {
    expectTypeOf<string>().toExtend<ProjectReference>();
    expectTypeOf<URL>().toExtend<JobReference>();
    expectTypeOf<{ name: string }>().toExtend<ProjectReference>();
    expectTypeOf<{ project: { name: string }; alias: string }>().toExtend<JobReference>();
    // @ts-expect-error -- a job's name is only unique in its project
    void saagie.jobs.get({ name: "Daily report" });
    // @ts-expect-error -- a project is no part of another thing
    void saagie.projects.get({ project: "Sales", name: "Sales" });
    // @ts-expect-error -- a run has no name
    void saagie.jobs.wait({ project: "Sales", name: "Daily report" });
    // @ts-expect-error -- ids are text
    void saagie.jobs.get(6);
  });

  test("are looked up, or the call fails: undefined is not an answer", () => {
    expectTypeOf(saagie.jobs.idOf).returns.resolves.toEqualTypeOf<string>();
    expectTypeOf(saagie.projects.idOf).returns.resolves.toEqualTypeOf<string>();
    expectTypeOf(saagie.projects.get).returns.resolves.toEqualTypeOf<Project>();
    expectTypeOf(saagie.technologies.find).returns.resolves.toEqualTypeOf<TechnologySummary>();
    expectTypeOf(saagie.technologies.nameOf).returns.resolves.toEqualTypeOf<TechnologySummary | undefined>();
  });
});

describe("answers", () => {
  test("hold what was asked for, null where the platform may say so, and no more", () => {
    type Job = Awaited<ReturnType<Saagie["jobs"]["get"]>>;
    expectTypeOf<Job["name"]>().toEqualTypeOf<string>();
    expectTypeOf<Job["description"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Job["technology"]>().toEqualTypeOf<{ readonly id: string } | null>();
    expectTypeOf<Job["versions"][number]["number"]>().toEqualTypeOf<number>();
    const job = null as unknown as Job;
    // @ts-expect-error -- in the schema, but not selected by any operation
    void job.pipelines;
    // @ts-expect-error -- answers are readonly
    job.name = "other";
    expectTypeOf<Job["versions"]>().toExtend<readonly unknown[]>();
    expectTypeOf<Job["versions"]>().not.toExtend<unknown[]>();
  });

  test("of thin methods are the root field's value, without a wrapper", () => {
    expectTypeOf(saagie.jobs.move).returns.resolves.toEqualTypeOf<string>();
    expectTypeOf(saagie.jobs.countLogs).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(saagie.jobs.deleteInstancesByDate).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(saagie.projects.jobCategories).returns.resolves.items.toEqualTypeOf<string>();
    expectTypeOf(saagie.jobs.delete).returns.resolves.toEqualTypeOf<void>();
    expectTypeOf(saagie.projects.delete).returns.resolves.toEqualTypeOf<void>();
  });

  test("of an upsert tell what was done", () => {
    expectTypeOf(saagie.jobs.createOrUpgrade).returns.resolves.toEqualTypeOf<JobDeploymentResult>();
    expectTypeOf<JobDeploymentResult["action"]>().toEqualTypeOf<"created" | "upgraded" | "unchanged">();
  });
});

describe("definitions and changes", () => {
  test("a job needs a name and a technology, and clears nothing", () => {
    expectTypeOf<{ name: string; technology: string }>().toExtend<JobDefinition>();
    // @ts-expect-error -- every technology has its own command: none is a default
    void saagie.jobs.create("Sales", { name: "x" });
    // @ts-expect-error -- there is nothing to clear yet
    void saagie.jobs.create("Sales", { name: "x", technology: "Python", description: null });
    // @ts-expect-error -- the time zone has a name of its own
    void saagie.jobs.create("Sales", { name: "x", technology: "Python", timezone: "UTC" });
    // @ts-expect-error -- an extra technology has language and version
    void saagie.jobs.upgrade("x", { extraTechnology: { language: "Python" } });
    // @ts-expect-error -- an unknown status
    void saagie.jobs.edit("x", { alerting: { emails: ["a@b.io"], statusList: ["FAILURE"] } });
  });

  test("a change keeps what is absent and clears what is null, but for the name", () => {
    expectTypeOf<JobChanges["description"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<JobChanges["name"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ProjectChanges["groups"]>().toExtend<readonly unknown[] | null | undefined>();
    // @ts-expect-error -- a name cannot be cleared
    void saagie.jobs.edit("x", { name: null });
    // @ts-expect-error -- absent is absent: undefined is not written
    void saagie.jobs.edit("x", { description: undefined });
    // @ts-expect-error -- category and technology of a job cannot change
    void saagie.jobs.edit("x", { category: "Extraction" });
    // @ts-expect-error -- a version's setting belongs to upgrade
    void saagie.jobs.edit("x", { commandLine: "python {file}" });
  });
});

describe("runs", () => {
  test("are awaited, watched and read line by line", () => {
    expectTypeOf(saagie.jobs.runAndWait).returns.resolves.toEqualTypeOf<JobRun>();
    expectTypeOf(saagie.jobs.watch("x")).toEqualTypeOf<AsyncGenerator<JobRun, void, void>>();
    expectTypeOf(saagie.jobs.logs("x")).toEqualTypeOf<AsyncGenerator<LogLine, void, void>>();
    void saagie.jobs.runAndWait("x", {
      onStatus: (status, run) => {
        expectTypeOf(status).toEqualTypeOf<InstanceStatus>();
        expectTypeOf(run).toEqualTypeOf<JobRun>();
      },
    });
    // @ts-expect-error -- an unknown stream
    saagie.jobs.logs("x", { streams: ["stdout"] });
    // @ts-expect-error -- the unit is in the name
    void saagie.jobs.wait("x", { timeout: 10 });
    // @ts-expect-error -- an unknown selector
    void saagie.jobs.deleteInstancesBySelector("x", "KILLED");
    // @ts-expect-error -- the place to save to has to be said
    void saagie.jobs.saveArtifact("x", 1);
  });
});

describe("people", () => {
  const archive = {} as Parameters<Saagie["users"]["import"]>[0];

  test("are imported with a password each", () => {
    expectTypeOf(saagie.users.import).returns.resolves.toEqualTypeOf<PeopleImportResult>();
    void saagie.users.import(archive, {
      password: (user) => {
        expectTypeOf(user).toEqualTypeOf<NewUser>();
        return Promise.resolve("told");
      },
    });
    // @ts-expect-error -- somebody has to tell the passwords
    void saagie.users.import(archive);
    void saagie.users.planImport(archive);
    // @ts-expect-error -- no call is known that changes a user
    void saagie.users.planImport(archive, { existing: "upgrade" });
  });
});

test("overrides of imports are those of runs and of scopes", () => {
  const archive = {} as Parameters<Saagie["projects"]["planImport"]>[0];
  void saagie.projects.planImport(archive, { overrides: { jobs: { cronScheduling: null, alerting: null } } });
  // @ts-expect-error -- variables of pipelines stay with them
  void saagie.projects.planImport(archive, { overrides: { variables: { scope: "PIPELINE" } } });
});

test("errors tell their facts by type", () => {
  expectTypeOf<NotFoundError["near"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<NotFoundError["code"]>().toExtend<string>();
});
