import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import type { VersionRange } from "../schema/versions.ts";
import { createPresence } from "./presence.ts";

/** What is to be known of one field of an input object. */
export interface InputFieldHistory extends VersionRange {
  /** Whether a value for a version without the field may be left out, with a warning. */
  readonly dispensable?: true;
  /** Its type, where that has a history of its own. */
  readonly type?: string;
}

/** What is to be known of an input type: the fields of an object, or the values of an enum. */
export interface InputTypeHistory {
  readonly fields?: Readonly<Record<string, InputFieldHistory>>;
  readonly values?: Readonly<Record<string, VersionRange>>;
}

/**
 * Finds the input types that some version has otherwise than others, and those that lead to them.
 *
 * @param superset - the schema with the members of all versions
 * @param schemas - the schema of each version, oldest first
 */
export function inputHistory(
  superset: GraphQLSchema,
  schemas: ReadonlyMap<string, GraphQLSchema>,
): ReadonlyMap<string, InputTypeHistory> {
  const types = Object.values(superset.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const found = new Map<string, InputTypeHistory>();
  for (const type of types) {
    const history = ownHistory(type, schemas);
    if (history !== undefined) found.set(type.name, history);
  }
  // Types that lead to such types, until no more are found: input types may refer to each other in circles.
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const type of types) {
      if (!isInputObjectType(type)) continue;
      const leading = Object.values(type.getFields()).filter((field) =>
        found.has(getNamedType(field.type).name),
      );
      if (leading.length === 0) continue;
      const fields: Record<string, InputFieldHistory> = { ...found.get(type.name)?.fields };
      for (const field of leading) {
        fields[field.name] = { ...fields[field.name], type: getNamedType(field.type).name };
      }
      found.set(type.name, { fields });
    }
  }
  return found;
}

function ownHistory(
  type: GraphQLNamedType,
  schemas: ReadonlyMap<string, GraphQLSchema>,
): InputTypeHistory | undefined {
  if (!isInputObjectType(type) && !isEnumType(type)) return undefined;
  const sightings = createPresence([...schemas.keys()], type.name);
  for (const [version, schema] of schemas) {
    const then = schema.getType(type.name);
    if (isInputObjectType(then) && isInputObjectType(type)) {
      for (const name of Object.keys(type.getFields())) {
        sightings.note(name, version, name in then.getFields());
      }
    } else if (isEnumType(then) && isEnumType(type)) {
      for (const { name } of type.getValues()) {
        sightings.note(name, version, then.getValue(name) !== undefined);
      }
    }
  }
  const ranges = sightings.ranges();
  if (ranges.size === 0) return undefined;
  if (isEnumType(type)) return { values: Object.fromEntries(ranges) };
  return {
    fields: Object.fromEntries(
      [...ranges].map(([name, range]) => {
        const isDispensable = hasDirective(type.getFields()[name]?.astNode, "dispensable");
        return [name, { ...range, ...(isDispensable && { dispensable: true as const }) }];
      }),
    ),
  };
}

/** Whether a part of the schema carries a directive of this project. */
export function hasDirective(
  node:
    | { readonly directives?: readonly { readonly name: { readonly value: string } }[] | undefined }
    | null
    | undefined,
  name: string,
): boolean {
  return node?.directives?.some((directive) => directive.name.value === name) === true;
}
