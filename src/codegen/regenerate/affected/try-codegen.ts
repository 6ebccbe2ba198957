import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plan } from "../plan-regeneration.ts";
import { runProgram } from "../run-program.ts";

/** Where a project says how its code is generated. */
const CONFIGURATION = "codegen.ts";

const GENERATED_FILES = new URL("../../generated-files.ts", import.meta.url).href;

/**
 * Runs codegen of one platform on what the schema files are going to be, in memory.
 *
 * @param project - the folder with `codegen.ts` in it; without that there is nothing to try
 * @returns why codegen refuses them, as it says it; undefined where it takes them
 * @throws Error when `codegen.ts` cannot be loaded
 */
export async function tryCodegen(
  project: string,
  platform: string,
  { files }: Pick<Plan, "files">,
): Promise<string | undefined> {
  const configuration = join(project, CONFIGURATION);
  if (!existsSync(configuration) || !existsSync(join(project, "operations", platform))) return undefined;
  const copy = mkdtempSync(join(tmpdir(), "footbridge-trial-"));
  try {
    const directives = "schema/directives.graphql";
    for (const path of [directives, `schema/${platform}`, `operations/${platform}`]) {
      cpSync(join(project, path), join(copy, path), { recursive: true });
    }
    for (const [name, { after }] of files) {
      mkdirSync(dirname(join(copy, name)), { recursive: true });
      writeFileSync(join(copy, name), after);
    }
    const printed = await runProgram(programFor(configuration, copy), {
      cwd: project,
      what: `${CONFIGURATION} cannot be loaded`,
    });
    return (JSON.parse(printed) as string | null) ?? undefined;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** A program that prints what codegen has against a project, as JSON. */
function programFor(configuration: string, copy: string): string {
  return `import { configFor } from ${JSON.stringify(pathToFileURL(configuration).href)};
import { generateFiles } from ${JSON.stringify(GENERATED_FILES)};
const refusal = await (async () => generateFiles(configFor(${JSON.stringify(copy)})))()
  .then(() => null, (error) => String(error?.message ?? error));
process.stdout.write(JSON.stringify(refusal));
`;
}
