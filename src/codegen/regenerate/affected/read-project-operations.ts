import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildASTSchema, type FragmentDefinitionNode, type OperationDefinitionNode } from "graphql";
import { listEndpoints, loadSuperset, type SchemaPlace } from "../../schema/load-schema.ts";
import { camelCase } from "../../plugins/methods/names.ts";
import { modelResource } from "../../plugins/operation-model.ts";
import { operationFilesIn, readOperations } from "../../plugins/read-operations.ts";
import { stripDefinition } from "../../plugins/documents/strip-documents.ts";

/** An operation of the project. */
export interface ProjectOperation {
  readonly node: OperationDefinitionNode;
  /** The fragments that it may use: those of all operations of its endpoint. */
  readonly fragments: readonly FragmentDefinitionNode[];
  /** The generated method, e.g. `jobs.duplicate`. */
  readonly method: string;
  readonly isInternal: boolean;
  /** The root field that it asks for. */
  readonly field: string;
}

/**
 * Reads the operations that speak to an endpoint.
 *
 * @param project - the folder with `operations` in it; without that there are none
 * @throws SchemaError naming file and line when they break a rule of codegen
 */
export function readProjectOperations(project: string, place: SchemaPlace): readonly ProjectOperation[] {
  const { directory, platform } = place;
  const folder = join(project, "operations", platform);
  if (!existsSync(folder)) return [];
  const schemas = new Map(
    listEndpoints(directory, platform).map((endpoint) => [
      endpoint,
      buildASTSchema(loadSuperset({ directory, platform, endpoint })),
    ]),
  );
  const own = readOperations(operationFilesIn(folder), schemas).find(
    ({ endpoint }) => endpoint === place.endpoint,
  );
  if (own === undefined) return [];
  const fragments = own.fragments.map(stripDefinition);
  return own.resources.flatMap((file) =>
    modelResource(file, own).flatMap(({ method, internal, field }, index) => {
      const node = file.operations[index];
      return node === undefined
        ? []
        : [
            {
              node: stripDefinition(node),
              fragments,
              method: `${camelCase(file.resource)}.${method}`,
              isInternal: internal,
              field,
            },
          ];
    }),
  );
}
