import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { print } from "graphql";
import { loadSuperset } from "../../../src/codegen/schema/load-schema.ts";
import { schemaAt, versionsIn } from "../../../src/codegen/schema/versioned-schema.ts";
import { smallProject, type SmallProject } from "./small-project.ts";
import { ownFiles } from "./saagie-project.ts";

/** This project's folder of schemas. */
export const SCHEMA: string = fileURLToPath(new URL("../../../schema", import.meta.url));

/** What the newest version of an endpoint of Saagie publishes, with some texts replaced. */
export function published(
  endpoint: string,
  ...replacements: readonly (readonly [before: string, after: string])[]
): string {
  const superset = loadSuperset({ directory: SCHEMA, platform: "saagie", endpoint });
  const newest = print(schemaAt(superset, versionsIn(superset).at(-1) ?? ""));
  return replacements.reduce((text, [before, after]) => {
    if (!text.includes(before)) throw new Error(`the schema has no ${before}`);
    return text.replace(before, after);
  }, newest);
}

/** A copy of some folders and files of this project, with its dependencies. */
export function copiedProject(...paths: readonly string[]): SmallProject {
  const project = smallProject({ "package.json": '{ "type": "module" }', ...ownFiles(...paths) });
  symlinkSync(join(SCHEMA, "../node_modules"), join(project.folder, "node_modules"));
  return project;
}
