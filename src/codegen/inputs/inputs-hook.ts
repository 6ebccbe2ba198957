import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { InputFilesOptions } from "./write-inputs.ts";

/**
 * Hook of codegen, for when all files are written: writes what the methods of the clients take, as `npm run codegen` does.
 *
 * @remarks It is no plugin, since it reads the types of hand-written classes, which use the files of all plugins. With
 * `--check` it does nothing: codegen has no way for a hook to say that a file is stale. `npm run codegen -- --check` compares
 * these files, too.
 */
export function inputsHook(options: InputFilesOptions): () => Promise<void> {
  return async () => {
    // Hooks are not told.
    if (process.argv.includes("--check")) return;
    try {
      // The compiler in it takes its time, and most who load the configuration need none.
      const { inputFiles } = await import("./write-inputs.ts");
      for (const [path, content] of inputFiles(options, new Map())) {
        if (!existsSync(path) || readFileSync(path, "utf8") !== content) writeFileSync(path, content);
      }
    } catch (error) {
      // Of a hook that fails codegen tells by its exit code alone.
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      throw error;
    }
  };
}
