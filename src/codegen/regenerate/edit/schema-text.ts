import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  parse,
  Source,
  type ASTNode,
  type DocumentNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";
import { placeOf } from "../../schema/schema-error.ts";
import { readSuperset, versionsIn, type SchemaFile } from "../../schema/versioned-schema.ts";
import { factsOf, type Facts } from "../facts/facts-of.ts";

/** A definition of a type, or an extension of it. */
export interface TypePart {
  readonly file: string;
  readonly node: TypeDefinitionNode | TypeExtensionNode;
}

/** The schema files of one endpoint: their text, and where everything stands in it. */
export interface SchemaText {
  /** Text by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly superset: DocumentNode;
  readonly versions: readonly string[];
  /** Everything that any version has. Their nodes know where they stand. */
  readonly facts: Facts;
  /** The places that have something of a type, by its name, in the order of the files. */
  readonly parts: ReadonlyMap<string, readonly TypePart[]>;
}

/**
 * Reads the schema files of one endpoint.
 *
 * @throws SchemaError naming file and line when they contradict each other
 */
export function readSchemaText(files: readonly SchemaFile[]): SchemaText {
  const superset = readSuperset(files);
  const parts = new Map<string, TypePart[]>();
  for (const { name: file, text } of files) {
    for (const node of parse(new Source(text, file)).definitions) {
      if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
      parts.set(node.name.value, [...(parts.get(node.name.value) ?? []), { file, node }]);
    }
  }
  return {
    files: new Map(files.map(({ name, text }) => [name, text])),
    superset,
    versions: versionsIn(superset),
    facts: factsOf(superset),
    parts,
  };
}

/** Where a node of a schema file stands: its file, and its first and last character. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Where a node of a schema file stands. */
export function spanOf(node: ASTNode): Span {
  const { loc } = node;
  if (loc === undefined) throw new TypeError(`nobody knows where ${placeOf(node)} stands`);
  return { file: loc.source.name, start: loc.start, end: loc.end };
}
