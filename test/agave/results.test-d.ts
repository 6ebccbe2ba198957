import { expectTypeOf, test } from "vitest";
import type {
  Agave,
  JobFieldsFragment,
  JobsGetResult,
  JobsListResult,
  JobStatusName,
  SystemsGetResult,
} from "../../src/agave/index.ts";

declare const agave: Agave;

test("what methods answer has a name, which programs import from the door, and so have its parts", () => {
  expectTypeOf(agave.jobs.get("job")).resolves.toEqualTypeOf<JobsGetResult>();
  expectTypeOf(agave.jobs.list()).toExtend<AsyncIterable<JobsListResult[number]>>();
  expectTypeOf(agave.systems.get("system")).resolves.toEqualTypeOf<SystemsGetResult>();
  expectTypeOf<JobsGetResult>().toEqualTypeOf<JobFieldsFragment>();
  expectTypeOf<"RUNNING">().toExtend<JobStatusName>();
});
