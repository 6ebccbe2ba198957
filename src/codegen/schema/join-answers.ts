import { Kind, visit, type DocumentNode, type FieldDefinitionNode, type TypeNode } from "graphql";
import { pastsOf } from "./version-annotations.ts";

/**
 * Gives each field the type of which the answers of all versions are: what one version may answer as null may be null.
 *
 * @remarks One client speaks to all of them, so that its types have to be true for each. Of a field that was a list in one
 * version and a single value in another the newest type stays: no type would be of use for both.
 */
export function joinAnswers(superset: DocumentNode): DocumentNode {
  return visit(superset, {
    FieldDefinition: (node): FieldDefinitionNode => {
      const type = pastsOf(node).reduce((joined, past) => join(joined, past.type ?? node.type), node.type);
      return type === node.type ? node : { ...node, type };
    },
    InputObjectTypeDefinition: () => false,
  });
}

function join(now: TypeNode, past: TypeNode): TypeNode {
  if (now.kind === Kind.NON_NULL_TYPE) {
    if (past.kind !== Kind.NON_NULL_TYPE) return join(now.type, past);
    const type = join(now.type, past.type);
    return type === now.type || type.kind === Kind.NON_NULL_TYPE ? now : { ...now, type };
  }
  const was = past.kind === Kind.NON_NULL_TYPE ? past.type : past;
  if (now.kind !== Kind.LIST_TYPE || was.kind !== Kind.LIST_TYPE) return now;
  const type = join(now.type, was.type);
  return type === now.type ? now : { ...now, type };
}
