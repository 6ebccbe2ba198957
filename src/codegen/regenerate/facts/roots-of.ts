import { buildASTSchema, OperationTypeNode, type DocumentNode } from "graphql";

/** The names of the root types of a schema, by operation. */
export type Roots = ReadonlyMap<OperationTypeNode, string>;

/** Finds the root types of a schema, by its `schema` or by their usual names. */
export function rootsOf(document: DocumentNode): Roots {
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  return new Map(
    Object.values(OperationTypeNode).flatMap((operation) => {
      const name = schema.getRootType(operation)?.name;
      return name === undefined ? [] : [[operation, name] as const];
    }),
  );
}

/** Finds the root fields of a schema, as `Type.field`. */
export function rootFieldsOf(document: DocumentNode): ReadonlySet<string> {
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  return new Set(
    [...rootsOf(document)].flatMap(([operation, type]) =>
      Object.keys(schema.getRootType(operation)?.getFields() ?? {}).map((field) => `${type}.${field}`),
    ),
  );
}
