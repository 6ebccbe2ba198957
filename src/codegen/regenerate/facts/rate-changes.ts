import { Kind, parseType, type TypeNode } from "graphql";
import type { Change, Difference } from "./compare-facts.ts";
import type { Fact, FactKind, Property } from "./facts-of.ts";

/** What a change means for programs that were written before it. */
export type Severity = "breaking" | "dangerous" | "safe";

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ["breaking", "dangerous", "safe"];

/** One line of what changed. */
export interface RatedChange {
  readonly severity: Severity;
  readonly action: Change["kind"];
  /** For example `Query.job(id:)`. */
  readonly coordinate: string;
  /** What it is, or was and is now. */
  readonly detail: string;
  readonly fact: Fact;
}

/** What it means that something is new, where it depends on nothing else; or that something is gone. */
const ADDED: Readonly<Record<Exclude<FactKind, "argument" | "inputField">, Severity>> = {
  type: "safe",
  field: "safe",
  // Programs that tell all cases apart meet one that they do not know.
  enumValue: "dangerous",
  interface: "dangerous",
  unionMember: "dangerous",
};
const REMOVED: Severity = "breaking";

/** What it means that a property is another, where that does not depend on both values. */
const CHANGED: Readonly<Record<Exclude<Property, "type">, Severity>> = {
  kind: "breaking",
  oneOf: "breaking",
  default: "dangerous",
  deprecation: "safe",
};

/** Rates changes by what they mean for older programs, the worst first. */
export function rateChanges(changes: readonly Change[]): readonly RatedChange[] {
  const rated = changes.flatMap(rowsOf);
  return SEVERITIES.flatMap((severity) => rated.filter((row) => row.severity === severity));
}

function rowsOf(change: Change): readonly RatedChange[] {
  const { kind: action, fact } = change;
  const { coordinate } = fact;
  if (change.kind === "changed") {
    return change.differences.map((difference) => ({
      severity: severityOf(difference, fact),
      action,
      coordinate,
      detail: detailOf(difference),
      fact,
    }));
  }
  const severity = action === "added" ? severityOfNew(fact) : REMOVED;
  return [{ severity, action, coordinate, detail: stateOf(fact), fact }];
}

function severityOfNew({ kind, properties }: Fact): Severity {
  if (kind !== "argument" && kind !== "inputField") return ADDED[kind];
  if (properties.default != null) return "dangerous";
  if (properties.type?.endsWith("!")) return "breaking";
  // A new argument may change what the field answers without it; what an input object lacks stays as it was.
  return kind === "argument" ? "dangerous" : "safe";
}

function severityOf({ property, before, after }: Difference, { kind }: Fact): Severity {
  if (property !== "type") return CHANGED[property];
  const [old, now] = [parseType(before ?? ""), parseType(after ?? "")];
  // Answers may promise more than they did, and what is given may be held to less.
  const isSafe = kind === "field" ? isNarrower(now, old) : isNarrower(old, now);
  return isSafe ? "safe" : "breaking";
}

/** Whether each value of one type is one of the other: they are the same but for `!` that only the first has. */
function isNarrower(type: TypeNode, than: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) {
    return isNarrower(type.type, than.kind === Kind.NON_NULL_TYPE ? than.type : than);
  }
  if (type.kind === Kind.LIST_TYPE) return than.kind === Kind.LIST_TYPE && isNarrower(type.type, than.type);
  return than.kind === Kind.NAMED_TYPE && type.name.value === than.name.value;
}

/** What a fact is, in short. */
function stateOf({ kind, properties }: Fact): string {
  const { type, default: value, deprecation } = properties;
  return [
    kind === "type" ? properties.kind : type,
    ...(value == null ? [] : [`= ${value}`]),
    ...(deprecation == null ? [] : ["(deprecated)"]),
  ].join(" ");
}

function detailOf({ property, before, after }: Difference): string {
  switch (property) {
    case "kind":
    case "type":
      return `${before} → ${after}`;
    case "default":
      return `default ${before ?? "none"} → ${after ?? "none"}`;
    case "deprecation":
      return after === null ? "no longer deprecated" : `deprecated: ${after}`;
    case "oneOf":
      return after === null ? "takes several fields now" : "takes exactly one field now";
  }
}
