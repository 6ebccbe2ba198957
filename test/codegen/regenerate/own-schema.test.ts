import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, print } from "graphql";
import { check } from "prettier";
import { expect, test } from "vitest";
import { loadSuperset } from "../../../src/codegen/schema/load-schema.ts";
import { schemaAt, versionsIn } from "../../../src/codegen/schema/versioned-schema.ts";
import { schemaFacts } from "../schema-facts.ts";
import { published, SCHEMA } from "./own-project.ts";
import { ownFiles } from "./saagie-project.ts";
import { smallProject } from "./small-project.ts";
import { ends } from "../../support/thorough.ts";

// The command on what it was made for: the schema files, operations and pages of this project, in a copy.

interface Told {
  readonly operations: readonly { readonly name: string; readonly methods: readonly string[] }[];
  readonly files: readonly { readonly path: string }[];
  readonly rows: readonly { readonly page: string; readonly methods: readonly string[] }[];
}

test("tells the methods and the rows of pages that a lost mutation takes with it", async () => {
  const project = smallProject(ownFiles("schema", "operations", "src/saagie/jobs/README.md"));
  const sdl = published("platform", ["duplicateJob(", "copyJob("]);
  const { code, stdout } = await project.regenerate(sdl, "2099.01", "--dry-run", "--json");
  expect(code).toBe(0);
  const told = JSON.parse(stdout) as Told;
  expect(told.operations.map(({ name, methods }) => [name, methods])).toEqual([
    ["JobsDuplicate", ["jobs.duplicate"]],
  ]);
  expect(told.rows.map(({ page, methods }) => [page, methods])).toEqual([
    ["src/saagie/jobs/README.md", ["jobs.duplicate"]],
  ]);
  expect(told.files.map(({ path }) => path)).toEqual([
    "schema/saagie/platform/jobs.graphql",
    "schema/saagie/versions.graphql",
  ]);
});

test.each(["platform", "gateway"])("knows that %s is what it is", async (endpoint) => {
  const project = smallProject(ownFiles("schema"));
  const before = project.files();
  const superset = loadSuperset({ directory: SCHEMA, platform: "saagie", endpoint });
  for (const version of ends(versionsIn(superset))) {
    const sdl = print(schemaAt(superset, version));
    const args = ["--endpoint", `saagie/${endpoint}`];
    expect(await project.regenerate(sdl, version, ...args), version).toMatchObject({ code: 0, stderr: "" });
  }
  expect(project.files()).toEqual(before);
});

test("brings generated code to the new version, formatted as this project is", async () => {
  const project = smallProject({
    ...ownFiles("schema", "operations", "generated", "src", "codegen.ts", "tsconfig.json"),
    "package.json": JSON.stringify({
      type: "module",
      scripts: { codegen: "tsx src/codegen/run.ts" },
      prettier: { printWidth: 110 },
    }),
  });
  symlinkSync(join(SCHEMA, "../node_modules"), join(project.folder, "node_modules"));
  const sdl = published(
    "platform",
    ["type Query {", "type Query { schedules(projectId: UUID!, limit: Int = 10): [JobSchedule!]!"],
    ["enum AppStatus {", "enum AppStatus { PAUSED"],
    ["scalar UUID", "scalar UUID type JobSchedule { id: UUID! next: DateTime }"],
  );
  const outcome = await project.regenerate(sdl, "2099.01");
  expect(outcome.stderr).toMatch(/^codegen …\ncodegen: passed \(\d+\.\d s\)\n$/);
  expect(outcome.code).toBe(0);
  expect(project.read("generated/saagie/history.ts")).toContain('"2099.01"');
  const place = { directory: join(project.folder, "schema"), platform: "saagie", endpoint: "platform" };
  expect(schemaFacts(buildSchema(print(schemaAt(loadSuperset(place), "2099.01"))))).toEqual(
    schemaFacts(buildSchema(sdl)),
  );
  expect(project.read("schema/saagie/platform/schedules.graphql")).toContain(
    `extend type Query {
  schedules(projectId: UUID!, limit: Int = 10): [JobSchedule!]! @since(version: "2099.01")
}
`,
  );
  const files = project.files();
  for (const [path, text] of Object.entries(files)) {
    if (path.startsWith("schema/"))
      expect(await check(text, { parser: "graphql", printWidth: 110 }), path).toBe(true);
  }
  expect(await project.regenerate(sdl, "2099.01")).toMatchObject({ code: 0 });
  expect(project.files()).toEqual(files);
}, 240_000);
