import type {
  ArgumentNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from "graphql";
import { omitUndefined } from "../omit-undefined.ts";
import { readLeniently } from "./lenient.ts";

/** The root field of an operation, with the arguments' values. */
export interface RootField {
  readonly field: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /**
   * Tells the names of the members that are selected of it: none where it is a value. Given all the dotted paths that there are,
   * it tells such paths, and undefined where all are selected.
   */
  readonly members: (all?: readonly string[]) => readonly string[] | undefined;
  /** Whether it is an object, or a list of such, of which members are selected. */
  readonly hasMembers: boolean;
  /**
   * Reduces an answer to what the operation selects; what the answer lacks becomes `null`. Members that are read leniently
   * are given by their dotted paths, with their types.
   */
  readonly project: (value: unknown, lenient?: Readonly<Record<string, string>>) => unknown;
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
  const given = { ...defaultsOf(operation), ...omitUndefined(variables) };
  return {
    field: root.name.value,
    arguments: Object.fromEntries((root.arguments ?? []).map((argument) => valueOf(argument, given))),
    members: (all) => {
      const selected = fieldsOf(root.selectionSet ? [root.selectionSet] : [], fragments);
      if (all === undefined) return [...selected.values()].map(({ name }) => name);
      const paths = pathsOf(selected, { fragments, all, above: "" });
      return paths.length < all.length ? paths : undefined;
    },
    hasMembers: root.selectionSet !== undefined,
    project: (value, lenient = {}) =>
      project(value, root.selectionSet ? [root.selectionSet] : [], { fragments, lenient, path: "" }),
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
      return Object.hasOwn(variables, node.name.value) ? variables[node.name.value] : undefined;
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

/** Where in an answer, and how it is read. */
interface Place {
  readonly fragments: Fragments;
  readonly lenient: Readonly<Record<string, string>>;
  /** The names of the fields down to here, joined by dots. */
  readonly path: string;
}

function project(value: unknown, selectionSets: readonly SelectionSetNode[], place: Place): unknown {
  const { fragments, lenient, path } = place;
  if (selectionSets.length === 0) {
    const type = Object.hasOwn(lenient, path) ? lenient[path] : undefined;
    return type === undefined ? value : readLeniently(value, type, path);
  }
  if (Array.isArray(value)) return value.map((item) => project(item, selectionSets, place));
  if (typeof value !== "object" || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const picked: Record<string, unknown> = {};
  for (const [key, { name, inner }] of fieldsOf(selectionSets, fragments)) {
    const member = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
    picked[key] = project(member, inner, { ...place, path: path === "" ? name : `${path}.${name}` });
  }
  return picked;
}

interface Nameable {
  readonly fragments: Fragments;
  /** All dotted paths that there are. */
  readonly all: readonly string[];
  /** The names down to here, each with a dot behind it. */
  readonly above: string;
}

/** The dotted paths of what is selected. */
function pathsOf(
  selected: ReadonlyMap<string, SelectedField>,
  { fragments, all, above }: Nameable,
): readonly string[] {
  const paths = [...selected.values()].flatMap(({ name, inner }) => {
    const path = `${above}${name}`;
    const isNameable = inner.length > 0 && all.some((known) => known.startsWith(`${path}.`));
    return isNameable ? pathsOf(fieldsOf(inner, fragments), { fragments, all, above: `${path}.` }) : [path];
  });
  return [...new Set(paths)];
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
