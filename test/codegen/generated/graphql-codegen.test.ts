import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import { buildSchema, parse } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { outputFolder } from "../../../src/codegen/presets/output-folder.ts";

// The command of graphql-codegen itself, which loads codegen.ts in its own way.

const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));

/** Where it says what it would write. */
const STALE = "The following stale files were detected:\n";

interface Outcome {
  readonly code: number;
  /** The files that are not what it would write. */
  readonly stale: readonly string[];
}

function check(project: string): Promise<Outcome> {
  const command = [join(PROJECT, "node_modules/@graphql-codegen/cli/esm/bin.js"), "--check"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { cwd: project }, (error, stdout, stderr) => {
      const [, list = ""] = stdout.split(STALE);
      const stale = [...list.matchAll(/- (.*)$/gmu)].map(([, name = ""]) => name);
      const code = error === null ? 0 : Number(error.code);
      if (code !== 0 && stale.length === 0) reject(new Error(`${stdout}${stderr}`));
      else resolve({ code, stale });
    });
  });
}

test("graphql-codegen --check takes this project as npm run codegen leaves it", async () => {
  expect(await check(PROJECT)).toEqual({ code: 0, stale: [] });
}, 120_000);

test("graphql-codegen --check names the file of a changed operation, and writes nothing", async () => {
  const copy = mkdtempSync(join(tmpdir(), "footbridge-codegen-"));
  onTestFinished(() => rm(copy, { recursive: true }));
  // One platform is enough, and quick.
  for (const path of [
    "codegen.ts",
    "package.json",
    "src/codegen",
    "schema/directives.graphql",
    "schema/descartes",
    "operations/descartes",
    "generated/descartes",
  ]) {
    cpSync(join(PROJECT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(copy, "node_modules"));
  const operations = join(copy, "operations/descartes/blobs.graphql");
  const text = readFileSync(operations, "utf8");
  expect(text).toContain("    storedCoding\n");
  writeFileSync(operations, text.replace("    storedCoding\n", ""));
  expect(await check(copy)).toEqual({ code: 1, stale: ["generated/descartes/storage.ts"] });
  const written = readdirSync(join(copy, "generated/descartes"));
  for (const name of written) {
    const path = join("generated/descartes", name);
    expect(readFileSync(join(copy, path), "utf8"), name).toBe(readFileSync(join(PROJECT, path), "utf8"));
  }
}, 120_000);

const options = {
  baseOutputDir: "generated/library/",
  schema: parse("type Query { book: Int }"),
  schemaAst: buildSchema("type Query { book: Int }"),
  documents: [],
  plugins: [],
  pluginMap: {},
  config: {},
  presetConfig: {},
};

test("a preset writes to a folder, and says so of a file", () => {
  const plugin: CodegenPlugin = { plugin: () => "" };
  const file = outputFolder(options, { platform: "library" });
  expect(file("books.ts", { plugins: [{ books: { limit: 1 } }], pluginMap: { plugin } })).toMatchObject({
    filename: join("generated/library", "books.ts"),
    plugins: [{ header: { platform: "library" } }, { books: { limit: 1 } }],
    documents: [],
  });
  expect(() =>
    outputFolder({ ...options, baseOutputDir: "generated/library.ts" }, { platform: "library" }),
  ).toThrow('"generated/library.ts" in generates of codegen.ts is not a folder: write "/" behind it');
});

test("of a file with a schema of its own codegen does not get another one", () => {
  const file = outputFolder(options, { platform: "library" });
  const schema = parse("type Query { reader: Int }");
  const own = file("readers.ts", { schema, plugins: [], pluginMap: {} });
  expect(own.schema).toBe(schema);
  expect(own).not.toHaveProperty("schemaAst");
  expect(file("books.ts", { plugins: [], pluginMap: {} }).schemaAst).toBe(options.schemaAst);
});
