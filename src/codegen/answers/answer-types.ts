import { ts } from "@ts-morph/common";
import {
  isCompositeType,
  Kind,
  type ExecutableDefinitionNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from "graphql";
import { pascalCase } from "../plugins/methods/names.ts";
import type { Selected, SelectionWorld } from "./selected-fields.ts";

/** What answers are described from: the operations and fragments whose types a module holds. */
export interface AnswersWorld extends SelectionWorld {
  readonly operations: readonly OperationDefinitionNode[];
}

/** The type of an answer or of a fragment, with what it is of. */
export interface AnswerType {
  readonly alias: ts.TypeAliasDeclaration;
  readonly selected: Selected;
  /** What it is, where programs can name it and it is not the whole of an answer. */
  readonly description?: string;
}

/** The types of answers that a module holds. */
export interface AnswerTypes {
  readonly world: AnswersWorld;
  readonly answers: readonly AnswerType[];
  /** The name of the type of a fragment that is selected here, and whose type is this one. */
  readonly fragmentLike: (literal: ts.TypeLiteralNode, selected: Selected) => string | undefined;
}

/** Finds the types of answers in a module that codegen has made of operations and fragments. */
export function answerTypes(text: string, world: AnswersWorld): AnswerTypes {
  const source = ts.createSourceFile("answers.ts", text, ts.ScriptTarget.Latest, true);
  const aliases = source.statements.filter(ts.isTypeAliasDeclaration);
  const texts = new Map(
    aliases
      .filter(({ type }) => ts.isTypeLiteralNode(type))
      .map(({ name, type }) => [name.text, withoutIndents(type)]),
  );
  return {
    world,
    answers: aliases.flatMap((alias): readonly AnswerType[] => {
      const definition = definitionOf(alias.name.text, world);
      const selected = definition && rootOf(definition, world);
      if (selected === undefined) return [];
      const isFragment =
        definition?.kind === Kind.FRAGMENT_DEFINITION && typeName(definition) === alias.name.text;
      return [{ alias, selected, ...(isFragment && { description: describePart(definition, selected) }) }];
    }),
    fragmentLike: (literal, selected) => {
      const spread = spreadFragments(selected, world).map((fragment) => typeName(fragment));
      return spread.find((name) => texts.get(name) === withoutIndents(literal));
    },
  };
}

/** The fragments of just that type: of an interface, they tell of it and not of the object. */
function spreadFragments(
  { type, selectionSets }: Selected,
  { fragments }: AnswersWorld,
): readonly FragmentDefinitionNode[] {
  const selections = selectionSets.flatMap((selectionSet) => selectionSet.selections);
  return selections.flatMap((selection) =>
    selection.kind === Kind.FRAGMENT_SPREAD
      ? fragments.filter(
          ({ name, typeCondition }) =>
            name.value === selection.name.value && typeCondition.name.value === type.name,
        )
      : [],
  );
}

function describePart({ description }: FragmentDefinitionNode, { type }: Selected): string {
  return description?.value ?? type.description ?? `What answers tell of ${type.name}.`;
}

function withoutIndents(node: ts.Node): string {
  return node.getText().replaceAll(/\n\s+/gu, "\n");
}

/** What codegen calls the type of an answer, or of a fragment. */
function typeName(definition: ExecutableDefinitionNode): string {
  const kind = definition.kind === Kind.FRAGMENT_DEFINITION ? "fragment" : definition.operation;
  return `${definition.name?.value ?? ""}${pascalCase(kind)}`;
}

/** Of the fragment of a union or an interface there is one type for each object, called `Name_Object_Fragment`. */
function definitionOf(
  alias: string,
  { operations, fragments }: AnswersWorld,
): ExecutableDefinitionNode | undefined {
  const exact = [...operations, ...fragments].find((definition) => typeName(definition) === alias);
  if (exact !== undefined || !alias.endsWith("_Fragment")) return exact;
  const [longest] = fragments
    .filter(({ name }) => alias.startsWith(`${name.value}_`))
    .toSorted((left, right) => right.name.value.length - left.name.value.length);
  return longest;
}

function rootOf(definition: ExecutableDefinitionNode, { schema }: AnswersWorld): Selected | undefined {
  const type =
    definition.kind === Kind.FRAGMENT_DEFINITION
      ? schema.getType(definition.typeCondition.name.value)
      : schema.getRootType(definition.operation);
  return isCompositeType(type) ? { type, selectionSets: [definition.selectionSet] } : undefined;
}
