import {
  isCompositeType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import { fieldOf } from "../history/field-of.ts";

/** What selections are understood by. */
export interface SelectionWorld {
  readonly schema: GraphQLSchema;
  readonly fragments: readonly FragmentDefinitionNode[];
}

/** A type with what is selected of it: several selections where an operation names one field more than once. */
export interface Selected {
  readonly type: GraphQLCompositeType;
  readonly selectionSets: readonly SelectionSetNode[];
}

/** One selection of a field. */
export interface SelectedField {
  /** The name that the answer has it under. */
  readonly key: string;
  /** As the type that it is selected of has it, which may be an interface. */
  readonly field: GraphQLField<unknown, unknown>;
  /** As the object has it that is answered. */
  readonly own: GraphQLField<unknown, unknown>;
  /** As the interfaces of that object have it. */
  readonly promised: readonly GraphQLField<unknown, unknown>[];
  readonly selectionSet: SelectionSetNode | undefined;
}

/** The objects that a value of a type may be. */
export function objectsOf(
  type: GraphQLCompositeType,
  { schema }: SelectionWorld,
): readonly GraphQLObjectType[] {
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}

/** Lists the fields that are selected of an object, those of its fragments among them, in the order of the operation. */
export function selectedFields(
  object: GraphQLObjectType,
  { type, selectionSets }: Selected,
  world: SelectionWorld,
): readonly SelectedField[] {
  const { schema, fragments } = world;
  const selections = selectionSets.flatMap((selectionSet) => selectionSet.selections);
  return selections.flatMap((selection): readonly SelectedField[] => {
    if (selection.kind === Kind.FIELD) {
      const { name, alias = name, selectionSet } = selection;
      const field = fieldOf(schema, type, name.value);
      if (field === undefined) return [];
      const own = fieldOf(schema, object, name.value) ?? field;
      const promised = object.getInterfaces().flatMap((one) => fieldOf(schema, one, name.value) ?? []);
      return [{ key: alias.value, field, own, promised, selectionSet }];
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : fragments.find(({ name }) => name.value === selection.name.value);
    if (fragment === undefined) return [];
    const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const owner = condition && isCompositeType(condition) ? condition : type;
    if (!objectsOf(owner, world).includes(object)) return [];
    return selectedFields(object, { type: owner, selectionSets: [fragment.selectionSet] }, world);
  });
}
