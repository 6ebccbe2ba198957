// npm run codegen             writes generated/
// npm run codegen -- --check  changes nothing, and fails unless generated/ is what it would write
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { differences, writeGenerated } from "./generated-files.ts";
import { generateAll } from "./inputs/write-inputs.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = fileURLToPath(new URL("../../generated", import.meta.url));

try {
  // Loading the configuration reads the schema, which may contradict itself.
  const { default: config, clients } = await import("../../codegen.ts");
  const files = await generateAll(config, { project, ...clients });
  const paths = differences(folder, files);
  if (process.argv.includes("--check")) reportDifferences(paths);
  else {
    writeGenerated(folder, files);
    for (const path of paths) console.log(`written: ${relative(project, path)}`);
  }
} catch (error) {
  // The message names file and line; where codegen noticed helps nobody.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function reportDifferences(paths: readonly string[]): void {
  for (const path of paths) console.error(`not what codegen makes: ${relative(project, path)}`);
  if (paths.length === 0) return;
  console.error("run `npm run codegen` and commit the result");
  process.exitCode = 1;
}
