import {
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isUnionType,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

/** How deep a type may be wrapped in lists and non-nulls for clients to see all of it. */
const MOST_WRAPPERS = 3;

/**
 * Lists what a client can see of the types of a schema that tells it from others: each fact is the name of a type, a
 * blank, and then what the type is or has.
 *
 * @remarks `= OBJECT` for its kind, `name` and `name: Type!` for a field, an input field or an enum value, `name(argument)`
 * and `name(argument): Type!` for an argument, `& Named` for an interface, `| Book` for a member. Clients read the same out
 * of an introspection. What is deprecated of inputs is not among them: some servers hide it.
 */
export function typeFacts(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  return new Set(types.flatMap((type) => factsOf(type).map((fact) => `${type.name} ${fact}`)));
}

function factsOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return ["= ENUM", ...type.getValues().map(({ name }) => name)];
  if (isUnionType(type)) return ["= UNION", ...type.getTypes().map(({ name }) => `| ${name}`)];
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return ["= INPUT_OBJECT", ...fields.flatMap((field) => inputFacts(field, field.name))];
  }
  if (isScalarType(type)) return ["= SCALAR"];
  return [
    isObjectType(type) ? "= OBJECT" : "= INTERFACE",
    ...type.getInterfaces().map(({ name }) => `& ${name}`),
    ...Object.values(type.getFields()).flatMap((field) => [
      ...named(field.name, field.type),
      ...field.args.flatMap((argument) => inputFacts(argument, `${field.name}(${argument.name})`)),
    ]),
  ];
}

function inputFacts(
  { type, deprecationReason }: Pick<GraphQLInputField, "type" | "deprecationReason">,
  name: string,
): readonly string[] {
  return deprecationReason == null ? named(name, type) : [];
}

function named(name: string, type: { toString(): string }): readonly string[] {
  const text = String(type);
  return (text.match(/[[!]/gu) ?? []).length > MOST_WRAPPERS ? [name] : [name, `${name}: ${text}`];
}
