import { fileURLToPath } from "node:url";
import { print } from "graphql";
import { loadSuperset } from "../../src/codegen/schema/load-schema.ts";
import { schemaAt } from "../../src/codegen/schema/versioned-schema.ts";

/** The schema of a version, e.g. of `saagie/platform`, from the schema files. */
export function printedSchema(place: string, version: string): string {
  const [platform = "", endpoint = ""] = place.split("/");
  const directory = fileURLToPath(new URL("../../schema", import.meta.url));
  return print(schemaAt(loadSuperset({ directory, platform, endpoint }), version));
}
