import type { CodegenPlugin, Types } from "@graphql-codegen/plugin-helpers";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import { Kind, visit, type DirectiveNode, type DocumentNode, type FieldNode } from "graphql";
import type { EndpointHistory, PartRanges } from "../../history/operation-history.ts";

/** What codegen takes as the sign that a field may be absent from the answer. */
const OPTIONAL: DirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "include" },
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: "if" },
      value: { kind: Kind.BOOLEAN, value: true },
    },
  ],
};

/**
 * Marks the fields that some supported version lacks, so that they become optional in the types.
 *
 * @remarks The mark is an `@include(if: true)`; {@link unmarkedDocuments} takes it out of the documents again.
 */
export function optionalFields(
  history: Pick<EndpointHistory, "operations" | "fragments">,
): Types.DocumentTransformObject {
  return {
    transform: ({ documents }) =>
      documents.map((file) => (file.document ? { ...file, document: marked(file.document, history) } : file)),
  };
}

function marked(
  document: DocumentNode,
  { operations, fragments }: Pick<EndpointHistory, "operations" | "fragments">,
): DocumentNode {
  const steps: string[] = [];
  let ranges: PartRanges = {};
  const enter = (step: string): void => void steps.push(step);
  const leave = (): void => void steps.pop();
  return visit(document, {
    OperationDefinition: (node) => {
      ranges = operations[node.name?.value ?? ""]?.parts ?? {};
    },
    FragmentDefinition: (node) => {
      ranges = fragments[node.name.value] ?? {};
    },
    InlineFragment: { enter: (node) => enter(`[${node.typeCondition?.name.value ?? ""}]`), leave },
    Field: {
      enter: (node) => enter(node.name.value),
      leave: (node): FieldNode | undefined => {
        const path = steps.join(".");
        leave();
        return Object.hasOwn(ranges, path)
          ? { ...node, directives: [...(node.directives ?? []), OPTIONAL] }
          : undefined;
      },
    },
  });
}

/**
 * The plugin `typed-document-node`, for documents that {@link optionalFields} has marked.
 *
 * @remarks The last of its file: it ends that with one end of line, as the other plugins end theirs.
 */
export const unmarkedDocuments: CodegenPlugin<typedDocumentNode.TypeScriptTypedDocumentNodesConfig> = {
  ...typedDocumentNode,
  plugin: async (schema, documents, ...rest) => {
    const files = documents.map((file) =>
      file.document ? { ...file, document: unmarked(file.document) } : file,
    );
    const output = await typedDocumentNode.plugin(schema, files, ...rest);
    const { content, ...around }: Types.ComplexPluginOutput =
      typeof output === "string" ? { content: output } : output;
    return { ...around, content: `${content.trimEnd()}\n` };
  },
};

function unmarked(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: (node) => (isMark(node) ? null : undefined) });
}

function isMark({ name, arguments: given = [] }: DirectiveNode): boolean {
  const [only] = given;
  return name.value === "include" && only?.value.kind === Kind.BOOLEAN && only.value.value;
}
