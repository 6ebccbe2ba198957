import {
  getNamedType,
  isCompositeType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { fieldOf } from "../../history/field-of.ts";
import { rootField } from "../operation-model.ts";

/** The scalars whose values a platform sends as texts here and there. */
const LENIENT_SCALARS: ReadonlySet<string> = new Set(["LenientInt", "LenientFloat", "LenientBoolean"]);

/** What selections are understood by. */
interface SelectionWorld {
  readonly schema: GraphQLSchema;
  readonly fragments: readonly FragmentDefinitionNode[];
}

/**
 * Finds the members that an operation selects and that are read leniently.
 *
 * @returns each by its dotted path from the root field's value, "" for that value itself, with its type as SDL has it
 */
export function lenientMembers(
  operation: OperationDefinitionNode,
  world: SelectionWorld,
): Readonly<Record<string, string>> {
  const { name, selectionSet } = rootField(operation);
  const parent = world.schema.getRootType(operation.operation);
  const root = parent && fieldOf(world.schema, parent, name.value);
  return root ? Object.fromEntries(membersOf({ type: root.type, path: [], selectionSet }, world)) : {};
}

interface Selected {
  readonly type: GraphQLOutputType;
  readonly path: readonly string[];
  readonly selectionSet: SelectionSetNode | undefined;
}

function membersOf(
  { type, path, selectionSet }: Selected,
  world: SelectionWorld,
): readonly (readonly [string, string])[] {
  const named = getNamedType(type);
  if (LENIENT_SCALARS.has(named.name)) return [[path.join("."), String(type)]];
  if (!isCompositeType(named) || selectionSet === undefined) return [];
  return selectedOf(named, { path, selectionSet }, world).flatMap((member) => membersOf(member, world));
}

/** The members that a selection of a type amounts to, fragments included. */
function selectedOf(
  parent: GraphQLCompositeType,
  { path, selectionSet }: { readonly path: readonly string[]; readonly selectionSet: SelectionSetNode },
  world: SelectionWorld,
): readonly Selected[] {
  const { schema, fragments } = world;
  return selectionSet.selections.flatMap((selection): readonly Selected[] => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      const type = fieldOf(schema, parent, name)?.type;
      return type ? [{ type, path: [...path, name], selectionSet: selection.selectionSet }] : [];
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : fragments.find(({ name }) => name.value === selection.name.value);
    if (fragment === undefined) return [];
    const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const owner = condition && isCompositeType(condition) ? condition : parent;
    return selectedOf(owner, { path, selectionSet: fragment.selectionSet }, world);
  });
}
