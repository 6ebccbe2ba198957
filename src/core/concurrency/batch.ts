import type { DocumentNode, FieldNode, OperationDefinitionNode, VariableDefinitionNode } from "graphql";

/** A read of many things in one request, built from the read of one. */
export interface BatchedRead {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The root field's alias for each id. */
  readonly aliases: readonly string[];
}

/**
 * How many things a document reads: each next size is at most half again as large. Above the last, its multiples.
 *
 * @remarks Whoever prints or sends documents keeps them for ever, urql among others: so there are few of them, and places
 * that are left over read the last thing once more.
 */
const SIZES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 80, 100] as const;
const LARGEST = 100;

const built = new WeakMap<DocumentNode, Map<number, DocumentNode>>();

/**
 * Builds one document that reads each id under an alias of its own, from a document that reads one by its first variable.
 *
 * @remarks Works on the generated document, so that a field added to the operation file is in the batch too. One document
 * is built for each operation and size, and used again. `shared` holds its other variables, the same for all.
 */
export function batchRead(
  document: DocumentNode,
  ids: readonly string[],
  shared: Readonly<Record<string, unknown>> = {},
): BatchedRead {
  const size = SIZES.find((one) => one >= ids.length) ?? Math.ceil(ids.length / LARGEST) * LARGEST;
  const bySize = built.get(document) ?? new Map<number, DocumentNode>();
  built.set(document, bySize);
  const batched = bySize.get(size) ?? build(document, size);
  bySize.set(size, batched);
  const entries = Array.from({ length: size }, (_, at) => [`v${at}`, ids[at] ?? ids.at(-1)] as const);
  return {
    document: batched,
    variables: { ...shared, ...Object.fromEntries(entries) },
    aliases: ids.map((_, at) => aliasOf(at)),
  };
}

function aliasOf(at: number): string {
  return `r${at}`;
}

function build(document: DocumentNode, size: number): DocumentNode {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === "OperationDefinition",
  );
  const root = operation?.selectionSet.selections[0] as FieldNode | undefined;
  const [variable, ...shared] = operation?.variableDefinitions ?? [];
  if (operation === undefined || root === undefined || variable === undefined) {
    throw new TypeError("A batched read is built from an operation with one root field and a variable.");
  }
  const name = variable.variable.name.value;
  const places = Array.from({ length: size }, (_, at) => at);
  const renamed: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [...places.map((at) => renamedVariable(variable, `v${at}`)), ...shared],
    selectionSet: {
      ...operation.selectionSet,
      selections: places.map((at) => aliased(root, aliasOf(at), { from: name, to: `v${at}` })),
    },
  };
  return {
    kind: document.kind,
    definitions: document.definitions.map((node) => (node === operation ? renamed : node)),
  };
}

function renamedVariable(variable: VariableDefinitionNode, value: string): VariableDefinitionNode {
  return { ...variable, variable: { ...variable.variable, name: { ...variable.variable.name, value } } };
}

function aliased(
  root: FieldNode,
  alias: string,
  { from, to }: { readonly from: string; readonly to: string },
): FieldNode {
  return {
    ...root,
    alias: { kind: "Name", value: alias } as FieldNode["name"],
    arguments: (root.arguments ?? []).map((argument) => {
      const { value } = argument;
      if (value.kind !== "Variable" || value.name.value !== from) return argument;
      return { ...argument, value: { ...value, name: { ...value.name, value: to } } };
    }),
  };
}
