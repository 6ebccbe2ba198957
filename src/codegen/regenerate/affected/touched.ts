import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { typeOf } from "../facts/facts-of.ts";
import type { RatedChange } from "../facts/rate-changes.ts";

/** What of a schema a document speaks of. */
export interface Touched {
  /** Fields and arguments, by coordinate. */
  readonly members: ReadonlySet<string>;
  /** Types whose values it sends or gets: enums, input objects, unions, interfaces and objects. */
  readonly types: ReadonlySet<string>;
}

/**
 * Finds what of a schema a document speaks of.
 *
 * @param schema - with everything that the document has
 */
export function touchedBy(document: DocumentNode, schema: GraphQLSchema): Touched {
  const members = new Set<string>();
  const types = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition: () => addInput(info.getInputType(), types),
      Field: () => {
        const [parent, field] = [info.getParentType(), info.getFieldDef()];
        if (parent == null || field == null) return;
        for (const name of bearersOf(parent, schema)) members.add(`${name}.${field.name}`);
        types.add(getNamedType(field.type).name);
      },
      Argument: () => {
        const [parent, field, argument] = [info.getParentType(), info.getFieldDef(), info.getArgument()];
        if (parent == null || field == null || argument == null) return;
        members.add(`${parent.name}.${field.name}(${argument.name}:)`);
        addInput(argument.type, types);
      },
      InlineFragment: ({ typeCondition }) => void types.add(typeCondition?.name.value ?? ""),
      FragmentDefinition: ({ typeCondition }) => void types.add(typeCondition.name.value),
    }),
  );
  return { members, types };
}

/** Tells whether a change is about something that a document speaks of, or would have to. */
export function isTouched({ action, coordinate, fact }: RatedChange, { members, types }: Touched): boolean {
  switch (fact.kind) {
    case "type":
      return types.has(coordinate);
    case "field":
      return members.has(coordinate);
    case "argument":
      // One that is new, or changed, may be asked for.
      return members.has(action === "removed" ? coordinate : (fact.owner ?? ""));
    case "inputField":
    case "enumValue":
    case "interface":
    case "unionMember":
      return types.has(typeOf(fact)) || (fact.kind === "interface" && types.has(fact.name));
  }
}

/** A field of an interface is answered by the objects that have it. */
function bearersOf(parent: GraphQLNamedType, schema: GraphQLSchema): readonly string[] {
  if (!isAbstractType(parent)) return [parent.name];
  return [parent.name, ...schema.getPossibleTypes(parent).map(({ name }) => name)];
}

function addInput(type: Parameters<typeof getNamedType>[0], types: Set<string>): void {
  const named = getNamedType(type);
  if (named === undefined || types.has(named.name)) return;
  if (isEnumType(named)) types.add(named.name);
  if (!isInputObjectType(named)) return;
  types.add(named.name);
  for (const field of Object.values(named.getFields())) addInput(field.type, types);
}
