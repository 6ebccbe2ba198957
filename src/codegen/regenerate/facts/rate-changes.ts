import { diff } from "@graphql-inspector/core";
import { buildASTSchema, type DocumentNode } from "graphql";
import type { Change, Difference } from "./compare-facts.ts";
import { typeOf, type Fact, type FactKind, type Property } from "./facts-of.ts";

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

const LEVELS: Readonly<Record<string, Severity>> = {
  BREAKING: "breaking",
  DANGEROUS: "dangerous",
  NON_BREAKING: "safe",
};

/** What graphql-inspector calls that something was added or removed, without the last word. */
const WORDS: Readonly<Record<FactKind, string>> = {
  type: "TYPE",
  field: "FIELD",
  argument: "FIELD_ARGUMENT",
  inputField: "INPUT_FIELD",
  enumValue: "ENUM_VALUE",
  interface: "OBJECT_TYPE_INTERFACE",
  unionMember: "UNION_MEMBER",
};

/** The same of a property; it has no word for the deprecation of an argument or input field, and mixes up others. */
const PROPERTY_WORDS: Readonly<Partial<Record<`${FactKind} ${Property}`, string>>> = {
  "type kind": "TYPE_KIND_CHANGED",
  "field type": "FIELD_TYPE_CHANGED",
  "argument type": "FIELD_ARGUMENT_TYPE_CHANGED",
  "argument default": "FIELD_ARGUMENT_DEFAULT_CHANGED",
  "inputField type": "INPUT_FIELD_TYPE_CHANGED",
  "inputField default": "INPUT_FIELD_DEFAULT_VALUE_CHANGED",
};

/** What it does not tell apart, or not tell at all. */
const OWN: Readonly<Record<Property, Severity>> = {
  kind: "breaking",
  oneOf: "breaking",
  type: "breaking",
  // Written otherwise, though coerced to the same.
  default: "dangerous",
  deprecation: "safe",
};

/**
 * Rates changes by what they mean for older programs, the worst first.
 *
 * @param schemas - the schemas that the changes lie between, each with one definition for each type
 */
export async function rateChanges(
  changes: readonly Change[],
  schemas: { readonly before: DocumentNode; readonly after: DocumentNode },
): Promise<readonly RatedChange[]> {
  const [before, after] = [schemas.before, schemas.after].map((document) =>
    buildASTSchema(document, { assumeValidSDL: true }),
  );
  const found = await diff(before ?? null, after ?? null);
  const levels = new Map(
    found.map(({ type, path, meta, criticality }) => [
      keyOf(String(type), path ?? "", meta),
      LEVELS[criticality.level],
    ]),
  );
  const rated = changes.flatMap((change) => rowsOf(change, levels));
  return SEVERITIES.flatMap((severity) => rated.filter((row) => row.severity === severity));
}

type Levels = ReadonlyMap<string, Severity | undefined>;

/** The paths of interfaces and members of unions end before their name. */
function keyOf(type: string, path: string, meta: unknown): string {
  const names: Readonly<Record<string, unknown>> = typeof meta === "object" ? { ...meta } : {};
  const name =
    names["addedInterfaceName"] ??
    names["removedInterfaceName"] ??
    names["addedUnionMemberTypeName"] ??
    names["removedUnionMemberTypeName"];
  return [type, path, ...(typeof name === "string" ? [name] : [])].join(" ");
}

function rowsOf(change: Change, levels: Levels): readonly RatedChange[] {
  const { kind: action, fact } = change;
  const { coordinate } = fact;
  if (change.kind === "changed") {
    return change.differences.map((difference) => ({
      severity: severityOf(fact, { difference, levels }),
      action,
      coordinate,
      detail: detailOf(difference),
      fact,
    }));
  }
  const key = `${WORDS[fact.kind]}_${action.toUpperCase()} ${pathOf(fact)}`;
  const severity = levels.get(key) ?? (action === "added" ? "dangerous" : "breaking");
  return [{ severity, action, coordinate, detail: stateOf(fact), fact }];
}

function severityOf(
  fact: Fact,
  { difference, levels }: { readonly difference: Difference; readonly levels: Levels },
): Severity {
  const word = PROPERTY_WORDS[`${fact.kind} ${difference.property}`];
  return levels.get(`${word} ${pathOf(fact)}`) ?? OWN[difference.property];
}

function pathOf(fact: Fact): string {
  const isListed = fact.kind === "interface" || fact.kind === "unionMember";
  if (isListed) return `${typeOf(fact)} ${fact.name}`;
  return fact.coordinate.replace("(", ".").replace(":)", "");
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
