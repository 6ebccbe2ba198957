// npm run -s schema:print -- <platform>/<endpoint> <version>
import { fileURLToPath } from "node:url";
import { buildASTSchema, print } from "graphql";
import { loadSuperset } from "./load-schema.ts";
import { schemaAt } from "./versioned-schema.ts";

const [place = "", version] = process.argv.slice(2);
const [platform, endpoint] = place.split("/");
if (platform && endpoint && version) {
  const directory = fileURLToPath(new URL("../../schema", import.meta.url));
  const document = schemaAt(loadSuperset({ directory, platform, endpoint }), version);
  buildASTSchema(document); // throws unless what is printed is a schema
  console.log(print(document));
} else {
  console.error("usage: npm run -s schema:print -- saagie/platform 2024.05");
  process.exitCode = 2;
}
