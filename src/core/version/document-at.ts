import type {
  DefinitionNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from "graphql";
import type { EndpointHistory, PartRanges } from "./history.ts";
import { hasVersion } from "./platform-versions.ts";

/**
 * Leaves out of a document what a version of the platform lacks: fields, arguments, the variables and fragments that
 * only they use.
 *
 * @remarks Goes by the names of fields, not by their aliases, so that a batch of one operation under many aliases is
 * treated as the operation is. Returns the document itself when nothing is to be left out.
 */
export function documentAt(document: DocumentNode, version: string, history: EndpointHistory): DocumentNode {
  const definitions = document.definitions.map((node) => definitionAt(node, version, history));
  if (definitions.every((node, index) => node === document.definitions[index])) return document;
  return { kind: document.kind, definitions: withoutUnused(definitions) };
}

function definitionAt(node: DefinitionNode, version: string, history: EndpointHistory): DefinitionNode {
  if (node.kind !== "OperationDefinition" && node.kind !== "FragmentDefinition") return node;
  const name = node.name?.value ?? "";
  const ranges =
    node.kind === "OperationDefinition" ? history.operations[name]?.parts : history.fragments[name];
  const gone = goneAt(ranges ?? {}, version);
  return gone.size === 0 ? node : { ...node, selectionSet: setWithout(node.selectionSet, gone, "") };
}

function goneAt(ranges: PartRanges, version: string): ReadonlySet<string> {
  const gone = Object.entries(ranges).filter(([, range]) => !hasVersion(range, version));
  return new Set(gone.map(([path]) => path));
}

function setWithout(set: SelectionSetNode, gone: ReadonlySet<string>, within: string): SelectionSetNode {
  const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
    const path = within === "" ? step(selection) : `${within}.${step(selection)}`;
    if (gone.has(path)) return [];
    if (selection.kind === "FragmentSpread") return [selection];
    const left = selection.kind === "Field" ? withoutArguments(selection, gone, path) : selection;
    return left.selectionSet === undefined
      ? [left]
      : [{ ...left, selectionSet: setWithout(left.selectionSet, gone, path) }];
  });
  return { ...set, selections };
}

function withoutArguments(node: FieldNode, gone: ReadonlySet<string>, path: string): FieldNode {
  const left = node.arguments?.filter(({ name }) => !gone.has(`${path}(${name.value})`));
  return left === undefined ? node : { ...node, arguments: left };
}

function step(selection: SelectionNode): string {
  if (selection.kind === "Field") return selection.name.value;
  return selection.kind === "FragmentSpread"
    ? `...${selection.name.value}`
    : `[${selection.typeCondition?.name.value ?? ""}]`;
}

/** Leaves out the fragments that nothing spreads any more, and the variables that nothing uses. */
function withoutUnused(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const operation = definitions.find(
    (node): node is OperationDefinitionNode => node.kind === "OperationDefinition",
  );
  if (operation === undefined) return definitions;
  const fragments = new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === "FragmentDefinition")
      .map((node) => [node.name.value, node]),
  );
  const used = new Set<FragmentDefinitionNode>();
  const variables = new Set<string>();
  look(operation.selectionSet);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  return [{ ...operation, ...(variableDefinitions && { variableDefinitions }) }, ...used];

  function look(value: unknown): void {
    if (Array.isArray(value)) value.forEach(look);
    if (!isNode(value)) return;
    if (value.kind === "Variable") variables.add(value.name?.value ?? "");
    const fragment = value.kind === "FragmentSpread" ? fragments.get(value.name?.value ?? "") : undefined;
    if (fragment !== undefined && !used.has(fragment)) {
      used.add(fragment);
      look(fragment.selectionSet);
    }
    Object.values(value).forEach(look);
  }
}

function isNode(
  value: unknown,
): value is { readonly kind: string; readonly name?: { readonly value?: string } } {
  return typeof value === "object" && value !== null && "kind" in value;
}
