import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Kind, parse, print, visit } from "graphql";
import { expect, test } from "vitest";
import { RESOURCES } from "../../../src/emulator/saagie/endpoints.ts";
import { copiedProject, published, SCHEMA } from "./own-project.ts";

// Which methods and which files of the emulator a change of the real platform touches.

interface Told {
  readonly operations: readonly { readonly name: string; readonly methods: readonly string[] }[];
  readonly resolvers: readonly { readonly field: string; readonly file?: string; readonly what: string }[];
}

const FILES = ["schema", "operations", "src", "generated", "test/saagie/method-calls.json"];

async function told(sdl: string, endpoint: string): Promise<Told> {
  const project = copiedProject(...FILES);
  const args = ["--endpoint", `saagie/${endpoint}`, "--dry-run", "--json"];
  const { stdout, stderr } = await project.regenerate(sdl, "2099.01", ...args);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Told;
}

/** A schema in which every field is deprecated that was not, and no other. */
function turned(sdl: string): string {
  return print(
    visit(parse(sdl), {
      FieldDefinition: (node) => ({
        ...node,
        directives:
          (node.directives ?? []).length > 0
            ? []
            : [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: "deprecated" } }],
      }),
    }),
  );
}

/** The fields of a schema, `Type.field`. */
function fieldsOf(sdl: string): ReadonlySet<string> {
  return new Set(
    parse(sdl).definitions.flatMap((type) =>
      type.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (type.fields ?? []).map((field) => `${type.name.value}.${field.name.value}`)
        : [],
    ),
  );
}

test.each(["platform", "gateway"] as const)(
  "every field of %s that the emulator answers leads to the file that does, and no other field to any",
  async (endpoint) => {
    const sdl = published(endpoint);
    const known = fieldsOf(sdl);
    const answered = RESOURCES[endpoint]
      .flatMap((table) => Object.entries(table))
      .flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`))
      .filter((field) => known.has(field));
    const { resolvers } = await told(turned(sdl), endpoint);
    const found = resolvers.filter(({ file }) => file !== undefined);
    expect(found.map(({ field }) => field).toSorted()).toEqual(answered.toSorted());
    for (const { field, file = "" } of found) {
      const [type = "", name = ""] = field.split(".");
      const text = readFileSync(join(SCHEMA, "..", file), "utf8");
      expect(text, file).toMatch(new RegExp(`\\b${type}: \\{|\\b${type}:? `, "u"));
      expect(text, file).toMatch(new RegExp(`\\b${name}\\b`, "u"));
    }
  },
  120_000,
);

test("a change names the methods that run the operation, and the fields of the emulator that it is about", async () => {
  const sdl = published(
    "platform",
    ["duplicateJob(", "duplicateJob(note: String, "],
    ["addJobVersion(", "addJobVersion(note: String, "],
    ["countJobInstance:", "countJobInstance(of: Int):"],
    ["type Job {", "type Job { colour: String"],
    ["type Query {", "type Query { colours: [String]\n"],
  );
  const { operations, resolvers } = await told(sdl, "platform");
  const methods = new Map(operations.map((operation) => [operation.name, operation.methods]));
  // Read by hand in the sources: upgrades, imports (those of pipelines take jobs along), and what upgrades where it could not create.
  expect(methods.get("JobsDuplicate")).toEqual(["jobs.duplicate"]);
  expect(methods.get("JobsAddVersion")?.toSorted()).toEqual([
    "jobs.createOrUpgrade",
    "jobs.import",
    "jobs.upgrade",
    "pipelines.import",
    "projects.copyTo",
    "projects.import",
  ]);
  expect(resolvers.map(({ field, file }) => [field, file?.replace("src/emulator/saagie/", "")])).toEqual(
    expect.arrayContaining([
      ["Mutation.duplicateJob", "jobs/resolvers.ts"],
      ["Job.countJobInstance", "jobs/resolvers.ts"],
      ["Job.colour", undefined],
      ["Query.colours", undefined],
    ]),
  );
}, 120_000);
