import {
  GraphQLDeprecatedDirective,
  Kind,
  print,
  type ASTNode,
  type ConstDirectiveNode,
  type InputValueDefinitionNode,
} from "graphql";
import type { MemberNode } from "../../schema/member-at.ts";
import { placeOf } from "../../schema/schema-error.ts";
import { annotationsOf, textIn } from "../../schema/version-annotations.ts";
import { RegenerateError } from "../regenerate-error.ts";
import type { Change, Difference } from "../facts/compare-facts.ts";
import type { Fact } from "../facts/facts-of.ts";
import { spanOf, type SchemaText, type TypePart } from "./schema-text.ts";
import type { TextEdit } from "./text-edit.ts";

/** What is different in a member's past, as `@was` takes it. */
type Past = Partial<Record<"type" | "default" | "deprecation", string | null>>;

/** A text as GraphQL writes it. */
export function quoted(value: string): string {
  return print({ kind: Kind.STRING, value });
}

/**
 * Marks a type or a member as gone after a version.
 *
 * @throws {@link RegenerateError} for a type that is nowhere defined, only extended
 */
export function endedAfter(version: string, fact: Fact, text: SchemaText): readonly TextEdit[] {
  const until = `@until(version: ${quoted(version)})`;
  if (fact.kind === "type") return [annotation(definitionOf(fact.name, text).node, until)];
  const node = memberOf(fact, text);
  const isDemanded =
    node.kind === Kind.INPUT_VALUE_DEFINITION &&
    node.type.kind === Kind.NON_NULL_TYPE &&
    node.defaultValue === undefined;
  // Operations are written against all versions at once: nothing that has ended may be demanded of them.
  const relaxed = isDemanded
    ? changedAfter(version, node, [
        { property: "type", before: print(node.type), after: print(node.type).slice(0, -1) },
      ])
    : [];
  return [...relaxed, annotation(node, until)];
}

/** Gives a member what it is now, and keeps what it was up to a version. */
export function memberChangedAfter(
  version: string,
  { before, differences }: Extract<Change, { readonly kind: "changed" }>,
  text: SchemaText,
): readonly TextEdit[] {
  const node = memberOf(before, text);
  return changedAfter(version, node, differences);
}

/** The definition of a type; extensions cannot speak for it as a whole. */
export function definitionOf(name: string, { parts }: SchemaText): TypePart {
  const found = parts.get(name) ?? [];
  const definition = found.find(({ node }) => node.kind.endsWith("Definition"));
  if (definition !== undefined) return definition;
  const [first] = found;
  throw new RegenerateError({
    place: first === undefined ? name : placeOf(first.node),
    message: `${name} is only extended: it needs a definition to be annotated on`,
  });
}

/** The edit that puts an annotation behind what a node has of them. */
export function annotation(node: ASTNode, text: string): TextEdit {
  const { file } = spanOf(node);
  const at = endOfHead(node);
  return { file, start: at, end: at, text: ` ${text}`, rank: "annotation" };
}

/** Where annotations of a node end, or would begin. */
function endOfHead(node: ASTNode): number {
  if (!("name" in node) || !("directives" in node) || node.name === undefined) return spanOf(node).end;
  if (node.kind === Kind.FIELD_DEFINITION || node.kind === Kind.INPUT_VALUE_DEFINITION) {
    return spanOf(node).end;
  }
  const interfaces: readonly ASTNode[] = ("interfaces" in node ? node.interfaces : undefined) ?? [];
  return spanOf(node.directives?.at(-1) ?? interfaces.at(-1) ?? node.name).end;
}

function memberOf(fact: Fact, { facts }: SchemaText): MemberNode {
  const node = facts.get(fact.coordinate)?.node;
  if (node === undefined) throw new TypeError(`no schema file has ${fact.coordinate}`);
  return node as MemberNode;
}

function changedAfter(
  version: string,
  node: MemberNode,
  differences: readonly Difference[],
): readonly TextEdit[] {
  const past: Past = Object.fromEntries(differences.map(({ property, before }) => [property, before]));
  const facts = Object.entries(past).map(
    ([name, value]) => `${name}: ${value === null ? "null" : quoted(value)}`,
  );
  const was = `@was(${[...facts, `until: ${quoted(version)}`].join(", ")})`;
  return [...differences.flatMap((difference) => changed(node, difference)), annotation(node, was)];
}

function changed(node: MemberNode, { property, after }: Difference): readonly TextEdit[] {
  if (property === "deprecation")
    return after === null ? withoutDeprecation(node) : [deprecation(node, after)];
  if (node.kind === Kind.ENUM_VALUE_DEFINITION || after === null) {
    return node.kind === Kind.INPUT_VALUE_DEFINITION ? [withDefault(node, undefined)] : [];
  }
  if (property === "type") return [{ ...spanOf(node.type), text: after, rank: "member" }];
  return node.kind === Kind.INPUT_VALUE_DEFINITION ? [withDefault(node, after)] : [];
}

function withDefault(node: InputValueDefinitionNode, value: string | undefined): TextEdit {
  const { file, end: start } = spanOf(node.type);
  const end = node.defaultValue === undefined ? start : spanOf(node.defaultValue).end;
  return { file, start, end, text: value === undefined ? "" : ` = ${value}`, rank: "member" };
}

function deprecation(node: MemberNode, reason: string): TextEdit {
  const name = GraphQLDeprecatedDirective.name;
  return annotation(node, `@${name}(reason: ${quoted(reason)})`);
}

function withoutDeprecation(node: MemberNode): readonly TextEdit[] {
  return annotationsOf(node, GraphQLDeprecatedDirective.name).map((directive) => ({
    ...spanOf(directive),
    text: "",
    rank: "annotation",
  }));
}

/** The annotation `@with` of a type that speaks of an interface or a member of a union. */
export function withOf(type: TypePart, name: string): ConstDirectiveNode | undefined {
  return annotationsOf(type.node, "with").find((directive) => textIn(directive, "type") === name);
}
