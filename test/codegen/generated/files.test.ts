import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clients, configFor } from "../../../codegen.ts";
import { differences, generateFiles, writeGenerated } from "../../../src/codegen/generated-files.ts";
import { generateAll } from "../../../src/codegen/inputs/write-inputs.ts";

const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "footbridge-codegen-"));
});

afterEach(() => {
  rmSync(copy, { recursive: true });
});

/** Copies what codegen reads and writes; the tree itself is never touched. */
function copyProject(): void {
  for (const path of [
    "schema",
    "operations",
    "generated",
    "src",
    "codegen.ts",
    "tsconfig.json",
    "package.json",
  ]) {
    cpSync(join(PROJECT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(copy, "node_modules"));
}

function codegen(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const command = ["--import", "tsx", "src/codegen/run.ts", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: copy }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}

const read = (path: string): string => readFileSync(join(copy, path), "utf8");

test("--check fails on a change, a stray and a missing file without touching them, and passes when they are mended", async () => {
  copyProject();
  const folder = join(copy, "generated/saagie");
  const before = read("generated/saagie/rest.ts");
  appendFileSync(join(folder, "methods.ts"), "// planted\n");
  writeFileSync(join(folder, "stray.ts"), "export const stray = 1;\n");
  rmSync(join(folder, "rest.ts"));
  expect(await codegen("--check")).toEqual({
    code: 1,
    output: `not what codegen makes: generated/saagie/methods.ts
not what codegen makes: generated/saagie/rest.ts
not what codegen makes: generated/saagie/stray.ts
run \`npm run codegen\` and commit the result
`,
  });
  expect(read("generated/saagie/methods.ts")).toMatch(/\/\/ planted\n$/);
  expect(readdirSync(folder)).toContain("stray.ts");
  expect(readdirSync(folder)).not.toContain("rest.ts");

  const all = await generateAll(configFor(copy), { project: copy, ...clients });
  writeGenerated(join(copy, "generated"), all);
  expect(readdirSync(folder)).not.toContain("stray.ts");
  expect(read("generated/saagie/rest.ts")).toBe(before);
  expect(await codegen("--check")).toEqual({ code: 0, output: "" });
}, 180_000);

test("a changed operation shows in --check, and graphql-codegen writes what that wants", async () => {
  copyProject();
  const path = join(copy, "operations/saagie/platform.graphql");
  writeFileSync(path, readFileSync(path, "utf8").replace("      apps\n", ""));
  rmSync(join(copy, "generated/agave/immediate.ts"));
  appendFileSync(join(copy, "generated/descartes/inputs.ts"), "// planted\n");
  const all = await generateAll(configFor(copy), { project: copy, ...clients });
  const changed = differences(join(copy, "generated"), all);
  expect(changed).toEqual(
    ["agave/immediate.ts", "descartes/inputs.ts", "saagie/platform.ts"].map((name) =>
      join(copy, "generated", name),
    ),
  );
  await generate({ ...configFor(copy), silent: true });
  expect(differences(join(copy, "generated"), all)).toEqual([]);
}, 180_000);

test("a changed method shows in --check", async () => {
  copyProject();
  const path = join(copy, "src/descartes/storage.ts");
  const text = readFileSync(path, "utf8");
  expect(text).toContain("async setJson(key: string");
  writeFileSync(path, text.replace("async setJson(key: string", "async setJson(key: string | URL"));
  expect(await codegen("--check")).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^not what codegen makes: generated\/descartes\/inputs\.ts\n/u) as string,
  });
}, 180_000);

test("a platform that speaks REST alone needs its schema files and operations, nothing else", async () => {
  cpSync(join(PROJECT, "schema/directives.graphql"), join(copy, "schema/directives.graphql"));
  mkdirSync(join(copy, "schema/library"), { recursive: true });
  mkdirSync(join(copy, "operations/library"), { recursive: true });
  writeFileSync(
    join(copy, "schema/library/books.graphql"),
    'type Query { book(id: ID!): Book @http(method: GET, path: "/books/{id}") } type Book { title: String }',
  );
  writeFileSync(
    join(copy, "operations/library/books.graphql"),
    '"Reads a book." query BooksGet($id: ID!) { book(id: $id) { title } }',
  );
  const files = await generateFiles(configFor(copy));
  const folder = join(copy, "generated");
  expect([...files.keys()].toSorted()).toEqual(
    ["bindings.ts", "gql.ts", "methods.ts", "rest.ts", "results.ts"].map((name) =>
      join(folder, "library", name),
    ),
  );
  for (const content of files.values()) {
    expect(content.split("\n", 1)).toEqual([
      "// Generated by `npm run codegen` from operations/library/*.graphql. Do not edit: change the operation.",
    ]);
  }
  writeGenerated(folder, files);
  expect(differences(folder, files)).toEqual([]);
  expect(read("generated/library/methods.ts")).toContain('endpoint: "rest"');
});

test("an operation that fits no endpoint stops codegen, and nothing is written", async () => {
  cpSync(join(PROJECT, "schema"), join(copy, "schema"), { recursive: true });
  mkdirSync(join(copy, "operations/saagie"), { recursive: true });
  writeFileSync(join(copy, "operations/saagie/books.graphql"), '"Reads." query BooksGet { book }');
  await expect(generateFiles(configFor(copy))).rejects.toThrow(
    "books.graphql: no endpoint has the query book",
  );
});

test("an operation that asks for a field the schema lacks stops codegen", async () => {
  cpSync(join(PROJECT, "schema"), join(copy, "schema"), { recursive: true });
  mkdirSync(join(copy, "operations/saagie"), { recursive: true });
  writeFileSync(
    join(copy, "operations/saagie/jobs.graphql"),
    '"Reads." query JobsGet($id: UUID!) { job(id: $id) { colour } }',
  );
  await expect(generateFiles(configFor(copy))).rejects.toThrow(
    'operations/saagie/jobs.graphql:1: Cannot query field "colour" on type "Job"',
  );
});

test("a syntax error is told with its file and line", () => {
  mkdirSync(join(copy, "operations/saagie"), { recursive: true });
  writeFileSync(join(copy, "operations/saagie/jobs.graphql"), '"Reads."\nquery JobsGet { job(id: ) { id } }');
  expect(() => configFor(copy)).toThrow(
    'operations/saagie/jobs.graphql:2: Syntax Error: Unexpected ")"',
  );
});
