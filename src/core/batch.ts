import type { DocumentNode, FieldNode, OperationDefinitionNode, VariableDefinitionNode } from "graphql";

/** A read of many things in one request, built from the read of one. */
export interface BatchedRead {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, string>>;
  /** The root field's alias for each id. */
  readonly aliases: readonly string[];
}

/**
 * Builds one document that reads each id under an alias of its own, from a document that reads one by its only variable.
 *
 * @remarks Works on the generated document, so that a field added to the operation file is in the batch too.
 */
export function batchRead(document: DocumentNode, ids: readonly string[]): BatchedRead {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === "OperationDefinition",
  );
  const root = operation?.selectionSet.selections[0] as FieldNode | undefined;
  const variable = operation?.variableDefinitions?.[0];
  if (operation === undefined || root === undefined || variable === undefined) {
    throw new TypeError("A batched read is built from an operation with one root field and one variable.");
  }
  const aliases = ids.map((_, index) => `r${index}`);
  const renamed: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: ids.map((_, index) => renamedVariable(variable, `v${index}`)),
    selectionSet: {
      ...operation.selectionSet,
      selections: aliases.map((alias, index) => aliased(root, alias, `v${index}`)),
    },
  };
  return {
    // A document of its own: urql marks those it has seen, and would send the marked one instead.
    document: {
      kind: document.kind,
      definitions: document.definitions.map((node) => (node === operation ? renamed : node)),
    },
    variables: Object.fromEntries(ids.map((id, index) => [`v${index}`, id])),
    aliases,
  };
}

function renamedVariable(variable: VariableDefinitionNode, value: string): VariableDefinitionNode {
  return { ...variable, variable: { ...variable.variable, name: { ...variable.variable.name, value } } };
}

function aliased(root: FieldNode, alias: string, variable: string): FieldNode {
  return {
    ...root,
    alias: { kind: "Name", value: alias } as FieldNode["name"],
    arguments: (root.arguments ?? []).map((argument) => ({
      ...argument,
      value: { kind: "Variable", name: { kind: "Name", value: variable } } as typeof argument.value,
    })),
  };
}
