import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generate, type CodegenConfig } from "@graphql-codegen/cli";
import type { Types } from "@graphql-codegen/plugin-helpers";

/** The content of each generated file by its absolute path. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/**
 * Runs codegen in memory.
 *
 * @throws whatever codegen throws: an operation that does not fit the schema, a rule of ours that is broken
 */
export async function generateFiles(config: CodegenConfig): Promise<GeneratedFiles> {
  // The CLI says `any` of what it answers.
  const outputs = (await generate({ ...config, silent: true }, false)) as readonly Types.FileOutput[];
  return new Map(outputs.map(({ filename, content }) => [filename, `${content.trimEnd()}\n`]));
}

/** Writes the generated files, and removes others from their folder. */
export function writeGenerated(folder: string, files: GeneratedFiles): void {
  for (const path of differences(folder, files)) {
    const content = files.get(path);
    if (content === undefined) {
      rmSync(path);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
}

/**
 * Lists the files that codegen would create, change or remove.
 *
 * @returns their absolute paths, sorted; empty when the folder is what codegen makes
 */
export function differences(folder: string, files: GeneratedFiles): readonly string[] {
  const existing = new Map(filesIn(folder).map((path) => [path, readFileSync(path, "utf8")]));
  const paths = new Set([...existing.keys(), ...files.keys()]);
  return [...paths].filter((path) => existing.get(path) !== files.get(path)).toSorted();
}

function filesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    // The very first run finds no folder.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
