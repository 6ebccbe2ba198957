import type { ASTNode, DocumentNode } from "graphql";

/** A schema that was read, and where each part of it stands. */
export interface PlacedDocument {
  readonly document: DocumentNode;
  /** What it was read from. */
  readonly name: string;
  /** Where a part stands, as a person looks for it. */
  readonly placeOf: (node: ASTNode) => string;
}
