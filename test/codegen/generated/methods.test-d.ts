import { expectTypeOf, test } from "vitest";
import {
  JobsMethods,
  jobsOperations,
  type Call,
  type JobsGetResult,
} from "../../../generated/saagie/methods.ts";

declare const call: Call;
const jobs = new JobsMethods(call);

test("a result is unwrapped, readonly and never null", () => {
  expectTypeOf(jobs.get("id")).resolves.toEqualTypeOf<JobsGetResult>();
  expectTypeOf<JobsGetResult>().toBeObject();
  expectTypeOf<JobsGetResult["alias"]>().toEqualTypeOf<string | null>();
  expectTypeOf(jobs.countInstancesByDate("id", "2024-06-01T00:00:00Z")).resolves.toEqualTypeOf<number>();
  // @ts-expect-error -- answers are readonly
  void jobs.get("id").then((job) => (job.name = "other"));
});

test("a job is named by id, URL, or name or alias within a project", () => {
  expectTypeOf(jobs.get).parameter(0).toExtend<string | URL | object>();
  void jobs.get(new URL("https://example.org"));
  void jobs.get({ id: "id" });
  void jobs.get({ project: "Sales", name: "Daily report" });
  void jobs.get({ project: { name: "Sales" }, alias: "Daily_report" });
  // @ts-expect-error -- a job name is only unique inside a project
  void jobs.get({ name: "Daily report" });
  // @ts-expect-error -- ids are text
  void jobs.get(1);
});

test("options are those of the call and of the operation, no others", () => {
  void jobs.get("id", { versionsLimit: 1, timeoutMs: 5, signal: AbortSignal.timeout(1) });
  void jobs.list("project", { category: null });
  // @ts-expect-error -- there is no such option
  void jobs.get("id", { versionLimit: 1 });
  // @ts-expect-error -- a required variable is no option
  void jobs.setMajorVersion("id", { versionNumber: 1 });
});

test("what only a facade uses is no public method, but can be called with its metadata", () => {
  expectTypeOf<JobsMethods>().not.toHaveProperty("create");
  expectTypeOf(call(jobsOperations.delete, { jobId: "id" })).resolves.toEqualTypeOf<boolean>();
  // @ts-expect-error -- variables are checked against the operation
  void call(jobsOperations.delete, { jobID: "id" });
  // @ts-expect-error -- and may not be left out
  void call(jobsOperations.delete, {});
});
