import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { executeCodegen, type CodegenConfig } from "@graphql-codegen/cli";

/** The content of each generated file by its absolute path. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/**
 * Runs codegen in memory.
 *
 * @throws whatever codegen throws: an operation that does not fit the schema, a rule of ours that is broken
 */
export async function generateFiles(config: CodegenConfig): Promise<GeneratedFiles> {
  const { result, error } = await executeCodegen({ ...config, silent: true });
  if (error !== null) throw new Error(messagesOf(error).join("\n\n"), { cause: error });
  // Codegen keeps paths as they are configured: from where it runs.
  return new Map(result.map(({ filename, content }) => [resolve(filename), content]));
}

/** What went wrong, each once: several presets may stumble over one file. */
function messagesOf(error: Error): readonly string[] {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return [...new Set(errors.map((one) => (one instanceof Error ? one.message : String(one))))];
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
