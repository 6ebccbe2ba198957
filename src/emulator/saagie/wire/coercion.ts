import {
  getNamedType,
  getNullableType,
  GraphQLInt,
  isInputObjectType,
  isListType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";

const INTEGER = /^[+-]?\d+$/;

/** Variables as a client sent them. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * Turns the numeric strings that the platform takes for `Int` into numbers.
 *
 * @remarks Everything else that it accepts beyond the letter is GraphQL's own: a single value for a list,
 * and variables that the operation does not declare. `Int` cannot be replaced in a schema, so the variables
 * are changed before they are checked.
 */
export function coerceIntegers(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): Variables {
  const coerced: Record<string, unknown> = { ...variables };
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const inputType = typeFromAST(schema, type) as GraphQLInputType | undefined;
    if (inputType !== undefined && Object.hasOwn(coerced, name))
      coerced[name] = coerce(coerced[name], inputType);
  }
  return coerced;
}

function coerce(value: unknown, type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const { ofType } = nullable;
    return Array.isArray(value) ? value.map((member) => coerce(member, ofType)) : coerce(value, ofType);
  }
  const named = getNamedType(type);
  if (named === GraphQLInt) return typeof value === "string" && INTEGER.test(value) ? Number(value) : value;
  if (!isInputObjectType(named) || typeof value !== "object" || value === null || Array.isArray(value))
    return value;
  const fields = named.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const field = fields[key];
      return [key, field === undefined ? member : coerce(member, field.type)];
    }),
  );
}
