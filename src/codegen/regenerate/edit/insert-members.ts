import { Kind, TokenKind, type ASTNode, type FieldDefinitionNode, type NameNode, type Token } from "graphql";
import { spanOf, type TypePart } from "./schema-text.ts";
import type { TextEdit } from "./text-edit.ts";

/** A member to write: its name, and its text. */
export interface NewMember {
  readonly name: string;
  readonly text: string;
}

/** A member that is there already. */
type Sibling = ASTNode & { readonly name: NameNode };

/** Arguments usually stand in alphabetical order, other members as it makes sense. */
const LEAST_ARGUMENTS = 2;
const LEAST_MEMBERS = 4;

/** Adds fields to an object, an interface or an input type, or values to an enum. */
export function addToType(
  part: TypePart,
  members: readonly NewMember[],
  source: string,
): readonly TextEdit[] {
  const siblings = membersIn(part);
  if (siblings.length > 0) return beside(siblings, { members, source, least: LEAST_MEMBERS });
  const { file, end } = spanOf(part.node);
  const text = ` {\n${members.map((member) => indented(member.text, "  ")).join("\n")}\n}`;
  return [{ file, start: end, end, text, rank: "sibling" }];
}

/** Adds arguments to a field. */
export function addToField(
  field: FieldDefinitionNode,
  members: readonly NewMember[],
  source: string,
): readonly TextEdit[] {
  const siblings = field.arguments ?? [];
  if (siblings.length > 0) return beside(siblings, { members, source, least: LEAST_ARGUMENTS });
  const { file, end } = spanOf(field.name);
  return [{ file, start: end, end, text: `(${members.map(({ text }) => text).join(", ")})`, rank: "member" }];
}

/** What a definition or an extension of a type has in braces. */
export function membersIn({ node }: TypePart): readonly Sibling[] {
  switch (node.kind) {
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return node.values ?? [];
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return [];
    default:
      return node.fields ?? [];
  }
}

interface Addition {
  readonly members: readonly NewMember[];
  readonly source: string;
  /** How many siblings in alphabetical order are no accident. */
  readonly least: number;
}

/** Puts members where their names belong when the list is in alphabetical order, and at its end otherwise. */
function beside(siblings: readonly Sibling[], { members, source, least }: Addition): readonly TextEdit[] {
  const names = siblings.map(({ name }) => name.value);
  const isSorted =
    names.length >= least && names.every((name, index) => index === 0 || (names[index - 1] ?? "") < name);
  const ordered = isSorted ? members.toSorted((left, right) => (left.name < right.name ? -1 : 1)) : members;
  return ordered.map(({ name, text }) => {
    const before = isSorted ? siblings.findLast((sibling) => sibling.name.value < name) : siblings.at(-1);
    return placed(text, { before, first: siblings[0], source });
  });
}

interface Neighbours {
  /** What the new one comes behind; nothing when it is to be the first. */
  readonly before: Sibling | undefined;
  readonly first: Sibling | undefined;
  readonly source: string;
}

function placed(text: string, { before, first, source }: Neighbours): TextEdit {
  const token = (before ?? first)?.loc?.startToken;
  if (token === undefined) throw new TypeError("nobody knows where the members stand");
  const previous = codeBefore(token);
  const isOnOneLine = previous !== undefined && previous.line === token.line;
  const { file, start, end } = spanOf(before ?? (first as Sibling));
  if (isOnOneLine) {
    return before === undefined
      ? { file, start, end: start, text: `${text}, `, rank: "sibling" }
      : { file, start: end, end, text: `, ${text}`, rank: "sibling" };
  }
  // A comment behind a member stays with it.
  const from = before === undefined ? (previous?.end ?? start) : end;
  const at = from + (/^[ \t,]*#[^\n]*/.exec(source.slice(from))?.[0].length ?? 0);
  const indent = " ".repeat(token.column - 1);
  return { file, start: at, end: at, text: `\n${indented(text, indent)}`, rank: "sibling" };
}

/** The token before one, comments left out. */
function codeBefore({ prev }: Token): Token | undefined {
  if (prev === null || prev.kind === TokenKind.SOF) return undefined;
  return prev.kind === TokenKind.COMMENT ? codeBefore(prev) : prev;
}

function indented(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : `${indent}${line}`))
    .join("\n");
}
