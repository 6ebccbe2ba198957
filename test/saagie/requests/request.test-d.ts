import { describe, expectTypeOf, test } from "vitest";
import type { RequestOptions, Saagie } from "../../../src/saagie/index.ts";
import { CreateJobWithFileDocument, PlatformCountsDocument, ProjectWithJobsDocument } from "./queries.ts";

declare const saagie: Saagie;

describe("request", () => {
  test("answers what a document selects", () => {
    expectTypeOf(saagie.request(ProjectWithJobsDocument, { id: "1" })).resolves.toEqualTypeOf<{
      project: { id: string; name: string } | null;
      jobs: { id: string; name: string; versions: { number: number; isCurrent: boolean }[] }[] | null;
    }>();
    expectTypeOf(saagie.request(PlatformCountsDocument)).resolves.toEqualTypeOf<{
      platform: { id: number; counts: { jobs: number } } | null;
    }>();
  });

  test("takes the variables of a document, and no others", () => {
    void saagie.request(PlatformCountsDocument, {}, { endpoint: "platform" });
    void saagie.request(PlatformCountsDocument, undefined, { strict: true });
    // @ts-expect-error -- the id is required
    void saagie.request(ProjectWithJobsDocument);
    // @ts-expect-error -- the id is required
    void saagie.request(ProjectWithJobsDocument, {});
    // @ts-expect-error -- the id is a text
    void saagie.request(ProjectWithJobsDocument, { id: 1 });
    // @ts-expect-error -- there is no such variable
    void saagie.request(ProjectWithJobsDocument, { id: "1", name: "Sales" });
    // @ts-expect-error -- a file is a Blob
    void saagie.request(CreateJobWithFileDocument, { job: JOB, version: {}, file: "report.py" });
    void saagie.request(CreateJobWithFileDocument, { job: JOB, version: {}, file: new Blob([]) });
  });

  test("knows nothing of a text but what it is told", () => {
    expectTypeOf(saagie.request("{ platform { id } }")).resolves.toEqualTypeOf<unknown>();
    expectTypeOf(saagie.request<{ n: number }>("query ($x: Int) { n }", { x: 1 })).resolves.toEqualTypeOf<{
      n: number;
    }>();
  });

  test("takes the options of calls, and an endpoint that there is", () => {
    expectTypeOf<RequestOptions["endpoint"]>().toEqualTypeOf<"platform" | "gateway" | undefined>();
    // @ts-expect-error -- REST takes no documents
    void saagie.request(PlatformCountsDocument, {}, { endpoint: "rest" });
  });
});

const JOB = {
  projectId: "1",
  name: "a",
  category: "Extraction",
  technology: { id: "1" },
  isStreaming: false,
  isScheduled: false,
};
