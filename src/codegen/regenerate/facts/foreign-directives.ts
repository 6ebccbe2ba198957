import { Kind, specifiedDirectives, type DocumentNode } from "graphql";
import { factsOf } from "./facts-of.ts";

/** What neither is told anew with every schema nor lost by leaving it out. */
const SPECIFIED: ReadonlySet<string> = new Set(specifiedDirectives.map(({ name }) => name));

/** How many uses are told. */
const MOST_USES = 5;

/** A directive that a schema defines or uses, and GraphQL itself does not know. */
export interface ForeignDirective {
  readonly name: string;
  /** The coordinates of what carries it; none in the answer to an introspection, which does not tell. */
  readonly uses: readonly string[];
}

/** Lists the directives of a schema that the schema files do not keep, in alphabetical order. */
export function foreignDirectives(document: DocumentNode): readonly ForeignDirective[] {
  const defined = new Set(
    document.definitions.flatMap((node) =>
      node.kind === Kind.DIRECTIVE_DEFINITION && !SPECIFIED.has(node.name.value) ? [node.name.value] : [],
    ),
  );
  const uses = new Map<string, string[]>();
  const carriers = [...factsOf(document).values()].map(({ node, coordinate }) => ({ node, coordinate }));
  const schemas = document.definitions.filter((node) => node.kind === Kind.SCHEMA_DEFINITION);
  for (const { node, coordinate } of [
    ...carriers,
    ...schemas.map((schema) => ({ node: schema, coordinate: "schema" })),
  ]) {
    for (const { name } of "directives" in node ? (node.directives ?? []) : []) {
      if (!SPECIFIED.has(name.value)) uses.set(name.value, [...(uses.get(name.value) ?? []), coordinate]);
    }
  }
  return [...new Set([...defined, ...uses.keys()])]
    .toSorted()
    .map((name) => ({ name, uses: uses.get(name) ?? [] }));
}

/** Says of each directive that it is not kept. */
export function tellDirectives(directives: readonly ForeignDirective[]): readonly string[] {
  return directives.map(({ name, uses }) => {
    const shown = uses.slice(0, MOST_USES).join(", ");
    const left = uses.length > MOST_USES ? ` and ${uses.length - MOST_USES} more` : "";
    const where = uses.length === 0 ? "" : `, on ${shown}${left}`;
    return `@${name} is a directive of the platform${where}: the schema files do not keep it. See whether it asks something of clients.`;
  });
}
