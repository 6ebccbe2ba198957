import type { CodegenPlugin, Types } from "@graphql-codegen/plugin-helpers";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { describeAnswers } from "../../answers/describe-answers.ts";
import type { Endpoint } from "../read-operations.ts";

/** What {@link describedOperations} needs beside the configuration of `typescript-operations`. */
export interface DescribedOperationsConfig extends typescriptOperations.TypeScriptDocumentsPluginConfig {
  /** With the schema that still carries its annotations. */
  readonly endpoint: Pick<Endpoint, "schema" | "resources" | "fragments">;
}

/** The plugin `typescript-operations`, with the schema's descriptions on the fields of answers. */
export const describedOperations: CodegenPlugin<DescribedOperationsConfig> = {
  ...typescriptOperations,
  plugin: async (schema, documents, ...[{ endpoint, ...config }, info]) => {
    const output = await typescriptOperations.plugin(schema, documents, config, info);
    const { content, ...around }: Types.ComplexPluginOutput =
      typeof output === "string" ? { content: output } : output;
    const operations = endpoint.resources.flatMap((resource) => resource.operations);
    return { ...around, content: describeAnswers(content, { ...endpoint, operations }) };
  },
};
