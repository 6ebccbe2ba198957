// npm run -s schema:print -- <platform>/<endpoint> <version>
import { fileURLToPath } from "node:url";
import { assertValidSchema, buildASTSchema, print } from "graphql";
import { knownVersions, loadSuperset, type SchemaPlace } from "./schema/load-schema.ts";
import { normalizeVersion, schemaAt } from "./schema/versioned-schema.ts";

const [place = "", version] = process.argv.slice(2);
const [platform, endpoint] = place.split("/");
if (platform && endpoint && version) {
  try {
    const directory = fileURLToPath(new URL("../../schema", import.meta.url));
    console.log(printed({ directory, platform, endpoint }, version));
  } catch (error) {
    // The message names the file and line, or the known versions; where it was noticed helps nobody.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} else {
  console.error("usage: npm run -s schema:print -- saagie/platform 2024.05");
  process.exitCode = 2;
}

function printed(schema: SchemaPlace, text: string): string {
  const known = normalizeVersion(text, knownVersions(schema.directory, schema.platform));
  const document = schemaAt(loadSuperset(schema), known);
  assertValidSchema(buildASTSchema(document)); // what is printed is a schema
  return print(document);
}
