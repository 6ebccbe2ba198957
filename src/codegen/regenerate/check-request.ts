import type { DocumentNode } from "graphql";
import { placeOf } from "../schema/schema-error.ts";
import { annotationsOf } from "../schema/version-annotations.ts";
import { compareVersions } from "../schema/versioned-schema.ts";
import { isVersion } from "../schema/versions.ts";
import { factsAt } from "./edit/check-edit.ts";
import type { SchemaText } from "./edit/schema-text.ts";
import { compareFacts, type Change } from "./facts/compare-facts.ts";
import type { Facts } from "./facts/facts-of.ts";
import { rootFieldsOf, rootsOf } from "./facts/roots-of.ts";
import { RegenerateError } from "./regenerate-error.ts";

/** More would not be read. */
const MOST_PLACES = 20;

/**
 * Tells why an endpoint's schema is none that a platform publishes in versions, where it is none.
 *
 * @returns undefined where it is one
 */
export function unpublished({ facts, versions }: SchemaText): string | undefined {
  if (versions.length === 0) return "its schema files declare no versions";
  const isRest = [...facts.values()].some(
    ({ node }) => "directives" in node && annotationsOf(node, "http").length > 0,
  );
  return isRest ? "it is REST, described here by hand: no platform publishes a schema of it" : undefined;
}

/**
 * Settles what the new version is called: as it is known, or else as it is given.
 *
 * @throws {@link RegenerateError} for what is no version, has another form than the others, or lies before the newest and is
 * not known
 */
export function versionNamed(name: string, { versions }: SchemaText): string {
  const refuse = (message: string): never => {
    throw new RegenerateError({ place: "--as", message });
  };
  const bare = name.trim().replace(/^v/i, "");
  if (!isVersion(bare)) return refuse(`"${name}" is not a version: write it in numbers, for example 2024.05`);
  const known = versions.find((version) => compareVersions(version, bare) === 0);
  if (known !== undefined) return known;
  const newest = versions.at(-1) ?? bare;
  if (compareVersions(bare, newest) < 0) {
    return refuse(
      `${bare} lies before ${newest}: between known versions nothing is filled in (${versions.join(", ")})`,
    );
  }
  const formed = inFormOf(newest, bare);
  // The client tells versions apart as texts of one form: another form would have no place among them.
  if (formed === bare) return bare;
  const advice = formed === undefined || formed === newest ? "" : `: ${formed}`;
  return refuse(`"${bare}" has another form than the known versions: write it like ${newest}${advice}`);
}

/** A version with as many numbers as another, each with as many digits; `undefined` where it has other numbers. */
function inFormOf(model: string, version: string): string | undefined {
  const [models, numbers] = [model.split("."), version.split(".").map(Number)];
  // What a version has beyond the model's numbers is a patch of it, and what it lacks nobody can know.
  if (numbers.length < models.length) return undefined;
  const formed = models.map((digits, index) => String(numbers[index]).padStart(digits.length, "0"));
  return formed.every((digits, index) => digits.length === models[index]?.length)
    ? formed.join(".")
    : undefined;
}

/** What a new schema says of a version, and what it is held against. */
export interface Claim {
  readonly text: SchemaText;
  readonly version: string;
  /** The version before; absent for the oldest. */
  readonly base: string | undefined;
  /** What the new schema says. */
  readonly facts: Facts;
}

/**
 * Tells whether schema files have to be edited for a version.
 *
 * @remarks What is known is not corrected. Only the newest version may be filled in, where the endpoint has nothing of
 * its own for it yet: another endpoint of the platform has brought it.
 * @throws {@link RegenerateError} naming the places where a known version is otherwise
 */
export function needsEdition({ text, version, base, facts }: Claim): boolean {
  if (!text.versions.includes(version)) return true;
  const known = factsAt(text, version);
  const wrong = compareFacts(known, facts);
  if (wrong.length === 0) return false;
  const isUntold = version === text.versions.at(-1) && base !== undefined;
  if (isUntold && compareFacts(factsAt(text, base), known).length === 0) return true;
  const problems = wrong.slice(0, MOST_PLACES).map((change) => ({
    place: placeIn(text, change),
    message: `${version} is known, and ${told(change)}`,
  }));
  const left = wrong.length - problems.length;
  if (left > 0) problems.push({ place: version, message: `and ${left} differences more` });
  throw new RegenerateError(...problems);
}

function placeIn({ facts }: SchemaText, { fact }: Change): string {
  const node = (facts.get(fact.coordinate) ?? facts.get(fact.owner ?? ""))?.node;
  return node === undefined ? fact.coordinate : placeOf(node);
}

function told({ kind, fact }: Change): string {
  switch (kind) {
    case "added":
      return `${fact.coordinate} is not in the schema files for it`;
    case "removed":
      return `${fact.coordinate} is in the schema files for it, but not in the schema given`;
    case "changed":
      return `${fact.coordinate} is otherwise in the schema files`;
  }
}

/**
 * Checks that two schemas are of one endpoint: their roots have the same names, and some field in common.
 *
 * @throws {@link RegenerateError} when they are not
 */
export function checkKin(before: DocumentNode, after: DocumentNode, endpoint: string): void {
  const young = rootsOf(after);
  for (const [operation, name] of rootsOf(before)) {
    const other = young.get(operation);
    if (other === undefined || other === name) continue;
    const message = `the ${operation} type is ${other}, and not ${name}: the schema files cannot tell that`;
    throw new RegenerateError({ place: endpoint, message });
  }
  if (sharedRootFields(before, after) > 0) return;
  throw new RegenerateError({
    place: endpoint,
    message: "the schema has none of its root fields: is --endpoint right?",
  });
}

/** How many root fields two schemas have in common. */
export function sharedRootFields(before: DocumentNode, after: DocumentNode): number {
  const known = rootFieldsOf(before);
  return [...rootFieldsOf(after)].filter((field) => known.has(field)).length;
}
