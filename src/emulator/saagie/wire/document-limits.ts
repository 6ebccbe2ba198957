import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** How much one document may ask for. What clients and tools send stays far below. */
export const LIMITS = {
  /** Words and signs. */
  tokens: 100_000,
  /** Levels of selections, those inside of fragments included. */
  depth: 50,
  /** Fields with fragments written out; what reads the schema counts as often as the schema makes it. */
  fields: 500_000,
  /** Pairs of fields or fragments that validation has to compare. */
  comparisons: 20_000,
  /** Fields of one answer, over all members of its lists. */
  answered: 1_000_000,
} as const;

/** About how long the lists of an introspection are. That of all types is as long as it is. */
const LISTS: Readonly<Record<string, number>> = {
  fields: 8,
  inputFields: 4,
  args: 2,
  enumValues: 4,
  possibleTypes: 2,
  directives: 4,
};

interface Cost {
  readonly fields: number;
  readonly depth: number;
}

/**
 * Finds out whether a document asks for too much, before anything is validated or executed.
 *
 * @param types - how many types the schema has
 * @returns what is too much; undefined when nothing is
 */
export function limitProblem(document: DocumentNode, types: number): GraphQLError | undefined {
  const measure = new Measure(document, types);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { fields, depth } = measure.costOf(definition.selectionSet, false);
    if (depth > LIMITS.depth) return tooMuch("selections inside of each other", depth, LIMITS.depth);
    if (fields > LIMITS.fields) return tooMuch("fields", fields, LIMITS.fields);
  }
  if (measure.comparisons > LIMITS.comparisons)
    return tooMuch(
      "pairs of equal fields or of fragments to compare",
      measure.comparisons,
      LIMITS.comparisons,
    );
  return undefined;
}

/** Says what is too much, and how much may be. */
export function tooMuch(what: string, asked: number, limit: number): GraphQLError {
  const shown = [asked, limit].map((number) => Math.round(number).toLocaleString("en"));
  return new GraphQLError(
    `The document asks for too much: ${String(shown[0])} ${what}, and this emulator takes ${String(shown[1])}. Send it in parts`,
  );
}

/** Adds up a document. Every fragment is walked once, however often it is used. */
class Measure {
  comparisons = 0;
  readonly #types: number;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Cost>();

  constructor(document: DocumentNode, types: number) {
    this.#types = types;
    const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
    // Validation also compares in those that nobody uses.
    for (const { name } of fragments) this.#fragment(name.value);
  }

  /** @param isSchema - whether what is selected from is a part of the schema */
  costOf({ selections }: SelectionSetNode, isSchema: boolean): Cost {
    let fields = 0;
    let depth = 0;
    const seen = new Map<string, number>();
    for (const selection of selections) {
      const key = keyOf(selection);
      const before = seen.get(key) ?? 0;
      this.comparisons += before;
      seen.set(key, before + 1);
      const inner =
        selection.kind === Kind.FIELD
          ? this.#field(selection, isSchema)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? this.#fragment(selection.name.value)
            : this.costOf(selection.selectionSet, isSchema);
      fields += inner.fields;
      depth = Math.max(depth, inner.depth);
    }
    return { fields, depth: depth + 1 };
  }

  #field({ name, selectionSet }: FieldNode, isSchema: boolean): Cost {
    if (selectionSet === undefined) return { fields: 1, depth: 0 };
    const { fields, depth } = this.costOf(selectionSet, isSchema || SCHEMA_FIELDS.has(name.value));
    return { fields: 1 + fields * (isSchema ? this.#length(name.value) : 1), depth };
  }

  #length(field: string): number {
    return field === "types" ? this.#types : (LISTS[field] ?? 1);
  }

  #fragment(name: string): Cost {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    // One that contains itself is refused by the validation.
    this.#known.set(name, { fields: 0, depth: 0 });
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return { fields: 0, depth: 0 };
    const isSchema = fragment.typeCondition.name.value.startsWith("__");
    const cost = this.costOf(fragment.selectionSet, isSchema);
    this.#known.set(name, cost);
    return cost;
  }
}

const SCHEMA_FIELDS: ReadonlySet<string> = new Set(["__schema", "__type"]);

/** What is compared with each other: fields of one name in the answer, and all fragments. */
function keyOf(selection: SelectionSetNode["selections"][number]): string {
  if (selection.kind !== Kind.FIELD) return "...";
  return selection.alias?.value ?? selection.name.value;
}
