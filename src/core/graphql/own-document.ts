import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from "graphql";
// File by file: by its door, all of GraphQL would be loaded, and be part of every bundle.
import { parse } from "graphql/language/parser.js";
import { print } from "graphql/language/printer.js";
import { visit } from "graphql/language/visitor.js";
import { separateOperations } from "graphql/utilities/separateOperations.js";
import { valueFromASTUntyped } from "graphql/utilities/valueFromASTUntyped.js";
import { InvalidInputError } from "../errors.ts";
import type { Operation, OperationFacts } from "../operation.ts";
import { setText } from "./document-text.ts";

/** Where a document of the caller's own goes, and which of its operations. */
export interface OwnDocumentOptions {
  readonly endpoint: string;
  readonly operationName?: string | undefined;
}

// A program that writes values into its texts has a new one for each call.
const MOST_KEPT = 100;
const LONGEST_KEPT = 50_000;
const parsed = new Map<string, DocumentNode>();

const operations = new WeakMap<DocumentNode, Map<string, Operation<unknown, unknown>>>();

/**
 * Makes an operation of a document of the caller's own. The same document, or an equal text, makes it once.
 *
 * @throws {@link InvalidInputError} when it is no document, or not clear what of it is to be run
 */
export function ownOperation(
  document: unknown,
  { endpoint, operationName }: OwnDocumentOptions,
): Operation<unknown, unknown> {
  const text = isText(document) ? String(document) : undefined;
  const node = text === undefined ? checked(document) : read(text);
  const made = operations.get(node) ?? new Map<string, Operation<unknown, unknown>>();
  operations.set(node, made);
  // No name has a blank in it.
  const key = `${endpoint} ${operationName ?? ""}`;
  const operation = made.get(key) ?? makeOperation({ node, text }, { endpoint, operationName });
  made.set(key, operation);
  return operation;
}

/** A text, or the object that codegen puts a type on a text by. */
function isText(document: unknown): boolean {
  return Object.prototype.toString.call(document) === "[object String]";
}

function checked(document: unknown): DocumentNode {
  const { kind, definitions } = (document ?? {}) as Partial<DocumentNode>;
  if (kind === "Document" && Array.isArray(definitions)) return document as DocumentNode;
  throw new InvalidInputError("The document must be a GraphQL document, as codegen writes it, or its text.");
}

function read(text: string): DocumentNode {
  const known = parsed.get(text);
  parsed.delete(text);
  const node = known ?? parseText(text);
  if (text.length <= LONGEST_KEPT) parsed.set(text, node);
  const [oldest] = parsed.keys();
  if (parsed.size > MOST_KEPT && oldest !== undefined) parsed.delete(oldest);
  return node;
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    const [place] = locations ?? [];
    const where = place === undefined ? "" : ` at line ${place.line}, column ${place.column}`;
    // Not as the cause, which holds the whole text, with the values that stand in it.
    throw new InvalidInputError(`The document is not GraphQL${where}: ${withoutValues(message)}.`);
  }
}

/** What the parser says, without what it quotes: a quotation mark too many, and the rest of a value is a name to it. */
function withoutValues(message: string): string {
  return message
    .replace(/^Syntax Error: /u, "")
    .replace(/\b(Name|Int|Float|String|BlockString) ".*"/su, "$1")
    .replace(/(escape sequence): .*$/su, "$1")
    .replace(/\.$/u, "");
}

interface Source {
  readonly node: DocumentNode;
  /** As it was given, where it was given as a text. */
  readonly text: string | undefined;
}

function makeOperation(source: Source, options: OwnDocumentOptions): Operation<unknown, unknown> {
  try {
    const own = chosen(source.node, options.operationName);
    const isAlone = source.node.definitions.filter(isOperation).length === 1;
    // The platform is sent the one operation, and the fragments that it uses, as if the others were not there.
    const rest = isAlone ? undefined : separateOperations(source.node)[own.name?.value ?? ""];
    const document = rest ?? source.node;
    setText(document, isAlone && source.text !== undefined ? source.text : print(document));
    const facts = { ...factsOf(own), endpoint: options.endpoint, literals: literalsOf(document) };
    return { ...facts, document: () => Promise.resolve(document as TypedDocumentNode<unknown, never>) };
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    // Whatever was put together by hand may lack any of its parts.
    throw new InvalidInputError("The document is not a whole GraphQL document: it cannot be written out.", {
      cause: error,
    });
  }
}

function isOperation(node: DocumentNode["definitions"][number]): node is OperationDefinitionNode {
  return node.kind === "OperationDefinition";
}

function chosen({ definitions }: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const all = definitions.filter(isOperation);
  const names = all.map(({ name }) => name?.value ?? "one without a name").join(", ");
  if (all.length === 0) throw new InvalidInputError("The document has no query and no mutation.");
  const [found, second] =
    operationName === undefined ? all : all.filter(({ name }) => name?.value === operationName);
  if (found === undefined)
    throw new InvalidInputError(
      `The document has no operation ${JSON.stringify(operationName)}: it has ${names}.`,
    );
  if (second !== undefined) {
    throw new InvalidInputError(`The document has several operations: ${names}.`, {
      hint: "Say which as operationName, by a name that only one of them has.",
    });
  }
  if (found.operation === "subscription") {
    throw new InvalidInputError("The document is a subscription, which the platform does not offer.", {
      hint: "Ask by a query, as often as it takes.",
    });
  }
  return found;
}

function factsOf({
  name,
  operation,
  selectionSet,
}: OperationDefinitionNode): Omit<OperationFacts, "endpoint"> {
  return {
    name: name?.value ?? `anonymous ${operation}`,
    safety: operation === "query" ? "read" : "write",
    field: undefined,
    list: false,
    what: "",
    // What has a directive may be left out, and of a fragment it is not known what it is in the end.
    due: selectionSet.selections.flatMap((selection) =>
      selection.kind === "Field" && !selection.directives?.length
        ? [(selection.alias ?? selection.name).value]
        : [],
    ),
  };
}

function literalsOf(document: DocumentNode): readonly Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  visit(document, {
    Argument: ({ name, value }) => void found.push({ [name.value]: valueFromASTUntyped(value) }),
    VariableDefinition: ({ variable, defaultValue }) => {
      if (defaultValue != null) found.push({ [variable.name.value]: valueFromASTUntyped(defaultValue) });
    },
  });
  return found;
}
