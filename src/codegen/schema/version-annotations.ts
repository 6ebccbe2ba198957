import {
  Kind,
  parseConstValue,
  parseType,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type TypeDefinitionNode,
  type TypeNode,
} from "graphql";
import { SchemaError } from "./schema-error.ts";
import { compareVersions, type VersionRange } from "./versions.ts";

/** Any part of a schema that can carry the annotations of versions. */
export interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** What a member was like up to a version, by one `@was`: the facts that are others now, and those alone. */
export interface Past {
  readonly directive: ConstDirectiveNode;
  readonly until: string;
  readonly type?: TypeNode;
  /** Null: it had none. */
  readonly default?: ConstValueNode | null;
  /** Null: it was not deprecated. */
  readonly deprecation?: string | null;
}

/** The annotations of one name that a part of the schema carries. */
export function annotationsOf(node: Annotated, name: string): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

/**
 * Reads an argument of an annotation.
 *
 * @returns null when it is null, undefined when it is not given
 * @throws {@link SchemaError} when it is neither null nor a text
 */
export function textIn(directive: ConstDirectiveNode, argument: string): string | null | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  if (value === undefined) return undefined;
  if (value.kind === Kind.STRING) return value.value;
  if (value.kind === Kind.NULL) return null;
  throw new SchemaError(directive, `@${directive.name.value} needs a text as ${argument}`);
}

/** The versions that a part of the schema has, by its own `@since` and `@until` alone. */
export function rangeOf(node: Annotated): VersionRange {
  const [since] = annotationsOf(node, "since");
  const [until] = annotationsOf(node, "until");
  return asRange(since && textIn(since, "version"), until && textIn(until, "version"));
}

/**
 * The versions in which a type declares an interface, or a union has a member, by its `@with` alone.
 *
 * @param name - of the interface or of the member
 */
export function membershipOf(type: TypeDefinitionNode, name: string): VersionRange {
  const found = annotationsOf(type, "with").find((directive) => textIn(directive, "type") === name);
  return found === undefined ? {} : asRange(textIn(found, "since"), textIn(found, "until"));
}

/**
 * What a member was like before, by its `@was`, the oldest state first.
 *
 * @throws {@link SchemaError} when a type or a default value cannot be read
 */
export function pastsOf(node: Annotated): readonly Past[] {
  return annotationsOf(node, "was")
    .map(readPast)
    .toSorted((left, right) => compareVersions(left.until, right.until));
}

/** The versions that the schema declares, in the order of its files. */
export function declarationsOf(superset: DocumentNode): readonly ConstDirectiveNode[] {
  return superset.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? annotationsOf(definition, "version")
      : [],
  );
}

/** The name of the type that a type reference leads to, without list and non-null. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** The names that a type lists beside its members: the interfaces it declares, or the types of a union. */
export function namesListedBy(type: TypeDefinitionNode): readonly string[] {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (type.interfaces ?? []).map(({ name }) => name.value);
    case Kind.UNION_TYPE_DEFINITION:
      return (type.types ?? []).map(({ name }) => name.value);
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [];
  }
}

function readPast(directive: ConstDirectiveNode): Past {
  const type = textIn(directive, "type");
  const value = textIn(directive, "default");
  const deprecation = textIn(directive, "deprecation");
  if (type === null) throw new SchemaError(directive, "@was needs a text as type");
  return {
    directive,
    until: textIn(directive, "until") ?? "",
    ...(type !== undefined && { type: read(directive, { text: type, parse: parseType }) }),
    ...(value !== undefined && {
      default: value === null ? null : read(directive, { text: value, parse: parseConstValue }),
    }),
    ...(deprecation !== undefined && { deprecation }),
  };
}

function read<Node>(
  directive: ConstDirectiveNode,
  { text, parse }: { readonly text: string; readonly parse: (text: string) => Node },
): Node {
  try {
    return parse(text);
  } catch (error) {
    // Its place is one inside of the text: that of the annotation says more.
    const why = error instanceof Error ? error.message : String(error);
    throw new SchemaError(directive, `@was has "${text}", which cannot be read: ${why}`);
  }
}

function asRange(since: string | null | undefined, until: string | null | undefined): VersionRange {
  return { ...(since != null && { since }), ...(until != null && { until }) };
}
