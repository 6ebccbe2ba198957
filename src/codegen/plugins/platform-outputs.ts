import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Types } from "@graphql-codegen/plugin-helpers";
import { buildASTSchema, printSchema, type GraphQLSchema } from "graphql";
import { listEndpoints, loadSuperset } from "../load-schema.ts";
import type { ReferenceType } from "./describe-types.ts";
import { readOperations, type Endpoint } from "./read-operations.ts";
import { stripDocuments } from "./strip-documents.ts";

/** How the outputs of all platforms are made. */
export interface PlatformOutputsConfig {
  /** The project's folder, with `schema` and `operations` in it; outputs go to its `generated`. */
  readonly directory: string;
  /** TypeScript types of custom scalars. */
  readonly scalars: Readonly<Record<string, { readonly input: string; readonly output: string }>>;
  /** How callers may give what `@names` marks. */
  readonly references: Readonly<Record<string, ReferenceType>>;
}

/**
 * Finds every platform that has operation files and lists what codegen writes for it: a file of types and
 * documents for each endpoint, the thin methods, and, where REST is modelled, the HTTP bindings.
 *
 * @throws SchemaError naming file and line when schema files contradict each other
 */
export function platformOutputs(config: PlatformOutputsConfig): Outputs {
  const operations = join(config.directory, "operations");
  if (!existsSync(operations)) throw new Error(`there is no folder ${operations}`);
  const platforms = readdirSync(operations, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(platforms.flatMap(({ name }) => Object.entries(outputsOf(name, config))));
}

type Outputs = Record<string, Types.ConfiguredOutput>;

function outputsOf(platform: string, config: PlatformOutputsConfig): Outputs {
  const schemas = loadSchemas(platform, join(config.directory, "schema"));
  const endpoints = readOperations(join(config.directory, "operations", platform), schemas).filter(
    ({ files }) => files.length > 0,
  );
  const folder = join(config.directory, "generated", platform);
  const head = { "footbridge-header": { platform } };
  const outputs: Outputs = {};
  for (const endpoint of endpoints) {
    outputs[join(folder, `${endpoint.endpoint}.ts`)] = documentsOutput(endpoint, { config, head });
  }
  // What follows is printed from all endpoints; codegen merely insists on some schema.
  const schema = endpoints.slice(0, 1).map((endpoint) => printSchema(endpoint.schema));
  const scalars = Object.fromEntries(
    Object.entries(config.scalars).map(([name, { input }]) => [name, input]),
  );
  const methods = { "footbridge-thin-methods": { endpoints, scalars, references: config.references } };
  outputs[join(folder, "methods.ts")] = { schema, plugins: [head, methods] };
  if ([...schemas.values()].some(hasBindings)) {
    const bindings = { "footbridge-http-bindings": { endpoints } };
    outputs[join(folder, "bindings.ts")] = { schema, plugins: [head, bindings] };
  }
  return outputs;
}

function loadSchemas(platform: string, directory: string): ReadonlyMap<string, GraphQLSchema> {
  return new Map(
    listEndpoints(directory, platform).map((endpoint) => [
      endpoint,
      buildASTSchema(loadSuperset({ directory, platform, endpoint })),
    ]),
  );
}

function hasBindings(schema: GraphQLSchema): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const fields = roots.flatMap((type) => Object.values(type?.getFields() ?? {}));
  return fields.some(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === "http"));
}

function documentsOutput(
  { schema, files }: Endpoint,
  { config, head }: { readonly config: PlatformOutputsConfig; readonly head: Types.ConfiguredPlugin },
): Types.ConfiguredOutput {
  return {
    // As text: the command line may have loaded another copy of graphql-js, which refuses our objects.
    schema: printSchema(schema),
    documents: [...files],
    documentTransforms: [stripDocuments],
    plugins: [head, "typescript-operations", "typed-document-node"],
    config: {
      scalars: config.scalars,
      strictScalars: true,
      namingConvention: "keep",
      immutableTypes: true,
      arrayInputCoercion: false,
      skipTypename: true,
      useTypeImports: true,
      printFieldsOnNewLines: true,
      documentMode: "documentNode",
      optimizeDocumentNode: true,
      dedupeFragments: true,
    },
  };
}
