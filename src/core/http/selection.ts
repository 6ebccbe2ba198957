import type {
  ArgumentNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from "graphql";
import { defined } from "../changes.ts";

/** The root field of an operation, with the arguments' values. */
export interface RootField {
  readonly field: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Reduces an answer to what the operation selects; what the answer lacks becomes `null`. */
  readonly project: (value: unknown) => unknown;
}

/** Reads the one root field of a document. */
export function rootFieldOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): RootField {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === "FragmentDefinition") fragments.set(definition.name.value, definition);
    else if (definition.kind === "OperationDefinition") operation = definition;
  }
  const root = operation?.selectionSet.selections[0] as FieldNode | undefined;
  if (root === undefined) throw new TypeError("An operation over HTTP has one root field.");
  // What is undefined is absent: it does not stand in the way of a default.
  const given = { ...defaultsOf(operation), ...defined(variables) };
  return {
    field: root.name.value,
    arguments: Object.fromEntries((root.arguments ?? []).map((argument) => valueOf(argument, given))),
    project: (value) => (root.selectionSet ? project(value, [root.selectionSet], fragments) : value),
  };
}

function defaultsOf(operation: OperationDefinitionNode | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (operation?.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, plainValue(defaultValue, {})]],
    ),
  );
}

function valueOf(
  { name, value }: ArgumentNode,
  variables: Readonly<Record<string, unknown>>,
): [string, unknown] {
  return [name.value, plainValue(value, variables)];
}

function plainValue(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case "Variable":
      return variables[node.name.value];
    case "IntValue":
    case "FloatValue":
      return Number(node.value);
    case "NullValue":
      return null;
    case "ListValue":
      return node.values.map((item) => plainValue(item, variables));
    case "ObjectValue":
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, plainValue(field.value, variables)]),
      );
    default:
      return node.value;
  }
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function project(value: unknown, selectionSets: readonly SelectionSetNode[], fragments: Fragments): unknown {
  if (Array.isArray(value)) return value.map((item) => project(item, selectionSets, fragments));
  if (typeof value !== "object" || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const picked: Record<string, unknown> = {};
  for (const [key, { name, inner }] of fieldsOf(selectionSets, fragments)) {
    const member = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
    picked[key] = inner.length > 0 ? project(member, inner, fragments) : member;
  }
  return picked;
}

interface SelectedField {
  readonly name: string;
  /** What is selected below it, by each place that selects it. */
  readonly inner: SelectionSetNode[];
}

/** The fields that selections amount to, fragments included; several selections of one field are one. */
function fieldsOf(
  selectionSets: readonly SelectionSetNode[],
  fragments: Fragments,
  found: Map<string, SelectedField> = new Map(),
): ReadonlyMap<string, SelectedField> {
  for (const selection of selectionSets.flatMap(({ selections }) => selections)) {
    if (selection.kind === "Field") {
      const { alias, name, selectionSet } = selection;
      const key = (alias ?? name).value;
      const field = found.get(key) ?? { name: name.value, inner: [] };
      if (selectionSet) field.inner.push(selectionSet);
      found.set(key, field);
      continue;
    }
    const fragment = selection.kind === "InlineFragment" ? selection : fragments.get(selection.name.value);
    if (fragment) fieldsOf([fragment.selectionSet], fragments, found);
  }
  return found;
}
