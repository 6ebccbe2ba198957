import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  print,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

/** Everything that a schema promises, one line a fact, sorted: descriptions and order do not count. */
export function schemaFacts(schema: GraphQLSchema): readonly string[] {
  return typesOf(schema)
    .flatMap((type) => [`${type.astNode?.kind ?? "?"} ${type.name}`, ...membersOf(type)])
    .toSorted();
}

/** The types of a schema that are its own. */
export function typesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

function membersOf(type: GraphQLNamedType): readonly string[] {
  const { name } = type;
  if (isUnionType(type)) return type.getTypes().map((member) => `${name} | ${member.name}`);
  if (isEnumType(type)) {
    return type.getValues().map((value) => `${name} = ${value.name}${deprecation(value)}`);
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => `${name}.${input(field)}`);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return [
    ...type.getInterfaces().map((face) => `${name} implements ${face.name}`),
    ...Object.values(type.getFields()).flatMap((field) => [
      `${name}.${field.name}: ${String(field.type)}${deprecation(field)}`,
      ...field.args.map((argument) => `${name}.${field.name}(${input(argument)})`),
    ]),
  ];
}

interface Deprecable {
  readonly deprecationReason?: string | null | undefined;
}

function deprecation({ deprecationReason }: Deprecable): string {
  return deprecationReason == null ? "" : " @deprecated";
}

interface Input extends Deprecable {
  readonly name: string;
  readonly type: unknown;
  readonly astNode?: { readonly defaultValue?: Parameters<typeof print>[0] | undefined } | null | undefined;
}

function input(value: Input): string {
  const fallback = value.astNode?.defaultValue;
  const text = fallback === undefined ? "" : ` = ${print(fallback)}`;
  return `${value.name}: ${String(value.type)}${text}${deprecation(value)}`;
}
