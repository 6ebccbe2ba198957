import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { DocumentNode } from "graphql";
import { readSuperset, type SchemaFile } from "./versioned-schema.ts";

const EXTENSION = ".graphql";

/** The endpoint of a platform whose schema files lie in its folder itself: REST is all it speaks. */
const ONLY_ENDPOINT = "rest";

/** Which schema to load: one endpoint of one platform. */
export interface SchemaPlace {
  /** The folder that holds `directives.graphql` and a folder for each platform. */
  readonly directory: string;
  /** For example "saagie". */
  readonly platform: string;
  /** For example "gateway". */
  readonly endpoint: string;
}

/**
 * Lists the endpoints that a platform has schema files for, in alphabetical order.
 *
 * @returns the sub-folders of its schema folder, or "rest" alone when the files lie in the folder itself
 */
export function listEndpoints(directory: string, platform: string): readonly string[] {
  const entries = readdirSync(join(directory, platform), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return folders.length > 0 ? folders.toSorted() : [ONLY_ENDPOINT];
}

/**
 * Loads the superset schema of one endpoint from its files and the project's `directives.graphql`.
 *
 * @throws SchemaError naming file and line when the files contradict each other
 * @throws Error from the file system when the endpoint has no folder
 */
export function loadSuperset(place: SchemaPlace): DocumentNode {
  return readSuperset(schemaFiles(place));
}

function schemaFiles({ directory, platform, endpoint }: SchemaPlace): readonly SchemaFile[] {
  const own = join(directory, platform, endpoint);
  const folder = existsSync(own) || endpoint !== ONLY_ENDPOINT ? own : join(directory, platform);
  // Sorted, so that the order of a printed schema does not depend on the file system.
  const names = readdirSync(folder).filter((name) => name.endsWith(EXTENSION));
  const paths = [
    join(directory, `directives${EXTENSION}`),
    ...names.toSorted().map((name) => join(folder, name)),
  ];
  return paths.map((path) => ({
    name: relative(join(directory, ".."), path).replaceAll("\\", "/"),
    text: readFileSync(path, "utf8"),
  }));
}
