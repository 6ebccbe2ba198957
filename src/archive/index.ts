/**
 * Where exports lie: archives that the platforms write to and read from.
 *
 * @example
 * ```ts
 * import { folderArchive } from "footbridge/archive";
 *
 * const archive = folderArchive("./export");
 * await archive.write("notes/today.txt", "Exported before the upgrade.");
 * for await (const { path, size } of archive.entries()) console.log(path, size);
 * ```
 * @example
 * ```ts
 * import { zipArchive } from "footbridge/archive";
 *
 * await using archive = zipArchive("export.zip");
 * await archive.write("notes/today.txt", "Exported before the upgrade.");
 * await archive.close();
 * ```
 * @module
 */
export type {
  Archive,
  ArchiveEntry,
  ReadableArchive,
  WritableArchive,
  WrittenFile,
} from "../core/content/archive.ts";
export { folderArchive } from "./folder-archive.ts";
export { memoryArchive } from "./memory-archive.ts";
export { safeFileName } from "./safe-file-name.ts";
export { openArchive, zipArchive, type ClosableArchive, type ZipOptions } from "./zip-archive.ts";
export type { ZipLimits } from "./zip-limits.ts";
