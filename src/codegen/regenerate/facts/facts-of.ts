import {
  GraphQLDeprecatedDirective,
  isTypeDefinitionNode,
  Kind,
  print,
  visit,
  type ConstValueNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NamedTypeNode,
  type TypeDefinitionNode,
} from "graphql";
import { annotationsOf, textIn, type Annotated } from "../../schema/version-annotations.ts";

/** What facts are about. */
export type FactKind =
  "type" | "field" | "argument" | "inputField" | "enumValue" | "interface" | "unionMember";

/** What can change about a fact while it stays the same fact. */
export type Property = "kind" | "oneOf" | "type" | "default" | "deprecation";

/** One thing that a schema promises. Descriptions and order are none. */
export interface Fact {
  readonly kind: FactKind;
  /** For example `Job`, `Job.name`, `Query.job(id:)`, `Job implements Node`. */
  readonly coordinate: string;
  /** The coordinate of what it is part of; absent for a type. */
  readonly owner?: string;
  readonly name: string;
  /** As text; null: it has none. */
  readonly properties: Readonly<Partial<Record<Property, string | null>>>;
  readonly node:
    | TypeDefinitionNode
    | FieldDefinitionNode
    | InputValueDefinitionNode
    | EnumValueDefinitionNode
    | NamedTypeNode;
}

/** The facts of a schema by their coordinate, in the order of the schema. */
export type Facts = ReadonlyMap<string, Fact>;

const KIND_NAMES: Readonly<Record<TypeDefinitionNode["kind"], string>> = {
  [Kind.SCALAR_TYPE_DEFINITION]: "scalar",
  [Kind.OBJECT_TYPE_DEFINITION]: "type",
  [Kind.INTERFACE_TYPE_DEFINITION]: "interface",
  [Kind.UNION_TYPE_DEFINITION]: "union",
  [Kind.ENUM_TYPE_DEFINITION]: "enum",
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: "input",
};

/**
 * Lists the facts of a schema.
 *
 * @param document - with one definition for each type
 */
export function factsOf(document: DocumentNode): Facts {
  const facts = document.definitions.filter(isTypeDefinitionNode).flatMap(factsOfType);
  return new Map(facts.map((fact) => [fact.coordinate, fact]));
}

/** The coordinate of the type that a fact belongs to. */
export function typeOf({ coordinate }: Pick<Fact, "coordinate">): string {
  return /^\w+/.exec(coordinate)?.[0] ?? coordinate;
}

/** The type that a fact leads to: that of a member, or the one that is listed; none for types and enum values. */
export function leafOf({ kind, name, properties }: Fact): string | undefined {
  if (kind === "interface" || kind === "unionMember") return name;
  return properties.type?.replaceAll(/[[\]!]/gu, "");
}

function factsOfType(node: TypeDefinitionNode): readonly Fact[] {
  const name = node.name.value;
  const oneOf = annotationsOf(node, "oneOf").length > 0 ? "yes" : null;
  const properties = { kind: KIND_NAMES[node.kind], oneOf };
  return [{ kind: "type", coordinate: name, name, properties, node }, ...partsOf(node)];
}

function partsOf(type: TypeDefinitionNode): readonly Fact[] {
  const owner = type.name.value;
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [
        ...(type.interfaces ?? []).map((node) => listed(node, { kind: "interface", owner })),
        ...(type.fields ?? []).flatMap((node) => factsOfField(node, owner)),
      ];
    case Kind.UNION_TYPE_DEFINITION:
      return (type.types ?? []).map((node) => listed(node, { kind: "unionMember", owner }));
    case Kind.ENUM_TYPE_DEFINITION:
      return (type.values ?? []).map((node) => ({
        ...part(node, { kind: "enumValue", owner }),
        properties: { deprecation: deprecationOf(node) },
      }));
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (type.fields ?? []).map((node) => input(node, { kind: "inputField", owner }));
    case Kind.SCALAR_TYPE_DEFINITION:
      return [];
  }
}

function factsOfField(node: FieldDefinitionNode, type: string): readonly Fact[] {
  const field = part(node, { kind: "field", owner: type });
  const properties = { type: print(node.type), deprecation: deprecationOf(node) };
  return [
    { ...field, properties },
    ...(node.arguments ?? []).map((argument) =>
      input(argument, { kind: "argument", owner: field.coordinate }),
    ),
  ];
}

interface Place {
  readonly kind: FactKind;
  readonly owner: string;
}

function part(node: Exclude<Fact["node"], NamedTypeNode>, { kind, owner }: Place): Omit<Fact, "properties"> {
  const name = node.name.value;
  const coordinate = kind === "argument" ? `${owner}(${name}:)` : `${owner}.${name}`;
  return { kind, coordinate, owner, name, node };
}

function input(node: InputValueDefinitionNode, place: Place): Fact {
  const value = node.defaultValue === undefined ? null : valueText(node.defaultValue);
  const properties = { type: print(node.type), default: value, deprecation: deprecationOf(node) };
  return { ...part(node, place), properties };
}

function listed(node: NamedTypeNode, { kind, owner }: Place): Fact {
  const name = node.name.value;
  const coordinate = kind === "interface" ? `${owner} implements ${name}` : `${owner} | ${name}`;
  return { kind, coordinate, owner, name, properties: {}, node };
}

function deprecationOf(node: Annotated): string | null {
  const [deprecated] = annotationsOf(node, GraphQLDeprecatedDirective.name);
  if (deprecated === undefined) return null;
  return textIn(deprecated, "reason") ?? "No longer supported";
}

/** A value as text. The fields of an object have no order. */
function valueText(value: ConstValueNode): string {
  const sorted = visit(value, {
    ObjectValue: {
      leave: (node) => ({
        ...node,
        fields: node.fields.toSorted((left, right) => (left.name.value < right.name.value ? -1 : 1)),
      }),
    },
    StringValue: (node) => ({ ...node, block: false }),
  });
  return print(sorted);
}
