import fc from "fast-check";
import type { ProjectFile } from "../../../src/cli/deploy/project-file.ts";

/** Names as people give them, some of them odd; unique ignoring case, since they are names of a project. */
const names = (max: number): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(
        "Load",
        "Report",
        "Été 2026",
        "a/b",
        "50% <b>",
        "x:y",
        "true",
        "1.0",
        "- dash",
        "#hash",
        "a: b",
      ),
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _]{0,8}[A-Za-z0-9]$/u),
    ),
    { minLength: 0, maxLength: max, selector: (name) => name.toLowerCase() },
  );

const variables = fc.dictionary(
  fc.stringMatching(/^[A-Z][A-Z0-9_]{0,6}$/u),
  fc.oneof(
    fc.constantFrom(
      "north",
      "1.10",
      "0777",
      "true",
      "null",
      "2026-11-30",
      "~",
      " blank ",
      "été",
      'a "b"',
      "x\ny",
    ),
    fc.record({ value: fc.constantFrom("a", "1.0"), description: fc.constantFrom("where", "why: so") }),
    fc.record({ secret: fc.constant(true) }),
  ),
  { maxKeys: 4 },
);

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

/** A job without a package: that lies on the disk. */
const job = fc
  .record({
    command: fc.constantFrom("echo 1", "sh -c 'a: b'", "# not a comment"),
    description: optional(fc.constantFrom("daily", "a: b", "été")),
    schedule: optional(fc.constantFrom("0 6 * * *", "*/5 * * * *")),
    category: optional(fc.constantFrom("Extraction", "Processing")),
    releaseNote: optional(fc.constantFrom("first", "1.10")),
  })
  .map((settings) => ({ technology: "Bash", ...settings }));

/** Steps that follow one another, with conditions between some of them. */
function pipelineOf(jobs: readonly string[]): fc.Arbitrary<object> {
  const row = fc
    .array(fc.constantFrom(...jobs), { minLength: 1, maxLength: 4 })
    .map((list) => ({ jobs: list }));
  const graph = fc
    .array(fc.record({ job: fc.constantFrom(...jobs), hasCondition: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((list) => {
      const steps: Record<string, object> = {};
      for (const [at, one] of list.entries()) {
        const next = at + 1 < list.length ? `step ${at + 1}` : undefined;
        const isDecided = one.hasCondition && next !== undefined;
        const after = isDecided ? `check ${at}` : next;
        steps[`step ${at}`] = { job: one.job, ...(after === undefined ? {} : { next: [after] }) };
        if (isDecided) steps[`check ${at}`] = { condition: "AllSuccess", yes: [next] };
      }
      return { steps };
    });
  return fc.oneof(row, graph);
}

/** Project files that can be deployed. */
export const projectFiles: fc.Arbitrary<ProjectFile> = names(4).chain((jobs) =>
  fc
    .record({
      description: optional(fc.constantFrom("What is sold", "a: b # c")),
      variables: optional(variables),
      storages: optional(
        names(2).map((list) => Object.fromEntries(list.map((name) => [name, { size: "1 GB" }]))),
      ),
      jobs: fc
        .tuple(...jobs.map(() => job))
        .map((list) => Object.fromEntries(jobs.map((name, at) => [name, list[at]]))),
      pipelines:
        jobs.length === 0
          ? fc.constant(undefined)
          : optional(fc.dictionary(fc.constantFrom("Daily", "Row"), pipelineOf(jobs))),
    })
    .map((parts) => {
      const told = { project: "Shop", ...parts };
      return JSON.parse(JSON.stringify(told)) as ProjectFile;
    }),
);
