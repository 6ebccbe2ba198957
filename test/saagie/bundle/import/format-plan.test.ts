import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryArchive } from "../../../../src/archive/index.ts";
import { formatPlan, type PlanStep } from "../../../../src/saagie/index.ts";
import { fill } from "../support/archives.ts";
import { bundlePlatform, jobFile } from "../support/sample-jobs.ts";

const platform = bundlePlatform();
const { saagie } = platform;

function step(given: Partial<PlanStep>): PlanStep {
  return {
    what: "job",
    name: "Load",
    path: "",
    action: "create",
    versions: [],
    changed: [],
    warnings: [],
    ...given,
  };
}

describe("a plan as text", () => {
  test("tells of the plan of a project, and of one of jobs alone", async () => {
    const { id } = await platform.makeProject();
    const archive = await fill(memoryArchive(), {
      "project.json": { name: "Parcels" },
      "jobs/1/job.json": jobFile(),
      "jobs/1/version/1/sort.py": "sort()",
    });
    const whole = await saagie.projects.planImport(archive);
    expect(formatPlan(whole).split("\n")).toEqual([
      "Action   Kind      Name           What",
      "create   project   Parcels",
      "create   job       Sort parcels   version 1",
      "",
      "2 to create",
    ]);
    const jobs = await saagie.jobs.planImport(archive, { project: id });
    expect(formatPlan(jobs).split("\n")).toEqual([
      "Action   Kind   Name           What",
      "create   job    Sort parcels   version 1",
      "",
      "1 to create",
    ]);
  });

  test("gives every action its line, what is odd its place, and the counts the end", () => {
    const steps = [
      step({ name: "New", versions: [1, 2, 3, 4, 5] }),
      step({ name: "Changed", action: "upgrade", changed: ["description", "version"], versions: [2] }),
      step({ name: "Same", action: "unchanged" }),
      step({ what: "app", name: "Begun", action: "resume", versions: [2, 3], warnings: ["odd", "odder"] }),
      step({ what: "variable", name: "TOKEN", action: "skip", reason: "it is a secret" }),
      step({ name: "Worse", action: "cannot", reason: "it is broken" }),
      step({ name: "Bad", action: "cannot", reason: "it is broken, too" }),
    ];
    const text = formatPlan({ steps, warnings: ["a.json is missing"] });
    expect(text.split("\n")).toEqual([
      "Action      Kind       Name      What",
      "create      job        New       5 versions",
      "upgrade     job        Changed   changes description, version; version 2",
      "unchanged   job        Same",
      "resume      app        Begun     versions 2, 3",
      "                                 warning: odd",
      "                                 warning: odder",
      "skip        variable   TOKEN     it is a secret",
      "cannot      job        Worse     it is broken",
      "cannot      job        Bad       it is broken, too",
      "",
      "Warning: a.json is missing",
      "",
      "1 to create, 1 to upgrade, 1 to go on with, 1 unchanged, 1 left alone, 2 that cannot be imported",
    ]);
  });

  test("of nothing says so", () => {
    expect(formatPlan({ steps: [], warnings: [] })).toBe("nothing to import");
  });

  test("keeps its lines and columns, whatever things are called", () => {
    const name = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.record({ name, reason: name }), { minLength: 1 }), (things) => {
        const text = formatPlan({ steps: things.map((given) => step(given)), warnings: [] });
        expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u);
        const lines = text.split("\n");
        expect(lines).toHaveLength(things.length + 3);
        const column = [...(lines[0] ?? "")].join("").indexOf("What");
        for (const line of lines.slice(1, -2)) {
          expect(
            [...line]
              .slice(column - 3, column)
              .join("")
              .trim(),
          ).toBe("");
        }
      }),
    );
  });
});
