import { ts } from "@ts-morph/common";
import { getNamedType, isCompositeType, type GraphQLObjectType } from "graphql";
import { doc } from "../plugins/methods/print-operation.ts";
import { answerTypes, type AnswersWorld, type AnswerTypes } from "./answer-types.ts";
import { fieldNote } from "./field-note.ts";
import { objectsOf, selectedFields, type Selected, type SelectedField } from "./selected-fields.ts";

/**
 * Writes what the schema says of each field before the members of the types of answers, and before a fragment's type what it says
 * of that. Where an operation selects a fragment and
 * nothing else, its type is the fragment's by name: so that each description stands once, and a hover tells what things are.
 *
 * @param text - the module of types that codegen has made of operations and fragments
 */
export function describeAnswers(text: string, world: AnswersWorld): string {
  const types = answerTypes(text, world);
  const edits = types.answers.flatMap(({ alias, selected, description }) => [
    ...(description === undefined ? [] : [commentBefore(alias, description)]),
    ...editsIn(alias.type, selected, types),
  ]);
  return apply(text, edits);
}

/** A piece of the text, and what stands in its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lists, the alternatives of unions and null lie between a field and the object that it holds. */
function editsIn(node: ts.TypeNode, selected: Selected, types: AnswerTypes): readonly Edit[] {
  if (ts.isTypeLiteralNode(node)) {
    const fragment = types.fragmentLike(node, selected);
    return fragment === undefined
      ? memberEdits(node, selected, types)
      : [{ start: node.getStart(), end: node.end, text: fragment }];
  }
  const edits: Edit[] = [];
  ts.forEachChild(node, (child) => {
    if (ts.isTypeNode(child)) edits.push(...editsIn(child, selected, types));
  });
  return edits;
}

function memberEdits(literal: ts.TypeLiteralNode, selected: Selected, types: AnswerTypes): readonly Edit[] {
  const members = literal.members.filter(ts.isPropertySignature);
  const fields = answeredObjects(members, selected, types).flatMap((object) =>
    selectedFields(object, selected, types.world),
  );
  return members.flatMap((member): readonly Edit[] => {
    const same = fields.filter(({ key }) => key === keyOf(member));
    const notes = [...new Set(same.flatMap((field) => fieldNote(field) ?? []))];
    const below = selectedBelow(same);
    return [
      ...(notes.length === 0 ? [] : [commentBefore(member, notes.join("\n\n"))]),
      ...(member.type && below ? editsIn(member.type, below, types) : []),
    ];
  });
}

function commentBefore(node: ts.Node, note: string): Edit {
  const start = node.getStart();
  const { text } = node.getSourceFile();
  const indent = text.slice(text.lastIndexOf("\n", start) + 1, start);
  return { start, end: start, text: `${doc(note).replaceAll("\n", `\n${indent}`)}\n${indent}` };
}

function selectedBelow(fields: readonly SelectedField[]): Selected | undefined {
  const [first] = fields;
  const type = first && getNamedType(first.own.type);
  if (!isCompositeType(type)) return undefined;
  const selectionSets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { type, selectionSets: [...new Set(selectionSets)] };
}

/** The objects that one alternative of a union stands for: those that it names, or those with just its members. */
function answeredObjects(
  members: readonly ts.PropertySignature[],
  selected: Selected,
  { world }: AnswerTypes,
): readonly GraphQLObjectType[] {
  const objects = objectsOf(selected.type, world);
  const named = members.find((member) => keyOf(member) === "__typename")?.type?.getText();
  const names = named?.match(/\w+/gu);
  if (names) return objects.filter(({ name }) => names.includes(name));
  const keys = members.map(keyOf).toSorted().join();
  return objects.filter((object) => {
    const wanted = new Set(selectedFields(object, selected, world).map(({ key }) => key));
    return [...wanted].toSorted().join() === keys;
  });
}

function keyOf({ name }: ts.PropertySignature): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText();
}

/** Of edits that do not overlap. */
function apply(text: string, edits: readonly Edit[]): string {
  let edited = "";
  let done = 0;
  for (const edit of edits.toSorted((left, right) => left.start - right.start)) {
    edited += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return edited + text.slice(done);
}
