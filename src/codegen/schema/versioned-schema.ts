import {
  isTypeDefinitionNode,
  Kind,
  specifiedDirectives,
  visit,
  type ASTVisitor,
  type DocumentNode,
  type NamedTypeNode,
  type SchemaExtensionNode,
  type TypeDefinitionNode,
} from "graphql";
import { checkAnnotations } from "./check-annotations.ts";
import { memberAt, type MemberNode } from "./member-at.ts";
import { mergeSchemaFiles, type SchemaFile } from "./merge-schema.ts";
import { declarationsOf, membershipOf, namedType, rangeOf, textIn } from "./version-annotations.ts";
import { compareVersions, inRange, normalizeVersion, unknownVersion } from "./versions.ts";

export { compareVersions, normalizeVersion, type SchemaFile };

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

/** The platform versions that a superset declares, the oldest first. */
export function versionsIn(superset: DocumentNode): readonly string[] {
  return declarationsOf(superset).map((declaration) => textIn(declaration, "name") ?? "");
}

/**
 * Derives the schema of one platform version from the superset: plain SDL, as the platform would publish it.
 *
 * @remarks Left out is what came later (`@since`) or ended earlier (`@until`); the rest is what it was then
 * (`@was`, `@with`). A type that nothing refers to any more stays unless it has an `@until` of its own:
 * published schemas do keep such types. The directives of this project go, and so do the types that only
 * their arguments use.
 * @throws RangeError naming the known versions when the superset declares no such version
 */
export function schemaAt(superset: DocumentNode, version: string): DocumentNode {
  const known = versionsIn(superset);
  if (!known.includes(version)) throw unknownVersion(version, known);
  const types = superset.definitions.filter(isTypeDefinitionNode);
  const there = new Set(
    types.filter((type) => inRange(version, rangeOf(type))).map(({ name }) => name.value),
  );
  return withoutOwnDirectives(visit(superset, versionVisitor(version, there)));
}

function versionVisitor(version: string, there: ReadonlySet<string>): ASTVisitor {
  const type = (node: TypeDefinitionNode): TypeDefinitionNode | null =>
    there.has(node.name.value) ? withLists(node, { version, there }) : null;
  const member = (node: MemberNode): MemberNode | null =>
    inRange(version, rangeOf(node)) ? memberAt(node, version) : null;
  return {
    ScalarTypeDefinition: type,
    ObjectTypeDefinition: type,
    InterfaceTypeDefinition: type,
    UnionTypeDefinition: type,
    EnumTypeDefinition: type,
    InputObjectTypeDefinition: type,
    FieldDefinition: member,
    InputValueDefinition: member,
    EnumValueDefinition: member,
  };
}

/** Without the interfaces and union members that a type did not have then. */
function withLists(
  type: TypeDefinitionNode,
  { version, there }: { readonly version: string; readonly there: ReadonlySet<string> },
): TypeDefinitionNode {
  const left = (names: readonly NamedTypeNode[] | undefined): readonly NamedTypeNode[] =>
    (names ?? []).filter(
      ({ name }) => there.has(name.value) && inRange(version, membershipOf(type, name.value)),
    );
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...type, interfaces: left(type.interfaces) };
    case Kind.UNION_TYPE_DEFINITION:
      return { ...type, types: left(type.types) };
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return type;
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
    // What is left of the declared versions would not even be SDL.
    SchemaExtension: { leave: (node) => (isEmpty(node) ? null : undefined) },
  });
  const definitions = plain.definitions.filter(
    (definition) => !isTypeDefinitionNode(definition) || !own.has(definition.name.value),
  );
  return { ...plain, definitions };
}

function isEmpty({ directives, operationTypes }: SchemaExtensionNode): boolean {
  return (directives ?? []).length === 0 && (operationTypes ?? []).length === 0;
}
