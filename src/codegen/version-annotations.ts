import {
  isTypeDefinitionNode,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type NameNode,
  type TypeDefinitionNode,
  type TypeNode,
} from "graphql";
import { SchemaError } from "./schema-error.ts";
import { compareVersions, isVersion, type VersionRange } from "./versions.ts";

/** Any part of a schema that can carry `@since` and `@until`. */
export interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** The versions that a part of the schema has, by its own `@since` and `@until` alone. */
export function rangeOf(node: Annotated): VersionRange {
  const since = versionIn(node, "since");
  const until = versionIn(node, "until");
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** The name of the type that a type reference leads to, without list and non-null. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/**
 * Checks the version annotations of a superset schema.
 *
 * @throws {@link SchemaError} naming file and line when a version is malformed, a range is empty, an
 * annotation is repeated, or a member claims a version that its type, or the type it refers to, lacks
 */
export function checkAnnotations(superset: DocumentNode): void {
  const types = new Map<string, TypeDefinitionNode>();
  for (const type of superset.definitions) {
    if (isTypeDefinitionNode(type)) types.set(type.name.value, type);
  }
  for (const type of types.values()) {
    checkRange(type);
    for (const member of membersOf(type)) {
      const label = `${type.name.value}.${member.label}`;
      checkRange(member);
      checkWithin(member, { label, outer: type });
      const used = member.type && types.get(namedType(member.type));
      if (used !== undefined) checkWithin(member, { label, outer: used });
    }
  }
}

interface Member extends Annotated {
  readonly label: string;
  readonly type?: TypeNode;
}

function membersOf(type: TypeDefinitionNode): readonly Member[] {
  const labelled = <Node extends { readonly name: NameNode }>(node: Node) => ({
    ...node,
    label: node.name.value,
  });
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (type.fields ?? []).flatMap((field) => [labelled(field), ...argumentsOf(field)]);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (type.fields ?? []).map(labelled);
    case Kind.ENUM_TYPE_DEFINITION:
      return (type.values ?? []).map(labelled);
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return [];
  }
}

function argumentsOf(field: FieldDefinitionNode): readonly Member[] {
  const label = (name: NameNode): string => `${field.name.value}(${name.value})`;
  return (field.arguments ?? []).map((argument) => ({ ...argument, label: label(argument.name) }));
}

function checkRange(node: Annotated): void {
  for (const name of ["since", "until"] as const) {
    const [first, again] = annotations(node, name);
    if (again !== undefined) throw new SchemaError(again, `@${name} is given twice`);
    const version = versionIn(node, name);
    if (first !== undefined && (version === undefined || !isVersion(version))) {
      throw new SchemaError(first, `@${name} needs a version written "YYYY.NN"`);
    }
  }
  const { since, until } = rangeOf(node);
  const [place] = annotations(node, "since");
  if (place && since !== undefined && until !== undefined && compareVersions(since, until) > 0) {
    throw new SchemaError(place, `@since ${since} is later than @until ${until}: no version has it`);
  }
}

/** A member says nothing (it then shares the range of what it needs) or says a range inside of that one. */
function checkWithin(
  member: Annotated,
  { label, outer }: { readonly label: string; readonly outer: Annotated & { readonly name: NameNode } },
): void {
  const { since, until } = rangeOf(outer);
  for (const name of ["since", "until"] as const) {
    const [place] = annotations(member, name);
    const own = versionIn(member, name);
    if (place === undefined || own === undefined) continue;
    const claim = `${label} has @${name} ${own}, but ${outer.name.value}`;
    if (since !== undefined && compareVersions(own, since) < 0) {
      throw new SchemaError(place, `${claim} came with ${since}`);
    }
    if (until !== undefined && compareVersions(own, until) > 0) {
      throw new SchemaError(place, `${claim} ended with ${until}`);
    }
  }
}

function annotations(node: Annotated, name: "since" | "until"): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

function versionIn(node: Annotated, name: "since" | "until"): string | undefined {
  const value = annotations(node, name)[0]?.arguments?.find(
    (argument) => argument.name.value === "version",
  )?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
