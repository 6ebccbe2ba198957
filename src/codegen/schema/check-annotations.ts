import {
  isTypeDefinitionNode,
  Kind,
  specifiedScalarTypes,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type NameNode,
  type TypeDefinitionNode,
} from "graphql";
import { checkEnded, checkWas } from "./check-was.ts";
import { checkedVersion } from "./check-version.ts";
import { memberAt, type MemberNode } from "./member-at.ts";
import { SchemaError } from "./schema-error.ts";
import {
  annotationsOf,
  declarationsOf,
  membershipOf,
  namedType,
  namesListedBy,
  rangeOf,
  textIn,
  type Annotated,
} from "./version-annotations.ts";
import { compareVersions, inRange, isVersion, type VersionRange } from "./versions.ts";

const ENDS = ["since", "until"] as const;

/** What no file has to declare. */
const BUILT_IN: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));

/**
 * Checks the version annotations of a superset schema.
 *
 * @throws {@link SchemaError} naming file and line when the declared versions are out of order, an annotation
 * names none of them, a range is empty, an annotation is repeated, a member claims a version that its type
 * lacks, `@was` or `@with` says nothing or what cannot be, or when in some version a member is there without
 * its type, or a type without a member
 */
export function checkAnnotations(superset: DocumentNode): void {
  const versions = checkDeclarations(declarationsOf(superset));
  const types = new Map<string, TypeDefinitionNode>();
  for (const type of superset.definitions) {
    if (isTypeDefinitionNode(type)) types.set(type.name.value, type);
  }
  for (const type of types.values()) checkType(type, { versions, types });
}

/** What the annotations are held against. */
interface Surroundings {
  /** The oldest first. */
  readonly versions: readonly string[];
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
}

interface Named extends Annotated {
  readonly name: NameNode;
}

/** A member, and what it is part of: its type and, for an argument, its field. */
interface Member {
  readonly label: string;
  readonly node: MemberNode;
  readonly owners: readonly Named[];
}

function checkDeclarations(declarations: readonly ConstDirectiveNode[]): readonly string[] {
  const versions: string[] = [];
  for (const declaration of declarations) {
    const name = textIn(declaration, "name");
    if (name == null || !isVersion(name)) {
      throw new SchemaError(declaration, "@version needs a name in numbers, for example 2024.05");
    }
    const last = versions.at(-1);
    if (last !== undefined && compareVersions(last, name) >= 0) {
      throw new SchemaError(declaration, `@version ${name} stands after ${last}: the oldest comes first`);
    }
    versions.push(name);
  }
  return versions;
}

function checkType(type: TypeDefinitionNode, surroundings: Surroundings): void {
  checkRange(type, surroundings.versions);
  checkMemberships(type, surroundings);
  const members = membersOf(type);
  for (const member of members) {
    checkRange(member.node, surroundings.versions);
    for (const owner of member.owners) checkWithin(member, owner);
    checkWas(member, surroundings.versions);
    if (member.node.kind === Kind.INPUT_VALUE_DEFINITION) checkEnded(member.node);
    checkTypeOf(member, surroundings);
  }
  checkNotEmpty(type, { members, surroundings });
}

function membersOf(type: TypeDefinitionNode): readonly Member[] {
  const member = (node: MemberNode): Member => ({
    label: `${type.name.value}.${node.name.value}`,
    node,
    owners: [type],
  });
  const withArguments = (field: FieldDefinitionNode): readonly Member[] => [
    member(field),
    ...(field.arguments ?? []).map((node) => ({
      label: `${type.name.value}.${field.name.value}(${node.name.value})`,
      node,
      owners: [type, field],
    })),
  ];
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (type.fields ?? []).flatMap(withArguments);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (type.fields ?? []).map(member);
    case Kind.ENUM_TYPE_DEFINITION:
      return (type.values ?? []).map(member);
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return [];
  }
}

function checkRange(node: Annotated, versions: readonly string[]): void {
  for (const name of ENDS) {
    const [first, again] = annotationsOf(node, name);
    if (again !== undefined) throw new SchemaError(again, `@${name} is given twice`);
    if (first !== undefined) checkedVersion(first, { argument: "version", versions });
  }
  const [place] = annotationsOf(node, "since");
  if (place !== undefined) checkOrder(place, rangeOf(node));
}

