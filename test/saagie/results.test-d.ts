import { expectTypeOf, test } from "vitest";
import type {
  AppsListResult,
  AppStatus,
  InstanceStatus,
  JobRun,
  JobsGetResult,
  JobsListResult,
  JobsVersionFieldsFragment,
  Saagie,
  StoragesGetResult,
} from "../../src/saagie/index.ts";

declare const saagie: Saagie;

test("what methods answer has a name, which programs import from the door", () => {
  expectTypeOf(saagie.jobs.list("project")).resolves.toEqualTypeOf<JobsListResult>();
  expectTypeOf(saagie.jobs.get("job")).resolves.toEqualTypeOf<JobsGetResult>();
  expectTypeOf(saagie.storages.get("storage")).resolves.toEqualTypeOf<StoragesGetResult>();
  expectTypeOf(saagie.apps.list("project")).resolves.toEqualTypeOf<AppsListResult["apps"]>();
  // What is named can be kept and passed on, in both directions.
  const keep = (jobs: JobsListResult): JobsListResult => jobs;
  void saagie.jobs.list("project").then(keep);
});

test("and so have the statuses and the parts in it", () => {
  expectTypeOf<JobRun["status"]>().toEqualTypeOf<InstanceStatus>();
  expectTypeOf<"SUCCEEDED">().toExtend<InstanceStatus>();
  expectTypeOf<"STARTED">().toExtend<AppStatus>();
  expectTypeOf<JobsGetResult["versions"][number]>().toEqualTypeOf<JobsVersionFieldsFragment>();
  // @ts-expect-error -- a status is one of a few words
  const status: InstanceStatus = "DONE";
  void status;
});
