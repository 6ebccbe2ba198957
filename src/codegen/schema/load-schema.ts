import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { DocumentNode } from "graphql";
import { readSuperset, versionsIn, type SchemaFile } from "./versioned-schema.ts";

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
 * Lists the versions of a platform that its schema files declare. This is all that the project knows of
 * versions: a new one is one line more in `versions.graphql` of the platform.
 *
 * @returns the oldest first; never empty
 * @throws SchemaError naming file and line when they are not in order
 * @throws Error when none is declared, or from the file system when the platform has no folder
 */
export function knownVersions(directory: string, platform: string): readonly string[] {
  const versions = versionsIn(readSuperset(filesIn(directory, platform)));
  if (versions.length === 0) throw new Error(`no file in ${join(directory, platform)} declares a @version`);
  return versions;
}

/**
 * Loads the superset schema of one endpoint, from {@link schemaFiles}.
 *
 * @throws SchemaError naming file and line when the files contradict each other
 * @throws Error from the file system when the endpoint has no folder
 */
export function loadSuperset(place: SchemaPlace): DocumentNode {
  return readSuperset(schemaFiles(place));
}

/**
 * Reads the files that the schema of one endpoint consists of: its own, those that all endpoints of its platform
 * share, such as the declared versions, and the project's `directives.graphql`.
 *
 * @returns each with its path from the project's folder as its name
 * @throws Error from the file system when the endpoint has no folder
 */
export function schemaFiles(place: SchemaPlace): readonly SchemaFile[] {
  const folders = ["", place.platform, ...ownFolders(place)];
  return folders.flatMap((folder) => filesIn(place.directory, folder));
}

/** The folders that belong to one endpoint alone: none where REST is all that a platform speaks. */
function ownFolders({ directory, platform, endpoint }: SchemaPlace): readonly string[] {
  const own = join(platform, endpoint);
  return endpoint === ONLY_ENDPOINT && !existsSync(join(directory, own)) ? [] : [own];
}

function filesIn(directory: string, folder: string): readonly SchemaFile[] {
  // Sorted, so that the order of a printed schema does not depend on the file system.
  const names = readdirSync(join(directory, folder)).filter((name) => name.endsWith(EXTENSION));
  return names.toSorted().map((name) => {
    const path = join(directory, folder, name);
    return {
      name: relative(join(directory, ".."), path).replaceAll("\\", "/"),
      text: readFileSync(path, "utf8"),
    };
  });
}
