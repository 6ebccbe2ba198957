import {
  buildASTSchema,
  isTypeSystemDefinitionNode,
  isTypeSystemExtensionNode,
  validateSchema,
  type DocumentNode,
  type GraphQLError,
} from "graphql";
// Its door of the package throws one text in place of errors, which would lose where each of them stands.
import { validateSDL } from "graphql/validation/validate.js";
import { RegenerateError, type Problem } from "../regenerate-error.ts";
import type { PlacedDocument } from "./placed-document.ts";

/** More are no help: the first one is usually the cause of the others. */
const MOST_PROBLEMS = 20;

/**
 * Checks that the definitions of a schema do not contradict each other, taken one by one: nothing twice, nothing
 * unknown, no operation among them.
 *
 * @throws {@link RegenerateError} naming the place of each problem
 */
export function checkDefinitions(from: PlacedDocument): void {
  const { document, name, placeOf } = from;
  for (const node of document.definitions) {
    if (isTypeSystemDefinitionNode(node) || isTypeSystemExtensionNode(node)) continue;
    throw new RegenerateError({
      place: placeOf(node),
      message: "this is an operation or a fragment, no schema",
    });
  }
  if (document.definitions.length === 0)
    throw new RegenerateError({ place: name, message: "it defines nothing" });
  refuse(validateSDL(document), from);
}

/**
 * Checks that a schema is one as a whole: it has a Query, objects have the fields of their interfaces, and so on.
 *
 * @param document - with one definition for each type
 * @throws {@link RegenerateError} naming the place of each problem
 */
export function checkWhole(document: DocumentNode, from: Omit<PlacedDocument, "document">): void {
  refuse(validateSchema(buildASTSchema(document, { assumeValidSDL: true })), from);
}

function refuse(errors: readonly GraphQLError[], { name, placeOf }: Omit<PlacedDocument, "document">): void {
  if (errors.length === 0) return;
  const problems = errors.slice(0, MOST_PROBLEMS).map(({ message, nodes }): Problem => {
    const node = nodes?.at(-1);
    return { place: node === undefined ? name : placeOf(node), message };
  });
  const left = errors.length - problems.length;
  throw new RegenerateError(
    ...problems,
    ...(left > 0 ? [{ place: name, message: `and ${left} problems more` }] : []),
  );
}
