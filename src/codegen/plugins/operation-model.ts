import {
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  Kind,
  type ConstDirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type TypeNode,
  type VariableDefinitionNode,
} from "graphql";
import { fieldOf } from "../history/field-of.ts";
import { SchemaError } from "../schema/schema-error.ts";
import type { VersionRange } from "../schema/versions.ts";
import { nounOfType } from "./methods/missing-nouns.ts";
import { camelCase, nounOf, pascalCase, wordsOf } from "./methods/names.ts";

/** One endpoint of a platform with the operation files that speak to it. */
export interface EndpointDocuments {
  readonly endpoint: string;
  readonly schema: GraphQLSchema;
  readonly resources: readonly ResourceFile[];
  /** The fragments that the operations use. */
  readonly fragments?: readonly FragmentDefinitionNode[];
}

/** One operation file, parsed. */
export interface ResourceFile {
  /** The file's name without folder and extension, for example "jobs". */
  readonly resource: string;
  readonly operations: readonly OperationDefinitionNode[];
}

/** What a variable of an operation is to the method that takes it. */
export interface VariableModel {
  readonly name: string;
  readonly type: TypeNode;
  /** Whether the caller has to give it: non-null and without a default. */
  readonly required: boolean;
  /** The kind of resource that `@names` says it is the id of. */
  readonly kind: string | undefined;
  readonly description: string | undefined;
}

/** An operation as the thin methods see it. */
export interface OperationModel {
  readonly name: string;
  readonly method: string;
  readonly resource: string;
  readonly endpoint: string;
  readonly description: string;
  readonly internal: boolean;
  readonly safety: "read" | "idempotent" | "write";
  readonly operation: "query" | "mutation";
  /** The single root field. */
  readonly field: string;
  readonly list: boolean;
  /** Whether the platform may answer null for the root field, which then names nothing. */
  readonly nullable: boolean;
  /** Whether null is an answer: over HTTP it is, since there a status says what does not exist. */
  readonly nullIsAnswer: boolean;
  /** Whether the root field is a list none of whose items may be null. */
  readonly requiredItems: boolean;
  readonly what: string;
  readonly variables: readonly VariableModel[];
  /** The versions that have it, where some lack it. */
  readonly range?: VersionRange;
}

/**
 * Reads the operations of one file into what the thin methods are printed from.
 *
 * @throws SchemaError naming file and line when an operation breaks a rule of `operations/`: a description,
 * a name that starts with the file's name, one root field
 */
export function modelResource(file: ResourceFile, from: EndpointDocuments): readonly OperationModel[] {
  return file.operations.map((node) => {
    const name = operationName(node, file.resource);
    const root = rootField(node);
    const field = schemaField(node, { root, schema: from.schema });
    const variables = (node.variableDefinitions ?? []).map(modelVariable);
    return {
      name,
      method: camelCase(name.slice(pascalCase(file.resource).length)),
      resource: file.resource,
      endpoint: from.endpoint,
      description: describe(node, name),
      internal: directive(node, "internal") !== undefined,
      safety: safetyOf(node),
      operation: node.operation === "query" ? "query" : "mutation",
      field: root.name.value,
      list: isListType(getNullableType(field.type)),
      nullable: !isNonNullType(field.type),
      nullIsAnswer: isHttp(field) && !isNonNullType(field.type) && !isListType(field.type),
      requiredItems: hasRequiredItems(field.type),
      what: missingNoun(field.type, { variables, resource: file.resource }),
      variables,
    };
  });
}

function isHttp({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === "http") === true;
}

function hasRequiredItems(type: GraphQLOutputType): boolean {
  const list = getNullableType(type);
  return isListType(list) && isNonNullType(list.ofType);
}

/** The single root field of an operation. */
export function rootField(node: OperationDefinitionNode): FieldNode {
  const [field, second] = node.selectionSet.selections;
  if (second !== undefined || field?.kind !== Kind.FIELD) {
    throw new SchemaError(
      second ?? node,
      "an operation asks for exactly one root field, outside of any fragment",
    );
  }
  if (field.alias !== undefined) throw new SchemaError(field, "the root field keeps its own name");
  return field;
}

function operationName(node: OperationDefinitionNode, resource: string): string {
  const prefix = pascalCase(resource);
  const name = node.name?.value ?? "";
  if (!name.startsWith(prefix) || !/^[A-Z]/.test(name.slice(prefix.length))) {
    throw new SchemaError(node, `the operations of ${resource}.graphql are named ${prefix}…, not "${name}"`);
  }
  return name;
}

function describe(node: OperationDefinitionNode, name: string): string {
  const description = node.description?.value.trim();
  if (!description) throw new SchemaError(node, `${name} has no description: it becomes the method's own`);
  return description;
}

function schemaField(
  node: OperationDefinitionNode,
  { root, schema }: { readonly root: FieldNode; readonly schema: GraphQLSchema },
): GraphQLField<unknown, unknown> {
  const type = schema.getRootType(node.operation);
  const field = type ? fieldOf(schema, type, root.name.value) : undefined;
  if (field === undefined)
    throw new SchemaError(root, `the schema has no ${node.operation} ${root.name.value}`);
  return field;
}

function safetyOf(node: OperationDefinitionNode): OperationModel["safety"] {
  if (node.operation === "query") return "read";
  return directive(node, "idempotent") === undefined ? "write" : "idempotent";
}

function modelVariable(node: VariableDefinitionNode): VariableModel {
  const kind = directive(node, "names")?.arguments?.find((argument) => argument.name.value === "a")?.value;
  return {
    name: node.variable.name.value,
    type: node.type,
    required: node.type.kind === Kind.NON_NULL_TYPE && node.defaultValue === undefined,
    kind: kind?.kind === Kind.ENUM ? kind.value : undefined,
    description: node.description?.value.trim(),
  };
}

/**
 * What is missing when the platform answers null: what callers know it as, where the schema has another word;
 * otherwise the one resource that the root field leads to if it has an identity of its own, otherwise what the caller
 * named first, otherwise one item of the operation file.
 */
function missingNoun(
  type: GraphQLOutputType,
  { variables, resource }: { readonly variables: readonly VariableModel[]; readonly resource: string },
): string {
  const named = getNullableType(type);
  const noun = "name" in named ? nounOfType(named.name) : undefined;
  if (noun !== undefined) return noun;
  // Bytes are one item of the file itself, whatever it is found by.
  if ("name" in named && named.name === "Stream") return nounOf(resource);
  if (isObjectType(named) || isInterfaceType(named)) {
    const fields = named.getFields();
    if (fields["id"] !== undefined || fields["number"] !== undefined) return wordsOf(named.name).join(" ");
  }
  const kind = variables.find((variable) => variable.kind !== undefined)?.kind;
  return kind === undefined ? nounOf(resource) : wordsOf(kind).join(" ");
}

function directive(
  node: { readonly directives?: readonly { readonly name: { readonly value: string } }[] | undefined },
  name: string,
): ConstDirectiveNode | undefined {
  return node.directives?.find((candidate) => candidate.name.value === name) as
    ConstDirectiveNode | undefined;
}
