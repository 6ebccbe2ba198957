import {
  buildASTSchema,
  Kind,
  SchemaMetaFieldDef,
  validate,
  type ExecutableDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { endpointHistory, type EndpointHistory } from "../../history/operation-history.ts";
import { versionMarks, type VersionMarks, type VersionSchemas } from "../../history/version-marks.ts";
import { loadSuperset, type SchemaPlace } from "../../schema/load-schema.ts";
import { SchemaError } from "../../schema/schema-error.ts";
import { schemaAt, versionsIn } from "../../schema/versioned-schema.ts";
import { camelCase } from "../methods/names.ts";
import { modelResource, rootField } from "../operation-model.ts";
import type { Endpoint } from "../read-operations.ts";
import { stripDefinition } from "../documents/strip-documents.ts";

/** Derives the schema of each version that an endpoint's schema declares, oldest first: none where it declares none. */
export function schemasOf(
  { endpoint }: Pick<Endpoint, "endpoint">,
  place: Pick<SchemaPlace, "directory" | "platform">,
): VersionSchemas {
  const superset = loadSuperset({ ...place, endpoint });
  return new Map(
    versionsIn(superset).map((version) => [version, buildASTSchema(schemaAt(superset, version))] as const),
  );
}

/**
 * Derives what changed for the operations of an endpoint over its versions.
 *
 * @throws SchemaError naming file and line when an operation asks for what no version ever had
 * @throws Error naming an operation, or a part of one, that no version has
 */
export function historyOf(endpoint: Endpoint, versions: VersionSchemas): EndpointHistory {
  // A platform that declares no versions has one.
  if (versions.size === 0) return NO_HISTORY;
  const operations = endpoint.resources.flatMap((file) =>
    modelResource(file, endpoint).map(({ method }, index) => ({
      node: stripDefinition(file.operations[index] as OperationDefinitionNode),
      method: `${camelCase(file.resource)}.${method}`,
    })),
  );
  const fragments = new Map(endpoint.fragments.map((node) => [node.name.value, stripDefinition(node)]));
  checkOperations(endpoint.schema, [...operations.map(({ node }) => node), ...fragments.values()]);
  return endpointHistory({ superset: endpoint.schema, versions }, { operations, fragments });
}

/** What of an endpoint changed for nobody. */
export const NO_HISTORY: EndpointHistory = { operations: {}, fragments: {}, inputs: {}, rootFields: {} };

/** The operation that tells versions by root fields has this one. */
const SCHEMA_FIELD = SchemaMetaFieldDef.name;

/**
 * Chooses what tells versions apart where the root fields do not that an operation asks for.
 *
 * @param schemas - the schemas of each version, by endpoint: of those alone that let themselves be asked
 * @returns marks by endpoint; none where no operation asks for root fields
 */
export function marksOf(
  endpoints: readonly Endpoint[],
  schemas: ReadonlyMap<string, VersionSchemas>,
): ReadonlyMap<string, VersionMarks> {
  const asked = endpoints.find(({ resources }) =>
    resources.some(({ operations }) =>
      operations.some((operation) => rootField(operation).name.value === SCHEMA_FIELD),
    ),
  );
  return asked === undefined ? new Map() : versionMarks(asked.endpoint, schemas);
}

/** What no version ever had is a mistake in an operation file, and no matter of versions. */
function checkOperations(schema: GraphQLSchema, definitions: readonly ExecutableDefinitionNode[]): void {
  const [error] = validate(schema, { kind: Kind.DOCUMENT, definitions });
  const [node] = error?.nodes ?? [];
  if (error !== undefined && node !== undefined) throw new SchemaError(node, error.message);
}

/** Whether anything changed for the operations of an endpoint. */
export function hasHistory({ operations, fragments }: EndpointHistory): boolean {
  return Object.keys(operations).length > 0 || Object.keys(fragments).length > 0;
}
