import { Kind, visit, type ASTNode } from "graphql";
import { factsOf, leafOf, type Fact, type Facts } from "../facts/facts-of.ts";
import { RegenerateError } from "../regenerate-error.ts";
import { checkWhole } from "./check-schema.ts";
import type { NewSchema } from "./read-new-schema.ts";

/** A schema without some parts, and all that went with them. */
export interface ReducedSchema {
  readonly schema: NewSchema;
  /** The coordinates of what is left out, the outermost alone. */
  readonly leftOut: readonly string[];
}

/**
 * Leaves parts out of a new schema, such as those that the schema files cannot tell, with all that cannot be without them:
 * what is of such a type, fields and inputs that demand it, and types that have nothing left.
 *
 * @param parts - coordinates, such as `Moment`, `Reader.since`, `Query.books(shelf:)`, `Thing | Author`
 * @throws {@link RegenerateError} when the schema has no such part, or is none without it
 */
export function withoutParts(schema: NewSchema, parts: readonly string[]): ReducedSchema {
  if (parts.length === 0) return { schema, leftOut: [] };
  const facts = factsOf(schema.document);
  const missing = parts.filter((part) => !facts.has(part));
  if (missing.length > 0) {
    throw new RegenerateError(
      ...missing.map((part) => ({ place: "--without", message: `there is no ${part}` })),
    );
  }
  const gone = goneWith(parts, facts);
  const nodes = new Set<ASTNode>([...gone].flatMap((coordinate) => facts.get(coordinate)?.node ?? []));
  const document = visit(schema.document, { enter: (node) => (nodes.has(node) ? null : undefined) });
  checkWhole(document, { name: "--without", placeOf: () => "--without" });
  const isOutermost = ({ owner }: Fact): boolean => owner === undefined || !gone.has(owner);
  const leftOut = [...facts.values()].filter((fact) => gone.has(fact.coordinate) && isOutermost(fact));
  return { schema: { ...schema, document }, leftOut: leftOut.map(({ coordinate }) => coordinate) };
}

/** Some parts and what goes with them, until nothing more does. */
function goneWith(parts: readonly string[], facts: Facts): ReadonlySet<string> {
  const gone = new Set(parts);
  for (let size = -1; size !== gone.size;) {
    ({ size } = gone);
    const filled = new Set<string | undefined>();
    for (const fact of facts.values()) {
      const { coordinate, owner, kind } = fact;
      if (gone.has(leafOf(fact) ?? "")) gone.add(coordinate);
      if (!gone.has(coordinate)) {
        if (kind !== "interface" && kind !== "argument") filled.add(owner);
      } else if (owner !== undefined && isDemanded(fact)) gone.add(owner);
    }
    for (const { kind, name, properties } of facts.values()) {
      if (kind === "type" && properties.kind !== "scalar" && !filled.has(name)) gone.add(name);
    }
  }
  return gone;
}

function isDemanded({ node }: Fact): boolean {
  return (
    node.kind === Kind.INPUT_VALUE_DEFINITION &&
    node.type.kind === Kind.NON_NULL_TYPE &&
    node.defaultValue === undefined
  );
}
