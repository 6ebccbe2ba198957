import {
  getNamedType,
  isCompositeType,
  isRequiredArgument,
  Kind,
  specifiedRules,
  validate,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { fieldOf } from "./field-of.ts";

/**
 * Told of every part of a definition that is looked at, and whether the schema has it.
 *
 * @param path - the way to it: field names joined by dots, `[Type]` for an inline fragment, `...Name` for a spread,
 * `field(argument)` for an argument
 */
export type PartListener = (path: string, kept: boolean) => void;

/** The fragments of all operation files, by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What one schema leaves of an operation. */
export interface PrunedOperation {
  /** The document that this schema accepts; undefined when none is left. */
  readonly document: DocumentNode | undefined;
  /** Why nothing is left. */
  readonly reason?: string;
}

/**
 * Leaves out of operations what the schema of one platform version does not have.
 *
 * @remarks A field goes with the last of its selections, and where the schema demands an argument that the operation
 * does not give. An operation goes with its root field, and where what is left is still not valid.
 */
export class Pruner {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Fragments;
  readonly #pruned = new Map<string, FragmentDefinitionNode | undefined>();

  constructor(schema: GraphQLSchema, fragments: Fragments) {
    this.#schema = schema;
    this.#fragments = fragments;
  }

  /** What is left of a fragment; undefined when nothing is. */
  fragment(name: string, listen?: PartListener): FragmentDefinitionNode | undefined {
    if (listen === undefined && this.#pruned.has(name)) return this.#pruned.get(name);
    const definition = this.#fragments.get(name);
    if (definition === undefined) throw new Error(`there is no fragment ${name}`);
    const parent = this.#schema.getType(definition.typeCondition.name.value);
    const selectionSet = isCompositeType(parent)
      ? this.#set(definition.selectionSet, { parent, path: "", listen })
      : undefined;
    const left = selectionSet && { ...definition, selectionSet };
    this.#pruned.set(name, left);
    return left;
  }

  /** What is left of an operation. */
  operation(node: OperationDefinitionNode, listen: PartListener): PrunedOperation {
    const parent = this.#schema.getRootType(node.operation);
    const selectionSet = parent && this.#set(node.selectionSet, { parent, path: "", listen });
    if (!selectionSet) return { document: undefined, reason: `there is no ${rootName(node)}` };
    const used = usedIn({ ...node, selectionSet }, (name) => this.fragment(name));
    const variableDefinitions = node.variableDefinitions?.filter(({ variable }) =>
      used.variables.has(variable.name.value),
    );
    const left: OperationDefinitionNode = {
      ...node,
      selectionSet,
      ...(variableDefinitions && { variableDefinitions }),
    };
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [left, ...used.fragments] };
    const [error] = validate(this.#schema, document, specifiedRules);
    return error === undefined ? { document } : { document: undefined, reason: error.message };
  }

  #set(set: SelectionSetNode, at: Place): SelectionSetNode | undefined {
    const selections = set.selections.flatMap((selection) => {
      const left = this.#selection(selection, at);
      at.listen?.(pathOf(selection, at.path), left !== undefined);
      return left ?? [];
    });
    return selections.length > 0 ? { ...set, selections } : undefined;
  }

  #selection(selection: SelectionNode, at: Place): SelectionNode | undefined {
    if (selection.kind === Kind.FIELD) return this.#field(selection, at);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.#inline(selection, at);
    return this.fragment(selection.name.value) && selection;
  }

  #inline(node: InlineFragmentNode, at: Place): InlineFragmentNode | undefined {
    const condition = node.typeCondition?.name.value;
    const parent = condition === undefined ? at.parent : this.#schema.getType(condition);
    if (!isCompositeType(parent)) return undefined;
    const selectionSet = this.#set(node.selectionSet, { ...at, parent, path: pathOf(node, at.path) });
    return selectionSet && { ...node, selectionSet };
  }

  #field(node: FieldNode, at: Place): FieldNode | undefined {
    const field = fieldOf(this.#schema, at.parent, node.name.value);
    const path = pathOf(node, at.path);
    const parent = field && getNamedType(field.type);
    const isMisfit = isCompositeType(parent) !== (node.selectionSet !== undefined);
    if (field === undefined || isMisfit || lacksArgument(node, field)) return undefined;
    const left = node.arguments?.filter((argument) => hasArgument(argument, field));
    for (const argument of node.arguments ?? []) {
      at.listen?.(`${path}(${argument.name.value})`, left?.includes(argument) === true);
    }
    const kept = { ...node, ...(left && { arguments: left }) };
    if (node.selectionSet === undefined || !isCompositeType(parent)) return kept;
    const selectionSet = this.#set(node.selectionSet, { ...at, parent, path });
    return selectionSet && { ...kept, selectionSet };
  }
}

interface Place {
  readonly parent: GraphQLCompositeType;
  readonly path: string;
  readonly listen: PartListener | undefined;
}

function rootName({ operation, selectionSet }: OperationDefinitionNode): string {
  const [root] = selectionSet.selections;
  return `${operation} ${root?.kind === Kind.FIELD ? root.name.value : ""}`;
}

/** The path of a selection within its definition. */
function pathOf(selection: SelectionNode, within: string): string {
  return within === "" ? step(selection) : `${within}.${step(selection)}`;
}

function step(selection: SelectionNode): string {
  if (selection.kind === Kind.FIELD) return selection.name.value;
  if (selection.kind === Kind.FRAGMENT_SPREAD) return `...${selection.name.value}`;
  return `[${selection.typeCondition?.name.value ?? ""}]`;
}

function hasArgument(node: ArgumentNode, field: GraphQLField<unknown, unknown>): boolean {
  return field.args.some(({ name }) => name === node.name.value);
}

function lacksArgument(node: FieldNode, field: GraphQLField<unknown, unknown>): boolean {
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  return field.args.some((argument) => isRequiredArgument(argument) && !given.has(argument.name));
}

/** The variables and fragments that an operation uses, itself or through fragments. */
function usedIn(
  operation: OperationDefinitionNode,
  fragment: (name: string) => FragmentDefinitionNode | undefined,
): { readonly variables: ReadonlySet<string>; readonly fragments: ReadonlySet<FragmentDefinitionNode> } {
  const variables = new Set<string>();
  const fragments = new Set<FragmentDefinitionNode>();
  const look = (set: SelectionSetNode): void => {
    visit(set, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread: ({ name }) => {
        const found = fragment(name.value);
        if (found === undefined || fragments.has(found)) return;
        fragments.add(found);
        look(found.selectionSet);
      },
    });
  };
  look(operation.selectionSet);
  return { variables, fragments };
}
