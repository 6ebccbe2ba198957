import { Kind, print, type ConstDirectiveNode, type InputValueDefinitionNode } from "graphql";
import { checkedVersion } from "./check-version.ts";
import type { MemberNode } from "./member-at.ts";
import { SchemaError } from "./schema-error.ts";
import { annotationsOf, pastsOf, rangeOf, textIn, type Annotated, type Past } from "./version-annotations.ts";
import { compareVersions } from "./versions.ts";

const FACTS = ["type", "default", "deprecation"] as const;

type Fact = (typeof FACTS)[number];

/**
 * Checks the `@was` of a member.
 *
 * @param member - the member and what it is part of
 * @param versions - the known ones, the oldest first
 * @throws {@link SchemaError} naming file and line when one names no older version, or one that the member
 * lacks, says nothing, says a fact twice, or says what holds later just the same
 */
export function checkWas(
  { node, owners }: { readonly node: MemberNode; readonly owners: readonly Annotated[] },
  versions: readonly string[],
): void {
  for (const directive of annotationsOf(node, "was")) {
    const until = checkedVersion(directive, { argument: "until", versions });
    for (const part of [...owners, node]) checkOverlap(directive, { until, part });
  }
  const pasts = pastsOf(node);
  for (const [index, past] of pasts.entries()) {
    const facts = FACTS.filter((fact) => past[fact] !== undefined);
    if (facts.length === 0) throw new SchemaError(past.directive, "@was does not say what was different");
    for (const fact of facts) {
      // What held next is said by the next one that speaks of it, or else by the member itself.
      const next = pasts.slice(index + 1).find((later) => later[fact] !== undefined);
      checkFact(past, { fact, node, next });
    }
  }
}

/**
 * Checks that operations can do without what has ended: they are written against the superset, so an argument
 * or input field that the newest version does not take cannot be demanded, though older versions demand it.
 *
 * @throws {@link SchemaError} naming file and line, and what to write instead
 */
export function checkEnded(node: InputValueDefinitionNode): void {
  const { until } = rangeOf(node);
  if (until === undefined || node.type.kind !== Kind.NON_NULL_TYPE || node.defaultValue !== undefined) return;
  const [now, before] = [print(node.type.type), print(node.type)];
  throw new SchemaError(
    node,
    `${node.name.value} has ended and cannot be required: write ${now} @was(type: "${before}", until: "${until}")`,
  );
}

function checkOverlap(
  directive: ConstDirectiveNode,
  { until, part }: { readonly until: string; readonly part: Annotated },
): void {
  const range = rangeOf(part);
  if (range.since !== undefined && compareVersions(until, range.since) < 0) {
    throw new SchemaError(directive, `@was until ${until} is over before @since ${range.since}`);
  }
  if (range.until !== undefined && compareVersions(until, range.until) > 0) {
    throw new SchemaError(directive, `@was until ${until} goes on after @until ${range.until}`);
  }
}

function checkFact(
  past: Past,
  { fact, node, next }: { readonly fact: Fact; readonly node: MemberNode; readonly next: Past | undefined },
): void {
  if (!canHave(node, fact)) {
    throw new SchemaError(past.directive, `@was states a ${fact}, which nothing of this kind has`);
  }
  if (next?.until === past.until) {
    throw new SchemaError(next.directive, `@was states the ${fact} until ${past.until} twice`);
  }
  if (stated(past, fact) === (next === undefined ? present(node, fact) : stated(next, fact))) {
    throw new SchemaError(past.directive, `@was states the ${fact} that holds after ${past.until}, too`);
  }
}

function canHave(node: MemberNode, fact: Fact): boolean {
  switch (node.kind) {
    case Kind.INPUT_VALUE_DEFINITION:
      return true;
    case Kind.FIELD_DEFINITION:
      return fact !== "default";
    case Kind.ENUM_VALUE_DEFINITION:
      return fact === "deprecation";
  }
}

/** A fact as text, to be compared; null when there is none. */
function stated(past: Past, fact: Fact): string | null {
  const value = past[fact];
  return value == null || typeof value === "string" ? (value ?? null) : print(value);
}

function present(node: MemberNode, fact: Fact): string | null {
  switch (fact) {
    case "type":
      return node.kind === Kind.ENUM_VALUE_DEFINITION ? null : print(node.type);
    case "default":
      return node.kind === Kind.INPUT_VALUE_DEFINITION && node.defaultValue ? print(node.defaultValue) : null;
    case "deprecation": {
      const [deprecated] = annotationsOf(node, "deprecated");
      // Deprecated without a reason is deprecated, too.
      return deprecated === undefined ? null : (textIn(deprecated, "reason") ?? "");
    }
  }
}
