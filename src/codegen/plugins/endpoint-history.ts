import {
  buildASTSchema,
  Kind,
  validate,
  type ExecutableDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { endpointHistory, type EndpointHistory } from "../history/operation-history.ts";
import { loadSuperset, type SchemaPlace } from "../load-schema.ts";
import { SchemaError } from "../schema-error.ts";
import { schemaAt, versionsIn } from "../versioned-schema.ts";
import { camelCase } from "./names.ts";
import { modelResource } from "./operation-model.ts";
import type { Endpoint } from "./read-operations.ts";
import { stripDefinition } from "./strip-documents.ts";

/**
 * Derives what changed for the operations of an endpoint over the versions that its schema declares.
 *
 * @throws SchemaError naming file and line when an operation asks for what no version ever had
 * @throws Error naming an operation, or a part of one, that no version has
 */
export function historyOf(
  endpoint: Endpoint,
  place: Pick<SchemaPlace, "directory" | "platform">,
): EndpointHistory {
  const superset = loadSuperset({ ...place, endpoint: endpoint.endpoint });
  const known = versionsIn(superset);
  // A platform that declares no versions has one.
  if (known.length === 0) return { operations: {}, fragments: {}, inputs: {}, rootFields: {} };
  const versions = new Map(
    known.map((version) => [version, buildASTSchema(schemaAt(superset, version))] as const),
  );
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
