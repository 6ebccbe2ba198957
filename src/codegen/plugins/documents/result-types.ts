import type { CodegenPlugin } from "@graphql-codegen/plugin-helpers";
import {
  getNamedType,
  isEnumType,
  isIntrospectionType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLEnumType,
} from "graphql";
import { format } from "prettier";
import { modelResource, type EndpointDocuments } from "../operation-model.ts";
import { operationTypes } from "../methods/print-operation.ts";

/** Configuration of the plugin for the names of results. */
export interface ResultTypesConfig {
  readonly endpoints: readonly EndpointDocuments[];
}

/** Codegen plugin: the types that the methods of a platform answer, with all that these name, for its door to offer. */
export const resultTypes: CodegenPlugin<ResultTypesConfig> = {
  plugin: (_schema, _documents, config) => printResultTypes(config),
};

/**
 * Prints the module that offers the types of results.
 *
 * @throws Error when two endpoints answer different types of one name
 */
async function printResultTypes({ endpoints }: ResultTypesConfig): Promise<string> {
  const results = endpoints.flatMap((from) =>
    from.resources.flatMap((file) =>
      modelResource(file, from).map((operation) => operationTypes(operation).result),
    ),
  );
  const owners = new Map<string, Named>();
  for (const named of endpoints.flatMap(namedTypes)) {
    const known = owners.get(named.name);
    if (known !== undefined && known.values !== named.values) {
      throw new Error(
        `${known.endpoint} and ${named.endpoint} both answer a type ${named.name}, each its own`,
      );
    }
    if (known === undefined) owners.set(named.name, named);
  }
  const lines = [
    printExport(results, "methods"),
    ...endpoints.map(({ endpoint }) => {
      const own = [...owners.values()].filter((named) => named.endpoint === endpoint);
      return printExport(
        own.map(({ name }) => name),
        endpoint,
      );
    }),
  ];
  return await format(lines.join("\n"), { parser: "typescript", printWidth: 110 });
}

function printExport(names: readonly string[], module: string): string {
  return names.length === 0 ? "" : `export type { ${names.toSorted().join(", ")} } from "./${module}.ts";`;
}

/** A type that results of an endpoint name. */
interface Named {
  readonly endpoint: string;
  readonly name: string;
  /** What it allows: types of one name may be one type. */
  readonly values: string;
}

/** The enums that are answered, and the fragments. */
function namedTypes({ endpoint, schema, resources, fragments = [] }: EndpointDocuments): readonly Named[] {
  const enums = new Set<GraphQLEnumType>();
  const operations = resources.flatMap((resource) => resource.operations);
  const info = new TypeInfo(schema);
  visit(
    { kind: Kind.DOCUMENT, definitions: [...operations, ...fragments] },
    visitWithTypeInfo(info, {
      Field: () => {
        const type = getNamedType(info.getType());
        if (isEnumType(type) && !isIntrospectionType(type)) enums.add(type);
      },
    }),
  );
  return [
    ...[...enums].map((type) => ({ endpoint, name: type.name, values: valuesOf(type) })),
    ...fragments.map(({ name }) => ({ endpoint, name: `${name.value}Fragment`, values: endpoint })),
  ];
}

function valuesOf(type: GraphQLEnumType): string {
  const names = type.getValues().map(({ name }) => name);
  return names.toSorted().join(" | ");
}
