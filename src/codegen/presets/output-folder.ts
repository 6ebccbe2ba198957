import { join } from "node:path";
import type { CodegenPlugin, Types } from "@graphql-codegen/plugin-helpers";
import { header, type HeaderConfig } from "../plugins/header.ts";

/** Lists a file of an output folder, made by the plugins, with our head before it. */
export type ListFile = (
  name: string,
  output: Pick<Types.GenerateOptions, "plugins" | "pluginMap"> & Partial<Types.GenerateOptions>,
) => Types.GenerateOptions;

/**
 * Begins the outputs of a preset.
 *
 * @remarks Plugins print from what they are configured with; the schema and the documents are there for those that want them.
 * @param options - as codegen gives them to the preset
 * @param made - what the files are made from
 * @throws Error when the key of `generates` is a file
 */
export function outputFolder(
  { baseOutputDir, schema, schemaAst }: Types.PresetFnArgs<unknown>,
  made: HeaderConfig,
): ListFile {
  if (!baseOutputDir.endsWith("/")) {
    throw new Error(`"${baseOutputDir}" in generates of codegen.ts is not a folder: write "/" behind it`);
  }
  return (name, { plugins, pluginMap, ...output }) => ({
    // Codegen builds a schema that a file brings along.
    ...(schemaAst === undefined || output.schema !== undefined ? {} : { schemaAst }),
    schema,
    documents: [],
    config: {},
    ...output,
    filename: join(baseOutputDir, name),
    plugins: [{ header: made }, ...plugins],
    pluginMap: { header: header as CodegenPlugin, ...pluginMap },
  });
}
