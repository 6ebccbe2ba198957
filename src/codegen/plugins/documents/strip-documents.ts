import type { Types } from "@graphql-codegen/plugin-helpers";
import {
  Kind,
  visit,
  specifiedDirectives,
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  type ExecutableDefinitionNode,
} from "graphql";

/**
 * Takes out of a document what is only said to readers and to codegen: descriptions, and every directive
 * that GraphQL itself does not specify. What is left is sent to the platform.
 */
export function stripDocument(document: DocumentNode): DocumentNode {
  return visit(document, STRIPPING);
}

/** {@link stripDocument} for one operation or fragment. */
export function stripDefinition<Node extends ExecutableDefinitionNode>(node: Node): Node {
  return visit(node, STRIPPING);
}

const STRIPPING: ASTVisitor = {
  enter(node: ASTNode) {
    if (node.kind === Kind.DIRECTIVE) {
      return specifiedDirectives.some(({ name }) => name === node.name.value) ? undefined : null;
    }
    if (!("description" in node)) return undefined;
    const { description: _, ...plain } = node;
    return plain;
  },
};

/** {@link stripDocument} as codegen wants it, for all documents of an output. */
export const stripDocuments: Types.DocumentTransformObject = {
  transform: ({ documents }) =>
    documents.map((file) => (file.document ? { ...file, document: stripDocument(file.document) } : file)),
};
