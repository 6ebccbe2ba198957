import type { FieldDefinitionNode, TypeDefinitionNode } from "graphql";
import type { MemberNode } from "../../schema/member-at.ts";
import { placeOf } from "../../schema/schema-error.ts";
import { declarationsOf } from "../../schema/version-annotations.ts";
import type { Change } from "../facts/compare-facts.ts";
import { leafOf, typeOf, type Fact } from "../facts/facts-of.ts";
import { rootsOf } from "../facts/roots-of.ts";
import { RegenerateError, type Problem } from "../regenerate-error.ts";
import { endedAfter, memberChangedAfter, quoted } from "./annotate.ts";
import { groupBy, pushTo } from "./group-by.ts";
import { addToField, addToType, membersIn, type NewMember } from "./insert-members.ts";
import { membershipEdits, type SchemaEdit } from "./membership-edits.ts";
import { placeAdditions, type Home } from "./place-additions.ts";
import { printNew } from "./print-new.ts";
import { rootBlockEdit } from "./root-block.ts";
import { spanOf, type SchemaText, type TypePart } from "./schema-text.ts";
import { applyEdits, type TextEdit } from "./text-edit.ts";

/**
 * Writes what a new version changes into the text of schema files: what is gone gets an `@until`, what is new a
 * `@since`, and what changed keeps in a `@was` what it was.
 *
 * @param changes - from the newest version before to the new one
 * @param folder - of the endpoint's own files, as their names begin
 * @returns the files that are others now, or new, by name
 * @throws RegenerateError naming the places of what annotations cannot say
 */
export function editSchema(
  changes: readonly Change[],
  edit: SchemaEdit,
  folder: string,
): ReadonlyMap<string, string> {
  refuseUntellable(changes, edit);
  const additions = additionsOf(changes, {
    text: edit.text,
    folder,
    roots: new Set(rootsOf(edit.text.superset).values()),
  });
  const edits = [
    ...versionEdits(edit),
    ...changes.flatMap((change) => annotationEdits(change, edit)),
    ...membershipEdits(changes.filter(isMembership), edit),
    ...memberEdits(additions.members, edit),
    ...additions.edits(edit.version),
  ];
  const files = new Map<string, TextEdit[]>();
  for (const each of edits) pushTo(files, each.file, each);
  return new Map(
    [...files].map(([file, own]) => [file, applyEdits(edit.text.files.get(file) ?? "", own)] as const),
  );
}

/** A range of versions has no gap, so that nothing can come back; and one name is one kind of type. */
function refuseUntellable(changes: readonly Change[], edit: SchemaEdit): void {
  const problems = changes.flatMap((change) => returned(change, edit) ?? becameOther(change, edit) ?? []);
  if (problems.length > 0) throw new RegenerateError(...problems);
}

function returned({ kind, fact }: Change, { text, base, version }: SchemaEdit): Problem | undefined {
  const known = kind === "added" ? text.facts.get(fact.coordinate) : undefined;
  if (known === undefined) return undefined;
  const message =
    `${fact.coordinate} is there again, though ${base} lacks it: @since and @until tell no gap. ` +
    `${leavingOut(fact.coordinate, version)}. Or take its @until away by hand and run this again: ` +
    `${base} is then taken to have it, too`;
  return { place: placeOf(known.node), message };
}

function becameOther(change: Change, { text, base, version, after }: SchemaEdit): Problem | undefined {
  if (change.kind !== "changed") return undefined;
  const fixed = change.differences.find(({ property }) => property === "kind" || property === "oneOf");
  if (fixed === undefined) return undefined;
  const { coordinate: type } = change.fact;
  const what =
    fixed.property === "kind"
      ? `up to ${base} it is ${fixed.before}, in ${version} ${fixed.after}, and one name is one kind of type`
      : `@oneOf comes or goes with ${version}, which the schema files cannot tell`;
  const users = [...after.values()]
    .filter((fact) => leafOf(fact) === type && typeOf(fact) !== type)
    .map(({ coordinate }) => coordinate);
  const also = users.length === 0 ? "" : ` and without what has it (${users.join(", ")})`;
  return {
    place: placeOf((text.facts.get(type) ?? change.fact).node),
    message: `${type}: ${what}. ${leavingOut(type, version)}${also}`,
  };
}

/** What to do about what cannot be told. */
function leavingOut(coordinate: string, version: string): string {
  return `Give --without "${coordinate}": on ${version} clients then go without it`;
}

function isMembership({ fact }: Change): boolean {
  return fact.kind === "interface" || fact.kind === "unionMember";
}

