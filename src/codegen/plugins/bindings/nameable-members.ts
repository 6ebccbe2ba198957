import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from "graphql";

/**
 * Lists the members that the answer of a field can be asked for, each by its dotted path.
 *
 * @remarks Of an object each of its members; of a list its name alone, since platforms do not tell whether a path leads into one.
 */
export function nameableMembers(field: GraphQLField<unknown, unknown>): readonly string[] {
  const type = getNamedType(field.type);
  return isObjectType(type) ? pathsIn(type, []) : [];
}

function pathsIn(type: GraphQLObjectType, above: readonly GraphQLObjectType[]): readonly string[] {
  return Object.values(type.getFields()).flatMap(({ name, type: given }) => {
    const inner = getNullableType(given);
    const within = [...above, type];
    // A type that holds itself would have no end.
    if (isListType(inner) || !isObjectType(inner) || within.includes(inner)) return [name];
    return pathsIn(inner, within).map((path) => `${name}.${path}`);
  });
}
