import type { Fact, Facts, Property } from "./facts-of.ts";

/** A property of a fact that is another now. Null: it has none. */
export interface Difference {
  readonly property: Property;
  readonly before: string | null;
  readonly after: string | null;
}

/** What happened to one fact. A type that is new or gone stands for all that is in it. */
export type Change =
  | { readonly kind: "added"; readonly fact: Fact }
  | { readonly kind: "removed"; readonly fact: Fact }
  | {
      readonly kind: "changed";
      /** As it is now. */
      readonly fact: Fact;
      readonly before: Fact;
      readonly differences: readonly Difference[];
    };

const PROPERTIES: readonly Property[] = ["kind", "oneOf", "type", "default", "deprecation"];

/**
 * Lists what differs between two schemas: first what is gone, then what is another, then what is new.
 *
 * @param before - the facts of the older one
 * @param after - the facts of the newer one
 */
export function compareFacts(before: Facts, after: Facts): readonly Change[] {
  const removed = [...before.values()].filter((fact) => isOutermost(fact, before, after));
  const added = [...after.values()].filter((fact) => isOutermost(fact, after, before));
  const changed = [...after.values()].flatMap((fact): readonly Change[] => {
    const old = before.get(fact.coordinate);
    const differences = old === undefined ? [] : differencesOf(old, fact);
    return old === undefined || differences.length === 0
      ? []
      : [{ kind: "changed", fact, before: old, differences }];
  });
  return [
    ...removed.map((fact) => ({ kind: "removed", fact }) as const),
    ...changed,
    ...added.map((fact) => ({ kind: "added", fact }) as const),
  ];
}

/** Whether one schema has a fact that the other lacks, while the other has what it is part of. */
function isOutermost(fact: Fact, having: Facts, lacking: Facts): boolean {
  if (lacking.has(fact.coordinate)) return false;
  const owner = fact.owner === undefined ? undefined : having.get(fact.owner);
  if (owner === undefined) return true;
  const other = lacking.get(owner.coordinate);
  // Nothing is left of a type that became one of another kind.
  return other !== undefined && other.properties.kind === owner.properties.kind;
}

function differencesOf(before: Fact, after: Fact): readonly Difference[] {
  return PROPERTIES.flatMap((property) => {
    const [old = null, now = null] = [before.properties[property], after.properties[property]];
    // Why something is deprecated is told in words of our own.
    const isSame = property === "deprecation" ? (old === null) === (now === null) : old === now;
    return isSame ? [] : [{ property, before: old, after: now }];
  });
}
