import {
  isTypeDefinitionNode,
  Kind,
  specifiedDirectives,
  visit,
  type ASTVisitor,
  type DocumentNode,
  type TypeDefinitionNode,
} from "graphql";
import { mergeSchemaFiles, type SchemaFile } from "./merge-schema.ts";
import { checkAnnotations, namedType, rangeOf, type Annotated } from "./version-annotations.ts";
import { compareVersions, inRange } from "./versions.ts";

export { compareVersions, type SchemaFile };

/**
 * Reads the schema files of one endpoint as the superset of all its platform versions.
 *
 * @returns one document with every member that any version has, the directives of this project still on it
 * @throws SchemaError naming file and line when something is declared twice or annotations contradict
 * @throws GraphQLError when a file is no GraphQL
 */
export function readSuperset(files: readonly SchemaFile[]): DocumentNode {
  const superset = mergeSchemaFiles(files);
  checkAnnotations(superset);
  return superset;
}

/**
 * Derives the schema of one platform version from the superset: plain SDL, as the platform would publish it.
 *
 * @remarks Left out is what came later (`@since`) or ended earlier (`@until`), with it every member that
 * refers to a type which is left out, and every type that loses all its members that way. A type that
 * nothing refers to any more stays unless it has an `@until` of its own: published schemas do keep such
 * types. The directives of this project go, and so do the types that only their arguments use.
 * @throws RangeError when the version is not written `YYYY.NN`
 */
export function schemaAt(superset: DocumentNode, version: string): DocumentNode {
  const has = (node: Annotated): boolean => inRange(version, rangeOf(node));
  const types = superset.definitions.filter(isTypeDefinitionNode);
  const gone = new Set(types.filter((type) => !has(type)).map((type) => type.name.value));
  for (;;) {
    const pruned = visit(superset, pruning(has, gone));
    const emptied = pruned.definitions.filter(isTypeDefinitionNode).filter(isEmptied);
    if (emptied.length === 0) return withoutOwnDirectives(pruned);
    for (const type of emptied) gone.add(type.name.value);
  }
}

function pruning(has: (node: Annotated) => boolean, gone: ReadonlySet<string>): ASTVisitor {
  const keep = undefined;
  const drop = null;
  const type = (node: TypeDefinitionNode): null | undefined => (gone.has(node.name.value) ? drop : keep);
  return {
    ScalarTypeDefinition: type,
    ObjectTypeDefinition: type,
    InterfaceTypeDefinition: type,
    UnionTypeDefinition: type,
    EnumTypeDefinition: type,
    InputObjectTypeDefinition: type,
    FieldDefinition: (node) => (has(node) && !gone.has(namedType(node.type)) ? keep : drop),
    InputValueDefinition: (node) => (has(node) && !gone.has(namedType(node.type)) ? keep : drop),
    EnumValueDefinition: (node) => (has(node) ? keep : drop),
    // Only the members of a union and the interfaces of a type are still met here: a field or an argument
    // whose type is gone was dropped as a whole before.
    NamedType: (node) => (gone.has(node.name.value) ? drop : keep),
  };
}

/** Whether pruning took the last member. A type may not be written with an empty list, so it had some. */
function isEmptied(type: TypeDefinitionNode): boolean {
  switch (type.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return false;
    case Kind.UNION_TYPE_DEFINITION:
      return type.types?.length === 0;
    case Kind.ENUM_TYPE_DEFINITION:
      return type.values?.length === 0;
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return type.fields?.length === 0;
  }
}

function withoutOwnDirectives(document: DocumentNode): DocumentNode {
  const own = new Set<string>();
  const plain = visit(document, {
    DirectiveDefinition: (node) => {
      for (const argument of node.arguments ?? []) own.add(namedType(argument.type));
      return null;
    },
    Directive: (node) =>
      specifiedDirectives.some(({ name }) => name === node.name.value) ? undefined : null,
  });
  const definitions = plain.definitions.filter(
    (definition) => !isTypeDefinitionNode(definition) || !own.has(definition.name.value),
  );
  return { ...plain, definitions };
}