/** `@with` says when an interface is declared, or a type belongs to a union. */
function checkMemberships(type: TypeDefinitionNode, { versions, types }: Surroundings): void {
  const seen = new Set<string>();
  for (const directive of annotationsOf(type, "with")) {
    const name = textIn(directive, "type") ?? "";
    if (seen.has(name)) throw new SchemaError(directive, `@with is given twice for ${name}`);
    seen.add(name);
    if (!namesListedBy(type).includes(name)) {
      throw new SchemaError(directive, `@with names ${name}, which ${type.name.value} does not list`);
    }
    const ends = ENDS.filter((end) => textIn(directive, end) !== undefined);
    if (ends.length === 0) throw new SchemaError(directive, "@with needs since or until");
    for (const argument of ends) checkedVersion(directive, { argument, versions });
    const range = membershipOf(type, name);
    checkOrder(directive, range);
    const label = `${type.name.value} with ${name}`;
    for (const outer of [type, types.get(name)].filter((each) => each !== undefined)) {
      for (const end of ends) checkClaim(directive, { label, end, own: range[end], outer });
    }
  }
}

function checkOrder(place: ConstDirectiveNode, { since, until }: VersionRange): void {
  if (since !== undefined && until !== undefined && compareVersions(since, until) > 0) {
    throw new SchemaError(place, `@since ${since} is later than @until ${until}: no version has it`);
  }
}

/** A member says nothing (it then shares the range of what it is part of) or says a range inside of that one. */
function checkWithin({ label, node }: Member, outer: Named): void {
  for (const end of ENDS) {
    const [place] = annotationsOf(node, end);
    if (place !== undefined) checkClaim(place, { label, end, own: rangeOf(node)[end], outer });
  }
}

interface Claim {
  readonly label: string;
  readonly end: (typeof ENDS)[number];
  readonly own: string | undefined;
  readonly outer: Named;
}

function checkClaim(place: ConstDirectiveNode, { label, end, own, outer }: Claim): void {
  if (own === undefined || inRange(own, rangeOf(outer))) return;
  throw new SchemaError(place, `${label} has @${end} ${own}, but ${outer.name.value} ${missing(own, outer)}`);
}

/** The type of a member has to be there whenever the member is: nothing vanishes without saying so. */
function checkTypeOf({ label, node, owners }: Member, { versions, types }: Surroundings): void {
  const ranges = [...owners, node].map(rangeOf);
  for (const version of versions.filter((each) => isIn(each, ranges))) {
    const then = memberAt(node, version);
    if (then.kind === Kind.ENUM_VALUE_DEFINITION) return;
    const name = namedType(then.type);
    if (BUILT_IN.has(name)) continue;
    const type = types.get(name);
    if (type === undefined) {
      throw new SchemaError(node, `${label} is of type ${name} in ${version}, but nothing declares that`);
    }
    if (!inRange(version, rangeOf(type))) {
      throw new SchemaError(node, `${label} is there in ${version}, but ${name} ${missing(version, type)}`);
    }
  }
}

function missing(version: string, node: Annotated): string {
  const { since, until } = rangeOf(node);
  const isEarly = since !== undefined && compareVersions(version, since) < 0;
  return isEarly ? `came with ${since}` : `ended with ${until}`;
}

function checkNotEmpty(
  type: TypeDefinitionNode,
  { members, surroundings }: { readonly members: readonly Member[]; readonly surroundings: Surroundings },
): void {
  if (type.kind === Kind.SCALAR_TYPE_DEFINITION) return;
  const listed = type.kind === Kind.UNION_TYPE_DEFINITION ? namesListedBy(type) : [];
  const parts = [
    ...members.map(({ node }) => [rangeOf(node)]),
    ...listed.map((name) => [membershipOf(type, name), rangeOf(surroundings.types.get(name) ?? {})]),
  ];
  const there = surroundings.versions.filter((version) => inRange(version, rangeOf(type)));
  const empty = there.find((version) => !parts.some((ranges) => isIn(version, ranges)));
  if (empty === undefined) return;
  throw new SchemaError(type, `${type.name.value} is there in ${empty}, but has no member then`);
}

function isIn(version: string, ranges: readonly VersionRange[]): boolean {
  return ranges.every((range) => inRange(version, range));
}
