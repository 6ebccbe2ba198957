import {
  Kind,
  type ConstDirectiveNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from "graphql";
import { pastsOf, type Past } from "./version-annotations.ts";
import { compareVersions } from "./versions.ts";

/** What a type consists of: a field, an argument, an input field or an enum value. */
export type MemberNode = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

/**
 * Gives a member the type, default value and deprecation that it had in a version, by its `@was`.
 *
 * @throws RangeError when the version is none
 */
export function memberAt<Node extends MemberNode>(member: Node, version: string): Node {
  const pasts = pastsOf(member);
  if (pasts.length === 0) return member;
  const { type, default: value, deprecation } = factsAt(pasts, version);
  return {
    ...member,
    ...(type !== undefined && { type }),
    ...(value !== undefined && { defaultValue: value ?? undefined }),
    ...(deprecation !== undefined && { directives: withDeprecation(member, deprecation) }),
  };
}

/** What was different in a version. Facts that are left out were what they are now. */
function factsAt(pasts: readonly Past[], version: string): Partial<Past> {
  const lasting = pasts.filter(({ until }) => compareVersions(version, until) <= 0);
  const facts: Partial<Past> = {};
  // Of several that state one fact, the first that ends is about this version: it has the last word.
  for (const past of lasting.toReversed()) Object.assign(facts, past);
  return facts;
}

function withDeprecation(member: MemberNode, reason: string | null): readonly ConstDirectiveNode[] {
  const others = (member.directives ?? []).filter(({ name }) => name.value !== "deprecated");
  return reason === null ? others : [...others, deprecated(reason)];
}

function deprecated(reason: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: "deprecated" },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: "reason" },
        value: { kind: Kind.STRING, value: reason },
      },
    ],
  };
}
