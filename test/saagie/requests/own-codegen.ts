import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Types } from "@graphql-codegen/plugin-helpers";
import { print } from "graphql";
import { generateFiles, type GeneratedFiles } from "../../../src/codegen/generated-files.ts";
import { loadSuperset } from "../../../src/codegen/schema/load-schema.ts";
import { schemaAt } from "../../../src/codegen/schema/versioned-schema.ts";

const directory = fileURLToPath(new URL("../../../schema", import.meta.url));

/** What `npm run -s schema:print -- saagie/platform 2024.02` prints. */
function printedSchema(): string {
  return print(schemaAt(loadSuperset({ directory, platform: "saagie", endpoint: "platform" }), "2024.02"));
}

/** A configuration of graphql-codegen, of which the schema is the printed one. */
export interface OwnConfig {
  readonly documents: string;
  readonly generates: Types.Config["generates"];
}

/** Runs graphql-codegen, with the plugins of anybody, as somebody has configured it who uses this library. */
export function runOwnCodegen(folder: string, { documents, generates }: OwnConfig): Promise<GeneratedFiles> {
  const at = (path: string): string => join(folder, path);
  return generateFiles({
    schema: printedSchema(),
    documents: at(documents),
    generates: Object.fromEntries(Object.entries(generates).map(([path, own]) => [at(path), own])),
  });
}

/** The configuration of the documents beside this file. */
export const CONFIG: OwnConfig = {
  documents: "queries.graphql",
  generates: {
    "queries.ts": {
      plugins: ["typescript-operations", "typed-document-node"],
      config: { useTypeImports: true, scalars: { UUID: "string", Upload: "File | Blob" } },
    },
  },
};
