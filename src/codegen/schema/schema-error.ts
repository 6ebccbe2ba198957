import type { ASTNode } from "graphql";

/** Something in the schema or operation files contradicts itself; the message names file and line. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";

  /** @param node - the part of the file that is wrong, as `parse` located it */
  constructor(node: ASTNode, problem: string) {
    super(`${placeOf(node)}: ${problem}`);
  }
}

/** Names the file and line of a parsed node, `file:line`. */
export function placeOf(node: ASTNode): string {
  const { loc } = node;
  return loc === undefined ? "(unknown place)" : `${loc.source.name}:${loc.startToken.line}`;
}
