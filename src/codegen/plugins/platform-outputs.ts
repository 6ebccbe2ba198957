import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Types } from "@graphql-codegen/plugin-helpers";
import { buildASTSchema, Kind, printSchema, type DocumentNode, type GraphQLSchema } from "graphql";
import type { EndpointHistory } from "../history/operation-history.ts";
import { joinAnswers } from "../schema/join-answers.ts";
import { knownVersions, listEndpoints, loadSuperset } from "../schema/load-schema.ts";
import type { ReferenceType } from "./methods/describe-types.ts";
import { hasHistory, historyOf, marksOf, NO_HISTORY, schemasOf } from "./versions/endpoint-history.ts";
import { optionalFields } from "./documents/optional-fields.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { readOperations, type Endpoint } from "./read-operations.ts";
import { scalarTypes, type ScalarType } from "./documents/scalar-types.ts";
import { stripDocuments } from "./documents/strip-documents.ts";
import { versionSchemaFile } from "./versions/version-schema.ts";

/** How the outputs of all platforms are made. */
export interface PlatformOutputsConfig {
  /** The project's folder, with `schema` and `operations` in it; outputs go to its `generated`. */
  readonly directory: string;
  /** TypeScript types of custom scalars: of those, at least, that operations reach. */
  readonly scalars: Readonly<Record<string, ScalarType>>;
  /** How callers may give what `@names` marks. */
  readonly references: Readonly<Record<string, ReferenceType>>;
}

/**
 * Finds every platform that has operation files and lists what codegen writes for it: a file of types and
 * documents for each endpoint, the tag of these documents, the thin methods, and, where there are such, the HTTP
 * bindings of REST, the history of versions, and, for the emulator, the GraphQL schemas of each version.
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
  const directory = join(config.directory, "schema");
  const schemas = loadSchemas(platform, directory);
  const endpoints = readOperations(join(config.directory, "operations", platform), schemas).filter(
    ({ files }) => files.length > 0,
  );
  const folder = join(config.directory, "generated", platform);
  const head = { "footbridge-header": { platform } };
  const outputs: Outputs = {};
  const histories: Record<string, EndpointHistory> = {};
  const versions = new Map(
    endpoints.map((endpoint) => [endpoint.endpoint, schemasOf(endpoint, { directory, platform })]),
  );
  for (const endpoint of endpoints) {
    const history = historyOf(endpoint, versions.get(endpoint.endpoint) ?? new Map());
    if (hasHistory(history)) histories[endpoint.endpoint] = history;
    outputs[join(folder, `${endpoint.endpoint}.ts`)] = documentsOutput(endpoint, { config, head, history });
  }
  // REST tells nothing of itself.
  const asked = new Map([...versions].filter(([name]) => !hasBindings(schemas.get(name))));
  for (const [endpoint, marks] of marksOf(endpoints, asked)) {
    histories[endpoint] = { ...(histories[endpoint] ?? NO_HISTORY), marks };
  }
  // What follows is printed from all endpoints; codegen merely insists on some schema.
  const schema = endpoints.slice(0, 1).map((endpoint) => printSchema(endpoint.schema));
  const scalars = Object.fromEntries(
    Object.entries(config.scalars).map(([name, { input }]) => [name, input]),
  );
  const ranges = Object.fromEntries(
    Object.values(histories).flatMap(({ operations }) =>
      Object.entries(operations).filter(([, { method }]) => method !== undefined),
    ),
  );
  const { references } = config;
  const methods = { "footbridge-thin-methods": { endpoints, scalars, references, ranges } };
  outputs[join(folder, "gql.ts")] = { schema, plugins: [head, "footbridge-document-tag"] };
  outputs[join(folder, "methods.ts")] = { schema, plugins: [head, methods] };
  const results = { "footbridge-result-types": { endpoints } };
  outputs[join(folder, "results.ts")] = { schema, plugins: [head, results] };
  if (Object.keys(histories).length > 0) {
    const changes = { "footbridge-version-history": { endpoints: histories } };
    outputs[join(folder, "history.ts")] = { schema, plugins: [head, changes] };
    const list = { "footbridge-version-list": { versions: knownVersions(directory, platform) } };
    outputs[join(folder, "versions.ts")] = { schema, plugins: [head, list] };
  }
  if ([...schemas.values()].some(hasBindings)) {
    const bindings = { "footbridge-http-bindings": { endpoints } };
    outputs[join(folder, "bindings.ts")] = { schema, plugins: [head, bindings] };
  }
  return { ...outputs, ...emulatorOutputs(platform, config.directory, schemas) };
}

/** Codegen insists on one, and parses it for every output. */
const SMALLEST_SCHEMA = "type Query { nothing: Int }";

