import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The methods that run an operation, e.g. `jobs.create` and `jobs.createOrUpgrade` for `JobsCreate`. */
export type MethodCalls = ReadonlyMap<string, readonly string[]>;

/**
 * Reads which methods run which operation, as the tests of a platform have recorded it; nothing without a record.
 *
 * @param project - the folder with `test/<platform>` in it
 */
export function readMethodCalls(project: string, platform: string): MethodCalls {
  const path = join(project, "test", platform, "method-calls.json");
  if (!existsSync(path)) return new Map();
  const calls = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, readonly string[]>>;
  return new Map(Object.entries(calls));
}
