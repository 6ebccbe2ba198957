import type { Types } from "@graphql-codegen/plugin-helpers";
import { lexicographicSortSchema, parse, printSchema, type GraphQLSchema } from "graphql";
import type { EndpointHistory } from "../history/operation-history.ts";
import { describedOperations } from "../plugins/documents/described-operations.ts";
import { optionalFields, unmarkedDocuments } from "../plugins/documents/optional-fields.ts";
import { scalarTypes, type ScalarType } from "../plugins/documents/scalar-types.ts";
import { stripDocuments } from "../plugins/documents/strip-documents.ts";
import type { Endpoint } from "../plugins/read-operations.ts";
import { SchemaError } from "../schema/schema-error.ts";
import type { ListFile } from "./output-folder.ts";

/** What {@link documentsOutput} needs beside the endpoint. */
export interface DocumentsSetup {
  /** As codegen gives them to the preset. */
  readonly options: Pick<Types.PresetFnArgs<unknown>, "documents" | "config">;
  readonly file: ListFile;
  readonly history: EndpointHistory;
  readonly scalars: Readonly<Record<string, ScalarType>>;
}

/** Our settings of codegen's own plugins: the other plugins count on them. */
const SETTINGS = {
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
};

/** Lists the file of types and documents of an endpoint: what `typescript-operations` and `typed-document-node` write. */
export function documentsOutput(
  endpoint: Endpoint,
  { options, file, history, scalars }: DocumentsSetup,
): Types.GenerateOptions {
  checkTypeNames(endpoint.schema);
  return file(`${endpoint.endpoint}.ts`, {
    // As codegen would load it: sorted. A document, since codegen may have another copy of graphql-js, which refuses our schema.
    schema: parse(printSchema(lexicographicSortSchema(endpoint.schema))),
    documents: options.documents.filter(({ location = "" }) => endpoint.files.includes(location)),
    documentTransforms: [
      { name: "stripDocuments", transformObject: stripDocuments },
      { name: "optionalFields", transformObject: optionalFields(history) },
    ],
    plugins: [{ "typescript-operations": { endpoint } }, { "typed-document-node": {} }],
    pluginMap: { "typescript-operations": describedOperations, "typed-document-node": unmarkedDocuments },
    config: { ...options.config, ...SETTINGS, scalars: scalarTypes(endpoint, scalars) },
  });
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