/** The schema of each version of the endpoints that speak GraphQL: none of a platform that has REST alone. */
function emulatorOutputs(
  platform: string,
  project: string,
  schemas: ReadonlyMap<string, GraphQLSchema>,
): Outputs {
  const endpoints = [...schemas].filter(([, one]) => !hasBindings(one)).map(([name]) => name);
  if (endpoints.length === 0) return {};
  const directory = join(project, "schema");
  const folder = join(project, "generated/emulator", platform);
  const schema = SMALLEST_SCHEMA;
  const versions = knownVersions(directory, platform);
  const head = { "footbridge-header": { platform, source: "schema" } };
  const supersets = new Map(
    endpoints.map((endpoint) => [endpoint, loadSuperset({ directory, platform, endpoint })]),
  );
  const files = [...supersets].flatMap(([endpoint, superset]) => {
    return versions.map((version): [string, Types.ConfiguredOutput] => [
      join(folder, versionSchemaFile(endpoint, version)),
      { schema, plugins: [head, { "footbridge-version-schema": { endpoint, superset, version } }] },
    ]);
  });
  const rootFields = [...new Set([...supersets.values()].flatMap(rootFieldsOf))].toSorted();
  const list = { "footbridge-version-schemas": { versions, endpoints, rootFields } };
  return { ...Object.fromEntries(files), [join(folder, "index.ts")]: { schema, plugins: [head, list] } };
}

function rootFieldsOf({ definitions }: DocumentNode): readonly string[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && /^(?:Query|Mutation)$/.test(definition.name.value)
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  );
}

function loadSchemas(platform: string, directory: string): ReadonlyMap<string, GraphQLSchema> {
  return new Map(
    listEndpoints(directory, platform).map((endpoint) => [
      endpoint,
      buildASTSchema(joinAnswers(loadSuperset({ directory, platform, endpoint }))),
    ]),
  );
}

function hasBindings(schema: GraphQLSchema | undefined): boolean {
  const roots = [schema?.getQueryType(), schema?.getMutationType()];
  const fields = roots.flatMap((type) => Object.values(type?.getFields() ?? {}));
  return fields.some(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === "http"));
}

/** The libraries of codegen look up types by name in plain objects, and take what every object has for something of theirs. */
function checkTypeNames(schema: GraphQLSchema): void {
  for (const { name, astNode } of Object.values(schema.getTypeMap())) {
    if (!(name in Object.prototype) || astNode == null) continue;
    throw new SchemaError(
      astNode,
      `codegen cannot read a type that is called ${name}: regenerate leaves it out with --without ${name}`,
    );
  }
}

/** What a {@link documentsOutput} needs beside the endpoint. */
interface DocumentsSetup {
  readonly config: PlatformOutputsConfig;
  readonly head: Types.ConfiguredPlugin;
  readonly history: EndpointHistory;
}

function documentsOutput(
  endpoint: Endpoint,
  { config, head, history }: DocumentsSetup,
): Types.ConfiguredOutput {
  const { schema, files } = endpoint;
  checkTypeNames(schema);
  return {
    // As text: the command line may have loaded another copy of graphql-js, which refuses our objects.
    schema: printSchema(schema),
    documents: [...files],
    documentTransforms: [stripDocuments, optionalFields(history)],
    plugins: [head, { "typescript-operations": { endpoint } }, "typed-document-node"],
    config: {
      scalars: scalarTypes(endpoint, config.scalars),
      strictScalars: true,
      namingConvention: "keep",
      immutableTypes: true,
      arrayInputCoercion: false,
      skipTypename: true,
      useTypeImports: true,
      printFieldsOnNewLines: true,
      // Text, so that a changed operation shows as such, and fragments are written once.
      documentMode: "graphQLTag",
      gqlImport: "./gql.ts#gql",
      // Bundlers heed the comment at calls alone, and warn of it at tagged templates.
      pureMagicComment: false,
      dedupeFragments: true,
    },
  };
}