function versionEdits({ text, version }: SchemaEdit): readonly TextEdit[] {
  if (text.versions.includes(version)) return [];
  const last = declarationsOf(text.superset).at(-1);
  if (last === undefined) return [];
  const { file, end } = spanOf(last);
  return [{ file, start: end, end, text: `\n  @version(name: ${quoted(version)})`, rank: "annotation" }];
}

function annotationEdits(change: Change, { text, base }: SchemaEdit): readonly TextEdit[] {
  if (change.kind === "added" || isMembership(change)) return [];
  if (change.kind === "changed") return memberChangedAfter(base, change, text);
  return endedAfter(base, change.fact, text);
}

/** What is new: members of what is there already, and what needs a file. */
interface NewParts {
  readonly members: readonly Fact[];
  readonly edits: (version: string) => readonly TextEdit[];
}

function additionsOf(changes: readonly Change[], home: Home): NewParts {
  const { text, roots } = home;
  const added = changes.flatMap(({ kind, fact }) => (kind === "added" ? [fact] : []));
  const types = added.filter(({ kind }) => kind === "type");
  // Where all root fields stand together, new ones join them.
  const isSpread = [...roots].some((root) => (text.parts.get(root)?.length ?? 0) > 1);
  const needsFile = ({ owner = "" }: Fact): boolean => isSpread && roots.has(owner);
  const rootFields = added.filter((fact) => fact.kind === "field" && needsFile(fact));
  const members = added.filter((fact) => fact.kind !== "type" && !(fact.kind === "field" && needsFile(fact)));
  const others = changes.filter(({ kind }) => kind === "changed").map(({ fact }) => fact);
  const placement = placeAdditions({ types, rootFields, others: [...members, ...others] }, home);
  const edits = (version: string): readonly TextEdit[] => {
    const fileOf = ({ coordinate }: Fact): readonly string[] => [placement.get(coordinate) ?? ""];
    const [fieldsHere, typesHere] = [groupBy(rootFields, fileOf), groupBy(types, fileOf)];
    return [...new Set(placement.values())].flatMap((file) => [
      ...rootEdits(fieldsHere.get(file) ?? [], { file, version, text }),
      ...(typesHere.get(file) ?? []).map((type) => appended(type, { file, version, text })),
    ]);
  };
  return {
    members: members.filter((fact) => fact.kind !== "interface" && fact.kind !== "unionMember"),
    edits,
  };
}

interface Target {
  readonly file: string;
  readonly version: string;
  readonly text: SchemaText;
}

function appended({ node }: Fact, { file, version, text }: Target): TextEdit {
  const source = text.files.get(file) ?? "";
  const at = source.trimEnd().length;
  const printed = printNew(node as TypeDefinitionNode, version);
  return { file, start: at, end: at, text: `\n\n${printed}\n`, rank: "sibling" };
}

function rootEdits(fields: readonly Fact[], { file, version, text }: Target): readonly TextEdit[] {
  // Queries stand before mutations.
  const roots = [...new Set(fields.map(typeOf))].toSorted((left, right) => (left > right ? -1 : 1));
  return roots.flatMap((root) => {
    const members = fields
      .filter((field) => typeOf(field) === root)
      .map((field) => newMember(field, version));
    const source = text.files.get(file) ?? "";
    const part = text.parts.get(root)?.find((each) => each.file === file && membersIn(each).length > 0);
    return part === undefined
      ? [rootBlockEdit({ root, members, file }, text)]
      : addToType(part, members, source);
  });
}

function newMember({ name, node }: Fact, version: string): NewMember {
  return { name, text: printNew(node as MemberNode, version) };
}

/** Members of types and fields that are there already, all of one owner at once. */
function memberEdits(members: readonly Fact[], { text, version }: SchemaEdit): readonly TextEdit[] {
  const owners = groupBy(members, ({ owner = "" }) => [owner]);
  return [...owners].flatMap(([owner, facts]) => {
    const own = facts.map((fact) => newMember(fact, version));
    const node = text.facts.get(owner)?.node;
    const part = partOf(owner, text);
    const source = text.files.get(part?.file ?? node?.loc?.source.name ?? "") ?? "";
    return part === undefined
      ? addToField(node as FieldDefinitionNode, own, source)
      : addToType(part, own, source);
  });
}

/** The part of a type that new members go to: its definition, or else what first extends it. */
function partOf(owner: string, { parts }: SchemaText): TypePart | undefined {
  const found = parts.get(owner);
  return found?.find(({ node }) => node.kind.endsWith("Definition")) ?? found?.[0];
}
