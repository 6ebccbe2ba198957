import { Kind } from "graphql";
import { SchemaError } from "../../schema/schema-error.ts";
import type { Change } from "../facts/compare-facts.ts";
import { typeOf, type Fact, type Facts } from "../facts/facts-of.ts";
import { annotation, definitionOf, quoted, withOf } from "./annotate.ts";
import { spanOf, type SchemaText, type TypePart } from "./schema-text.ts";
import type { TextEdit } from "./text-edit.ts";

/** The two versions that an edit of schema files lies between. */
export interface SchemaEdit {
  /** The newest version before. */
  readonly base: string;
  readonly version: string;
  readonly before: Facts;
  readonly after: Facts;
  /** The files as they are. */
  readonly text: SchemaText;
}

/**
 * Edits which interfaces types declare and which members unions have.
 *
 * @param changes - those about interfaces and members of unions
 */
export function membershipEdits(changes: readonly Change[], edit: SchemaEdit): readonly TextEdit[] {
  const byType = new Map<string, readonly Change[]>();
  for (const change of changes) {
    const type = typeOf(change.fact);
    byType.set(type, [...(byType.get(type) ?? []), change]);
  }
  return [...byType].flatMap(([name, own]) => {
    const type = definitionOf(name, edit.text);
    const facts = (kind: Change["kind"]): readonly Fact[] =>
      own.filter((change) => change.kind === kind).map(({ fact }) => fact);
    return [
      ...facts("removed").flatMap((fact) => ended(fact, { type, edit })),
      ...begun(facts("added"), { type, edit }),
    ];
  });
}

interface Context {
  readonly type: TypePart;
  readonly edit: SchemaEdit;
}

function ended(fact: Fact, { type, edit: { base, after } }: Context): readonly TextEdit[] {
  // Where one of the two is gone, that says it all.
  if (!after.has(fact.name)) return [];
  const until = `until: ${quoted(base)}`;
  const known = withOf(type, fact.name);
  const last = known?.arguments?.at(-1);
  if (last !== undefined) {
    const { file, end } = spanOf(last);
    return [{ file, start: end, end, text: `, ${until}`, rank: "member" }];
  }
  return [annotation(type.node, `@with(type: ${quoted(fact.name)}, ${until})`)];
}

function begun(facts: readonly Fact[], context: Context): readonly TextEdit[] {
  const { type, edit } = context;
  const [first] = facts;
  if (first === undefined) return [];
  const names = facts.map(({ name }) => name);
  const withs = names
    // A type that was not there was not in the list.
    .filter((name) => edit.before.has(name))
    .map((name) => `@with(type: ${quoted(name)}, since: ${quoted(edit.version)})`);
  return [{ ...listPlace(names, type), rank: "member" }, ...withs.map((text) => annotation(type.node, text))];
}

function listPlace(names: readonly string[], { node }: TypePart): Omit<TextEdit, "rank"> {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const last = node.interfaces?.at(-1);
      const { file, end } = spanOf(last ?? node.name);
      const head = last === undefined ? " implements " : " & ";
      return { file, start: end, end, text: `${head}${names.join(" & ")}` };
    }
    case Kind.UNION_TYPE_DEFINITION: {
      const last = node.types?.at(-1);
      const { file, end } = spanOf(last ?? node);
      return { file, start: end, end, text: `${last === undefined ? " = " : " | "}${names.join(" | ")}` };
    }
    default:
      throw new SchemaError(node, `${node.name?.value ?? "it"} lists no other types`);
  }
}
