import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  parse,
  Source,
  type DefinitionNode,
  type DocumentNode,
  type NameNode,
  type NamedTypeNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";
import { placeOf, SchemaError } from "./schema-error.ts";

/** One schema file: its name for error messages, and its text. */
export interface SchemaFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads many schema files as one document, in which every type is defined once.
 *
 * @remarks `extend type` adds to the type of that name wherever it is declared, so that each resource file
 * can bring its own root fields. A type that is only ever extended counts as declared.
 * @throws {@link SchemaError} when a type or a member is declared twice, or a type as two kinds
 * @throws GraphQLError when a file is no GraphQL
 */
export function mergeSchemaFiles(files: readonly SchemaFile[]): DocumentNode {
  const others: DefinitionNode[] = [];
  const types = new Map<string, TypePart[]>();
  for (const file of files) {
    for (const definition of parse(new Source(file.text, file.name)).definitions) {
      if (isTypeDefinitionNode(definition) || isTypeExtensionNode(definition)) {
        const { value } = definition.name;
        types.set(value, [...(types.get(value) ?? []), definition]);
      } else {
        others.push(definition);
      }
    }
  }
  return { kind: Kind.DOCUMENT, definitions: [...others, ...[...types.values()].map(joinParts)] };
}

type TypePart = TypeDefinitionNode | TypeExtensionNode;

/** The lists of a type that an extension adds to. */
interface Members {
  readonly name: NameNode;
  readonly fields?: readonly { readonly name: NameNode }[];
  readonly values?: readonly { readonly name: NameNode }[];
  readonly types?: readonly NamedTypeNode[];
  readonly interfaces?: readonly NamedTypeNode[];
}

const MEMBER_LISTS = ["fields", "values", "types", "interfaces"] as const;

const DEFINITION_KINDS = {
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
} as const;

function joinParts(parts: readonly TypePart[]): TypeDefinitionNode {
  const [declared, again] = parts.filter(isTypeDefinitionNode);
  if (declared !== undefined && again !== undefined) {
    throw new SchemaError(again, `type ${again.name.value} is already declared at ${placeOf(declared)}`);
  }
  const extensions = parts.filter(isTypeExtensionNode).map(asDefinition);
  const ordered = declared === undefined ? extensions : [declared, ...extensions];
  return ordered.reduce(joinMembers);
}

function asDefinition(part: TypeExtensionNode): TypeDefinitionNode {
  const [directive] = part.directives ?? [];
  if (directive !== undefined) {
    // It would speak about the whole type from a file that only adds to it.
    throw new SchemaError(directive, `@${directive.name.value} belongs on the type or on its members`);
  }
  // The kinds of an extension and of its definition have the same members, which no type of graphql-js says.
  return { ...part, kind: DEFINITION_KINDS[part.kind] } as TypeDefinitionNode;
}

function joinMembers(left: TypeDefinitionNode, right: TypeDefinitionNode): TypeDefinitionNode {
  if (left.kind !== right.kind) {
    throw new SchemaError(right, `${right.name.value} is another kind of type at ${placeOf(left)}`);
  }
  const [mine, added]: readonly [Members, Members] = [left, right];
  const joined: Record<string, unknown> = {};
  for (const list of MEMBER_LISTS) {
    const members = [...(mine[list] ?? []), ...(added[list] ?? [])];
    rejectDuplicates(left.name.value, members);
    if (members.length > 0) joined[list] = members;
  }
  return { ...left, ...joined };
}

function rejectDuplicates(
  type: string,
  members: readonly ({ readonly name: NameNode } | NamedTypeNode)[],
): void {
  const places = new Map<string, NameNode>();
  for (const { name } of members) {
    const known = places.get(name.value);
    if (known !== undefined) {
      throw new SchemaError(name, `${type}.${name.value} is already declared at ${placeOf(known)}`);
    }
    places.set(name.value, name);
  }
}
