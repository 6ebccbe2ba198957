import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes all files or none: first beside their places, then each with one move. When a move fails, those before it
 * are taken back.
 *
 * @param project - the folder that names of files are relative to
 * @throws Error from the file system; then everything is as it was
 */
export function writeFiles(project: string, files: ReadonlyMap<string, string>): void {
  const moves = [...files].map(([name, text]) => {
    const path = join(project, name);
    return { path, text, beside: `${path}.${process.pid}.tmp` };
  });
  const undo: (() => void)[] = [];
  try {
    for (const { beside, text } of moves) {
      mkdirSync(dirname(beside), { recursive: true });
      writeFileSync(beside, text, { flag: "wx" });
    }
    for (const { path, beside } of moves) {
      const old = textOf(path);
      renameSync(beside, path);
      undo.push(() => (old === undefined ? rmSync(path) : writeFileSync(path, old)));
    }
  } catch (error) {
    for (const step of undo) step();
    throw error;
  } finally {
    for (const { beside } of moves) rmSync(beside, { force: true });
  }
}

function textOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
