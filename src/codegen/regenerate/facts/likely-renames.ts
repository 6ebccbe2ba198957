import type { Change } from "./compare-facts.ts";
import type { Fact, Facts } from "./facts-of.ts";

/** Two things of which the one is perhaps the other under a new name. */
export interface LikelyRename {
  /** For example `Book.pages`. */
  readonly from: string;
  /** For example `Book.pageCount`. */
  readonly to: string;
}

/**
 * Pairs what is gone with what is new of the same owner and of the same form: type, default and arguments of a member,
 * members of a type.
 *
 * @remarks Only where there is one of each: of several nobody can tell. Even then it is a guess, for people to look at.
 * @param facts - those before and those after the changes
 */
export function likelyRenames(
  changes: readonly Change[],
  facts: { readonly before: Facts; readonly after: Facts },
): readonly LikelyRename[] {
  const gone = byForm(changes, { action: "removed", facts: facts.before });
  const fresh = byForm(changes, { action: "added", facts: facts.after });
  return [...gone].flatMap(([form, [from, ...others]]) => {
    const [to, ...more] = fresh.get(form) ?? [];
    const isOne = others.length === 0 && more.length === 0;
    return from !== undefined && to !== undefined && isOne ? [{ from, to }] : [];
  });
}

/** The coordinates of what was added or removed, by their form. */
function byForm(
  changes: readonly Change[],
  { action, facts }: { readonly action: Change["kind"]; readonly facts: Facts },
): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, Fact[]>();
  for (const fact of facts.values()) {
    const { owner } = fact;
    if (owner !== undefined) parts.set(owner, [...(parts.get(owner) ?? []), fact]);
  }
  const found = new Map<string, string[]>();
  for (const { kind, fact } of changes) {
    if (kind !== action || fact.kind === "interface" || fact.kind === "unionMember") continue;
    const form = formOf(fact, parts);
    found.set(form, [...(found.get(form) ?? []), fact.coordinate]);
  }
  return found;
}

/** All about a fact but its name, as text. Whether it is deprecated is no matter: old names are. */
function formOf({ kind, owner, coordinate, properties }: Fact, parts: Parts): string {
  return JSON.stringify([kind, owner, ...statedBy(properties), insideOf(coordinate, parts)]);
}

type Parts = ReadonlyMap<string, readonly Fact[]>;

/** What belongs to a fact, without its name. */
function insideOf(coordinate: string, parts: Parts): readonly unknown[] {
  return (parts.get(coordinate) ?? [])
    .map((part) => [part.kind, part.name, ...statedBy(part.properties), insideOf(part.coordinate, parts)])
    .toSorted((left, right) => (String(left) < String(right) ? -1 : 1));
}

function statedBy({ kind, oneOf, type, default: value }: Fact["properties"]): readonly unknown[] {
  return [kind, oneOf, type, value];
}
